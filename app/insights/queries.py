"""SELECTs of the desk (待办): tickets by a condition, and what waits for a decision or an answer of the post in use.

Besides, the public page of a compound by its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.callbacks.queries import waiting
from app.core.auth import Actor
from app.core.db import Found, db, fast, read_row
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission, Role
from app.tickets.queries.detail import COLUMNS, JOINS
from app.tickets.queries.scope import Door, visible

SHOWN, COUNT_CAP = 20, 1000
"""How many rows a heap lists, and at what number its count stops."""

HELD = "t.state IN ('dispatched', 'accepted', 'in_progress', 'suspended')"
LEVELS = {
    Role.COMMUNITY: ("community", "t.community_id"),
    Role.STREET: ("street", "t.street_id"),
    Role.DISTRICT: ("district", "t.district_id"),
}


def tickets(actor: Actor, condition: str, order: str) -> tuple[Sequence[Row[Any]], int]:
    """Return the first visible tickets for which ``condition`` (SQL on ``t``) holds, and how many there are.

    The count stops at ``COUNT_CAP``.
    """
    seen, params = visible(actor, Door.STAFF)
    return _heap(f"FROM tickets_ticket t WHERE {seen} AND {condition}", {}, order, params | _asking(actor))


def requests(actor: Actor) -> tuple[Sequence[Row[Any]], int]:
    """Return the requests on which the post in use decides (申请、异议、转办、会商), and how many there are.

    Those that the person made himself wait for somebody else. A ticket that is done has nothing to decide.
    """
    if not actor.holds(Permission.TICKETS_READ) or actor.post is None:
        return [], 0
    if actor.role in LEVELS:
        level, column = LEVELS[actor.role]
        mine = f"q.target_org_id IS NULL AND q.level = '{level}' AND {column} = :region"
    elif actor.role in (Role.MANAGER, Role.HANDLER):
        mine = "q.target_org_id = :org"
    else:
        return [], 0
    source = f"""FROM tickets_request q JOIN tickets_ticket t ON t.id = q.ticket_id
        WHERE q.state = 'pending' AND {mine} AND q.asked_by <> :actor AND {HELD}"""
    own = {"request_id": "q.id", "request_kind": "q.kind", "asked_at": "q.asked_at"}
    return _heap(source, own, "asked_at, request_id", _asking(actor))


def invitations(actor: Actor) -> tuple[Sequence[Row[Any]], int]:
    """Return the calls to help (吹哨) to which the organisation has not reported yet, and how many there are."""
    if actor.role not in (Role.MANAGER, Role.HANDLER):
        return [], 0
    source = f"""FROM tickets_party y JOIN tickets_ticket t ON t.id = y.ticket_id
        WHERE y.organisation_id = :org AND y.state = 'invited' AND {HELD}"""
    return _heap(source, {"report_due_at": "y.due_at", "task": "y.task"}, "report_due_at, id", _asking(actor))


def silent(actor: Actor) -> tuple[Sequence[Row[Any]], int]:
    """Return the calls to help that were not answered in time, for the street, and how many there are."""
    if actor.role is not Role.STREET:
        return [], 0
    source = f"""FROM tickets_party y JOIN tickets_ticket t ON t.id = y.ticket_id
        JOIN places_organisation w ON w.id = y.organisation_id
        WHERE y.state = 'invited' AND y.due_at < now() AND t.street_id = :region AND {HELD}"""
    own = {"report_due_at": "y.due_at", "called_id": "w.id", "called_name": "w.short_name"}
    return _heap(source, own, "report_due_at, id", _asking(actor))


def exclusions(actor: Actor) -> tuple[Sequence[Row[Any]], int]:
    """Return the requests to leave an order out of the rates that the street decides, and how many there are."""
    if actor.role is not Role.STREET:
        return [], 0
    source = """FROM callbacks_exclusion x JOIN tickets_ticket t ON t.id = x.ticket_id
        WHERE x.state = 'pending' AND x.street_id = :region AND x.asked_by <> :actor"""
    own = {"exclusion_id": "x.id", "asked_at": "x.created_at"}
    return _heap(source, own, "asked_at, exclusion_id", _asking(actor))


def callbacks(actor: Actor) -> tuple[Sequence[Row[Any]], int]:
    """Return whom the post in use has to call back, longest waiting first, and how many there are.

    What the person or one of his organisations handled is called about by somebody else (``callbacks.policy``).
    """
    if not actor.holds(Permission.CALLBACKS_WORK):
        return [], 0
    condition, params = waiting(actor)
    source = f"FROM callbacks_task q JOIN tickets_ticket t ON t.id = q.ticket_id WHERE {condition}"
    own = {"task_id": "q.id", "asked_at": "q.created_at", "tries": "q.tries"}
    return _heap(source, own, "asked_at, task_id", params)


def _asking(actor: Actor) -> dict[str, Any]:
    post = actor.post
    return {
        "actor": actor.person_id,
        "org": post.organisation_id if post else None,
        "region": post.region_id if post else None,
    }


def _heap(source: str, own: dict[str, str], order: str, params: dict[str, Any]) -> tuple[Sequence[Row[Any]], int]:
    """Return the first rows of a heap in ``order``, with the names that an item shows, and how many there are.

    ``source`` begins with FROM and has the ticket as ``t``; ``own`` names what a row shows besides the ticket.
    """
    inner = "".join(f", {column} AS {name}" for name, column in own.items())
    outer = "".join(f", t.{name}" for name in own)
    statement = text(f"""
        WITH t AS MATERIALIZED (SELECT t.*{inner} {source} ORDER BY {order} LIMIT {SHOWN})
        SELECT {COLUMNS}{outer}, (SELECT count(*) FROM (SELECT 1 {source} LIMIT {COUNT_CAP}) AS capped) AS heap
        FROM t {JOINS} ORDER BY {order}
    """)  # noqa: S608 - only constants of the product are put in
    with fast() as connection:
        rows = connection.execute(statement, params).all()
    return rows, rows[0].heap if rows else 0


# --- the public page ---

PAGE = text("SELECT etag, body, as_of, built_at FROM insights_public_page WHERE compound_id = :compound")
LOCK = "hashtextextended('insights.page:' || CAST(:compound AS text), 0)"
LOCK_PAGE = text(f"SELECT pg_advisory_xact_lock({LOCK})")
TRY_LOCK_PAGE = text(f"SELECT pg_try_advisory_xact_lock({LOCK}) AS got")


def kept_page(compound_id: UUID) -> Found | None:
    """Return the kept page of a compound, None when there is none."""
    return read_row(PAGE, {"compound": compound_id})


def lock_page(compound_id: UUID) -> None:
    """Wait until nobody else builds the page of a compound, until the transaction ends."""
    db.session.execute(LOCK_PAGE, {"compound": compound_id})


def try_lock_page(compound_id: UUID) -> bool:
    """The same without waiting; returns whether the page is ours to build."""
    return bool(db.session.execute(TRY_LOCK_PAGE, {"compound": compound_id}).scalar_one())


OLDER = """
    SELECT v.id, v.number, v.state, v.valid_from, v.valid_to, v.published_at, x.form, x.period_from, x.period_to,
           x.subject
    FROM disclosures_publication x JOIN disclosures_version v ON v.publication_id = x.id
    WHERE x.compound_id = :compound AND v.number IS NOT NULL {after}
    ORDER BY v.published_at DESC, v.id DESC LIMIT :limit
"""


def published(compound_id: UUID, *, limit: int, cursor: str | None) -> Page:
    """Return every version that was ever published in a compound, without what it says, the newest first."""
    params: dict[str, Any] = {"compound": compound_id, "limit": limit + 1}
    after = ""
    if cursor:
        params["at"], params["last"] = decode_cursor(cursor)
        after = "AND (v.published_at, v.id) < (:at, :last)"
    with fast() as connection:
        rows = connection.execute(text(OLDER.format(after=after)), params).all()
    return page_of_rows(rows, limit, at="published_at")
