"""Background work of the tickets area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.events.tickets import SuspensionOver, TicketDeadline, TicketSubmitted
from app.tickets import service


@subscribe(TicketSubmitted.topic, "tickets.route")
def route(payload: dict[str, Any]) -> None:
    """Find the responsible party of a new ticket."""
    service.route(UUID(TicketSubmitted(**payload).ticket_id))


@subscribe(TicketDeadline.topic, "tickets.deadline")
def deadline(payload: dict[str, Any]) -> None:
    """Look at a clock whose deadline is now."""
    event = TicketDeadline(**payload)
    service.note_deadline(UUID(event.ticket_id), event.round, event.clock)


@subscribe(SuspensionOver.topic, "tickets.suspension_over")
def suspension_over(payload: dict[str, Any]) -> None:
    """Let a suspended ticket go on when its time is over."""
    event = SuspensionOver(**payload)
    service.end_suspension(UUID(event.ticket_id), event.seq)
