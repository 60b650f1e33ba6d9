"""Whether others than those who handle a ticket may read its words and see its photos."""

from __future__ import annotations

from uuid import UUID

from app.tickets.queries import lock_for_system


def show_to_others(ticket_id: UUID, ok: bool, seq: int) -> bool:
    """Store the latest judgement about a ticket's words and photos. Returns whether it was the latest.

    Handling is never touched by it: a complaint that may not be shown is worked on like every other.
    """
    ticket = lock_for_system(ticket_id)
    if ticket is None or seq < ticket.public_seq:
        return False
    ticket.public_ok, ticket.public_seq = ok, seq
    return True
