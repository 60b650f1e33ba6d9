"""Everybody's own inbox, for residents and staff alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of
from app.notify import queries, schemas, service

api = Api("notify", __name__, url_prefix="/api/v1/inbox", description="One's own notices")


@api.get(
    "",
    permission=Permission.SIGNED_IN,
    query=ListQuery,
    answers=page_of(schemas.NoticeOut),
    operation="list_inbox",
    summary="My notices, newest first",
)
def inbox(actor: Actor, query: dict[str, Any]) -> Page:
    return queries.inbox(actor, limit=query["limit"], cursor=query["cursor"])


@api.get(
    "/unread",
    permission=Permission.SIGNED_IN,
    answers=schemas.UnreadOut,
    operation="count_unread",
    summary="How many notices I have not read",
)
def unread(actor: Actor) -> dict[str, int]:
    return {"count": queries.unread_count(actor)}


@api.post(
    "/<uuid:notice_id>/actions/read",
    permission=Permission.SIGNED_IN,
    status=204,
    operation="read_notice",
    summary="Mark one of my notices as read",
)
def read(actor: Actor, notice_id: UUID) -> None:
    with unit_of_work():
        service.mark_read(actor, notice_id)


@api.post(
    "/actions/read_all",
    permission=Permission.SIGNED_IN,
    status=204,
    operation="read_all_notices",
    summary="Mark all my notices as read",
)
def read_all(actor: Actor) -> None:
    with unit_of_work():
        service.mark_all_read(actor)


@api.get(
    "/templates",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.TemplateOut),
    operation="list_message_templates",
    summary="WeChat messages that I can allow",
)
def templates(actor: Actor) -> dict[str, Any]:
    return {"items": service.templates_for(actor), "next": None}


@api.post(
    "/subscriptions",
    permission=Permission.SIGNED_IN,
    body=schemas.AllowedIn,
    status=204,
    creates=True,
    operation="allow_messages",
    summary="Note that I allowed one more WeChat message of each of these kinds",
)
def allow(actor: Actor, once: Once, body: dict[str, Any]) -> None:
    with unit_of_work():
        once(lambda: service.allow(actor, body["templates"]))
