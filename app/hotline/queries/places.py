"""SELECTs on places, as far as orders need them: the compounds of a scope and their buildings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.db import db
from app.hotline.matching import Place, Places

COMPOUNDS = text("""
    SELECT c.id, c.code, c.name, c.address, m.name AS community, s.name AS street
    FROM places_compound c
    JOIN places_region m ON m.id = c.community_id
    JOIN places_region s ON s.id = c.street_id
    WHERE c.district_id = :district AND (CAST(:street AS uuid) IS NULL OR c.street_id = :street)
    ORDER BY c.name, c.id LIMIT 20000
""")
BUILDINGS = text("SELECT id, compound_id, name FROM places_building WHERE compound_id = ANY(:ids) ORDER BY name, id")
DISTRICT = text("""
    SELECT r.id, r.code, r.name, o.name AS office, o.phone
    FROM places_region r
    LEFT JOIN places_organisation o ON o.region_id = r.id AND o.kind = 'district_office'
    WHERE r.id = :id
""")
NEAREST = text("""
    SELECT * FROM (
        SELECT id, name, CAST(2 * 6371008.8 * asin(least(1, sqrt(
            sin(radians(latitude - :latitude) / 2) ^ 2
            + cos(radians(latitude)) * cos(radians(:latitude)) * sin(radians(longitude - :longitude) / 2) ^ 2
        ))) AS integer) AS metres
        FROM places_compound WHERE district_id = :district AND latitude IS NOT NULL
    ) AS far WHERE metres <= :metres ORDER BY metres, id LIMIT 1
""")
"""The way over the globe by the haversine formula."""
DISTRICTS = text("SELECT count(*) FROM places_region WHERE kind = 'district'")


def places(district_id: UUID, street_id: UUID | None) -> Places:
    """Return the compounds of a street, or of the whole district when ``street_id`` is None."""
    rows = db.session.execute(COMPOUNDS, {"district": district_id, "street": street_id})
    return Places([Place(**row._mapping) for row in rows])


def nearest(district_id: UUID, latitude: float, longitude: float, metres: int) -> Row[Any] | None:
    """Return ``id``, ``name`` and whole ``metres`` of the compound nearest to a point (WGS84), if it is near enough."""
    point = {"latitude": latitude, "longitude": longitude, "metres": metres}
    return db.session.execute(NEAREST, point | {"district": district_id}).first()


def buildings(compound_ids: Iterable[UUID]) -> dict[UUID, dict[UUID, str]]:
    """Return the names of buildings by id, by compound."""
    found: dict[UUID, dict[UUID, str]] = {}
    for row in db.session.execute(BUILDINGS, {"ids": list(compound_ids)}):
        found.setdefault(row.compound_id, {})[row.id] = row.name
    return found


def district(district_id: UUID) -> Row[Any] | None:
    """Return a district with its office, or None."""
    return db.session.execute(DISTRICT, {"id": district_id}).first()


def district_count() -> int:
    """Return how many districts this installation serves."""
    return int(db.session.execute(DISTRICTS).scalar_one())
