"""Opinions of residents who are signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.consultations import schemas
from app.consultations.service import opinions, showing
from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of

api = Api("consultations_resident", __name__, url_prefix="/api/v1/consultations")


@api.get(
    "/opinions",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.MyOpinionOut),
    operation="list_my_opinions",
    summary="我提过的意见",
)
def mine(actor: Actor) -> Page:
    return Page(showing.mine(actor))


@api.post(
    "/<uuid:consultation_id>/opinions",
    permission=Permission.SIGNED_IN,
    body=schemas.ConsultationOpinionIn,
    answers=schemas.OpinionReceiptOut,
    status=201,
    creates=True,
    limit="opinion",
    operation="send_opinion",
    summary="提意见，可以提多次",
)
def send(actor: Actor, consultation_id: UUID, body: dict[str, Any], once: Once) -> dict[str, Any]:
    with unit_of_work():
        made = once(lambda: opinions.send(actor, consultation_id, body))
    return showing.receipt_of(made)
