"""What the notify area tells itself. Ids only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class DeliveryPlanned:
    """A message should leave the product."""

    topic: ClassVar[str] = "notify.delivery_planned"

    delivery_id: str
