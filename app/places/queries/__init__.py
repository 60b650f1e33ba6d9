"""All SELECTs on places. Dates are Beijing days; a contract or warranty counts on both of its end days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.orm import aliased

from app.core.auth import Actor, Post
from app.core.clock import today
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.core.permissions import Role
from app.places.models import (
    Asset,
    Building,
    Compound,
    Contract,
    Home,
    Organisation,
    OrganisationKind,
    Region,
    Unit,
    Warranty,
)

MOST_ROWS = 2000
"""Upper bound of lists that are never paged: the buildings of a compound, the regions of a district."""


@dataclass(frozen=True, slots=True)
class CompoundRow:
    """A compound with the names of its community and street."""

    id: UUID
    name: str
    address: str
    community: str
    street: str


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """What a QR code stands for. ``name`` is that of the place itself."""

    kind: str
    id: UUID
    name: str
    compound: Compound
    building_id: UUID | None
    asset_id: UUID | None


# --- scope ---


def in_force(starts_on: Any, ends_on: Any, day: Any) -> ColumnElement[bool]:
    """Give the condition that ``day`` lies in a span whose end may be open."""
    return and_(starts_on <= day, or_(ends_on.is_(None), ends_on >= day))


def still_there(thing: type[Asset] | type[Organisation], day: date | None = None) -> ColumnElement[bool]:
    """Give the condition that an asset or organisation has not ended on ``day`` (today), so that it can be chosen."""
    return or_(thing.ended_on.is_(None), thing.ended_on > (day or today()))


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on ``Compound`` under which the post in use reaches it. No post reaches nothing."""
    post = actor.post
    if post is None:
        return false()
    if post.region_kind == "district":
        return Compound.district_id == post.region_id
    if post.region_kind == "street":
        return Compound.street_id == post.region_id
    if post.region_kind == "community":
        return Compound.community_id == post.region_id
    if post.role is Role.HANDLER:
        return _handled_by(post)
    return Compound.id.in_(post.compounds)


def _handled_by(post: Post) -> ColumnElement[bool]:
    """Give the compounds in which a handling organisation owns, runs, maintains or guarantees something."""
    org = post.organisation_id
    guaranteed = (
        exists()
        .where(Warranty.asset_id == Asset.id, Warranty.contractor_id == org)
        .where(in_force(Warranty.starts_on, Warranty.ends_on, today()))
    )
    concerned = or_(
        exists().where(Building.compound_id == Compound.id, Building.title_unit_id == org),
        exists().where(
            Asset.compound_id == Compound.id,
            or_(Asset.operator_id == org, Asset.maintainer_id == org, guaranteed),
        ),
        Compound.id.in_(post.compounds),
    )
    return and_(Compound.district_id == _district_of(org), concerned)


def _district_of(organisation_id: UUID | None) -> Any:
    return select(Organisation.district_id).where(Organisation.id == organisation_id).scalar_subquery()


def compound_ids(actor: Actor) -> Select[UUID]:
    """Return the ids of the compounds that the post in use reaches, as a statement to build on."""
    return select(Compound.id).where(in_scope(actor))


def reaches(actor: Actor, compound_id: UUID) -> bool:
    """Return whether the post in use reaches the compound."""
    statement = compound_ids(actor).where(Compound.id == compound_id)
    return db.session.scalar(statement) is not None


# --- compounds and what is in them ---


def _contains(words: str) -> ColumnElement[bool]:
    return or_(Compound.name.icontains(words, autoescape=True), Compound.address.icontains(words, autoescape=True))


def compounds(*, q: str = "", limit: int, cursor: str | None) -> Page:
    """Return compounds for anybody who looks for theirs, by part of the name or the address."""
    statement = select(Compound)
    if q:
        statement = statement.where(_contains(q))
    return _named(newest_first(statement, Compound.created_at, Compound.id, limit=limit, cursor=cursor))


def compounds_in_scope(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return the compounds that the post in use reaches."""
    statement = select(Compound).where(in_scope(actor))
    return _named(newest_first(statement, Compound.created_at, Compound.id, limit=limit, cursor=cursor))


def _named(page: Page) -> Page:
    names = region_names(region for item in page.items for region in (item.community_id, item.street_id))
    rows = [
        CompoundRow(c.id, c.name, c.address, names.get(c.community_id, ""), names.get(c.street_id, ""))
        for c in page.items
    ]
    return Page(rows, page.next)


def region_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of regions by id."""
    rows = db.session.execute(select(Region.id, Region.name).where(Region.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the short names of organisations by id."""
    rows = db.session.execute(select(Organisation.id, Organisation.short_name).where(Organisation.id.in_(set(ids))))
    return {row.id: row.short_name for row in rows}


def compound_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of compounds by id."""
    rows = db.session.execute(select(Compound.id, Compound.name).where(Compound.id.in_(set(ids))))
    return {row.id: row.name for row in rows}


def get_compound(compound_id: UUID) -> Compound:
    """Return one compound. Raises ``NotFound``."""
    compound = db.session.scalar(select(Compound).where(Compound.id == compound_id))
    if compound is None:
        raise NotFound
    return compound


def compound_row(compound: Compound) -> CompoundRow:
    """Return ``compound`` with the names of its regions."""
    row: CompoundRow = _named(Page([compound])).items[0]
    return row


def buildings(compound_id: UUID) -> list[dict[str, Any]]:
    """Return the buildings of a compound, each with its units. Raises ``NotFound``."""
    get_compound(compound_id)
    rows = db.session.execute(
        select(Building.id, Building.name, Unit.id.label("unit_id"), Unit.name.label("unit_name"))
        .outerjoin(Unit, Unit.building_id == Building.id)
        .where(Building.compound_id == compound_id)
        .order_by(Building.created_at, Building.id, Unit.created_at, Unit.id)
        .limit(MOST_ROWS)
    ).all()
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        building = found.setdefault(row.id, {"id": row.id, "name": row.name, "units": []})
        if row.unit_id is not None:
            building["units"].append({"id": row.unit_id, "name": row.unit_name})
    return list(found.values())


def homes(unit_id: UUID) -> Sequence[Home]:
    """Return the homes of a unit. Raises ``NotFound``. Says nothing about who lives there."""
    if db.session.scalar(select(Unit.id).where(Unit.id == unit_id)) is None:
        raise NotFound
    return db.session.scalars(
        select(Home).where(Home.unit_id == unit_id).order_by(Home.created_at, Home.id).limit(MOST_ROWS)
    ).all()


def get_home(home_id: UUID) -> Home:
    """Return one home. Raises ``NotFound``."""
    home = db.session.scalar(select(Home).where(Home.id == home_id))
    if home is None:
        raise NotFound
    return home


def home_labels(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return by home id how people write it: building, unit and door number."""
    rows = db.session.execute(
        select(Home.id, Building.name, Unit.name, Home.label)
        .join(Unit, Unit.id == Home.unit_id)
        .join(Building, Building.id == Home.building_id)
        .where(Home.id.in_(set(ids)))
    )
    return {home: f"{building}{unit}{label}" for home, building, unit, label in rows}


def home_areas(ids: Iterable[UUID]) -> dict[UUID, int | None]:
    """Return by home id the registered area in 1/100 m², None where none is known."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Home.id, Home.area_centi_m2).where(Home.id.in_(wanted)))
    return {row.id: row.area_centi_m2 for row in rows}


def assets(compound_id: UUID, *, building_id: UUID | None = None) -> Sequence[Asset]:
    """Return the assets of a compound that are there, or those of one building and the ones that all share."""
    get_compound(compound_id)
    statement = select(Asset).where(Asset.compound_id == compound_id, still_there(Asset))
    if building_id is not None:
        statement = statement.where(or_(Asset.building_id == building_id, Asset.building_id.is_(None)))
    return db.session.scalars(statement.order_by(Asset.kind, Asset.name, Asset.id).limit(MOST_ROWS)).all()


# --- codes, providers, organisations ---


def place_by_code(code: str) -> FoundPlace:
    """Return what the QR code stands for. Raises ``NotFound``."""
    asset = db.session.scalar(select(Asset).where(Asset.code == code))
    if asset is not None:
        compound = get_compound(asset.compound_id)
        if asset.ended_on is not None and asset.ended_on <= today():  # the label hangs on: it still says where
            building = db.session.get(Building, asset.building_id) if asset.building_id else None
            if building is not None:
                return FoundPlace("building", building.id, building.name, compound, building.id, None)
            return FoundPlace("compound", compound.id, compound.name, compound, None, None)
        return FoundPlace("asset", asset.id, asset.name, compound, asset.building_id, asset.id)
    building = db.session.scalar(select(Building).where(Building.code == code))
    if building is not None:
        compound = get_compound(building.compound_id)
        return FoundPlace("building", building.id, building.name, compound, building.id, None)
    found = db.session.scalar(select(Compound).where(Compound.code == code))
    if found is None:
        raise NotFound
    return FoundPlace("compound", found.id, found.name, found, None, None)


def provider_of(compound_id: UUID, day: date | None = None) -> tuple[Organisation, Contract] | None:
    """Return the company whose service contract is in force on ``day`` (today), the latest if several are."""
    row = db.session.execute(
        select(Organisation, Contract)
        .join(Contract, Contract.company_id == Organisation.id)
        .where(Contract.compound_id == compound_id)
        .where(in_force(Contract.starts_on, Contract.ends_on, day or today()))
        .order_by(Contract.starts_on.desc(), Contract.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def committee_of(community_id: UUID) -> Organisation | None:
    """Return the residents' committee (居委会) of a community."""
    statement = select(Organisation).where(
        Organisation.region_id == community_id, Organisation.kind == OrganisationKind.RESIDENTS_COMMITTEE
    )
    return db.session.scalars(statement.order_by(Organisation.id).limit(1)).first()


def serves(organisation_id: UUID, compound_id: UUID, day: date | None = None) -> bool:
    """Return whether the company has a contract with the compound on ``day`` (today)."""
    statement = select(Contract.id).where(
        Contract.company_id == organisation_id,
        Contract.compound_id == compound_id,
        in_force(Contract.starts_on, Contract.ends_on, day or today()),
    )
    return db.session.scalar(statement.limit(1)) is not None


def utilities(district_id: UUID) -> Sequence[Organisation]:
    """Return the district's specialist operators that can be called."""
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.district_id == district_id, Organisation.kind == OrganisationKind.UTILITY)
        .where(Organisation.phone.is_not(None), still_there(Organisation))
        .order_by(Organisation.utility_kind, Organisation.name)
        .limit(50)
    ).all()


def regions(district_id: UUID) -> Sequence[Region]:
    """Return the tree of a district, parents before children."""
    parent = aliased(Region)
    statement = (
        select(Region)
        .outerjoin(parent, parent.id == Region.parent_id)
        .where(Region.district_id == district_id)
        .order_by(Region.parent_id.is_not(None), parent.parent_id.is_not(None), Region.code, Region.id)
    )
    return db.session.scalars(statement.limit(MOST_ROWS)).all()


def get_region(region_id: UUID) -> Region | None:
    """Return one region, or None."""
    return db.session.scalar(select(Region).where(Region.id == region_id))


def lock_region(region_id: UUID) -> None:
    """Lock a region until the transaction ends: rules over several of its rows are checked one by one."""
    db.session.execute(select(Region.id).where(Region.id == region_id).with_for_update())


def default_district() -> UUID | None:
    """Return the district to which newcomers belong until they name a compound: the first one set up."""
    statement = select(Region.id).where(Region.kind == "district").order_by(Region.created_at, Region.id)
    return db.session.scalar(statement.limit(1))


def get_organisation(organisation_id: UUID) -> Organisation | None:
    """Return one organisation, or None."""
    return db.session.scalar(select(Organisation).where(Organisation.id == organisation_id))


def organisations(district_id: UUID, *, kind: str | None, limit: int, cursor: str | None) -> Page:
    """Return the organisations of a district that can be chosen, of one kind or of all."""
    statement = select(Organisation).where(Organisation.district_id == district_id, still_there(Organisation))
    if kind:
        statement = statement.where(Organisation.kind == kind)
    return newest_first(statement, Organisation.created_at, Organisation.id, limit=limit, cursor=cursor)
