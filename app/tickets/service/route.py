"""Routing one ticket, in the worker: facts of the place, rules as data, a decision with its reasons."""

from __future__ import annotations

from uuid import UUID

from app.core import outbox
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Unavailable
from app.events.tickets import TicketDeadline, TicketRouted
from app.places.routing import routing_facts
from app.tickets import routing, workflow
from app.tickets.clocks import CLOCK_NAMES, DUE_COLUMN, limits_of
from app.tickets.models import Action, Routing, State, Ticket, TicketEvent
from app.tickets.queries import lock_for_system, reference, seat_of
from app.tickets.routing import Decision


def route(ticket_id: UUID) -> bool:
    """Make the responsible party of a submitted ticket known. Returns whether it did; a second run does nothing.

    Raises ``Unavailable`` when no organisation at all is on record, so that the message is tried again and shows
    in the list of dead work.
    """
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.state != State.SUBMITTED:
        return False
    known = reference()
    category = known.categories.get(ticket.category) if ticket.category else None
    guessed = category is None and (category := known.suggest(ticket.description)) is not None
    kind = category.asset_kind if category else None
    place = routing_facts(ticket.compound_id, ticket.building_id, ticket.asset_id, kind, today())
    decision = routing.decide(known.rules, ticket.kind, category, place, guessed=guessed)
    if decision is None:
        raise Unavailable("没有可以负责的单位")
    if guessed and category is not None:
        ticket.category = category.code
        limits = limits_of(category)
        ticket.urgency = limits.urgency
        for column, due in limits.due(ticket.clock_from).items():
            setattr(ticket, column, due)
    before, after = workflow.move(None, ticket, Action.DISPATCH)
    make_responsible(ticket, decision)
    db.session.add(
        TicketEvent(
            ticket_id=ticket.id,
            seq=ticket.version,
            at=now(),
            district_id=ticket.district_id,
            action=Action.DISPATCH,
            before=before,
            after=after,
            detail={"organisation": decision.organisation},
        )
    )
    set_timers(ticket)
    announce(ticket, category.name if category else "")
    return True


def make_responsible(ticket: Ticket, decision: Decision) -> None:
    """Write who is responsible now, with the reasons, as the ticket's next step."""
    ticket.version += 1
    ticket.responsible_org_id = decision.organisation_id
    ticket.responsible_region_id = seat_of(decision.organisation_id)
    ticket.assignee_id = None
    db.session.add(
        Routing(
            ticket_id=ticket.id,
            seq=ticket.version,
            district_id=ticket.district_id,
            at=now(),
            rule=decision.rule,
            organisation_id=decision.organisation_id,
            reasons=list(decision.reasons),
        )
    )


def set_timers(ticket: Ticket) -> None:
    """Store a timer for each clock of the present round. A clock that moves gets a new timer when the old one fires."""
    for clock in CLOCK_NAMES:
        due = getattr(ticket, DUE_COLUMN[clock])
        if due is not None:
            set_timer(ticket, clock)


def set_timer(ticket: Ticket, clock: str) -> None:
    """Store the timer of one clock for its present deadline, once."""
    due = getattr(ticket, DUE_COLUMN[clock])
    event = TicketDeadline(str(ticket.id), ticket.round, clock)
    key = outbox.subject_key("deadline", ticket.id, ticket.round, clock, int(due.timestamp()))
    outbox.publish(event, due_at=due, dedupe=key)


def announce(ticket: Ticket, category_name: str, actor_id: UUID | None = None) -> None:
    """Tell the rest of the product who is responsible now. ``actor_id`` is who decided it by hand."""
    outbox.publish(
        TicketRouted(
            ticket_id=str(ticket.id),
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            organisation_id=str(ticket.responsible_org_id),
            reporter_id=str(ticket.reporter_id),
            no=ticket.no,
            category_name=category_name,
            urgency=ticket.urgency,
            seq=ticket.version,
            actor_id=str(actor_id) if actor_id else None,
        )
    )
