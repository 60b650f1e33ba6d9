"""P07: of concurrent moves of one ticket exactly one wins; the loser is told; the history has no gap."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.promises.client import Answer, Phone, file_ticket
from tests.promises.harness import Load, Problems, Stack, seeded, together
from tests.promises.invariants import UNDONE

pytestmark = pytest.mark.promise

TICKETS = 20
LONGEST_WALK_SECONDS, ENOUGH_MOVES = 30.0, 36
MOVES = "SELECT count(*) FROM tickets_event WHERE ticket_id::text = ANY(%s)"
WINNERS, LOSERS = "not exactly one won", "a loser was not told"
RACERS = (
    ("manager_a", "accept"),
    ("manager_a", "accept"),
    ("manager_a", "accept"),
    ("repair_a", "accept"),
    ("repair_a2", "accept"),
    ("community_a", "reassign"),
    ("community_a", "reassign"),
    ("resident_a", "withdraw"),
)


def filed(stack: Stack, count: int) -> list[str]:
    """Report things and return their ids once they are dispatched."""
    with stack.phone(stack.people["resident_a"]) as phone:
        made = [
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + 10).made
            for _ in range(count)
        ]
    stack.settle()
    return [one for one in made if one]


def path_of(person: str, ticket: str, action: str = "") -> str:
    """Return where ``person`` finds a ticket, or acts on it."""
    base = f"/tickets/{ticket}" if person == "resident_a" else f"/staff/tickets/{ticket}"
    return f"{base}/actions/{action}" if action else base


def fields(stack: Stack, action: str) -> dict[str, Any]:
    """Return what an action needs besides the version."""
    until = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return {
        "reassign": {"note": "改派", "organisation_id": stack.organisations["contractor"]},
        "suspend": {"note": "等配件", "until": until},
        "finish": {"note": "已修好"},
        "confirm": {"outcome": "solved", "rating": 5},
        "reopen": {"note": "还没好"},
    }.get(action, {})


def knows(answer: Answer, version: int) -> bool:
    """Return whether who lost is told how the ticket stands now, or that somebody else still holds it."""
    told = answer.body["error"]["fields"]
    present = told.get("version") == version and {"state", "actions"} <= set(told)
    return present or answer.code == "app.in_progress"


def race(stack: Stack, tickets: list[str]) -> Problems:
    """Let eight people act on each ticket at the same moment, all on the version they saw. Returns what is broken."""
    phones = [stack.phone(stack.people[person]) for person, _ in RACERS]
    winners, losers = [], []
    for ticket in tickets:
        version = phones[0].get(path_of("manager_a", ticket)).body["version"]

        def act(number: int, ticket: str = ticket, version: int = version):
            person, action = RACERS[number]
            return phones[number].post(path_of(person, ticket, action), {"version": version} | fields(stack, action))

        answers = together(len(RACERS), act)
        statuses = [answer.status for answer in answers]
        if statuses.count(200) != 1:
            winners.append(statuses)
        # Who lost the ticket out of sight by it gets 404 or 403, as for any ticket that is not his.
        if any(status not in (200, 409, 403, 404) for status in statuses) or 409 not in statuses:
            losers.append(statuses)
        losers += [answer.body for answer in answers if answer.status == 409 and not knows(answer, version + 1)]
        present = phones[-1].get(path_of("resident_a", ticket)).body
        if present["version"] != version + statuses.count(200):
            losers.append(present)
    found = stack.problems(UNDONE)
    return found | ({WINNERS: winners} if winners else {}) | ({LOSERS: losers} if losers else {})


def walking(stack: Stack, tickets: list[str], chance: random.Random) -> Callable[[Phone, Any], None]:
    """Return a client that does something at random, possible or not, to one of a few tickets."""

    def act(phone: Phone, person: Any) -> None:
        ticket = chance.choice(tickets)
        seen = phone.get(path_of(person.key, ticket))
        if seen.status != 200:
            return
        possible = [*seen.body["actions"], "accept", "start", "finish"]
        action = chance.choice(possible)
        if action == "withdraw" and chance.random() < 0.8:
            return  # it would soon be the end of every walk
        version = seen.body["version"] - (chance.random() < 0.1)
        answer = phone.post(path_of(person.key, ticket, action), {"version": version} | fields(stack, action))
        assert answer.status in (200, 403, 404, 409, 422), answer

    return act


def test_of_concurrent_moves_one_wins(cluster):
    chance = seeded("concurrent moves")
    with Stack(cluster) as stack:
        stack.start()
        tickets = filed(stack, TICKETS)

        assert race(stack, tickets) == {}

        walked = filed(stack, 6)
        walkers = [stack.people[key] for key in ("resident_a", "manager_a", "manager_a", "repair_a", "community_a")]
        with Load(stack, walkers, walking(stack, walked, chance), LONGEST_WALK_SECONDS) as load:
            while load.left > 0 and stack.value(MOVES, walked) < ENOUGH_MOVES:
                load.wait(0.2)
            load.enough()
        stack.settle()
        assert stack.problems() == {}
        assert stack.value(MOVES, walked) >= ENOUGH_MOVES, "the walkers hardly moved"


@pytest.mark.sabotage
def test_the_proof_turns_red_when_the_row_is_not_locked(cluster):
    with Stack(cluster, sabotage="no_row_lock") as stack:
        stack.start_web()
        stack.start_work()
        stack.wait_ready()
        tickets = filed(stack, 6)
        # The number of a step is unique: a second wall, which has to be taken down as well.
        stack.sql("ALTER TABLE tickets_event DROP CONSTRAINT pk_tickets_event")

        found = race(stack, tickets)

    assert {WINNERS, "a history has a gap or the same number twice"} <= set(found)
