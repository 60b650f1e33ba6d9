"""Photos from the notice board: proof that the members of a committee, or a decision, hung there."""

from __future__ import annotations

from uuid import UUID

from app.core.auth import Actor
from app.core.errors import InvalidInput
from app.media.service import ids_on, link

STAGE = "posting"
MOST = 27
"""Photos of one posting: nine with it, and twice nine that were taken later."""


def attach(actor: Actor, kind: str, subject_id: UUID, media_ids: list[UUID]) -> None:
    """Put the photos of a posting on what was posted, which is locked. Raises ``NotFound`` or ``InvalidInput``."""
    link(actor.person_id, media_ids, kind, subject_id, STAGE)


def add(actor: Actor, kind: str, subject_id: UUID, media_ids: list[UUID]) -> None:
    """Put photos that were taken later on what hangs, which is locked. Raises ``NotFound`` or ``InvalidInput``."""
    if not media_ids:
        raise InvalidInput(fields={"media_ids": ["请选择照片"]})
    there = len(ids_on(kind, [subject_id]).get(subject_id, []))
    if there + len(media_ids) > MOST:
        raise InvalidInput(fields={"media_ids": [f"一次公示最多 {MOST} 张照片，已有 {there} 张"]})
    attach(actor, kind, subject_id, media_ids)


def refuse_photos(media_ids: list[UUID]) -> None:
    """Refuse photos that come with a step that is no posting: they would be lost. Raises ``InvalidInput``."""
    if media_ids:
        raise InvalidInput(fields={"media_ids": ["公示的时候才附照片"]})
