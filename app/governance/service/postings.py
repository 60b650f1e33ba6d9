"""Photos from the notice board: proof that the members of a committee, or a decision, hung there."""

from __future__ import annotations

from uuid import UUID

from app.core.auth import Actor
from app.core.errors import InvalidInput
from app.media.service import link

STAGE = "posting"


def attach(actor: Actor, kind: str, subject_id: UUID, media_ids: list[UUID]) -> None:
    """Put the photos of a posting on what was posted, which is locked. Raises ``NotFound`` or ``InvalidInput``."""
    link(actor.person_id, media_ids, kind, subject_id, STAGE)


def refuse_photos(media_ids: list[UUID]) -> None:
    """Refuse photos that come with a step that is no posting: they would be lost. Raises ``InvalidInput``."""
    if media_ids:
        raise InvalidInput(fields={"media_ids": ["公示的时候才附照片"]})
