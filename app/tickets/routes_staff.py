"""Tickets as the people see them who handle or oversee them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import InvalidInput, NotFound
from app.core.exports import export
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import ROLE_NAMES, Permission, Role
from app.core.uow import unit_of_work
from app.core.wire import filters_of, page_of
from app.identity.service import contact_person
from app.media.service import link
from app.places.models import ORGANISATION_NAMES, OrganisationKind
from app.places.queries import reaches
from app.tickets import listings, present, queries, schemas, service, workflow
from app.tickets.queries import Door, ListFilter
from app.tickets.routes_resident import action_named, wire_page
from app.tickets.service.step import SUBJECT

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
    "/list.xlsx",
    permission=Permission.TICKETS_READ,
    query=filters_of(schemas.StaffListQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_tickets",
    summary="Tickets in my scope, as a table to be saved",
)
def tickets_file(actor: Actor, query: Shape) -> Response:
    wanted = ListFilter(**query)

    def pages(*, limit: int, cursor: str | None, **_: Any) -> Page:
        found = wire_page(actor, queries.page(actor, Door.STAFF, wanted, limit=limit, cursor=cursor))
        return Page(found["items"], found["next"])

    return export(listings.TICKETS, actor, pages, query)


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
    "/overview",
    permission=Permission.TICKETS_READ,
    query=schemas.OverviewQuery,
    answers=page_of(schemas.OverviewOut),
    operation="overview_tickets",
    summary="Open tickets of my scope counted by place or by who handles them, most late ones first",
)
def overview(actor: Actor, query: Shape) -> Shape:
    return {"items": queries.overview(actor, query["group_by"]), "next": None}


@api.post(
    "",
    permission=Permission.TICKETS_LODGE,
    body=schemas.LodgeIn,
    answers=schemas.TicketOut,
    status=201,
    raw=True,
    creates=True,
    operation="lodge_ticket",
    summary="Take down a report by telephone or at the window",
)
def lodge(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        ticket_id = once(lambda: take_down(actor, body))
    return present.ticket(actor, Door.STAFF, queries.detail(actor, Door.STAFF, ticket_id))


def take_down(actor: Actor, body: Shape) -> UUID:
    """Store what somebody tells; it must have been read back to him."""
    if not body["read_back"]:
        raise InvalidInput(fields={"read_back": ["请先把内容念给居民听，确认无误"]})
    if not reaches(actor, body["compound_id"]):
        raise NotFound
    reporter = contact_person(district_id=actor.district_id, name=body["reporter_name"], phone=body["reporter_phone"])
    ticket_id = service.lodge(
        actor=actor,
        source=body["channel"],
        compound_id=body["compound_id"],
        kind=body["kind"],
        category=body["category"],
        description=body["description"],
        reporter_id=reporter,
        contact_phone=body["reporter_phone"],
        building_id=body["building_id"],
        asset_id=body["asset_id"],
        hide_me=body["hide_me"],
    )
    if body["media_ids"]:
        link(actor.person_id, body["media_ids"], SUBJECT, ticket_id, "before")
    return ticket_id


@api.post(
    "/similar",
    permission=Permission.TICKETS_LODGE,
    body=schemas.AlikeIn,
    answers=page_of(schemas.SimilarOut),
    limit="read",
    operation="list_similar_for_caller",
    summary="Open matters of my scope that may be what a caller speaks of",
)
def similar(actor: Actor, body: Shape) -> Shape:
    if not reaches(actor, body["compound_id"]):
        raise NotFound
    rows = [row for row in queries.similar(actor.person_id, **body) if queries.may_see(actor, row.id)]
    return {"items": [present.hint(actor, row, whole=True) for row in rows], "next": None}


@api.post(
    "/<uuid:ticket_id>/join",
    permission=Permission.TICKETS_LODGE,
    body=schemas.JoinCallerIn,
    answers=schemas.TicketOut,
    raw=True,
    creates=True,
    operation="join_caller",
    summary="Who called, or came to the window, has the same trouble",
)
def join_caller(actor: Actor, ticket_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        once(lambda: join_for(actor, ticket_id, body))
    return present.ticket(actor, Door.STAFF, queries.detail(actor, Door.STAFF, ticket_id))


def join_for(actor: Actor, ticket_id: UUID, body: Shape) -> UUID:
    """Let a caller join a ticket; whoever has his number in the district is meant."""
    caller = contact_person(district_id=actor.district_id, name=body["reporter_name"], phone=body["reporter_phone"])
    return service.join_caller(
        actor=actor, ticket_id=ticket_id, person_id=caller, channel=body["channel"], note=body["note"]
    )


@api.post(
    "/<uuid:ticket_id>/reveal",
    permission=Permission.TICKETS_READ,
    body=schemas.RevealIn,
    answers=schemas.PhoneOut,
    operation="reveal_phone",
    summary="The whole phone number of the reporter, for a reason that is written down",
)
def reveal(actor: Actor, ticket_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        return {"phone": service.reveal(actor=actor, ticket_id=ticket_id, reason=body["reason"])}


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
    summary="To whom the ticket can be given, and by which action",
)
def targets(actor: Actor, ticket_id: UUID) -> Shape:
    row = queries.detail(actor, Door.STAFF, ticket_id)
    facts = SimpleNamespace(**row)
    organisations_for, people_for = workflow.purposes(actor, facts)
    found: Shape = {
        "organisations": [],
        "organisations_for": organisations_for,
        "people": [],
        "people_for": people_for,
    }
    if organisations_for:
        found["organisations"] = [
            {"id": org.id, "name": org.name, "kind_name": ORGANISATION_NAMES[OrganisationKind(org.kind)]}
            for org in queries.organisations(row, today())
        ]
    if people_for:
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
    summary="One step of the table of moves: accept, start, finish, ask, extend, return, transfer, decide ...",
)
def act_on_ticket(actor: Actor, ticket_id: UUID, action: str, body: Shape) -> Shape:
    with unit_of_work():
        service.act(actor=actor, door=Door.STAFF, ticket_id=ticket_id, action=action_named(action), body=body)
    return present.ticket(actor, Door.STAFF, queries.detail(actor, Door.STAFF, ticket_id))
