"""Questions about disclosures, asked by residents."""

from __future__ import annotations

from typing import Any

from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of
from app.disclosures import schemas
from app.disclosures.service import objections

api = Api("disclosures_resident", __name__, url_prefix="/api/v1/disclosures", description="Questions about disclosures")

Shape = dict[str, Any]


@api.post(
    "/objections",
    permission=Permission.SIGNED_IN,
    body=schemas.ObjectionIn,
    answers=schemas.ObjectionOut,
    status=201,
    creates=True,
    operation="question_disclosure",
    summary="Question a value of a published version; it becomes a ticket to the company",
)
def question(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: objections.file(actor, body))
    return objections.one_of_mine(actor, made)


@api.get(
    "/objections",
    permission=Permission.SIGNED_IN,
    query=ListQuery,
    answers=page_of(schemas.ObjectionOut),
    operation="list_my_objections",
    summary="What I questioned, with the answers",
)
def mine(actor: Actor, query: Shape) -> Page:
    return objections.mine(actor, **query)
