"""What has to be looked at: the words of a report, and every photo that comes to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.db import db
from app.core.ids import new_id
from app.events.moderation import CheckPlanned
from app.moderation import queries
from app.moderation.models import TICKET, Check, What
from app.moderation.service.judging import announce

KEYS = ["subject_kind", "subject_id", "what", "media_id"]


def plan_ticket(ticket_id: UUID) -> int:
    """Plan the checks of a new report. Returns how many are new; again adds nothing."""
    ticket = queries.ticket_content(ticket_id)
    if ticket is None:
        return 0
    rows = [_row(ticket_id, ticket, What.TEXT, ticket.author_id)] if ticket.has_text else []
    return _store(rows + _photos(ticket_id, ticket))


def plan_photos(ticket_id: UUID) -> int:
    """Plan the checks of photos that came to a ticket with a step. Returns how many are new.

    What was fit to be shown is not until they were looked at.
    """
    if not queries.unchecked_photos(ticket_id):
        return 0
    ticket = queries.ticket_content(ticket_id)
    new = _store(_photos(ticket_id, ticket)) if ticket else 0
    if new:
        announce(queries.lock_subject(TICKET, ticket_id))
    return new


def _photos(ticket_id: UUID, ticket: Any) -> list[dict[str, Any]]:
    photos = queries.unchecked_photos(ticket_id)
    return [_row(ticket_id, ticket, What.IMAGE, photo.owner_id, photo.id) for photo in photos]


def _row(ticket_id: UUID, ticket: Any, what: What, author_id: UUID, media_id: UUID | None = None) -> dict[str, Any]:
    return {
        "id": new_id(),
        "district_id": ticket.district_id,
        "community_id": ticket.community_id,
        "subject_kind": TICKET,
        "subject_id": ticket_id,
        "what": what,
        "author_id": author_id,
        "media_id": media_id,
    }


def _store(rows: list[dict[str, Any]]) -> int:
    if not rows:
        return 0
    statement = insert(Check).values(rows).on_conflict_do_nothing(index_elements=KEYS).returning(Check.id)
    new = db.session.scalars(statement).all()
    for check_id in new:
        outbox.publish(CheckPlanned(str(check_id)))
    return len(new)
