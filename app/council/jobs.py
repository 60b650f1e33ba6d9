"""Background work of the council. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.council.service import suggestions, topics
from app.events.council import PostingEnds
from app.events.party import CommitmentOverdue, CommitmentSettled
from app.events.tickets import TicketMoved, TicketRouted, TicketStep
from app.events.voting import PollConcluded


@subscribe(PostingEnds.topic, "council.begin")
def begin(payload: dict[str, Any]) -> None:
    """Let the work of a posted resolution begin."""
    topics.begin(UUID(PostingEnds(**payload).topic_id))


@subscribe(PollConcluded.topic, "council.decided")
def decided(payload: dict[str, Any]) -> None:
    """Take up what the owners decided."""
    event = PollConcluded(**payload)
    topics.decided(UUID(event.topic_id), UUID(event.poll_id), event.outcome)


@subscribe(CommitmentOverdue.topic, "council.from_commitment")
def from_commitment(payload: dict[str, Any]) -> None:
    """Suggest a promise that was not kept."""
    suggestions.from_commitment(CommitmentOverdue(**payload))


@subscribe(TicketRouted.topic, "council.from_ticket")
def from_ticket(payload: dict[str, Any]) -> None:
    """Suggest what comes again and again."""
    suggestions.from_ticket(TicketRouted(**payload))


@subscribe(TicketStep.topic, "council.from_step")
def from_step(payload: dict[str, Any]) -> None:
    """Suggest what is late and climbed high."""
    suggestions.from_step(TicketStep(**payload))


@subscribe(CommitmentSettled.topic, "council.settled_commitment")
def settled_commitment(payload: dict[str, Any]) -> None:
    """Let the suggestion of a promise go that is overdue no more."""
    suggestions.settled_commitment(CommitmentSettled(**payload))


@subscribe(TicketMoved.topic, "council.settled_ticket")
def settled_ticket(payload: dict[str, Any]) -> None:
    """Let the suggestion of an order go that is done."""
    suggestions.settled_ticket(TicketMoved(**payload))
