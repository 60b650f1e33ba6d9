"""What changed between two tables, in the words that people see. Order of rows is no change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, TypedDict

from app.core.ledger.columns import Value
from app.core.ledger.tables import Row, TableSpec


class CellChange(TypedDict):
    """A cell before and after, in words; an empty text is nothing."""

    column: str
    label: str
    before: str
    after: str


class Change(TypedDict):
    """A row that is new, gone or different. ``key`` is how people know the row."""

    kind: Literal["added", "removed", "changed"]
    key: str
    cells: list[CellChange]


def compare(spec: TableSpec, old: Sequence[Row], new: Sequence[Row]) -> list[Change]:
    """Return what is different in ``new``: changed and added rows in its order, then those that are gone.

    Rows with the same key are matched one by one in their order, so that none is overlooked where keys repeat.
    """
    before = _by_key(spec, old)
    changes: list[Change] = []
    met: Counter[tuple[Value, ...]] = Counter()
    for row in new:
        key = spec.key_of(row)
        same = before.get(key, [])
        was = same[met[key]] if met[key] < len(same) else None
        met[key] += 1
        if was is None:
            changes.append({"kind": "added", "key": spec.name_of(row), "cells": _cells(spec, {}, row)})
        elif cells := _cells(spec, was, row):
            changes.append({"kind": "changed", "key": spec.name_of(row), "cells": cells})
    gone = [row for key, rows in before.items() for row in rows[met[key] :]]
    removed: list[Change] = [
        {"kind": "removed", "key": spec.name_of(row), "cells": _cells(spec, row, {})} for row in gone
    ]
    return changes + removed


def summary(changes: Sequence[Change]) -> dict[str, int]:
    """Return how many rows were added, removed and changed."""
    counted = Counter(change["kind"] for change in changes)
    return {"added": counted["added"], "removed": counted["removed"], "changed": counted["changed"]}


def _by_key(spec: TableSpec, rows: Sequence[Row]) -> dict[tuple[Value, ...], list[Row]]:
    found: dict[tuple[Value, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(spec.key_of(row), []).append(row)
    return found


def _cells(spec: TableSpec, old: Row, new: Row) -> list[CellChange]:
    return [
        {
            "column": column.key,
            "label": column.label,
            "before": column.words(old.get(column.key)),
            "after": column.words(new.get(column.key)),
        }
        for column in spec.columns
        if old.get(column.key) != new.get(column.key)
    ]
