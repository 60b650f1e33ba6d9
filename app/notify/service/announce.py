"""From an event to its audience: who hears of it, in which words. Nobody hears of what he did himself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from app.events.identity import BindingDecided
from app.events.tickets import TicketLate, TicketMoved, TicketRouted
from app.notify import queries
from app.notify.models import Kind
from app.notify.service.posting import Letter, post
from app.notify.wording import (
    BINDINGS,
    CLOCKS,
    FOR_REPORTER,
    FOR_STAFF,
    NOBODY_THERE,
    OUTCOMES,
    REPORTER_TEMPLATES,
    STAFF_TEMPLATES,
    Words,
    matter,
)
from app.places.models import Organisation
from app.places.queries import get_compound, get_organisation


@dataclass(slots=True)
class Audience:
    """The letters of one event, one for each person: who is named first keeps the first words.

    ``values`` fill the places in the words. ``actor_id`` is who caused the event and hears nothing.
    """

    event_key: str
    ticket_id: UUID
    compound_id: UUID
    no: str
    subject: str
    actor_id: UUID | None = None
    values: dict[str, str] = field(default_factory=dict)
    letters: dict[UUID, Letter] = field(default_factory=dict)

    def tell_reporter(self, person_id: UUID, kind: Kind) -> None:
        """Add the resident who reported it."""
        self._add([person_id], kind, FOR_REPORTER[kind], REPORTER_TEMPLATES.get(kind))

    def tell_staff(self, person_ids: Iterable[UUID], kind: Kind) -> None:
        """Add people who work on it or look after it."""
        self._add(person_ids, kind, FOR_STAFF[kind], STAFF_TEMPLATES.get(kind))

    def tell_community(self, community_id: UUID) -> None:
        """Add the community's workers, because nobody of the responsible organisation can be reached here.

        The one who gave it there hears of it too: that somebody has to telephone is news to him.
        """
        workers = queries.community_workers(community_id)
        self._add(workers, Kind.NEW, NOBODY_THERE, STAFF_TEMPLATES[Kind.NEW], even_actor=True)

    def _add(
        self,
        person_ids: Iterable[UUID],
        kind: Kind,
        words: Words,
        template: str | None,
        *,
        even_actor: bool = False,
    ) -> None:
        values = {"matter": matter(self.no, self.subject), "subject": self.subject or "居民报事"} | self.values
        letter = Letter(kind, words.filled(**values), template)
        for person_id in person_ids:
            if even_actor or person_id != self.actor_id:
                self.letters.setdefault(person_id, letter)

    def post(self) -> int:
        """Store every letter. Returns how many are new."""
        if not self.letters:
            return 0
        return post(
            self.letters,
            event_key=self.event_key,
            district_id=get_compound(self.compound_id).district_id,
            ticket_id=self.ticket_id,
            no=self.no,
            subject=self.subject,
        )


def _organisation(organisation_id: str | None) -> Organisation | None:
    return get_organisation(UUID(organisation_id)) if organisation_id else None


def _optional(value: str | None) -> UUID | None:
    return UUID(value) if value else None


def tell_routed(event: TicketRouted, *, actor_id: str | None = None) -> int:
    """Tell the organisation that it has a new ticket, and the reporter who is responsible.

    ``actor_id`` is who gave it to this organisation by hand. Returns how many notices are new.
    """
    organisation = _organisation(event.organisation_id)
    if organisation is None:
        return 0
    compound_id = UUID(event.compound_id)
    audience = Audience(
        f"routed:{event.ticket_id}:{event.seq}",
        UUID(event.ticket_id),
        compound_id,
        event.no,
        event.category_name,
        _optional(actor_id),
        {"organisation": organisation.short_name},
    )
    audience.tell_reporter(UUID(event.reporter_id), Kind.ROUTED)
    handling_side = queries.handling_side(organisation, compound_id)
    audience.tell_staff(handling_side, Kind.NEW)
    if not handling_side:
        audience.tell_community(UUID(event.community_id))
    return audience.post()


def tell_moved(event: TicketMoved) -> int:
    """Tell those whom a move concerns. Returns how many notices are new.

    A change of organisation is told by ``tell_routed``, which comes with it.
    """
    rule = MOVES.get(event.action)
    if rule is None:
        return 0
    audience = Audience(
        f"moved:{event.ticket_id}:{event.seq}",
        UUID(event.ticket_id),
        UUID(event.compound_id),
        event.no,
        event.category_name,
        _optional(event.actor_id),
        {"outcome": OUTCOMES.get(event.outcome or "", "已确认")},
    )
    rule(event, audience)
    return audience.post()


def tell_binding(event: BindingDecided) -> int:
    """Tell the resident what became of a claim to a home. Returns how many notices are new."""
    compound = get_compound(UUID(event.compound_id))
    words = BINDINGS[event.state].filled(compound=compound.name)
    return post(
        {UUID(event.person_id): Letter(Kind.BINDING, words, None)},
        event_key=f"binding:{event.binding_id}:{event.version}",
        district_id=compound.district_id,
        ticket_id=None,
        no="",
        subject="",
    )


def tell_late(event: TicketLate) -> int:
    """Tell the organisation, and the community when the whole limit is over. Returns how many notices are new.

    One clock is told once in each round, also when it was late, suspended and late again.
    """
    audience = Audience(
        f"late:{event.ticket_id}:{event.round}:{event.clock}",
        UUID(event.ticket_id),
        UUID(event.compound_id),
        event.no,
        event.category_name,
        values={"clock": CLOCKS.get(event.clock, "办理")},
    )
    audience.tell_staff(_handling_side(event.organisation_id, event.compound_id), Kind.LATE)
    if event.clock == "finish":
        audience.tell_staff(queries.community_workers(UUID(event.community_id)), Kind.LATE)
    return audience.post()


# --- the moves ---


def _handling_side(organisation_id: str | None, compound_id: str) -> list[UUID]:
    organisation = _organisation(organisation_id)
    return queries.handling_side(organisation, UUID(compound_id)) if organisation else []


def _assignee(event: TicketMoved) -> list[UUID]:
    return [UUID(event.assignee_id)] if event.assignee_id else []


def _only_reporter(kind: Kind) -> Callable[[TicketMoved, Audience], None]:
    def rule(event: TicketMoved, audience: Audience) -> None:
        audience.tell_reporter(UUID(event.reporter_id), kind)

    return rule


def _resumed(event: TicketMoved, audience: Audience) -> None:
    audience.tell_reporter(UUID(event.reporter_id), Kind.RESUMED)
    if event.actor_id is None:  # the time was over; the worker has to know
        audience.tell_staff(_assignee(event), Kind.RESUMED)


def _confirmed(event: TicketMoved, audience: Audience) -> None:
    audience.tell_reporter(UUID(event.reporter_id), Kind.CONFIRMED)
    if event.outcome != "unsolved":
        audience.tell_staff(_assignee(event), Kind.CONFIRMED)
        return
    audience.tell_staff(_assignee(event), Kind.UNSOLVED)
    audience.tell_staff(_handling_side(event.organisation_id, event.compound_id), Kind.UNSOLVED)
    audience.tell_staff(queries.community_workers(UUID(event.community_id)), Kind.UNSOLVED)


def _reopened(event: TicketMoved, audience: Audience) -> None:
    audience.tell_reporter(UUID(event.reporter_id), Kind.REOPENED)
    audience.tell_staff(_handling_side(event.organisation_id, event.compound_id), Kind.REOPENED)
    audience.tell_staff(queries.community_workers(UUID(event.community_id)), Kind.REOPENED)


def _withdrawn(event: TicketMoved, audience: Audience) -> None:
    audience.tell_reporter(UUID(event.reporter_id), Kind.WITHDRAWN)
    told = _assignee(event) or _handling_side(event.organisation_id, event.compound_id)
    audience.tell_staff(told, Kind.WITHDRAWN)


def _reassigned(event: TicketMoved, audience: Audience) -> None:
    if event.assignee_id is None:  # to another organisation
        return
    audience.tell_staff(_assignee(event), Kind.ASSIGNED)
    audience.tell_reporter(UUID(event.reporter_id), Kind.ASSIGNED)


MOVES: dict[str, Callable[[TicketMoved, Audience], None]] = {
    "accept": _only_reporter(Kind.ACCEPTED),
    "start": _only_reporter(Kind.STARTED),
    "suspend": _only_reporter(Kind.SUSPENDED),
    "resume": _resumed,
    "finish": _only_reporter(Kind.FINISHED),
    "confirm": _confirmed,
    "reopen": _reopened,
    "withdraw": _withdrawn,
    "reassign": _reassigned,
}
