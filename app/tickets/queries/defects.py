"""Open orders about the equipment of a compound, for those who keep its ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from app.core.auth import Actor
from app.core.db import db
from app.tickets.models import STATE_NAMES, State
from app.tickets.queries.scope import Door, visible

MOST_DEFECTS = 500


def open_defects(actor: Actor, compound_id: UUID) -> dict[UUID, list[dict[str, Any]]]:
    """Return by asset the open orders that ``actor`` may see, the oldest first."""
    condition, params = visible(actor, Door.STAFF)
    statement = text(f"""
        SELECT t.id, t.no, t.state, t.asset_id FROM tickets_ticket t
        WHERE t.compound_id = :compound AND t.asset_id IS NOT NULL
          AND t.state NOT IN ('closed', 'withdrawn', 'merged') AND {condition}
        ORDER BY t.created_at, t.id LIMIT :most
    """)  # noqa: S608 - the condition is written here, values are bound
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in db.session.execute(statement, params | {"compound": compound_id, "most": MOST_DEFECTS}):
        found.setdefault(row.asset_id, []).append(
            {"id": row.id, "no": row.no, "state_name": STATE_NAMES[State(row.state)]}
        )
    return found
