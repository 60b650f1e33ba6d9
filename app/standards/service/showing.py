"""Plans and the catalogue as people see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import today
from app.places.queries import provider_of
from app.standards import policy, queries, workflow
from app.standards.catalogue import CURRENT, Item, catalogues, items
from app.standards.models import BASIS_NAMES, STATE_NAMES, Basis, Plan, PlanState, Term
from app.standards.service.plans import problems

Shape = dict[str, Any]


def catalogue(version: str = CURRENT) -> list[Shape]:
    """Return the items of an edition in the order of the standard; nothing for an edition that is not known."""
    known = catalogues().get(version)
    return [_item(item) | {"catalogue_version": version} for item in known.items.values()] if known else []


def _item(item: Item) -> Shape:
    return {
        "code": item.code,
        "category": item.category,
        "category_name": item.category_name,
        "name": item.name,
        "clause": item.clause,
        "measure": item.measure,
        "levelled": item.levelled,
        "optional": item.optional,
        "words": list(item.words),
        "evidence": item.evidence,
    }


def plans(actor: Actor, compound_id: UUID) -> Shape:
    """Return the plans of a compound: what holds, what is being written, and what held before.

    Raises ``NotFound``. ``actions`` has ``draft`` when a plan can be begun.
    """
    compound = queries.compound(actor, compound_id)
    rows = [_row(actor, row) for row in queries.plans_of(compound_id)]
    found = provider_of(compound_id)
    contract = found[1] if found else None
    of_contract = [row for row in rows if contract is not None and row["contract"]["id"] == contract.id]
    begins = contract is not None and not of_contract and policy.may_edit(actor, contract.company_id, True)
    return {
        "compound": {"id": compound.id, "name": compound.name},
        "contract": _contract(contract.id, found[0].name, contract.starts_on, contract.ends_on)
        if found and contract
        else None,
        "may_keep_own": contract is not None and contract.starts_on < policy.NEW_STANDARD,
        "fixed": next((row for row in of_contract if row["state"] == PlanState.FIXED), None),
        "draft": next((row for row in of_contract if row["state"] == PlanState.DRAFT), None),
        "history": rows,
        "actions": ["draft"] if begins else [],
    }


def _contract(contract_id: UUID, company: str, starts_on: Any, ends_on: Any) -> Shape:
    return {"id": contract_id, "company": company, "starts_on": starts_on, "ends_on": ends_on}


class _Contract:
    """A contract as a row of the plans carries it."""

    def __init__(self, row: Any) -> None:
        self.starts_on, self.ends_on = row.contract_starts_on, row.contract_ends_on


def _row(actor: Actor, row: Any) -> Shape:
    plan: Plan = row.Plan
    in_force = policy.in_force(_Contract(row), today())
    return {
        "id": plan.id,
        "compound": {"id": plan.compound_id, "name": row.compound},
        "contract": _contract(plan.contract_id, row.company, row.contract_starts_on, row.contract_ends_on),
        "number": plan.number,
        "basis": plan.basis,
        "basis_name": BASIS_NAMES[Basis(plan.basis)],
        "catalogue_version": plan.catalogue_version,
        "level": plan.level,
        "state": plan.state,
        "state_name": STATE_NAMES[PlanState(plan.state)],
        "version": plan.version,
        "reason": plan.reason,
        "made_by": row.maker,
        "created_at": plan.created_at,
        "fixed_by": row.fixer,
        "fixed_at": plan.fixed_at,
        "starts_on": plan.starts_on,
        "ended_on": plan.ended_on,
        "actions": workflow.actions_for(actor, plan, row.company_id, in_force),
    }


def plan(actor: Actor, plan_id: UUID) -> Shape:
    """Return one plan with everything it says. Raises ``NotFound``."""
    row = queries.plan(actor, plan_id)
    found: Plan = row.Plan
    terms = queries.terms(plan_id)
    return _row(actor, row) | {
        "terms": [_term(item, terms.get(item.code)) for item in items(found.catalogue_version).values()],
        "problems": problems(found, terms) if found.state == PlanState.DRAFT else [],
    }


def _term(item: Item, term: Term | None) -> Shape:
    said = term or Term(item_code=item.code)
    return _item(item) | {
        "item_code": item.code,
        "level": said.level,
        "agreed": said.agreed,
        "agreed_times": said.agreed_times,
        "agreed_per": said.agreed_per,
        "not_applicable": said.not_applicable,
        "level_name": policy.level_name(item, said),
        "said": "" if policy.missing_of(item, Basis.STANDARD, term) else policy.said_of(item, said),
        "since": said.since,
    }


def fixed_terms(compound_id: UUID) -> list[Shape]:
    """Return what the contract in force promises, item by item in words, for a sheet that is published.

    Empty when nothing is fixed. The keys are those of the columns of such a sheet.
    """
    found = queries.plan_in_force(compound_id)
    if found is None:
        return []
    terms = queries.terms(found[0].id)
    return [
        {
            "code": item.code,
            "category": item.category_name,
            "name": item.name,
            "level": policy.level_name(item, terms[item.code]),
            "words": policy.said_of(item, terms[item.code]),
            "clause": item.clause,
        }
        for item in items(found[0].catalogue_version).values()
        if item.code in terms
    ]
