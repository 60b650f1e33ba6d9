"""What the duty area tells the rest of the product. Ids and neutral words only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class OrderWaits:
    """An order waits for the project manager: he assigns by hand (``manual``), or ``nobody_on_duty`` could take it.

    ``seq`` is the ticket's version with which it came to the company, ``hour`` when it was handed out (Beijing,
    ``2026112308``).
    """

    topic: ClassVar[str] = "duty.order_waits"

    ticket_id: str
    seq: int
    organisation_id: str
    compound_id: str
    community_id: str
    no: str
    category_name: str
    why: str
    hour: str = ""


@dataclass(frozen=True, slots=True)
class ModeChanged:
    """A company hands out its orders another way from now on; ``version`` is that of the setting."""

    topic: ClassVar[str] = "duty.mode_changed"

    organisation_id: str
    compound_id: str
    version: int
