"""Cells of counts: after every change of a task its cell is counted anew from its tasks, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.callbacks import queries
from app.callbacks.models import COUNTS, NOBODY, Cell, Task
from app.core.db import db


class CellKey(NamedTuple):
    """Which cell: a month, a compound, and a company or ``NOBODY``."""

    month: date
    compound_id: UUID
    company_id: UUID


def cell_of(task: Task) -> CellKey:
    """Return the cell in which a task counts now."""
    return CellKey(task.month, task.compound_id, task.company_id or NOBODY)


def count_again(task: Task) -> None:
    """Count the cell of ``task`` anew."""
    count_cells([cell_of(task)])


def count_cells(cells: Iterable[CellKey]) -> None:
    """Count cells anew, always in the same order. A cell holds the orders of one compound in one month: some dozens.

    A task that changed its cell leaves one behind: both are to be counted. One without a task is no more.
    """
    db.session.flush()
    for key in sorted(set(cells)):
        queries.lock_cell(*key)
        row = queries.counted(*key)
        if row is None:
            _forget(key)
        else:
            _store(row._mapping)


def _store(row: Any) -> None:
    statement = insert(Cell).values(dict(row))
    changed = {name: statement.excluded[name] for name in COUNTS}
    db.session.execute(statement.on_conflict_do_update(index_elements=CellKey._fields, set_=changed))


def _forget(key: CellKey) -> None:
    this = (Cell.month == key.month, Cell.compound_id == key.compound_id, Cell.company_id == key.company_id)
    db.session.execute(delete(Cell).where(*this))


def recount() -> list[dict[str, Any]]:
    """Count every cell from its tasks, repair what differs, and return the differences."""
    stored = {_key(row): row for row in queries.all_stored()}
    found: list[dict[str, Any]] = []
    seen = set()
    for row in queries.all_counted():
        key = _key(row)
        seen.add(key)
        old = stored.get(key)
        wrong = [name for name in COUNTS if old is None or getattr(old, name) != getattr(row, name)]
        if wrong:
            found.append({"key": key, "columns": wrong})
            _store(row._mapping)
    for key in stored.keys() - seen:
        found.append({"key": key, "columns": list(COUNTS)})
        _forget(key)
    return found


def _key(row: Any) -> CellKey:
    return CellKey(row.month, row.compound_id, row.company_id)
