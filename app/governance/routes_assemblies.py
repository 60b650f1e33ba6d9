"""Assemblies of owners for the community that writes them down and for those who look after it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.http import Api
from app.core.idempotency import Once
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.governance.models import SessionAction
from app.governance.schemas import assemblies as schemas
from app.governance.service import assemblies, assembly_showing

api = Api("assemblies", __name__, url_prefix="/api/v1/staff/assemblies", description="Assemblies of owners")

Shape = dict[str, Any]
ACTIONS = {action.value for action in SessionAction}


@api.get(
    "/<uuid:compound_id>",
    permission=Permission.GOVERNANCE_READ,
    answers=schemas.AssemblyOut,
    operation="get_assembly",
    summary="The assembly of a compound: its rules, meetings, and what comes next by which clause",
)
def get(actor: Actor, compound_id: UUID) -> Shape:
    return assembly_showing.detail(actor, compound_id)


@api.post(
    "/<uuid:compound_id>/actions/save",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.AssemblyIn,
    answers=schemas.AssemblyOut,
    operation="save_assembly",
    summary="Write down when the assembly was set up and which rules it adopted",
)
def save(actor: Actor, compound_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        assemblies.save(actor, compound_id, body)
    return assembly_showing.detail(actor, compound_id)


@api.post(
    "/<uuid:compound_id>/meetings",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.AssemblyMeetingIn,
    answers=schemas.AssemblyOut,
    status=201,
    creates=True,
    operation="call_assembly_meeting",
    summary="A meeting was called, or a fifth of the owners asked for one",
)
def call(actor: Actor, compound_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: assemblies.call(actor, compound_id, body))
    return assembly_showing.detail(actor, made)


@api.post(
    "/meetings/<uuid:meeting_id>/actions/<action>",
    permission=Permission.GOVERNANCE_WORK,
    body=schemas.AssemblyMeetingActIn,
    answers=schemas.AssemblyOut,
    operation="act_on_assembly_meeting",
    summary="Announce a meeting, write down its result, post the result, or call it off",
)
def act(actor: Actor, meeting_id: UUID, action: str, body: Shape) -> Shape:
    if action not in ACTIONS:
        raise NotFound
    with unit_of_work():
        compound_id = assemblies.act(actor, meeting_id, SessionAction(action), body)
    return assembly_showing.detail(actor, compound_id)
