"""SELECTs for the labels that hang in a compound."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.core.db import db
from app.places.models import Asset, AssetKind, Building, Organisation, Unit
from app.places.queries import still_there


@dataclass(frozen=True, slots=True)
class Spot:
    """One place for a label: its code, its name, in what it lies, and whom else to call there."""

    code: str
    name: str
    inside: str
    firm: str | None = None
    phone: str | None = None


def doors(compound_id: UUID, building_id: UUID | None, limit: int) -> list[Spot]:
    """Return the doors of a compound or of one of its buildings: one for each unit, one for a building without."""
    statement = (
        select(Building.code, Building.name, Unit.name.label("unit"))
        .outerjoin(Unit, Unit.building_id == Building.id)
        .where(Building.compound_id == compound_id)
        .order_by(Building.created_at, Building.id, Unit.created_at, Unit.id)
        .limit(limit)
    )
    if building_id is not None:
        statement = statement.where(Building.id == building_id)
    rows = db.session.execute(statement)
    return [Spot(row.code, " ".join(filter(None, (row.name, row.unit))), "") for row in rows]


def equipment(compound_id: UUID, building_id: UUID | None, kind: AssetKind, limit: int) -> list[Spot]:
    """Return the pieces of one kind that have a code, in the compound or in one of its buildings."""
    statement = (
        select(Asset.code, Asset.name, Building.name.label("building"), Organisation.short_name, Organisation.phone)
        .outerjoin(Building, Building.id == Asset.building_id)
        .outerjoin(Organisation, Organisation.id == Asset.maintainer_id)
        .where(Asset.compound_id == compound_id, Asset.kind == kind, Asset.code.is_not(None), still_there(Asset))
        .order_by(Building.created_at, Building.id, Asset.name, Asset.id)
        .limit(limit)
    )
    if building_id is not None:
        statement = statement.where(Asset.building_id == building_id)
    rows = db.session.execute(statement)
    return [Spot(row.code, row.name, row.building or "", row.short_name, row.phone) for row in rows]
