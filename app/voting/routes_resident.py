"""Polls as owners see them, and their vote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response

from app.core.attachments import attachment
from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once, fingerprint
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.voting import schemas
from app.voting.service import showing, voting

api = Api("voting_resident", __name__, url_prefix="/api/v1/polls")


@api.get(
    "",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.MyPollOut),
    operation="list_my_polls",
    summary="我的小区的业主表决",
)
def polls(actor: Actor) -> Page:
    return Page(showing.mine(actor))


@api.post(
    "/<uuid:poll_id>/votes",
    permission=Permission.SIGNED_IN,
    body=schemas.VoteIn,
    answers=page_of(schemas.MyPollOut),
    status=201,
    creates=True,
    operation="vote",
    summary="投一票；一户一票，投了不能改",
)
def vote(actor: Actor, poll_id: UUID, body: dict[str, Any], once: Once) -> Page:
    once = replace(once, fingerprint=fingerprint([poll_id, body["home_id"]]))  # a hash of choices would tell them
    with unit_of_work():
        once(lambda: voting.by_phone(actor, poll_id, body["home_id"], body["choices"]))
    return Page(showing.mine(actor))


@api.get(
    "/<uuid:poll_id>/recount.json",
    permission=Permission.SIGNED_IN,
    binary="application/json",
    limit="export",
    operation="get_poll_recount",
    summary="计票依据：每一张票的面积和选择，不写门牌和姓名；本小区的人能下载",
)
def recount(actor: Actor, poll_id: UUID) -> Response:
    return attachment(showing.recount(actor, poll_id), "计票依据.json", "application/json")
