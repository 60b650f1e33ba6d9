"""What a street may propose: rules for its own compounds; the district's rules stay as they are. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.errors import InvalidInput
from app.rulebook.compare import weave
from app.rulebook.validation import Stored, row
from app.rulebook.wording import Names


def is_of(rule: Stored, street: str) -> bool:
    """Return whether a rule holds in this street only."""
    return bool(rule["conditions"].get("street_id") == [street])


def confine(rules: list[Stored], base: Sequence[Stored], street: str, names: Names) -> list[Stored]:
    """Return a street's proposal with every rule of its own bound to the street.

    ``base`` is the version it was begun from. Raises ``InvalidInput`` when a rule of the district or of another
    street is changed, moved or missing, or when a rule asks for a place outside the street.
    """
    foreign = {rule["id"]: rule for rule in base if not is_of(rule, street)}
    problems: list[str] = []
    bound: list[Stored] = []
    for number, rule in enumerate(rules, 1):
        if rule["id"] in foreign:
            if rule != foreign[rule["id"]]:
                problems.append(f"{row(number, rule)}：这是区里或其他街道的规则，街道不能修改")
            bound.append(rule)
            continue
        problems.extend(f"{row(number, rule)}：{problem}" for problem in _outside(rule["conditions"], street, names))
        conditions = {"street_id": [street]} | {k: v for k, v in rule["conditions"].items() if k != "street_id"}
        bound.append(rule | {"conditions": conditions})
    kept = [rule["id"] for rule in rules if rule["id"] in foreign]
    if set(kept) != set(foreign):
        problems.append("区里和其他街道的规则不能删除")
    elif kept != list(foreign):
        problems.append("区里和其他街道的规则不能调换顺序")
    if problems:
        raise InvalidInput(problems[0], fields={"rules": problems})
    return bound


def settle(rules: Sequence[Stored], base: Sequence[Stored], street: str) -> list[Stored]:
    """Return a street's rules among ``rules`` placed into ``base``, whose other rules stand as they are there.

    What ``confine`` asks for holds of the result: every rule of others is there, unchanged and in its order.
    """
    foreign = {rule["id"]: rule for rule in base if not is_of(rule, street)}
    own = {rule["id"]: rule for rule in rules if is_of(rule, street)}
    places = weave([rule["id"] for rule in rules], list(foreign))
    waiting = iter(foreign.values())
    # Wherever a rule of others stands, the next one of them comes: their order is that of the base.
    return [next(waiting) if code in foreign else own[code] for code in places if code in foreign or code in own]


def _outside(conditions: dict[str, Any], street: str, names: Names) -> list[str]:
    ledger = names.ledger
    found = []
    if any(one != street for one in conditions.get("street_id", ())):
        found.append("街道只能提本街道的规则")
    if any(ledger.communities[one][1] != street for one in conditions.get("community_id", ())):
        found.append("条件“社区”里有不属于本街道的社区")
    if any(ledger.compounds[one].street != street for one in conditions.get("compound_id", ())):
        found.append("条件“小区”里有不属于本街道的小区")
    if any(
        ledger.compounds[ledger.buildings[one].compound].street != street for one in conditions.get("building_id", ())
    ):
        found.append("条件“楼栋”里有不属于本街道的楼栋")
    return found
