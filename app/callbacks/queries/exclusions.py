"""SELECTs on what is left out of the rates."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select, text

from app.callbacks.models import Exclusion, ExclusionState
from app.callbacks.queries.desk import scope
from app.core.auth import Actor
from app.core.db import db, fast
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Role


def exclusions(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return the exclusions a post may see, newest first."""
    condition, params = scope(actor, "x")
    if actor.role is Role.MANAGER:
        condition = "x.asked_by = :me"
        params = {"me": actor.person_id}
    params |= {"limit": limit + 1}
    after = ""
    if cursor:
        at, row_id = decode_cursor(cursor)
        after = "AND (x.created_at, x.id) < (:at, :after)"
        params |= {"at": at, "after": row_id}
    statement = text(f"""
        SELECT x.*, t.no, c.name AS compound_name, a.display_name AS asked_name, d.display_name AS decided_name,
               r.display_name AS revoked_name
        FROM callbacks_exclusion x JOIN tickets_ticket t ON t.id = x.ticket_id
        JOIN places_compound c ON c.id = t.compound_id JOIN identity_person a ON a.id = x.asked_by
        LEFT JOIN identity_person d ON d.id = x.decided_by LEFT JOIN identity_person r ON r.id = x.revoked_by
        WHERE {condition} {after} ORDER BY x.created_at DESC, x.id DESC LIMIT :limit
    """)  # noqa: S608
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def exclusion_to_decide(actor: Actor, exclusion_id: UUID) -> Exclusion:
    """Lock and return an exclusion. Raises ``NotFound`` outside the post's region."""
    found = db.session.get(Exclusion, exclusion_id, with_for_update=True, populate_existing=True)
    post = actor.post
    if found is None or post is None or post.region_id not in (found.street_id, found.community_id, found.district_id):
        raise NotFound
    return found


IN_EFFECT = (ExclusionState.PENDING, ExclusionState.APPROVED)


def open_exclusion(ticket_id: UUID) -> Exclusion | None:
    """Return the exclusion of a ticket that waits or was approved."""
    statement = select(Exclusion).where(Exclusion.ticket_id == ticket_id, Exclusion.state.in_(IN_EFFECT))
    return db.session.scalar(statement.limit(1))


def is_left_out(ticket_id: UUID) -> bool:
    """Return whether a ticket is left out of the rates now."""
    approved = exists().where(Exclusion.ticket_id == ticket_id, Exclusion.state == ExclusionState.APPROVED)
    return bool(db.session.scalar(select(approved)))
