"""What has to be there before the operations of papers are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.consultations import steps as consultations
from tests.media.papers import bring
from tests.party import steps as party


def _with_paper(person, path: str, thing: dict) -> dict:
    paper = bring(person)["id"]
    answer = person.post(f"{path}/{thing['id']}/papers", {"version": thing["version"], "paper_ids": [paper]})
    assert answer.status_code == 200, answer.json
    return answer.json | {"paper": paper}


def agreement_scanned(app, world) -> dict:
    """A signed agreement with its scan; its version is 3."""
    made = _with_paper(world.secretary_a, party.BASE, party.signed(world))
    return {"agreement": made["id"], "paper": made["paper"]}


def consultation_with_paper(app, world) -> dict:
    """A draft of street a with a paper; its version is 2."""
    made = _with_paper(world.street_a, consultations.BASE, consultations.draft(world.street_a))
    return {"consultation": made["id"], "paper": made["paper"]}


def consultation_with_open_paper(app, world) -> dict:
    """The same, open to everybody."""
    found = consultation_with_paper(app, world)
    consultations.act(world.street_a, {"id": found["consultation"], "version": 2}, "open")
    return found


SETUPS: dict[str, Callable[[Any, Any], dict]] = {
    "agreement_scanned": agreement_scanned,
    "consultation_with_paper": consultation_with_paper,
    "consultation_with_open_paper": consultation_with_open_paper,
}
