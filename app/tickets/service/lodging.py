"""Filing for somebody who is not at his phone: by telephone, at the window, from 12345, from another system."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, now
from app.core.db import db
from app.core.errors import NotFound
from app.core.ids import new_id
from app.events.tickets import TicketSubmitted
from app.places.queries import get_compound
from app.tickets.clocks import limits_of
from app.tickets.models import TICKET_NUMBER, Action, Basis, Source, State, Ticket, TicketEvent
from app.tickets.queries import place_of
from app.tickets.service.filing import category_of, sealed
from app.tickets.service.timing import set_timers, start_round


def lodge(
    *,
    actor: Actor | None,
    source: str,
    compound_id: UUID,
    kind: str,
    category: str | None,
    description: str,
    reporter_id: UUID,
    contact_phone: str | None = None,
    building_id: UUID | None = None,
    asset_id: UUID | None = None,
    hide_me: bool = False,
    basis: Basis = Basis.STAFF,
    home_id: UUID | None = None,
    ordered_due_at: datetime | None = None,
    ordered_basis: str = "",
    at: datetime | None = None,
) -> UUID:
    """Store a ticket for ``reporter_id`` in the present transaction and return its id.

    ``actor`` is who took it down (None: another system), or the reporter himself where another area files for him:
    then ``basis`` says on what he stands and ``home_id`` is his home there. ``ordered_due_at`` is a deadline that came
    with it and overrides the table. Raises ``NotFound`` for an unknown compound, or a building or
    asset that does not belong to it; ``InvalidInput`` for an unknown category.
    """
    compound = get_compound(compound_id)
    known = category_of(category)
    if (place := place_of(compound_id, building_id, asset_id)) is None:
        raise NotFound(fields={"building_id": ["这个小区没有这栋楼或这项设施"]})
    moment = at or now()
    ticket = Ticket(
        id=new_id(),
        no=_number(moment),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        building_id=place.building_id,
        home_id=home_id,
        asset_id=asset_id,
        kind=kind,
        category=known.code if known else None,
        state=State.SUBMITTED,
        version=1,
        round=1,
        reporter_id=reporter_id,
        filed_by_id=actor.person_id if actor else reporter_id,
        basis=basis,
        hide_me=hide_me,
        description=description,
        source=Source(source),
        ordered_due_at=ordered_due_at,
        ordered_basis=ordered_basis,
        created_at=moment,
    )
    ticket.contact_cipher = sealed(contact_phone, ticket.id)
    start_round(ticket, limits_of(known), moment)
    _store(ticket, actor)
    return ticket.id


def _store(ticket: Ticket, actor: Actor | None) -> None:
    db.session.add(ticket)
    db.session.flush()
    db.session.add(_first_step(ticket, actor))
    audit.record(actor, "tickets.lodge", f"ticket:{ticket.id}", source=ticket.source)
    set_timers(ticket)
    outbox.publish(TicketSubmitted(str(ticket.id), str(ticket.compound_id)))


def _number(moment: datetime) -> str:
    count = db.session.scalar(TICKET_NUMBER.next_value())
    return f"{moment.astimezone(BEIJING):%y%m%d}{count:06d}"


def _first_step(ticket: Ticket, actor: Actor | None) -> TicketEvent:
    return TicketEvent(
        ticket_id=ticket.id,
        seq=1,
        at=ticket.created_at,
        district_id=ticket.district_id,
        actor_id=actor.person_id if actor else None,
        actor_role=actor.role if actor else None,
        action=Action.SUBMIT,
        before=None,
        after=State.SUBMITTED,
        detail={"source": ticket.source},
    )
