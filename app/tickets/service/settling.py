"""Closing a ticket with the answer of a call-back (回访), or without one when nobody could be reached."""

from __future__ import annotations

from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.tickets import workflow
from app.tickets.models import Action, Outcome, Rating, State
from app.tickets.queries import lock_for_system
from app.tickets.service.recording import record

CHANNELS = {"app": "小程序", "link": "短信链接", "phone": "电话", "visit": "上门"}


def settle(
    *,
    ticket_id: UUID,
    round_no: int,
    outcome: str | None,
    rating: int | None,
    comment: str,
    actor: Actor | None,
    channel: str,
    delegation_id: UUID | None = None,
) -> bool:
    """Close an awaiting ticket with what the reporter answered; ``outcome`` None means he could not be reached.

    ``actor`` is who took the answer down, None for the reporter himself or by link; ``delegation_id`` is by what
    somebody else answered for him. Returns False when the ticket was no longer awaiting an answer in that round.
    """
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.state != State.AWAITING_CONFIRMATION or ticket.round != round_no:
        return False
    at = now()
    before, _ = workflow.move(None, ticket, Action.SETTLE)
    ticket.closed_at = at
    detail: dict[str, object] = {"channel": channel, "unreached": outcome is None}
    if delegation_id is not None:
        detail["delegation"] = str(delegation_id)
    if outcome is not None:
        ticket.outcome, ticket.rating = Outcome(outcome), rating
        detail |= {"outcome": outcome, "rating": rating}
    if outcome is not None and rating is not None:
        db.session.add(
            Rating(
                ticket_id=ticket.id,
                round=ticket.round,
                district_id=ticket.district_id,
                at=at,
                person_id=ticket.reporter_id,
                outcome=Outcome(outcome),
                rating=rating,
                comment=comment,
            )
        )
    record(ticket, Action.SETTLE, before, at, actor=actor, note=comment, detail=detail)
    return True
