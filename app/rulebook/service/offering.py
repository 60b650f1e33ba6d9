"""What an editor of rules may choose from: the grammar with the names of the taxonomy and the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import today
from app.core.paging import Page
from app.places.models import ORGANISATION_NAMES, OrganisationKind
from app.rulebook.grammar import (
    KEYS,
    MOST_RULES,
    MOST_VALUES,
    PLACEHOLDER_NAMES,
    TARGET_NAMES,
    UNITS,
    Key,
    Ledger,
)
from app.rulebook.policy import street_of
from app.rulebook.queries import ledger
from app.rulebook.validation import UNIT_WORDS
from app.tickets.models.words import URGENCY_NAMES
from app.tickets.queries import reference
from app.tickets.queries.reference import ORGANISATION

Shape = dict[str, Any]


def grammar(actor: Actor) -> Shape:
    """Return everything that a rule may say. A street gets its own places only."""
    street = street_of(actor)
    known = ledger.load(actor.district_id, today(), [])
    places = _places(known, str(street) if street else None)
    return {
        "keys": [_key(key, places) for key in KEYS.values()],
        "targets": _values(TARGET_NAMES),
        "urgencies": _values({str(code): name for code, name in URGENCY_NAMES.items()}),
        "units": [
            {"value": unit, "label": UNIT_WORDS[unit], "least": least, "greatest": greatest}
            for unit, (least, greatest) in UNITS.items()
        ],
        "placeholders": _values(PLACEHOLDER_NAMES),
        "most_rules": MOST_RULES,
        "most_values": MOST_VALUES,
        "street_id": street,
    }


def _values(names: dict[str, str]) -> list[Shape]:
    return [_value(value, label) for value, label in names.items()]


def _value(value: str, label: str, group: str | None = None) -> Shape:
    return {"value": value, "label": label, "group": group}


def _key(key: Key, places: dict[str, list[Shape]]) -> Shape:
    values = _values(dict(key.values)) if key.values is not None else places.get(key.name)
    return {
        "name": key.name,
        "label": key.label,
        "topic": key.topic,
        "shape": key.shape,
        "values": values,
        "said": list(key.said),
    }


def _places(known: Ledger, street: str | None) -> dict[str, list[Shape]]:
    """Return the values of the keys whose names the taxonomy and the ledger have; buildings are asked for apart."""
    categories = reference().categories.values()
    streets = {code: name for code, name in known.streets.items() if street in (None, code)}
    communities = {code: place for code, place in known.communities.items() if place[1] in streets}
    return {
        "category": [_value(one.code, one.name, one.group_name) for one in categories],
        "group": _values({one.group_code: one.group_name for one in categories}),
        "street_id": _values(streets),
        "community_id": [_value(code, name, streets[above]) for code, (name, above) in communities.items()],
        "compound_id": [
            _value(code, one.name, communities[one.community][0])
            for code, one in known.compounds.items()
            if one.community in communities
        ],
    }


def buildings(actor: Actor, compound_id: UUID) -> Page:
    """Return the buildings of a compound. Raises ``NotFound`` outside the district, or outside a street's own."""
    rows = ledger.buildings_of(actor.district_id, street_of(actor), compound_id)
    return Page([_value(str(row.id), row.name) for row in rows])


def organisations(actor: Actor, *, q: str, limit: int, cursor: str | None) -> Page:
    """Return the organisations that a target may name, by part of the name."""
    page = ledger.organisations(actor.district_id, q=q, limit=limit, cursor=cursor)
    items = [
        {
            "value": f"{ORGANISATION}{one.id}",
            "label": one.name,
            "kind_name": ORGANISATION_NAMES[OrganisationKind(one.kind)],
        }
        for one in page.items
    ]
    return Page(items, page.next)
