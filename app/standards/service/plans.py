"""What a contract promises: drafting a plan, saving it while it is filled in, fixing it, correcting it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects.postgresql import insert as upsert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.ids import new_id
from app.events.standards import PlanFixed
from app.places.models import ASSET_NAMES, AssetKind, Contract
from app.places.queries import provider_of
from app.standards import policy, queries, workflow
from app.standards.catalogue import CURRENT, Item, items
from app.standards.models import Basis, Plan, PlanAction, PlanState, Term

SAID = ("level", "agreed", "agreed_times", "agreed_per", "not_applicable")
MOST_NAMED = 5


class NoContract(Conflict):
    """Nothing can be promised without a contract."""

    code, message = "standards.no_contract", "小区没有在有效期内的物业服务合同，不能约定服务标准"


class PlanThere(Conflict):
    """A contract has one plan; a correction begins with it."""

    code, message = "standards.plan_there", "这份合同已有服务标准约定，请打开后接着填写或更正"


@dataclass(slots=True)
class Said:
    """What is to be said of one item, as it came in."""

    item_code: str
    level: int | None = None
    agreed: str | None = None
    agreed_times: int | None = None
    agreed_per: str | None = None
    not_applicable: str | None = None

    def values(self) -> dict[str, Any]:
        """Return the columns that hold it."""
        return {key: getattr(self, key) for key in SAID}


# --- beginning ---


def draft(actor: Actor, compound_id: UUID, *, level: int | None, basis: str) -> UUID:
    """Begin the plan of the contract in force, every item at ``level``. Returns its id.

    Equipment of which the ledger of places knows none is put down as 不适用, to be looked at. Raises ``NotFound``,
    ``Forbidden``, ``NoContract``, ``PlanThere`` or ``InvalidInput``.
    """
    compound = queries.compound(actor, compound_id)
    found = provider_of(compound_id)
    if found is None:
        raise NoContract
    contract = found[1]
    policy.may_edit(actor, contract.company_id, True).enforce()
    if basis == Basis.OWN and contract.starts_on >= policy.NEW_STANDARD:
        raise InvalidInput(fields={"basis": ["只有 2025 年 10 月 1 日以前的合同可以沿用原有约定"]})
    if basis == Basis.STANDARD and level is None:
        raise InvalidInput(fields={"level": ["请选择大多数项目的等级"]})
    queries.lock_contract(contract.id)
    if queries.fixed_plan(contract.id) is not None:
        raise PlanThere
    lacking = {item.equipment for item in items().values() if item.equipment} - queries.equipment(compound_id)
    plan_id = _open(actor, contract, compound.district_id, basis, level, "")
    db.session.execute(insert(Term), [_first_term(plan_id, item, level, lacking) for item in items().values()])
    audit.record(actor, "standards.draft", f"plan:{plan_id}", compound_id=compound_id)
    return plan_id


def _open(actor: Actor, contract: Contract, district_id: UUID, basis: str, level: int | None, reason: str) -> UUID:
    plan_id = new_id()
    statement = upsert(Plan).values(
        id=plan_id,
        district_id=district_id,
        compound_id=contract.compound_id,
        contract_id=contract.id,
        number=queries.last_number(contract.id) + 1,
        basis=basis,
        catalogue_version=CURRENT,
        level=level,
        reason=reason,
        made_by=actor.person_id,
        created_at=now(),
    )
    if db.session.execute(statement.on_conflict_do_nothing().returning(Plan.id)).first() is None:
        raise PlanThere
    return plan_id


def _first_term(plan_id: UUID, item: Item, level: int | None, lacking: set[str]) -> dict[str, Any]:
    missing = item.equipment if item.equipment in lacking and item.optional else None
    return {
        "plan_id": plan_id,
        "item_code": item.code,
        "catalogue_version": CURRENT,
        "level": level if item.levelled and not missing else None,
        "not_applicable": f"小区台账里没有{ASSET_NAMES[AssetKind(missing)]}" if missing else None,
    }


# --- moving ---


def act(actor: Actor, plan_id: UUID, action: PlanAction, body: dict[str, Any]) -> UUID:
    """Move a plan. Returns the plan to be shown next: itself, or the new draft of a correction.

    ``body['version']`` is the one on the screen. Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict``
    or ``InvalidInput``.
    """
    plan, contract = queries.lock_plan(actor, plan_id)
    policy.may_edit(actor, contract.company_id, policy.in_force(contract, today())).enforce()
    target = workflow.target_of(action, plan)
    if plan.version != body["version"]:
        raise Conflict
    if action is PlanAction.SUPERSEDE:
        return _supersede(actor, plan, contract, body["reason"])
    if action is PlanAction.SAVE:
        _save(plan, body)
    elif action is PlanAction.FIX:
        _fix(actor, plan, contract)
    elif action is PlanAction.RESTORE and plan.number != queries.last_number(contract.id):
        raise PlanThere
    plan.state = target
    plan.version += 1
    db.session.flush()
    if action is not PlanAction.SAVE:
        audit.record(actor, f"standards.{action.value}", f"plan:{plan.id}", compound_id=plan.compound_id)
    return plan.id


def _save(plan: Plan, body: dict[str, Any]) -> None:
    if body["level"] is not None:
        plan.level = body["level"]
    write(plan, [Said(**one) for one in body["terms"]])


def write(plan: Plan, said: Iterable[Said]) -> None:
    """Write what is said of some items of a draft; the others stay as they are. Raises ``InvalidInput``."""
    known = items(plan.catalogue_version)
    wrong: dict[str, list[str]] = {}
    for one in said:
        item = known.get(one.item_code)
        problem = "没有这个服务项目" if item is None else policy.problem_of(item, plan.basis, one)
        if problem:
            name = item.name if item else one.item_code
            wrong[f"terms.{one.item_code}"] = [f"{name}：{problem}"]
            continue
        values = {"plan_id": plan.id, "item_code": one.item_code, "catalogue_version": plan.catalogue_version}
        statement = upsert(Term).values(**values, **one.values())
        db.session.execute(statement.on_conflict_do_update(index_elements=["plan_id", "item_code"], set_=one.values()))
    if wrong:
        raise InvalidInput(next(iter(wrong.values()))[0], fields=wrong)


def problems(plan: Plan, terms: Mapping[str, Term]) -> list[dict[str, str]]:
    """Return what is still to be said before a plan can be fixed, in the order of the standard."""
    found = []
    for item in items(plan.catalogue_version).values():
        missing = policy.missing_of(item, plan.basis, terms.get(item.code))
        if missing:
            found.append({"item_code": item.code, "text": f"{item.name}：{missing}"})
    return found


def _fix(actor: Actor, plan: Plan, contract: Contract) -> None:
    """Fix a draft: from today on it counts, and what held before it without a break goes on counting from then."""
    terms = queries.terms(plan.id)
    missing = problems(plan, terms)
    if missing:
        named = "、".join(items(plan.catalogue_version)[one["item_code"]].name for one in missing[:MOST_NAMED])
        more = " 等" if len(missing) > MOST_NAMED else ""
        words = f"还有 {len(missing)} 项没有填完：{named}{more}"
        raise InvalidInput(words, fields={f"terms.{one['item_code']}": [one["text"]] for one in missing})
    before = queries.fixed_plan(contract.id, lock=True)
    starts_on = max(contract.starts_on, today())
    _note_since(plan, terms, before, starts_on)
    if before is not None:
        before.state, before.version = PlanState.SUPERSEDED, before.version + 1
        before.ended_on = max(before.starts_on or starts_on, starts_on)
        db.session.flush()  # one plan is fixed at a time: the old one ends before the new one begins
    plan.fixed_by, plan.fixed_at, plan.starts_on = actor.person_id, now(), starts_on
    outbox.publish(PlanFixed(str(plan.id), str(plan.compound_id), str(contract.id)))


def _note_since(plan: Plan, terms: Mapping[str, Term], before: Plan | None, starts_on: date) -> None:
    known = items(plan.catalogue_version)
    old = queries.terms(before.id) if before else {}
    by_day: dict[date, list[str]] = {}
    for code, item in known.items():
        term = terms.get(code)
        if term is None:  # an item without levels of which a sheet or a person said nothing: it must be done
            db.session.add(Term(plan_id=plan.id, item_code=code, catalogue_version=plan.catalogue_version))
            term = Term(item_code=code)
        was = old.get(code)
        same = was is not None and policy.rules_of(item, was) == policy.rules_of(item, term)
        by_day.setdefault(was.since if was is not None and same and was.since else starts_on, []).append(code)
    db.session.flush()
    for day, codes in by_day.items():
        db.session.execute(
            update(Term).where(Term.plan_id == plan.id, Term.item_code.in_(codes)).values(since=day),
            execution_options={"synchronize_session": False},
        )


def _supersede(actor: Actor, plan: Plan, contract: Contract, reason: str) -> UUID:
    """Begin a correction: a copy of a fixed plan with the next number. The old one holds until the new one is fixed."""
    if not reason:
        raise InvalidInput(fields={"reason": ["请写明为什么更正"]})
    queries.lock_contract(contract.id)
    made = _open(actor, contract, plan.district_id, plan.basis, plan.level, reason)
    copied = [
        {"plan_id": made, "item_code": code, "catalogue_version": term.catalogue_version}
        | {key: getattr(term, key) for key in SAID}
        for code, term in queries.terms(plan.id).items()
    ]
    db.session.execute(insert(Term), copied)
    audit.record(actor, "standards.supersede", f"plan:{made}", compound_id=plan.compound_id)
    return made


def replace(plan: Plan, said: Iterable[Said]) -> int:
    """Write a whole plan anew, as a sheet has it. Returns the plan's new version."""
    db.session.execute(delete(Term).where(Term.plan_id == plan.id), execution_options={"synchronize_session": False})
    write(plan, said)
    plan.version += 1
    db.session.flush()
    return plan.version
