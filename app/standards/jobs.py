"""Background work of the standards area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.events.tickets import TicketMoved
from app.standards import service


@subscribe(
    TicketMoved.topic,
    "standards.repairs",
    wants=lambda event: event.action == "finish" or event.outcome == "unsolved",
)
def repairs(payload: dict[str, Any]) -> None:
    """Keep the proof of a finished repair, and take it back when its resident says that nothing was solved."""
    event = TicketMoved(**payload)
    if event.action == "finish":
        service.from_ticket(UUID(event.ticket_id), event.round)
    elif event.outcome == "unsolved":
        service.take_back_repair(UUID(event.ticket_id), event.round)
