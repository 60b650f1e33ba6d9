"""Agreements of 党建联建 for the community that makes them and for those who look after it."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.exports import export
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import filters_of, page_of
from app.media.schemas import PapersIn
from app.party import listings, schemas, service
from app.party.models import AgreementAction
from app.party.workflow import FOR_PEOPLE

api = Api("party", __name__, url_prefix="/api/v1/staff/party", description="Agreements of Party organisations")

Shape = dict[str, Any]


@api.get(
    "/agreements",
    permission=Permission.PARTY_READ,
    query=schemas.AgreementQuery,
    answers=page_of(schemas.AgreementOut),
    operation="list_agreements",
    summary="Agreements that I see, the newest first",
)
def agreements(actor: Actor, query: Shape) -> Page:
    return service.page(actor, **query)


@api.get(
    "/agreements.xlsx",
    permission=Permission.PARTY_READ,
    query=filters_of(schemas.AgreementQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_agreements",
    summary="Agreements that I see, as a table to be saved",
)
def agreements_file(actor: Actor, query: Shape) -> Response:
    return export(listings.AGREEMENTS, actor, partial(service.page, actor), query)


@api.get(
    "/agreements/<uuid:agreement_id>",
    permission=Permission.PARTY_READ,
    answers=schemas.AgreementDetailOut,
    operation="get_agreement",
    summary="One agreement with its lists, its history and what it lacks",
)
def agreement(actor: Actor, agreement_id: UUID) -> Shape:
    return service.detail(actor, agreement_id)


@api.post(
    "/agreements",
    permission=Permission.PARTY_WRITE,
    body=schemas.AgreementIn,
    answers=schemas.AgreementDetailOut,
    status=201,
    creates=True,
    operation="draft_agreement",
    summary="Begin an agreement",
)
def draft(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.draft(actor, body))
    return service.detail(actor, made)


@api.post(
    "/agreements/<uuid:agreement_id>/copy",
    permission=Permission.PARTY_WRITE,
    body=schemas.AgreementCopyIn,
    answers=schemas.AgreementDetailOut,
    status=201,
    creates=True,
    operation="copy_agreement",
    summary="Begin the next agreement from this one: the term that follows, the same parties and lists",
)
def copy(actor: Actor, agreement_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.copy(actor, agreement_id, body["number"]))
    return service.detail(actor, made)


@api.post(
    "/agreements/<uuid:agreement_id>/actions/<action>",
    permission=Permission.PARTY_WRITE,
    body=schemas.AgreementActIn,
    answers=schemas.AgreementDetailOut,
    operation="act_on_agreement",
    summary="Save, sign, discard or terminate an agreement",
)
def act(actor: Actor, agreement_id: UUID, action: str, body: Shape) -> Shape:
    if action not in FOR_PEOPLE:
        raise NotFound
    with unit_of_work():
        service.act(actor, agreement_id, AgreementAction(action), body)
    return service.detail(actor, agreement_id)


@api.post(
    "/agreements/<uuid:agreement_id>/papers",
    permission=Permission.PARTY_WRITE,
    body=PapersIn,
    answers=schemas.AgreementDetailOut,
    operation="change_agreement_papers",
    summary="Put scans of the signed paper on an agreement, or take them off",
)
def papers(actor: Actor, agreement_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        service.change_papers(actor, agreement_id, body)
    return service.detail(actor, agreement_id)
