"""A resident's own call-backs: one tap."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.callbacks import present, queries, schemas, service
from app.core.auth import Actor
from app.core.http import Api
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of

api = Api("callbacks", __name__, url_prefix="/api/v1", description="Call-backs")

Shape = dict[str, Any]


@api.get(
    "/callbacks",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.CallbackOut),
    operation="list_my_callbacks",
    summary="What I am asked about",
)
def own(actor: Actor) -> Shape:
    shown = [present.for_resident(actor, row) for row in queries.own(actor)]
    return {"items": [item for item in shown if item is not None], "next": None}


@api.post(
    "/callbacks/<uuid:task_id>/answer",
    permission=Permission.SIGNED_IN,
    body=schemas.OwnAnswerIn,
    status=204,
    operation="answer_my_callback",
    summary="Solved, partly or not, and how satisfied",
)
def answer(actor: Actor, task_id: UUID, body: Shape) -> None:
    with unit_of_work():
        service.answer_own(actor=actor, task_id=task_id, body=body)


@api.get(
    "/public/compounds/<uuid:compound_id>/rates",
    permission=Permission.PUBLIC,
    answers=schemas.PublicRatesOut,
    operation="get_public_rates",
    summary="The three rates of a compound over the last twelve months",
)
def public(compound_id: UUID) -> Shape:
    return service.public(compound_id)
