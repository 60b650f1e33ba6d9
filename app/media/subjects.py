"""What photos can be attached to, told by the areas above; media itself knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.core.auth import Actor

MaySee = Callable[[Actor, UUID], bool]
SessionLoader = Callable[[UUID], Actor | None]

_subjects: dict[str, MaySee] = {}
_loaders: list[SessionLoader] = []


def register_subject(kind: str, may_see: MaySee) -> None:
    """Say how to find out whether a person may see the thing ``kind`` with an id, now."""
    _subjects[kind] = may_see


def register_session_loader(loader: SessionLoader) -> None:
    """Say how to find out whose live session an id is; it returns None when the session is over."""
    _loaders[:] = [loader]


def sees(actor: Actor, kind: str, subject_id: UUID) -> bool:
    """Return whether ``actor`` may see the thing. A kind that nobody registered is seen by nobody."""
    may_see = _subjects.get(kind)
    return may_see is not None and may_see(actor, subject_id)


def actor_of_session(session_id: UUID) -> Actor | None:
    """Return whose live session this is, or None."""
    return _loaders[0](session_id) if _loaders else None
