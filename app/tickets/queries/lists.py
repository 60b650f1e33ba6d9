"""Lists of tickets: keyset pages by one index each, capped counts, and the rows of a worker's desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.db import fast
from app.core.paging import Page, decode_cursor, page_of_rows
from app.tickets.models import OVER as ENDS
from app.tickets.models import State
from app.tickets.queries.detail import COLUMNS, JOINS
from app.tickets.queries.scope import Door, called_to, visible

COUNT_CAP = 1000

PHOTO = """
    (SELECT f.id FROM media_file f WHERE f.subject_kind = 'ticket' AND f.subject_id = t.id
     ORDER BY f.created_at, f.id LIMIT 1) AS photo_id
"""
OPEN = "t.state NOT IN ('closed', 'withdrawn', 'merged')"
OVER = "t.state IN ('closed', 'withdrawn', 'merged')"
WORKING = "t.state IN ('accepted', 'in_progress')"
SHELVED = "t.state = 'suspended' AND t.suspend_cause = 'shelved'"
LATE = f"{OPEN} AND t.state NOT IN ('suspended', 'awaiting_confirmation') AND t.finish_due_at < now()"


NOBODY = "none"
"""What is asked for in place of an organisation's id: what nobody is responsible for yet."""

ORDERS = {
    "newest": ("created_at", "DESC", "<"),
    "due": ("finish_due_at", "ASC", ">"),
    "review": ("suspended_until", "ASC", ">"),
}
"""Column, direction and comparison of the row after the mark, for each order of the list. Ids break ties."""
HAVE = {"due": OPEN, "review": f"{OPEN} AND t.state = 'suspended' AND t.suspended_until IS NOT NULL"}
"""What only has a place in an order: what is open is due, what stands still is looked at again."""

GROUPS: dict[str | None, str] = {"open": OPEN, "closed": OVER, "working": f"{WORKING} AND {OPEN}"}
"""Several states under one word."""

COLUMN_OF = {
    "compound_id": "compound_id",
    "community_id": "community_id",
    "street_id": "street_id",
    "category": "category",
    "urgency": "urgency",
    "source": "source",
    "cause": "suspend_cause",
    "level": "level",
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What a list is narrowed to, and its order. None means everything.

    ``organisation_id`` may be ``NOBODY``. ``state`` may also be ``all`` or one of ``GROUPS``. What has no place in an
    order (``HAVE``) is not listed.
    """

    state: str | None = None
    compound_id: UUID | None = None
    community_id: UUID | None = None
    street_id: UUID | None = None
    organisation_id: UUID | str | None = None
    category: str | None = None
    urgency: str | None = None
    overdue: bool | None = None
    mine: bool | None = None
    called: bool | None = None
    source: str | None = None
    cause: str | None = None
    level: str | None = None
    q: str | None = None
    sort: str = "newest"

    def conditions(self, actor: Actor) -> tuple[list[str], dict[str, Any]]:
        """Return SQL conditions on alias ``t`` and their parameters."""
        found: list[str] = []
        params: dict[str, Any] = {}
        if self.sort in HAVE:
            found.append(HAVE[self.sort])
        if self.state in GROUPS and GROUPS[self.state] not in found:
            found.append(GROUPS[self.state])
        elif self.state in set(State):
            found.append("t.state = :state" + (f" AND {OPEN}" if self.state not in ENDS else ""))
            params["state"] = self.state
        for name, column in COLUMN_OF.items():
            value = getattr(self, name)
            if value is not None:
                found.append(f"t.{column} = :{name}")
                params[name] = value
        if self.organisation_id is not None:
            named = self.organisation_id != NOBODY
            found.append(f"t.responsible_org_id {'= :organisation_id' if named else 'IS NULL'}")
            params |= {"organisation_id": self.organisation_id} if named else {}
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
    """Return up to ``limit`` tickets after ``cursor``, in the wanted order, with what a list row shows."""
    condition, params = called_to(actor) if wanted.called else visible(actor, door)
    more, more_params = wanted.conditions(actor)
    conditions = [condition, *more]
    params = params | more_params | {"limit": limit + 1}
    column, direction, beyond = ORDERS[wanted.sort]
    if cursor:
        at, row_id = decode_cursor(cursor)
        conditions.append(f"(t.{column}, t.id) {beyond} (:at, :after)")
        params |= {"at": at, "after": row_id}
    order = f"t.{column} {direction}, t.id {direction}"
    statement = text(f"""
        WITH t AS MATERIALIZED (
            SELECT * FROM tickets_ticket t WHERE {" AND ".join(conditions)} ORDER BY {order} LIMIT :limit)
        SELECT {COLUMNS}, {PHOTO} FROM t {JOINS} ORDER BY {order}
    """)  # noqa: S608
    with fast() as connection:
        rows = connection.execute(statement, params).all()
    return page_of_rows(rows, limit, at=column)


def counts(actor: Actor) -> list[dict[str, Any]]:
    """Return how many tickets each state holds for the post in use, each count stopping at ``COUNT_CAP``."""
    condition, params = visible(actor, Door.STAFF)
    parts = [
        f"SELECT '{state.value}' AS state, count(*) AS n FROM (SELECT 1 FROM tickets_ticket t WHERE {condition}"  # noqa: S608
        f" AND t.state = '{state.value}'"
        + (f" AND {OPEN}" if state not in ENDS else "")
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
