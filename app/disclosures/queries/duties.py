"""SELECTs on duties: what is due where, and how compounds stand against one another."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.db import db, fast
from app.core.errors import InvalidInput, NotFound
from app.core.paging import Page, decode_cursor, encode_cursor
from app.disclosures.duties import DUE_SOON_DAYS, Shown
from app.disclosures.models import Duty
from app.disclosures.queries.scope import APPLIES, HAS_COMPANY, visible

STATES = {
    "overdue": "x.exempt_reason = '' AND x.next_due_on < :today",
    "due": "x.exempt_reason = '' AND x.next_due_on BETWEEN :today AND :soon",
    "ok": "x.exempt_reason = '' AND (x.next_due_on IS NULL OR x.next_due_on > :soon)",
    "exempt": "x.exempt_reason <> ''",
}
FAR, ASIDE = date(8998, 12, 31), date(8999, 12, 31)
"""Where duties without a day stand in a list by day, and after them those that are set aside."""

DUTIES = f"""
    SELECT x.*, c.name AS compound_name, r.name AS community_name, {HAS_COMPANY} AS has_company
    FROM disclosures_duty x JOIN places_compound c ON c.id = x.compound_id
    JOIN places_region r ON r.id = x.community_id
"""  # noqa: S608 - only constants are put in


def page(actor: Actor, *, compound_id: UUID | None, state: str | None, limit: int, cursor: str | None) -> Page:
    """Return the duties that count in the compounds that ``actor`` sees, the earliest due day first.

    What is set aside comes last: its day is nothing to hurry for.
    """
    condition, params = visible(actor)
    conditions = [condition, APPLIES]
    params |= {"today": today(), "soon": today() + timedelta(days=DUE_SOON_DAYS), "limit": limit + 1}
    if compound_id is not None:
        conditions.append("x.compound_id = :compound")
        params["compound"] = compound_id
    if state is not None:
        conditions.append(f"({STATES[state]})")
    order = f"CASE WHEN x.exempt_reason <> '' THEN DATE '{ASIDE}' ELSE coalesce(x.next_due_on, DATE '{FAR}') END"
    if cursor:
        at, params["after"] = decode_cursor(cursor)
        params["day"] = at.astimezone(BEIJING).date()
        conditions.append(f"({order}, x.id) > (:day, :after)")
    statement = text(f"{DUTIES} WHERE {' AND '.join(conditions)} ORDER BY {order}, x.id LIMIT :limit")
    with fast() as connection:
        rows = connection.execute(statement, params).all()
    last = rows[limit - 1] if len(rows) > limit else None
    mark = None
    if last is not None:
        day = ASIDE if last.exempt_reason else last.next_due_on or FAR
        mark = encode_cursor(datetime(day.year, day.month, day.day, tzinfo=BEIJING), last.id)
    return Page(rows[:limit], mark)


def due_soon(actor: Actor, days: int, limit: int) -> list[Row[Any]]:
    """Return duties that are overdue or due within ``days``, the earliest first."""
    condition, params = visible(actor)
    statement = text(f"""
        {DUTIES} WHERE {condition} AND {APPLIES} AND x.exempt_reason = '' AND x.next_due_on <= :until
        ORDER BY x.next_due_on, x.id LIMIT :limit
    """)
    params |= {"today": today(), "until": today() + timedelta(days=days), "limit": limit}
    with fast() as connection:
        return list(connection.execute(statement, params).all())


def lock(actor: Actor, duty_id: UUID) -> tuple[Duty, Row[Any]]:
    """Lock one duty; return it and its row. Raises ``NotFound``."""
    condition, params = visible(actor)
    statement = text(f"SELECT x.id FROM disclosures_duty x WHERE x.id = :id AND {condition} FOR UPDATE")  # noqa: S608
    if db.session.execute(statement, params | {"id": duty_id}).first() is None:
        raise NotFound
    row = db.session.execute(text(f"{DUTIES} WHERE x.id = :id"), {"id": duty_id, "today": today()}).first()
    found = db.session.get(Duty, duty_id, populate_existing=True)
    if found is None or row is None:
        raise NotFound
    return found, row


def lock_for_system(duty_id: UUID) -> tuple[Duty, bool] | None:
    """Lock one duty for a timer; return it and whether it counts today. None when it is gone."""
    found = db.session.scalar(
        select(Duty).where(Duty.id == duty_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        return None
    statement = text(f"SELECT {APPLIES} FROM disclosures_duty x WHERE x.id = :id")  # noqa: S608 - constants
    applies = db.session.execute(statement, {"id": duty_id, "today": today()}).scalar_one()
    return found, bool(applies)


def of_form(compound_id: UUID, form: str) -> list[Duty]:
    """Return the duties that a form fulfils in a compound, locked."""
    statement = select(Duty).where(Duty.compound_id == compound_id, Duty.form == form).with_for_update()
    return list(db.session.scalars(statement.order_by(Duty.id).execution_options(populate_existing=True)))


IN_FORCE = """
    SELECT count(*) > 0 AS anything, max(x.period_to) AS last_period_to,
           CASE WHEN bool_or(v.valid_to IS NULL) THEN NULL ELSE max(v.valid_to) END AS valid_to
    FROM disclosures_version v JOIN disclosures_publication x ON x.id = v.publication_id
    WHERE x.compound_id = :compound AND x.form = :form AND v.state = 'published'
"""


def shown(compound_id: UUID, form: str) -> Shown:
    """Return what of a form is published in a compound."""
    row = db.session.execute(text(IN_FORCE), {"compound": compound_id, "form": form}).one()
    return Shown(row.anything, row.valid_to, row.last_period_to)


MISSING = f"""
    SELECT x.id AS compound_id, x.district_id, x.street_id, x.community_id, w.code, w.form, w.party
    FROM (SELECT c.*, c.id AS compound_id FROM places_compound c) x
    CROSS JOIN jsonb_to_recordset(CAST(:rules AS jsonb)) AS w(code text, form text, party text)
    WHERE (w.party = 'all' OR (w.party = 'company') = {HAS_COMPANY})
      AND NOT EXISTS (SELECT 1 FROM disclosures_duty d
                      WHERE d.compound_id = x.id AND d.code = w.code AND d.form = w.form)
    ORDER BY x.id, w.code, w.form LIMIT :limit
"""  # noqa: S608


def missing(rules: str, limit: int) -> list[Row[Any]]:
    """Return duties (``rules`` as JSON) that compounds should have and that are not on record yet."""
    params = {"rules": rules, "today": today(), "limit": limit}
    return list(db.session.execute(text(MISSING), params).all())


# --- the overview ---

OVERVIEW = f"""
    WITH counted AS (
        SELECT x.compound_id, count(*) FILTER (WHERE x.last_published_at IS NOT NULL) AS published,
               count(*) FILTER (WHERE x.next_due_on BETWEEN :today AND :soon) AS due,
               count(*) FILTER (WHERE x.next_due_on < :today) AS overdue,
               count(*) FILTER (WHERE x.last_published_at IS NULL AND x.next_due_on IS NOT NULL) AS never,
               min(x.next_due_on) FILTER (WHERE x.next_due_on < :today) AS overdue_since
        FROM disclosures_duty x WHERE {{condition}} AND {APPLIES} AND x.exempt_reason = '' GROUP BY x.compound_id
    ), asked AS (
        SELECT o.compound_id, count(*) FILTER (WHERE o.state = 'open') AS open, count(*) AS every
        FROM disclosures_objection o JOIN counted n ON n.compound_id = o.compound_id
        WHERE o.state <> 'withdrawn' GROUP BY o.compound_id
    )
    SELECT n.*, c.name AS compound_name, c.code AS compound_code, r.name AS community_name, s.name AS street_name,
           g.short_name AS company_name, coalesce(a.open, 0) AS objections_open, coalesce(a.every, 0) AS objections
    FROM counted n JOIN places_compound c ON c.id = n.compound_id JOIN places_region r ON r.id = c.community_id
    JOIN places_region s ON s.id = c.street_id LEFT JOIN asked a ON a.compound_id = n.compound_id
    LEFT JOIN LATERAL (SELECT o.short_name FROM places_contract k JOIN places_organisation o ON o.id = k.company_id
                       WHERE k.compound_id = n.compound_id AND k.starts_on <= :today
                         AND (k.ends_on IS NULL OR k.ends_on >= :today)
                       ORDER BY k.starts_on DESC, k.id DESC LIMIT 1) g ON true
    WHERE {{after}}
    ORDER BY n.overdue DESC, n.compound_id LIMIT :limit
"""  # noqa: S608


def overview(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return how every compound in sight stands, those with most that is overdue first. One statement."""
    condition, params = visible(actor)
    params |= {"today": today(), "soon": today() + timedelta(days=DUE_SOON_DAYS), "limit": limit + 1}
    after = "true"
    if cursor:
        params["overdue"], params["after"] = _mark(cursor)
        after = "(n.overdue < :overdue OR (n.overdue = :overdue AND n.compound_id > :after))"
    statement = text(OVERVIEW.format(condition=condition, after=after))
    with fast() as connection:
        rows = connection.execute(statement, params).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(rows[:limit], f"{last.overdue}:{last.compound_id}" if last is not None else None)


def _mark(cursor: str) -> tuple[int, UUID]:
    overdue, _, compound_id = cursor.partition(":")
    try:
        if not (overdue.isascii() and overdue.isdigit() and len(overdue) < 6):
            raise ValueError
        return int(overdue), UUID(compound_id)
    except ValueError:
        raise InvalidInput(fields={"cursor": ["无效的翻页标记"]}) from None
