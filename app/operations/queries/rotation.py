"""SELECTs on cipher texts, for the change of the data key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.db import db


def sealed(table: str, column: str, after: UUID | None, size: int) -> Sequence[Row[Any]]:
    """Return ``id`` and ``sealed`` of the next ``size`` rows of a table by id, whether they hold something or not.

    The whole piece is read and nothing is searched for, so that each statement is short also where few rows hold one.
    """
    beyond = "WHERE id > :after" if after else ""
    statement = text(f"SELECT id, {column} AS sealed FROM {table} {beyond} ORDER BY id LIMIT :size")  # noqa: S608
    return db.session.execute(statement, {"after": after, "size": size} if after else {"size": size}).all()
