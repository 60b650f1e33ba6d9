"""What is wrong with a version as a whole: rules that are never reached, gaps, targets that nobody has. Pure.

An error keeps the version from being submitted; a warning is shown to who submits and to who publishes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.rulebook.grammar import KEYS, TARGET_NAMES, Ledger, target_kind
from app.rulebook.validation import Stored, row
from app.rulebook.wording import Names
from app.tickets.queries.reference import CategoryFacts
from app.tickets.routing import DEFAULT_PARTY, DEFAULT_URGENCY, DEPARTMENT_WORDS, UNSORTED, UTILITY_OF

OF_CATEGORY = ("category", "group", "party", "urgency")
OF_PLACE = ("street_id", "community_id", "compound_id", "building_id")
GUARANTEES = {
    "provider": "has_provider",
    "maintainer": "has_maintainer",
    "warranty_contractor": "has_warranty",
    "title_unit": "has_title_unit",
    "care": "has_care",
}
"""The condition that makes sure that a target exists."""
EVERYWHERE = ("residents_committee", "street_office", "level_up", "organisation")
"""Targets that a last resort may have."""
NAMED = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. ``level`` is ``error`` or ``warning``; ``rule`` is the id of the rule it is about, if one."""

    level: str
    text: str
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What a rule can be about: the categories (an empty code is a report without one) and, if asked, the compounds."""

    categories: frozenset[str]
    compounds: frozenset[str] | None


class Reviewer:
    """Looks at one version against the taxonomy and the ledger."""

    def __init__(self, rules: Sequence[Stored], names: Names, categories: Mapping[str, CategoryFacts]) -> None:
        self.rules = rules
        self.ledger: Ledger = names.ledger
        self.rows: dict[str, dict[str, str]] = {
            code: {"category": code, "group": c.group_code, "party": c.party, "urgency": c.urgency, "name": c.name}
            for code, c in categories.items()
        }
        self.rows[""] = {
            "category": "", "group": "", "party": DEFAULT_PARTY, "urgency": DEFAULT_URGENCY, "name": UNSORTED,
        }  # fmt: skip
        self.reach = [Reach(self._categories(rule["conditions"]), self._compounds(rule)) for rule in rules]

    def findings(self) -> list[Finding]:
        """Return everything found, errors first."""
        found = [
            *self._impossible(),
            *self._shadowed(),
            *self._last_resort(),
            *self._nowhere(),
            *self._unruled(),
        ]
        return sorted(found, key=lambda finding: finding.level)

    def _categories(self, conditions: Mapping[str, Any]) -> frozenset[str]:
        asked = [key for key in OF_CATEGORY if key in conditions]
        return frozenset(
            code for code, facts in self.rows.items() if all(facts[key] in conditions[key] for key in asked)
        )

    def _compounds(self, rule: Stored) -> frozenset[str] | None:
        conditions = rule["conditions"]
        if not any(key in conditions for key in OF_PLACE):
            return None
        found = self.ledger.compounds
        if "building_id" in conditions:
            known = self.ledger.buildings
            owners = {known[one].compound for one in conditions["building_id"] if one in known}
            found = {code: where for code, where in found.items() if code in owners}
        return frozenset(
            code
            for code, where in found.items()
            if code in conditions.get("compound_id", (code,))
            and where.community in conditions.get("community_id", (where.community,))
            and where.street in conditions.get("street_id", (where.street,))
        )

    # --- rules that can never hold, or never find anybody ---

    def _impossible(self) -> list[Finding]:
        found = []
        for number, rule in enumerate(self.rules, 1):
            reach, at = self.reach[number - 1], row(number, rule)
            if not reach.categories or reach.compounds == frozenset():
                found.append(Finding("error", f"{at}的条件互相矛盾，永远不会成立", rule["id"]))
            guarantee = GUARANTEES.get(rule["target"])
            if guarantee and rule["conditions"].get(guarantee) is False:
                said = KEYS[guarantee].said[1]
                found.append(Finding("error", f"{at}要求“{said}”，又派给{TARGET_NAMES[rule['target']]}", rule["id"]))
        return found

    # --- rules that an earlier one always forestalls ---

    def _shadowed(self) -> list[Finding]:
        found = []
        for later, rule in enumerate(self.rules):
            for earlier in range(later):
                if not self._covers(earlier, later):
                    continue
                sure = self._sure(earlier, later)
                if sure == "logic" or (sure == "ledger" and rule["conditions"]):
                    first = row(earlier + 1, self.rules[earlier])
                    text = f"{row(later + 1, rule)}不会被用到：{first}的条件更宽，排在前面"
                    found.append(Finding("error" if sure == "logic" else "warning", text, rule["id"]))
                    break
        return found

    def _covers(self, earlier: int, later: int) -> bool:
        """Return whether the earlier rule holds wherever the later one does."""
        wide, narrow = self.rules[earlier]["conditions"], self.rules[later]["conditions"]
        if not self.reach[later].categories <= self.reach[earlier].categories:
            return False
        if not self._place_covered(earlier, later):
            return False
        return all(
            key in narrow and _implies(narrow[key], wanted)
            for key, wanted in wide.items()
            if key not in OF_CATEGORY and key not in OF_PLACE
        )

    def _place_covered(self, earlier: int, later: int) -> bool:
        wide, narrow = self.reach[earlier].compounds, self.reach[later].compounds
        if wide is None:
            return True
        if narrow is None or not narrow or not narrow <= wide:
            return False
        asked = self.rules[earlier]["conditions"].get("building_id")
        given = self.rules[later]["conditions"].get("building_id")
        return asked is None or (given is not None and set(given) <= set(asked))

    def _sure(self, earlier: int, later: int) -> str:
        """Return why the earlier rule's target exists wherever the later rule holds: ``logic``, ``ledger`` or ''."""
        target = self.rules[earlier]["target"]
        if target == self.rules[later]["target"] or target_kind(target) == "organisation":
            return "logic"
        if target in GUARANTEES:
            both = self.rules[earlier]["conditions"] | self.rules[later]["conditions"]
            return "logic" if both.get(GUARANTEES[target]) is True else ""
        parties = {self.rows[code]["party"] for code in self.reach[later].categories}
        here = {
            "residents_committee": not self.ledger.no_committee,
            "level_up": not self.ledger.no_committee,
            "street_office": not self.ledger.no_office,
            "utility": parties <= self.ledger.operators & set(UTILITY_OF),
            "department": parties <= self.ledger.operators & ({"HD"} | set(DEPARTMENT_WORDS)),
        }
        return "ledger" if here[target] else ""

    # --- gaps ---

    def _last_resort(self) -> list[Finding]:
        last = {
            target_kind(rule["target"])
            for rule in self.rules
            if not rule["conditions"] and target_kind(rule["target"]) in EVERYWHERE
        }
        if not last:
            text = "缺少兜底规则：最后要有一条没有条件的规则，派给社区居委会、街道办事处或指定单位"
            return [Finding("error", text)]
        found = []
        if self.rules[-1]["conditions"]:
            at = row(len(self.rules), self.rules[-1])
            found.append(Finding("warning", f"{at}排在兜底规则后面，请把没有条件的规则放在最后"))
        if "organisation" in last:
            return found
        uncovered = self.ledger.no_office if "street_office" in last else self.ledger.no_committee
        if uncovered:
            text = f"{_some(uncovered)}没有登记受理的单位，兜底规则在那里派不出去，请先在单位名录里登记"
            found.append(Finding("warning", text))
        return found

    def _nowhere(self) -> list[Finding]:
        found = []
        for number, rule in enumerate(self.rules, 1):
            target, missing = rule["target"], "全区还没有登记这样的单位"
            there = target_kind(target) == "organisation" or target in self.ledger.targets
            if target in ("utility", "department"):
                parties = {self.rows[code]["party"] for code in self.reach[number - 1].categories}
                there = bool(parties & _parties_for(target) & self.ledger.operators)
                if not parties & _parties_for(target):
                    missing = "但条件里的类别都不归这样的单位负责"
            if not there and self.reach[number - 1].categories:
                text = f"{row(number, rule)}要派给{TARGET_NAMES[target]}，{missing}，暂时派不出去"
                found.append(Finding("warning", text, rule["id"]))
        return found

    def _unruled(self) -> list[Finding]:
        ruled: set[str] = set()
        for rule, reach in zip(self.rules, self.reach, strict=True):
            if any(key in rule["conditions"] for key in OF_CATEGORY):
                ruled |= reach.categories
        missing = [facts["name"] for code, facts in self.rows.items() if code and code not in ruled]
        if not missing:
            return []
        return [Finding("warning", f"没有专门的规则，只靠兜底规则派单的类别：{_some(missing)}")]


def _parties_for(target: str) -> set[str]:
    return set(UTILITY_OF) if target == "utility" else {"HD"} | set(DEPARTMENT_WORDS)


def _some(names: Sequence[str]) -> str:
    shown = "、".join(names[:NAMED])
    return shown if len(names) <= NAMED else f"{shown}等{len(names)}个"


def _implies(narrow: Any, wide: Any) -> bool:
    """Return whether every fact that agrees with ``narrow`` agrees with ``wide`` (both of one key)."""
    if isinstance(wide, list):
        return set(narrow) <= set(wide)
    if isinstance(wide, dict):
        return _minutes(narrow) <= _minutes(wide)
    return bool(narrow == wide)


def _minutes(hours: Mapping[str, str]) -> set[int]:
    start, end = (int(time[:2]) * 60 + int(time[3:]) for time in (hours["from"], hours["to"]))
    return set(range(start, end)) if start < end else set(range(start, 1440)) | set(range(end))


def review(rules: Sequence[Stored], names: Names, categories: Mapping[str, CategoryFacts]) -> list[Finding]:
    """Return what is found in a version."""
    return Reviewer(rules, names, categories).findings()
