"""Tickets as the people see them who handle or oversee them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import today
from app.core.http import Api
from app.core.permissions import ROLE_NAMES, Permission, Role
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.places.models import ORGANISATION_NAMES, OrganisationKind
from app.tickets import policy, present, queries, schemas, service
from app.tickets.queries import Door, ListFilter
from app.tickets.routes_resident import action_named, wire_page

api = Api("staff_tickets", __name__, url_prefix="/api/v1/staff/tickets", description="Tickets for staff")

Shape = dict[str, Any]


@api.get(
    "",
    permission=Permission.TICKETS_READ,
    query=schemas.StaffListQuery,
    answers=page_of(schemas.TicketItemOut),
    raw=True,
    operation="list_tickets",
    summary="Tickets in my scope, newest first",
)
def tickets(actor: Actor, query: Shape) -> Shape:
    limit, cursor = query.pop("limit"), query.pop("cursor")
    return wire_page(actor, queries.page(actor, Door.STAFF, ListFilter(**query), limit=limit, cursor=cursor))


@api.get(
    "/counts",
    permission=Permission.TICKETS_READ,
    answers=page_of(schemas.CountOut),
    operation="count_tickets",
    summary="How many tickets each state holds (capped at 1000), and how many are late",
)
def counts(actor: Actor) -> Shape:
    return {"items": queries.counts(actor), "next": None}


@api.get(
    "/<uuid:ticket_id>",
    permission=Permission.TICKETS_READ,
    answers=schemas.TicketOut,
    raw=True,
    operation="get_ticket",
    summary="One ticket with timeline, clocks and routing reasons",
)
def ticket(actor: Actor, ticket_id: UUID) -> Shape:
    return present.ticket(actor, Door.STAFF, queries.detail(actor, Door.STAFF, ticket_id))


@api.get(
    "/<uuid:ticket_id>/targets",
    permission=Permission.TICKETS_REASSIGN,
    answers=schemas.TargetsOut,
    operation="list_ticket_targets",
    summary="To whom the ticket can be given",
)
def targets(actor: Actor, ticket_id: UUID) -> Shape:
    row = queries.detail(actor, Door.STAFF, ticket_id)
    facts = SimpleNamespace(**row)
    found: Shape = {"organisations": [], "people": []}
    if policy.may_change_organisation(actor, facts):
        found["organisations"] = [
            {"id": org.id, "name": org.name, "kind_name": ORGANISATION_NAMES[OrganisationKind(org.kind)]}
            for org in queries.organisations(row, today())
        ]
    if facts.responsible_org_id and policy.may_change_assignee(actor, facts):
        found["people"] = [
            {"id": person.id, "name": person.name, "title": ROLE_NAMES[Role(person.role)], "open": person.open}
            for person in queries.colleagues(facts.responsible_org_id, facts.compound_id, today())
        ]
    return found


@api.post(
    "/<uuid:ticket_id>/actions/<string:action>",
    permission=Permission.TICKETS_READ,
    body=schemas.ActIn,
    answers=schemas.TicketOut,
    raw=True,
    operation="act_on_ticket",
    summary="Accept, start, suspend, resume, finish, reopen or reassign",
)
def act_on_ticket(actor: Actor, ticket_id: UUID, action: str, body: Shape) -> Shape:
    with unit_of_work():
        service.act(actor=actor, door=Door.STAFF, ticket_id=ticket_id, action=action_named(action), body=body)
    return present.ticket(actor, Door.STAFF, queries.detail(actor, Door.STAFF, ticket_id))
