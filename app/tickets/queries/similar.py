"""Open tickets that may be about the same thing: same compound, and category, asset, building or words agree."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.db import fast
from app.core.errors import NotFound
from app.tickets.queries.lists import OPEN, PHOTO
from app.tickets.queries.scope import place_of

MOST = 5
LOOK_AT = 200
"""So many of the newest open tickets of a compound are compared: the ninth in a hundred is not a neighbour's leak."""
ALIKE = 0.25
"""Trigram similarity from which words count as alike; two short reports of one leak reach it, two others rarely do."""

SIMILAR = text(f"""
    WITH near AS MATERIALIZED (
        SELECT * FROM tickets_ticket t
        WHERE t.compound_id = :compound AND {OPEN} AND t.state <> 'awaiting_confirmation'
        ORDER BY t.created_at DESC LIMIT {LOOK_AT}
    ), scored AS (
        SELECT t.*, (CAST(:asset AS uuid) IS NOT NULL AND t.asset_id = :asset) AS same_asset,
               (CAST(:category AS text) IS NOT NULL AND t.category = :category) AS same_category,
               (CAST(:building AS uuid) IS NOT NULL AND t.building_id = :building) AS same_building,
               (CAST(:building AS uuid) IS NOT NULL AND t.building_id IS NOT NULL AND t.building_id <> :building)
                   AS other_building,
               similarity(t.description, :words) AS alike
        FROM near t
    )
    SELECT t.id, t.no, t.state, t.suspend_cause, t.created_at, t.description, t.public_ok, t.reporter_id,
           t.filed_by_id, t.delegation_id, t.basis, t.responsible_org_id, t.assignee_id,
           t.same_asset, t.same_category, t.same_building, t.alike,
           c.name AS compound_name, b.name AS building_name, s.name AS asset_name, k.name AS category_name, {PHOTO},
           1 + (SELECT count(*) FROM tickets_follower f WHERE f.ticket_id = t.id) AS reporters,
           EXISTS (SELECT 1 FROM tickets_follower f WHERE f.ticket_id = t.id AND f.person_id = :me) AS joined
    FROM scored t JOIN places_compound c ON c.id = t.compound_id
    LEFT JOIN places_building b ON b.id = t.building_id
    LEFT JOIN places_asset s ON s.id = t.asset_id
    LEFT JOIN tickets_category k ON k.code = t.category
    WHERE (t.same_asset OR (t.same_category AND NOT t.other_building) OR (t.alike >= {ALIKE} AND NOT t.other_building))
    ORDER BY t.same_asset DESC, t.same_category DESC, t.same_building DESC, t.alike DESC, t.created_at DESC
    LIMIT {MOST}
""")  # noqa: S608 - only constants of this module are put in


def similar(
    person_id: UUID,
    *,
    compound_id: UUID,
    category: str | None,
    description: str,
    building_id: UUID | None,
    asset_id: UUID | None,
) -> list[Row[Any]]:
    """Return up to ``MOST`` open tickets of a compound that may be about what ``person_id`` is about to report.

    Raises ``NotFound`` for a building or an asset that is not of the compound.
    """
    if place_of(compound_id, building_id, asset_id) is None:
        raise NotFound
    params = {
        "me": person_id,
        "compound": compound_id,
        "category": category,
        "words": description,
        "building": building_id,
        "asset": asset_id,
    }
    with fast() as connection:
        return list(connection.execute(SIMILAR, params).all())
