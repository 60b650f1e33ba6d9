"""Background work of the consultations area. Payloads are ids; every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.consultations.service import moves
from app.core.outbox import subscribe
from app.events.consultations import ConsultationCloses


@subscribe(ConsultationCloses.topic, "consultations.close")
def closes(payload: dict[str, Any]) -> None:
    """Close a consultation."""
    moves.close_by_clock(UUID(ConsultationCloses(**payload).consultation_id))
