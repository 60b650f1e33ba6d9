"""What has to be there before the operations of consultations are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.consultations.steps import opened, opinions, send, work


def consultation(app, world) -> dict:
    """A consultation of street a that takes opinions, with two of resident a."""
    made = opened(world.street_a)
    send(world.resident_a, made, "太贵")
    receipt = send(world.resident_a, made, "贵")["receipt"]
    last, first = opinions(world.street_a, made)
    return {
        "consultation": made["id"], "opinion": last["id"], "same_opinion": first["id"], "receipt": receipt,
    }  # fmt: skip


def opinions_merged(app, world) -> dict:
    """The same, with one merged into the other."""
    ids = consultation(app, world)
    made = {"id": ids["consultation"]}
    last, first = opinions(world.street_a, made)
    work(world.street_a, made, "merge", [last], into_id=first["id"])
    return ids


def consultation_elsewhere(app, world) -> dict:
    """One of street a, and an opinion and a draft of street b."""
    other = opened(world.street_b)
    send(world.resident_b, other)
    [theirs] = opinions(world.street_b, other)
    return consultation(app, world) | {"other_consultation": other["id"], "other_opinion": theirs["id"]}


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "consultation": consultation,
    "opinions_merged": opinions_merged,
    "consultation_elsewhere": consultation_elsewhere,
}
