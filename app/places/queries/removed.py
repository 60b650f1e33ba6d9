"""Rows that were taken out of the tables of places, and what a row is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, inspect, select

from app.core.db import db
from app.core.errors import NotFound
from app.places.models import Home, Removed, Unit
from app.places.queries.ledgers import Subject

MOST_SHOWN = 200


def _of(subject: Subject, table: str) -> ColumnElement[bool]:
    """Give the condition on removed rows of a table that a subject has: a district has those of its streets too."""
    whole_district = subject.compound_id is None and subject.street_id is None
    mine = Removed.district_id == subject.district_id if whole_district else Removed.subject_id == subject.id
    return (Removed.name == table) & mine


def removed(subject: Subject, table: str) -> Sequence[Removed]:
    """Return the rows that were taken out of a table, the last first."""
    statement = select(Removed).where(_of(subject, table)).order_by(Removed.created_at.desc(), Removed.id.desc())
    return db.session.scalars(statement.limit(MOST_SHOWN)).all()


def lock_removed(subject: Subject, table: str, removed_id: UUID) -> Removed:
    """Return one of them, locked until the transaction ends. Raises ``NotFound``."""
    statement = select(Removed).where(Removed.id == removed_id, _of(subject, table)).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def columns_of(model: type[Any], row_id: UUID) -> dict[str, Any]:
    """Return what a row consists of, in the form in which it is kept and put back. Raises ``NotFound``."""
    row = db.session.scalar(select(model).where(model.id == row_id).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return _plain(row)


def _plain(row: Any) -> dict[str, Any]:
    values = {attribute.key: getattr(row, attribute.key) for attribute in inspect(type(row)).column_attrs}
    return {key: _kept(value) for key, value in values.items()}


def _kept(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def empty_units(building_id: UUID) -> list[dict[str, Any]]:
    """Return the stairwells of a building in which no home is left."""
    inhabited = select(Home.id).where(Home.unit_id == Unit.id).exists()
    rows = db.session.scalars(select(Unit).where(Unit.building_id == building_id, ~inhabited)).all()
    return [_plain(row) for row in rows]
