"""Leaving an order out of the rates: it holds for all of it, whenever it was decided, until it is taken back."""

from __future__ import annotations

import contextvars
import threading
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.db import db
from tests.callbacks.test_rates import answer, finished, pair, rates, recounted
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import in_app, write


@pytest.fixture
def leak(world, deliver):
    """A leak in the hands of company a."""
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    return ticket


LOG = "select actor_id, subject from core_audit where what = 'callbacks.exclusion_revoked'"


def ask(person, ticket: str, *, expect: int = 204) -> None:
    """Ask that an order be left out."""
    asked = person.post(f"/staff/tickets/{ticket}/exclusion", {"reason": "unlawful", "note": "要求拆承重墙"})
    assert asked.status_code == expect, asked.json


def decide(person, ticket: str, action: str, *, expect: int = 204, note: str = "") -> None:
    """Approve, refuse or take back the newest exclusion of an order, as ``person`` sees it."""
    rows = person.get("/staff/exclusions").json["items"]
    one = next(row for row in rows if row["ticket_id"] == ticket)
    answered = person.post(f"/staff/exclusions/{one['id']}/actions/{action}", {"version": one["version"], "note": note})
    assert answered.status_code == expect, answered.json


def leave_out(world, ticket: str) -> None:
    """Ask and approve."""
    ask(world.manager_a, ticket)
    decide(world.street_a, ticket, "approve")


def left_out(app) -> list[tuple[int, bool]]:
    """Return (round, left out) of every call-back."""

    def look():
        with db.engine.connect() as connection:
            rows = connection.execute(text("select round, excluded from callbacks_task order by round, created_at"))
            return [tuple(row) for row in rows]

    return in_app(app, look)


def counts(world) -> tuple[int, int]:
    """Return how many call-backs count, and how many were left out."""
    found = rates(world.community_a)["whole"]["counts"]
    return found["orders"], found["excluded"]


def test_what_was_left_out_before_it_was_done_never_counts(app, world, deliver, leak):
    leave_out(world, leak)
    finish_by_repair(world.repair_a, leak)
    deliver()
    assert left_out(app) == [(1, True)]
    assert counts(world) == (0, 1)
    answer(world, leak, "unsolved", "dissatisfied")
    assert pair(rates(world.community_a), "solution") == (0, 0)
    assert recounted(app) == []


def test_it_holds_for_the_rounds_that_follow(app, world, deliver):
    ticket = finished(world, deliver)
    leave_out(world, ticket)
    act(world.resident_a, ticket, "reopen", note="没好")
    deliver()
    finish_by_repair(world.repair_a, ticket)
    deliver()
    assert left_out(app) == [(1, True), (2, True)]
    assert counts(world) == (0, 1)  # the first round was reopened before anybody was asked
    assert recounted(app) == []


def test_it_holds_for_who_joins_later(app, world, deliver, leak):
    pass_time(app, hours=25)
    deliver()
    leave_out(world, leak)
    assert world.neighbour_a.post(f"/tickets/{leak}/join", {}).status_code == 200
    deliver()
    assert left_out(app) == [(1, True), (1, True)]
    assert recounted(app) == []


def test_another_person_of_the_street_takes_it_back_with_the_reason(app, world, deliver, second_of_the_street):
    ticket = finished(world, deliver)
    answer(world, ticket, "solved", "satisfied")
    ask(world.manager_a, ticket)
    decide(second_of_the_street, ticket, "revoke", expect=409, note="还没有决定")
    decide(world.street_a, ticket, "approve")
    assert pair(rates(world.community_a), "solution") == (0, 0)
    for who in (world.manager_a, world.community_a, world.street_a):  # the last one approved it himself
        decide(who, ticket, "revoke", expect=403 if who is not world.manager_a else 404, note="查错了")
    decide(second_of_the_street, ticket, "revoke", expect=422)
    decide(second_of_the_street, ticket, "revoke", note="复核：确属承办单位职责")
    assert pair(rates(world.community_a), "solution") == (1, 1)
    assert left_out(app) == [(1, False)]
    shown = world.manager_a.get("/staff/exclusions").json["items"][0]
    assert (shown["state"], shown["actions"]) == ("revoked", [])
    assert (shown["decided_name"], shown["revoked_name"]) == (world.street_a.name, second_of_the_street.name)
    assert shown["revoke_note"] == "复核：确属承办单位职责"

    def log():
        with db.engine.connect() as connection:
            rows = connection.execute(text(LOG))
            return [tuple(row) for row in rows]

    assert in_app(app, log) == [(second_of_the_street.id, f"ticket:{ticket}")]
    assert recounted(app) == []
    leave_out(world, ticket)  # it may be asked for again
    assert counts(world) == (0, 1)


def test_what_is_offered_is_what_may_be_done(world, deliver, second_of_the_street):
    ticket = finished(world, deliver)

    def offered(person):
        return [row["actions"] for row in person.get("/staff/exclusions").json["items"]]

    ask(second_of_the_street, ticket)
    assert (offered(world.street_a), offered(second_of_the_street)) == ([["approve", "deny"]], [[]])
    decide(world.street_a, ticket, "approve")
    assert (offered(world.street_a), offered(second_of_the_street)) == ([[]], [["revoke"]])
    assert offered(world.community_a) == [[]]


def test_an_approval_and_an_opening_at_once_leave_nothing_in(app, world, deliver, leak):
    """The approval is not committed yet while the worker opens the call-back."""
    from app.callbacks import service
    from app.identity.principal import actor_of_session

    ask(world.manager_a, leak)
    one = UUID(world.street_a.get("/staff/exclusions").json["items"][0]["id"])
    finish_by_repair(world.repair_a, leak)  # nothing delivered: no call-back yet
    approved, opened = threading.Event(), threading.Event()

    def approve():
        def change():
            actor = actor_of_session(world.street_a.session_id)
            service.decide_exclusion(actor=actor, exclusion_id=one, version=1, approve=True, note="")
            approved.set()
            opened.wait(0.7)  # long enough to open it, if nothing held it up

        write(app, change)

    def open_it():
        approved.wait(5)
        write(app, service.follow, UUID(leak))
        opened.set()

    threads = [threading.Thread(target=contextvars.Context().run, args=(run,)) for run in (approve, open_it)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert left_out(app) == [(1, True)]
