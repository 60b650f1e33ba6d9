"""Everything about a place that decides who is responsible for a fault there, read in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core.db import db
from app.core.errors import NotFound


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


FACTS = text("""
    WITH place AS (
        SELECT c.id, c.name, c.address, c.district_id, c.community_id, c.street_id,
               b.id AS building_id, b.name AS building_name, b.title_unit_id
        FROM places_compound c
        LEFT JOIN places_asset chosen ON chosen.id = CAST(:asset AS uuid) AND chosen.compound_id = c.id
        LEFT JOIN places_building b
               ON b.compound_id = c.id AND b.id = coalesce(chosen.building_id, CAST(:building AS uuid))
        WHERE c.id = CAST(:compound AS uuid)
    ), asset AS (
        SELECT a.* FROM place p JOIN places_asset a ON a.compound_id = p.id
        WHERE a.id = CAST(:asset AS uuid)
           OR (CAST(:asset AS uuid) IS NULL AND a.kind = CAST(:kind AS text)
               AND (a.building_id IS NULL OR a.building_id = p.building_id))
        ORDER BY a.building_id IS NULL, a.name, a.id LIMIT 1
    ), warranty AS (
        SELECT w.contractor_id, w.part, w.ends_on FROM asset a JOIN places_warranty w ON w.asset_id = a.id
        WHERE CAST(:day AS date) BETWEEN w.starts_on AND w.ends_on ORDER BY w.ends_on DESC, w.id LIMIT 1
    ), contract AS (
        SELECT k.company_id, k.starts_on, k.ends_on
        FROM place p JOIN places_contract k ON k.compound_id = p.id
        WHERE k.starts_on <= CAST(:day AS date) AND (k.ends_on IS NULL OR k.ends_on >= CAST(:day AS date))
        ORDER BY k.starts_on DESC, k.id DESC LIMIT 1
    ), party AS (
        SELECT o.id, o.kind, o.utility_kind, o.region_id, json_build_object(
                   'id', o.id, 'name', o.name, 'short', o.short_name, 'kind', o.kind, 'phone', o.phone) AS j
        FROM place p, places_organisation o
        WHERE (o.district_id = p.district_id AND o.kind IN ('utility', 'department', 'district_office'))
           OR (o.kind = 'residents_committee' AND o.region_id = p.community_id)
           OR (o.kind = 'street_office' AND o.region_id = p.street_id)
           OR o.id IN (p.title_unit_id,
                       (SELECT company_id FROM contract), (SELECT contractor_id FROM warranty),
                       (SELECT operator_id FROM asset), (SELECT maintainer_id FROM asset))
    )
    SELECT json_build_object(
        'district_id', p.district_id, 'address', p.address,
        'compound', json_build_object('id', p.id, 'name', p.name),
        'community', (SELECT json_build_object('id', r.id, 'name', r.name)
                      FROM places_region r WHERE r.id = p.community_id),
        'street', (SELECT json_build_object('id', r.id, 'name', r.name)
                   FROM places_region r WHERE r.id = p.street_id),
        'building', CASE WHEN p.building_id IS NOT NULL
                         THEN json_build_object('id', p.building_id, 'name', p.building_name) END,
        'title_unit', (SELECT j FROM party WHERE id = p.title_unit_id),
        'asset', (SELECT json_build_object(
                      'id', a.id, 'name', a.name, 'kind', a.kind, 'operator_status', a.operator_status,
                      'exact', a.id IS NOT DISTINCT FROM CAST(:asset AS uuid),
                      'operator', (SELECT j FROM party WHERE id = a.operator_id),
                      'maintainer', (SELECT j FROM party WHERE id = a.maintainer_id)) FROM asset a),
        'warranty', (SELECT json_build_object(
                         'contractor', (SELECT j FROM party WHERE id = w.contractor_id),
                         'part', w.part, 'until', w.ends_on) FROM warranty w),
        'provider', (SELECT json_build_object(
                         'party', (SELECT j FROM party WHERE id = k.company_id),
                         'starts_on', k.starts_on, 'ends_on', k.ends_on) FROM contract k),
        'residents_committee', (SELECT j FROM party WHERE kind = 'residents_committee'
                                                     AND region_id = p.community_id),
        'street_office', (SELECT j FROM party WHERE kind = 'street_office' AND region_id = p.street_id),
        'district_office', (SELECT j FROM party WHERE kind = 'district_office' ORDER BY id LIMIT 1),
        'utilities', (SELECT json_object_agg(u.utility_kind, u.j) FROM (
                          SELECT DISTINCT ON (utility_kind) utility_kind, j FROM party WHERE kind = 'utility'
                          ORDER BY utility_kind, region_id = p.street_id DESC NULLS LAST, id) u),
        'departments', (SELECT json_agg(j ORDER BY id) FROM party WHERE kind = 'department')
    )::text AS facts
    FROM place p
""")


def routing_facts(
    compound_id: UUID,
    building_id: UUID | None,
    asset_id: UUID | None,
    asset_kind: str | None,
    on_date: date,
) -> PlaceFacts:
    """Return the facts of a place on ``on_date``, in one round trip. Raises ``NotFound``.

    Without ``asset_id``, an asset of ``asset_kind`` is taken: one of the building first, else a shared one.
    """
    row = db.session.execute(
        FACTS,
        {
            "compound": compound_id,
            "building": building_id,
            "asset": asset_id,
            "kind": asset_kind,
            "day": on_date,
        },
    ).first()
    if row is None:
        raise NotFound
    return _facts(orjson.loads(row.facts))


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


def _provider(raw: dict[str, Any] | None) -> Provider | None:
    if raw is None:
        return None
    ends_on = date.fromisoformat(raw["ends_on"]) if raw["ends_on"] else None
    return Provider(_sure(raw["party"]), date.fromisoformat(raw["starts_on"]), ends_on)
