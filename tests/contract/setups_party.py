"""What has to be there before the operations of agreements are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.party import steps as party


def agreement_draft(app, world) -> dict:
    """An agreement that community a is writing."""
    content = party.content(world)
    return {"agreement": party.draft(world.community_a, content)["id"], "content": content}


def agreement_in_force(app, world) -> dict:
    """The same, signed."""
    return {"agreement": party.signed(world)["id"]}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "agreement_draft": agreement_draft,
    "agreement_in_force": agreement_in_force,
}
