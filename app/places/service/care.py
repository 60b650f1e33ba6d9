"""One compound as those who keep its ledger look at it: facts, contracts, and the warranties that run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import NotFound
from app.places import policy
from app.places import queries as places
from app.places.periods import periods
from app.places.queries import care as queries
from app.places.tables import BOOKS

SOON = (7, 30, 90)
"""Days before the end at which a warranty is pointed at: the last joint check must lie before it."""


def standing(ends_on: date, day: date) -> tuple[str, int | None]:
    """Return ``over``, ``running`` or ``soon``, and for ``soon`` the narrowest of ``SOON`` that holds."""
    left = (ends_on - day).days
    if left < 0:
        return "over", None
    near = next((limit for limit in SOON if left <= limit), None)
    return ("soon", near) if near is not None else ("running", None)


Defects = Callable[[Actor, UUID], dict[UUID, list[dict[str, Any]]]]
_open_defects: list[Defects] = []


def register_open_defects(look: Defects) -> None:
    """Say how open orders about the assets of a compound are looked up: tickets lie above places."""
    _open_defects[:] = [look]


def page(actor: Actor, compound_id: UUID) -> dict[str, Any]:
    """Return what is known of a compound. Raises ``NotFound``."""
    if not policy.sees(actor, BOOKS["buildings"], compound_id) or not places.reaches(actor, compound_id):
        raise NotFound
    day = today()
    defects = _open_defects[0](actor, compound_id) if _open_defects else {}
    return {
        **queries.facts(compound_id)._mapping,
        "contracts": [_contract(row, day) for row in queries.contracts(compound_id)],
        "warranties": [_warranty(row, day, defects.get(row.asset_id, [])) for row in queries.warranties(compound_id)],
    }


def _contract(row: Any, day: date) -> dict[str, Any]:
    runs = row.starts_on <= day and (row.ends_on is None or row.ends_on >= day)
    return dict(row._mapping) | {"in_force": runs}


def _warranty(row: Any, day: date, defects: list[dict[str, Any]]) -> dict[str, Any]:
    state, within = standing(row.ends_on, day)
    return dict(row._mapping) | {
        "kind_name": periods().by_code[row.code].name if row.code else "",
        "state": state,
        "within": within,
        "days_left": (row.ends_on - day).days,
        "open_tickets": defects,
    }
