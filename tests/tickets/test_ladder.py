"""The ladder: who is told when, each rung once, whatever dies; at night only what cannot wait."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.clock import BEIJING
from app.tickets.ladder import RUNGS, moments, next_moment, outside_quiet_hours
from app.tickets.models import State
from tests.tickets.moments import climb, pass_time
from tests.tickets.steps import act, file, see
from tests.world import in_app, write

DAY = timedelta(days=1)
START = datetime(2026, 11, 23, 10, tzinfo=BEIJING)


def rungs(app):
    """Return the rungs on record: (step, level)."""
    from app.core.db import db

    def read():
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text("select step, level from tickets_ladder order by 1"))]

    return in_app(app, read)


def test_the_marks_are_at_half_four_fifths_the_end_and_half_as_much_again():
    reached = moments(START, START + 10 * DAY, timedelta())
    assert [(moment - START) / DAY for moment in reached] == [5, 8, 10, 15]
    assert [rung.level for rung in RUNGS] == ["company", "community", "street", "district"]


def test_a_pause_does_not_count():
    reached = moments(START, START + 12 * DAY, 2 * DAY)
    assert [(moment - START) / DAY for moment in reached] == [7, 10, 12, 17]


@given(st.integers(0, 7 * 1440))
def test_nobody_is_disturbed_between_ten_and_seven(minutes):
    moment = START + timedelta(minutes=minutes)
    told = outside_quiet_hours(moment)
    assert moment <= told <= moment + timedelta(hours=9)
    assert 7 <= told.astimezone(BEIJING).hour < 22
    assert outside_quiet_hours(told) == told


def test_what_must_be_done_in_two_hours_knows_no_night():
    night = datetime(2026, 11, 23, 23, tzinfo=BEIJING)
    assert moments(night, night + timedelta(hours=2), timedelta())[0] == night + timedelta(hours=1)
    assert moments(night, night + timedelta(hours=3), timedelta())[0].hour == 7


@pytest.mark.parametrize("state", list(State))
def test_it_climbs_only_while_its_clock_runs(state):
    runs = state in ("submitted", "dispatched", "accepted", "in_progress")
    assert (next_moment(state, [START] * 4, 1) is not None) == runs
    assert next_moment(state, [START] * 4, 5) is None


@pytest.fixture
def light(world, deliver):
    """A dark staircase: twelve hours to mend it."""
    ticket = file(world.resident_a, world.a, category="0201", description="楼道灯不亮")
    deliver()
    return ticket["id"]


def kinds(person):
    """Return what somebody was told."""
    return [item["kind"] for item in person.get("/inbox").json["items"]]


def its_moment_comes(app):
    """Let the next rung of every ticket be due now, whatever the hour of the day is."""
    from app.core.db import db

    write(app, lambda: db.session.execute(text("update tickets_ticket set next_step_at = now()")))


def test_it_climbs_rung_by_rung_and_tells_each_level_once(app, world, deliver, light):
    assert climb(app) == 0
    told = {"company": world.manager_a, "community": world.community_a, "street": world.street_a,
            "district": world.district}  # fmt: skip
    for step, (level, who) in enumerate(told.items(), start=1):
        assert "climbed" not in kinds(who)
        its_moment_comes(app)
        assert climb(app) == 1
        deliver()
        assert rungs(app)[-1] == (step, level)
        assert see(world.community_a, light, staff=True)["level"] == level
        assert kinds(who).count("climbed") == 1
    assert climb(app) == 0


def test_a_ticket_that_nobody_took_climbs_too(app, world):
    file(world.resident_a, world.a, category="0201", description="楼道灯不亮")  # no worker is there to route it
    pass_time(app, hours=48)
    for _ in range(4):
        climb(app)
    assert [step for step, _ in rungs(app)] == [1, 2, 3, 4]


def test_a_suspended_or_finished_ticket_does_not_climb(app, world, deliver, light):
    act(world.repair_a, light, "accept", staff=True)
    act(world.repair_a, light, "start", staff=True)
    act(world.repair_a, light, "finish", staff=True, note="好了")
    pass_time(app, hours=48)
    assert climb(app) == 0


def test_two_sweepers_at_once_make_each_rung_once(app, world, deliver):
    for _ in range(30):
        file(world.resident_a, world.a, category="0201", description="灯不亮")
    deliver()
    its_moment_comes(app)
    barrier, counts = threading.Barrier(4), []

    def sweep():
        barrier.wait()
        counts.append(climb(app))

    threads = [threading.Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) + climb(app) == 30
    assert len(rungs(app)) == 30


def test_a_rung_and_its_message_are_there_together_or_not_at_all(app, world, deliver, light):
    """The statement fails while it writes the message: neither the rung nor the ticket may have moved."""
    from app.core.db import db

    its_moment_comes(app)
    write(
        app,
        lambda: db.session.execute(
            text("alter table core_outbox add constraint broken check (topic <> 'tickets.step') not valid")
        ),
    )
    try:
        with pytest.raises(Exception, match="broken"):
            climb(app)
        assert rungs(app) == []
    finally:
        write(app, lambda: db.session.execute(text("alter table core_outbox drop constraint broken")))
    assert climb(app) == 1
    assert len(rungs(app)) == 1


def test_reopening_starts_the_ladder_anew(app, world, deliver, light):
    its_moment_comes(app)
    climb(app)
    act(world.repair_a, light, "accept", staff=True)
    act(world.repair_a, light, "start", staff=True)
    act(world.repair_a, light, "finish", staff=True, note="好了")
    act(world.resident_a, light, "reopen", note="又黑了")
    assert climb(app) == 0
    pass_time(app, hours=36)  # more than the night and half of its time
    assert climb(app) == 1


def finished(world, ticket: str, *, by: str = "repair_a") -> None:
    """Let it be done by whoever has it."""
    for step, fields in (("accept", {}), ("start", {}), ("finish", {"note": "好了"})):
        act(getattr(world, by), ticket, step, staff=True, **fields)


def test_an_ordinary_reopening_begins_at_the_bottom(app, world, deliver, light):
    for _ in range(3):
        its_moment_comes(app)
        climb(app)
    assert see(world.community_a, light, staff=True)["level"] == "street"
    finished(world, light)
    assert act(world.resident_a, light, "reopen", note="又黑了").json["level"] is None


def test_what_was_reopened_too_often_never_falls_below_the_office_that_has_it(app, world, deliver, light):
    for _ in range(2):
        finished(world, light)
        act(world.resident_a, light, "reopen", note="又黑了")
    finished(world, light)
    assert act(world.resident_a, light, "reopen", note="又黑了").json["level"] == "street"
    told = {1: "street", 2: "street", 3: "street", 4: "district"}
    for step, level in told.items():
        its_moment_comes(app)
        assert climb(app) == 1
        assert see(world.street_a, light, staff=True)["level"] == level, step
    assert [level for _, level in rungs(app)] == ["company", "community", "street", "district"]
    finished(world, light, by="street_a")
    again = act(world.resident_a, light, "reopen", note="又黑了").json
    assert (again["level"], again["responsible"]["id"]) == ("district", str(world.housing))


def test_what_climbed_before_it_was_routed_keeps_its_level(app, world, deliver):
    ticket = file(world.resident_a, world.a, description="楼道灯不亮")["id"]  # the words say what it is
    for _ in range(2):
        its_moment_comes(app)
        climb(app)
    deliver()
    assert see(world.community_a, ticket, staff=True)["level"] == "community"
