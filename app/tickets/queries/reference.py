"""Taxonomy and routing rules, read from the database and kept in memory for a short while."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.core.db import fast
from app.places.routing import Party

KEEP_SECONDS = 30.0
ORGANISATION = "organisation:"
"""How the target of a rule begins that names one organisation; its id follows."""
UNIT_WORDS = {"hours": "小时", "days": "天", "working_days": "个工作日"}


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
class Deadline:
    """A limit for finishing that a rule sets instead of the category's: ``hours``, ``days`` or ``working_days``."""

    amount: int
    unit: str

    @property
    def words(self) -> str:
        """Return it as people say it: 3个工作日."""
        return f"{self.amount}{UNIT_WORDS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One routing rule: its condition over facts, its target and its reason template.

    ``named`` is the organisation of a target ``organisation:<id>``, None when it is not on record. ``deadline`` and
    ``urgency`` override what the category says; None leaves it as it is.
    """

    name: str
    conditions: dict[str, Any]
    target: str
    reason: str
    deadline: Deadline | None = None
    urgency: str | None = None
    named: Party | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force. A district that published none has those of the product."""

    product: tuple[Rule, ...]
    published: Mapping[UUID, tuple[Rule, ...]] = field(default_factory=dict)

    def of(self, district_id: UUID) -> tuple[Rule, ...]:
        """Return the rules of a district, in order."""
        return self.published.get(district_id, self.product)


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole taxonomy and all rules, in order."""

    categories: dict[str, CategoryFacts]
    rules: Rules | tuple[Rule, ...]

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
PUBLISHED = text("SELECT district_id, rules FROM tickets_rule_set WHERE state = 'published'")
PARTIES = text("""
    SELECT id, district_id, name, short_name, kind, phone,
           coalesce(ended_on <= CAST(now() AT TIME ZONE 'Asia/Shanghai' AS date), false) AS ended
    FROM places_organisation WHERE id = ANY(:ids)
""")
NAMING = text("SELECT 1 FROM tickets_rule_set WHERE rules @> CAST(:named AS jsonb) LIMIT 1")


def reference(*, fresh: bool = False) -> Reference:
    """Return taxonomy and rules, at most ``KEEP_SECONDS`` old."""
    if fresh or _kept["value"] is None or time.monotonic() > _kept["until"]:
        with fast() as connection:
            categories = {
                row.code: CategoryFacts(**{**row._mapping, "keywords": tuple(row.keywords), "kinds": tuple(row.kinds)})
                for row in connection.execute(CATEGORIES)
            }
            rules = _rules(connection)
        _kept["value"] = Reference(categories, rules)
        _kept["until"] = time.monotonic() + KEEP_SECONDS
    value: Reference = _kept["value"]
    return value


def forget() -> None:
    """Let the next ``reference()`` of this process read again: a version of the rules was published."""
    _kept["value"] = None


def _rules(connection: Connection) -> Rules:
    product = tuple(Rule(**row._mapping) for row in connection.execute(RULES))
    published = {row.district_id: row.rules for row in connection.execute(PUBLISHED)}
    wanted = {district: named_in(rules) for district, rules in published.items()}
    parties: dict[UUID, dict[UUID, Party]] = {}
    ids = sorted(set().union(*wanted.values()))
    if ids:
        # A rule that names an organisation which is there no longer is passed over, as if nobody had the target.
        for row in (one for one in connection.execute(PARTIES, {"ids": ids}) if not one.ended):
            party = Party(row.id, row.name, row.short_name, row.kind, row.phone)
            parties.setdefault(row.district_id, {})[row.id] = party
    return Rules(
        product,
        {district: rules_of(rules, parties.get(district, {})) for district, rules in published.items()},
    )


def parties(ids: Iterable[UUID], district_id: UUID) -> dict[UUID, Party]:
    """Return the organisations of a district among ``ids``, as rules name them."""
    with fast() as connection:
        rows = connection.execute(PARTIES, {"ids": sorted(set(ids))}).all()
    return {
        row.id: Party(row.id, row.name, row.short_name, row.kind, row.phone)
        for row in rows
        if row.district_id == district_id
    }


def organisation_of(target: str) -> UUID | None:
    """Return the organisation that a target names, or None when it names none (or something that is no id)."""
    if not target.startswith(ORGANISATION):
        return None
    try:
        return UUID(target.removeprefix(ORGANISATION))
    except ValueError:
        return None


def named_in(rules: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Return the organisations that stored rules name."""
    return {found for rule in rules if (found := organisation_of(rule["target"])) is not None}


def rules_name(organisation_id: UUID) -> bool:
    """Return whether a version of the rules, whether in force or not, names an organisation."""
    named = f'[{{"target": "{ORGANISATION}{organisation_id}"}}]'
    with fast() as connection:
        return connection.execute(NAMING, {"named": named}).first() is not None


def rules_of(rules: Iterable[Mapping[str, Any]], parties: Mapping[UUID, Party]) -> tuple[Rule, ...]:
    """Return stored rules (a list of objects, see ``RuleSet``) as the router reads them."""
    return tuple(
        Rule(
            name=rule["name"],
            conditions=rule["conditions"],
            target=rule["target"],
            reason=rule["reason"],
            deadline=Deadline(**rule["deadline"]) if rule.get("deadline") else None,
            urgency=rule.get("urgency"),
            named=parties.get(found) if (found := organisation_of(rule["target"])) else None,
        )
        for rule in rules
    )
