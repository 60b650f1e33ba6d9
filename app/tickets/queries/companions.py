"""What stands beside a ticket: its history, requests, called organisations and followers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.core.clock import BEIJING
from app.core.db import db
from app.places.models import Organisation, OrganisationKind
from app.tickets.models import OVER, Action, Follower, Party, Request, RequestKind, Ticket, TicketEvent


def history_of(ticket_id: UUID) -> list[Any]:
    """Return the steps of a ticket in order, as the clocks read them."""
    statement = (
        select(TicketEvent.at, TicketEvent.action, TicketEvent.after, TicketEvent.detail)
        .where(TicketEvent.ticket_id == ticket_id)
        .order_by(TicketEvent.seq)
    )
    return [row._mapping for row in db.session.execute(statement)]


def reopened_since(ticket_id: UUID, since: datetime) -> int:
    """Return how often a ticket was opened again since an instant."""
    statement = select(func.count()).where(
        TicketEvent.ticket_id == ticket_id, TicketEvent.action == Action.REOPEN, TicketEvent.at >= since
    )
    return db.session.scalar(statement) or 0


def lock_request(ticket_id: UUID) -> list[Request]:
    """Lock and return the requests of a ticket that wait for a decision."""
    statement = select(Request).where(Request.ticket_id == ticket_id, Request.state == "pending").with_for_update()
    return list(db.session.scalars(statement))


def requests_made(ticket_id: UUID, kind: RequestKind) -> int:
    """Return how many requests of a kind a ticket has seen."""
    statement = select(func.count()).where(Request.ticket_id == ticket_id, Request.kind == kind)
    return db.session.scalar(statement) or 0


def returned_before(ticket_id: UUID, organisation_id: UUID) -> bool:
    """Return whether an organisation has objected to this dispatch before."""
    statement = select(Request.id).where(
        Request.ticket_id == ticket_id, Request.kind == RequestKind.RETURN, Request.asked_org_id == organisation_id
    )
    return db.session.scalar(statement.limit(1)) is not None


def party_of(ticket_id: UUID, organisation_id: UUID) -> Party | None:
    """Return the invitation of an organisation to help with a ticket."""
    return db.session.get(Party, (ticket_id, organisation_id))


def followers_of(ticket_id: UUID) -> list[Follower]:
    """Return whose matter a ticket is besides its reporter's."""
    return list(db.session.scalars(select(Follower).where(Follower.ticket_id == ticket_id).order_by(Follower.at)))


def merged_reporters(main_id: UUID) -> dict[UUID, UUID]:
    """Return whose matters are merged into a ticket, each with the ticket of his that was merged first."""
    merged = select(Ticket.id, Ticket.merged_at, Ticket.reporter_id).where(Ticket.merged_into_id == main_id).cte()
    reporters = select(merged.c.id, merged.c.merged_at, merged.c.reporter_id.label("person_id"))
    followers = select(merged.c.id, merged.c.merged_at, Follower.person_id).join(
        merged, merged.c.id == Follower.ticket_id
    )
    people = reporters.union_all(followers).subquery()
    found: dict[UUID, UUID] = {}
    for row in db.session.execute(select(people).order_by(people.c.merged_at, people.c.id)):
        found.setdefault(row.person_id, row.id)
    return found


def office_above(ticket: Ticket) -> Organisation | None:
    """Return the office a ticket climbs to: its street's, or its district's when it is there already."""
    street = _seat(OrganisationKind.STREET_OFFICE, ticket.street_id)
    if street is not None and street.id != ticket.responsible_org_id and ticket.level not in ("street", "district"):
        return street
    return _seat(OrganisationKind.DISTRICT_OFFICE, ticket.district_id) or street


def _seat(kind: OrganisationKind, region_id: UUID) -> Organisation | None:
    statement = select(Organisation).where(Organisation.kind == kind, Organisation.region_id == region_id)
    return db.session.scalar(statement.limit(1))


def open_over_year(year: int, after: UUID | None, limit: int) -> list[UUID]:
    """Return the first ``limit`` undone tickets after ``after`` whose limit in days runs through a year in Beijing.

    Those that stand still are among them. Tickets older than the record of limits may have one in days too.
    """
    begin, end = datetime(year, 1, 1, tzinfo=BEIJING), datetime(year + 1, 1, 1, tzinfo=BEIJING)
    statement = select(Ticket.id).where(
        Ticket.state.not_in(OVER),
        Ticket.finished_at.is_(None),
        func.coalesce(Ticket.limits["unit"].astext, "days") != "hours",
        Ticket.clock_from < end,
        Ticket.finish_due_at >= begin,
    )
    if after is not None:
        statement = statement.where(Ticket.id > after)
    return list(db.session.scalars(statement.order_by(Ticket.id).limit(limit)))
