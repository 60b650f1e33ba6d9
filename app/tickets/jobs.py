"""Background work of the tickets area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import FIRST, subscribe
from app.events.moderation import ContentJudged
from app.events.tickets import PartyDue, ReviewDue, SuspensionOver, TicketDeadline, TicketSubmitted, YearRecounted
from app.events.workdays import CalendarPublished
from app.tickets import service


@subscribe(TicketSubmitted.topic, "tickets.route", lane=FIRST)
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


@subscribe(ReviewDue.topic, "tickets.review")
def review(payload: dict[str, Any]) -> None:
    """Remind of a case on the ledger whose review is due."""
    event = ReviewDue(**payload)
    service.remind_review(UUID(event.ticket_id), event.seq)


@subscribe(PartyDue.topic, "tickets.party_due")
def party_due(payload: dict[str, Any]) -> None:
    """Look at a called organisation that should have reported in."""
    event = PartyDue(**payload)
    service.note_silence(UUID(event.ticket_id), UUID(event.organisation_id))


@subscribe(CalendarPublished.topic, "tickets.redue")
def redue(payload: dict[str, Any]) -> None:
    """Begin to compute deadlines anew now that a year's days off are known, or known better."""
    event = CalendarPublished(**payload)
    service.begin_recount(event.year, event.version)


@subscribe(YearRecounted.topic, "tickets.redue_piece")
def redue_piece(payload: dict[str, Any]) -> None:
    """Compute one piece of the tickets that a year touches."""
    service.recount(YearRecounted(**payload))


@subscribe(ContentJudged.topic, "tickets.judged")
def judged(payload: dict[str, Any]) -> None:
    """Store whether others may read what was reported."""
    event = ContentJudged(**payload)
    if event.subject_kind == "ticket":
        service.show_to_others(UUID(event.subject_id), event.ok, event.seq)
