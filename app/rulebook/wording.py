"""Rules in plain Chinese: “类别是屋面漏雨，且在保修期内”. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.rulebook.grammar import KEYS, LEADS, TARGET_NAMES, Ledger
from app.tickets.queries.reference import ORGANISATION, CategoryFacts, Deadline

SHOWN = 3
"""So many names of a long list are said, then how many there are."""
COUNTED = {"category": "类", "group": "大类", "compound_id": "个小区", "building_id": "栋楼", "community_id": "个社区"}
ALWAYS = "所有情况"
GONE = "（台账里已没有）"


class Names:
    """The names of everything that a condition or a target can hold."""

    def __init__(self, ledger: Ledger, categories: Mapping[str, CategoryFacts]) -> None:
        self.ledger = ledger
        groups = {category.group_code: category.group_name for category in categories.values()}
        self.tables: dict[str, Mapping[str, str]] = {
            "category": {code: category.name for code, category in categories.items()},
            "group": groups,
            "street_id": ledger.streets,
            "community_id": {code: name for code, (name, _) in ledger.communities.items()},
            "compound_id": {code: found.name for code, found in ledger.compounds.items()},
            "building_id": {code: self._building(code) for code in ledger.buildings},
        }

    def _building(self, code: str) -> str:
        building = self.ledger.buildings[code]
        compound = self.ledger.compounds.get(building.compound)
        return f"{compound.name if compound else ''}{building.name}"

    def of(self, key: str, value: Any) -> str:
        """Return the name of one value of a condition."""
        known = KEYS[key].values if KEYS[key].values is not None else self.tables[key]
        return (known or {}).get(str(value), GONE)

    def target(self, target: str) -> str:
        """Return whom a target means."""
        if target.startswith(ORGANISATION):
            return self.ledger.organisations.get(target.removeprefix(ORGANISATION), f"指定单位{GONE}")
        return TARGET_NAMES.get(target, target)


def phrase(key: str, wanted: Any, names: Names, *, whole: bool = False) -> str:
    """Return one condition as people say it; ``whole`` names every value of a long list."""
    shape = KEYS[key].shape
    if shape == "flag":
        return KEYS[key].said[0 if wanted else 1]
    if shape == "hours":
        until = f"次日{wanted['to']}" if wanted["to"] <= wanted["from"] else wanted["to"]
        return f"在{wanted['from']}至{until}"
    said = [names.of(key, value) for value in wanted]
    if whole or len(said) <= SHOWN:
        return LEADS[key] + "、".join(said)
    return f"{LEADS[key]}{'、'.join(said[:SHOWN])}等{len(said)}{COUNTED.get(key, '项')}"


def phrases(conditions: Mapping[str, Any], names: Names) -> list[dict[str, str]]:
    """Return the conditions in the order of the grammar, each short and whole."""
    return [
        {
            "key": key,
            "text": phrase(key, conditions[key], names),
            "whole": phrase(key, conditions[key], names, whole=True),
        }
        for key in KEYS
        if key in conditions
    ]


def sentence(conditions: Mapping[str, Any], names: Names, *, whole: bool = False) -> str:
    """Return all conditions in one sentence; ``whole`` names every value of a long list."""
    return "，且".join(part["whole" if whole else "text"] for part in phrases(conditions, names)) or ALWAYS


def deadline_words(deadline: Mapping[str, Any] | None) -> str:
    """Return a stored deadline as people say it, or nothing."""
    return f"{Deadline(**deadline).words}内办结" if deadline else ""
