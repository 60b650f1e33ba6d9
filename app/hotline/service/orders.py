"""One order at a time, from a system: the same words, the same checks and the same once-only as in a file."""

from __future__ import annotations

from typing import Any

from app.core.clock import now
from app.core.errors import InvalidInput, NotFound
from app.core.spreadsheets import Cell
from app.hotline.models import RowOutcome
from app.hotline.parsing import KINDS, Problem, draft_of
from app.hotline.policy import Reach
from app.hotline.queries import orders, places
from app.hotline.service.clients import Caller
from app.hotline.service.preparing import Ready, prepare
from app.hotline.service.receiving import Origin, Received, receive
from app.hotline.service.telling import told
from app.tickets.queries import reference

CODES = {code: words for words, code in reversed(KINDS.items())}


def accept(caller: Caller, body: dict[str, Any]) -> tuple[dict[str, Any], Received]:
    """Store an order, or bring it up to date when its number is known. Returns how it stands, and what was done.

    Raises ``InvalidInput`` with the fields that cannot be taken.
    """
    reach = Reach(caller.district_id, None)
    ready, notes = _ready(reach, body)
    found = receive(Origin(reach, orders.HOTLINE, client_id=caller.client_id), [ready])[ready.own_no]
    if found.error is not None:
        raise found.error
    row = orders.told(found.order_id) if found.order_id else None
    if found.outcome == RowOutcome.REJECTED or row is None:
        raise InvalidInput(fields={"own_no": found.notes})
    found.notes = [*notes, *found.notes]
    return told(row), found


def look(caller: Caller, own_no: str) -> dict[str, Any]:
    """Return how an order stands that this system, or a file, brought here. Raises ``NotFound``."""
    rows = orders.listed(Reach(caller.district_id, None), limit=1, own_no=own_no, source=orders.HOTLINE)
    if not rows or rows[0].client_id not in (None, caller.client_id):
        raise NotFound
    return told(rows[0])


def _ready(reach: Reach, body: dict[str, Any]) -> tuple[Ready, list[str]]:
    draft = draft_of(_cells(body), now())
    within = places.places(reach.district_id, reach.street_id)
    place = within.by_code(body["compound_code"]) if body["compound_code"] else None
    if body["compound_code"] and place is None:
        draft.problems.append(Problem("compound_code", "没有这个小区编码"))
    if place is not None:
        draft.compound = place.name
        draft.problems = [problem for problem in draft.problems if problem.key != "compound"]
    meant = place or within.find(draft.compound, draft.street, draft.community).place
    buildings = places.buildings([meant.id]) if meant and draft.building else {}
    found = prepare(draft, within, buildings, reference(), place)
    if found.ready is None:
        fields: dict[str, list[str]] = {}
        for problem in found.problems:
            fields.setdefault(problem.key, []).append(problem.message)
        raise InvalidInput(fields=fields)
    return found.ready, found.notes


def _cells(body: dict[str, Any]) -> dict[str, Cell]:
    """Return the fields of a request as if they stood in a row."""
    cells = {}
    for key, value in body.items():
        if value is None or value == "" or key == "compound_code":
            continue
        if key in ("called_at", "dispatched_at"):
            cells[key] = Cell("moment", value)
        elif key == "secret":
            cells[key] = Cell("flag", value)
        elif key == "kind":
            cells[key] = Cell("text", CODES.get(value, value))
        else:
            cells[key] = Cell("text", str(value))
    return cells
