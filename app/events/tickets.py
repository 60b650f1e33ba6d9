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
    """One move of the table of moves was made. ``seq`` is the ticket's version after it.

    ``about`` says what a request or a decision is about (``extension``, ``return:approved``),
    ``other_organisation_id`` which other organisation is concerned, and ``photos`` how many came with the step.
    """

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
    round: int = 1
    source: str = "app"
    about: str = ""
    other_organisation_id: str | None = None
    photos: int = 0


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


@dataclass(frozen=True, slots=True)
class TicketStep:
    """A ticket has climbed a rung of the ladder: ``level`` is to be told now. Once per round and step."""

    topic: ClassVar[str] = "tickets.step"

    ticket_id: str
    round: int
    step: int
    percent: int
    level: str
    no: str
    category_name: str
    compound_id: str
    community_id: str
    street_id: str
    district_id: str
    organisation_id: str | None
    assignee_id: str | None


@dataclass(frozen=True, slots=True)
class TicketJoined:
    """Somebody's matter is this ticket too: he joined it (``joined``), or his own went into it (``merged``)."""

    topic: ClassVar[str] = "tickets.joined"

    ticket_id: str
    person_id: str
    how: str


@dataclass(frozen=True, slots=True)
class TicketMerged:
    """A ticket went into another one."""

    topic: ClassVar[str] = "tickets.merged"

    ticket_id: str
    into_id: str


@dataclass(frozen=True, slots=True)
class TicketUnmerged:
    """A ticket came out of the one it had been merged into, and goes on by itself."""

    topic: ClassVar[str] = "tickets.unmerged"

    ticket_id: str
    from_id: str


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A timer: a ticket on the ledger of hard cases is to be looked at again."""

    topic: ClassVar[str] = "tickets.review_due"

    ticket_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class PartyDue:
    """A timer: an organisation that was called to help should have reported in by now."""

    topic: ClassVar[str] = "tickets.party_due"

    ticket_id: str
    organisation_id: str


@dataclass(frozen=True, slots=True)
class PartySilent:
    """An organisation that was called to help has not reported in in time. Once for each that was called."""

    topic: ClassVar[str] = "tickets.party_silent"

    ticket_id: str
    organisation_id: str
    no: str
    category_name: str


@dataclass(frozen=True, slots=True)
class YearRecounted:
    """A piece of the work after a year's days off were published: the open tickets that it touches, from ``after`` on.

    ``again``: the second look, which finds what other processes computed meanwhile by the calendar they kept.
    """

    topic: ClassVar[str] = "tickets.redue"

    year: int
    version: int
    after: str | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class TicketReview:
    """The review of a ticket on the ledger is due now."""

    topic: ClassVar[str] = "tickets.review"

    ticket_id: str
    seq: int
    no: str
    category_name: str
    community_id: str
    street_id: str
    organisation_id: str | None
