"""Taxonomy and routing rules, read from the database and kept in memory for a short while."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from app.core.db import fast

KEEP_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """One category with its default party and limits (minutes and natural hours)."""

    code: str
    group_code: str
    group_name: str
    name: str
    party: str
    urgency: str
    contact_minutes: int
    onsite_minutes: int | None
    finish_hours: int
    asset_kind: str | None
    emergency: str | None
    keywords: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One routing rule: its condition over facts, its target and its reason template."""

    name: str
    conditions: dict[str, Any]
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole taxonomy and all rules, in order."""

    categories: dict[str, CategoryFacts]
    rules: tuple[Rule, ...]

    def suggest(self, description: str) -> CategoryFacts | None:
        """Return the category whose longest keyword occurs in ``description``; the earlier one of equals."""
        best: tuple[int, CategoryFacts] | None = None
        for category in self.categories.values():
            longest = max((len(word) for word in category.keywords if word and word in description), default=0)
            if longest and (best is None or longest > best[0]):
                best = longest, category
        return best[1] if best else None


_kept: dict[str, Any] = {"until": 0.0, "value": None}

CATEGORIES = text("""
    SELECT code, group_code, group_name, name, party, urgency, contact_minutes, onsite_minutes, finish_hours,
           asset_kind, emergency, keywords, kinds FROM tickets_category ORDER BY position
""")
RULES = text("SELECT name, conditions, target, reason FROM tickets_routing_rule ORDER BY position")


def reference(*, fresh: bool = False) -> Reference:
    """Return taxonomy and rules, at most ``KEEP_SECONDS`` old."""
    if fresh or _kept["value"] is None or time.monotonic() > _kept["until"]:
        with fast() as connection:
            categories = {
                row.code: CategoryFacts(**{**row._mapping, "keywords": tuple(row.keywords), "kinds": tuple(row.kinds)})
                for row in connection.execute(CATEGORIES)
            }
            rules = tuple(Rule(**row._mapping) for row in connection.execute(RULES))
        _kept["value"] = Reference(categories, rules)
        _kept["until"] = time.monotonic() + KEEP_SECONDS
    value: Reference = _kept["value"]
    return value
