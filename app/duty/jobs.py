"""Background work of the duty area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.duty import service
from app.events.duty import ModeChanged, OrderWaits
from app.events.tickets import TicketMoved, TicketRouted

BACK_TO_THE_START = frozenset({"reopen", "unmerge"})
"""Moves after which an order lies free in a company again, without having been routed."""


@subscribe(TicketRouted.topic, "duty.hand_out")
def hand_out(payload: dict[str, Any]) -> None:
    """Hand out an order that came to a company."""
    event = TicketRouted(**payload)
    service.hand_out(
        ticket_id=UUID(event.ticket_id),
        seq=event.seq,
        organisation_id=UUID(event.organisation_id),
        compound_id=UUID(event.compound_id),
    )


@subscribe(TicketMoved.topic, "duty.hand_out_again", wants=lambda event: event.action in BACK_TO_THE_START)
def hand_out_again(payload: dict[str, Any]) -> None:
    """Hand out an order that was opened again or taken out of another one."""
    event = TicketMoved(**payload)
    if event.action not in BACK_TO_THE_START or event.organisation_id is None:
        return
    service.hand_out(
        ticket_id=UUID(event.ticket_id),
        seq=event.seq,
        organisation_id=UUID(event.organisation_id),
        compound_id=UUID(event.compound_id),
    )


@subscribe(ModeChanged.topic, "duty.apply_mode")
def apply_mode(payload: dict[str, Any]) -> None:
    """Hand out anew what waits in a compound whose manager chose another way."""
    event = ModeChanged(**payload)
    service.apply_mode(
        organisation_id=UUID(event.organisation_id), compound_id=UUID(event.compound_id), version=event.version
    )


@subscribe(OrderWaits.topic, "duty.tell_manager")
def tell_manager(payload: dict[str, Any]) -> None:
    """Tell the managers of an order that waits for them, or that nobody is on duty."""
    service.tell_manager(OrderWaits(**payload))
