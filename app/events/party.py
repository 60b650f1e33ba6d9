"""Timers of the party area. Ids only; fields are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class AgreementEnds:
    """A timer: the last day of an agreement is over."""

    topic: ClassVar[str] = "party.agreement_ends"

    agreement_id: str


@dataclass(frozen=True, slots=True)
class AgreementEndsSoon:
    """A timer: thirty days before the last day of an agreement."""

    topic: ClassVar[str] = "party.agreement_ends_soon"

    agreement_id: str
