"""A year that was published already is corrected: every open order that it touches is computed anew, piece by piece."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text

from app.core.clock import BEIJING
from app.core.db import db
from app.workdays import service
from tests.tickets.moments import parse
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import in_app, write

BASE = "/staff/calendar/years"
THURSDAY = "2026-11-19T02:00:00Z"
"""Seven days later it is Thursday the 26th, a working day."""
DAY = date(2026, 11, 26)
ONE_DAY = timedelta(days=1)
MANY = 700


def ok(answer, status: int = 200):
    """Return the body of an answer with the expected status."""
    assert answer.status_code == status, answer.json
    return answer.json


def correct(world, day: date = DAY, kind: str = "off") -> None:
    """Publish a correction of a year in which one day is different."""
    draft = ok(world.district.post(f"{BASE}/{day.year}/draft"))
    body = {"revision": draft["revision"], "day": day.isoformat(), "kind": kind, "name": "临时放假"}
    changed = ok(world.district.post(f"{BASE}/{day.year}/days", body))
    ok(world.district.post(f"{BASE}/{day.year}/publish", {"revision": changed["revision"]}))


@pytest.fixture
def then():
    """Let it be that Thursday."""
    with time_machine.travel(THURSDAY, tick=True):
        service.forget()
        yield


def due(world, ticket_id: str) -> datetime:
    """Return until when a ticket is to be finished."""
    return parse(see(world.community_a, ticket_id, staff=True)["finish_due_at"])


@pytest.fixture
def leaflet(world, deliver, then):
    """A small advertisement: seven days."""
    ticket = file(world.resident_a, world.a, category="0105", description="小广告")
    deliver()
    return ticket["id"]


def test_a_correction_moves_what_was_certain_until_now(world, deliver, leaflet):
    before = due(world, leaflet)
    assert before.astimezone(BEIJING).date() == DAY
    correct(world)
    deliver()
    assert due(world, leaflet) == before + ONE_DAY
    shown = see(world.community_a, leaflet, staff=True)
    assert shown["timeline"][-1]["action"] == "redue"
    assert "顺延到下一个工作日" in shown["clocks"][-1]["explanation"]
    correct(world, kind="usual")
    deliver()
    assert due(world, leaflet) == before, "a day off that is taken back counts again"


def test_hours_orders_and_other_years_are_left_alone(app, world, deliver, then):
    hours = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    ordered = file(world.resident_a, world.a, category="0105", description="小广告")["id"]
    deliver()
    write(app, lambda: db.session.execute(text("update tickets_ticket set ordered_due_at = finish_due_at")))
    versions = [see(world.community_a, one, staff=True)["version"] for one in (hours, ordered)]
    correct(world)
    correct(world, date(2025, 11, 26))
    deliver()
    assert [see(world.community_a, one, staff=True)["version"] for one in (hours, ordered)] == versions


@pytest.mark.parametrize("how", ["suspended", "shelved"])
def test_what_stands_still_is_computed_anew_too(world, deliver, leaflet, how):
    act(world.repair_a, leaflet, "accept", staff=True)
    until = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    if how == "shelved":
        act(world.street_a, leaflet, "shelve", staff=True, note="列入改造", until=until)
    else:
        act(world.repair_a, leaflet, "start", staff=True)
        act(world.repair_a, leaflet, "suspend", staff=True, note="等配件", until=until)
    before = due(world, leaflet)
    correct(world)
    deliver()
    assert due(world, leaflet) == before + ONE_DAY


def test_what_is_done_keeps_the_deadline_it_was_measured_by(world, deliver, leaflet):
    finish_by_repair(world.repair_a, leaflet)
    before = due(world, leaflet)
    correct(world)
    deliver()
    assert due(world, leaflet) == before


def test_a_rung_that_was_climbed_is_not_climbed_again(app, world, deliver, leaflet):
    """The marks lie later now; who was told already is not told again."""
    from app.tickets.service import climb

    write(app, lambda: db.session.execute(text("update tickets_ticket set next_step_at = now() - interval '1 year'")))
    assert in_app(app, climb) == 1
    correct(world)
    deliver()
    for _ in range(4):
        in_app(app, climb)
    told = in_app(
        app,
        lambda: [
            row.step
            for row in db.session.execute(
                text("select payload ->> 'step' as step from core_outbox where subscriber = 'notify.step'")
            )
        ],
    )
    assert told.count("1") == 1


def deliver_next(app, topic: str) -> datetime:
    """Deliver the oldest undone message of a topic, due or not, and return when it was due."""
    from app.core import outbox

    def run() -> datetime:
        row = db.session.execute(
            text("select * from core_outbox where topic = :topic and done_at is null order by id limit 1"),
            {"topic": topic},
        ).one()
        db.session.rollback()
        assert outbox.deliver(row.id, row.topic, row.subscriber, row.payload, 1)
        return row.due_at

    return in_app(app, run)


def test_what_others_computed_meanwhile_by_the_calendar_they_kept_is_found_by_a_second_look(app, world, leaflet):
    before = due(world, leaflet)
    correct(world)
    deliver_next(app, "workdays.published")
    deliver_next(app, "tickets.redue")
    assert due(world, leaflet) == before + ONE_DAY
    back = text("update tickets_ticket set finish_due_at = finish_due_at - interval '1 day'")
    write(app, lambda: db.session.execute(back))
    began = datetime.now(UTC)
    second = deliver_next(app, "tickets.redue")
    assert second > began + timedelta(seconds=service.KEEP_SECONDS - 5)
    assert due(world, leaflet) == before + ONE_DAY
    assert in_app(app, lambda: db.session.execute(text(UNDONE)).scalar()) == 0


UNDONE = "select count(*) from core_outbox where topic = 'tickets.redue' and done_at is null"


def test_a_day_off_that_is_taken_back_after_the_deadline_makes_it_late(app, world, deliver):
    """Its first timer has fired and meant nothing, because the deadline lay a day later by then."""
    with time_machine.travel(THURSDAY, tick=True) as traveller:
        service.forget()
        ticket = file(world.resident_a, world.a, category="0105", description="小广告")["id"]
        correct(world)
        deliver()
        traveller.move_to("2026-11-26T03:00:00Z")
        first = text("update core_outbox set due_at = now() where topic = 'tickets.deadline' and done_at is null")
        write(app, lambda: db.session.execute(first))
        deliver()
        assert see(world.community_a, ticket, staff=True)["late"] is False
        correct(world, kind="usual")
        deliver()
        late_at = in_app(app, lambda: db.session.execute(text("select late_at from tickets_ticket")).scalar())
        assert late_at is not None


def many_more(app) -> None:
    """Copy the only ticket ``MANY`` times, with its history."""

    def copy() -> None:
        db.session.execute(text("set local session_replication_role = replica"))
        db.session.execute(
            text("""
                insert into tickets_ticket select (jsonb_populate_record(t, jsonb_build_object(
                    'id', gen_random_uuid(), 'no', 'N' || n))).*
                from tickets_ticket t, generate_series(1, :many) as n
            """),
            {"many": MANY},
        )
        db.session.execute(
            text("""
                insert into tickets_event (ticket_id, seq, at, district_id, action, before, after)
                select t.id, e.seq, e.at, e.district_id, e.action, e.before, e.after
                from tickets_ticket t, tickets_event e where t.no like 'N%'
                and e.ticket_id = (select id from tickets_ticket where no not like 'N%')
            """)
        )

    write(app, copy)


@pytest.mark.slow
def test_many_are_computed_in_pieces_of_which_each_is_short(app, world, leaflet):
    """One transaction must end long before its lease does: then another worker would begin the same piece."""
    from app.core.outbox import LEASE_SECONDS

    many_more(app)
    before = due(world, leaflet)
    correct(world)
    deliver_next(app, "workdays.published")
    took = []
    while in_app(app, lambda: db.session.execute(text(UNDONE)).scalar()):
        began = time.perf_counter()
        deliver_next(app, "tickets.redue")
        took.append(time.perf_counter() - began)
    moved = text("select count(*) from tickets_ticket where finish_due_at = :due")
    assert in_app(app, lambda: db.session.execute(moved, {"due": before + ONE_DAY}).scalar()) == MANY + 1
    assert len(took) >= 2 * MANY / 100, "both looks go through all of them, a hundred at a time"
    assert max(took) < LEASE_SECONDS / 3
