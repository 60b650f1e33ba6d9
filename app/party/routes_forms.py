"""Agreements as a Word form that comes back filled in, and their three lists as a table, for staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.attachments import attachment, made_before, once_for, uploaded_file
from app.core.auth import Actor
from app.core.documents import WORD_TYPE, Document, as_word
from app.core.exports import export
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import filters_of
from app.party import listings, schemas, service, wordform

api = Api("party_forms", __name__, url_prefix="/api/v1/staff/party", description="Agreements as forms and lists")

Shape = dict[str, Any]
WHAT, ONE = "Word 文件", "一个 Word 文件"


@api.get(
    "/agreements/form.docx",
    permission=Permission.PARTY_WRITE,
    binary=WORD_TYPE,
    limit="export",
    operation="get_blank_agreement_form",
    summary="An empty form of my community, to be filled in in Word",
)
def blank(actor: Actor) -> Response:
    with unit_of_work():
        made = wordform.blank(wordform.subject(actor, None).community)
    return _word(made)


@api.post(
    "/agreements/form/check",
    permission=Permission.PARTY_WRITE,
    answers=schemas.AgreementFormOut,
    limit="upload",
    upload=True,
    operation="check_new_agreement_form",
    summary="What the agreement would be that a form describes, or what is wrong in it; nothing is kept",
)
def check_new(actor: Actor) -> Shape:
    return wordform.preview(actor, None, uploaded_file(WHAT, ONE)[1])


@api.post(
    "/agreements/form",
    permission=Permission.PARTY_WRITE,
    answers=schemas.AgreementDetailOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="draft_agreement_by_form",
    summary="Begin the agreement that a form describes",
)
def draft(actor: Actor, once: Once) -> Shape:
    _, data = uploaded_file(WHAT, ONE)
    once = once_for(once, data)
    made = made_before(once)
    if made is None:
        content = wordform.content_of(actor, None, data)
        with unit_of_work():
            made = once(lambda: service.draft(actor, content))
    return service.detail(actor, made)


@api.get(
    "/agreements/<uuid:agreement_id>/form.docx",
    permission=Permission.PARTY_WRITE,
    binary=WORD_TYPE,
    limit="export",
    operation="get_agreement_form",
    summary="A draft as a form, to be corrected in Word",
)
def form(actor: Actor, agreement_id: UUID) -> Response:
    with unit_of_work():
        now = wordform.subject(actor, agreement_id).now
    return _word(wordform.filled(now or {}))


@api.post(
    "/agreements/<uuid:agreement_id>/form/check",
    permission=Permission.PARTY_WRITE,
    answers=schemas.AgreementFormOut,
    limit="upload",
    upload=True,
    operation="check_agreement_form",
    summary="What a form would change in a draft, or what is wrong in it; nothing is kept",
)
def check(actor: Actor, agreement_id: UUID) -> Shape:
    return wordform.preview(actor, agreement_id, uploaded_file(WHAT, ONE)[1])


@api.post(
    "/agreements/<uuid:agreement_id>/form",
    permission=Permission.PARTY_WRITE,
    query=schemas.AgreementFormQuery,
    answers=schemas.AgreementDetailOut,
    limit="upload",
    upload=True,
    operation="take_agreement_form",
    summary="Write into a draft what a form says",
)
def take(actor: Actor, agreement_id: UUID, query: Shape) -> Shape:
    wordform.take(actor, agreement_id, query["version"], uploaded_file(WHAT, ONE)[1])
    return service.detail(actor, agreement_id)


def _word(made: Document) -> Response:
    return attachment(as_word(made), f"{made.title}.docx", WORD_TYPE)


# --- the three lists ---


@api.get(
    "/agreements/lists.xlsx",
    permission=Permission.PARTY_READ,
    query=filters_of(schemas.AgreementQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_agreement_lists",
    summary="The three lists of all agreements that I see, as a table to be saved",
)
def lists(actor: Actor, query: Shape) -> Response:
    def pages(**more: Any) -> Page:
        return service.lists_page(actor, **more)

    return export(listings.LISTS, actor, pages, query)


@api.get(
    "/agreements/<uuid:agreement_id>/lists.xlsx",
    permission=Permission.PARTY_READ,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_lists_of_agreement",
    summary="The three lists of one agreement, as a table to be saved",
)
def lists_of(actor: Actor, agreement_id: UUID) -> Response:
    def pages(**_more: Any) -> Page:
        return service.lists_of(actor, agreement_id)

    return export(listings.LISTS, actor, pages, {"agreement_id": agreement_id})
