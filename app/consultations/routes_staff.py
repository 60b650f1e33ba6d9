"""Consultations for the office that asks: their way, and the desk of opinions."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response

from app.consultations import listings, schemas
from app.consultations.archive import archive
from app.consultations.models import Action
from app.consultations.service import moves, opinions, showing
from app.consultations.workflow import BY_ACTION
from app.core import spreadsheets
from app.core.attachments import attachment
from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.exports import export
from app.core.failures import when_violated
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import filters_of, page_of
from app.media.schemas import PapersIn

api = Api("consultations", __name__, url_prefix="/api/v1/staff/consultations", description="Consultations")

Shape = dict[str, Any]
ONE = "/<uuid:consultation_id>"

when_violated("uq_consultations_consultation_follows", moves.RoundTaken())
when_violated("uq_consultations_opinion_sheet", opinions.SheetTaken())


@api.get(
    "",
    permission=Permission.CONSULTATIONS_READ,
    query=schemas.ConsultationsQuery,
    answers=page_of(schemas.ConsultationOut),
    operation="list_consultations",
    summary="Consultations in my scope, the newest first",
)
def listed(actor: Actor, query: Shape) -> Page:
    return showing.page(actor, **query)


@api.post(
    "",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.ConsultationIn,
    answers=schemas.ConsultationDetailOut,
    status=201,
    creates=True,
    operation="draft_consultation",
    summary="Begin a consultation of my office, or its next round",
)
def drafted(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: moves.draft(actor, body))
    return showing.detail(actor, made)


@api.get(
    ONE,
    permission=Permission.CONSULTATIONS_READ,
    answers=schemas.ConsultationDetailOut,
    operation="get_consultation",
    summary="One consultation with its topics and what its result says now",
)
def one(actor: Actor, consultation_id: UUID) -> Shape:
    return showing.detail(actor, consultation_id)


@api.post(
    f"{ONE}/actions/<action>",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.ConsultationActIn,
    answers=schemas.ConsultationDetailOut,
    operation="act_on_consultation",
    summary="Save, open, extend, answer, give back, publish, archive or withdraw it",
)
def act(actor: Actor, consultation_id: UUID, action: str, body: Shape) -> Shape:
    if action not in set(BY_ACTION):
        raise NotFound
    with unit_of_work():
        moves.act(actor, consultation_id, Action(action), body)
    return showing.detail(actor, consultation_id)


@api.post(
    f"{ONE}/topics",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.ConsultationTopicsIn,
    answers=schemas.ConsultationDetailOut,
    operation="set_consultation_topics",
    summary="Rename topics, and add some",
)
def topics(actor: Actor, consultation_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        moves.set_topics(actor, consultation_id, body["version"], body["topics"])
    return showing.detail(actor, consultation_id)


@api.post(
    f"{ONE}/papers",
    permission=Permission.CONSULTATIONS_WORK,
    body=PapersIn,
    answers=schemas.ConsultationDetailOut,
    operation="change_consultation_papers",
    summary="Put papers on a consultation, or take them off",
)
def papers(actor: Actor, consultation_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        moves.change_papers(actor, consultation_id, body)
    return showing.detail(actor, consultation_id)


@api.get(
    f"{ONE}/archive.zip",
    permission=Permission.CONSULTATIONS_READ,
    binary="application/zip",
    limit="export",
    operation="save_consultation",
    summary="Everything of a consultation as one file: draft, papers, opinions, what became of them, its course",
)
def whole_file(actor: Actor, consultation_id: UUID) -> Response:
    data, name = archive(actor, consultation_id)
    return attachment(data, name, "application/zip")


@api.get(
    f"{ONE}/opinions",
    permission=Permission.CONSULTATIONS_READ,
    query=schemas.ConsultationOpinionsQuery,
    answers=page_of(schemas.OpinionOut),
    operation="list_consultation_opinions",
    summary="Opinions of a consultation, the newest first",
)
def listed_opinions(actor: Actor, consultation_id: UUID, query: Shape) -> Page:
    return showing.opinions(actor, consultation_id, **query)


@api.get(
    f"{ONE}/opinions.xlsx",
    permission=Permission.CONSULTATIONS_READ,
    query=filters_of(schemas.ConsultationOpinionsQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_consultation_opinions",
    summary="Opinions of a consultation as a table to be saved, without personal data in their words",
)
def opinions_file(actor: Actor, consultation_id: UUID, query: Shape) -> Response:
    return export(listings.OPINIONS, actor, partial(showing.opinions, actor, consultation_id), query)


@api.post(
    f"{ONE}/opinions",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.OpinionEnteredIn,
    answers=schemas.OpinionReceiptOut,
    status=201,
    creates=True,
    operation="enter_opinion",
    summary="Take down a sheet, a letter or what was said at a meeting",
)
def entered(actor: Actor, consultation_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: opinions.enter(actor, consultation_id, body))
    return showing.receipt_of(made)


@api.post(
    f"{ONE}/opinions/actions/code",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.OpinionsCodeIn,
    operation="code_opinions",
    summary="Put opinions under a topic",
)
def code(actor: Actor, consultation_id: UUID, body: Shape) -> None:
    with unit_of_work():
        opinions.code(actor, consultation_id, body["opinions"], body["topic"])


@api.post(
    f"{ONE}/opinions/actions/merge",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.OpinionsMergeIn,
    operation="merge_opinions",
    summary="Let one opinion speak for others that say the same",
)
def merge(actor: Actor, consultation_id: UUID, body: Shape) -> None:
    with unit_of_work():
        opinions.merge(actor, consultation_id, body["opinions"], body["into_id"])


@api.post(
    f"{ONE}/opinions/actions/part",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.OpinionsIn,
    operation="part_opinions",
    summary="Let merged opinions stand for themselves again",
)
def part(actor: Actor, consultation_id: UUID, body: Shape) -> None:
    with unit_of_work():
        opinions.part(actor, consultation_id, body["opinions"])


@api.post(
    f"{ONE}/opinions/actions/decide",
    permission=Permission.CONSULTATIONS_WORK,
    body=schemas.OpinionsDecideIn,
    operation="decide_opinions",
    summary="Say what becomes of opinions, and why",
)
def decide(actor: Actor, consultation_id: UUID, body: Shape) -> None:
    with unit_of_work():
        opinions.decide(actor, consultation_id, body["opinions"], body)
