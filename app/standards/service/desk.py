"""What waits at the desk (待办): services that a contract promises and that were not done in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid5

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.permissions import Permission, Role
from app.places.models import Compound
from app.standards import policy, queries, timing
from app.standards.catalogue import Item, items
from app.standards.models import Term
from app.standards.service.board import LONG, LONG_DAYS, RECENT_DAYS
from app.standards.timing import Rule, Tally

CONCERNED = frozenset({Role.MANAGER, Role.COMMUNITY})
"""Who has it done, and who sees to it."""
WORDS = 60

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Demand:
    """One item of the plan in force in one compound, with how often it is to be done, and until when it is promised."""

    compound: Compound
    item: Item
    term: Term
    rules: tuple[Rule, ...]
    until: date | None

    @property
    def is_long(self) -> bool:
        return any(rule.per in LONG for rule in self.rules)


def todo(actor: Actor) -> list[Shape]:
    """Return what is late in the compounds of the post in use, what is late for the longest time first.

    Four statements, however many compounds there are.
    """
    if actor.role not in CONCERNED or not actor.holds(Permission.STANDARDS_READ):
        return []
    on = today()
    late = [(since, demand) for demand, since in _late(actor, on)]
    late.sort(key=lambda one: (one[0], one[1].compound.name, one[1].item.position))
    return [_shape(demand, since) for since, demand in late]


def _late(actor: Actor, on: date) -> Iterator[tuple[Demand, date]]:
    demands = list(_demands(actor, on))
    done = _done([one for one in demands if not one.is_long], on - timedelta(days=RECENT_DAYS))
    done |= _done([one for one in demands if one.is_long], on - timedelta(days=LONG_DAYS))
    for demand in demands:
        tally = Tally(done.get((demand.compound.id, demand.item.code), {}))
        windows = timing.windows(demand.rules, demand.term.since or on, demand.until, on)
        since = timing.standing(windows, tally, on).late_since
        if since is not None:
            yield demand, since


def _demands(actor: Actor, on: date) -> Iterator[Demand]:
    """Yield every item of which a frequency is demanded."""
    held = queries.plans_in_force(actor, on)
    terms = queries.terms_of(plan.id for plan, _, _ in held)
    for plan, contract, compound in held:
        known = items(plan.catalogue_version)
        for term in terms.get(plan.id, []):
            rules = policy.rules_of(known[term.item_code], term)
            if rules:
                yield Demand(compound, known[term.item_code], term, rules, contract.ends_on)


def _done(demands: list[Demand], since: date) -> dict[tuple[Any, str], dict[date, int]]:
    if not demands:
        return {}
    return queries.done_near({one.compound.id for one in demands}, {one.item.code for one in demands}, since)


def _shape(demand: Demand, since: date) -> Shape:
    words = policy.said_of(demand.item, demand.term)
    return {
        "kind": "service_late",
        "id": uuid5(demand.compound.id, demand.item.code),
        "title": demand.item.name,
        "subtitle": f"{demand.compound.name} · 约定：{words[:WORDS]}",
        "due_at": datetime(since.year, since.month, since.day, tzinfo=BEIJING) + timedelta(days=1),
        "late": True,
        "link": f"/standards?compound={demand.compound.id}&state=late",
    }
