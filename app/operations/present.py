"""Rows of the audit log as people read them: names, numbers and plain words in the place of ids and codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.operations import wording
from app.operations.details import IDS
from app.operations.queries.names import names


def audit(rows: Sequence[Row[Any]]) -> list[dict[str, Any]]:
    """Return the rows of a page, with one look-up for each kind of thing that is named in them."""
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        for kind, row_id in _ids(row):
            wanted.setdefault(kind, set()).add(row_id)
    found = {kind: names(kind, ids) for kind, ids in wanted.items()}
    return [_shown(row, found) for row in rows]


def _ids(row: Row[Any]) -> Iterable[tuple[str, UUID]]:
    kind, subject_id = wording.subject_kind(row.what, row.subject)
    pairs = [(kind, subject_id), *((IDS[key], row.detail[key]) for key in IDS if key in row.detail)]
    if row.post_id is not None:
        yield "post", row.post_id
    for of, value in pairs:
        row_id = wording.is_id(value)
        if row_id is not None:
            yield of, row_id


def _shown(row: Row[Any], found: dict[str, dict[UUID, str]]) -> dict[str, Any]:
    kind, subject_id = wording.subject_kind(row.what, row.subject)
    row_id = wording.is_id(subject_id)
    details = {name: value for kind in set(IDS.values()) for name, value in found.get(kind, {}).items()}
    post = found.get("post", {}).get(row.post_id)
    return {
        "id": row.id,
        "at": row.at,
        "actor_name": row.actor_name,
        "actor_post": post.partition("，")[2] if post else None,
        "what": row.what,
        "what_name": wording.what_words(row.what),
        "subject": row.subject,
        "subject_name": wording.subject_words(kind, subject_id, found.get(kind, {}).get(row_id) if row_id else None),
        "details": wording.detail_words(row.detail, details),
    }
