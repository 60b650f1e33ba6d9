"""Following tickets: after whatever happened to one, its call-backs are made to fit it. Every job may run twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.callbacks import service
from app.core.outbox import subscribe
from app.events.tickets import TicketJoined, TicketLate, TicketMerged, TicketMoved, TicketRouted, TicketUnmerged


@subscribe(TicketMoved.topic, "callbacks.moved")
def moved(payload: dict[str, Any]) -> None:
    """Follow a move: done, opened again, taken back, given more time; a confirmation is an answer too."""
    event = TicketMoved(**payload)
    if event.action == "confirm":
        service.confirmed(UUID(event.ticket_id), event.round)
    else:
        service.follow(UUID(event.ticket_id))


@subscribe(TicketRouted.topic, "callbacks.routed")
def routed(payload: dict[str, Any]) -> None:
    """Let what was asked about while nobody had it count with whom it was given to."""
    service.follow(UUID(TicketRouted(**payload).ticket_id))


@subscribe(TicketLate.topic, "callbacks.late")
def late(payload: dict[str, Any]) -> None:
    """Call back when the whole limit has passed, done or not."""
    event = TicketLate(**payload)
    if event.clock == "finish":
        service.follow(UUID(event.ticket_id))


@subscribe(TicketMerged.topic, "callbacks.merged")
def merged(payload: dict[str, Any]) -> None:
    """Let the reporters of a merged ticket be asked about the other one."""
    service.follow(UUID(TicketMerged(**payload).into_id))


@subscribe(TicketUnmerged.topic, "callbacks.unmerged")
def unmerged(payload: dict[str, Any]) -> None:
    """Let those who left with their own ticket be asked no longer about the one that it had gone into."""
    service.follow(UUID(TicketUnmerged(**payload).from_id))


@subscribe(TicketJoined.topic, "callbacks.joined")
def joined(payload: dict[str, Any]) -> None:
    """Let who joined late be asked too."""
    service.follow(UUID(TicketJoined(**payload).ticket_id))
