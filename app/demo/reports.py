"""What people report: who, where, what kind, which category, in which words, and whom the rules make responsible."""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from app.core.clock import BEIJING
from app.demo.chance import stream
from app.demo.district import Asset, Building, Compound, District, Resident
from app.demo.draft import Report
from app.demo.story import Story
from app.places.models import PAYER_NAMES, AssetKind
from app.places.routing import AssetFacts, CareFacts, Named, Party, PlaceFacts, Provider, WarrantyFacts
from app.tickets import routing
from app.tickets.models import Kind
from app.tickets.queries.reference import CategoryFacts, Reference, Rule
from app.tickets.service import reference as files

PHRASES = Path(__file__).with_name("data") / "phrases.json"
CATEGORY_FIELDS = tuple(CategoryFacts.__dataclass_fields__)

# Shares in per cent. Source: domain study, 13.3.
KINDS: dict[Kind, float] = {
    Kind.REPAIR: 53.5,
    Kind.COMPLAINT: 24.0,
    Kind.HELP: 9.7,
    Kind.SUGGESTION: 5.8,
    Kind.REPORT: 4.0,
    Kind.CONSULTATION: 3.0,
}
UNUSUAL = 0.35
"""How much less a category is reported as a kind that is not its usual one."""
LIFT_GROUP, ADD_LIFT = "03", "0304"
NAMED_ASSET_SHARE = 0.55
VISITOR_SHARE = 0.02
HIDDEN_SHARE = 0.12
ROUTED_AFTER = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Phrases:
    """How people put it and how workers say what they did. ``weight`` is the category's share."""

    weight: int
    say: tuple[str, ...]
    fix: tuple[str, ...]


@cache
def phrases() -> dict[str, Phrases]:
    """Return the phrases of every category."""
    raw: dict[str, dict[str, Any]] = json.loads(PHRASES.read_text(encoding="utf-8"))
    return {code: Phrases(row["weight"], tuple(row["say"]), tuple(row["fix"])) for code, row in raw.items()}


@cache
def taxonomy() -> Reference:
    """Return categories and rules as the data files have them, which is what a fresh database holds."""
    categories = {
        row["code"]: CategoryFacts(**{name: _frozen(row[name]) for name in CATEGORY_FIELDS})
        for row in files.categories()
    }
    rules = sorted(files.rules(), key=lambda row: row["position"])
    return Reference(categories, tuple(Rule(r["name"], r["conditions"], r["target"], r["reason"]) for r in rules))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def _categories_of(kind: Kind, *, lifts: bool) -> tuple[tuple[CategoryFacts, ...], tuple[float, ...]]:
    """Return the categories that are reported as ``kind``, with their running weights."""
    found, weights = [], []
    for category in taxonomy().categories.values():
        if kind in category.kinds and (lifts or not _needs_lift(category)):
            usual = category.kinds[0] == kind
            found.append(category)
            weights.append(phrases()[category.code].weight * (1.0 if usual else UNUSUAL))
    return tuple(found), tuple(accumulate(weights))


def _needs_lift(category: CategoryFacts) -> bool:
    return category.group_code == LIFT_GROUP and category.code != ADD_LIFT


def can_be_reported(category: CategoryFacts, compound: Compound) -> bool:
    """Return whether there is anything of the kind in ``compound``."""
    return not _needs_lift(category) or any(building.lifts for building in compound.buildings)


def pick_category(chance: Random, kind: Kind, compound: Compound) -> CategoryFacts:
    """Return a category that is reported as ``kind`` in ``compound``, by its share."""
    found, running = _categories_of(kind, lifts=any(b.lifts for b in compound.buildings))
    return found[bisect(running, chance.random() * running[-1])]


def pick_kind(chance: Random) -> Kind:
    """Return a kind of report by its share."""
    return chance.choices(list(KINDS), list(KINDS.values()))[0]


@dataclass(frozen=True, slots=True)
class Reporters:
    """The compounds with their running numbers of homes, and the visitors of each."""

    compounds: Sequence[Compound]
    running: Sequence[int]

    @classmethod
    def of(cls, district: District) -> Reporters:
        """Return the compounds in which somebody is at home."""
        found = [c for c in district.compounds.values() if c.residents.get("home")]
        return cls(found, list(accumulate(len(c.homes) for c in found)))

    def pick(self, chance: Random) -> Resident:
        """Return somebody who reports: mostly from home, now and then somebody passing by."""
        compound = self.compounds[bisect(self.running, chance.random() * self.running[-1])]
        visitors = compound.residents.get("visitor")
        if visitors and chance.random() < VISITOR_SHARE:
            return chance.choice(visitors)
        return chance.choice(compound.residents["home"])


def report(
    key: str,
    number: int,
    reporter: Resident,
    kind: Kind,
    category: CategoryFacts,
    *,
    words: str = "",
    filed_by: UUID | None = None,
    delegation: UUID | None = None,
) -> Report:
    """Return the report of ``reporter``: place, asset and words follow from the category."""
    chance = stream("report", key)
    compound = reporter.compound
    building = _building(chance, reporter, category)
    asset = _asset(chance, compound, building, category)
    said = words or _say(chance, category, building, reporter)
    return Report(
        key=key,
        number=number,
        kind=kind,
        category=category,
        compound=compound,
        building=building,
        asset=asset,
        reporter=reporter,
        filed_by=filed_by or reporter.person,
        words=said,
        hide_me=kind in (Kind.COMPLAINT, Kind.REPORT) and chance.random() < HIDDEN_SHARE,
        delegation=delegation,
    )


def _building(chance: Random, reporter: Resident, category: CategoryFacts) -> Building | None:
    if category.asset_kind == AssetKind.ELEVATOR and category.code != ADD_LIFT:
        towers = [b for b in reporter.compound.buildings if b.lifts]
        own = reporter.home.building if reporter.home else None
        return own if own in towers else chance.choice(towers)
    if reporter.home is not None:
        return reporter.home.building
    return chance.choice(reporter.compound.buildings)


def _asset(chance: Random, compound: Compound, building: Building | None, category: CategoryFacts) -> Asset | None:
    if not category.asset_kind or chance.random() > NAMED_ASSET_SHARE:
        return None
    near = compound.assets_near(building, AssetKind(category.asset_kind))
    return chance.choice(near) if near else None


def _say(chance: Random, category: CategoryFacts, building: Building | None, reporter: Resident) -> str:
    label = reporter.home.label if reporter.home else ""
    unit = label.removeprefix(building.name).split("单元")[0] + "单元" if building and label else ""
    if building is None or not label.startswith(building.name):
        unit = ""
    floor = building.floors if building else 6
    words = chance.choice(phrases()[category.code].say)
    return words.format(b=building.name if building else "院里", u=unit, f=chance.randint(2, floor))


# --- who is responsible ---


def dispatch(district: District, story: Story, at: datetime) -> None:
    """Let the product's own rules decide on the ticket as they would have done on that day."""
    told = story.report
    place = facts(district, told, at.astimezone(BEIJING).date())
    decision = routing.decide(taxonomy().rules, told.kind, told.category, place)
    if decision is None:
        raise ValueError(f"no rule holds for {told.key}")
    party = parties(district, place)[decision.organisation_id]
    story.dispatch(decision, party, district.seats.get(party.id), at)


def facts(district: District, told: Report, day: date) -> PlaceFacts:
    """Return what routing knows about the place of a report on ``day``."""
    compound, found = told.compound, told.asset
    if found is None and told.category.asset_kind:
        near = compound.assets_near(told.building, AssetKind(told.category.asset_kind))
        found = near[0] if near else None
    held = found.guarantee if found else None
    if held is not None and not held.starts_on <= day <= held.ends_on:
        held = None
    service = compound.company_on(day)
    organisations = district.organisations
    return PlaceFacts(
        district_id=district.id,
        compound=Named(compound.id, compound.name),
        address=compound.address,
        community=Named(compound.community.id, compound.community.name),
        street=Named(compound.street.id, compound.street.name),
        building=Named(told.building.id, told.building.name) if told.building else None,
        title_unit=told.building.title_unit if told.building else None,
        asset=_asset_facts(found, exact=told.asset is not None),
        warranty=WarrantyFacts(held.contractor, held.part, held.ends_on) if held else None,
        provider=Provider(service.company, service.starts_on, service.ends_on) if service else None,
        residents_committee=compound.community.office,
        street_office=compound.street.office,
        district_office=organisations["commission"],
        utilities={kind: organisations[kind] for kind in ("water", "power", "gas", "heat", "telecom")},
        departments=tuple(organisations[key] for key in ("CG", "FR", "PO", "MS")),
        care=_care_facts(found, service.company if service else None, day),
    )


def _care_facts(asset: Asset | None, company: Party | None, day: date) -> CareFacts | None:
    """Return who looks after an asset on ``day``; a company only while it serves the compound."""
    care = asset.care if asset else None
    if care is None or care.starts_on > day:
        return None
    if care.maintainer.kind == "property_company" and care.maintainer != company:
        return None
    return CareFacts(care.maintainer, PAYER_NAMES[care.payer], care.basis)


def _asset_facts(asset: Asset | None, *, exact: bool) -> AssetFacts | None:
    if asset is None:
        return None
    return AssetFacts(
        id=asset.id,
        name=asset.name,
        kind=asset.kind,
        exact=exact,
        operator_status=asset.operator_status,
        operator=asset.operator,
        maintainer=asset.maintainer,
    )


def parties(district: District, place: PlaceFacts) -> dict[UUID, Any]:
    """Return by id every organisation that may come out of a decision on ``place``."""
    near = (place.residents_committee, place.street_office)
    return {party.id: party for party in (*district.organisations.values(), *near) if party is not None}
