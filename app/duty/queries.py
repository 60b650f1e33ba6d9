"""All SELECTs of the duty area. Who may see which company is decided by ``company_at``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db, fast
from app.core.errors import InvalidInput, NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission, Role
from app.duty.models import Setting, Shift
from app.duty.policy import OnDuty
from app.places.queries import provider_of, reaches
from app.tickets.queries import Door
from app.tickets.queries.detail import COLUMNS, JOINS
from app.tickets.queries.lists import OPEN, PHOTO
from app.tickets.queries.scope import visible

MOST_ROWS = 500
IN_FORCE = "{0}.starts_on <= :today AND ({0}.ends_on IS NULL OR {0}.ends_on >= :today)"
POST_COUNTS = f"x.ended_at IS NULL AND {IN_FORCE.format('x')}"
WORKS_THERE = """
    x.organisation_id = :org AND x.role IN ('repair', 'manager')
    AND (CAST(:compound AS uuid) IS NULL OR x.compound_id IS NULL OR x.compound_id = :compound)
"""
"""Posts on alias ``x`` whose holders take orders of a company in a compound, or anywhere when none is named."""


# --- scope ---


def company_at(actor: Actor, compound_id: UUID | None) -> UUID:
    """Return the company whose roster ``actor`` may see: his own, or the one that serves a compound of his region.

    Raises ``NotFound`` for a compound that he does not reach or that nobody serves, ``InvalidInput`` when an office
    names no compound.
    """
    post = actor.post
    if post is None:
        raise NotFound
    if actor.role is Role.MANAGER and post.organisation_id is not None:
        if compound_id is not None and compound_id not in post.compounds:
            raise NotFound
        return post.organisation_id
    if compound_id is None:
        raise InvalidInput(fields={"compound_id": ["请选择小区"]})
    found = provider_of(compound_id) if reaches(actor, compound_id) else None
    if found is None:
        raise NotFound
    return found[0].id


SERVED = text(
    f"SELECT DISTINCT k.compound_id FROM places_contract k WHERE k.company_id = :org AND {IN_FORCE.format('k')}"  # noqa: S608
)


def served_by(organisation_id: UUID) -> frozenset[UUID]:
    """Return the compounds that a company serves by contract today."""
    rows = db.session.execute(SERVED, {"org": organisation_id, "today": today()})
    return frozenset(row.compound_id for row in rows)


# --- settings ---


SETTINGS = f"""
    SELECT c.id, c.created_at, c.name, o.id AS organisation_id, o.short_name AS organisation, s.mode,
           coalesce(s.version, 0) AS version, s.changed_at, p.display_name AS changed_by
    FROM places_compound c
    JOIN LATERAL (SELECT k.company_id FROM places_contract k
                  WHERE k.compound_id = c.id AND {IN_FORCE.format("k")}
                  ORDER BY k.starts_on DESC, k.id DESC LIMIT 1) k ON true
    JOIN places_organisation o ON o.id = k.company_id
    LEFT JOIN duty_setting s ON s.organisation_id = o.id AND s.compound_id = c.id
    LEFT JOIN identity_person p ON p.id = s.changed_by
"""  # noqa: S608


def _reached(actor: Actor) -> tuple[str, dict[str, Any]]:
    """Return the condition for the compounds (``c``, served by ``k``) whose roster ``actor`` may see."""
    post = actor.post
    if post is None:
        return "false", {}
    if actor.role is Role.MANAGER:
        where = "k.company_id = :org AND c.id = ANY(:compounds)"
        return where, {"org": post.organisation_id, "compounds": list(post.compounds)}
    return (f"c.{post.region_kind}_id = :region", {"region": post.region_id}) if post.region_kind else ("false", {})


def settings_page(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return the compounds that ``actor`` reaches, each with its company and how that one hands out orders."""
    where, params = _reached(actor)
    params = params | {"today": today(), "limit": limit + 1}
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        where += " AND (c.created_at, c.id) < (:at, :after)"
    statement = text(f"{SETTINGS} WHERE {where} ORDER BY c.created_at DESC, c.id DESC LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def setting_row(actor: Actor, compound_id: UUID) -> Row[Any]:
    """Return how the company of one compound hands out orders. Raises ``NotFound``."""
    where, params = _reached(actor)
    params = params | {"today": today(), "id": compound_id}
    with fast() as connection:
        found = connection.execute(text(f"{SETTINGS} WHERE {where} AND c.id = :id"), params).first()
    if found is None:
        raise NotFound
    return found


def lock_setting(organisation_id: UUID, compound_id: UUID) -> Setting | None:
    """Lock and return how a company hands out orders in a compound, or None when it never chose."""
    statement = text("SELECT 1 FROM duty_setting WHERE organisation_id = :org AND compound_id = :compound FOR UPDATE")
    if db.session.execute(statement, {"org": organisation_id, "compound": compound_id}).first() is None:
        return None
    return db.session.get(Setting, (organisation_id, compound_id), populate_existing=True)


# --- handing out ---

ON_DUTY = text(f"""
    SELECT p.id AS person_id, p.display_name AS name, u.last_turn
    FROM (SELECT DISTINCT f.person_id FROM duty_shift f
          WHERE f.organisation_id = :org AND f.starts_at <= :at AND f.ends_at > :at
            AND (f.compound_id IS NULL OR f.compound_id = :compound)) f
    JOIN identity_person p ON p.id = f.person_id AND p.status = 'active'
    LEFT JOIN duty_turn u ON u.organisation_id = :org AND u.compound_id = :compound AND u.person_id = p.id
    WHERE EXISTS (SELECT 1 FROM identity_post x WHERE x.person_id = p.id AND {POST_COUNTS} AND {WORKS_THERE})
""")  # noqa: S608


def on_duty(organisation_id: UUID, compound_id: UUID, at: datetime) -> list[OnDuty]:
    """Return who of a company is on duty in a compound at ``at`` and still works there."""
    params = {"org": organisation_id, "compound": compound_id, "at": at, "today": today()}
    return [OnDuty(**row._mapping) for row in db.session.execute(ON_DUTY, params)]


WAITING = """
    SELECT t.id, t.no, t.version, t.district_id, t.community_id, t.open_to_all, coalesce(k.name, '') AS category_name
    FROM tickets_ticket t LEFT JOIN tickets_category k ON k.code = t.category
    WHERE t.state = 'dispatched' AND t.assignee_id IS NULL AND t.responsible_org_id = :org
"""


def waiting_order(ticket_id: UUID, organisation_id: UUID) -> Row[Any] | None:
    """Return an order that waits in a company for somebody to take it, or None when it does not (any more)."""
    params = {"org": organisation_id, "id": ticket_id}
    return db.session.execute(text(f"{WAITING} AND t.id = :id"), params).first()


def waiting_orders(
    organisation_id: UUID, compound_id: UUID, version: int, before: datetime, limit: int
) -> list[Row[Any]]:
    """Return orders that wait in a company and compound since ``before`` and were not handed out under this version."""
    statement = text(f"""
        {WAITING} AND t.compound_id = :compound AND {OPEN}
          AND t.dispatched_at <= :before
          AND NOT EXISTS (SELECT 1 FROM duty_handout h
                          WHERE h.ticket_id = t.id AND h.seq = t.version AND h.setting_version = :version)
        ORDER BY t.created_at, t.id LIMIT :limit
    """)  # noqa: S608
    params = {"org": organisation_id, "compound": compound_id, "version": version, "before": before, "limit": limit}
    return list(db.session.execute(statement, params).all())


HANDED = text("SELECT 1 FROM duty_handout WHERE ticket_id = :ticket AND seq >= :seq LIMIT 1")


def was_handed_out(ticket_id: UUID, seq: int) -> bool:
    """Return whether an order was handed out since it came to the company with version ``seq``."""
    return db.session.execute(HANDED, {"ticket": ticket_id, "seq": seq}).first() is not None


HANDOUTS = """
    SELECT h.ticket_id AS id, h.at, h.mode, h.outcome, h.reason, t.no, c.name AS compound, h.compound_id,
           coalesce(k.name, '') AS category, h.person_id, p.display_name AS person
    FROM duty_handout h JOIN tickets_ticket t ON t.id = h.ticket_id JOIN places_compound c ON c.id = h.compound_id
    LEFT JOIN tickets_category k ON k.code = t.category LEFT JOIN identity_person p ON p.id = h.person_id
    WHERE h.organisation_id = :org AND h.compound_id = ANY(:compounds)
"""


def handouts(organisation_id: UUID, compounds: Iterable[UUID], *, limit: int, cursor: str | None) -> Page:
    """Return how orders were handed out in some compounds of a company, newest first."""
    params: dict[str, Any] = {"org": organisation_id, "compounds": list(compounds), "limit": limit + 1}
    more = ""
    if cursor:
        params["before"], params["after"] = decode_cursor(cursor)
        more = "AND (h.at, h.ticket_id) < (:before, :after)"
    with fast() as connection:
        statement = text(f"{HANDOUTS} {more} ORDER BY h.at DESC, h.ticket_id DESC LIMIT :limit")
        return page_of_rows(connection.execute(statement, params).all(), limit, at="at")


# --- the roster ---

WORKERS = text(f"""
    SELECT p.id, p.display_name AS name, bool_or(x.role = 'manager') AS manages,
           coalesce(w.open, 0) AS open, coalesce(w.late, 0) AS late
    FROM identity_post x JOIN identity_person p ON p.id = x.person_id AND p.status = 'active'
    LEFT JOIN (
        SELECT t.assignee_id, count(*) AS open,
               count(*) FILTER (WHERE t.state <> 'suspended' AND t.finish_due_at < :at) AS late
        FROM tickets_ticket t
        WHERE t.responsible_org_id = :org AND t.state IN ('dispatched', 'accepted', 'in_progress', 'suspended')
          AND {OPEN} AND t.assignee_id IS NOT NULL
        GROUP BY t.assignee_id) w ON w.assignee_id = p.id
    WHERE {POST_COUNTS} AND {WORKS_THERE}
    GROUP BY p.id, w.open, w.late ORDER BY bool_or(x.role = 'manager'), p.display_name, p.id LIMIT {MOST_ROWS}
""")  # noqa: S608


def workers(organisation_id: UUID, compound_id: UUID | None, at: datetime) -> list[Row[Any]]:
    """Return who takes orders of a company (in a compound), each with how much he has open and late.

    Open is what is in his hands: neither finished nor waiting for the resident. Late is past the deadline of
    finishing while the clock runs.
    """
    params = {"org": organisation_id, "compound": compound_id, "at": at, "today": today()}
    with fast() as connection:
        return list(connection.execute(WORKERS, params).all())


SHIFTS = """
    SELECT f.id, f.person_id, f.organisation_id, f.compound_id, c.name AS compound, f.starts_at, f.ends_at, f.version
    FROM duty_shift f LEFT JOIN places_compound c ON c.id = f.compound_id
"""


def shifts_between(organisation_id: UUID, compounds: Iterable[UUID], begin: datetime, end: datetime) -> list[Row[Any]]:
    """Return the shifts of a company that touch the span, for all of its compounds or one of ``compounds``."""
    statement = text(f"""
        {SHIFTS} WHERE f.organisation_id = :org AND f.ends_at > :begin AND f.starts_at < :end
          AND (f.compound_id IS NULL OR f.compound_id = ANY(:compounds))
        ORDER BY f.starts_at, f.id LIMIT 5000
    """)
    params = {"org": organisation_id, "compounds": list(compounds), "begin": begin, "end": end}
    with fast() as connection:
        return list(connection.execute(statement, params).all())


def my_shifts(person_id: UUID, organisation_id: UUID | None, days: int = 14) -> list[Row[Any]]:
    """Return the shifts of a person in a company that run now or begin within ``days``."""
    at = now()
    statement = text(f"""
        {SHIFTS} WHERE f.person_id = :me AND f.organisation_id = :org AND f.ends_at > :at AND f.starts_at < :until
        ORDER BY f.starts_at, f.id LIMIT {MOST_ROWS}
    """)
    params = {"me": person_id, "org": organisation_id, "at": at, "until": at + timedelta(days=days)}
    with fast() as connection:
        return list(connection.execute(statement, params).all())


def shift(shift_id: UUID) -> Row[Any]:
    """Return one shift as the roster shows it. The caller has decided that it may be shown. Raises ``NotFound``."""
    with fast() as connection:
        found = connection.execute(text(f"{SHIFTS} WHERE f.id = :id"), {"id": shift_id}).first()
    if found is None:
        raise NotFound
    return found


def lock_shift(actor: Actor, shift_id: UUID) -> Shift:
    """Lock and return a shift of the manager's company in his compounds. Raises ``NotFound``."""
    post = actor.post
    statement = text("""
        SELECT f.id FROM duty_shift f WHERE f.id = :id AND f.organisation_id = :org
          AND (f.compound_id IS NULL OR f.compound_id = ANY(:compounds)) FOR UPDATE
    """)
    params = {
        "id": shift_id,
        "org": post.organisation_id if post else None,
        "compounds": list(post.compounds) if post else [],
    }
    if not actor.holds(Permission.DUTY_EDIT) or db.session.execute(statement, params).first() is None:
        raise NotFound
    found = db.session.get(Shift, shift_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


OVERLAPPING = text("""
    SELECT f.starts_at, f.ends_at, f.organisation_id FROM duty_shift f
    WHERE f.person_id = :person AND tstzrange(f.starts_at, f.ends_at) && tstzrange(:begin, :end)
      AND f.id IS DISTINCT FROM CAST(:not_this AS uuid)
    ORDER BY f.starts_at LIMIT 1
""")


def overlapping(person_id: UUID, begin: datetime, end: datetime, not_this: UUID | None) -> Row[Any] | None:
    """Return a shift of a person that overlaps the span, other than ``not_this``."""
    params = {"person": person_id, "begin": begin, "end": end, "not_this": not_this}
    return db.session.execute(OVERLAPPING, params).first()


WORKER = text(f"""
    SELECT 1 FROM identity_post x JOIN identity_person p ON p.id = x.person_id AND p.status = 'active'
    WHERE x.person_id = :person AND x.ended_at IS NULL AND x.starts_on <= :day
      AND (x.ends_on IS NULL OR x.ends_on >= :day) AND {WORKS_THERE} LIMIT 1
""")  # noqa: S608


def is_worker(person_id: UUID, organisation_id: UUID, compound_id: UUID | None, day: date) -> bool:
    """Return whether a person takes orders of a company (in a compound) on ``day``."""
    params = {"person": person_id, "org": organisation_id, "compound": compound_id, "day": day}
    return db.session.execute(WORKER, params).first() is not None


# --- the pool ---


def pool(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return the free orders that ``actor`` may take, the one that is due first at the top."""
    condition, params = visible(actor, Door.STAFF)
    params = params | {"limit": limit + 1}
    more = ""
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        more = "AND (t.finish_due_at, t.id) > (:at, :after)"
    statement = text(f"""
        WITH t AS MATERIALIZED (
            SELECT * FROM tickets_ticket t
            WHERE {condition} AND t.state = 'dispatched' AND t.assignee_id IS NULL AND t.open_to_all
              AND {OPEN} {more}
            ORDER BY t.finish_due_at, t.id LIMIT :limit)
        SELECT {COLUMNS}, {PHOTO} FROM t {JOINS} ORDER BY t.finish_due_at, t.id
    """)  # noqa: S608
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit, at="finish_due_at")
