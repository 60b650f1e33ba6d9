"""What nobody attached is forgotten, and files that belong to nothing go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import text

from app.core.clock import now, today
from app.core.db import db
from app.core.storage import get_storage
from app.media import queries
from app.media.service.arriving import FOLDER

UNLINKED_HOURS = 24


FORGET = text("""
    DELETE FROM media_file WHERE id IN (
        SELECT id FROM media_file WHERE subject_id IS NULL AND created_at < :before
          AND (linked_at IS NULL OR linked_at < :before)
        ORDER BY created_at LIMIT :limit FOR UPDATE SKIP LOCKED)
    RETURNING storage_key, thumb_key
""")
FORGET_QUOTAS = text("DELETE FROM media_quota WHERE day < :before")


def forget_unlinked(limit: int = 200) -> list[str]:
    """Delete rows of files that have been attached to nothing for a day, and return the keys of their files."""
    rows = db.session.execute(FORGET, {"before": now() - timedelta(hours=UNLINKED_HOURS), "limit": limit}).all()
    return [key for row in rows for key in (row.storage_key, row.thumb_key) if key]


def forget_quotas() -> None:
    """Delete the counts of days that are over."""
    db.session.execute(FORGET_QUOTAS, {"before": today() - timedelta(days=1)})


def orphans(day: date) -> list[str]:
    """Return the keys stored on ``day`` that belong to no row: a process ended between file and row."""
    ids = {key: file_id for key in get_storage().keys(f"{FOLDER}/{day:%Y%m%d}") if (file_id := _id_in(key))}
    known = queries.known(ids.values())
    return [key for key, file_id in ids.items() if file_id not in known]


def _id_in(key: str) -> UUID | None:
    """Return whose file a key is of; None for pictures that many rows of the demo share."""
    try:
        return UUID(key.rpartition("/")[2].partition(".")[0].removesuffix("-thumb"))
    except ValueError:
        return None


def delete_files(keys: Sequence[str]) -> None:
    """Delete stored files. Deleting twice is harmless."""
    storage = get_storage()
    for key in keys:
        storage.delete(key)
