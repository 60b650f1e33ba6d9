"""Who sees a photo or a paper, and under which address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.db import Found
from app.core.errors import NotFound
from app.core.papers import MEDIA_TYPES
from app.core.storage import FileMissing, get_storage
from app.media import links, policy, queries, subjects

PATH = "/api/v1/media"
PHOTO, JPEG = "photo", "image/jpeg"


@dataclass(frozen=True, slots=True)
class Described:
    """A photo as its owner gets it."""

    id: UUID
    width: int
    height: int
    url: str
    thumb_url: str


def signed_urls(actor: Actor, file_id: UUID) -> tuple[str, str]:
    """Return the addresses of a photo and of its thumbnail, for this person's session, for 5 to 10 minutes."""
    signed = links.sign(file_id, actor.session_id)
    return f"{PATH}/{file_id}?s={signed}", f"{PATH}/{file_id}/thumb?s={signed}"


def photos_on(actor: Actor, kind: str, subjects_seen: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Return the photos on things of one kind that ``actor`` was found to see, by thing, the oldest first.

    Each has ``id``, ``width`` and ``height`` in pixels, ``stage`` and the addresses ``url`` and ``thumb_url``.
    """
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in queries.attached(kind, subjects_seen):
        found.setdefault(row.subject_id, []).append(_shown(actor, row))
    return found


def photos_named(actor: Actor, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """Return some photos as ``photos_on`` does, the oldest first, of a thing that names them itself and is seen."""
    return [_shown(actor, row) for row in queries.named(ids)]


def _shown(actor: Actor, row: Any) -> dict[str, Any]:
    url, thumb_url = signed_urls(actor, row.id)
    size = {"width": row.width, "height": row.height}
    return size | {"id": row.id, "stage": row.stage, "url": url, "thumb_url": thumb_url}


def ids_on(kind: str, things: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return the ids of the photos on things of one kind, by thing, the oldest first, for what everybody may see."""
    found: dict[UUID, list[UUID]] = {}
    for row in queries.attached(kind, things):
        found.setdefault(row.subject_id, []).append(row.id)
    return found


def describe(actor: Actor, file_id: UUID) -> Described:
    """Return a photo with its addresses. Raises ``NotFound`` when ``actor`` may not see it, or it is none."""
    row = visible(actor, file_id)
    if row.kind != PHOTO:
        raise NotFound
    url, thumb_url = signed_urls(actor, file_id)
    return Described(row.id, row.width, row.height, url, thumb_url)


def describe_paper(actor: Actor, file_id: UUID) -> dict[str, Any]:
    """Return a paper with its address, as ``papers_on`` does. Raises ``NotFound`` when ``actor`` may not see it."""
    row = visible(actor, file_id)
    if row.kind == PHOTO:
        raise NotFound
    return _told(row, actor)


def _told(row: Any, actor: Actor | None) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("id", "kind", "name", "pages", "bytes", "stage")}
    if actor is not None:
        told["url"] = f"{PATH}/{row.id}/paper?s={links.sign(row.id, actor.session_id)}"
    return told


def visible(actor: Actor, file_id: UUID) -> Found:
    """Return the row of a file. Raises ``NotFound`` when it is absent or not for ``actor``."""
    row = queries.file(file_id)
    if row is None:
        raise NotFound
    linked = row.subject_id is not None
    sees_subject = linked and subjects.sees(actor, row.subject_kind, row.subject_id)
    if not policy.may_see(actor, row, sees_subject=sees_subject):
        raise NotFound
    return row


def holder_of(file_id: UUID, signed: str) -> Actor:
    """Return the person for whose live session the address was made. Raises ``NotFound``."""
    session_id = links.session_of(file_id, signed)
    actor = subjects.actor_of_session(session_id) if session_id else None
    if actor is None:
        raise NotFound
    return actor


@dataclass(frozen=True, slots=True)
class Content:
    """A file as it is handed out; ``name`` is empty for a photo."""

    data: bytes
    media_type: str
    name: str


def content(actor: Actor, file_id: UUID, *, thumb: bool) -> Content:
    """Return a photo, its thumbnail or a paper. Raises ``NotFound``."""
    return _content(visible(actor, file_id), thumb=thumb)


def given_out(file_id: UUID, *, thumb: bool = False) -> bytes:
    """Return a photo's JPEG, or its thumbnail's, to a caller who has decided himself to whom it goes.

    Raises ``NotFound``.
    """
    return _content(queries.file(file_id), thumb=thumb).data


def paper_on(kind: str, subject_id: UUID, file_id: UUID) -> Content:
    """Return a paper on a thing that the caller has found to be seen. Raises ``NotFound``."""
    row = queries.file(file_id)
    if row is None or row.kind == PHOTO or (row.subject_kind, row.subject_id) != (kind, subject_id):
        raise NotFound
    return _content(row, thumb=False)


def _content(row: Found | None, *, thumb: bool) -> Content:
    key = None if row is None else row.thumb_key if thumb else row.storage_key
    if row is None or key is None:
        raise NotFound
    try:
        with get_storage().open(key) as file:
            return Content(file.read(), MEDIA_TYPES.get(row.kind, JPEG), row.name)
    except FileMissing:
        raise NotFound from None


def papers_on(actor: Actor | None, kind: str, subjects_seen: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Return the papers on things of one kind that were found to be seen, by thing, the oldest first.

    Each has ``id``, ``kind``, ``name``, ``pages``, ``bytes``, ``stage``, and with ``actor`` the address ``url``.
    """
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in queries.papers(kind, subjects_seen):
        found.setdefault(row.subject_id, []).append(_told(row, actor))
    return found
