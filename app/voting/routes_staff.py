"""Polls for those who prepare them, take votes down, and count."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, current_app

from app.core import spreadsheets
from app.core.attachments import attachment, bring_table, xlsx
from app.core.auth import Actor
from app.core.documents import MEDIA_TYPE, WORD_TYPE, as_word, render
from app.core.errors import NotFound
from app.core.failures import when_violated
from app.core.http import Api
from app.core.idempotency import Once
from app.core.ledger.wire import LedgerImportOut
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.voting import printed, schemas
from app.voting.models import PollAction
from app.voting.service import box, evote, polls, register, result_sheet, showing, voting
from app.voting.workflow import BY_ACTION

api = Api("voting", __name__, url_prefix="/api/v1/staff/polls", description="Polls of owners")

Shape = dict[str, Any]
BY_HAND = {action.value for action, move in BY_ACTION.items() if not move.by_clock}

when_violated("uq_voting_entry_person", voting.SamePerson())


@api.get(
    "",
    permission=Permission.VOTING_READ,
    query=schemas.PollsQuery,
    answers=page_of(schemas.PollOut),
    operation="list_polls",
    summary="Polls in my region, the newest first",
)
def list_polls(actor: Actor, query: Shape) -> Page:
    return showing.page(actor, **query)


@api.get(
    "/words",
    permission=Permission.VOTING_READ,
    answers=schemas.PollWordsOut,
    operation="get_poll_words",
    summary="What kinds and matters are called",
)
def words(actor: Actor) -> Shape:
    return showing.words()


@api.post(
    "",
    permission=Permission.VOTING_WORK,
    body=schemas.PollIn,
    answers=schemas.PollDetailOut,
    status=201,
    creates=True,
    operation="draft_poll",
    summary="Begin a poll; its register comes from the ledger of places",
)
def draft(actor: Actor, body: Shape, once: Once) -> Shape:
    compound_id = body.pop("compound_id")
    with unit_of_work():
        made = once(lambda: polls.draft(actor, compound_id, body))
    return showing.detail(actor, made)


@api.get(
    "/<uuid:poll_id>",
    permission=Permission.VOTING_READ,
    answers=schemas.PollDetailOut,
    operation="get_poll",
    summary="One poll: how many have voted, and after the count what came out",
)
def poll(actor: Actor, poll_id: UUID) -> Shape:
    return showing.detail(actor, poll_id)


@api.post(
    "/<uuid:poll_id>/actions/<action>",
    permission=Permission.VOTING_WORK,
    body=schemas.PollActIn,
    answers=schemas.PollDetailOut,
    operation="act_on_poll",
    summary="Save, announce, count, post the result, or cancel",
)
def act(actor: Actor, poll_id: UUID, action: str, body: Shape) -> Shape:
    if action not in BY_HAND:
        raise NotFound
    with unit_of_work():
        polls.act(actor, poll_id, PollAction(action), body)
    return showing.detail(actor, poll_id)


# --- the register ---


@api.get(
    "/<uuid:poll_id>/register.xlsx",
    permission=Permission.VOTING_READ,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_poll_register",
    summary="The register as a table to be corrected and brought back",
)
def register_file(actor: Actor, poll_id: UUID) -> Response:
    with unit_of_work():
        found = register.sheet(actor, poll_id)
    return xlsx(*found)


@api.post(
    "/<uuid:poll_id>/register/imports",
    permission=Permission.VOTING_WORK,
    answers=LedgerImportOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="upload_poll_register",
    summary="Bring the register of a draft back: first only what it would change",
)
def bring(actor: Actor, poll_id: UUID, once: Once) -> Shape:
    return register.find(
        actor, bring_table(once, partial(register.spec_for, actor, poll_id), partial(register.dry_run, actor, poll_id))
    )


@api.get(
    "/register-imports/<uuid:import_id>",
    permission=Permission.VOTING_WORK,
    answers=LedgerImportOut,
    operation="get_poll_register_import",
    summary="What a register that I brought would change",
)
def dry_run(actor: Actor, import_id: UUID) -> Shape:
    return register.find(actor, import_id)


@api.post(
    "/register-imports/<uuid:import_id>/actions/confirm",
    permission=Permission.VOTING_WORK,
    answers=LedgerImportOut,
    operation="confirm_poll_register_import",
    summary="Write what the dry run showed",
)
def confirm(actor: Actor, import_id: UUID) -> Shape:
    with unit_of_work():
        register.confirm(actor, import_id)
    return register.find(actor, import_id)


# --- votes ---


@api.get(
    "/<uuid:poll_id>/homes",
    permission=Permission.VOTING_READ,
    answers=page_of(schemas.PollHomeOut),
    operation="list_poll_homes",
    summary="Every home of the register with how far its vote is, never with what it says",
)
def homes(actor: Actor, poll_id: UUID) -> Page:
    return Page(showing.grid(actor, poll_id))


@api.post(
    "/<uuid:poll_id>/papers",
    permission=Permission.VOTING_WORK,
    body=schemas.PaperIn,
    answers=schemas.PollHomeOut,
    operation="read_poll_paper",
    summary="Read one paper ballot; two people read each, a third one decides where they differ",
)
def read_paper(actor: Actor, poll_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        voting.read_paper(actor, poll_id, body)
    return showing.home(actor, poll_id, body["home_id"])


@api.post(
    "/<uuid:poll_id>/papers/withdraw",
    permission=Permission.VOTING_WORK,
    body=schemas.PollHomeIn,
    answers=schemas.PollHomeOut,
    operation="take_back_poll_paper",
    summary="Take back what I noted of a paper of the wrong home, while nobody else has",
)
def take_back(actor: Actor, poll_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        voting.take_back(actor, poll_id, body["home_id"])
    return showing.home(actor, poll_id, body["home_id"])


@api.get(
    "/<uuid:poll_id>/homes/<uuid:home_id>/papers",
    permission=Permission.VOTING_WORK,
    answers=page_of(schemas.PollPaperOut),
    operation="list_poll_papers",
    summary="Photos of the paper of a home, from the end of the poll on",
)
def papers(actor: Actor, poll_id: UUID, home_id: UUID) -> Page:
    return Page(showing.papers(actor, poll_id, home_id))


@api.get(
    "/<uuid:poll_id>/ballots.pdf",
    permission=Permission.VOTING_WORK,
    query=schemas.BallotsQuery,
    binary=MEDIA_TYPE,
    limit="export",
    operation="print_poll_ballots",
    summary="Papers to hand out, a page each, with number and QR code; of a secret poll one blank page",
)
def ballots(actor: Actor, poll_id: UUID, query: Shape) -> Response:
    made = printed.document(actor, poll_id, query["first"], query["last"], current_app.config["HFW"].public_base_url)
    return attachment(render(made), f"{made.title}.pdf", MEDIA_TYPE)


@api.get(
    "/<uuid:poll_id>/result.pdf",
    permission=Permission.VOTING_READ,
    binary=MEDIA_TYPE,
    limit="export",
    operation="print_poll_result",
    summary="The sheet with the result for the notice board: sums, never a home",
)
def result_paper(actor: Actor, poll_id: UUID) -> Response:
    made = result_sheet.document(actor, poll_id)
    return attachment(render(made), f"{made.title}.pdf", MEDIA_TYPE)


@api.get(
    "/<uuid:poll_id>/result.docx",
    permission=Permission.VOTING_READ,
    binary=WORD_TYPE,
    limit="export",
    operation="get_poll_result_word",
    summary="The sheet with the result as a Word file",
)
def result_word(actor: Actor, poll_id: UUID) -> Response:
    made = result_sheet.document(actor, poll_id)
    return attachment(as_word(made), f"{made.title}.docx", WORD_TYPE)


# --- the box of a secret poll, and the municipal electronic vote ---


@api.post(
    "/<uuid:poll_id>/boxed",
    permission=Permission.VOTING_WORK,
    body=schemas.PollHomeIn,
    answers=schemas.PollHomeOut,
    operation="put_poll_paper_in",
    summary="A home put its paper into the box of a secret poll",
)
def put_in(actor: Actor, poll_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        box.put_in(actor, poll_id, body["home_id"])
    return showing.home(actor, poll_id, body["home_id"])


@api.post(
    "/<uuid:poll_id>/box",
    permission=Permission.VOTING_WORK,
    body=schemas.BoxIn,
    answers=schemas.PollDetailOut,
    operation="read_poll_box",
    summary="What one person counted in the box; two count, a third one decides where they differ",
)
def read_box(actor: Actor, poll_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        box.read(actor, poll_id, body["sums"])
    return showing.detail(actor, poll_id)


@api.get(
    "/<uuid:poll_id>/evote.xlsx",
    permission=Permission.VOTING_WORK,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_poll_evote_form",
    summary="The form for the result of the municipal electronic vote",
)
def evote_form(actor: Actor, poll_id: UUID) -> Response:
    return xlsx(*evote.sheet(actor, poll_id))


@api.post(
    "/<uuid:poll_id>/evote",
    permission=Permission.VOTING_WORK,
    query=schemas.EvoteIn,
    answers=schemas.PollDetailOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="bring_poll_evote",
    summary="Bring in the result of the municipal electronic vote, all of it or nothing",
)
def bring_evote(actor: Actor, poll_id: UUID, query: Shape, once: Once) -> Shape:
    made = bring_table(
        once,
        partial(evote.spec_for, actor, poll_id),
        partial(evote.bring, actor, poll_id, query["reference"]),
    )
    return showing.detail(actor, made)


@api.post(
    "/<uuid:poll_id>/visits",
    permission=Permission.VOTING_WORK,
    body=schemas.PollVisitIn,
    answers=schemas.PollHomeOut,
    operation="note_poll_visit",
    summary="How a visit at a door ended",
)
def visit(actor: Actor, poll_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        voting.visit(actor, poll_id, body)
    return showing.home(actor, poll_id, body["home_id"])
