"""Stored deadlines equal those recomputed from the history: ten thousand random histories, and real ones."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from app.core.clock import BEIJING
from app.tickets import clocks
from app.tickets.clocks import Limits, compute, read
from app.tickets.workflow import is_legal
from tests.core.test_calendar import KNOWN
from tests.tickets.histories import Life, clerk, live
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file
from tests.world import in_app, write

HISTORIES, BATCH = 10_000, 500
MOVES_A_CLOCK = {
    "suspend", "resume", "ask", "answer", "shelve", "unshelve", "merge", "unmerge", "reassign", "reopen", "decide",
    "accept", "start", "finish", "credit_from", "extended_to",
}  # fmt: skip
MINUTE = timedelta(minutes=1)


def main_order(world, deliver) -> str:
    """Report what the merged ones go into, and return its id."""
    made = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    return made


def row_of(life: Life, number: int, world, main: str) -> dict:
    """Return the row of a made-up order, with the deadlines as the clerk has them."""
    stands = life.state == "suspended"
    limits = {"contact": life.contact, "onsite": life.onsite, "finish": life.amount, "unit": life.unit}
    return clerk(life, KNOWN) | {
        "id": UUID(int=number), "no": f"H{number}", "district_id": world.district_id,
        "street_id": world.regions["street_a"], "community_id": world.regions["community_a"],
        "compound_id": world.a.compound, "kind": "repair", "category": None, "urgency": "U3", "state": life.state,
        "version": len(life.events), "round": life.round, "reporter_id": world.resident_a.id,
        "filed_by_id": world.resident_a.id, "basis": "home", "description": "漏", "clock_from": life.start,
        "created_at": life.events[0]["at"], "limits": limits, "ordered_due_at": life.ordered,
        "contacted_at": life.met["contact"], "onsite_at": life.met["onsite"], "finished_at": life.met["finish"],
        "suspended_at": life.stopped_at if stands else None, "suspended_until": life.until,
        "suspend_cause": life.cause, "resume_to": life.back_to,
        "merged_into_id": UUID(main) if life.state == "merged" else None,
    }  # fmt: skip


def events_of(life: Life, number: int, world) -> list[dict]:
    """Return the rows of its history."""
    return [{"ticket_id": UUID(int=number), "district_id": world.district_id, **event} for event in life.events]


def test_the_made_up_lives_are_lives_that_the_table_of_moves_allows():
    chance = random.Random(1)
    happened: set[str] = set()
    for _ in range(2000):
        for step in live(chance).events:
            assert is_legal(step["before"], step["action"], step["after"]), step
            happened |= {step["action"], *step["detail"]}
    assert happened >= MOVES_A_CLOCK


@pytest.mark.slow
def test_ten_thousand_stored_histories_are_stored_as_they_are_recomputed(app, world, deliver):
    """Whatever moved a clock: what the clerk had stored is what the product reads off the history, all columns."""
    from app.core.db import db
    from app.tickets.models import Ticket, TicketEvent
    from app.tickets.service.timing import recomputed

    chance = random.Random(20261126)
    lives = [live(chance) for _ in range(HISTORIES)]
    main = main_order(world, deliver)

    def store() -> None:
        for begin in range(0, HISTORIES, BATCH):
            piece = list(enumerate(lives[begin : begin + BATCH], start=begin + 1))
            db.session.execute(insert(Ticket.__table__), [row_of(life, number, world, main) for number, life in piece])
            events = [event for number, life in piece for event in events_of(life, number, world)]
            db.session.execute(insert(TicketEvent.__table__), events)

    def compare() -> list[tuple]:
        wrong = []
        for begin in range(0, HISTORIES, BATCH):
            ids = [UUID(int=number) for number in range(begin + 1, begin + BATCH + 1)]
            for ticket in db.session.scalars(select(Ticket).where(Ticket.id.in_(ids))):
                for column, value in recomputed(ticket).columns().items():
                    if getattr(ticket, column) != value:
                        wrong.append((ticket.id.int, column, getattr(ticket, column), value))
            db.session.expunge_all()
        return wrong

    write(app, store)
    assert in_app(app, compare)[:3] == []


def test_a_round_forgets_the_pauses_of_the_one_before():
    start = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
    history = [
        {"at": start, "action": "submit", "after": "submitted", "detail": {}},
        {"at": start + MINUTE, "action": "suspend", "after": "suspended", "detail": {}},
        {"at": start + 90 * MINUTE, "action": "resume", "after": "in_progress", "detail": {}},
        {"at": start + 100 * MINUTE, "action": "reopen", "after": "dispatched", "detail": {}},
    ]
    told = read(history)
    assert (told.start, told.pauses) == (start + 100 * MINUTE, [])


def test_time_that_overlaps_is_given_back_once():
    start = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
    hours = [start + timedelta(hours=n) for n in range(8)]
    assert clocks.disjoint([(hours[3], hours[5]), (hours[1], hours[4])]) == [(hours[1], hours[5])]


def test_a_pause_after_the_deadline_moves_nothing():
    start = datetime(2026, 3, 2, 9, tzinfo=BEIJING)
    limits = Limits("U1", 15 * MINUTE, None, 2, "hours")
    late = [(start + timedelta(hours=3), start + timedelta(hours=9))]
    assert compute(late, limits, start, KNOWN).finish == start + timedelta(hours=2)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_stored_is_what_is_recomputed(app, world, deliver, seed):
    """A random walk through HTTP with time passing; after each step the row agrees with its history."""
    from app.core.db import db
    from app.tickets.models import Ticket
    from app.tickets.service.timing import recomputed

    chance = random.Random(seed)
    ticket = file(world.resident_a, world.a, category=chance.choice(["0101", "0201", "0401"]), description="漏")
    deliver()
    moves = [
        (world.repair_a, "accept", {}), (world.repair_a, "start", {}), (world.manager_a, "ask", {"note": "哪间？"}),
        (world.resident_a, "answer", {"note": "北屋"}), (world.repair_a, "suspend", {"note": "等配件", "until": "+2"}),
        (world.repair_a, "resume", {}), (world.street_a, "shelve", {"note": "列入改造", "until": "+60"}),
        (world.street_a, "unshelve", {"note": "完成"}), (world.repair_a, "finish", {"note": "好了"}),
        (world.resident_a, "reopen", {"note": "没好"}),
    ]  # fmt: skip

    def agree():
        with db.session.no_autoflush:
            row = db.session.get(Ticket, ticket["id"])
            dues = recomputed(row).columns()
            for column, value in dues.items():
                stored = getattr(row, column)
                if isinstance(value, datetime):
                    assert abs(stored - value) < timedelta(seconds=3), column
                elif column == "paused_seconds":
                    assert abs(stored - value) <= 3
            db.session.rollback()

    done = 0
    for _ in range(40):
        who, action, fields = chance.choice(moves)
        if "until" in fields:
            days = int(fields["until"])
            fields = fields | {"until": (datetime.now(BEIJING) + timedelta(days=days)).isoformat()}
        staff = who is not world.resident_a
        base = "/staff/tickets" if staff else "/tickets"
        shown = who.get(f"{base}/{ticket['id']}").json
        if action not in shown.get("actions", ()) or (action == "ask" and not shown["pauses"]["questions_left"]):
            continue
        act(who, ticket["id"], action, staff=staff, **fields)
        done += 1
        in_app(app, agree)
        pass_time(app, minutes=chance.randrange(1, 300))
        in_app(app, agree)
    assert done >= 4
