"""Lists of tickets: keyset pages by one index each, capped counts, and the rows of a worker's desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.auth import Actor
from app.core.db import fast
from app.core.paging import Page, decode_cursor, page_of_rows
from app.tickets.models import State
from app.tickets.queries.detail import COLUMNS, JOINS
from app.tickets.queries.scope import Door, visible

COUNT_CAP = 1000

PHOTO = """
    (SELECT f.id FROM media_file f WHERE f.subject_kind = 'ticket' AND f.subject_id = t.id
     ORDER BY f.created_at, f.id LIMIT 1) AS photo_id
"""
OPEN = "t.state NOT IN ('closed', 'withdrawn')"
LATE = f"{OPEN} AND t.state NOT IN ('suspended', 'awaiting_confirmation') AND t.finish_due_at < now()"


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list is narrowed to. None means everything."""

    state: str | None = None
    compound_id: UUID | None = None
    category: str | None = None
    urgency: str | None = None
    overdue: bool | None = None
    mine: bool | None = None
    q: str | None = None

    def conditions(self, actor: Actor) -> tuple[list[str], dict[str, Any]]:
        """Return SQL conditions on alias ``t`` and their parameters."""
        found: list[str] = []
        params: dict[str, Any] = {}
        if self.state == "open":
            found.append(OPEN)
        elif self.state == "closed":
            found.append("t.state IN ('closed', 'withdrawn')")
        elif self.state in set(State):
            found.append("t.state = :state" + (f" AND {OPEN}" if self.state not in ("closed", "withdrawn") else ""))
            params["state"] = self.state
        for name in ("compound_id", "category", "urgency"):
            value = getattr(self, name)
            if value is not None:
                found.append(f"t.{name} = :{name}")
                params[name] = value
        if self.overdue:
            found.append(LATE)
        if self.mine:
            found.append("t.assignee_id = :mine")
            params["mine"] = actor.person_id
        if self.q:
            found.append("(t.no = :q OR t.description ILIKE :like)")
            pattern = self.q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            params |= {"q": self.q, "like": f"%{pattern}%"}
        return found, params


def page(actor: Actor, door: Door, wanted: ListFilter, *, limit: int, cursor: str | None) -> Page:
    """Return up to ``limit`` tickets older than ``cursor``, newest first, with the names a list row shows."""
    condition, params = visible(actor, door)
    more, more_params = wanted.conditions(actor)
    conditions = [condition, *more]
    params = params | more_params | {"limit": limit + 1}
    if cursor:
        at, row_id = decode_cursor(cursor)
        conditions.append("(t.created_at, t.id) < (:at, :after)")
        params |= {"at": at, "after": row_id}
    statement = text(f"""
        WITH t AS MATERIALIZED (
            SELECT * FROM tickets_ticket t WHERE {" AND ".join(conditions)}
            ORDER BY t.created_at DESC, t.id DESC LIMIT :limit)
        SELECT {COLUMNS}, {PHOTO} FROM t {JOINS} ORDER BY t.created_at DESC, t.id DESC
    """)  # noqa: S608
    with fast() as connection:
        rows = connection.execute(statement, params).all()
    return page_of_rows(rows, limit)


def counts(actor: Actor) -> list[dict[str, Any]]:
    """Return how many tickets each state holds for the post in use, each count stopping at ``COUNT_CAP``."""
    condition, params = visible(actor, Door.STAFF)
    parts = [
        f"SELECT '{state.value}' AS state, count(*) AS n FROM (SELECT 1 FROM tickets_ticket t WHERE {condition}"  # noqa: S608
        f" AND t.state = '{state.value}'"
        + (f" AND {OPEN}" if state not in (State.CLOSED, State.WITHDRAWN) else "")
        + f" LIMIT {COUNT_CAP + 1}) AS capped"
        for state in State
    ]
    parts.append(
        f"SELECT 'late', count(*) FROM (SELECT 1 FROM tickets_ticket t WHERE {condition} AND {LATE}"  # noqa: S608
        f" LIMIT {COUNT_CAP + 1}) AS capped"
    )
    with fast() as connection:
        rows = connection.execute(text(" UNION ALL ".join(parts)), params).all()
    return [{"state": row.state, "count": min(row.n, COUNT_CAP), "capped": row.n > COUNT_CAP} for row in rows]


TODO_LIMIT = 20


def todo(actor: Actor, condition: str) -> list[Row[Any]]:
    """Return up to ``TODO_LIMIT`` + 1 visible tickets for which ``condition`` (SQL on ``t``) holds, by deadline."""
    seen, params = visible(actor, Door.STAFF)
    statement = text(f"""
        SELECT {COLUMNS} FROM tickets_ticket t {JOINS} WHERE {seen} AND {condition}
        ORDER BY t.finish_due_at, t.id LIMIT {TODO_LIMIT + 1}
    """)  # noqa: S608
    with fast() as connection:
        return list(connection.execute(statement, params | {"actor": actor.person_id}).all())
