"""Every step of an order × every actor, as the rules have it: hand-written, never read off the code.

The matrix has one row per operation; a step is an operation of its own for whoever wants to do it. ``STEPS`` says in
which state it is tried and who may; everybody else who sees the order is refused, and to the rest it does not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.core import outbox
from app.core.clock import now
from app.tickets.workflow import PEOPLES_ACTIONS
from tests.contract.matrix import COMPANY_A, EVERYBODY, REGION_A, SEES_A, SPEAKS_A, TICKET_STAFF
from tests.contract.test_matrix import delegates
from tests.tickets.steps import act, file
from tests.world import in_app

SEE_IT = COMPANY_A | REGION_A
GOVERN = {"community_a", "street_a", "district"}
HANDLE = {"repair_a", "manager_a"}

Body = dict[str, Any]


def later(days: int) -> str:
    """Return an instant as the wire has it."""
    return (now() + timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Step:
    """A step: the state in which it is tried, who may do it, and its body."""

    state: str
    allow: set[str]
    body: Callable[[Any], Body] = lambda world: {}
    resident: bool = False


def note(**more: Any) -> Callable[[Any], Body]:
    """Return a body with a reason."""
    return lambda world: {"note": "x"} | more


STEPS: dict[str, Step] = {
    "assign": Step("dispatched", {"manager_a"}, lambda world: {"assignee_id": str(world.repair_a2.id)}),
    "accept": Step("dispatched", COMPANY_A),
    "start": Step("accepted", HANDLE),
    "finish": Step("working", HANDLE, note()),
    "suspend": Step("working", HANDLE, lambda world: {"note": "x", "until": later(2)}),
    "resume": Step("suspended", HANDLE),
    "ask": Step("working", HANDLE | {"community_a"}, note()),
    "shelve": Step("working", {"street_a", "district"}, lambda world: {"note": "x", "until": later(30)}),
    "unshelve": Step("shelved", {"street_a", "district"}, note()),
    "extend": Step("working", {"manager_a"}, lambda world: {"note": "x", "until": later(20)}),
    "return": Step("accepted", {"manager_a"}, note()),
    "transfer": Step("working", {"manager_a"}, lambda world: {"note": "x", "organisation_id": str(world.company_b)}),
    "confer": Step("working", {"manager_a"}, note()),
    "whistle": Step(
        "working", {"street_a", "district"}, lambda world: {"note": "x", "organisation_id": str(world.company_b)}
    ),
    "reassign": Step("working", GOVERN, lambda world: {"note": "x", "organisation_id": str(world.company_b)}),
    "merge": Step("working", GOVERN | {"manager_a"}, lambda world: {"note": "x", "into_id": world.main}),
    "unmerge": Step("merged", GOVERN | {"manager_a"}, note()),
    "decide": Step("asked_for_time", {"community_a"}, lambda world: {"approve": False, "note": "x"}),
    "follow_up": Step("closed", GOVERN, note()),
    "reopen": Step("finished", SPEAKS_A, note(), resident=True),
    "answer": Step("asked", SPEAKS_A, note(), resident=True),
    "confirm": Step("finished", SPEAKS_A, lambda world: {"outcome": "solved", "rating": 5}, resident=True),
    "withdraw": Step("dispatched", SPEAKS_A, resident=True),
    "urge": Step("dispatched", SPEAKS_A, resident=True),
}
ELSEWHERE = {
    "report_in",  # by the called organisation, which no actor here works for: tests/tickets/test_joint.py
    "join",  # a route of its own, with a row of its own
}

WAYS: dict[str, tuple[tuple[str, str, Body], ...]] = {
    "dispatched": (),
    "accepted": (("repair_a", "accept", {}),),
    "working": (("repair_a", "accept", {}), ("repair_a", "start", {})),
}
WAYS |= {
    "suspended": (*WAYS["working"], ("repair_a", "suspend", {"note": "x", "days": 2})),
    "shelved": (*WAYS["working"], ("street_a", "shelve", {"note": "x", "days": 30})),
    "asked": (*WAYS["working"], ("repair_a", "ask", {"note": "x"})),
    "asked_for_time": (*WAYS["working"], ("manager_a", "extend", {"note": "x", "days": 20})),
    "merged": (*WAYS["working"], ("community_a", "merge", {"note": "x", "into": True})),
    "finished": (*WAYS["working"], ("repair_a", "finish", {"note": "x"})),
}
WAYS["closed"] = (*WAYS["finished"], ("resident_a", "confirm", {"outcome": "solved", "rating": 5}))


@pytest.fixture
def order(app, world):
    """Bring a new order of resident a to a state; return its id and version."""
    delegates(app, world)
    world.main = file(world.neighbour_a, world.a, category="0101", description="也漏")["id"]

    def make(state: str) -> tuple[str, int]:
        ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
        in_app(app, outbox.drain_all)
        for name, action, body in WAYS[state]:
            body = dict(body)
            if "days" in body:
                body["until"] = later(body.pop("days"))
            if body.pop("into", False):
                body["into_id"] = world.main
            done = act(world.people[name], ticket, action, staff=name != "resident_a", **body)
            assert done.status_code == 200, (state, action, done.json)
        if state == "closed":
            in_app(app, outbox.drain_all)
        return ticket, world.resident_a.get(f"/tickets/{ticket}").json["version"]

    return make


def expected(step: Step, name: str) -> int:
    """Return the status that the rules promise to an actor."""
    if name in step.allow:
        return 200
    if step.resident:
        return 403 if name in SEES_A else 404
    sees = SEE_IT if step.state == "dispatched" else SEE_IT - {"repair_a2"}  # a colleague's order is the colleague's
    return 404 if name in TICKET_STAFF - sees else 403


def test_every_step_that_people_can_make_is_tried():
    assert {str(action) for action in PEOPLES_ACTIONS} == set(STEPS) | ELSEWHERE


@pytest.mark.parametrize("action", sorted(STEPS))
def test_who_may_make_a_step(app, world, order, action):
    step = STEPS[action]
    base = "/tickets" if step.resident else "/staff/tickets"
    ticket, version = order(step.state)
    nobody = app.test_client(use_cookies=False).post(f"/api/v1{base}/{ticket}/actions/{action}", json={"version": 1})
    assert nobody.status_code == 401
    wrong = []
    # Those who may not come first: after them the order must still be as it was.
    for name in [*sorted(EVERYBODY - step.allow), *sorted(step.allow)]:
        if name in step.allow and name != min(step.allow):
            ticket, version = order(step.state)
        body = {"version": version} | step.body(world)
        if action == "decide":
            body["request_id"] = world.manager_a.get(f"/staff/tickets/{ticket}").json["requests"][0]["id"]
        answer = world.people[name].post(f"{base}/{ticket}/actions/{action}", body)
        if answer.status_code != expected(step, name):
            wrong.append((name, answer.status_code, expected(step, name), answer.text[:200]))
    assert wrong == [], "\n".join(map(str, wrong))
