"""Routing one ticket, in the worker: facts of the place, rules as data, a decision with its reasons.

A rule may also set the urgency and the time for finishing; then the clocks of the round are set by them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.core import outbox
from app.core.clock import day_of, now, today
from app.core.db import db
from app.core.errors import Unavailable
from app.events.tickets import TicketRouted
from app.places.routing import routing_facts
from app.tickets import routing, workflow
from app.tickets.clocks import limits_of
from app.tickets.models import Action, Routing, State, Ticket
from app.tickets.queries import lock_for_system, reference, seat_of
from app.tickets.routing import Decision
from app.tickets.service.recording import category_name, record
from app.tickets.service.timing import set_timers, start_round
from app.workdays.service import calendar

ORDERED_ANYWAY = "这件工单自带办结期限，以派单时写明的期限为准。"


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
    reported = day_of(ticket.created_at)
    place = routing_facts(ticket.compound_id, ticket.building_id, ticket.asset_id, kind, today(), reported)
    came = routing.circumstances(ticket.created_at, calendar(), source=ticket.source, level=ticket.level)
    decision = routing.decide(known.rules, ticket.kind, category, place, guessed=guessed, came=came)
    if decision is None:
        raise Unavailable("没有可以负责的单位")
    at = now()
    if guessed and category is not None:
        ticket.category = category.code
    if guessed or decision.deadline or decision.urgency:
        limits = limits_of(category, decision.urgency).under(decision.deadline)
        start_round(ticket, limits, ticket.clock_from, floor=ticket.level)
    if decision.deadline and ticket.ordered_due_at is not None:
        decision = replace(decision, reasons=(*decision.reasons, ORDERED_ANYWAY))
    before, _ = workflow.move(None, ticket, Action.DISPATCH)
    make_responsible(ticket, decision, at)
    record(ticket, Action.DISPATCH, before, at, detail={"organisation": decision.organisation}, counted=True)
    set_timers(ticket)
    announce(ticket)
    return True


def make_responsible(ticket: Ticket, decision: Decision, at: datetime) -> None:
    """Write who is responsible now, with the reasons, as the ticket's next step."""
    ticket.version += 1
    ticket.responsible_org_id = decision.organisation_id
    ticket.responsible_region_id = seat_of(decision.organisation_id)
    ticket.assignee_id = None
    ticket.open_to_all = True
    ticket.dispatched_at = at
    db.session.add(
        Routing(
            ticket_id=ticket.id,
            seq=ticket.version,
            district_id=ticket.district_id,
            at=at,
            rule=decision.rule,
            organisation_id=decision.organisation_id,
            reasons=list(decision.reasons),
        )
    )


def announce(ticket: Ticket, actor_id: UUID | None = None) -> None:
    """Tell the rest of the product who is responsible now. ``actor_id`` is who decided it by hand."""
    outbox.publish(
        TicketRouted(
            ticket_id=str(ticket.id),
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            organisation_id=str(ticket.responsible_org_id),
            reporter_id=str(ticket.reporter_id),
            no=ticket.no,
            category_name=category_name(ticket),
            urgency=ticket.urgency,
            seq=ticket.version,
            actor_id=str(actor_id) if actor_id else None,
        )
    )
