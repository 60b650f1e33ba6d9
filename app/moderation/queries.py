"""All SELECTs of checks, and what is read of tickets, photos and sessions for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, false, func, select, text, tuple_

from app.core.auth import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, newest_first, page_of_rows
from app.core.permissions import Role
from app.identity.models import Session, SessionKind
from app.identity.queries import names_of
from app.moderation.models import TICKET, WAITING, Check
from app.places.models import Compound
from app.tickets.models import Category, Ticket

# --- what there is to look at ---

TICKET_CONTENT = text("""
    SELECT t.district_id, t.community_id, t.filed_by_id AS author_id, t.description <> '' AS has_text
    FROM tickets_ticket t WHERE t.id = :id
""")
UNCHECKED_PHOTOS = text("""
    SELECT m.id, m.owner_id FROM media_file m
    WHERE m.subject_kind = 'ticket' AND m.subject_id = :id
      AND NOT EXISTS (SELECT 1 FROM moderation_check c
                      WHERE c.subject_kind = 'ticket' AND c.subject_id = :id AND c.what = 'image' AND c.media_id = m.id)
    ORDER BY m.created_at, m.id
""")


def ticket_content(ticket_id: UUID) -> Row[Any] | None:
    """Return whose words a ticket holds and where, or None when there is no such ticket."""
    return db.session.execute(TICKET_CONTENT, {"id": ticket_id}).first()


def unchecked_photos(ticket_id: UUID) -> Sequence[Row[Any]]:
    """Return the photos of a ticket for which there is no check yet, with who sent them."""
    return db.session.execute(UNCHECKED_PHOTOS, {"id": ticket_id}).all()


def words_of(ticket_id: UUID) -> str:
    """Return what a ticket says."""
    return db.session.scalar(select(Ticket.description).where(Ticket.id == ticket_id)) or ""


def seen_lately(person_id: UUID) -> datetime | None:
    """Return when the person last used the mini-program, as far as we know."""
    statement = select(func.max(Session.last_seen_at)).where(
        Session.person_id == person_id, Session.kind == SessionKind.BEARER
    )
    return db.session.scalar(statement)


# --- one check ---


def subject_of(check_id: UUID) -> tuple[str, UUID] | None:
    """Return what a check belongs to, or None when there is no such check."""
    row = db.session.execute(select(Check.subject_kind, Check.subject_id).where(Check.id == check_id)).first()
    return (row.subject_kind, row.subject_id) if row else None


def lock_subject(kind: str, subject_id: UUID) -> list[Check]:
    """Lock and return every check of a thing, oldest first: who judges one of them knows about all."""
    statement = select(Check).where(Check.subject_kind == kind, Check.subject_id == subject_id)
    statement = statement.order_by(Check.id).with_for_update()
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def check_of_trace(trace_id: str) -> UUID | None:
    """Return the check of a photo that WeChat knows by this name, or None."""
    return db.session.scalar(select(Check.id).where(Check.trace_id == trace_id, Check.trace_id != ""))


# --- the reviewer's list ---


def visible_to(actor: Actor) -> Select[Check]:
    """The only start of a list of checks for a person: those of the community for which he works."""
    if actor.role is not Role.COMMUNITY or actor.post is None:
        return select(Check).where(false())
    return select(Check).where(Check.community_id == actor.post.region_id)


def waiting(actor: Actor, *, state: str, limit: int, cursor: str | None) -> Page:
    """Return what a person has to look at (one list of ``WAITING``), what waits longest first."""
    statement = visible_to(actor).where(Check.state.in_(WAITING[state]), Check.decided_at.is_(None))
    if cursor:
        statement = statement.where(tuple_(Check.created_at, Check.id) > tuple_(*decode_cursor(cursor)))
    rows = db.session.scalars(statement.order_by(Check.created_at, Check.id).limit(limit + 1)).all()
    return page_of_rows(rows, limit)


def decided(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return what a person decided, newest first."""
    statement = visible_to(actor).where(Check.decided_at.is_not(None))
    at: Any = Check.decided_at
    return newest_first(statement, at, Check.id, limit=limit, cursor=cursor)


def visible_check(actor: Actor, check_id: UUID) -> Check:
    """Return one check that ``actor`` may decide. Raises ``NotFound``."""
    found = db.session.scalar(visible_to(actor).where(Check.id == check_id))
    if found is None:
        raise NotFound
    return found


def tickets_of(checks: Iterable[Check]) -> dict[UUID, Row[Any]]:
    """Return by id what a reviewer has to know of the tickets of these checks."""
    ids = {check.subject_id for check in checks if check.subject_kind == TICKET}
    statement = (
        select(
            Ticket.id,
            Ticket.no,
            Ticket.description,
            Compound.name.label("compound_name"),
            func.coalesce(Category.name, "").label("category_name"),
        )
        .join(Compound, Compound.id == Ticket.compound_id)
        .outerjoin(Category, Category.code == Ticket.category)
        .where(Ticket.id.in_(ids))
    )
    rows: Iterable[Row[Any]] = db.session.execute(statement)
    return {row.id: row for row in rows}


def deciders_of(checks: Iterable[Check]) -> dict[UUID, str]:
    """Return by id the names of those who decided."""
    return names_of(check.decided_by for check in checks if check.decided_by)
