"""All SELECTs on photos. Single statements outside the session, so that no connection waits for a disk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.db import Found, fast, read_row

FILE = text("""
    SELECT id, owner_id, subject_kind, subject_id, width, height, bytes, storage_key, thumb_key
    FROM media_file WHERE id = :id
""")
KNOWN = text("SELECT id FROM media_file WHERE id = ANY(:ids)")


def file(file_id: UUID) -> Found | None:
    """Return one photo's row, or None. The caller decides who may see it."""
    return read_row(FILE, {"id": file_id})


def known(ids: Iterable[UUID]) -> set[UUID]:
    """Return which of ``ids`` have a row."""
    with fast() as connection:
        return {row.id for row in connection.execute(KNOWN, {"ids": list(ids)})}
