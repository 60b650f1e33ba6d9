"""The tables of places as they stand, in the form in which a ledger keeps rows, and the names that cells refer to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from app.core.clock import today
from app.core.db import db
from app.core.ids import new_id
from app.core.ledger import Row
from app.places.models import (
    Asset,
    Building,
    Compound,
    Contract,
    Home,
    Ledger,
    Maintenance,
    Organisation,
    OrganisationKind,
    Region,
    RegionKind,
    Unit,
    Warranty,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose tables they are: a district, one street of it, or a compound. ``id`` is that of the subject itself."""

    id: UUID
    district_id: UUID
    name: str
    street_id: UUID | None = None
    compound_id: UUID | None = None

    @property
    def kept_with(self) -> UUID:
        """Return with whom the version is counted: a street writes a part of its district's tables."""
        return self.compound_id or self.district_id


@dataclass(slots=True)
class Names:
    """What cells refer to, by name. A name that two things have stands for None."""

    streets: dict[str, UUID | None] = field(default_factory=dict)
    communities: dict[tuple[str, str], UUID | None] = field(default_factory=dict)
    community_streets: dict[UUID, UUID] = field(default_factory=dict)
    organisations: dict[tuple[str, str], UUID | None] = field(default_factory=dict)
    compounds: dict[str, UUID | None] = field(default_factory=dict)
    buildings: dict[str, UUID | None] = field(default_factory=dict)
    assets: dict[tuple[UUID | None, str], UUID | None] = field(default_factory=dict)
    taken: dict[str, dict[str, UUID]] = field(default_factory=dict)
    """By table, whose name is whose in the whole district: a street does not see all of them."""
    seats: dict[tuple[str, UUID], UUID] = field(default_factory=dict)
    ended: frozenset[UUID] = frozenset()
    """Organisations and assets that are there no longer: a row keeps them, and none begins to name them."""
    serving: dict[UUID, date] = field(default_factory=dict)
    """By company the last day of its contracts; one without an end lasts for ever."""
    used_communities: frozenset[UUID] = frozenset()


def version_of(subject: Subject, table: str) -> int:
    """Return the version of a table; one that nobody wrote yet has the first."""
    statement = select(Ledger.version).where(Ledger.subject_id == subject.kept_with, Ledger.name == table)
    return db.session.scalar(statement) or 1


def lock_version(subject: Subject, table: str) -> Ledger:
    """Lock a table until the transaction ends, so that one person at a time writes it."""
    row = insert(Ledger).values(
        id=new_id(), district_id=subject.district_id, subject_id=subject.kept_with, name=table, version=1
    )
    db.session.execute(row.on_conflict_do_nothing(index_elements=[Ledger.subject_id, Ledger.name]))
    statement = select(Ledger).where(Ledger.subject_id == subject.kept_with, Ledger.name == table).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


# --- rows ---


def rows(subject: Subject, table: str) -> list[Row]:
    """Return all rows of a table in the order in which people read them."""
    return [
        {key: _plain(value) for key, value in row._mapping.items()} for row in db.session.execute(ROWS[table](subject))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else value


def _regions(subject: Subject) -> Select[*tuple[Any, ...]]:
    parent = aliased(Region)
    street = parent.name.label("street")
    return (
        select(Region.id, Region.kind, Region.code, Region.name, street)
        .outerjoin(parent, (parent.id == Region.parent_id) & (parent.kind == RegionKind.STREET))
        .where(Region.district_id == subject.district_id, Region.kind != RegionKind.DISTRICT)
        .order_by(Region.kind.desc(), Region.code)
    )


def in_subject(subject: Subject) -> ColumnElement[bool]:
    """Give the condition on ``Compound`` under which it belongs to the district or street."""
    if subject.street_id is not None:
        return Compound.street_id == subject.street_id
    return Compound.district_id == subject.district_id


def _organisations(subject: Subject) -> Select[*tuple[Any, ...]]:
    seat, parent = aliased(Region), aliased(Region)
    of_community = seat.kind == RegionKind.COMMUNITY
    statement = (
        select(
            Organisation.id,
            Organisation.kind,
            Organisation.utility_kind,
            Organisation.name,
            Organisation.short_name,
            Organisation.phone,
            _either(of_community, parent.name, seat.kind == RegionKind.STREET, seat.name).label("street"),
            _either(of_community, seat.name).label("community"),
            Organisation.ended_on,
        )
        .outerjoin(seat, seat.id == Organisation.region_id)
        .outerjoin(parent, parent.id == seat.parent_id)
        .where(Organisation.district_id == subject.district_id)
        .order_by(Organisation.kind, Organisation.name, Organisation.id)
    )
    if subject.street_id is None:
        return statement
    return statement.where(or_(seat.id == subject.street_id, seat.parent_id == subject.street_id))


def _either(*pairs: Any) -> Any:
    return case(*zip(pairs[::2], pairs[1::2], strict=True))


def _compounds(subject: Subject) -> Select[*tuple[Any, ...]]:
    street, community = aliased(Region), aliased(Region)
    return (
        select(
            Compound.id,
            Compound.name,
            Compound.address,
            street.name.label("street"),
            community.name.label("community"),
            Compound.built_year,
            Compound.renovated_year,
            Compound.households,
            Compound.latitude,
            Compound.longitude,
        )
        .join(street, street.id == Compound.street_id)
        .join(community, community.id == Compound.community_id)
        .where(in_subject(subject))
        .order_by(street.code, community.code, Compound.name, Compound.id)
    )


def _contracts(subject: Subject) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Contract.id,
            Compound.name.label("compound"),
            Organisation.name.label("company"),
            Contract.starts_on,
            Contract.ends_on,
        )
        .join(Compound, Compound.id == Contract.compound_id)
        .join(Organisation, Organisation.id == Contract.company_id)
        .where(in_subject(subject))
        .order_by(Compound.name, Compound.id, Contract.starts_on)
    )


def _by_number(name: Any) -> tuple[Any, Any]:
    """Give an order in which 2 comes before 10."""
    return func.length(name), name


def _buildings(subject: Subject) -> Select[*tuple[Any, ...]]:
    return (
        select(Building.id, Building.name, Building.floors, Building.lifts, Organisation.name.label("title_unit"))
        .outerjoin(Organisation, Organisation.id == Building.title_unit_id)
        .where(Building.compound_id == subject.compound_id)
        .order_by(*_by_number(Building.name))
    )


def _homes(subject: Subject) -> Select[*tuple[Any, ...]]:
    return (
        select(Home.id, Building.name.label("building"), Unit.name.label("unit"), Home.label, Home.area_centi_m2)
        .join(Building, Building.id == Home.building_id)
        .join(Unit, Unit.id == Home.unit_id)
        .where(Home.compound_id == subject.compound_id)
        .order_by(*_by_number(Building.name), *_by_number(Unit.name), *_by_number(Home.label), Home.id)
    )


def _assets(subject: Subject) -> Select[*tuple[Any, ...]]:
    operator, maintainer = aliased(Organisation), aliased(Organisation)
    return (
        select(
            Asset.id,
            Asset.kind,
            Asset.name,
            Building.name.label("building"),
            Asset.operator_status,
            operator.name.label("operator"),
            maintainer.name.label("maintainer"),
            Asset.ended_on,
            Asset.ended_why,
        )
        .outerjoin(Building, Building.id == Asset.building_id)
        .outerjoin(operator, operator.id == Asset.operator_id)
        .outerjoin(maintainer, maintainer.id == Asset.maintainer_id)
        .where(Asset.compound_id == subject.compound_id)
        .order_by(Asset.kind, *_by_number(Building.name), *_by_number(Asset.name), Asset.id)
    )


def _warranties(subject: Subject) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Warranty.id,
            Building.name.label("building"),
            Asset.name.label("asset"),
            Warranty.part,
            Warranty.code,
            Organisation.name.label("contractor"),
            Warranty.starts_on,
            Warranty.ends_on,
        )
        .join(Asset, Asset.id == Warranty.asset_id)
        .outerjoin(Building, Building.id == Asset.building_id)
        .join(Organisation, Organisation.id == Warranty.contractor_id)
        .where(Asset.compound_id == subject.compound_id)
        .order_by(Warranty.ends_on, Warranty.id)
    )


def _maintenance(subject: Subject) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Maintenance.id,
            Building.name.label("building"),
            Asset.name.label("asset"),
            Organisation.name.label("maintainer"),
            Maintenance.payer,
            Maintenance.basis,
            Maintenance.starts_on,
            Maintenance.ends_on,
        )
        .join(Asset, Asset.id == Maintenance.asset_id)
        .outerjoin(Building, Building.id == Asset.building_id)
        .join(Organisation, Organisation.id == Maintenance.maintainer_id)
        .where(Asset.compound_id == subject.compound_id)
        .order_by(*_by_number(Building.name), Asset.name, Asset.id, Maintenance.starts_on)
    )


ROWS: dict[str, Callable[[Subject], Select[*tuple[Any, ...]]]] = {
    "regions": _regions,
    "organisations": _organisations,
    "compounds": _compounds,
    "contracts": _contracts,
    "buildings": _buildings,
    "homes": _homes,
    "assets": _assets,
    "warranties": _warranties,
    "maintenance": _maintenance,
}


# --- names ---


def names(subject: Subject) -> Names:
    """Return everything to which a cell of the subject's tables may refer."""
    found = Names()
    _note_regions(found, subject)
    _note_organisations(found, subject)
    compounds = db.session.execute(
        select(Compound.id, Compound.name, Compound.community_id, in_subject(subject).label("inside")).where(
            Compound.district_id == subject.district_id
        )
    ).all()
    found.compounds = _one_each((row.name, row.id) for row in compounds if row.inside)
    found.taken["compounds"] = {row.name: row.id for row in compounds}
    found.used_communities = frozenset(row.community_id for row in compounds)
    if subject.compound_id is not None:
        buildings = select(Building.name, Building.id).where(Building.compound_id == subject.compound_id)
        found.buildings = _one_each((row.name, row.id) for row in db.session.execute(buildings))
        assets = db.session.execute(
            select(Asset.building_id, Asset.name, Asset.id, Asset.ended_on).where(
                Asset.compound_id == subject.compound_id
            )
        ).all()
        found.assets = _one_each(((row.building_id, row.name), row.id) for row in assets)
        found.ended |= _ended(assets)
    return found


def _note_regions(found: Names, subject: Subject) -> None:
    regions = db.session.scalars(select(Region).where(Region.district_id == subject.district_id)).all()
    streets = {region.id: region.name for region in regions if region.kind == RegionKind.STREET}
    found.streets = _one_each((name, key) for key, name in streets.items())
    inside = [region for region in regions if region.kind == RegionKind.COMMUNITY and region.parent_id in streets]
    found.communities = _one_each(((streets[one.parent_id], one.name), one.id) for one in inside if one.parent_id)
    found.community_streets = {one.id: one.parent_id for one in inside if one.parent_id}


def _note_organisations(found: Names, subject: Subject) -> None:
    rows = db.session.execute(
        select(
            Organisation.id, Organisation.kind, Organisation.name, Organisation.region_id, Organisation.ended_on
        ).where(Organisation.district_id == subject.district_id)
    ).all()
    found.ended |= _ended(rows)
    last = func.max(func.coalesce(Contract.ends_on, date.max)).label("last")
    contracts = select(Contract.company_id, last).where(Contract.district_id == subject.district_id)
    served = db.session.execute(contracts.group_by(Contract.company_id))
    found.serving = {row.company_id: row.last for row in served}
    found.organisations = _one_each(((row.kind, row.name), row.id) for row in rows)
    found.taken["organisations"] = {row.name: row.id for row in rows}
    seated = {
        OrganisationKind.RESIDENTS_COMMITTEE,
        OrganisationKind.STREET_OFFICE,
        OrganisationKind.DISTRICT_OFFICE,
    }
    found.seats = {(row.kind, row.region_id): row.id for row in rows if row.kind in seated and row.region_id}


def _ended(rows: Iterable[Any]) -> frozenset[UUID]:
    return frozenset(row.id for row in rows if row.ended_on is not None and row.ended_on <= today())


def _one_each(pairs: Iterable[tuple[Any, UUID]]) -> dict[Any, UUID | None]:
    found: dict[Any, UUID | None] = {}
    for name, key in pairs:
        found[name] = None if name in found else key
    return found


def units(building_ids: Iterable[UUID]) -> dict[tuple[UUID, str], UUID]:
    """Return the stairwells of buildings by building and name."""
    statement = select(Unit.building_id, Unit.name, Unit.id).where(Unit.building_id.in_(set(building_ids)))
    return {(row.building_id, row.name): row.id for row in db.session.execute(statement)}


def summary() -> list[tuple[str, int]]:
    """Return how many rows each table of the ledger has, for whoever sets an installation up."""
    counted = [
        ("districts", Region.kind == RegionKind.DISTRICT, Region),
        ("streets", Region.kind == RegionKind.STREET, Region),
        ("communities", Region.kind == RegionKind.COMMUNITY, Region),
        *(
            (model.__tablename__.removeprefix("places_"), true(), model)
            for model in (Organisation, Compound, Contract, Building, Unit, Home, Asset, Warranty, Maintenance)
        ),
    ]
    return [
        (name, db.session.scalar(select(func.count()).select_from(model).where(condition)) or 0)
        for name, condition, model in counted
    ]
