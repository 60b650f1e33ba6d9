"""The street's list of who may hold no post. Nobody else reads it, and nothing of it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.governance.schemas import barred as schemas
from app.governance.service import barred

api = Api("barred", __name__, url_prefix="/api/v1/staff/barred", description="Who may hold no post")

Shape = dict[str, Any]


@api.get(
    "",
    permission=Permission.GOVERNANCE_BAR,
    query=schemas.BarredQuery,
    answers=page_of(schemas.BarredOut),
    operation="list_barred",
    summary="Who may hold no post in my street; names are masked",
)
def list_barred(actor: Actor, query: Shape) -> Page:
    return barred.page(actor, **query)


@api.post(
    "/search",
    permission=Permission.GOVERNANCE_BAR,
    body=schemas.BarredSearchIn,
    answers=schemas.BarredFoundOut,
    operation="search_barred",
    summary="The entries of exactly this name",
)
def search(actor: Actor, body: Shape) -> Shape:
    return {"items": barred.search(actor, body["name"])}


@api.post(
    "",
    permission=Permission.GOVERNANCE_BAR,
    body=schemas.BarredIn,
    answers=schemas.BarredDetailOut,
    status=201,
    creates=True,
    operation="add_barred",
    summary="Put somebody on the list",
)
def add(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: barred.add(actor, body))
    return barred.detail(actor, made)


@api.get(
    "/<uuid:barred_id>",
    permission=Permission.GOVERNANCE_BAR,
    answers=schemas.BarredDetailOut,
    operation="get_barred",
    summary="One entry with the whole name, its paper and history; reading it is written down",
)
def get(actor: Actor, barred_id: UUID) -> Shape:
    with unit_of_work():
        barred.look(actor, barred_id)
    return barred.detail(actor, barred_id)


STEPS: dict[str, Callable[[Actor, UUID, Shape], None]] = {"change": barred.change, "take_off": barred.take_off}


@api.post(
    "/<uuid:barred_id>/actions/<action>",
    permission=Permission.GOVERNANCE_BAR,
    body=schemas.BarredActIn,
    answers=schemas.BarredDetailOut,
    operation="act_on_barred",
    summary="Change until when somebody may hold no post, or take him off the list, with the reason",
)
def act(actor: Actor, barred_id: UUID, action: str, body: Shape) -> Shape:
    if action not in STEPS:
        raise NotFound
    with unit_of_work():
        STEPS[action](actor, barred_id, body)
    return barred.detail(actor, barred_id)
