"""Who handled a round: SQL on a call-back ``q`` (``ticket_id``, ``round``), and the same for one call-back.

A round begins after the step that opened the ticket again and ends with the next one. Responsible in it were the
organisation that had the ticket when it began, and every one that it was given to before it ended.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app.callbacks.policy import HandlingSide
from app.core.db import db

REOPENED = "FROM tickets_event s WHERE s.ticket_id = q.ticket_id AND s.action = 'reopen' AND (s.detail->>'round')::int"
BEGAN = f"coalesce((SELECT max(s.seq) {REOPENED} <= q.round), 0)"
ENDED = f"coalesce((SELECT min(s.seq) {REOPENED} > q.round), 2147483647)"

WORKED_ON_IT = f"""
    SELECT e.actor_id FROM tickets_event e
    WHERE e.ticket_id = q.ticket_id AND e.action IN ('accept', 'start', 'finish') AND e.actor_id IS NOT NULL
      AND e.seq > {BEGAN} AND e.seq < {ENDED}
"""  # noqa: S608
"""The people who worked on the round of ``q``."""

RESPONSIBLE = f"""
    SELECT r.organisation_id FROM tickets_routing r
    WHERE r.ticket_id = q.ticket_id AND r.seq < {ENDED} AND r.seq >= coalesce(
        (SELECT max(b.seq) FROM tickets_routing b WHERE b.ticket_id = q.ticket_id AND b.seq <= {BEGAN}), 0)
"""  # noqa: S608
"""The organisations that were responsible in the round of ``q``."""

NOT_HANDLED_BY_ME = f"""
    :actor NOT IN ({WORKED_ON_IT})
    AND NOT EXISTS (SELECT 1 FROM ({RESPONSIBLE}) h WHERE h.organisation_id = ANY(:own))
"""  # noqa: S608
"""Neither ``:actor`` nor one of ``:own`` (organisations) handled the round of ``q``."""

ONE_ROUND = "(SELECT CAST(:id AS uuid) AS ticket_id, CAST(:round AS int) AS round) q"
PEOPLE = text(f"SELECT w.actor_id FROM {ONE_ROUND}, LATERAL ({WORKED_ON_IT}) w")  # noqa: S608
ORGANISATIONS = text(f"""
    SELECT DISTINCT h.organisation_id,
           CASE WHEN o.kind IN ('residents_committee', 'street_office', 'district_office') THEN o.region_id END AS seat
    FROM {ONE_ROUND}, LATERAL ({RESPONSIBLE}) h
    JOIN places_organisation o ON o.id = h.organisation_id
""")  # noqa: S608


def handling_side(ticket_id: UUID, round_no: int) -> HandlingSide:
    """Return who handled one round of a ticket."""
    which = {"id": ticket_id, "round": round_no}
    rows = db.session.execute(ORGANISATIONS, which).all()
    return HandlingSide(
        people=set(db.session.scalars(PEOPLE, which)),
        organisations={row.organisation_id for row in rows},
        seats={row.seat for row in rows if row.seat is not None},
    )
