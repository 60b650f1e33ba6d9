"""Background work of the voting area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.events.council import OwnersDecisionAsked
from app.events.resources import OwnersAsked
from app.events.voting import PollCancelled, PollCloses, PollNoticed, PollOpens
from app.voting.models import PollAction
from app.voting.service import asked, polls, telling


@subscribe(PollOpens.topic, "voting.open")
def opens(payload: dict[str, Any]) -> None:
    """Open a poll."""
    polls.by_clock(UUID(PollOpens(**payload).poll_id), PollAction.OPEN)


@subscribe(PollCloses.topic, "voting.close")
def closes(payload: dict[str, Any]) -> None:
    """Close a poll."""
    polls.by_clock(UUID(PollCloses(**payload).poll_id), PollAction.CLOSE)


@subscribe(PollNoticed.topic, "voting.tell_noticed")
def tell_noticed(payload: dict[str, Any]) -> None:
    """Tell the confirmed owners of the compound."""
    telling.tell_noticed(PollNoticed(**payload))


@subscribe(PollCancelled.topic, "voting.tell_cancelled")
def tell_cancelled(payload: dict[str, Any]) -> None:
    """Tell the owners who had been told of a poll that it is cancelled."""
    telling.tell_cancelled(PollCancelled(**payload))


@subscribe(OwnersDecisionAsked.topic, "voting.draft_for_topic")
def draft_for_topic(payload: dict[str, Any]) -> None:
    """Begin the poll that a topic of the council asks for."""
    asked.draft_for(OwnersDecisionAsked(**payload))


@subscribe(OwnersAsked.topic, "voting.draft_for_resource")
def draft_for_resource(payload: dict[str, Any]) -> None:
    """Begin the poll that an idle resource asks for."""
    asked.draft_for_resource(OwnersAsked(**payload))
