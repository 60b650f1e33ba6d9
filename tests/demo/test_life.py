"""The whole life of an order: every turn is there, where the demo persons meet it, and every clock agrees."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.demo.chance import ident
from app.demo.life import MATTERS, PREFIX
from app.tickets.models import Cause, Level, RequestKind, RequestState, Result, Source, Ticket


def ticket_of(key: str) -> str:
    """Return the id of the ticket of a matter."""
    return str(ident("ticket", f"{PREFIX}{key}"))


def staff(persona, name: str, key: str) -> dict:
    """Return a matter as a demo person who works sees it."""
    return persona(name).get(f"/staff/tickets/{ticket_of(key)}")


def test_the_clocks_of_every_ticket_are_those_that_its_history_gives(demo_app):
    from app.core.db import db
    from app.tickets.service.timing import recomputed
    from app.workdays.service import calendar

    with demo_app.app_context():
        calendar(fresh=True)
        wrong = []
        for ticket in db.session.scalars(select(Ticket)):
            dues = recomputed(ticket).columns()
            wrong += [(ticket.no, name) for name, value in dues.items() if getattr(ticket, name) != value]
        db.session.rollback()

    assert wrong == []


def test_no_deadline_is_provisional_whose_days_off_are_known(demo):
    doubtful = demo("""
        SELECT t.no FROM tickets_ticket t
        WHERE t.due_provisional AND NOT EXISTS (
            SELECT 1 FROM generate_series(
                extract(year FROM t.clock_from)::int, extract(year FROM t.finish_due_at)::int) y
            WHERE y NOT IN (SELECT year FROM workdays_year WHERE state = 'published'))
    """)

    assert doubtful == []


def test_what_is_told_of_a_standstill_is_in_the_columns(demo):
    def values(column: str, table: str) -> set[str]:
        return {row[0] for row in demo(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")}

    assert values("suspend_cause", "tickets_ticket") >= set(Cause) - {Cause.OTHER}
    assert values("source", "tickets_ticket") >= {Source.APP, Source.PHONE, Source.WINDOW, Source.HOTLINE}
    assert values("result", "tickets_ticket") == {Result.SOLVED, Result.UNSOLVABLE, Result.NOT_OURS}
    assert values("level", "tickets_ticket") == set(Level)
    assert values("kind", "tickets_request") == set(RequestKind)
    assert values("state", "tickets_request") == set(RequestState) - {RequestState.VOID}
    assert values("state", "tickets_party") == {"invited", "reported"}
    assert values("how", "tickets_follower") == {"joined", "merged"}


def test_every_matter_of_the_demo_persons_opens_for_those_who_look_after_it(persona):
    people = {name: persona(name) for name in ("community", "street", "district")}
    for matter in MATTERS:
        for person in people.values():
            shown = person.get(f"/staff/tickets/{ticket_of(matter.key)}")
            assert shown["timeline"]
            assert all(step["text"] for step in shown["timeline"])


def test_the_resident_is_asked_something_and_has_joined_a_matter(persona):
    resident = persona("resident")

    asked = resident.get(f"/tickets/{ticket_of('ask')}")
    joined = resident.get(f"/tickets/{ticket_of('joined')}")

    assert asked["question"].startswith("沙发")
    assert "answer" in asked["actions"]
    assert joined["joined"] is True


@pytest.mark.parametrize(
    ("name", "key", "kind"),
    [
        ("community", "more-time", "extension"),
        ("community", "objection", "return"),
        ("street", "second-objection", "return"),
        ("manager", "offered", "transfer"),
        ("street", "conference", "conference"),
        ("district", "district", "conference"),
    ],
)
def test_who_has_to_decide_finds_the_buttons(persona, name, key, kind):
    waiting = [row for row in staff(persona, name, key)["requests"] if row["state"] == "pending"]

    assert [row["kind"] for row in waiting] == [kind]
    assert waiting[0]["actions"] == ["approve", "deny"]


def test_of_two_called_organisations_one_has_reported(persona):
    states = {row["organisation"]["name"]: row["state"] for row in staff(persona, "street", "joint")["parties"]}

    assert states == {"区消防救援支队": "reported", "区城管执法局": "invited"}


def test_two_neighbours_have_one_leak(persona):
    main, twin = (staff(persona, "community", key) for key in ("leak", "leak-twin"))

    assert twin["state"] == "merged"
    assert twin["merged_into"]["id"] == main["id"]
    assert [row["id"] for row in main["merged_from"]] == [twin["id"]]
    assert all(clock["status"] == "void" for clock in twin["clocks"])
    assert staff(persona, "community", "leak-other")["state"] == "dispatched"


@pytest.mark.parametrize(
    ("rung", "level"), [(1, Level.COMPANY), (2, Level.COMMUNITY), (3, Level.STREET), (4, Level.DISTRICT)]
)
def test_one_has_climbed_to_each_level(demo, persona, rung, level):
    ticket_id = ticket_of(f"rung-{rung}")

    steps = demo("SELECT step FROM tickets_ladder WHERE ticket_id = :id ORDER BY step", id=ticket_id)

    assert [row.step for row in steps] == list(range(1, rung + 1))
    assert staff(persona, "district", f"rung-{rung}")["level"] == level


def test_the_third_reopening_went_to_the_street(persona):
    shown = staff(persona, "street", "thrice")

    assert shown["round"] == 4
    assert shown["level"] == Level.STREET
    assert "accept" in shown["actions"]
