"""A resident's own matters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now
from app.core.errors import NotFound
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.tickets import present, queries, schemas, service
from app.tickets.models import KIND_NAMES, Action
from app.tickets.queries import Door, ListFilter
from app.tickets.service.reference import emergencies

api = Api("tickets", __name__, url_prefix="/api/v1", description="Reports of residents")

Shape = dict[str, Any]


def action_named(word: str) -> Action:
    """Return the action of a URL. Raises ``NotFound`` for a word that is none."""
    try:
        return Action(word)
    except ValueError:
        raise NotFound from None


def wire_page(actor: Actor, page: Page) -> Shape:
    """Return a page of list rows as it goes on the wire."""
    at = now()
    return {"items": [present.item(actor, row, at) for row in page.items], "next": page.next}


@api.get(
    "/categories",
    permission=Permission.PUBLIC,
    answers=schemas.CatalogueOut,
    operation="list_categories",
    summary="What can be reported, and whom to call in danger",
)
def categories() -> Shape:
    groups: dict[str, Shape] = {}
    for category in queries.reference().categories.values():
        group = groups.setdefault(
            category.group_code, {"code": category.group_code, "name": category.group_name, "categories": []}
        )
        group["categories"].append(category)
    return {
        "groups": list(groups.values()),
        "kinds": [{"value": kind, "name": name} for kind, name in KIND_NAMES.items()],
        "emergencies": [{"key": key, **known} for key, known in emergencies().items()],
    }


@api.post(
    "/tickets",
    permission=Permission.SIGNED_IN,
    body=schemas.FileIn,
    answers=schemas.TicketOut,
    status=201,
    raw=True,
    creates=True,
    operation="file_ticket",
    summary="Report something",
)
def file_ticket(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        ticket_id = service.file(actor=actor, once=once, body=body)
    return present.ticket(actor, Door.RESIDENT, queries.detail(actor, Door.RESIDENT, ticket_id))


@api.get(
    "/tickets",
    permission=Permission.SIGNED_IN,
    query=schemas.MyListQuery,
    answers=page_of(schemas.TicketItemOut),
    raw=True,
    operation="list_my_tickets",
    summary="My reports, newest first",
)
def my_tickets(actor: Actor, query: Shape) -> Shape:
    wanted = ListFilter(state=query["state"])
    return wire_page(actor, queries.page(actor, Door.RESIDENT, wanted, limit=query["limit"], cursor=query["cursor"]))


@api.post(
    "/tickets/similar",
    permission=Permission.SIGNED_IN,
    body=schemas.SimilarIn,
    answers=page_of(schemas.SimilarOut),
    limit="read",
    operation="list_similar_tickets",
    summary="Open matters nearby that may be the same thing",
)
def similar(actor: Actor, body: Shape) -> Shape:
    whom = service.standing_to_file(actor, body["compound_id"], body.pop("on_behalf_of"))
    return {"items": [present.hint(actor, row) for row in queries.similar(whom.person_id, **body)], "next": None}


@api.post(
    "/tickets/<uuid:ticket_id>/join",
    permission=Permission.SIGNED_IN,
    body=schemas.JoinIn,
    answers=schemas.TicketOut,
    raw=True,
    operation="join_ticket",
    summary="It is my matter too",
)
def join(actor: Actor, ticket_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        joined = service.join(actor=actor, ticket_id=ticket_id, **body)
    return present.ticket(actor, Door.RESIDENT, queries.detail(actor, Door.RESIDENT, joined))


@api.get(
    "/tickets/<uuid:ticket_id>",
    permission=Permission.SIGNED_IN,
    answers=schemas.TicketOut,
    raw=True,
    operation="get_my_ticket",
    summary="One of my reports with its timeline",
)
def my_ticket(actor: Actor, ticket_id: UUID) -> Shape:
    return present.ticket(actor, Door.RESIDENT, queries.detail(actor, Door.RESIDENT, ticket_id))


@api.post(
    "/tickets/<uuid:ticket_id>/actions/<string:action>",
    permission=Permission.SIGNED_IN,
    body=schemas.ActIn,
    answers=schemas.TicketOut,
    raw=True,
    operation="act_on_my_ticket",
    summary="Answer, confirm and rate, press, reopen or withdraw",
)
def act_on_my_ticket(actor: Actor, ticket_id: UUID, action: str, body: Shape) -> Shape:
    with unit_of_work():
        service.act(actor=actor, door=Door.RESIDENT, ticket_id=ticket_id, action=action_named(action), body=body)
    return present.ticket(actor, Door.RESIDENT, queries.detail(actor, Door.RESIDENT, ticket_id))
