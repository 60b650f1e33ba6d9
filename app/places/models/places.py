"""The ledger of places: the tree of regions, the organisations, and what stands in a compound.

Codes are what the QR labels carry; they are random and say nothing about the place.
Dates are Beijing calendar days and both ends are included.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    column,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model
from app.places.models.words import (
    CODE_PATTERN,
    AssetKind,
    EndedWhy,
    OperatorStatus,
    OrganisationKind,
    Payer,
    RegionKind,
    UtilityKind,
)


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """Give the constraint that ``column`` holds one of ``values``."""
    listed = ", ".join(f"'{value.value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Region(Identified, Model):
    """A district (区), street (街道) or community (社区). A district is its own ``district_id``."""

    __tablename__ = "places_region"
    __table_args__ = (
        one_of("kind", RegionKind),
        CheckConstraint("(kind = 'district') = (parent_id IS NULL)", name="parent"),
        UniqueConstraint("district_id", "code"),
    )

    district_id: Mapped[UUID] = mapped_column(index=True)
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_region.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(60))


class Organisation(Identified, Model):
    """Anybody who may be responsible for something: a company, a committee, an office, a utility.

    A residents' committee (居委会) or street office stands for exactly one region.
    """

    __tablename__ = "places_organisation"
    __table_args__ = (
        one_of("kind", OrganisationKind),
        one_of("utility_kind", UtilityKind),
        CheckConstraint("(kind = 'utility') = (utility_kind IS NOT NULL)", name="utility"),
        CheckConstraint("kind NOT IN ('residents_committee', 'street_office') OR region_id IS NOT NULL", name="seat"),
        Index("ix_places_organisation_district_id_kind", "district_id", "kind", "name"),
        Index(
            "uq_places_organisation_seat",
            "region_id",
            "kind",
            unique=True,
            postgresql_where=text("kind IN ('residents_committee', 'street_office', 'district_office')"),
        ),
    )

    district_id: Mapped[UUID]
    region_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_region.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    utility_kind: Mapped[str | None] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    short_name: Mapped[str] = mapped_column(String(30))
    phone: Mapped[str | None] = mapped_column(String(30))
    ended_on: Mapped[date | None] = mapped_column(Date)
    """From this day on it is there no longer (撤场, 注销): no more offered, while what it did keeps its name."""


class Compound(Identified, Model):
    """A residential compound (小区), the place by which nearly all rights are scoped.

    Its point, where it is known, is the middle of it in WGS84 degrees.
    """

    __tablename__ = "places_compound"
    __table_args__ = (
        CheckConstraint(f"code ~ '{CODE_PATTERN}'", name="code"),
        CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL)"
            " AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
            name="point",
        ),
        Index("ix_places_compound_district_id_created_at", "district_id", "created_at", "id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"), index=True)
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"), index=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(160))
    built_year: Mapped[int | None] = mapped_column(Integer)
    renovated_year: Mapped[int | None] = mapped_column(Integer)
    households: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)


class Building(Identified, Model):
    """A building of a compound. ``title_unit_id`` is the title-holding unit (产权单位), if any."""

    __tablename__ = "places_building"
    __table_args__ = (
        CheckConstraint(f"code ~ '{CODE_PATTERN}'", name="code"),
        CheckConstraint("lifts >= 0 AND floors > 0", name="size"),
        UniqueConstraint("compound_id", "name"),
        UniqueConstraint("id", "compound_id"),
    )

    district_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    title_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    lifts: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    floors: Mapped[int] = mapped_column(Integer, default=6, server_default=text("6"))


class Unit(Identified, Model):
    """A stairwell (单元) of a building."""

    __tablename__ = "places_unit"
    __table_args__ = (UniqueConstraint("building_id", "name"), UniqueConstraint("id", "building_id"))

    district_id: Mapped[UUID]
    building_id: Mapped[UUID] = mapped_column(ForeignKey("places_building.id"))
    name: Mapped[str] = mapped_column(String(30))


class Home(Identified, Model):
    """A dwelling (房屋). ``label`` is the door number; ``area_centi_m2`` is in 0.01 square metres.

    The building and the compound are repeated here because rights are checked by compound; two
    composite foreign keys keep the repetition true.
    """

    __tablename__ = "places_home"
    __table_args__ = (
        CheckConstraint("area_centi_m2 > 0", name="area"),
        UniqueConstraint("unit_id", "label"),
        ForeignKeyConstraint(
            ["unit_id", "building_id"],
            ["places_unit.id", "places_unit.building_id"],
            name="fk_places_home_unit",
        ),
        ForeignKeyConstraint(
            ["building_id", "compound_id"],
            ["places_building.id", "places_building.compound_id"],
            name="fk_places_home_building",
        ),
        Index("ix_places_home_building_id_compound_id", "building_id", "compound_id"),
    )

    district_id: Mapped[UUID]
    unit_id: Mapped[UUID] = mapped_column()
    building_id: Mapped[UUID] = mapped_column()
    compound_id: Mapped[UUID] = mapped_column(index=True)
    label: Mapped[str] = mapped_column(String(30))
    area_centi_m2: Mapped[int | None] = mapped_column(Integer)


class Contract(Identified, Model):
    """A property service contract (物业服务合同), in force from ``starts_on`` to ``ends_on`` inclusive."""

    __tablename__ = "places_contract"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_places_contract_compound_id_starts_on", "compound_id", "starts_on"),
        # Two companies at the same time would both see the compound's reports.
        ExcludeConstraint(
            (column("compound_id"), "="),
            (text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_places_contract_no_overlap",
            using="gist",
        ),
    )

    district_id: Mapped[UUID]
    company_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class Asset(Identified, Model):
    """A shared part or piece of equipment (共用部位、设施设备) that can break and be repaired."""

    __tablename__ = "places_asset"
    __table_args__ = (
        one_of("kind", AssetKind),
        one_of("operator_status", OperatorStatus),
        one_of("ended_why", EndedWhy),
        CheckConstraint("(ended_on IS NULL) = (ended_why IS NULL)", name="ended"),
        CheckConstraint(f"code ~ '{CODE_PATTERN}'", name="code"),
        ForeignKeyConstraint(
            ["building_id", "compound_id"],
            ["places_building.id", "places_building.compound_id"],
            name="fk_places_asset_building",
        ),
        Index("ix_places_asset_compound_id_kind", "compound_id", "kind"),
        Index("ix_places_asset_building_id", "building_id"),
    )

    district_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    building_id: Mapped[UUID | None] = mapped_column()
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(32), unique=True)
    operator_status: Mapped[str] = mapped_column(
        String(20), default=OperatorStatus.NOT_HANDED_OVER, server_default=text("'not_handed_over'")
    )
    operator_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    maintainer_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    ended_on: Mapped[date | None] = mapped_column(Date)
    """From this day on it is there no longer (拆除, 停用, 更换)."""
    ended_why: Mapped[str | None] = mapped_column(String(20))


class Warranty(Identified, Model):
    """A contractor's warranty (保修) on one part of an asset after renovation; both dates included."""

    __tablename__ = "places_warranty"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_places_warranty_asset_id_ends_on", "asset_id", "ends_on"),
        Index("ix_places_warranty_ends_on", "ends_on", "id"),
    )

    district_id: Mapped[UUID]
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("places_asset.id"))
    contractor_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    part: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(20))
    """Which kind of part it is by law (``periods``), where somebody said so."""
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)


class Maintenance(Identified, Model):
    """Who looks after an asset, and who pays, when no warranty does (期满后管护责任); both dates included.

    At most one on a day: a fault has one party that is called.
    """

    __tablename__ = "places_maintenance"
    __table_args__ = (
        one_of("payer", Payer),
        CheckConstraint("ends_on >= starts_on", name="dates"),
        Index("ix_places_maintenance_asset_id_starts_on", "asset_id", "starts_on"),
        ExcludeConstraint(
            (column("asset_id"), "="),
            (text("daterange(starts_on, ends_on, '[]')"), "&&"),
            name="ex_places_maintenance_no_overlap",
            using="gist",
        ),
    )

    district_id: Mapped[UUID]
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("places_asset.id"))
    maintainer_id: Mapped[UUID] = mapped_column(ForeignKey("places_organisation.id"), index=True)
    payer: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(120))
    """The paper it rests on: a contract, minutes, a handover."""
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
