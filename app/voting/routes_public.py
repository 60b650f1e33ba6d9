"""Posted results, for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.http import Api
from app.core.permissions import Permission
from app.voting import schemas
from app.voting.service import showing

api = Api("voting_public", __name__, url_prefix="/api/v1/public/polls")


@api.get(
    "/<uuid:poll_id>",
    permission=Permission.PUBLIC,
    answers=schemas.PublicPollOut,
    operation="get_public_poll",
    summary="A posted result: sums, never a home",
)
def result(poll_id: UUID) -> dict[str, Any]:
    return showing.result(poll_id)
