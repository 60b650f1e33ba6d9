"""What the identity area tells the rest of the product. Ids and neutral words only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class BindingDecided:
    """Somebody decided on a person's claim to a home. ``state`` is the new one, ``version`` counts the decisions."""

    topic: ClassVar[str] = "identity.binding_decided"

    binding_id: str
    version: int
    person_id: str
    compound_id: str
    state: str
