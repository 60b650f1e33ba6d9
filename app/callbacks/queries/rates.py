"""SELECTs of the three rates: counting a cell from its tasks, summing cells, and the rows behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.callbacks.models import COUNTS, NOBODY
from app.callbacks.queries.desk import LIST, scope
from app.core.auth import Actor
from app.core.db import db, fast
from app.core.paging import Page, decode_cursor, page_of_rows

COUNT_OF = """
    count(*) FILTER (WHERE s) AS orders,
    count(*) FILTER (WHERE q.excluded AND q.state <> 'void') AS excluded,
    count(*) FILTER (WHERE s AND q.state = 'open') AS waiting,
    count(*) FILTER (WHERE s AND q.state = 'unreached') AS unreached,
    count(*) FILTER (WHERE s AND q.state = 'answered') AS valid,
    count(*) FILTER (WHERE s AND q.state = 'answered' AND q.responded) AS responded,
    count(*) FILTER (WHERE s AND q.state = 'answered' AND q.outcome = 'solved') AS solved,
    count(*) FILTER (WHERE s AND q.state = 'answered' AND q.outcome = 'partly') AS partly,
    count(*) FILTER (WHERE s AND q.state = 'answered' AND q.outcome = 'unsolved') AS unsolved,
    count(*) FILTER (WHERE s AND q.state = 'answered' AND q.satisfaction IN ('satisfied', 'fair')) AS satisfied,
    count(*) FILTER (WHERE s AND q.is_reporter AND q.kind = 'complaint') AS complaints,
    count(*) FILTER (WHERE s AND q.is_reporter AND q.kind = 'complaint' AND q.in_time) AS complaints_in_time,
    count(*) FILTER (WHERE s AND q.is_reporter AND q.kind = 'repair') AS repairs,
    count(*) FILTER (WHERE s AND q.is_reporter AND q.kind = 'repair' AND q.state = 'answered') AS repairs_called
"""
IN_SCOPE = "(q.state <> 'void' AND NOT q.excluded AND q.kind <> 'consultation')"
COMPANY = f"coalesce(q.company_id, '{NOBODY}'::uuid)"
PLACED = "q.month, q.compound_id, q.company_id, q.district_id, q.street_id, q.community_id"
FROM_TASKS = f"""
    SELECT {PLACED.replace("q.company_id", f"{COMPANY} AS company_id")},
           {COUNT_OF.replace("WHERE s ", f"WHERE {IN_SCOPE} ").replace("WHERE s)", f"WHERE {IN_SCOPE})")}
    FROM callbacks_task q
"""  # noqa: S608 - only constants of this module are put in
THIS_CELL = "WHERE q.month = :month AND q.compound_id = :compound AND q.company_id"
ONE_CELL = text(f"{FROM_TASKS} {THIS_CELL} = :company GROUP BY {PLACED}")
NOBODYS_CELL = text(f"{FROM_TASKS} {THIS_CELL} IS NULL GROUP BY {PLACED}")
ALL_CELLS = text(f"{FROM_TASKS} GROUP BY {PLACED}")
STORED = text("SELECT * FROM callbacks_cell")


def counted(month: date, compound_id: UUID, company_id: UUID) -> Row[Any] | None:
    """Return the counts of one cell, counted from its tasks. None when it has no task."""
    params = {"month": month, "compound": compound_id}
    if company_id == NOBODY:
        return db.session.execute(NOBODYS_CELL, params).first()
    return db.session.execute(ONE_CELL, params | {"company": company_id}).first()


def all_counted() -> list[Row[Any]]:
    """Return the counts of every cell, counted from the tasks."""
    return list(db.session.execute(ALL_CELLS).all())


def all_stored() -> list[Row[Any]]:
    """Return the stored cells."""
    return list(db.session.execute(STORED).all())


def lock_cell(month: date, compound_id: UUID, company_id: UUID) -> None:
    """Let one transaction at a time count a cell."""
    key = f"{month}:{compound_id}:{company_id}"
    db.session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 7))"), {"key": key})


GROUPS = {
    "compound": ("x.compound_id", "places_compound"),
    "company": ("x.company_id", "places_organisation"),  # the only one that may have no name: ``NOBODY``
    "community": ("x.community_id", "places_region"),
    "street": ("x.street_id", "places_region"),
}
NO_COMPANY = "没有承办单位"
SUMS = ", ".join(f"coalesce(sum(x.{name}), 0)::int AS {name}" for name in COUNTS)


WITHIN = ("street", "community", "compound", "company")


def narrowed(within: Mapping[str, UUID | None], alias: str) -> tuple[str, dict[str, Any]]:
    """Return the condition of the filters that are set, names of ``WITHIN``, and their values.

    ``alias`` is that of cells (``x``) or of tasks (``q``), which name no company where cells say ``NOBODY``.
    """
    chosen = {name: within.get(name) for name in WITHIN if within.get(name) is not None}
    columns = {name: COMPANY if (alias, name) == ("q", "company") else f"{alias}.{name}_id" for name in chosen}
    return "".join(f" AND {column} = :in_{name}" for name, column in columns.items()), {
        f"in_{name}": value for name, value in chosen.items()
    }


def rates(
    actor: Actor, first: date, last: date, group_by: str, within: Mapping[str, UUID | None]
) -> tuple[Row[Any], list[Row[Any]], list[Row[Any]]]:
    """Return the sums of a post's scope from month ``first`` to ``last``: in all, by group, and by month."""
    condition, params = scope(actor, "x")
    narrow, values = narrowed(within, "x")
    params |= {"first": first, "last": last} | values
    where = f"WHERE {condition} AND x.month BETWEEN :first AND :last{narrow}"
    column, table = GROUPS[group_by]
    by_group = f"""
        SELECT {column} AS id, coalesce(n.name, '{NO_COMPANY}') AS name, {SUMS}
        FROM callbacks_cell x LEFT JOIN {table} n ON n.id = {column} {where}
        GROUP BY {column}, n.name ORDER BY n.name LIMIT 500
    """  # noqa: S608
    by_month = f"SELECT x.month, {SUMS} FROM callbacks_cell x {where} GROUP BY x.month ORDER BY x.month"  # noqa: S608
    with fast() as connection:
        whole = connection.execute(text(f"SELECT {SUMS} FROM callbacks_cell x {where}"), params).one()  # noqa: S608
        groups = connection.execute(text(by_group), params).all()
        months = connection.execute(text(by_month), params).all()
    return whole, list(groups), list(months)


PUBLIC = text(f"SELECT {SUMS} FROM callbacks_cell x WHERE x.compound_id = :id AND x.month BETWEEN :first AND :last")  # noqa: S608


def public_rates(compound_id: UUID, first: date, last: date) -> Row[Any]:
    """Return the sums of one compound for everybody."""
    with fast() as connection:
        return connection.execute(PUBLIC, {"id": compound_id, "first": first, "last": last}).one()


MEASURES = {
    "orders": IN_SCOPE,
    "excluded": "(q.excluded AND q.state <> 'void')",
    "waiting": f"({IN_SCOPE} AND q.state = 'open')",
    "unreached": f"({IN_SCOPE} AND q.state = 'unreached')",
    "valid": f"({IN_SCOPE} AND q.state = 'answered')",
    "responded": f"({IN_SCOPE} AND q.state = 'answered' AND q.responded)",
    "solved": f"({IN_SCOPE} AND q.outcome = 'solved')",
    "partly": f"({IN_SCOPE} AND q.outcome = 'partly')",
    "unsolved": f"({IN_SCOPE} AND q.outcome = 'unsolved')",
    "satisfied": f"({IN_SCOPE} AND q.satisfaction IN ('satisfied', 'fair'))",
    "complaints": f"({IN_SCOPE} AND q.is_reporter AND q.kind = 'complaint')",
    "complaints_in_time": f"({IN_SCOPE} AND q.is_reporter AND q.kind = 'complaint' AND q.in_time)",
    "repairs": f"({IN_SCOPE} AND q.is_reporter AND q.kind = 'repair')",
    "repairs_called": f"({IN_SCOPE} AND q.is_reporter AND q.kind = 'repair' AND q.state = 'answered')",
}
"""Which rows are counted by which number. Each has the condition of its column in ``COUNT_OF``."""


def rows_behind(
    actor: Actor,
    measure: str,
    first: date,
    last: date,
    *,
    within: Mapping[str, UUID | None],
    limit: int,
    cursor: str | None,
) -> Page:
    """Return the call-backs that make up one number, newest first."""
    condition, params = scope(actor, "q")
    narrow, values = narrowed(within, "q")
    params |= {"first": first, "last": last, "limit": limit + 1} | values
    if cursor:
        at, row_id = decode_cursor(cursor)
        narrow += " AND (q.created_at, q.id) < (:at, :after)"
        params |= {"at": at, "after": row_id}
    statement = text(f"""
        {LIST} WHERE {condition} AND q.month BETWEEN :first AND :last AND {MEASURES[measure]} {narrow}
        ORDER BY q.created_at DESC, q.id DESC LIMIT :limit
    """)
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


WEIGHTS = text("SELECT since, response, solution, satisfaction FROM callbacks_weights ORDER BY since DESC")


def weights() -> list[Row[Any]]:
    """Return every set of weights, the newest first: there is one each time the assessment changes."""
    with fast() as connection:
        return list(connection.execute(WEIGHTS).all())
