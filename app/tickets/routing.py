"""Who is responsible: rules as data, judged over facts. Pure; the reasons are finished sentences for people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.core.clock import BEIJING
from app.places.routing import Party, PlaceFacts
from app.tickets.models.words import URGENCY_NAMES, Level, Source, Urgency
from app.tickets.queries.reference import CategoryFacts, Deadline, Rule, Rules

UTILITY_OF = {"UT_W": "water", "UT_E": "power", "UT_G": "gas", "UT_H": "heat", "UT_T": "telecom"}
DEPARTMENT_WORDS = {"CG": "城管", "FR": "消防", "PO": "公安", "MS": "市场监"}
DEFAULT_PARTY, DEFAULT_URGENCY = "PS", "U3"
UNSORTED = "未分类事项"

# The heating season of Beijing, both days included (北京市供热采暖管理办法第12条).
HEATING_FROM, HEATING_UNTIL = (11, 15), (3, 15)

PLACEHOLDERS = ("organisation", "category", "compound", "building", "asset", "until")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class WorkingDays(Protocol):
    """What routing asks of the calendar."""

    def is_working(self, day: date) -> bool:
        """Return whether ``day`` is a working day."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How a ticket came in. ``at`` is when it was reported; ``level`` is how far it has climbed, if at all."""

    at: datetime
    working_day: bool
    source: str = Source.APP
    level: str | None = None


def circumstances(
    at: datetime, calendar: WorkingDays, *, source: str = Source.APP, level: str | None = None
) -> Circumstances:
    """Return the circumstances of a ticket reported at ``at``; its day is the one in Beijing."""
    return Circumstances(at, calendar.is_working(at.astimezone(BEIJING).date()), source, level)


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of routing: who, by which rule, and why.

    ``deadline`` and ``urgency`` are what the rule sets instead of the category's limits; None leaves those.
    """

    organisation_id: UUID
    organisation: str
    rule: str
    reasons: tuple[str, ...]
    deadline: Deadline | None = None
    urgency: str | None = None


def boundary(place: PlaceFacts) -> str:
    """Return who runs the asset concerned: ``utility``, ``compound``, or ``unknown`` when no asset is named."""
    if place.asset is None or not place.asset.exact:
        return "unknown"
    return "compound" if place.asset.operator_status == "not_handed_over" else "utility"


def is_heating_season(day: date) -> bool:
    """Return whether heating is on by rule: 15 November to 15 March."""
    at = (day.month, day.day)
    return at >= HEATING_FROM or at <= HEATING_UNTIL


def facts_of(
    kind: str, category: CategoryFacts | None, place: PlaceFacts, came: Circumstances | None = None
) -> dict[str, Any]:
    """Return the facts that conditions may name (documented in data/README.md).

    Without ``came`` nothing is known of time and source, and no condition on them holds.
    """
    asset = place.asset
    facts = {
        "party": category.party if category else DEFAULT_PARTY,
        "urgency": category.urgency if category else DEFAULT_URGENCY,
        "category": category.code if category else "",
        "group": category.group_code if category else "",
        "kind": kind,
        "compound_id": str(place.compound.id),
        "community_id": str(place.community.id),
        "street_id": str(place.street.id),
        "building_id": str(place.building.id) if place.building else "",
        "asset_kind": asset.kind if asset else (category.asset_kind or "") if category else "",
        "has_warranty": place.warranty is not None,
        "boundary": boundary(place),
        "has_title_unit": place.title_unit is not None,
        "has_provider": place.provider is not None,
        "has_maintainer": asset is not None and asset.maintainer is not None,
        "has_care": place.care is not None,
    }
    if came is not None:
        local = came.at.astimezone(BEIJING)
        facts |= {
            "source": str(came.source),
            "month": str(local.month),
            "hours": f"{local:%H:%M}",
            "working_day": came.working_day,
            "heating_season": is_heating_season(local.date()),
        }
    return facts


def _agrees(wanted: Any, fact: Any) -> bool:
    if isinstance(wanted, list):
        return fact in wanted
    if isinstance(wanted, dict):
        return fact is not None and in_hours(fact, wanted["from"], wanted["to"])
    return bool(fact == wanted)


def in_hours(time: str, start: str, end: str) -> bool:
    """Return whether ``time`` lies in [start, end), which may run past midnight. All are HH:MM of 00:00 to 24:00."""
    return start <= time < end if start < end else time >= start or time < end


def holds(condition: dict[str, Any], facts: dict[str, Any]) -> bool:
    """Return whether every key of ``condition`` agrees.

    A list means one of, an object with ``from`` and ``to`` a span of the day, anything else means equal. A fact that
    is not known agrees with nothing.
    """
    return all(key in facts and _agrees(wanted, facts[key]) for key, wanted in condition.items())


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


def one_level_up(place: PlaceFacts, level: str | None) -> Party | None:
    """Return the office above the level at which a ticket stands; a new one stands with those who handle it."""
    if level == Level.COMMUNITY:
        return place.street_office
    if level in (Level.STREET, Level.DISTRICT):
        return place.district_office
    return place.residents_committee


def target_of(
    target: str, party: str, place: PlaceFacts, *, named: Party | None = None, level: str | None = None
) -> Party | None:
    """Return the organisation that a rule's target means here, or None when there is none on record."""
    if target == "utility":
        return _utility(party, place)
    if target == "department":
        return _department(party, place)
    if target == "level_up":
        return one_level_up(place, level)
    if named is not None:
        return named
    found: dict[str, Party | None] = {
        "warranty_contractor": place.warranty.contractor if place.warranty else None,
        "maintainer": place.asset.maintainer if place.asset else None,
        "care": place.care.maintainer if place.care else None,
        "title_unit": place.title_unit,
        "provider": place.provider.party if place.provider else None,
        "residents_committee": place.residents_committee,
        "street_office": place.street_office,
    }
    return found.get(target)


def render(template: str, words: dict[str, str]) -> str:
    """Return a reason with its placeholders filled in. What is no known placeholder stays as it stands."""
    return PLACEHOLDER.sub(lambda found: words.get(found[1], found[0]), template)


def words_of(party: Party, category: CategoryFacts | None, place: PlaceFacts) -> dict[str, str]:
    """Return what the placeholders of a reason stand for; empty where the place has no such thing."""
    return {
        "organisation": party.name,
        "category": category.name if category else UNSORTED,
        "compound": place.compound.name,
        "building": place.building.name if place.building else "",
        "asset": place.asset.name if place.asset else "",
        "until": f"{place.warranty.until:%Y年%-m月%-d日}" if place.warranty else "",
    }


def decide(
    rules: Rules | Iterable[Rule],
    kind: str,
    category: CategoryFacts | None,
    place: PlaceFacts,
    *,
    guessed: bool = False,
    came: Circumstances | None = None,
) -> Decision | None:
    """Return the first rule that holds and whose target exists; None only when no organisation is on record at all.

    ``rules`` are one version in order, or those in force, of which the district of the place has its own.
    ``guessed`` says that the category was found in the words of the report.
    """
    ordered = rules.of(place.district_id) if isinstance(rules, Rules) else rules
    facts = facts_of(kind, category, place, came)
    level = came.level if came else None
    for rule in ordered:
        if not holds(rule.conditions, facts):
            continue
        party = target_of(rule.target, facts["party"], place, named=rule.named, level=level)
        if party is not None:
            return _decision(rule, party, category, place, guessed)
    return None


def _decision(rule: Rule, party: Party, category: CategoryFacts | None, place: PlaceFacts, guessed: bool) -> Decision:
    reasons = [render(rule.reason, words_of(party, category, place))]
    if guessed and category:
        reasons.insert(0, f"居民没有选类别，按描述里的用词归入“{category.name}”。")
    if rule.target == "care" and place.care:
        reasons.append(f"依据：{place.care.basis}。费用：{place.care.payer}。")
    if rule.target == "warranty_contractor" and place.warranty:
        reasons.append(f"保修部位：{place.warranty.part}。")
    if place.lost:
        lost = place.lost
        reasons.append(
            f"{lost.part}的保修到{lost.until:%Y年%-m月%-d日}，施工单位{lost.contractor}已经注销或撤场，不能派给它。"
        )
    if rule.urgency:
        reasons.append(f"这条规则把紧急程度定为{URGENCY_NAMES[Urgency(rule.urgency)]}。")
    if rule.deadline:
        reasons.append(f"这条规则要求{rule.deadline.words}内办结。")
    return Decision(party.id, party.name, rule.name, tuple(reasons), rule.deadline, rule.urgency)
