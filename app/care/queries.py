"""All SELECTs of 后期管护. A page is one statement, however many compounds there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.dated import Span
from app.core.db import db
from app.core.outbox import CLOCK_UNSURE
from app.core.paging import Page, decode_cursor, encode_cursor
from app.core.permissions import Permission
from app.places.periods import SOON
from app.tickets.queries.scope import Door
from app.tickets.queries.scope import visible as visible_tickets

MOST_SHOWN = 5
"""Orders that a row names; it counts all."""
OPEN = "t.compound_id = c.id AND t.asset_id = a.id AND t.state NOT IN ('closed', 'withdrawn', 'merged')"

# The day from which somebody else has to be there: the one after the last, or today when that is over or nobody is
# left who built it.
GONE = "coalesce(k.ended_on <= CAST(:day AS date), false)"
AFTER = f"CASE WHEN {GONE} THEN CAST(:day AS date) ELSE greatest(w.ends_on + 1, CAST(:day AS date)) END"
DUTY = f"""
    SELECT m.id, o.name AS maintainer, m.payer, m.basis, m.starts_on, m.ends_on
    FROM places_maintenance m JOIN places_organisation o ON o.id = m.maintainer_id
    WHERE m.asset_id = a.id AND m.starts_on <= {AFTER} AND (m.ends_on IS NULL OR m.ends_on >= {AFTER})
      AND (o.ended_on IS NULL OR o.ended_on > CAST(:day AS date))
      AND (o.kind <> 'property_company' OR EXISTS (
          SELECT 1 FROM places_contract x WHERE x.compound_id = c.id AND x.company_id = o.id
            AND x.starts_on <= CAST(:day AS date) AND (x.ends_on IS NULL OR x.ends_on >= CAST(:day AS date))))
    LIMIT 1
"""  # noqa: S608 - only constants of this module are put in
NEXT_ONE = f"""
    SELECT 1 FROM places_warranty n
    JOIN places_organisation l ON l.id = n.contractor_id AND (l.ended_on IS NULL OR l.ended_on > CAST(:day AS date))
    WHERE n.asset_id = a.id AND n.part = w.part AND n.id <> w.id
      AND n.starts_on <= {AFTER} AND n.ends_on >= {AFTER}
"""  # noqa: S608
OWED = f"{OPEN} AND (t.created_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN w.starts_on AND w.ends_on"
FOLLOWED = f"(duty.id IS NOT NULL OR EXISTS ({NEXT_ONE}))"
TABLES = f"""
    FROM places_warranty w
    JOIN places_asset a ON a.id = w.asset_id AND (a.ended_on IS NULL OR a.ended_on > CAST(:day AS date))
    JOIN places_compound c ON c.id = a.compound_id
    JOIN places_region r ON r.id = c.community_id
    JOIN places_organisation k ON k.id = w.contractor_id
    LEFT JOIN places_building b ON b.id = a.building_id
    LEFT JOIN LATERAL ({DUTY}) duty ON true
"""
COLUMNS = f"""
    w.id, w.part, w.code, w.starts_on, w.ends_on, w.district_id, c.id AS compound_id, c.name AS compound,
    c.community_id, r.name AS community, b.name AS building, a.id AS asset_id, a.name AS asset,
    k.id AS contractor_id, k.name AS contractor, k.phone AS contractor_phone,
    duty.maintainer, duty.payer, duty.basis, duty.starts_on AS duty_from, duty.ends_on AS duty_until,
    {FOLLOWED} AS followed, {GONE} AS gone, (SELECT count(*) FROM tickets_ticket t WHERE {OPEN})::int AS open_orders,
    (SELECT count(*) FROM tickets_ticket t WHERE {OWED})::int AS owed
"""  # noqa: S608

SOON_OVER = f"w.ends_on <= CAST(:day AS date) + {max(SOON)}"
BARE = f"NOT {FOLLOWED} AND ({SOON_OVER} OR {GONE})"
ASKS = f"""({BARE} OR {SOON_OVER} AND (
     w.ends_on >= CAST(:day AS date) AND w.ends_on <= CAST(:day AS date) + {SOON[1]}
    OR w.ends_on >= CAST(:day AS date) AND EXISTS (SELECT 1 FROM tickets_ticket t WHERE {OPEN})
    OR w.ends_on < CAST(:day AS date) AND NOT {GONE} AND EXISTS (SELECT 1 FROM tickets_ticket t WHERE {OWED})))"""  # noqa: S608
"""What ``policy.asks_for_work`` says: soon over, or over with nobody after them, or with a repair that is owed."""

LEFT: dict[str, str] = {
    "todo": ASKS,
    "all": "true",
    "running": "w.ends_on >= CAST(:day AS date)",
    "over": "w.ends_on < CAST(:day AS date)",
    **{str(days): f"w.ends_on BETWEEN CAST(:day AS date) AND CAST(:day AS date) + {days}" for days in SOON},
}
"""Which warranties by what is left of them."""


def visible(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return the condition on compound ``c`` under which the post in use sees its warranties, with its parameters."""
    post = actor.post
    if post is None or not actor.holds(Permission.CARE_READ):
        return "false", {}
    if post.region_id is not None:
        column = {"district": "district_id", "street": "street_id"}.get(post.region_kind or "", "community_id")
        return f"c.{column} = :region", {"region": post.region_id}
    return "c.id = ANY(:served)", {"served": list(post.compounds)}


def page(
    actor: Actor,
    *,
    left: str,
    defects: bool,
    gap: bool,
    compound_id: UUID | None,
    contractor_id: UUID | None,
    warranty_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> Page:
    """Return warranties that ``actor`` sees, what ends first before the rest."""
    where, params = visible(actor)
    wanted = [where, LEFT[left]]
    if defects:
        wanted.append(f"EXISTS (SELECT 1 FROM tickets_ticket t WHERE {OPEN})")  # noqa: S608
    if gap:
        wanted.append(BARE)
    if warranty_id is not None:
        wanted.append("w.id = :warranty")
    if compound_id is not None:
        wanted.append("c.id = :compound")
    if contractor_id is not None:
        wanted.append("k.id = :contractor")
    if cursor:
        at, last = decode_cursor(cursor)
        wanted.append("(w.ends_on, w.id) > (CAST(:last_day AS date), CAST(:last_id AS uuid))")
        params |= {"last_day": at.astimezone(BEIJING).date(), "last_id": last}
    params |= {"compound": compound_id, "contractor": contractor_id, "warranty": warranty_id}
    rows = _read(actor, " AND ".join(wanted), params, limit + 1)
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(shown, encode_cursor(_moment(shown[-1].ends_on), shown[-1].id) if more else None)


def _moment(day: date) -> datetime:
    """Return a day in the form that a cursor has."""
    return datetime.combine(day, time(), BEIJING)


def to_look_after(actor: Actor, limit: int) -> tuple[Sequence[Row[Any]], int]:
    """Return the first warranties that ask ``actor`` for work, and how many there are: those of ``left=todo``."""
    where, params = visible(actor)
    rows = _read(actor, f"{where} AND {ASKS}", params, limit)
    if len(rows) < limit:
        return rows, len(rows)
    counted = text(f"SELECT count(*) {TABLES} WHERE {where} AND {ASKS}")
    return rows, db.session.scalar(counted, params | {"day": today()}) or 0


def _read(actor: Actor, where: str, params: dict[str, Any], limit: int) -> Sequence[Row[Any]]:
    """Return rows with what ``actor`` may see of their orders: the count is of the part, the numbers are his own."""
    seen, of_tickets = visible_tickets(actor, Door.STAFF)
    statement = text(f"""
        SELECT {COLUMNS}, (SELECT json_agg(x) FROM (
                SELECT t.id, t.no, t.state FROM tickets_ticket t WHERE {OPEN} AND {seen}
                ORDER BY t.created_at, t.id LIMIT {MOST_SHOWN}) x) AS orders
        {TABLES} WHERE {where} ORDER BY w.ends_on, w.id LIMIT :limit
    """)  # noqa: S608 - conditions are written in the code, values are bound
    return db.session.execute(statement, of_tickets | params | {"day": today(), "limit": limit}).all()


ONE = text(f"SELECT {COLUMNS} {TABLES} WHERE w.id = :id")
UNTOLD = text(f"""
    SELECT w.id, w.ends_on, near.days FROM places_warranty w
    JOIN places_asset a ON a.id = w.asset_id AND (a.ended_on IS NULL OR a.ended_on > CAST(:day AS date))
    CROSS JOIN LATERAL (SELECT min(one) AS days FROM unnest(CAST(:limits AS int[])) one
                        WHERE w.ends_on - CAST(:day AS date) <= one) near
    WHERE w.ends_on BETWEEN CAST(:day AS date) AND CAST(:day AS date) + {max(SOON)} AND NOT {CLOCK_UNSURE}
      AND NOT EXISTS (SELECT 1 FROM care_reminder m
                      WHERE m.warranty_id = w.id AND m.ends_on = w.ends_on AND m.days = near.days)
    ORDER BY w.ends_on, w.id LIMIT :limit
""")  # noqa: S608


def warranty(warranty_id: UUID) -> Row[Any] | None:
    """Return one warranty for the one who reminds of it; None when it, or what it is about, is there no longer."""
    return db.session.execute(ONE, {"id": warranty_id, "day": today()}).first()


def untold(limit: int) -> Sequence[Row[Any]]:
    """Return warranties that end soon and of which nobody was told yet: id, last day, narrowest limit."""
    return db.session.execute(UNTOLD, {"day": today(), "limits": list(SOON), "limit": limit}).all()


def days(actor: Actor, span: Span) -> Sequence[Row[Any]]:
    """Return the last days of warranties of a span that ``actor`` sees, for the calendar.

    One that is over is done when it asks nobody for work any more, as the desk says.
    """
    where, params = visible(actor)
    statement = text(f"""
        SELECT 'warranty' AS kind, w.ends_on AS on_day, w.id,
               CASE WHEN b.name IS NULL OR starts_with(a.name, b.name) THEN a.name ELSE b.name || a.name END
                   || '：' || w.part AS title,
               c.name AS subtitle, '' AS extra, w.ends_on < CAST(:day AS date) AND NOT {ASKS} AS done
        {TABLES} WHERE {where} AND w.ends_on BETWEEN :first AND :last
        ORDER BY w.ends_on, title, w.id LIMIT :limit
    """)
    params |= {"first": span.first, "last": span.last, "day": span.today, "limit": span.limit}
    return db.session.execute(statement, params).all()
