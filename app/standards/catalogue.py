"""The catalogue of service standards, from data/*.json: one file for each edition of the standard. Pure.

The items of an edition never change; a new edition is a new file, and plans say by which one they go.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.standards.timing import Rule

DATA = Path(__file__).resolve().parent / "data"
CURRENT = "DB11/T 751-2025"
"""The edition by which new plans go: in force since 2025-10-01, when it replaced the one of 2010."""

PER_WORDS: dict[str, str] = {
    "day": "每天",
    "week": "每周",
    "half_month": "每半月",
    "month": "每月",
    "two_months": "每两月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "two_years": "每两年",
}
"""The periods that people can agree on, the shortest first."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``words`` and ``frequency`` hold three values by level, or one when there are no levels.

    ``measure`` is what is looked at: how often (``freq``), within what time (``time``), a rate (``rate``), or that it
    is there (``presence``). ``equipment`` is the kind of asset that it needs; an ``optional`` item may not apply.
    """

    code: str
    category: str
    category_name: str
    name: str
    clause: str
    measure: str
    levelled: bool
    optional: bool
    evidence: str
    equipment: str | None
    words: tuple[str, ...]
    frequency: tuple[tuple[Rule, ...], ...]
    position: int

    def said(self, level: int | None) -> str:
        """Return what is demanded at ``level``, in words."""
        return self.words[(level or 1) - 1] if self.levelled else self.words[0]

    def rules(self, level: int | None) -> tuple[Rule, ...]:
        """Return how often at ``level``; nothing where no frequency is demanded."""
        return self.frequency[(level or 1) - 1] if self.levelled else self.frequency[0]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One edition of the standard."""

    version: str
    name: str
    items: dict[str, Item]
    categories: dict[str, str]


def _rules(raw: list[dict[str, Any]] | None) -> tuple[Rule, ...]:
    def day(text: str) -> tuple[int, int]:
        month, number = text.split("-")
        return int(month), int(number)

    return tuple(
        Rule(
            rule["times"],
            rule["per"],
            (day(rule["between"][0]), day(rule["between"][1])) if "between" in rule else None,
        )
        for rule in raw or ()
    )


@cache
def catalogues() -> dict[str, Catalogue]:
    """Return every edition by its version."""
    found: dict[str, Catalogue] = {}
    for path in sorted(DATA.glob("db11*.json")):
        raw = json.loads(path.read_text(encoding="utf-8"))
        names = {one["code"]: one["name"] for one in raw["categories"]}
        items = {
            item["code"]: Item(
                code=item["code"],
                category=item["category"],
                category_name=names[item["category"]],
                name=item["name"],
                clause=item["clause"],
                measure=item["measure"],
                levelled=item["levelled"],
                optional=item["optional"],
                evidence=item["evidence"],
                equipment=item["equipment"],
                words=tuple(item["words"]),
                frequency=tuple(_rules(rules) for rules in item["frequency"]),
                position=position,
            )
            for position, item in enumerate(raw["items"], start=1)
        }
        found[raw["version"]] = Catalogue(raw["version"], raw["name"], items, names)
    return found


def items(version: str = CURRENT) -> dict[str, Item]:
    """Return the items of an edition by code, in the order of the standard."""
    return catalogues()[version].items


@cache
def by_category() -> dict[str, tuple[str, ...]]:
    """Return which items a finished repair is proof of, by the category of the order (data/repairs.json)."""
    raw: dict[str, list[str]] = json.loads((DATA / "repairs.json").read_text(encoding="utf-8"))
    return {category: tuple(codes) for category, codes in raw.items()}


def rows() -> list[dict[str, Any]]:
    """Return every item of every edition as a row of the table."""
    return [
        {
            "catalogue_version": catalogue.version,
            "code": item.code,
            "position": item.position,
            "category": item.category,
            "name": item.name,
            "clause": item.clause,
            "measure": item.measure,
            "levelled": item.levelled,
            "optional": item.optional,
            "words": list(item.words),
            "frequency": [[_plain(rule) for rule in rules] or None for rules in item.frequency],
            "evidence": item.evidence,
            "equipment": item.equipment,
        }
        for catalogue in catalogues().values()
        for item in catalogue.items.values()
    ]


def _plain(rule: Rule) -> dict[str, Any]:
    between = [f"{month:02}-{day:02}" for month, day in rule.between] if rule.between else None
    return {"times": rule.times, "per": rule.per} | ({"between": between} if between else {})
