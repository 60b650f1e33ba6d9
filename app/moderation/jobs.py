"""Background work of checks. Every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.core.uow import unit_of_work
from app.events.moderation import CheckOverdue, CheckPlanned, PhotoJudged
from app.events.tickets import TicketMoved, TicketSubmitted
from app.moderation import service


@subscribe(TicketSubmitted.topic, "moderation.submitted")
def submitted(payload: dict[str, Any]) -> None:
    """Plan the checks of a new report."""
    service.plan_ticket(UUID(TicketSubmitted(**payload).ticket_id))


@subscribe(TicketMoved.topic, "moderation.moved", wants=lambda event: event.photos > 0)
def moved(payload: dict[str, Any]) -> None:
    """Plan the checks of photos that came with a step."""
    service.plan_photos(UUID(TicketMoved(**payload).ticket_id))


@subscribe(CheckPlanned.topic, "moderation.ask", lane="outward")
def ask(payload: dict[str, Any]) -> None:
    """Ask WeChat about one text or photo, outside any transaction, and write down what it answers."""
    with unit_of_work():
        question = service.begin(UUID(CheckPlanned(**payload).check_id))
    if question is None:
        return
    judgement = service.ask(question)
    with unit_of_work():
        service.record(question, judgement)


@subscribe(PhotoJudged.topic, "moderation.photo_judged")
def photo_judged(payload: dict[str, Any]) -> None:
    """Apply what WeChat pushed about a photo."""
    service.take_push(PhotoJudged(**payload))


@subscribe(CheckOverdue.topic, "moderation.overdue")
def overdue(payload: dict[str, Any]) -> None:
    """Give a photo to a person for which no judgement came."""
    event = CheckOverdue(**payload)
    service.is_overdue(UUID(event.check_id), event.trace_id)
