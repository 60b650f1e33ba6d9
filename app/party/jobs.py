"""Background work of 党建联建. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.events.party import AgreementEnds, AgreementEndsSoon
from app.party import service


@subscribe(AgreementEnds.topic, "party.end")
def end(payload: dict[str, Any]) -> None:
    """Let an agreement end whose last day is over."""
    service.end(UUID(AgreementEnds(**payload).agreement_id))


@subscribe(AgreementEndsSoon.topic, "party.remind")
def remind(payload: dict[str, Any]) -> None:
    """Tell the community that an agreement has to be renewed."""
    service.remind(UUID(AgreementEndsSoon(**payload).agreement_id))
