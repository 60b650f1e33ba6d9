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
    home_id: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class HomeClaimed:
    """Somebody asked to belong to a home. ``day`` is the day on which, as ISO date."""

    topic: ClassVar[str] = "identity.home_claimed"

    binding_id: str
    person_id: str
    home_id: str
    relation: str
    day: str


@dataclass(frozen=True, slots=True)
class DelegationChanged:
    """A delegation was accepted or revoked (``change``) by one of its two people; ``told_id`` is the other one."""

    topic: ClassVar[str] = "identity.delegation_changed"

    delegation_id: str
    version: int
    change: str
    told_id: str
    district_id: str
