"""Everything about a place that decides who is responsible for a fault there, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.core.errors import NotFound
from app.places.models import PAYER_NAMES, Payer
from app.places.queries.routing import facts_of_place


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with an id and a name."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation that may be responsible. ``short`` is its name for small screens."""

    id: UUID
    name: str
    short: str
    kind: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Provider:
    """The property company under contract on the day asked for. No ``ends_on`` means an open contract."""

    party: Party
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """The asset concerned. ``exact`` is False when it was found by its kind only."""

    id: UUID
    name: str
    kind: str
    exact: bool
    operator_status: str
    operator: Party | None
    maintainer: Party | None


@dataclass(frozen=True, slots=True)
class WarrantyFacts:
    """The warranty in force on the asset that lasts longest. ``until`` is its last day."""

    contractor: Party
    part: str
    until: date


@dataclass(frozen=True, slots=True)
class LostWarranty:
    """A warranty in force whose contractor is there no longer, when there is no other one."""

    contractor: str
    part: str
    until: date


@dataclass(frozen=True, slots=True)
class CareFacts:
    """Who looks after the asset on the day by the table of upkeep (期满后管护), who pays, and on what it rests."""

    maintainer: Party
    payer: str
    basis: str


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What routing needs to know about a place on a day.

    ``building`` and ``asset`` are None when the ids asked for are not of this compound. Store the ids found
    here, not those that came from a form: an asset brings its own building.
    """

    district_id: UUID
    compound: Named
    address: str
    community: Named
    street: Named
    building: Named | None
    title_unit: Party | None
    asset: AssetFacts | None
    warranty: WarrantyFacts | None
    provider: Provider | None
    residents_committee: Party | None
    street_office: Party | None
    district_office: Party | None
    utilities: dict[str, Party]
    departments: tuple[Party, ...]
    care: CareFacts | None = None
    lost: LostWarranty | None = None


def routing_facts(
    compound_id: UUID,
    building_id: UUID | None,
    asset_id: UUID | None,
    asset_kind: str | None,
    on_date: date,
    reported_on: date | None = None,
) -> PlaceFacts:
    """Return the facts of a place on ``on_date``, in one round trip. Raises ``NotFound``.

    ``reported_on``, when it is another day, is the one on which a warranty must hold: what was reported on its last day
    is the contractor's, however late the order goes out.

    Without ``asset_id``, an asset of ``asset_kind`` is taken: one of the building first, else a shared one.
    """
    raw = facts_of_place(compound_id, building_id, asset_id, asset_kind, on_date, reported_on or on_date)
    if raw is None:
        raise NotFound
    return _facts(raw)


def _facts(raw: dict[str, Any]) -> PlaceFacts:
    return PlaceFacts(
        district_id=UUID(raw["district_id"]),
        compound=_named(raw["compound"]),
        address=raw["address"],
        community=_named(raw["community"]),
        street=_named(raw["street"]),
        building=_named(raw["building"]) if raw["building"] else None,
        title_unit=_party(raw["title_unit"]),
        asset=_asset(raw["asset"]),
        warranty=_warranty(raw["warranty"]),
        provider=_provider(raw["provider"]),
        residents_committee=_party(raw["residents_committee"]),
        street_office=_party(raw["street_office"]),
        district_office=_party(raw["district_office"]),
        utilities={kind: _sure(item) for kind, item in (raw["utilities"] or {}).items()},
        departments=tuple(_sure(item) for item in raw["departments"] or ()),
        care=_care(raw["care"]),
        lost=_lost(raw["lost"]),
    )


def _named(raw: dict[str, Any]) -> Named:
    return Named(UUID(raw["id"]), raw["name"])


def _sure(raw: dict[str, Any]) -> Party:
    return Party(UUID(raw["id"]), raw["name"], raw["short"], raw["kind"], raw["phone"])


def _party(raw: dict[str, Any] | None) -> Party | None:
    return _sure(raw) if raw else None


def _asset(raw: dict[str, Any] | None) -> AssetFacts | None:
    if raw is None:
        return None
    return AssetFacts(
        id=UUID(raw["id"]),
        name=raw["name"],
        kind=raw["kind"],
        exact=raw["exact"],
        operator_status=raw["operator_status"],
        operator=_party(raw["operator"]),
        maintainer=_party(raw["maintainer"]),
    )


def _warranty(raw: dict[str, Any] | None) -> WarrantyFacts | None:
    if raw is None:
        return None
    return WarrantyFacts(_sure(raw["contractor"]), raw["part"], date.fromisoformat(raw["until"]))


def _lost(raw: dict[str, Any] | None) -> LostWarranty | None:
    return LostWarranty(raw["contractor"], raw["part"], date.fromisoformat(raw["until"])) if raw else None


def _care(raw: dict[str, Any] | None) -> CareFacts | None:
    return CareFacts(_sure(raw["maintainer"]), PAYER_NAMES[Payer(raw["payer"])], raw["basis"]) if raw else None


def _provider(raw: dict[str, Any] | None) -> Provider | None:
    if raw is None:
        return None
    ends_on = date.fromisoformat(raw["ends_on"]) if raw["ends_on"] else None
    return Provider(_sure(raw["party"]), date.fromisoformat(raw["starts_on"]), ends_on)
