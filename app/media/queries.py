"""All SELECTs on photos and papers. Single statements outside the session, so that no connection waits for a disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.db import Found, db, fast, read_row

FILE = text("""
    SELECT id, owner_id, kind, subject_kind, subject_id, width, height, bytes, storage_key, thumb_key, name, pages,
           stage
    FROM media_file WHERE id = :id
""")
KNOWN = text("SELECT id FROM media_file WHERE id = ANY(:ids)")


def file(file_id: UUID) -> Found | None:
    """Return one file's row, or None. The caller decides who may see it."""
    return read_row(FILE, {"id": file_id})


def known(ids: Iterable[UUID]) -> set[UUID]:
    """Return which of ``ids`` have a row."""
    with fast() as connection:
        return {row.id for row in connection.execute(KNOWN, {"ids": list(ids)})}


ATTACHED = text("""
    SELECT id, subject_id, width, height, stage FROM media_file
    WHERE subject_kind = :kind AND subject_id = ANY(:subjects) AND kind = 'photo'
    ORDER BY subject_id, created_at, id
""")


def attached(kind: str, subjects: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Return the photos on some things of one kind, the oldest of each first, in the present transaction."""
    return db.session.execute(ATTACHED, {"kind": kind, "subjects": list(subjects)}).all()


PAPERS = text("""
    SELECT id, subject_id, kind, name, pages, bytes, stage FROM media_file
    WHERE subject_kind = :kind AND subject_id = ANY(:subjects) AND kind <> 'photo'
    ORDER BY subject_id, created_at, id
""")


def papers(kind: str, subjects: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Return the papers on some things of one kind, the oldest of each first."""
    with fast() as connection:
        return connection.execute(PAPERS, {"kind": kind, "subjects": list(subjects)}).all()


NAMED = text("""
    SELECT id, width, height, stage FROM media_file WHERE id = ANY(:ids) AND kind = 'photo' ORDER BY created_at, id
""")


def named(ids: Iterable[UUID]) -> Sequence[Row[Any]]:
    """Return some photos, the oldest first, in the present transaction."""
    return db.session.execute(NAMED, {"ids": list(ids)}).all()


OWN = text("SELECT count(*) FROM media_file WHERE id = ANY(:ids) AND owner_id = :owner")


def count_own(owner_id: UUID, ids: Sequence[UUID]) -> int:
    """Return how many of ``ids`` are files of ``owner_id``, in the present transaction."""
    return int(db.session.execute(OWN, {"ids": list(ids), "owner": owner_id}).scalar_one())
