"""Who may see a photo. Pure."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.core.auth import Actor


class FileFacts(Protocol):
    """What the policy needs to know of a photo."""

    owner_id: UUID
    subject_kind: str | None
    subject_id: UUID | None


def is_unlinked_own(actor: Actor, file: FileFacts) -> bool:
    """Return whether ``actor`` sent this photo and it belongs to nothing yet."""
    return file.subject_id is None and file.owner_id == actor.person_id


def may_see(actor: Actor, file: FileFacts, *, sees_subject: bool) -> bool:
    """Return whether ``actor`` may open ``file``.

    Once it is attached, who sent it no longer matters: whoever sees the thing sees its photos, nobody else.
    """
    return sees_subject if file.subject_id is not None else is_unlinked_own(actor, file)
