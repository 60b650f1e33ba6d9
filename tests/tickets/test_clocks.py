"""Deadlines: computed from the category, explained, paused, and noticed once when they pass."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.tickets.clocks import span
from tests.tickets.steps import act, file, see
from tests.world import in_app, write


def parse(moment: str) -> datetime:
    """Return an instant of the wire."""
    return datetime.fromisoformat(moment)


def test_the_three_deadlines_come_from_the_category(world):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    start = parse(ticket["created_at"])
    due = {clock["kind"]: parse(clock["due_at"]) - start for clock in ticket["clocks"]}
    assert due == {
        "contact": timedelta(minutes=15),
        "onsite": timedelta(minutes=15),
        "finish": timedelta(hours=24),
    }
    assert "“屋面漏雨”属于急修" in ticket["clocks"][0]["explanation"]
    assert "24小时内办结" in ticket["clocks"][-1]["explanation"]


def backdate(app, world, ticket_id: str, hours: int) -> None:
    """Let a ticket and its timers have begun ``hours`` ago."""
    from app.core.db import db

    def change() -> None:
        shift = {"by": timedelta(hours=hours), "id": ticket_id}
        db.session.execute(
            text("""
                update tickets_ticket set created_at = created_at - :by, clock_from = clock_from - :by,
                    contact_due_at = contact_due_at - :by, onsite_due_at = onsite_due_at - :by,
                    finish_due_at = finish_due_at - :by where id = :id
            """),
            shift,
        )
        db.session.execute(
            text("update core_outbox set due_at = due_at - :by where done_at is null"), {"by": timedelta(hours=hours)}
        )

    write(app, change)


def test_a_missed_deadline_is_noticed_once_and_shown(app, world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    backdate(app, world, ticket["id"], 30)
    deliver()
    seen = see(world.community_a, ticket["id"], staff=True)
    assert seen["late"] is True
    assert {c["status"] for c in seen["clocks"]} == {"late"}
    assert deliver() == 0
    from app.tickets import service

    assert write(app, service.note_deadline, UUID(ticket["id"]), 2, "finish") is False  # a timer of another round
    late = world.community_a.get("/staff/tickets?overdue=true").json["items"]
    assert [item["id"] for item in late] == [ticket["id"]]
    assert "late" in [group["key"] for group in world.manager_a.get("/staff/todo").json["groups"]]


def timers(app) -> dict[str, list]:
    """Return the undone messages by topic: [(when they are due, what they say)]."""
    from app.core.db import db

    def read():
        rows = db.session.execute(text("select topic, due_at, payload from core_outbox where done_at is null"))
        found: dict[str, list] = {}
        for row in rows:
            found.setdefault(row.topic, []).append((row.due_at, row.payload))
        return found

    return in_app(app, read)


def test_a_ticket_that_nobody_routes_is_late_at_its_deadline_and_is_asked_about(app, world, deliver):
    """The router has nothing to give it to: no organisation is on record any more."""
    from app.core.db import db

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    ends = {clock["kind"]: parse(clock["due_at"]) for clock in ticket["clocks"]}
    assert {payload["clock"]: due for due, payload in timers(app)["tickets.deadline"]} == ends
    later = text("update core_outbox set due_at = now() + interval '9 days' where subscriber = 'tickets.route'")
    write(app, lambda: db.session.execute(later))
    backdate(app, world, ticket["id"], 30)
    write(app, lambda: db.session.execute(later))
    deliver()
    seen = see(world.community_a, ticket["id"], staff=True)
    assert (seen["state"], seen["late"]) == ("submitted", True)
    assert "late" in {item["kind"] for item in world.community_a.get("/inbox").json["items"]}
    assert len(world.resident_a.get("/callbacks").json["items"]) == 1


def test_routing_sets_no_timer_twice(app, world, deliver):
    file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    assert len(timers(app)["tickets.deadline"]) == 3


def test_what_the_words_turn_into_something_urgent_gets_timers_of_its_own(app, world, deliver):
    file(world.resident_a, world.a, description="屋面漏雨")  # seven days, until the words are read
    deliver()
    found = sorted(due for due, payload in timers(app)["tickets.deadline"] if payload["clock"] == "finish")
    assert found[1] - found[0] > timedelta(days=5)


NIGHT = "2026-11-24T19:00:00Z"  # three o'clock in Beijing
MORNING = datetime.fromisoformat("2026-11-25T07:00:00+08:00")


@pytest.mark.parametrize(("urgency", "told"), [("U1", "at once"), ("U2", "at once"), ("U3", "in the morning")])
def test_at_night_it_is_late_at_once_and_people_hear_of_it_in_the_morning_unless_it_is_urgent(
    app, world, urgency, told
):
    from app.core.clock import now
    from app.core.db import db
    from app.tickets import service

    with time_machine.travel(NIGHT, tick=True):
        ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
        change = text("update tickets_ticket set urgency = :urgency, finish_due_at = clock_from - interval '1 minute'")
        write(app, lambda: db.session.execute(change, {"urgency": urgency}))
        assert write(app, service.note_deadline, UUID(ticket), 1, "finish") is True
        night = now()
    late_at = in_app(app, lambda: db.session.execute(text("select late_at from tickets_ticket")).scalar())
    assert abs(late_at - night) < timedelta(seconds=10)
    dues = {due for due, _ in timers(app)["tickets.late"]}
    assert all(due == MORNING for due in dues) if told == "in the morning" else all(due <= night for due in dues)
    assert dues


def test_what_was_done_before_the_morning_is_not_told_any_more(app, world, deliver):
    from app.core.db import db
    from app.tickets import service

    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    for step, fields in (("accept", {}), ("start", {})):
        act(world.repair_a, ticket, step, staff=True, **fields)
    write(app, lambda: db.session.execute(text("update tickets_ticket set finish_due_at = now()")))
    write(app, service.note_deadline, UUID(ticket), 1, "finish")
    act(world.repair_a, ticket, "finish", staff=True, note="好了")
    deliver()
    assert "late" not in {item["kind"] for item in world.community_a.get("/inbox").json["items"]}


def test_a_met_clock_is_not_late(app, world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    for step in ("accept", "start"):
        act(world.repair_a, ticket["id"], step, staff=True)
    act(world.repair_a, ticket["id"], "finish", staff=True, note="好了")
    backdate(app, world, ticket["id"], 30)
    deliver()
    assert see(world.community_a, ticket["id"], staff=True)["late"] is False


TIME_IS_OVER = (
    "update core_outbox set due_at = now() where topic like '%suspension%'",
    "update tickets_ticket set suspended_until = now() where suspended_until is not null",
)


def test_a_suspension_ends_by_itself(app, world, deliver):
    from app.core.clock import now
    from app.core.db import db

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    for step in ("accept", "start"):
        act(world.repair_a, ticket["id"], step, staff=True)
    until = (now() + timedelta(days=1)).isoformat()
    act(world.repair_a, ticket["id"], "suspend", staff=True, note="等配件", until=until)
    write(app, lambda: [db.session.execute(text(statement)) for statement in TIME_IS_OVER])
    deliver()
    seen = see(world.repair_a, ticket["id"], staff=True)
    assert seen["state"] == "in_progress"
    assert seen["timeline"][-1]["actor"] == "系统"


def test_an_early_resume_makes_the_old_timer_mean_nothing(app, world, deliver):
    from app.core.clock import now
    from app.core.db import db

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    for step in ("accept", "start"):
        act(world.repair_a, ticket["id"], step, staff=True)
    for _ in range(2):
        until = (now() + timedelta(days=1)).isoformat()
        act(world.repair_a, ticket["id"], "suspend", staff=True, note="等配件", until=until)
        act(world.repair_a, ticket["id"], "resume", staff=True)
    act(world.repair_a, ticket["id"], "suspend", staff=True, note="等配件", until=until)
    write(
        app,
        lambda: db.session.execute(
            text("""
                update core_outbox set due_at = now() where topic like '%suspension%'
                and (payload->>'seq')::int < (select version from tickets_ticket)
            """)
        ),
    )
    deliver()
    assert see(world.repair_a, ticket["id"], staff=True)["state"] == "suspended"


@given(st.integers(1, 100_000))
def test_a_span_is_written_as_people_say_it(minutes):
    words = span(timedelta(minutes=minutes))
    number = "".join(char if char.isdigit() else " " for char in words).split()
    days = words.endswith("天")
    total = int(number[0]) * (1440 if days else 60 if "小时" in words else 1)
    total += int(number[1]) if len(number) > 1 else 0
    assert total == minutes


def test_reference_in_app(app):
    from app.tickets.queries import reference

    assert in_app(app, lambda: reference(fresh=True).rules)
