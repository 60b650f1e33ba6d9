"""Random walks of several people over several tickets through HTTP, every action among them; rules that always hold."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from app.callbacks.service import follow
from app.core.clock import now
from app.tickets import service
from app.tickets.workflow import PEOPLES_ACTIONS
from tests.promises import invariants
from tests.tickets.moments import climb, parse, pass_time
from tests.tickets.steps import file
from tests.world import write

STEPS = 220
ENDS = {"withdraw", "merge", "confirm"}
"""Taken less often than the rest, or no walk comes far."""
RESIDENTS = ("resident_a", "neighbour_a", "family_a")
STAFF = ("repair_a", "repair_a2", "manager_a", "community_a", "street_a", "district", "handler")
REFUSALS = {403, 404, 409, 422}


def later(**length) -> str:
    """Return an instant after now, as the wire has it."""
    return (now() + timedelta(**length)).isoformat()


class Walk:
    """People who do this and that, as their screens offer it, and sometimes what they do not offer."""

    def __init__(self, app, world, deliver, seed: int) -> None:
        self.app, self.world, self.deliver = app, world, deliver
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.tickets = [self.report() for _ in range(3)]

    def report(self) -> str:
        """Report something, as one of the residents."""
        person = getattr(self.world, self.chance.choice(RESIDENTS))
        category = self.chance.choice(["0101", "0201", "0105", None])
        return file(person, self.world.a, category=category, description="顶楼漏雨")["id"]

    def step(self) -> None:
        """Let one thing happen."""
        drawn = self.chance.random()
        if drawn < 0.06 and len(self.tickets) < 10:
            self.tickets.append(self.report())
        elif drawn < 0.22:
            self.elapse()
        else:
            self.act()

    def elapse(self) -> None:
        """Let time pass, messages arrive and tickets climb."""
        if self.chance.random() < 0.6:
            pass_time(self.app, minutes=self.chance.choice([5, 90, 600, 3000, 9000]))
        if self.chance.random() < 0.7:
            self.deliver()
        if self.chance.random() < 0.5:
            climb(self.app)

    def act(self) -> None:
        """Let somebody do what his screen offers, what he has done least first."""
        who = self.chance.choice(RESIDENTS + STAFF)
        person, base = getattr(self.world, who), "/tickets" if who in RESIDENTS else "/staff/tickets"
        ticket = self.chance.choice(self.tickets[-4:])
        if who in RESIDENTS and self.chance.random() < 0.15:
            self.count("join", person.post(f"/tickets/{ticket}/join", {}))
            return
        shown = person.get(f"{base}/{ticket}")
        assert shown.status_code in (200, 404), shown.json
        if shown.status_code == 404:
            return
        offered = self.offered(shown.json, base)
        if self.chance.random() < 0.1:
            offered = [(self.chance.choice(PEOPLES_ACTIONS), {})]
        if not offered:
            return
        action, more = min(offered, key=lambda one: (self.done[one[0]], self.chance.random()))
        body = {"version": shown.json["version"]} | self.fields(action, shown.json) | more
        self.count(action, person.post(f"{base}/{ticket}/actions/{action}", body))

    def offered(self, shown: dict, base: str) -> list[tuple[str, dict]]:
        """Return the actions of a screen: its buttons, and those that belong to a request or an invitation."""
        found = [(action, {}) for action in shown["actions"] if action not in ENDS or self.chance.random() < 0.3]
        found += [
            ("decide", {"request_id": asked["id"], "approve": self.chance.random() < 0.7})
            for asked in shown["requests"]
            if asked["actions"]
        ]
        found += [("report_in", {}) for party in shown["parties"] if party["actions"]]
        if shown["state"] == "dispatched" and base != "/tickets":
            found.append(("assign", {"assignee_id": str(self.world.repair_a2.id)}))
        return found

    def fields(self, action: str, shown: dict) -> dict:
        """Return a body that fits an action, more or less."""
        chance, world = self.chance, self.world
        organisation = str(chance.choice([world.company_a, world.company_a, world.contractor, world.heat, world.jwh_a]))
        result = chance.choice(["solved", "partly", "unsolvable"])
        found: dict[str, dict] = {
            "confirm": {"outcome": chance.choice(["solved", "partly", "unsolved"]), "rating": chance.randrange(1, 6)},
            "finish": {"result": result, "reason": "" if result == "solved" else "没有材料"},
            "suspend": {"cause": chance.choice(["parts", "weather"]), "until": later(days=chance.randrange(1, 25))},
            "shelve": {"until": later(days=60)},
            "extend": {"until": (max(parse(shown["finish_due_at"]), now()) + timedelta(days=9)).isoformat()},
            "transfer": {"organisation_id": organisation},
            "whistle": {"organisation_id": organisation},
            "decide": {"organisation_id": organisation},
            "merge": {"into_id": chance.choice(self.tickets)},
            "reassign": {"organisation_id": organisation}
            if chance.random() < 0.6
            else {"assignee_id": str(chance.choice([world.repair_a, world.repair_a2]).id)},
        }
        return {"note": "说明"} | found.get(action, {})

    def count(self, action: str, answer) -> None:
        """Note what was done. What is refused is refused in an orderly way."""
        assert answer.status_code == 200 or answer.status_code in REFUSALS, (action, answer.json)
        self.done[action] += answer.status_code == 200

    def follow(self) -> None:
        """Let call-backs look at their tickets once more: time passed under them without a message."""
        for ticket in self.tickets:
            write(self.app, follow, UUID(ticket))

    def settle(self) -> None:
        """Let what nobody confirmed be closed after a call-back that reached nobody."""
        for ticket in self.tickets:
            row = self.world.district.get(f"/staff/tickets/{ticket}").json
            said = {"outcome": None, "rating": None, "comment": "", "actor": None, "channel": "phone"}
            write(self.app, lambda i=ticket, n=row["round"], s=said: service.settle(ticket_id=UUID(i), round_no=n, **s))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_whatever_people_do_in_whatever_order_the_rules_hold(app, settings, world, deliver, seed):
    walk = Walk(app, world, deliver, seed)
    for _ in range(STEPS):
        walk.step()
    walk.settle()
    for _ in range(3):
        deliver()
    walk.follow()
    broken = invariants.of_database(settings.database_url)
    assert broken == {}, broken
    assert len([action for action, times in walk.done.items() if times]) >= 15, walk.done
