"""The first screen of everybody who works here."""

from __future__ import annotations

from typing import Any

from app.core.auth import Actor
from app.core.http import Api
from app.core.permissions import Permission
from app.insights import desk, schemas

api = Api("insights", __name__, url_prefix="/api/v1/staff", description="Home screens and figures")


@api.get(
    "/todo",
    permission=Permission.DESK_READ,
    answers=schemas.TodoOut,
    operation="get_todo",
    summary="What waits for me, late ones first",
)
def todo(actor: Actor) -> dict[str, Any]:
    return desk.desk(actor)
