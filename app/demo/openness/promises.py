"""What contracts promise: the plan of service standards of each compound, written as the product writes one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.clock import BEIJING
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import Compound, District, Service
from app.demo.openness.shapes import Shape, shape_of
from app.demo.trail import Trail
from app.places.models import ASSET_NAMES, AssetKind
from app.standards import policy
from app.standards.catalogue import CURRENT, Item, items
from app.standards.models import Basis, Plan, PlanState, Term
from app.standards.service.plans import Said

Row = dict[str, Any]

CORRECTED_DAYS = 60
"""How many days ago a plan was put right that was put right at all."""
CORRECTED_BECAUSE = "合同附件约定楼内清扫和健身设施巡查高一级，原来填低了"
DRAFTED_DAYS = 5
TOP_LEVEL = 3
LACKING: dict[str, str] = {
    "ENV-07": "小区没有公共卫生间",
    "FAC-07": "小区没有休闲椅、凉亭、小品",
    "GRN-01": "小区没有草坪，绿地为地被和灌木",
}
LACKING_BY_CHANCE = ("FAC-07", "GRN-01")
OWN_WORDS: dict[str, tuple[str, int | None, str | None]] = {
    "ENV-01": ("楼道每半个月清扫一次", 1, "half_month"),
    "ENV-03": ("扶手、信报箱每月擦一次", 1, "month"),
    "ENV-09": ("院内道路每周清扫一次", 1, "week"),
    "SEC-02": ("白天、夜间各巡逻一次", 2, "day"),
    "CS-05": ("报修后当天答复", None, None),
}
"""What a contract from before the standard says in its own words."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One item of a plan: what is said of it, and since when this demand has held."""

    item: Item
    said: Said
    since: date

    def row(self) -> Row:
        """Return it as a row of the sheet of services."""
        return {
            "code": self.item.code,
            "category": self.item.category_name,
            "name": self.item.name,
            "level": policy.level_name(self.item, self.said),
            "words": policy.said_of(self.item, self.said),
            "clause": self.item.clause,
        }


@dataclass(frozen=True, slots=True)
class Fixed:
    """A plan that was fixed on a day, with its number."""

    number: int
    starts_on: date
    promises: tuple[Promise, ...]

    @property
    def at(self) -> datetime:
        """Return when the manager fixed it."""
        day = self.starts_on
        return datetime(day.year, day.month, day.day, 10, 20, tzinfo=BEIJING)


@dataclass
class Promises:
    """The plans of one compound; the last one holds."""

    compound: Compound
    shape: Shape
    service: Service
    plans: list[Fixed]
    draft: tuple[Said, ...] = ()

    @property
    def in_force(self) -> Fixed:
        """Return the plan that holds."""
        return self.plans[-1]


def promises_of(district: District, compound: Compound) -> Promises | None:
    """Return what the contract of a compound promises, None where its company has not said anything."""
    shape, service = shape_of(compound), compound.company_on(district.today)
    if service is None or shape.level is None:
        return None
    found = Promises(compound, shape, service, [])
    if shape.drafted:
        found.draft = tuple(_said(compound, shape, item, higher=True) for item in items().values())
        return found
    first = district.days_ago(shape.days)
    if not shape.corrected:
        found.plans.append(Fixed(1, first, tuple(_promises(compound, shape, first, None, higher=True))))
        return found
    before = Fixed(1, first, tuple(_promises(compound, shape, first, None, higher=False)))
    second = district.days_ago(CORRECTED_DAYS)
    after = Fixed(2, second, tuple(_promises(compound, shape, second, before, higher=True)))
    found.plans += [before, after]
    return found


def _promises(
    compound: Compound, shape: Shape, starts_on: date, before: Fixed | None, *, higher: bool
) -> Iterator[Promise]:
    """Yield what is said of every item; a demand that did not change goes on counting from when it began."""
    old = {promise.item.code: promise for promise in before.promises} if before else {}
    for item in items().values():
        said = _said(compound, shape, item, higher=higher)
        was = old.get(item.code)
        same = was is not None and policy.rules_of(item, was.said) == policy.rules_of(item, said)
        yield Promise(item, said, was.since if was is not None and same else starts_on)


def _said(compound: Compound, shape: Shape, item: Item, *, higher: bool) -> Said:
    """Return what is said of an item. Stops the load when the product would not take it."""
    said = Said(item.code)
    reason = _lacking(compound, item)
    if reason:
        said.not_applicable = reason
    elif shape.basis is Basis.OWN and item.code in OWN_WORDS:
        said.agreed, said.agreed_times, said.agreed_per = OWN_WORDS[item.code]
    elif item.levelled:
        said.level = min(TOP_LEVEL, (shape.level or 1) + (higher and item.code in shape.higher))
    wrong = policy.problem_of(item, shape.basis, said) or policy.missing_of(item, shape.basis, said)
    if wrong:
        raise ValueError(f"{item.code}: {wrong}")
    return said


def _lacking(compound: Compound, item: Item) -> str | None:
    """Return why an item does not apply: the ledger knows no such equipment, or there is nothing of the kind."""
    if not item.optional:
        return None
    if item.equipment and AssetKind(item.equipment) not in _equipment(compound):
        return f"小区台账里没有{ASSET_NAMES[AssetKind(item.equipment)]}"
    if item.code in LACKING_BY_CHANCE and compound.plan.built % 2 == 0:
        return None
    return LACKING.get(item.code)


def _equipment(compound: Compound) -> set[AssetKind]:
    return {kind for assets in (compound.shared, *(b.assets for b in compound.buildings)) for kind in assets}


def write(district: District, copier: Copier, trail: Trail, several: list[Promises]) -> None:
    """Write the plans with their terms: as drafts, which then are fixed, since the database takes terms only so."""
    rounds = max((len(found.plans) for found in several), default=0)
    for place in range(rounds):
        due = [(found, found.plans[place]) for found in several if len(found.plans) > place]
        _write(district, copier, [_plan_row(district, found, plan) for found, plan in due], due)
        for found, plan in due:
            _fix(copier, trail, found, plan)
    drafts = [found for found in several if found.draft]
    copier.rows(Plan, [_draft_row(district, found) for found in drafts])
    copier.rows(Term, [_term(_plan_id(f.compound, 1), said, None) for f in drafts for said in f.draft])
    for found in drafts:
        at = district.now - timedelta(days=DRAFTED_DAYS)
        subject = f"plan:{_plan_id(found.compound, 1)}"
        trail.act("standards.draft", at, _manager(found), subject, compound_id=str(found.compound.id))


def _write(district: District, copier: Copier, rows: list[Row], due: list[tuple[Promises, Fixed]]) -> None:
    copier.rows(Plan, rows)
    terms = (
        _term(_plan_id(found.compound, plan.number), promise.said, promise.since)
        for found, plan in due
        for promise in plan.promises
    )
    copier.rows(Term, terms)


def _fix(copier: Copier, trail: Trail, found: Promises, plan: Fixed) -> None:
    plan_id, manager = _plan_id(found.compound, plan.number), _manager(found)
    copier.run(
        "UPDATE standards_plan SET state = 'fixed', fixed_by = %s, fixed_at = %s, starts_on = %s, version = 3"
        " WHERE id = %s",
        manager,
        plan.at,
        plan.starts_on,
        plan_id,
    )
    trail.act("standards.fix", plan.at, manager, f"plan:{plan_id}", compound_id=str(found.compound.id))
    later = next((one for one in found.plans if one.number == plan.number + 1), None)
    if later is not None:
        copier.run(
            "UPDATE standards_plan SET state = 'superseded', ended_on = %s, version = version + 1 WHERE id = %s",
            later.starts_on,
            plan_id,
        )


def _plan_id(compound: Compound, number: int) -> UUID:
    return ident("plan", compound.plan.key, number)


def _manager(found: Promises) -> UUID:
    if found.compound.manager is None:
        raise ValueError("a company without a manager promises nothing")
    return found.compound.manager.person


def _plan_row(district: District, found: Promises, plan: Fixed) -> Row:
    return _row(district, found, plan.number, plan.at - timedelta(hours=3)) | {
        "reason": CORRECTED_BECAUSE if plan.number > 1 else ""
    }


def _draft_row(district: District, found: Promises) -> Row:
    return _row(district, found, 1, district.now - timedelta(days=DRAFTED_DAYS)) | {"reason": ""}


def _row(district: District, found: Promises, number: int, at: datetime) -> Row:
    compound = found.compound
    return {
        "id": _plan_id(compound, number),
        "district_id": district.id,
        "compound_id": compound.id,
        "contract_id": ident("contract", compound.plan.key, compound.services.index(found.service)),
        "number": number,
        "basis": found.shape.basis,
        "catalogue_version": CURRENT,
        "level": found.shape.level,
        "state": PlanState.DRAFT,
        "version": 2,
        "made_by": _manager(found),
        "created_at": at,
    }


def _term(plan_id: UUID, said: Said, since: date | None) -> Row:
    return {
        "plan_id": plan_id,
        "item_code": said.item_code,
        "catalogue_version": CURRENT,
        **said.values(),
        "since": since,
    }
