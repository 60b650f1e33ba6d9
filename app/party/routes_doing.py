"""What was promised in agreements, cross posts, coverage and the month's report, for staff."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.attachments import attachment, xlsx
from app.core.auth import Actor
from app.core.documents import MEDIA_TYPE, WORD_TYPE, as_word, render
from app.core.errors import NotFound
from app.core.exports import export
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import filters_of, page_of
from app.party import listings, reports
from app.party.models import CommitmentAction
from app.party.schemas import doing as schemas
from app.party.service import commitments, coverage, doing, posts

api = Api(
    "party_doing", __name__, url_prefix="/api/v1/staff/party", description="What was promised and who serves where"
)

Shape = dict[str, Any]
ACTIONS = {action.value for action in CommitmentAction}


@api.get(
    "/commitments",
    permission=Permission.PARTY_READ,
    query=schemas.CommitmentQuery,
    answers=page_of(schemas.CommitmentOut),
    operation="list_commitments",
    summary="What was promised in agreements, what is due first at the top",
)
def list_commitments(actor: Actor, query: Shape) -> Page:
    return doing.page(actor, **query)


@api.get(
    "/commitments.xlsx",
    permission=Permission.PARTY_READ,
    query=filters_of(schemas.CommitmentQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_commitments",
    summary="The same as a table to be saved",
)
def commitments_file(actor: Actor, query: Shape) -> Response:
    return export(listings.COMMITMENTS, actor, partial(doing.page, actor), query)


@api.post(
    "/agreements/<uuid:agreement_id>/commitments",
    permission=Permission.PARTY_WRITE,
    body=schemas.CommitmentIn,
    answers=schemas.CommitmentDetailOut,
    status=201,
    creates=True,
    operation="add_commitment",
    summary="Write down what a party of an agreement promises",
)
def add(actor: Actor, agreement_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: commitments.add(actor, agreement_id, body))
    return doing.detail(actor, made)


@api.get(
    "/commitments/<uuid:commitment_id>",
    permission=Permission.PARTY_READ,
    answers=schemas.CommitmentDetailOut,
    operation="get_commitment",
    summary="One thing promised with its proof and history",
)
def get(actor: Actor, commitment_id: UUID) -> Shape:
    return doing.detail(actor, commitment_id)


@api.post(
    "/commitments/<uuid:commitment_id>/actions/<action>",
    permission=Permission.PARTY_DO,
    body=schemas.CommitmentActIn,
    answers=schemas.CommitmentDetailOut,
    operation="act_on_commitment",
    summary="Take it up, report it done, confirm, return, rate or drop it",
)
def act(actor: Actor, commitment_id: UUID, action: str, body: Shape) -> Shape:
    if action not in ACTIONS:
        raise NotFound
    with unit_of_work():
        commitments.act(actor, commitment_id, CommitmentAction(action), body)
    return doing.detail(actor, commitment_id)


# --- cross posts ---


@api.get(
    "/cross-posts",
    permission=Permission.PARTY_READ,
    query=schemas.CrossPostQuery,
    answers=page_of(schemas.CrossPostOut),
    operation="list_cross_posts",
    summary="Who holds a post with the other side",
)
def list_posts(actor: Actor, query: Shape) -> Page:
    return posts.page(actor, **query)


@api.get(
    "/cross-posts.xlsx",
    permission=Permission.PARTY_READ,
    query=filters_of(schemas.CrossPostQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_cross_posts",
    summary="The same as a table to be saved",
)
def posts_file(actor: Actor, query: Shape) -> Response:
    return export(listings.CROSS_POSTS, actor, partial(posts.page, actor), query)


@api.post(
    "/cross-posts",
    permission=Permission.PARTY_WRITE,
    body=schemas.CrossPostIn,
    answers=schemas.CrossPostOut,
    status=201,
    creates=True,
    operation="add_cross_post",
    summary="Write down a cross post of my community",
)
def add_post(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: posts.add(actor, body))
    return posts.detail(actor, made)


@api.post(
    "/cross-posts/<uuid:post_id>/actions/end",
    permission=Permission.PARTY_WRITE,
    body=schemas.CrossPostEndIn,
    answers=schemas.CrossPostOut,
    operation="end_cross_post",
    summary="End a cross post on a day, with the reason",
)
def end_post(actor: Actor, post_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        posts.end(actor, post_id, body)
    return posts.detail(actor, post_id)


# --- coverage, the month, and papers ---


@api.get(
    "/coverage",
    permission=Permission.PARTY_READ,
    query=schemas.CoverageQuery,
    answers=schemas.CoveragePageOut,
    operation="get_party_coverage",
    summary="What each compound in my region has, and the sums of its streets",
)
def get_coverage(actor: Actor, query: Shape) -> Shape:
    return coverage.coverage(actor, gaps=query["gaps"])


@api.get(
    "/coverage.xlsx",
    permission=Permission.PARTY_READ,
    query=schemas.CoverageQuery,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_party_coverage",
    summary="The same as a table to be saved",
)
def coverage_file(actor: Actor, query: Shape) -> Response:
    def pages(*, limit: int, cursor: str | None, gaps: bool) -> Page:
        return Page(coverage.coverage(actor, gaps=gaps)["items"])

    return export(listings.COVERAGE, actor, pages, query)


@api.get(
    "/report.docx",
    permission=Permission.PARTY_READ,
    query=schemas.MonthQuery,
    binary=WORD_TYPE,
    limit="export",
    operation="get_party_report",
    summary="The month's report of my region as a Word file",
)
def report(actor: Actor, query: Shape) -> Response:
    made = reports.of_month(actor, query["month"])
    return attachment(as_word(reports.document(made)), f"{made.title}.docx", WORD_TYPE)


@api.get(
    "/report.xlsx",
    permission=Permission.PARTY_READ,
    query=schemas.MonthQuery,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_party_report_table",
    summary="The month's report of my region as a workbook",
)
def report_table(actor: Actor, query: Shape) -> Response:
    made = reports.of_month(actor, query["month"])
    return xlsx(reports.as_workbook(made), f"{made.title}.xlsx")


@api.get(
    "/agreements/<uuid:agreement_id>/agreement.docx",
    permission=Permission.PARTY_READ,
    binary=WORD_TYPE,
    limit="export",
    operation="get_agreement_paper",
    summary="An agreement as a Word file to be signed",
)
def paper(actor: Actor, agreement_id: UUID) -> Response:
    made = reports.agreement(actor, agreement_id)
    return attachment(as_word(made), f"{made.title}.docx", WORD_TYPE)


@api.get(
    "/agreements/<uuid:agreement_id>/agreement.pdf",
    permission=Permission.PARTY_READ,
    binary=MEDIA_TYPE,
    limit="export",
    operation="print_agreement",
    summary="The same as a PDF",
)
def pdf(actor: Actor, agreement_id: UUID) -> Response:
    made = reports.agreement(actor, agreement_id)
    return attachment(render(made), f"{made.title}.pdf", MEDIA_TYPE)
