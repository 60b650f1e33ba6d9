"""What the standards area tells the rest of the product. Ids and neutral words only. Add fields, never rename them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PlanFixed:
    """What a contract promises was fixed; from now on it is public."""

    topic: ClassVar[str] = "standards.plan_fixed"

    plan_id: str
    compound_id: str
    contract_id: str


@dataclass(frozen=True, slots=True)
class ServiceRecorded:
    """Something was done at a place: tapped there (``log``), or a repair was finished (``ticket``)."""

    topic: ClassVar[str] = "standards.recorded"

    record_id: str
    compound_id: str
    item_code: str
    source: str


@dataclass(frozen=True, slots=True)
class ServiceUndone:
    """A record was taken back or declared void."""

    topic: ClassVar[str] = "standards.undone"

    record_id: str
    compound_id: str
    item_code: str
