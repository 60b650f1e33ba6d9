"""The council as neighbours see it: topics and results in plain words, proposals, support."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.council import schemas
from app.council.service import showing, topics

api = Api("council_resident", __name__, url_prefix="/api/v1/council", description="Topics of my compound")

Shape = dict[str, Any]


@api.get(
    "/topics",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.MyTopicOut),
    operation="list_my_topics",
    summary="Topics of the compounds where I am at home, and my own proposals",
)
def list_mine(actor: Actor) -> Page:
    return Page(showing.at_home(actor))


@api.post(
    "/topics",
    permission=Permission.SIGNED_IN,
    body=schemas.ProposalIn,
    answers=page_of(schemas.MyTopicOut),
    status=201,
    creates=True,
    operation="propose_topic",
    summary="Propose a topic; the community looks at it first",
)
def propose(actor: Actor, body: Shape, once: Once) -> Page:
    compound_id = body.pop("compound_id")
    with unit_of_work():
        once(lambda: topics.propose(actor, compound_id, body))
    return Page(showing.at_home(actor))


@api.post(
    "/topics/<uuid:topic_id>/support",
    permission=Permission.SIGNED_IN,
    body=schemas.SupportIn,
    answers=page_of(schemas.MyTopicOut),
    operation="support_topic",
    summary="Stand behind a topic, or no longer",
)
def support(actor: Actor, topic_id: UUID, body: Shape) -> Page:
    with unit_of_work():
        topics.support(actor, topic_id, on=body["on"])
    return Page(showing.at_home(actor))


@api.post(
    "/topics/<uuid:topic_id>/rating",
    permission=Permission.SIGNED_IN,
    body=schemas.TopicRatingIn,
    answers=page_of(schemas.MyTopicOut),
    operation="rate_topic",
    summary="Say how content I am with what was done, or say it anew",
)
def rate(actor: Actor, topic_id: UUID, body: Shape) -> Page:
    with unit_of_work():
        topics.rate(actor, topic_id, body["stars"])
    return Page(showing.at_home(actor))
