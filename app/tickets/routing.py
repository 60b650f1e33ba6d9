"""Who is responsible: rules as data, judged over facts. Pure; the reasons are finished sentences for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.places.routing import Party, PlaceFacts
from app.tickets.queries.reference import CategoryFacts, Rule

UTILITY_OF = {"UT_W": "water", "UT_E": "power", "UT_G": "gas", "UT_H": "heat", "UT_T": "telecom"}
DEPARTMENT_WORDS = {"CG": "城管", "FR": "消防", "PO": "公安", "MS": "市场监"}
DEFAULT_PARTY, DEFAULT_URGENCY = "PS", "U3"


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of routing: who, by which rule, and why."""

    organisation_id: UUID
    organisation: str
    rule: str
    reasons: tuple[str, ...]


def boundary(place: PlaceFacts) -> str:
    """Return who runs the asset concerned: ``utility``, ``compound``, or ``unknown`` when no asset is named."""
    if place.asset is None or not place.asset.exact:
        return "unknown"
    return "compound" if place.asset.operator_status == "not_handed_over" else "utility"


def facts_of(kind: str, category: CategoryFacts | None, place: PlaceFacts) -> dict[str, Any]:
    """Return the facts that conditions may name (documented in data/README.md)."""
    return {
        "party": category.party if category else DEFAULT_PARTY,
        "urgency": category.urgency if category else DEFAULT_URGENCY,
        "category": category.code if category else "",
        "group": category.group_code if category else "",
        "kind": kind,
        "has_warranty": place.warranty is not None,
        "boundary": boundary(place),
        "has_title_unit": place.title_unit is not None,
        "has_provider": place.provider is not None,
        "has_maintainer": place.asset is not None and place.asset.maintainer is not None,
    }


def holds(condition: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Return whether every key of ``condition`` agrees: a list means one of, anything else means equal."""
    return all(
        facts.get(key) in wanted if isinstance(wanted, list) else facts.get(key) == wanted
        for key, wanted in condition.items()
    )


def _department(party: str, place: PlaceFacts) -> Party | None:
    if party == "HD":
        return place.district_office
    word = DEPARTMENT_WORDS.get(party)
    return next((found for found in place.departments if word and word in found.name), None)


def _utility(party: str, place: PlaceFacts) -> Party | None:
    """Return the operator of the named asset, unless it supplies something else than what failed."""
    of_district = place.utilities.get(UTILITY_OF.get(party, ""))
    operator = place.asset.operator if place.asset and place.asset.exact else None
    others = {utility.id for utility in place.utilities.values() if utility != of_district}
    return operator if operator is not None and operator.id not in others else of_district


def target_of(target: str, party: str, place: PlaceFacts) -> Party | None:
    """Return the organisation that a rule's target means here, or None when there is none on record."""
    if target == "utility":
        return _utility(party, place)
    found: dict[str, Party | None] = {
        "warranty_contractor": place.warranty.contractor if place.warranty else None,
        "maintainer": place.asset.maintainer if place.asset else None,
        "title_unit": place.title_unit,
        "provider": place.provider.party if place.provider else None,
        "residents_committee": place.residents_committee,
        "street_office": place.street_office,
        "department": _department(party, place),
    }
    return found.get(target)


def decide(
    rules: Iterable[Rule], kind: str, category: CategoryFacts | None, place: PlaceFacts, *, guessed: bool = False
) -> Decision | None:
    """Return the first rule that holds and whose target exists; None only when no organisation is on record at all."""
    facts = facts_of(kind, category, place)
    for rule in rules:
        party = target_of(rule.target, facts["party"], place) if holds(rule.conditions, facts) else None
        if party is None:
            continue
        words = {
            "organisation": party.name,
            "category": category.name if category else "未分类事项",
            "compound": place.compound.name,
            "building": place.building.name if place.building else "",
            "asset": place.asset.name if place.asset else "",
            "until": f"{place.warranty.until:%Y年%-m月%-d日}" if place.warranty else "",
        }
        reasons = [rule.reason.format_map(words)]
        if guessed and category:
            reasons.insert(0, f"居民没有选类别，按描述里的用词归入“{category.name}”。")
        return Decision(party.id, party.name, rule.name, tuple(reasons))
    return None
