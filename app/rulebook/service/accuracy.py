"""How often rules were right: the first party they named is the one that closed the ticket."""

from __future__ import annotations

from typing import Any

from app.core.auth import Actor
from app.core.paging import Page, decode_cursor, page_of_rows
from app.rulebook.grammar import BY_HAND
from app.rulebook.policy import street_of
from app.rulebook.queries import sets, tickets
from app.rulebook.service.periods import month_of
from app.tickets.queries import reference
from app.tickets.routing import UNSORTED

Shape = dict[str, Any]


def accuracy(actor: Actor, month: str | None) -> Shape:
    """Return by rule how many tickets closed in a month it had first routed, and how many its party closed.

    Rules in force come first, in their order, also those without a ticket; then rules of earlier versions. What a
    person dispatched by hand from the start was no rule's doing and is left out. A street counts its own tickets.
    """
    month, since, until = month_of(month)
    counted = {
        row.rule: row
        for row in tickets.accuracy(actor.district_id, street_of(actor), since, until)
        if row.rule != BY_HAND
    }
    places = {rule["name"]: place for place, rule in enumerate(sets.in_force(actor.district_id).rules, 1)}
    names = [*places, *(name for name in counted if name not in places)]
    items = [_item(name, counted.get(name), places.get(name)) for name in names]
    return {
        "month": month,
        "items": items,
        "total": sum(item["total"] for item in items),
        "hits": sum(item["hits"] for item in items),
    }


def _item(name: str, row: Any, position: int | None) -> Shape:
    total, hits = (row.total, row.hits) if row is not None else (0, 0)
    return {
        "rule": name,
        "total": total,
        "hits": hits,
        "share_permille": round(1000 * hits / total) if total else None,
        "in_force": position is not None,
        "position": position,
    }


def accuracy_rows(
    actor: Actor, *, month: str | None, rule: str, hit: bool | None, limit: int, cursor: str | None
) -> Page:
    """Return the tickets behind one rule's figures, the last closed first."""
    _, since, until = month_of(month)
    rows = tickets.closed_rows(
        actor.district_id,
        street_of(actor),
        since,
        until,
        rule=rule,
        hit=hit,
        cursor=decode_cursor(cursor) if cursor else None,
        limit=limit,
    )
    page = page_of_rows(rows, limit, at="closed_at")
    categories = reference().categories
    items = [
        {
            "ticket_id": row.id,
            "no": row.no,
            "compound": row.compound,
            "category": categories[row.category].name if row.category in categories else UNSORTED,
            "first_party": row.first_party,
            "closer": row.closer,
            "hit": row.hit,
            "closed_at": row.closed_at,
        }
        for row in page.items
    ]
    return Page(items, page.next)
