"""What the council area (议事厅) tells the rest of the product. Ids only. Add fields, never rename them."""

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
