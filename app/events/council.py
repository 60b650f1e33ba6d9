"""What the council area (议事厅) tells the rest of the product, and its timer. Ids only; fields are never renamed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OwnersDecisionAsked:
    """A topic is a matter of 民法典 278 (``matter``: its number there, 1 to 9): only the owners may decide it."""

    topic: ClassVar[str] = "council.owners_decision_asked"

    topic_id: str
    compound_id: str
    matter: int


@dataclass(frozen=True, slots=True)
class PostingEnds:
    """A timer: a resolution has hung out long enough to be carried out."""

    topic: ClassVar[str] = "council.posting_ends"

    topic_id: str
