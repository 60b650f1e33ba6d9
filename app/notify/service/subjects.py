"""What messages need to know of tickets and of phones, told by the areas above; notify itself knows neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.identity.service.contacts import phone_of

URGENT = frozenset({"U1", "U2"})
"""The 2 h class, 危急 and 急修: somebody has to be there within minutes, so a message must not wait in the inbox."""
TICKET_CONTACT = "ticket_contact"
"""The phone that a report names for questions, which need not be the reporter's own."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request about a ticket that somebody has to decide: a region's office, or an organisation."""

    kind: str
    level: str | None
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What is true of a ticket now. ``followers`` are those whose matter it is besides the reporter's.

    ``unmet`` are the clocks of its present ``round`` that nobody has met; ``whistled_by`` who called others to help,
    and ``silent`` those who have not reported in.
    """

    urgency: str = ""
    compound_id: UUID | None = None
    street_id: UUID | None = None
    district_id: UUID | None = None
    followers: tuple[UUID, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    reporter_id: UUID | None = None
    round: int = 0
    unmet: frozenset[str] = frozenset()
    whistled_by: tuple[UUID, ...] = ()
    silent: frozenset[UUID] = frozenset()

    @property
    def is_urgent(self) -> bool:
        return self.urgency in URGENT

    def still_waits_for(self, clock: str, round_no: int) -> bool:
        """Return whether a clock of that round is still to be met."""
        return self.round == round_no and clock in self.unmet


FactsOf = Callable[[UUID], TicketFacts | None]
PhoneSource = Callable[[UUID], str | None]

_facts: list[FactsOf] = []
_phones: dict[str, PhoneSource] = {}


def register_ticket_facts(function: FactsOf) -> None:
    """Say how to find out what is true of a ticket; None when there is no such ticket."""
    _facts[:] = [function]


def facts_of(ticket_id: UUID | None) -> TicketFacts:
    """Return what is true of a ticket now; nothing in particular without one."""
    found = _facts[0](ticket_id) if _facts and ticket_id else None
    return found or TicketFacts()


def register_phone_source(kind: str, function: PhoneSource) -> None:
    """Say whose number ``kind`` means: the function gets an id and returns the whole number, or None.

    It is asked at the moment of sending, in the worker; the number is kept nowhere on the way. ``person`` is known.
    """
    _phones[kind] = function


def knows_phone_source(kind: str) -> bool:
    """Return whether somebody registered ``kind``."""
    return kind in _phones


def look_up_phone(kind: str, ref: UUID | None, person_id: UUID | None) -> str | None:
    """Return the number that ``kind`` names, or else the person's own, or None."""
    source = _phones.get(kind)
    found = source(ref) if source is not None and ref is not None else None
    if found is None and person_id is not None:
        found = phone_of(person_id)
    return found


register_phone_source("person", phone_of)
