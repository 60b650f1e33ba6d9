"""Papers of the council, as PDF to be printed and as Word to be written on."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from app.core.attachments import attachment
from app.core.auth import Actor
from app.core.documents import MEDIA_TYPE, WORD_TYPE, as_word, render
from app.core.http import Api
from app.core.permissions import Permission
from app.council.service import printed

api = Api("council_printed", __name__, url_prefix="/api/v1/staff/council", description="Papers of the council")


@api.get(
    "/meetings/<uuid:meeting_id>/minutes.docx",
    permission=Permission.COUNCIL_READ,
    binary=WORD_TYPE,
    limit="export",
    operation="get_council_minutes_word",
    summary="The minutes of a meeting as a Word file",
)
def minutes_word(actor: Actor, meeting_id: UUID) -> Response:
    made = printed.minutes(actor, meeting_id)
    return attachment(as_word(made), f"{made.title}.docx", WORD_TYPE)


@api.get(
    "/meetings/<uuid:meeting_id>/minutes.pdf",
    permission=Permission.COUNCIL_READ,
    binary=MEDIA_TYPE,
    limit="export",
    operation="get_council_minutes",
    summary="The minutes of a meeting to be printed and signed",
)
def minutes(actor: Actor, meeting_id: UUID) -> Response:
    made = printed.minutes(actor, meeting_id)
    return attachment(render(made), f"{made.title}.pdf", MEDIA_TYPE)


@api.get(
    "/topics/<uuid:topic_id>/notice.docx",
    permission=Permission.COUNCIL_READ,
    binary=WORD_TYPE,
    limit="export",
    operation="get_council_notice_word",
    summary="The course of a topic for the notice board as a Word file, without names of people",
)
def notice_word(actor: Actor, topic_id: UUID) -> Response:
    made = printed.notice(actor, topic_id)
    return attachment(as_word(made), f"{made.title}.docx", WORD_TYPE)


@api.get(
    "/topics/<uuid:topic_id>/notice.pdf",
    permission=Permission.COUNCIL_READ,
    binary=MEDIA_TYPE,
    limit="export",
    operation="get_council_notice",
    summary="The course of a topic for the notice board, without names of people",
)
def notice(actor: Actor, topic_id: UUID) -> Response:
    made = printed.notice(actor, topic_id)
    return attachment(render(made), f"{made.title}.pdf", MEDIA_TYPE)
