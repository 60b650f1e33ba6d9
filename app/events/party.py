"""What the party area tells the rest of the product, and its timers. Ids only. Add fields, never rename them."""

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


@dataclass(frozen=True, slots=True)
class CommitmentOverdue:
    """What a party promised was not done by its day; the council of the community may take it up."""

    topic: ClassVar[str] = "party.commitment_overdue"

    commitment_id: str
    community_id: str
    compound_id: str = ""
    due_on: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentSettled:
    """What was promised is no longer overdue: confirmed, dropped, or promised for a later day."""

    topic: ClassVar[str] = "party.commitment_settled"

    commitment_id: str
    community_id: str


@dataclass(frozen=True, slots=True)
class CommitmentDue:
    """A timer: the day on which something promised was due is over."""

    topic: ClassVar[str] = "party.commitment_due"

    commitment_id: str
    due_on: str
