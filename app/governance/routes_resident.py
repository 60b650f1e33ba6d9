"""The committees and the assemblies of one's own compounds."""

from __future__ import annotations

from app.core.auth import Actor
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.wire import page_of
from app.governance import schemas
from app.governance.schemas import assemblies as assembly_schemas
from app.governance.service import assembly_showing, showing

api = Api("governance_resident", __name__, url_prefix="/api/v1/committees", description="Who governs my compound")


@api.get(
    "",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.MyCommitteeOut),
    operation="list_my_committees",
    summary="The committees of the compounds where I am at home, and what they decided",
)
def list_mine(actor: Actor) -> Page:
    return Page(showing.at_home(actor))


@api.get(
    "/assemblies",
    permission=Permission.SIGNED_IN,
    answers=page_of(assembly_schemas.MyAssemblyOut),
    operation="list_my_assemblies",
    summary="The assemblies of owners of the compounds where I am at home: rules, meetings, and posted results",
)
def list_assemblies(actor: Actor) -> Page:
    return Page(assembly_showing.at_home(actor))
