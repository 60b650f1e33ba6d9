"""The content of a form: read from the wire, named place by place, compared, and sealed by a hash. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.ledger import CellChange, Change, Row, TableSpec, check, compare
from app.forms import validity
from app.forms.base import Body, Facts, Form, Level, Problem

HEAD = "head"
KEY_JOIN = "/"


@dataclass(frozen=True, slots=True)
class Read:
    """A body in its kept form. ``refused`` are values that cannot be kept, ``missing`` what is not filled in yet."""

    body: Body
    refused: list[Problem]
    missing: list[Problem]


def read(form: Form, raw: Any) -> Read:
    """Return a body from the wire. Never raises; what is no body at all is refused as a whole."""
    head, tables = (raw.get(HEAD), raw.get("tables")) if isinstance(raw, dict) else (None, None)
    body: Body = {"head": {}, "tables": {}}
    if not isinstance(head, dict) or not isinstance(tables, dict) or len(raw) > 2:
        return Read(body, [Problem("body", "公示内容的格式不正确")], [])
    strange = [str(key)[:40] for key in tables if all(spec.key != key for spec in form.tables)]
    refused = [Problem("body", f"《{form.name}》没有“{key}”这张表") for key in strange]
    missing: list[Problem] = []
    found = _table(form.head, [head], refused, missing)
    body["head"] = found[0] if found else dict.fromkeys(column.key for column in form.head.columns)
    for spec in form.tables:
        body["tables"][spec.key] = _table(spec, tables.get(spec.key, []), refused, missing)
    return Read(body, refused, missing)


def _table(spec: TableSpec, raw: Any, refused: list[Problem], missing: list[Problem]) -> list[Row]:
    given = raw if isinstance(raw, list) else []
    if spec.key == HEAD and given and isinstance(given[0], dict) and not any(_filled(v) for v in given[0].values()):
        given, raw = [dict.fromkeys(given[0])], []  # an empty head is a row all the same: what it lacks is told
        missing += [
            Problem(f"{HEAD}.{column.key}", f"{column.label}：请填写") for column in spec.columns if column.required
        ]
    checked = check(spec, raw)
    told = len(refused)
    for problem in checked.problems:
        row, column = problem["row"], problem["column"]
        value = given[row - 1].get(column) if row and column and isinstance(given[row - 1], dict) else None
        path = f"{HEAD}.{column}" if spec.key == HEAD and column else _path(spec.key, row, column)
        rest = not row and bool(checked.rows)  # how many more there are
        open_ = rest or (column != "" and (not _filled(value) or _fits(spec, column, value)))
        (missing if open_ else refused).append(Problem(path, problem["text"]))
    if len(refused) == told and _loses(spec, given, checked.rows):
        refused.append(Problem(spec.key, f"{spec.name}里还有无法保存的内容，请先改好上面的问题"))
    return checked.rows


def _loses(spec: TableSpec, given: list[Any], kept: list[Row]) -> bool:
    """Return whether something that was written is not in the kept rows, though no problem tells of it one by one."""
    keys = [column.key for column in spec.columns]
    written = [row for row in given if isinstance(row, dict) and any(_filled(row.get(key)) for key in keys)]
    pairs = zip(written, kept, strict=False)
    return any(_filled(row.get(key)) and was[key] is None for row, was in pairs for key in keys)


def _filled(value: Any) -> bool:
    return value is not None and not (isinstance(value, str) and not value.strip())


def _fits(spec: TableSpec, key: str, value: Any) -> bool:
    """Return whether a column takes a value: then the problem is that its row is there twice."""
    column = next((column for column in spec.columns if column.key == key), None)
    try:
        return column is not None and column.accept(value) is not None
    except ValueError:
        return False


def _path(table: str, row: int, column: str) -> str:
    return ".".join(filter(None, (table, str(row or ""), column)))


def problems(form: Form, body: Body, facts: Facts) -> list[Problem]:
    """Return everything that is wrong with a kept body, errors first. An empty list may be published as it is.

    The form's own rules are asked only once every cell is filled in that has to be.
    """
    again = read(form, body)
    found = [*again.refused, *again.missing, *validity.problems(form, facts)]
    if not again.refused and not again.missing:
        found += form.rules(body, facts)
    return sorted(found, key=lambda one: one.level is not Level.ERROR)


def stops(found: list[Problem]) -> list[Problem]:
    """Return those problems with which nothing may be published."""
    return [problem for problem in found if problem.level is Level.ERROR]


# --- places in a form ---


@dataclass(frozen=True, slots=True)
class Spot:
    """One value of a form: its anchor, how people know it, and what stands there in words."""

    anchor: str
    label: str
    shown: str


def spots(form: Form, body: Body) -> Iterator[Spot]:
    """Yield every value that can be questioned.

    ``head.<key>`` for the head, ``<table>.<key of the row>.<column>`` in a table; the parts of a row's key are joined
    by ``/``. The anchor stays the same when rows move.
    """
    for column in form.head.columns:
        shown = column.words(body["head"].get(column.key))
        if shown:
            yield Spot(f"{HEAD}.{column.key}", column.label, shown)
    for spec in form.tables:
        for row in body["tables"].get(spec.key, []):
            key = KEY_JOIN.join(str(part) for part in spec.key_of(row) if part is not None)
            for column in spec.columns:
                shown = column.words(row.get(column.key))
                if shown:
                    name = f"{spec.name}“{spec.name_of(row)}”{column.label}"
                    yield Spot(f"{spec.key}.{key}.{column.key}", name, shown)


def spot(form: Form, body: Body, anchor: str) -> Spot | None:
    """Return the value to which an anchor points, None when there is nothing."""
    return next((found for found in spots(form, body) if found.anchor == anchor), None)


# --- what changed ---


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What changed in one table of a form."""

    table: str
    name: str
    changes: list[Change]


def changes(form: Form, old: Body, new: Body) -> list[TableChanges]:
    """Return what is different in ``new``, table by table; tables without a change are left out."""
    found = [TableChanges(HEAD, form.head.name, _head_changes(form.head, old["head"], new["head"]))]
    for spec in form.tables:
        rows = compare(spec, old["tables"].get(spec.key, []), new["tables"].get(spec.key, []))
        found.append(TableChanges(spec.key, spec.name, rows))
    return [table for table in found if table.changes]


def _head_changes(spec: TableSpec, old: Row, new: Row) -> list[Change]:
    """Return what changed in the head: it is always the same row, whatever it says."""
    cells: list[CellChange] = [
        {
            "column": column.key,
            "label": column.label,
            "before": column.words(old.get(column.key)),
            "after": column.words(new.get(column.key)),
        }
        for column in spec.columns
        if old.get(column.key) != new.get(column.key)
    ]
    return [{"kind": "changed", "key": spec.name, "cells": cells}] if cells else []


# --- the seal ---


def canonical(value: Any) -> bytes:
    """Return the one way to write a value as JSON: keys sorted, no spaces, UTF-8. Raises ``TypeError`` for a float.

    Two values give the same bytes if and only if they say the same.
    """
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has more than one way to be written")
    if isinstance(value, Mapping):
        for key, one in value.items():
            if not isinstance(key, str):
                raise TypeError("keys are texts")
            _refuse_floats(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_floats(one)


def seal(value: Any) -> str:
    """Return the SHA-256 of a value in its canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()
