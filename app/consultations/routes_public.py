"""Consultations for everybody: the draft, an opinion without signing in, what became of it, the result."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.consultations import schemas
from app.consultations.service import opinions, showing
from app.core.attachments import attachment
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of

api = Api("consultations_public", __name__, url_prefix="/api/v1/public")

Shape = dict[str, Any]


@api.get(
    "/consultations",
    permission=Permission.PUBLIC,
    query=schemas.PublicConsultationsQuery,
    answers=page_of(schemas.PublicConsultationOut),
    operation="list_public_consultations",
    summary="Consultations, the newest first",
)
def listed(query: Shape) -> Page:
    return showing.public_page(**query)


@api.get(
    "/consultations/<uuid:consultation_id>",
    permission=Permission.PUBLIC,
    answers=schemas.PublicConsultationDetailOut,
    operation="get_public_consultation",
    summary="The draft, and once it is published what became of the opinions",
)
def one(consultation_id: UUID) -> Shape:
    return showing.public_detail(consultation_id)


@api.get(
    "/consultations/<uuid:consultation_id>/papers/<uuid:paper_id>",
    permission=Permission.PUBLIC,
    binary="application/octet-stream",
    limit="photo",
    operation="get_public_consultation_paper",
    summary="A paper of a consultation, to be saved",
)
def paper(consultation_id: UUID, paper_id: UUID) -> Response:
    found = showing.public_paper(consultation_id, paper_id)
    return attachment(found.data, found.name, found.media_type)


@api.post(
    "/consultations/<uuid:consultation_id>/opinions",
    permission=Permission.PUBLIC,
    body=schemas.ConsultationOpinionIn,
    answers=schemas.OpinionReceiptOut,
    status=201,
    creates=True,
    limit="opinion",
    operation="send_public_opinion",
    summary="Send an opinion without signing in",
)
def send(consultation_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: opinions.send(None, consultation_id, body))
    return showing.receipt_of(made)


@api.get(
    "/opinions/<receipt>",
    permission=Permission.PUBLIC,
    answers=schemas.OpinionReceiptOut,
    operation="get_opinion_receipt",
    summary="What became of the opinion with this receipt number; never what it said",
)
def receipt(receipt: str) -> Shape:
    return showing.receipt(receipt)
