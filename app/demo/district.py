"""The district in memory: what the later steps need to know of what the earlier ones built."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.demo.blueprint import Plan
from app.demo.sizes import Size
from app.places.models import AssetKind, Payer
from app.places.routing import Party

BEGINNING_DAYS = 900
"""How many days before the day of loading the ledger of places was set up."""


class Region(NamedTuple):
    """A street or a community. ``office`` is the street office or the residents' committee."""

    id: UUID
    code: str
    name: str
    street: UUID
    office: Party


class Home(NamedTuple):
    """One dwelling, and who lives there by now."""

    id: UUID
    label: str
    building: Building


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A warranty; both dates are included."""

    contractor: Party
    part: str
    starts_on: date
    ends_on: date
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Care:
    """Who looks after an asset from the day after its warranty on, and who pays."""

    maintainer: Party
    payer: Payer
    basis: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class Asset:
    """A shared part or piece of equipment."""

    id: UUID
    kind: AssetKind
    name: str
    operator_status: str
    operator: Party | None
    maintainer: Party | None
    guarantee: Guarantee | None
    care: Care | None = None


@dataclass(slots=True)
class Building:
    """A building. ``units`` are the numbers of its stairwells, ``per_floor`` the homes of one on one floor."""

    id: UUID
    name: str
    floors: int
    units: int
    per_floor: int
    lifts: int
    title_unit: Party | None
    assets: dict[AssetKind, list[Asset]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Service:
    """A property contract; both dates are included, an open end is None."""

    company: Party
    starts_on: date
    ends_on: date | None


class Worker(NamedTuple):
    """Somebody with a post, as the history of tickets names him."""

    person: UUID
    name: str
    role: str


class Resident(NamedTuple):
    """Somebody who reports. ``basis`` is home, pending or visitor."""

    person: UUID
    name: str
    compound: Compound
    home: Home | None
    basis: str


@dataclass(slots=True)
class Compound:
    """A compound with everything in it."""

    plan: Plan
    id: UUID
    name: str
    address: str
    community: Region
    street: Region
    services: list[Service] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    shared: dict[AssetKind, list[Asset]] = field(default_factory=dict)
    residents: dict[str, list[Resident]] = field(default_factory=dict)
    """By the basis on which they report: home, pending, visitor."""
    repairers: list[Worker] = field(default_factory=list)
    manager: Worker | None = None

    def company_on(self, day: date) -> Service | None:
        """Return the contract in force on ``day``."""
        return next((s for s in self.services if s.starts_on <= day and (s.ends_on is None or s.ends_on >= day)), None)

    def assets_near(self, building: Building | None, kind: AssetKind) -> list[Asset]:
        """Return the assets of ``kind`` that somebody of ``building`` means: its own, else the shared ones."""
        own = building.assets.get(kind, []) if building else []
        return own or self.shared.get(kind, [])


@dataclass(slots=True)
class District:
    """The whole. ``now`` is the moment of loading, ``today`` its day in Beijing."""

    id: UUID
    size: Size
    now: datetime
    today: date
    organisations: dict[str, Party] = field(default_factory=dict)
    seats: dict[UUID, UUID] = field(default_factory=dict)
    """By organisation: the region for which a committee or an office stands."""
    streets: dict[str, Region] = field(default_factory=dict)
    communities: list[Region] = field(default_factory=list)
    compounds: dict[str, Compound] = field(default_factory=dict)
    staff: dict[UUID, list[Worker]] = field(default_factory=dict)
    """By organisation: who handles tickets for it (committees and street offices included)."""
    deputies: dict[UUID, Worker] = field(default_factory=dict)
    """By company: its second manager, without whom nothing is published."""
    cadres: dict[UUID, list[Worker]] = field(default_factory=dict)
    """By region: who may reassign there."""
    personas: dict[str, UUID] = field(default_factory=dict)

    def days_ago(self, days: int) -> date:
        """Return the calendar day ``days`` before the day of loading."""
        return self.today - timedelta(days=days)

    def beginning(self, place: int = 0) -> datetime:
        """Return when the ledger was set up, ``place`` microseconds later, which keeps lists in a fixed order."""
        return self.now - timedelta(days=BEGINNING_DAYS) + timedelta(microseconds=place)
