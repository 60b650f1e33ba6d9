"""Photos and papers arrive: the quota of a day, the files first, then the row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db, fast_row
from app.core.errors import TooMany
from app.core.ids import new_id
from app.core.images import CleanPhoto
from app.core.papers import CleanPaper
from app.core.storage import get_storage
from app.media.models import MediaFile

FOLDER = "media"

FILES_A_DAY = 300
BYTES_A_DAY = 1024 * 1024 * 1024
"""What one person may send on one day. A repair worker sends about 200 photos of 3 MB."""
LONGEST_STEM = 100
"""Characters of a paper's name before its ending."""


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
