"""All SELECTs of the proactive area. A list or a task made for a person begins with ``visible``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.db import Found, db, fast, read_row
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, encode_cursor, page_of_rows
from app.core.permissions import Permission
from app.proactive.models import Task
from app.proactive.policy import NOTHING_TO_DO, WINDOW, Seen

MOST_EVIDENCE = 200
COUNTS = "t.state NOT IN ('withdrawn', 'merged') AND t.source <> 'proactive'"
"""Which tickets (``t``) count as repeats: not what was taken back or merged, nor what such a task lodged itself."""
HOUSEHOLD = "coalesce(t.home_id, t.reporter_id)"
JOINED = """ARRAY(
    SELECT coalesce(m.home_id, b.home_id, f.person_id) FROM tickets_follower f
    LEFT JOIN tickets_ticket m ON m.id = f.from_ticket_id
    LEFT JOIN LATERAL (SELECT b.home_id FROM identity_home_binding b
                       WHERE b.person_id = f.person_id AND b.compound_id = t.compound_id
                         AND b.state IN ('active', 'pending') ORDER BY b.state, b.id LIMIT 1) b ON true
    WHERE f.ticket_id = t.id)"""
"""The households of those who joined a ticket (``t``) or whose own was merged into it, as ``HOUSEHOLD`` names them."""
ACTIVE = "x.state IN ('open', 'doing')"


# --- scope ---


def visible(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return a condition on alias ``x`` and its parameters: the tasks in the region of the post in use."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.PROACTIVE_READ):
        return "false", {}
    return f"x.{post.region_kind or 'community'}_id = :region", {"region": post.region_id}


def may_see(actor: Actor, task_id: UUID) -> bool:
    """Return whether a person may see a task. Its photos ask this on every request."""
    condition, params = visible(actor)
    statement = text(f"SELECT 1 FROM proactive_task x WHERE x.id = :id AND {condition}")  # noqa: S608
    return read_row(statement, {"id": task_id} | params) is not None


# --- repeats ---

COUNTING = text(f"""
    SELECT t.id, t.created_at, t.compound_id, t.category, k.name AS category_name, c.district_id, c.street_id,
           c.community_id, c.households
    FROM tickets_ticket t
    JOIN tickets_category k ON k.code = t.category AND NOT k.group_code = ANY(:left_out)
    JOIN places_compound c ON c.id = t.compound_id
    WHERE t.id = :id AND {COUNTS}
      AND NOT EXISTS (SELECT 1 FROM proactive_ticket y WHERE y.ticket_id = t.id)
""")  # noqa: S608


def counting_ticket(ticket_id: UUID) -> Row[Any] | None:
    """Return a ticket that counts and belongs to no task yet, with its place; None when it does not count."""
    params = {"id": ticket_id, "left_out": list(NOTHING_TO_DO)}
    return db.session.execute(COUNTING, params).first()


NEAR = text(f"""
    SELECT t.id AS ticket_id, t.created_at AS at, {HOUSEHOLD} AS household, {JOINED} AS joined
    FROM tickets_ticket t
    WHERE t.compound_id = :compound AND t.created_at BETWEEN :begin AND :end AND t.category = :category AND {COUNTS}
      AND NOT EXISTS (SELECT 1 FROM proactive_ticket y WHERE y.ticket_id = t.id AND y.role = 'evidence')
    ORDER BY t.created_at DESC, t.id DESC LIMIT {MOST_EVIDENCE}
""")  # noqa: S608


def near(compound_id: UUID, category: str, at: datetime) -> list[Seen]:
    """Return what counts of one kind in one compound within ``WINDOW`` of ``at`` and is evidence of no task yet.

    One range of the index by compound and time, however many tickets there are.
    """
    params = {"compound": compound_id, "category": category, "begin": at - WINDOW, "end": at + WINDOW}
    return [
        Seen(row.ticket_id, row.at, row.household, frozenset(row.joined)) for row in db.session.execute(NEAR, params)
    ]


def lock_active(compound_id: UUID, category: str) -> UUID | None:
    """Lock the running task for one kind in one compound and return its id, or None."""
    statement = text(f"""
        SELECT x.id FROM proactive_task x
        WHERE x.compound_id = :compound AND x.category = :category AND x.kind = 'repeats' AND {ACTIVE} FOR UPDATE
    """)  # noqa: S608
    found: UUID | None = db.session.execute(statement, {"compound": compound_id, "category": category}).scalar()
    return found


# --- seasons ---

WITHOUT = text("""
    SELECT c.id, c.district_id, c.street_id, c.community_id FROM places_compound c
    WHERE NOT EXISTS (SELECT 1 FROM proactive_task x
                      WHERE x.compound_id = c.id AND x.kind = 'seasonal' AND x.season = :code AND x.season_year = :year)
    ORDER BY c.id LIMIT :limit
""")


def compounds_without(code: str, year: int, limit: int) -> list[Row[Any]]:
    """Return compounds that have no task for a season of a year."""
    return list(db.session.execute(WITHOUT, {"code": code, "year": year, "limit": limit}).all())


LAST_TIME = text(f"""
    SELECT k.code, k.name, count(*) AS tickets, count(DISTINCT {HOUSEHOLD}) AS households
    FROM tickets_ticket t JOIN tickets_category k ON k.code = t.category
    WHERE t.compound_id = :compound AND t.created_at >= :begin AND t.created_at < :end
      AND t.category = ANY(:categories) AND {COUNTS}
    GROUP BY k.code, k.name ORDER BY count(*) DESC, k.code
""")  # noqa: S608


def last_time(compound_id: UUID, categories: tuple[str, ...], begin: datetime, end: datetime) -> list[Row[Any]]:
    """Return how often each of some categories came up in a compound between two instants."""
    params = {"compound": compound_id, "categories": list(categories), "begin": begin, "end": end}
    with fast() as connection:
        return list(connection.execute(LAST_TIME, params).all())


ASSETS = text("""
    SELECT s.id, s.name FROM places_asset s WHERE s.compound_id = :compound AND s.kind = ANY(:kinds)
      AND (s.ended_on IS NULL OR s.ended_on > CAST(now() AT TIME ZONE 'Asia/Shanghai' AS date))
    ORDER BY s.kind, s.name LIMIT 100
""")


def assets(compound_id: UUID, kinds: tuple[str, ...]) -> list[Row[Any]]:
    """Return the equipment of some kinds in a compound."""
    with fast() as connection:
        return list(connection.execute(ASSETS, {"compound": compound_id, "kinds": list(kinds)}).all())


# --- tasks ---

TASKS = """
    SELECT x.id, x.created_at, x.district_id, x.street_id, x.community_id, x.compound_id, x.kind, x.category, x.season,
           x.season_year, x.title, x.reason, x.found, x.state, x.version, x.owner_id, x.next_on, x.ended_at,
           c.name AS compound_name, c.households AS of_households, r.name AS community_name, k.name AS category_name,
           p.display_name AS owner_name
    FROM proactive_task x
    JOIN places_compound c ON c.id = x.compound_id JOIN places_region r ON r.id = x.community_id
    LEFT JOIN tickets_category k ON k.code = x.category LEFT JOIN identity_person p ON p.id = x.owner_id
"""


def page(
    actor: Actor, *, state: str, kind: str | None, compound_id: UUID | None, limit: int, cursor: str | None
) -> Page:
    """Return tasks that ``actor`` sees: the running ones by next date, others the newest first."""
    condition, params = visible(actor)
    conditions, params = [condition], params | {"limit": limit + 1}
    active = state == "active"
    if active:
        conditions.append(ACTIVE)
    elif state != "all":
        conditions.append("x.state = :state")
        params["state"] = state
    for name, value in (("kind", kind), ("compound_id", compound_id)):
        if value is not None:
            conditions.append(f"x.{name} = :{name}")
            params[name] = value
    if cursor:
        at, params["after"] = decode_cursor(cursor)
        params["at"] = at.astimezone(BEIJING).date() if active else at
        conditions.append("(x.next_on, x.id) > (:at, :after)" if active else "(x.created_at, x.id) < (:at, :after)")
    order = "x.next_on, x.id" if active else "x.created_at DESC, x.id DESC"
    statement = text(f"{TASKS} WHERE {' AND '.join(conditions)} ORDER BY {order} LIMIT :limit")
    with fast() as connection:
        rows = connection.execute(statement, params).all()
    return _by_next(rows, limit) if active else page_of_rows(rows, limit)


def _by_next(rows: Any, limit: int) -> Page:
    last = rows[limit - 1] if len(rows) > limit else None
    mark = None
    if last is not None:
        day: date = last.next_on
        mark = encode_cursor(datetime(day.year, day.month, day.day, tzinfo=BEIJING), last.id)
    return Page(rows[:limit], mark)


def due_soon(actor: Actor, days: int, limit: int) -> list[Row[Any]]:
    """Return running tasks that nobody has begun, or whose next date lies within ``days``, by next date."""
    condition, params = visible(actor)
    statement = text(f"""
        {TASKS} WHERE {condition} AND {ACTIVE} AND (x.state = 'open' OR x.next_on <= :until)
        ORDER BY x.next_on, x.id LIMIT :limit
    """)
    params = params | {"until": today() + timedelta(days=days), "limit": limit}
    with fast() as connection:
        return list(connection.execute(statement, params).all())


def task(actor: Actor, task_id: UUID) -> Found:
    """Return one task. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor)
    found = read_row(text(f"{TASKS} WHERE x.id = :id AND {condition}"), {"id": task_id} | params)
    if found is None:
        raise NotFound
    return found


def lock_task(actor: Actor, task_id: UUID) -> Task:
    """Lock and return one task for a move. Raises ``NotFound`` when absent or not visible."""
    condition, params = visible(actor)
    statement = text(f"SELECT x.id FROM proactive_task x WHERE x.id = :id AND {condition} FOR UPDATE")  # noqa: S608
    if db.session.execute(statement, {"id": task_id} | params).first() is None:
        raise NotFound
    found = db.session.get(Task, task_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


TICKETS = text(f"""
    SELECT t.id, t.no, t.created_at, t.state, t.description, t.source, y.role, b.name AS building,
           k.name AS category_name, o.short_name AS organisation, {COUNTS} AS counts, {HOUSEHOLD} AS household,
           {JOINED} AS joined
    FROM proactive_ticket y JOIN tickets_ticket t ON t.id = y.ticket_id
    LEFT JOIN places_building b ON b.id = t.building_id LEFT JOIN tickets_category k ON k.code = t.category
    LEFT JOIN places_organisation o ON o.id = t.responsible_org_id
    WHERE y.task_id = :id ORDER BY t.created_at DESC, t.id DESC LIMIT {MOST_EVIDENCE}
""")  # noqa: S608


def tickets_of(task_id: UUID) -> list[Row[Any]]:
    """Return the tickets of a task, the newest first. The caller has decided that the task may be shown."""
    with fast() as connection:
        return list(connection.execute(TICKETS, {"id": task_id}).all())


EVENTS = text("""
    SELECT e.seq, e.at, e.action, e.after, e.note, e.next_on, e.photos, p.display_name AS actor
    FROM proactive_event e LEFT JOIN identity_person p ON p.id = e.actor_id WHERE e.task_id = :id ORDER BY e.seq
""")


def events_of(task_id: UUID) -> list[Row[Any]]:
    """Return the history of a task, the first step first."""
    with fast() as connection:
        return list(connection.execute(EVENTS, {"id": task_id}).all())
