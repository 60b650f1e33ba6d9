"""Who may see a photo or a paper, and who may bring papers. Pure."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny


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


def may_bring_papers(actor: Actor) -> Verdict:
    """Return whether ``actor`` may upload a PDF or a Word file: whoever works here in a post."""
    return ALLOW if actor.post is not None else deny("文件由工作人员上传")
