"""SELECTs on the product's own machinery: the audit log and the messages that gave up."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from app.core.db import db, fast

AUDIT = text("""
    SELECT a.id, a.at, p.display_name AS actor_name, a.post_id, a.what, a.subject, a.detail
    FROM core_audit a LEFT JOIN identity_person p ON p.id = a.actor_id
    WHERE (a.district_id = :district OR a.district_id IS NULL)
      AND (CAST(:before AS bigint) IS NULL OR a.id < :before)
      AND (CAST(:what AS text) IS NULL OR a.what = :what)
    ORDER BY a.id DESC LIMIT :limit
""")

DEAD = text("""
    SELECT id, topic, subscriber, attempts, last_error, dead_at FROM core_outbox
    WHERE dead_at IS NOT NULL AND done_at IS NULL
      AND (CAST(:before AS timestamptz) IS NULL OR (dead_at, id) < (:before, :after))
    ORDER BY dead_at DESC, id DESC LIMIT :limit
""")

REQUEUE = text("""
    UPDATE core_outbox SET dead_at = NULL, attempts = 0, due_at = now(), lease_until = NULL
    WHERE id = :id AND dead_at IS NOT NULL AND done_at IS NULL RETURNING lane
""")


def audit_rows(district_id: UUID, what: str | None, before: int | None, limit: int) -> list[Row[Any]]:
    """Return audit rows of a district, newest first, older than row ``before``."""
    with fast() as connection:
        params = {"district": district_id, "what": what, "before": before, "limit": limit}
        return list(connection.execute(AUDIT, params).all())


def dead_messages(before: datetime | None, after: int | None, limit: int) -> list[Row[Any]]:
    """Return messages that gave up, newest first."""
    with fast() as connection:
        return list(connection.execute(DEAD, {"before": before, "after": after, "limit": limit}).all())


def requeue(message_id: int) -> str | None:
    """Let a dead message be tried again. Returns its lane, or None when it is not dead."""
    lane: str | None = db.session.execute(REQUEUE, {"id": message_id}).scalar()
    return lane
