"""Background work of 党建联建. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.outbox import subscribe
from app.events.party import AgreementEnds
from app.party import service


@subscribe(AgreementEnds.topic, "party.end")
def end(payload: dict[str, Any]) -> None:
    """Let an agreement end whose last day is over."""
    service.end(UUID(AgreementEnds(**payload).agreement_id))
