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
from app.places.periods import periods, seasons_words, standing
from app.places.queries import care as queries
from app.places.tables import BOOKS

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
        "seasons": seasons_words(row.code, row.starts_on, row.ends_on, day),
        "kind_name": periods().by_code[row.code].name if row.code else "",
        "state": state,
        "within": within,
        "days_left": (row.ends_on - day).days,
        "open_tickets": defects,
    }
