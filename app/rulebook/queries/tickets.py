"""Tickets for dry runs and for accuracy: read, never written."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.db import db, fast

MOST = 50_000
"""A dry run judges at most so many tickets, the newest of its period."""

PERIOD = """
    t.district_id = :district AND t.created_at >= :since AND t.created_at < :until
    AND (CAST(:street AS uuid) IS NULL OR t.street_id = :street)
"""

COUNT = text(f"""
    SELECT count(*) FROM (SELECT 1 FROM tickets_ticket t WHERE {PERIOD} LIMIT {MOST + 1}) AS within
""")  # noqa: S608 - only constants of this module are put in

NEXT = text(f"""
    SELECT t.id, t.no, t.created_at, t.compound_id, t.building_id, t.asset_id, t.kind, t.category, t.source,
           first.organisation_id AS first_org,
           CASE WHEN first.organisation_id IS NULL AND t.category IS NULL THEN t.description END AS words
    FROM tickets_ticket t
    LEFT JOIN LATERAL (SELECT r.organisation_id, r.rule FROM tickets_routing r WHERE r.ticket_id = t.id
                       ORDER BY r.seq LIMIT 1) AS first ON first.rule <> :by_hand
    WHERE {PERIOD}
      AND (CAST(:at AS timestamptz) IS NULL OR (t.created_at, t.id) < (:at, :after))
    ORDER BY t.created_at DESC, t.id DESC LIMIT :limit
""")  # noqa: S608 - only constants of this module are put in

FIRST = """
    FROM tickets_ticket t
    JOIN LATERAL (SELECT r.rule, r.organisation_id FROM tickets_routing r WHERE r.ticket_id = t.id
                  ORDER BY r.seq LIMIT 1) AS first ON true
"""
CLOSED = """
    t.district_id = :district AND t.state = 'closed' AND t.closed_at >= :since AND t.closed_at < :until
    AND (CAST(:street AS uuid) IS NULL OR t.street_id = :street)
"""

ACCURACY = text(f"""
    SELECT first.rule, count(*) AS total,
           count(*) FILTER (WHERE first.organisation_id = t.responsible_org_id) AS hits
    {FIRST} WHERE {CLOSED} GROUP BY first.rule ORDER BY total DESC, first.rule
""")

CLOSED_ROWS = text(f"""
    SELECT t.id, t.no, t.closed_at, t.category, c.name AS compound, o1.name AS first_party, o2.name AS closer,
           first.organisation_id = t.responsible_org_id AS hit
    {FIRST}
    JOIN places_compound c ON c.id = t.compound_id
    JOIN places_organisation o1 ON o1.id = first.organisation_id
    JOIN places_organisation o2 ON o2.id = t.responsible_org_id
    WHERE {CLOSED} AND first.rule = :rule
      AND (CAST(:hit AS boolean) IS NULL OR (first.organisation_id = t.responsible_org_id) = :hit)
      AND (CAST(:at AS timestamptz) IS NULL OR (t.closed_at, t.id) < (:at, :after))
    ORDER BY t.closed_at DESC, t.id DESC LIMIT :limit
""")


def how_many(district_id: UUID, street_id: UUID | None, since: datetime, until: datetime) -> int:
    """Return how many tickets were reported in [since, until); ``MOST`` + 1 when there are more than ``MOST``."""
    values = {"district": district_id, "street": street_id, "since": since, "until": until}
    return int(db.session.execute(COUNT, values).scalar_one())


def next_tickets(run: Any, by_hand: str, limit: int) -> list[Row[Any]]:
    """Return the tickets of a run that follow its cursor, newest first.

    ``first_org`` is whom a rule first made responsible. ``words`` is there only where the router has yet to guess.
    """
    values = {
        "district": run.district_id,
        "street": run.street_id,
        "since": run.since,
        "until": run.until,
        "at": run.cursor_at,
        "after": run.cursor_id,
        "by_hand": by_hand,
        "limit": limit,
    }
    return list(db.session.execute(NEXT, values).all())


def accuracy(district_id: UUID, street_id: UUID | None, since: datetime, until: datetime) -> list[Row[Any]]:
    """Return by rule how many tickets were closed in [since, until) that it had first routed (``total``).

    ``hits`` are those closed by the very organisation that the rule had named.
    """
    values = {"district": district_id, "street": street_id, "since": since, "until": until}
    with fast() as connection:
        return list(connection.execute(ACCURACY, values).all())


def closed_rows(
    district_id: UUID,
    street_id: UUID | None,
    since: datetime,
    until: datetime,
    *,
    rule: str,
    hit: bool | None,
    cursor: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Row[Any]]:
    """Return the tickets behind one rule's accuracy, the last closed first; one more than ``limit``."""
    values = {
        "district": district_id,
        "street": street_id,
        "since": since,
        "until": until,
        "rule": rule,
        "hit": hit,
        "at": cursor[0] if cursor else None,
        "after": cursor[1] if cursor else None,
        "limit": limit + 1,
    }
    with fast() as connection:
        return list(connection.execute(CLOSED_ROWS, values).all())
