"""Taking out a row that was entered by mistake, and putting it back.

What anything else refers to stays: it is no mistake but history, and ends by a date. So nothing in the product has to
look past removed rows: they are in no table, and what they were is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.core.outbox import publish
from app.events.places import CompoundChanged
from app.places.models import Removed, Unit
from app.places.queries import ledgers as queries
from app.places.queries import removed as rows
from app.places.queries.ledgers import Subject
from app.places.service.judging import judge
from app.places.service.ledgers import KIND, open_table
from app.places.tables import REMOVABLE, Book

INSTEAD = {
    "assets": "已经拆除、停用的，请填写停用日期",
    "organisations": "已经撤场的，请填写撤场日期",
    "contracts": "已经结束的，请填写结束日期",
}
"""What people do with a row that is in use; for the others: take out first what uses it."""

Use = Callable[[UUID], bool]
_uses: dict[str, list[Use]] = {}


def register_use(table: str, look: Use) -> None:
    """Say how it is found out whether an area above, that the database does not know of, uses a row."""
    known = _uses.setdefault(table, [])
    if look not in known:
        known.append(look)


People = Callable[[set[UUID]], dict[UUID, str]]
_people: list[People] = []


def register_people(look: People) -> None:
    """Say how the names of people are looked up: identity lies above places."""
    _people[:] = [look]


def remove(actor: Actor, subject_id: UUID, table: str, row_id: UUID, version: int, reason: str) -> UUID:
    """Take a row out of a table and return under which number it is kept.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` when the table changed since or when something refers to the row.
    """
    book, subject = _open(actor, subject_id, table)
    ledger = queries.lock_version(subject, table)
    if ledger.version != version:
        raise Conflict
    row = next((one for one in queries.rows(subject, table) if one["id"] == str(row_id)), None)
    if row is None:
        raise NotFound
    kept: dict[str, Any] = {"row": rows.columns_of(book.model, row_id)}
    in_use = Conflict(f"这一行还有别的记录在用，不能移除；{INSTEAD.get(table, '请先移除用到它的记录')}")
    if any(look(row_id) for look in _uses.get(table, ())):
        raise in_use
    if table == "buildings":
        kept["units"] = rows.empty_units(row_id)
    try:
        with db.session.begin_nested():
            for unit in kept.get("units", ()):
                db.session.execute(delete(Unit).where(Unit.id == UUID(unit["id"])))
            db.session.execute(delete(book.model).where(book.model.id == row_id))  # type: ignore[attr-defined]
    except IntegrityError:
        raise in_use from None
    ledger.version += 1
    made = Removed(
        id=new_id(),
        district_id=subject.district_id,
        subject_id=subject.id,
        name=table,
        row_id=row_id,
        label=book.spec.name_of(row)[:200],
        row=row,
        kept=kept,
        reason=reason,
        removed_by=actor.person_id,
    )
    db.session.add(made)
    _tell(kept["row"], table)
    audit.record(actor, "places.remove", f"{KIND}:{subject.id}", table=table, row=str(row_id), version=ledger.version)
    return made.id


def restore(actor: Actor, subject_id: UUID, table: str, removed_id: UUID, version: int) -> UUID:
    """Put a row back under the number that it had, and return it.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` when the table changed since, when the row is back already, or when
    it no longer fits to what is there now.
    """
    book, subject = _open(actor, subject_id, table)
    ledger = queries.lock_version(subject, table)
    found = rows.lock_removed(subject, table, removed_id)
    if ledger.version != version:
        raise Conflict
    if found.restored_at is not None:
        raise Conflict("这一行已经恢复")
    old = queries.rows(subject, table)
    judged = judge(book, subject, queries.names(subject), [*old, found.row], [*old, found.row], [0] * len(old) + [1])
    wrong = [str(problem["text"]).removeprefix("第 1 行：") for problem in judged.problems if problem["row"] == 1]
    if wrong:
        raise Conflict(f"现在不能恢复：{wrong[0]}")
    try:
        with db.session.begin_nested():
            db.session.execute(insert(book.model), [_read(book.model, found.kept["row"])])
            for unit in found.kept.get("units", ()):
                db.session.execute(insert(Unit), [_read(Unit, unit)])
    except IntegrityError:
        raise Conflict("现在不能恢复：它用到的内容已经不在，或者已有相同的一行") from None
    ledger.version += 1
    found.restored_at, found.restored_by = now(), actor.person_id
    _tell(found.kept["row"], table)
    audit.record(
        actor, "places.restore", f"{KIND}:{subject.id}", table=table, row=str(found.row_id), version=ledger.version
    )
    return found.row_id


def history(actor: Actor, subject_id: UUID, table: str) -> list[dict[str, Any]]:
    """Return the rows that were taken out of a table, the last first. Raises ``NotFound``."""
    book, subject = open_table(actor, subject_id, table)
    found = rows.removed(subject, table)
    ids = {one.removed_by for one in found} | {one.restored_by for one in found if one.restored_by}
    who = _people[0](ids) if _people else {}
    return [
        {
            "id": one.id,
            "label": one.label,
            "cells": [
                {"label": column.label, "value": column.words(one.row.get(column.key))}
                for column in book.spec.columns
                if column.key != "id" and one.row.get(column.key) is not None
            ],
            "reason": one.reason,
            "removed_at": one.created_at,
            "removed_by": who.get(one.removed_by, ""),
            "restored_at": one.restored_at,
            "restored_by": who.get(one.restored_by, "") if one.restored_by else "",
        }
        for one in found
    ]


def _open(actor: Actor, subject_id: UUID, table: str) -> tuple[Book, Subject]:
    """Return a table of which rows can be taken out. Raises ``NotFound`` or ``Forbidden``."""
    book, subject = open_table(actor, subject_id, table, to_write=True)
    if table not in REMOVABLE:
        raise NotFound
    return book, subject


def _read(model: Any, kept: dict[str, Any]) -> dict[str, Any]:
    """Return kept columns in the types of their table."""
    types = {column.key: column.type.python_type for column in model.__table__.columns}
    return {
        key: types[key](value) if types[key] is UUID and value is not None else _moment(types[key], value)
        for key, value in kept.items()
    }


def _moment(kind: type[Any], value: Any) -> Any:
    return kind.fromisoformat(value) if value is not None and hasattr(kind, "fromisoformat") else value


def _tell(columns: dict[str, Any], table: str) -> None:
    """Let the public page of a compound follow when a contract goes or comes back."""
    if table == "contracts":
        publish(CompoundChanged(str(columns["compound_id"])))
