"""Not a sabotage: a subscriber whose effect shows each delivery, because nothing in it notices a second one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

TABLE = "CREATE TABLE promise_effect (ticket_id uuid NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp())"


def before() -> None:
    """Subscribe to new tickets."""
    from app.core.db import db
    from app.core.outbox import FIRST, subscribe

    # In the lane of routing, and before it: the first effect of a worker is one that can be counted.
    @subscribe("tickets.submitted", "promises.count", lane=FIRST)
    def count(payload: dict[str, Any]) -> None:
        db.session.execute(text("INSERT INTO promise_effect (ticket_id) VALUES (:id)"), {"id": payload["ticket_id"]})
