"""What the consultations area tells the rest of the product. Ids only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ConsultationCloses:
    """A timer: opinions are no longer taken."""

    topic: ClassVar[str] = "consultations.closes"

    consultation_id: str
