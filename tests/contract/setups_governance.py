"""What has to be there before the operations of committees are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core.clock import today
from tests.governance import steps


def no_committee(app, world) -> dict:
    """A compound that has none yet, and a term for it."""
    return {"term": {"starts_on": str(today()), "ends_on": str(today() + timedelta(days=700))}}


def committee(app, world) -> dict:
    """One in office that met and decided something."""
    made = steps.hold(world.community_a, steps.in_office(app, world.community_a, world.a), 5, 4)
    return {
        "committee": made["id"],
        "version": made["version"],
        "member": made["members"][3]["id"],
        "five": steps.ids(made, 5),
        "decision": made["decisions"][0]["id"],
        "today": str(today()),
    }


SETUPS: dict[str, Callable[[Any, Any], dict]] = {"no_committee": no_committee, "committee": committee}
