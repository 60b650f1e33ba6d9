"""What can be done with photos and papers: keep, describe, open, attach, forget."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import Found, db, fast_row
from app.core.errors import InvalidInput, NotFound, TooMany
from app.core.ids import new_id
from app.core.images import CleanPhoto
from app.core.papers import MEDIA_TYPES, CleanPaper
from app.core.storage import FileMissing, get_storage
from app.media import links, policy, queries, subjects
from app.media.models import MediaFile

PATH = "/api/v1/media"
PHOTO, JPEG = "photo", "image/jpeg"
FOLDER = "media"

FILES_A_DAY = 300
BYTES_A_DAY = 1024 * 1024 * 1024
"""What one person may send on one day. A repair worker sends about 200 photos of 3 MB."""
MOST_AT_ONCE = 9
MOST_PER_SUBJECT = 45
"""Nine with the report, and nine at each of up to three finishes, with room for corrections."""
UNLINKED_HOURS = 24
LONGEST_STEM = 100
"""Characters of a paper's name before its ending."""


@dataclass(frozen=True, slots=True)
class Described:
    """A photo as its owner gets it."""

    id: UUID
    width: int
    height: int
    url: str
    thumb_url: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo whose files are stored and that has no row yet."""

    id: UUID
    photo: CleanPhoto
    storage_key: str
    thumb_key: str


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper whose file is stored and that has no row yet."""

    id: UUID
    paper: CleanPaper
    name: str
    storage_key: str


@dataclass(frozen=True, slots=True)
class Sort:
    """What is attached: the field that names it in a request, and how people count it."""

    field: str
    counted: str


PHOTOS, PAPERS = Sort("media_ids", "张照片"), Sort("paper_ids", "个文件")


# --- arriving ---

CHARGE = text("""
    INSERT INTO media_quota AS q (person_id, day, files, bytes) VALUES (:person, :day, 1, :bytes)
    ON CONFLICT (person_id, day) DO UPDATE SET files = q.files + 1, bytes = q.bytes + :bytes
        WHERE q.files < :most_files AND q.bytes + :bytes <= :most_bytes
    RETURNING q.files
""")


def charge(actor: Actor, size_bytes: int) -> None:
    """Count one file of ``size_bytes`` for today; refused files count too, since looking at them costs.

    One statement in a transaction of its own. Raises ``TooMany`` when the day is used up.
    """
    values = {"person": actor.person_id, "day": today(), "bytes": size_bytes}
    if fast_row(CHARGE, values | {"most_files": FILES_A_DAY, "most_bytes": BYTES_A_DAY}) is None:
        midnight = datetime.combine(today() + timedelta(days=1), time(), BEIJING)
        raise TooMany("今天上传的照片和文件已达上限，请明天再试", retry_after=int((midnight - now()).total_seconds()))


def keep(photo: CleanPhoto) -> Kept:
    """Store the files of a clean photo. Without a row they are nobody's, and are swept after two days."""
    file_id = new_id()
    folder = f"{FOLDER}/{today():%Y%m%d}"
    kept = Kept(file_id, photo, f"{folder}/{file_id}.jpg", f"{folder}/{file_id}-thumb.jpg")
    storage = get_storage()
    storage.put(kept.storage_key, photo.photo)
    storage.put(kept.thumb_key, photo.thumb)
    return kept


def keep_paper(paper: CleanPaper, name: str) -> KeptPaper:
    """Store a clean paper under the name that its owner gave it. Without a row it is nobody's, as with ``keep``."""
    file_id = new_id()
    stem = name[: name.rfind(".")] if "." in name else name
    shown = f"{stem.strip()[:LONGEST_STEM] or '文件'}.{paper.kind}"
    kept = KeptPaper(file_id, paper, shown, f"{FOLDER}/{today():%Y%m%d}/{file_id}.{paper.kind}")
    get_storage().put(kept.storage_key, paper.data)
    return kept


def add(actor: Actor, kept: Kept) -> UUID:
    """Write the row of a stored photo and return its id."""
    sizes = {"width": kept.photo.width, "height": kept.photo.height, "thumb_key": kept.thumb_key}
    return _add(actor, kept, kept.photo.photo, sizes)


def add_paper(actor: Actor, kept: KeptPaper) -> UUID:
    """Write the row of a stored paper and return its id."""
    facts = {"kind": kept.paper.kind, "name": kept.name, "pages": kept.paper.pages}
    return _add(actor, kept, kept.paper.data, facts)


def _add(actor: Actor, kept: Kept | KeptPaper, data: bytes, facts: dict[str, Any]) -> UUID:
    db.session.add(
        MediaFile(
            id=kept.id,
            district_id=actor.district_id,
            owner_id=actor.person_id,
            sha256=hashlib.sha256(data).digest(),
            bytes=len(data),
            storage_key=kept.storage_key,
            **facts,
        )
    )
    db.session.flush()  # the idempotency row that follows must not outlive a refused insert
    return kept.id


# --- seeing ---


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
        url, thumb_url = signed_urls(actor, row.id)
        size = {"width": row.width, "height": row.height}
        found.setdefault(row.subject_id, []).append(
            size | {"id": row.id, "stage": row.stage, "url": url, "thumb_url": thumb_url}
        )
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


# --- attaching ---

LINK = text("""
    UPDATE media_file SET subject_kind = :kind, subject_id = :subject, stage = :stage, linked_at = now()
    WHERE id = ANY(:ids) AND owner_id = :owner AND subject_id IS NULL AND (kind = 'photo') = :photos
      AND (SELECT count(*) FROM media_file m WHERE m.subject_kind = :kind AND m.subject_id = :subject) + :count
          <= :most
    RETURNING id
""")


def link(owner_id: UUID, ids: Sequence[UUID], subject_kind: str, subject_id: UUID, stage: str) -> None:
    """Attach the owner's own, still unattached photos to a thing. All of them, or none and an error.

    One statement decides: of two that want the same photo one gets it. Call it in the unit of work that makes
    or moves the thing, with the thing locked. Raises, naming the field ``media_ids``, ``NotFound`` for a photo that is
    foreign or gone, and ``InvalidInput`` for one that is already used, named twice, or one too many.
    """
    _link(owner_id, ids, subject_kind, subject_id, stage, PHOTOS)


def link_papers(owner_id: UUID, ids: Sequence[UUID], subject_kind: str, subject_id: UUID, stage: str) -> None:
    """Attach papers as ``link`` attaches photos; errors name the field ``paper_ids``."""
    _link(owner_id, ids, subject_kind, subject_id, stage, PAPERS)


def _link(owner_id: UUID, ids: Sequence[UUID], subject_kind: str, subject_id: UUID, stage: str, sort: Sort) -> None:
    if not ids:
        return
    if len(ids) > MOST_AT_ONCE:
        raise InvalidInput(fields={sort.field: [f"一次最多 {MOST_AT_ONCE} {sort.counted}"]})
    values = {
        "photos": sort is PHOTOS,
        "ids": list(ids),
        "owner": owner_id,
        "kind": subject_kind,
        "subject": subject_id,
        "stage": stage,
        "count": len(ids),
        "most": MOST_PER_SUBJECT,
    }
    if len(db.session.execute(LINK, values).all()) != len(ids):
        if queries.count_own(owner_id, ids) != len(set(ids)):
            raise NotFound(fields={sort.field: [f"没有这{sort.counted}"]})
        raise InvalidInput(fields={sort.field: [f"{sort.counted[1:]}已失效或已被使用，请重新上传"]})


RELEASE = text("""
    UPDATE media_file SET subject_kind = NULL, subject_id = NULL, stage = NULL, linked_at = NULL
    WHERE owner_id = :owner AND subject_kind = :kind AND subject_id = :subject
""")


def release(owner_id: UUID, subject_kind: str, subject_id: UUID) -> None:
    """Detach the owner's photos from a thing that he took back, so that he can attach them where they belong.

    They are his alone again, and forgotten with the other unattached ones.
    """
    db.session.execute(RELEASE, {"owner": owner_id, "kind": subject_kind, "subject": subject_id})


DETACH = text("""
    UPDATE media_file SET subject_kind = NULL, subject_id = NULL, stage = NULL, linked_at = NULL
    WHERE id = :id AND subject_kind = :kind AND subject_id = :subject
    RETURNING id
""")


def detach(file_id: UUID, subject_kind: str, subject_id: UUID) -> None:
    """Take one file off a thing, whoever brought it, with the thing locked; it is forgotten with the unattached ones.

    Raises ``NotFound`` when it is not on the thing.
    """
    if db.session.execute(DETACH, {"id": file_id, "kind": subject_kind, "subject": subject_id}).first() is None:
        raise NotFound


def exchange_papers(
    actor: Actor, subject_kind: str, subject_id: UUID, stage: str, *, add: Sequence[UUID], remove: Sequence[UUID]
) -> None:
    """Put papers on a thing and take others off, with the thing locked. Raises what ``link`` and ``detach`` raise."""
    if not add and not remove:
        raise InvalidInput(fields={PAPERS.field: ["请选择文件"]})
    for file_id in remove:
        detach(file_id, subject_kind, subject_id)
    link_papers(actor.person_id, add, subject_kind, subject_id, stage)


# --- forgetting ---

FORGET = text("""
    DELETE FROM media_file WHERE id IN (
        SELECT id FROM media_file WHERE subject_id IS NULL AND created_at < :before
        ORDER BY created_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING storage_key, thumb_key
""")
FORGET_QUOTAS = text("DELETE FROM media_quota WHERE day < :before")


def forget_unlinked(limit: int = 200) -> list[str]:
    """Delete rows of photos that nobody attached within a day, and return the keys of their files."""
    rows = db.session.execute(FORGET, {"before": now() - timedelta(hours=UNLINKED_HOURS), "limit": limit}).all()
    return [key for row in rows for key in (row.storage_key, row.thumb_key) if key]


def forget_quotas() -> None:
    """Delete the counts of days that are over."""
    db.session.execute(FORGET_QUOTAS, {"before": today() - timedelta(days=1)})


def orphans(day: date) -> list[str]:
    """Return the keys stored on ``day`` that belong to no row: a process ended between file and row."""
    keys = list(get_storage().keys(f"{FOLDER}/{day:%Y%m%d}"))
    ids = {key: UUID(key.rpartition("/")[2].partition(".")[0].removesuffix("-thumb")) for key in keys}
    known = queries.known(ids.values())
    return [key for key in keys if ids[key] not in known]


def delete_files(keys: Sequence[str]) -> None:
    """Delete stored files. Deleting twice is harmless."""
    storage = get_storage()
    for key in keys:
        storage.delete(key)
