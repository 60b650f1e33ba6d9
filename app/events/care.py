"""Messages of 后期管护. Ids and days only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class WarrantyEndsSoon:
    """A warranty ends within ``days``. ``ends_on`` is the last day as it was when this was written down."""

    topic: ClassVar[str] = "care.warranty_ends_soon"

    warranty_id: str
    ends_on: str
    days: int
