"""The clock of the database jumps: what goes by it is held, one alarm is raised, and a person lets it go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from sqlalchemy import text

from app.core import clockwatch, outbox
from app.core.clock import now
from app.core.clockwatch import Look, jump
from tests.tickets.moments import climb
from tests.tickets.steps import file
from tests.world import in_app, write

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAYS = timedelta(days=3)


@dataclass(frozen=True)
class Bell:
    topic: ClassVar[str] = "tests.bell"


@dataclass(frozen=True)
class Letter:
    topic: ClassVar[str] = "tests.letter"


RUNG: list[str] = []


@pytest.fixture(autouse=True)
def subscribers():
    """Note what is delivered: a bell inside the product, a letter that leaves it."""
    RUNG.clear()
    outbox.SUBSCRIBERS["tests.bell"] = [outbox.Subscriber("tests.bell", "fast", lambda _: RUNG.append("bell"))]
    outbox.SUBSCRIBERS["tests.letter"] = [outbox.Subscriber("tests.letter", "outward", lambda _: RUNG.append("letter"))]
    yield
    del outbox.SUBSCRIBERS["tests.bell"], outbox.SUBSCRIBERS["tests.letter"]


@pytest.mark.parametrize(
    ("machine", "minutes", "running", "jumped"),
    [
        ("this", 1, 1, None),
        ("this", 60 * 24 * 30, 60 * 24 * 30, None),  # nobody looked for a month: that is no jump
        ("this", 1 + 9, 1, None),
        ("this", 1 + 11, 1, timedelta(minutes=11)),
        ("this", 1 - 11, 1, timedelta(minutes=-11)),
        ("this", 4320, 0, DAYS),
        ("another", 4320, 3, None),  # it was off, or its clock is wrong: nobody can tell
        ("another", -4320, 3, -DAYS),
    ],
)
def test_a_clock_has_jumped_when_the_machine_did_not_run_as_long(machine, minutes, running, jumped):
    before = Look(NOON, "this", 1000.0)
    seen = Look(NOON + timedelta(minutes=minutes), machine, 1000.0 + running * 60)
    assert jump(before, seen) == jumped


def look(app):
    """Look at the clock, as a sweeper does every second."""
    return in_app(app, clockwatch.look)


def the_clock_jumps(app, by: timedelta) -> None:
    """Let the last look have been by a clock that was ``by`` behind, without any time having gone by."""
    write(app, lambda: clockwatch.db.session.execute(text("update core_clock set seen_at = seen_at - :by"), {"by": by}))


def drain(app) -> list[str]:
    """Deliver what may be delivered, and return what rang."""
    in_app(app, outbox.drain_all)
    return sorted(RUNG)


def publish_all(app) -> None:
    """Publish something for now, something that leaves the product, and a timer whose time has come."""

    def run() -> None:
        outbox.publish(Bell())
        outbox.publish(Letter())
        outbox.publish(Bell(), due_at=now() + timedelta(hours=1))
        clockwatch.db.session.execute(
            text("update core_outbox set created_at = created_at - interval '2 hours',"
                 " due_at = due_at - interval '2 hours' where due_at > now()")
        )  # fmt: skip

    write(app, run)


def test_a_clock_that_goes_right_holds_nothing(app):
    for _ in range(3):
        assert look(app) is None
    publish_all(app)
    assert drain(app) == ["bell", "bell", "letter"]


@pytest.mark.parametrize("by", [DAYS, -DAYS])
def test_after_a_jump_timers_and_letters_wait_and_people_are_served(app, world, by):
    look(app)
    the_clock_jumps(app, by)
    publish_all(app)
    assert abs(look(app) - by) < timedelta(seconds=5)
    assert drain(app) == ["bell"]
    assert look(app) is None
    assert drain(app) == ["bell"], "it stays held until somebody says that the time is right"
    health = world.sysadmin.get("/staff/jobs/health").json
    assert abs(health["jumped_seconds"] - by.total_seconds()) < 5
    assert health["actions"] == ["release"]
    assert world.sysadmin.post("/staff/jobs/clock/actions/release").status_code == 204
    assert world.sysadmin.get("/staff/jobs/health").json["held_at"] is None
    assert drain(app) == ["bell", "bell", "letter"]


def test_between_the_jump_and_the_next_look_no_timer_slips_through(app):
    look(app)
    the_clock_jumps(app, DAYS)
    publish_all(app)
    assert drain(app) == ["bell", "letter"], "only the timer waits: nobody has held anything yet"
    the_clock_jumps(app, -DAYS)
    assert drain(app) == ["bell", "bell", "letter"]


def test_nothing_climbs_while_the_clock_is_wrong(app, world, deliver):
    file(world.resident_a, world.a, category="0201", description="灯不亮")
    deliver()
    due = text("update tickets_ticket set next_step_at = now() - interval '1 minute'")
    write(app, lambda: clockwatch.db.session.execute(due))
    look(app)
    the_clock_jumps(app, DAYS)
    assert climb(app) == 0
    look(app)
    assert climb(app) == 0
    world.sysadmin.post("/staff/jobs/clock/actions/release")
    assert climb(app) == 1


def test_one_alarm_is_raised_and_everybody_who_can_help_hears_of_it(app, world, deliver, client):
    look(app)
    the_clock_jumps(app, DAYS)
    look(app)
    the_clock_jumps(app, DAYS)  # and once more, while it is held
    look(app)
    deliver()
    (told,) = world.sysadmin.get("/inbox").json["items"]
    assert told["title"] == "系统时间跳变，定时任务已暂停"
    assert "快了约 3 天" in told["text"]
    assert world.community_a.get("/inbox").json["items"] == []
    assert b"hfw_clock_held 1.0" in client.get("/metrics").data


def test_only_a_system_administrator_lets_it_go_on_and_it_is_written_down(app, world):
    look(app)
    the_clock_jumps(app, DAYS)
    look(app)
    for person in (world.district, world.community_a, world.manager_a):
        assert person.post("/staff/jobs/clock/actions/release").status_code == 403
    for _ in range(2):
        assert world.sysadmin.post("/staff/jobs/clock/actions/release").status_code == 204
    acts = [row["what_name"] for row in world.auditor.get("/staff/audit").json["items"]]
    assert acts.count("核对时间后放行定时任务") == 1
