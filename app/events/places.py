"""What the ledger of places tells the rest of the product. Ids and neutral words only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CompoundChanged:
    """What is known of a compound, or who serves it, was written anew."""

    topic: ClassVar[str] = "places.compound_changed"

    compound_id: str
