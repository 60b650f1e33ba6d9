"""What the tickets area tells the rest of the product. Ids and neutral words only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TicketSubmitted:
    """A ticket was stored and waits for routing."""

    topic: ClassVar[str] = "tickets.submitted"

    ticket_id: str
    compound_id: str


@dataclass(frozen=True, slots=True)
class TicketRouted:
    """A ticket has a responsible organisation now (first routing or a change of it)."""

    topic: ClassVar[str] = "tickets.routed"

    ticket_id: str
    compound_id: str
    community_id: str
    organisation_id: str
    reporter_id: str
    no: str
    category_name: str
    urgency: str
    seq: int
    actor_id: str | None = None


@dataclass(frozen=True, slots=True)
class TicketMoved:
    """One move of the table of moves was made. ``seq`` is the ticket's version after it."""

    topic: ClassVar[str] = "tickets.moved"

    ticket_id: str
    seq: int
    action: str
    before: str
    after: str
    compound_id: str
    community_id: str
    reporter_id: str
    actor_id: str | None
    assignee_id: str | None
    organisation_id: str | None
    no: str
    category_name: str
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class TicketDeadline:
    """A timer: one clock of one round is due. Fires also when the clock was met; the handler looks."""

    topic: ClassVar[str] = "tickets.deadline"

    ticket_id: str
    round: int
    clock: str


@dataclass(frozen=True, slots=True)
class TicketLate:
    """A clock passed its deadline unmet, in the ``round``-th round of the ticket."""

    topic: ClassVar[str] = "tickets.late"

    ticket_id: str
    clock: str
    compound_id: str
    community_id: str
    organisation_id: str | None
    no: str
    category_name: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class SuspensionOver:
    """A timer: the time for which a ticket was suspended is over."""

    topic: ClassVar[str] = "tickets.suspension_over"

    ticket_id: str
    seq: int
