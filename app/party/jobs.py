"""Background work of 党建联建. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.events.party import AgreementEnds, AgreementEndsSoon, CommitmentDue
from app.party import service
from app.party.service import commitments


@subscribe(AgreementEnds.topic, "party.end")
def end(payload: dict[str, Any]) -> None:
    """Let an agreement end whose last day is over."""
    service.end(UUID(AgreementEnds(**payload).agreement_id))


@subscribe(AgreementEndsSoon.topic, "party.remind")
def remind(payload: dict[str, Any]) -> None:
    """Tell the community that an agreement has to be renewed."""
    service.remind(UUID(AgreementEndsSoon(**payload).agreement_id))


@subscribe(CommitmentDue.topic, "party.overdue")
def overdue(payload: dict[str, Any]) -> None:
    """Tell those concerned that something promised was not done by its day."""
    due = CommitmentDue(**payload)
    commitments.overdue(UUID(due.commitment_id), date.fromisoformat(due.due_on))
