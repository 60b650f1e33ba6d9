"""Orders that nothing would move any more: no message of theirs is on its way. Normally there are none."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from app.core.db import fast

AGE_SECONDS = 120.0

# A message that gave up counts: it stands in the list of dead work, where a person decides.
UNROUTED = text("""
    SELECT t.id FROM tickets_ticket t
    WHERE t.state = 'submitted' AND t.created_at < now() - make_interval(secs => :age)
      AND NOT EXISTS (
          SELECT 1 FROM core_outbox m
          WHERE m.done_at IS NULL AND m.subscriber = 'tickets.route' AND m.payload ->> 'ticket_id' = t.id::text)
    ORDER BY t.created_at LIMIT :limit
""")
# The key of a timer names ticket, round, clock and deadline (see ``service.timing.timers``), and is unique.
UNTIMED = text("""
    SELECT t.id FROM tickets_ticket t
    WHERE t.state IN ('dispatched', 'accepted', 'in_progress') AND t.suspended_at IS NULL
      AND t.finished_at IS NULL AND t.finish_due_at > now() AND t.created_at < now() - make_interval(secs => :age)
      AND NOT EXISTS (
          SELECT 1 FROM core_outbox m
          WHERE m.dedupe = 'deadline:' || t.id || ':' || t.round || ':finish:'
                           || trunc(extract(epoch FROM t.finish_due_at))::bigint || '\\:tickets.deadline')
    ORDER BY t.finish_due_at LIMIT :limit
""")


def unrouted(limit: int, age: float = AGE_SECONDS) -> list[UUID]:
    """Return reports of at least ``age`` seconds that wait for the router and that no message tells it of."""
    with fast() as connection:
        return [row.id for row in connection.execute(UNROUTED, {"limit": limit, "age": age})]


def untimed(limit: int, age: float = AGE_SECONDS) -> list[UUID]:
    """Return open orders of at least ``age`` seconds whose deadline lies ahead and whom no timer would find late."""
    with fast() as connection:
        return [row.id for row in connection.execute(UNTIMED, {"limit": limit, "age": age})]
