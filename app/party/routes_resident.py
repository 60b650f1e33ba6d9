"""What was promised to the compounds of a resident, and what he says of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.party.schemas import doing as schemas
from app.party.service import commitments, doing

api = Api("party_resident", __name__, url_prefix="/api/v1/party", description="What was promised to my compound")

Shape = dict[str, Any]


@api.get(
    "/commitments",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.MyCommitmentOut),
    operation="list_my_commitments",
    summary="What the company and others promised to the compounds where I am at home",
)
def list_mine(actor: Actor) -> Page:
    return Page(doing.at_home(actor))


@api.post(
    "/commitments/<uuid:commitment_id>/opinion",
    permission=Permission.SIGNED_IN,
    body=schemas.OpinionIn,
    answers=page_of(schemas.MyCommitmentOut),
    operation="say_of_commitment",
    summary="Say whether something reported done was done",
)
def say(actor: Actor, commitment_id: UUID, body: Shape) -> Page:
    with unit_of_work():
        commitments.say(actor, commitment_id, body["done"])
    return Page(doing.at_home(actor))
