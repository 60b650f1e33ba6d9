"""When repeats are worth a task, and who may do what to it. Pure: no query, no request, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission

WINDOW = timedelta(days=30)
ENOUGH_TICKETS = 3
SHARE_PERCENT = 5
"""Three of a kind within 30 days, or 5 % of the households (product rule; the regulation gives no figures)."""
FEWEST_HOUSEHOLDS = 2
"""A single household is no cluster, however small the compound."""
NOTHING_TO_DO = frozenset({"18"})
"""Groups of categories that are no trouble: praise, suggestions, questions."""
ANSWER_WORKING_DAYS = 3
"""By when the community has to have looked at a new task (product rule)."""
LONGEST_PLAN = timedelta(days=366)


class HasHouseholds(Protocol):
    """A ticket with the households that it concerns."""

    @property
    def household(self) -> UUID:
        """Return the one that reported it."""

    @property
    def joined(self) -> Iterable[UUID]:
        """Return the others."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One ticket that counts. ``household`` is the home it is about, or its reporter where no home is known.

    ``joined`` are the households of those whose matter it is too: they said so, or their own ticket was merged into it.
    """

    ticket_id: UUID
    at: datetime
    household: UUID
    joined: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tickets of one kind within ``WINDOW``, the oldest first. ``of_households`` are all that live there."""

    seen: tuple[Seen, ...]
    of_households: int

    @property
    def tickets(self) -> int:
        return len(self.seen)

    @property
    def households(self) -> int:
        return len(households_of(self.seen))

    @property
    def rules(self) -> list[str]:
        """Return which rules hold: ``repeats`` by the number of tickets, ``share`` by that of households."""
        found = ["repeats"] if self.tickets >= ENOUGH_TICKETS else []
        if self.households >= FEWEST_HOUSEHOLDS and self.of_households > 0:
            found += ["share"] if self.households * 100 >= SHARE_PERCENT * self.of_households else []
        return found


def households_of(seen: Iterable[HasHouseholds]) -> set[UUID]:
    """Return every household that some tickets concern."""
    return {household for one in seen for household in (one.household, *one.joined)}


def cluster_of(seen: Sequence[Seen], of_households: int) -> Cluster | None:
    """Return the largest group within ``WINDOW`` for which a rule holds, the latest of equals; None without any.

    Both ends count: a ticket exactly 30 days before another is in its window.
    """
    ordered = sorted(seen, key=lambda one: (one.at, one.ticket_id))
    best: Cluster | None = None
    first = 0
    for last, newest in enumerate(ordered):
        while newest.at - ordered[first].at > WINDOW:
            first += 1
        found = Cluster(tuple(ordered[first : last + 1]), of_households)
        if found.rules and (best is None or found.tickets >= best.tickets):
            best = found
    return best


class TaskFacts(Protocol):
    """What a policy needs to know of a task."""

    community_id: UUID
    state: str


def may_work(actor: Actor, task: TaskFacts) -> Verdict:
    """Return whether ``actor`` may work on a task: the community that it belongs to."""
    post = actor.post
    if post is not None and actor.holds(Permission.PROACTIVE_WORK) and post.region_id == task.community_id:
        return ALLOW
    return deny("由本社区办理")
