"""The daughter 张晓燕 acts for her mother 李秀兰: the delegation on which what she files rests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.demo.chance import ident
from app.demo.district import District
from app.identity.models import DelegationScope, DelegationState

DELEGATION = ident("delegation", "family")
SINCE_DAYS, DAYS_LEFT = 120, 300
"""Since when, before anything that she files, and for how many days more."""


def delegation(district: District) -> dict[str, Any]:
    """Return the row of the delegation."""
    begin = district.now - timedelta(days=SINCE_DAYS)
    return {
        "id": DELEGATION,
        "district_id": district.id,
        "principal_id": district.personas["resident"],
        "agent_id": district.personas["family"],
        "relation": "女儿",
        "scope": DelegationScope.ALL,
        "state": DelegationState.ACTIVE,
        "ends_on": district.today + timedelta(days=DAYS_LEFT),
        "accepted_at": begin + timedelta(minutes=5),
        "version": 2,
        "created_at": begin,
    }


def delegates(district: District, principals: list[UUID]) -> list[UUID]:
    """Return who acts for one of these people."""
    return [district.personas["family"]] if district.personas["resident"] in principals else []
