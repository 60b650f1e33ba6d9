"""What the notices about a ticket need to know of it, in one statement."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app.core.db import db
from app.notify.service.subjects import TicketFacts, Waiting

FACTS = text("""
    SELECT t.urgency, t.compound_id, t.street_id, t.district_id, t.reporter_id, t.round,
           CASE WHEN t.state IN ('closed', 'withdrawn', 'merged') THEN '{}' ELSE array_remove(ARRAY[
               CASE WHEN t.contacted_at IS NULL THEN 'contact' END, CASE WHEN t.onsite_at IS NULL THEN 'onsite' END,
               CASE WHEN t.finished_at IS NULL THEN 'finish' END], NULL) END AS unmet,
           coalesce((SELECT array_agg(DISTINCT p.invited_by) FROM tickets_party p WHERE p.ticket_id = t.id),
                    '{}') AS whistled_by,
           coalesce((SELECT array_agg(p.organisation_id) FROM tickets_party p
                     WHERE p.ticket_id = t.id AND p.state = 'invited'), '{}') AS silent,
           coalesce((SELECT array_agg(f.person_id ORDER BY f.at) FROM tickets_follower f WHERE f.ticket_id = t.id),
                    '{}') AS followers,
           coalesce((SELECT jsonb_agg(jsonb_build_array(r.kind, r.level, r.target_org_id))
                     FROM tickets_request r WHERE r.ticket_id = t.id AND r.state = 'pending'), '[]') AS waiting
    FROM tickets_ticket t WHERE t.id = :id
""")


def facts_for_notices(ticket_id: UUID) -> TicketFacts | None:
    """Return what is true of a ticket now, or None when there is no such ticket."""
    row = db.session.execute(FACTS, {"id": ticket_id}).first()
    if row is None:
        return None
    waiting = tuple(Waiting(kind, level, UUID(target) if target else None) for kind, level, target in row.waiting)
    return TicketFacts(
        urgency=row.urgency,
        compound_id=row.compound_id,
        street_id=row.street_id,
        district_id=row.district_id,
        followers=tuple(row.followers),
        waiting=waiting,
        reporter_id=row.reporter_id,
        round=row.round,
        unmet=frozenset(row.unmet),
        whistled_by=tuple(row.whistled_by),
        silent=frozenset(row.silent),
    )


CONTACT = text("SELECT contact_cipher FROM tickets_ticket WHERE id = :id")


def sealed_contact(ticket_id: UUID) -> bytes | None:
    """Return the sealed phone that a report names for questions, or None."""
    row = db.session.execute(CONTACT, {"id": ticket_id}).first()
    return bytes(row.contact_cipher) if row is not None and row.contact_cipher is not None else None
