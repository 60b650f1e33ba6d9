"""From an event to its audience: who hears of it, in which words."""

from __future__ import annotations

from uuid import UUID

from app.core.permissions import Role
from app.events.callbacks import CallbackUnsolved
from app.events.tickets import PartySilent, TicketLate, TicketMoved, TicketReview, TicketRouted, TicketStep
from app.identity.queries import people_with_post
from app.notify import queries
from app.notify.models import Kind
from app.notify.service.audience import Audience, handling_side, optional, organisation
from app.notify.service.moves import MOVES, office
from app.notify.service.posting import tell
from app.notify.service.subjects import facts_of
from app.notify.wording import CLOCKS, DECISIONS, NOT_CONTENT, OUTCOMES, REQUESTS, SILENT, STILL_CALLED, matter


def tell_routed(event: TicketRouted) -> int:
    """Tell the organisation that it has a new ticket, and the reporter who is responsible.

    ``event.actor_id`` is who gave it to this organisation by hand. Returns how many notices are new.
    """
    responsible = organisation(event.organisation_id)
    if responsible is None:
        return 0
    compound_id = UUID(event.compound_id)
    audience = Audience(
        f"routed:{event.ticket_id}:{event.seq}",
        UUID(event.ticket_id),
        compound_id,
        event.no,
        event.category_name,
        optional(event.actor_id),
        {"organisation": responsible.short_name},
    )
    audience.tell_reporter(UUID(event.reporter_id), Kind.ROUTED)
    people = queries.handling_side(responsible, compound_id)
    audience.tell_staff(people, Kind.NEW)
    if not people:
        audience.tell_community(UUID(event.community_id))
    return audience.post()


def concerns_anybody(event: TicketMoved) -> bool:
    """Return whether somebody is told of such a move at all."""
    return event.action in MOVES


def tell_moved(event: TicketMoved) -> int:
    """Tell those whom a move concerns. Returns how many notices are new.

    A change of organisation is told by ``tell_routed``, which comes with it.
    """
    rule = MOVES.get(event.action)
    if rule is None:
        return 0
    request, _, decision = event.about.partition(":")
    audience = Audience(
        f"moved:{event.ticket_id}:{event.seq}",
        UUID(event.ticket_id),
        UUID(event.compound_id),
        event.no,
        event.category_name,
        optional(event.actor_id),
        {
            "outcome": OUTCOMES.get(event.outcome or "", "未联系上居民" if event.action == "settle" else "已确认"),
            "request": REQUESTS.get(request, "申请"),
            "decision": DECISIONS.get(decision, "已有决定"),
        },
    )
    rule(event, audience)
    return audience.post()


def tell_step(event: TicketStep) -> int:
    """Tell the level to which a ticket has climbed, and who should have done it. Returns how many notices are new."""
    compound_id = UUID(event.compound_id)
    audience = Audience(
        f"step:{event.ticket_id}:{event.round}:{event.step}",
        UUID(event.ticket_id),
        compound_id,
        event.no,
        event.category_name,
        values={"percent": str(event.percent)},
    )
    audience.tell_staff(_climbed_to(event, compound_id), Kind.CLIMBED)
    audience.tell_staff([UUID(event.assignee_id)] if event.assignee_id else [], Kind.CLIMBED)
    return audience.post()


def _climbed_to(event: TicketStep, compound_id: UUID) -> list[UUID]:
    """Return the people of the level; the company's are its managers, or whoever it has where there is none."""
    regions = {"community": event.community_id, "street": event.street_id, "district": event.district_id}
    if event.level in regions:
        return office(event.level, UUID(regions[event.level]))
    side = handling_side(event.organisation_id, compound_id)
    managers = people_with_post(Role.MANAGER, organisation_id=optional(event.organisation_id) or compound_id)
    leading = [person_id for person_id in side if person_id in managers]
    return leading or side or queries.community_workers(UUID(event.community_id))


def tell_review(event: TicketReview) -> int:
    """Tell the community, which leads the ledger of hard cases, and the organisation. Returns how many are new."""
    ticket_id = UUID(event.ticket_id)
    compound_id = facts_of(ticket_id).compound_id
    if compound_id is None:
        return 0
    key = f"review:{event.ticket_id}:{event.seq}"
    audience = Audience(key, ticket_id, compound_id, event.no, event.category_name)
    audience.tell_staff(queries.community_workers(UUID(event.community_id)), Kind.REVIEW)
    audience.tell_staff(handling_side(event.organisation_id, compound_id), Kind.REVIEW)
    return audience.post()


def tell_late(event: TicketLate) -> int:
    """Tell the organisation, and the community when the whole limit is over or nobody has it.

    One clock is told once in each round, also when it was late, suspended and late again; not at all when it was met
    in the night before the morning in which people are told. Returns how many notices are new.
    """
    compound_id = UUID(event.compound_id)
    audience = Audience(
        f"late:{event.ticket_id}:{event.round}:{event.clock}",
        UUID(event.ticket_id),
        compound_id,
        event.no,
        event.category_name,
        values={"clock": CLOCKS.get(event.clock, "办理")},
    )
    if not audience.facts.still_waits_for(event.clock, event.round):
        return 0
    side = handling_side(event.organisation_id, compound_id)
    audience.tell_staff(side, Kind.LATE)
    if event.clock == "finish" or not side:
        audience.tell_staff(queries.community_workers(UUID(event.community_id)), Kind.LATE)
    return audience.post()


def tell_silent(event: PartySilent) -> int:
    """Tell the street that whistled, and who was called, that nobody has reported in. Returns how many are new."""
    ticket_id, called = UUID(event.ticket_id), organisation(event.organisation_id)
    facts = facts_of(ticket_id)
    if called is None or facts.compound_id is None or facts.district_id is None or called.id not in facts.silent:
        return 0
    key = f"silent:{event.ticket_id}:{event.organisation_id}"
    words = {"matter": matter(event.no, event.category_name), "organisation": called.short_name}
    whistling = [*office("street", facts.street_id), *facts.whistled_by]
    return sum(
        tell(
            people,
            event_key=key,
            district_id=facts.district_id,
            title=said.title,
            text=said.text.format(**words),
            ticket_id=ticket_id,
        )
        for people, said in ((whistling, SILENT), (queries.handling_side(called, facts.compound_id), STILL_CALLED))
    )


def tell_unsolved(event: CallbackUnsolved) -> int:
    """Tell the community that in a call-back somebody was not content. Returns how many notices are new.

    Each call-back is told once in each round, also when its answer is put right later.
    """
    facts = facts_of(UUID(event.ticket_id))
    if facts.district_id is None:
        return 0
    return tell(
        queries.community_workers(UUID(event.community_id)),
        event_key=f"unsolved:{event.task_id}:{event.round}",
        district_id=facts.district_id,
        title=NOT_CONTENT.title,
        text=NOT_CONTENT.text.format(matter=matter(event.no, event.category_name)),
        ticket_id=UUID(event.ticket_id),
    )
