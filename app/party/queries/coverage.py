"""What each compound has of 党建联建, in one statement however many compounds there are."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Row, text

from app.core.auth import Actor
from app.core.db import fast
from app.core.permissions import Permission

COVERAGE = """
    SELECT k.id, k.name, k.latitude, k.longitude, m.name AS community, s.name AS street, o.name AS company,
           a.number, a.ends_on, a.id AS agreement_id,
           coalesce(a.signed_by_company, false) AS company_signed,
           coalesce(p.to_company, 0) AS to_company, coalesce(p.to_community, 0) AS to_community,
           coalesce(c.open, 0) AS open, coalesce(c.overdue, 0) AS overdue
    FROM places_compound k
    JOIN places_region m ON m.id = k.community_id
    JOIN places_region s ON s.id = k.street_id
    LEFT JOIN places_contract t
        ON t.compound_id = k.id AND t.starts_on <= :day AND (t.ends_on IS NULL OR t.ends_on >= :day)
    LEFT JOIN places_organisation o ON o.id = t.company_id
    LEFT JOIN LATERAL (
        SELECT g.id, g.number, g.ends_on,
               EXISTS (SELECT 1 FROM party_agreement_party y
                       WHERE y.agreement_id = g.id AND y.organisation_id = t.company_id) AS signed_by_company
        FROM party_agreement_compound x JOIN party_agreement g ON g.id = x.agreement_id
        WHERE x.compound_id = k.id AND g.signed_on <= :day AND g.starts_on <= :day AND g.ends_on >= :day
          AND (g.state IN ('in_force', 'ended') OR g.state = 'terminated' AND NOT EXISTS (
               SELECT 1 FROM party_agreement_event e WHERE e.agreement_id = g.id AND e.action = 'terminate'
               AND CAST(e.at AT TIME ZONE 'Asia/Shanghai' AS date) <= :day))
        ORDER BY signed_by_company DESC, g.ends_on DESC, g.id LIMIT 1
    ) a ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE z.direction = 'to_company') AS to_company,
               count(*) FILTER (WHERE z.direction = 'to_community') AS to_community
        FROM party_cross_post z
        WHERE z.community_id = k.community_id AND t.company_id IN (z.from_id, z.to_id)
          AND z.starts_on <= :day AND (z.ends_on IS NULL OR z.ends_on >= :day)
    ) p ON true
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE q.state IN ('listed', 'claimed', 'doing')) AS open,
               count(*) FILTER (WHERE q.state IN ('listed', 'claimed', 'doing') AND q.due_on < :day) AS overdue
        FROM party_commitment q WHERE q.agreement_id = a.id AND (q.compound_id IS NULL OR q.compound_id = k.id)
    ) c ON true
    WHERE {scope}
    ORDER BY s.name, m.name, k.name, k.id
"""


def coverage(actor: Actor, day: date) -> list[Row[Any]]:
    """Return every compound in the region of the post in use with what it has on a day, by street and community."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.PARTY_READ):
        return []
    statement = text(COVERAGE.format(scope=f"k.{post.region_kind or 'community'}_id = :region"))
    with fast() as connection:
        return list(connection.execute(statement, {"region": post.region_id, "day": day}).all())
