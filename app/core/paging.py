"""Keyset paging: stable under inserts, and as fast on page 1000 as on page 1."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.core.errors import InvalidInput

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows and the mark with which to ask for the rest."""

    items: Sequence[Any]
    next: str | None = None


def encode_cursor(at: datetime, row_id: UUID) -> str:
    """Return the mark after the row (``at``, ``row_id``)."""
    return base64.urlsafe_b64encode(orjson.dumps([at, row_id])).decode().rstrip("=")


def decode_cursor(mark: str) -> tuple[datetime, UUID]:
    """Raise ``InvalidInput`` on anything that ``encode_cursor`` did not make."""
    try:
        at, row_id = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not 1970 < moment.year < 9000:
            raise ValueError
        return moment, UUID(row_id)
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise InvalidInput(fields={"cursor": ["无效的翻页标记"]}) from error


def page_of_rows(rows: Sequence[Any], limit: int, *, at: str = "created_at", row_id: str = "id") -> Page:
    """Cut ``rows`` (read with one more than ``limit``) into a page."""
    items = rows[:limit]
    last = items[-1] if len(rows) > limit else None
    return Page(items, encode_cursor(getattr(last, at), getattr(last, row_id)) if last is not None else None)


def newest_first(
    statement: Select[Any],
    at: InstrumentedAttribute[datetime],
    row_id: InstrumentedAttribute[UUID],
    *,
    limit: int = DEFAULT_LIMIT,
    cursor: str | None = None,
) -> Page:
    """Return up to ``limit`` entities older than ``cursor``, newest first.

    ``row_id`` breaks ties, so rows with the same instant are neither lost nor repeated.
    Needs an index on (at, row_id). Reads one row more than asked to know if more follow.
    """
    if cursor:
        statement = statement.where(tuple_(at, row_id) < tuple_(*decode_cursor(cursor)))
    rows = db.session.scalars(statement.order_by(at.desc(), row_id.desc()).limit(limit + 1)).all()
    return page_of_rows(rows, limit, at=at.key, row_id=row_id.key)
