"""The one statement behind ``app.places.routing``: a place and everybody who may be responsible there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text

from app.core.db import db

FACTS = text("""
    WITH place AS (
        SELECT c.id, c.name, c.address, c.district_id, c.community_id, c.street_id,
               b.id AS building_id, b.name AS building_name, b.title_unit_id
        FROM places_compound c
        LEFT JOIN places_asset chosen ON chosen.id = CAST(:asset AS uuid) AND chosen.compound_id = c.id
        LEFT JOIN places_building b
               ON b.compound_id = c.id AND b.id = coalesce(chosen.building_id, CAST(:building AS uuid))
        WHERE c.id = CAST(:compound AS uuid)
    ), here AS NOT MATERIALIZED (
        SELECT o.* FROM place p JOIN places_organisation o ON o.district_id = p.district_id
        WHERE o.ended_on IS NULL OR o.ended_on > CAST(:day AS date)
    ), asset AS (
        SELECT a.* FROM place p JOIN places_asset a ON a.compound_id = p.id
        WHERE a.id = CAST(:asset AS uuid)
           OR (CAST(:asset AS uuid) IS NULL AND a.kind = CAST(:kind AS text)
               AND (a.ended_on IS NULL OR a.ended_on > CAST(:day AS date))
               AND (a.building_id IS NULL OR a.building_id = p.building_id))
        ORDER BY a.building_id IS NULL, a.name, a.id LIMIT 1
    ), warranty AS (
        SELECT w.contractor_id, w.part, w.ends_on FROM asset a JOIN places_warranty w ON w.asset_id = a.id
        JOIN here o ON o.id = w.contractor_id
        WHERE CAST(:reported AS date) BETWEEN w.starts_on AND w.ends_on ORDER BY w.ends_on DESC, w.id LIMIT 1
    ), contract AS (
        SELECT k.company_id, k.starts_on, k.ends_on
        FROM place p JOIN places_contract k ON k.compound_id = p.id JOIN here o ON o.id = k.company_id
        WHERE k.starts_on <= CAST(:day AS date) AND (k.ends_on IS NULL OR k.ends_on >= CAST(:day AS date))
        ORDER BY k.starts_on DESC, k.id DESC LIMIT 1
    ), care AS (
        SELECT m.maintainer_id, m.payer, m.basis FROM asset a JOIN places_maintenance m ON m.asset_id = a.id
        JOIN here o ON o.id = m.maintainer_id
        WHERE m.starts_on <= CAST(:day AS date) AND (m.ends_on IS NULL OR m.ends_on >= CAST(:day AS date))
          -- A company without a contract sees nothing of the compound: an order given to it would lie there.
          AND (o.kind <> 'property_company' OR o.id = (SELECT company_id FROM contract))
        LIMIT 1
    ), party AS (
        SELECT o.id, o.kind, o.utility_kind, o.region_id, json_build_object(
                   'id', o.id, 'name', o.name, 'short', o.short_name, 'kind', o.kind, 'phone', o.phone) AS j
        FROM place p, here o
        WHERE (o.district_id = p.district_id AND o.kind IN ('utility', 'department', 'district_office'))
           OR (o.kind = 'residents_committee' AND o.region_id = p.community_id)
           OR (o.kind = 'street_office' AND o.region_id = p.street_id)
           OR o.id IN (p.title_unit_id,
                       (SELECT company_id FROM contract), (SELECT contractor_id FROM warranty),
                       (SELECT operator_id FROM asset), (SELECT maintainer_id FROM asset),
                       (SELECT maintainer_id FROM care))
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
        'lost', (SELECT json_build_object('contractor', o.name, 'part', w.part, 'until', w.ends_on)
                 FROM asset a JOIN places_warranty w ON w.asset_id = a.id
                 JOIN places_organisation o ON o.id = w.contractor_id AND o.ended_on <= CAST(:day AS date)
                 WHERE CAST(:reported AS date) BETWEEN w.starts_on AND w.ends_on AND NOT EXISTS (SELECT 1 FROM warranty)
                 ORDER BY w.ends_on DESC, w.id LIMIT 1),
        'care', (SELECT json_build_object(
                     'maintainer', (SELECT j FROM party WHERE id = m.maintainer_id),
                     'payer', m.payer, 'basis', m.basis) FROM care m),
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


def facts_of_place(
    compound_id: UUID,
    building_id: UUID | None,
    asset_id: UUID | None,
    asset_kind: str | None,
    on_date: date,
    reported_on: date,
) -> dict[str, Any] | None:
    """Return the facts as parsed JSON (ids and dates are text), or None without such a compound.

    Whose warranty it is, is asked of the day of the report; who is there to be given an order, of ``on_date``.
    """
    values = {
        "compound": compound_id,
        "building": building_id,
        "asset": asset_id,
        "kind": asset_kind,
        "day": on_date,
        "reported": reported_on,
    }
    row = db.session.execute(FACTS, values).first()
    if row is None:
        return None
    facts: dict[str, Any] = orjson.loads(row.facts)
    return facts
