"""Residents, and their claims to homes in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from app.demo import words
from app.demo.chance import ident, split, stream
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.district import Compound, District, Home, Resident, Worker
from app.demo.people import Register
from app.identity.models import BindingState, Relation

OLD_SHARE = 0.45
RELATIONS = (Relation.OWNER, Relation.FAMILY, Relation.TENANT)
RELATION_SHARES = (68, 20, 12)
PENDING_SHARE = 0.03
PERSONA_COMMUNITY_PENDING = 5
"""Requests that wait in the community of the demo persons, so that there is something to decide."""
VISITOR_SHARE = 0.01
PERSONA_HOME = "3号楼2单元601室"
FAMILY_NOTE = "我是李秀兰的女儿，平时帮妈妈报修"

NOTES = ("", "", "", "房本在老伴名下", "刚租的房，合同到明年", "我跟父母一起住", "去年买的二手房")
REFUSALS = ("门牌号与登记不符，请核对后再申请", "已电话核实，不是本户住户", "租期已满")
APPROVALS = ("", "上门核实过", "与住户登记一致", "电话核实过")


def enter(register: Register) -> None:
    """Enter the residents of every compound with their claims, and the demo persons' own home."""
    district = register.district
    _persona_home(register)
    compounds = list(district.compounds.values())
    shares = split(district.size.residents, [len(compound.homes) for compound in compounds])
    for compound, count in zip(compounds, shares, strict=True):
        _residents(register, compound, count)


def _persona_home(register: Register) -> None:
    district = register.district
    compound = district.compounds[PERSONA_COMPOUND]
    home = next(h for h in compound.homes if h.label == PERSONA_HOME)
    decider = district.cadres[compound.community.id][0]
    asked = district.beginning() + timedelta(days=20)
    for persona, relation, note in (
        ("resident", Relation.OWNER, ""),
        ("family", Relation.FAMILY, FAMILY_NOTE),
    ):
        person = district.personas[persona]
        claim = _claim(district, person, compound, home, relation, asked, note)
        register.bindings.append(claim | _decided(decider, asked, BindingState.ACTIVE, "上门核实过"))


def _residents(register: Register, compound: Compound, count: int) -> None:
    district, chance = register.district, stream("residents", compound.plan.key)
    homes = chance.sample(compound.homes, min(count, len(compound.homes)))
    decider = district.cadres[compound.community.id]
    pending = round(count * PENDING_SHARE)
    if compound.plan.key == PERSONA_COMPOUND:
        pending = max(pending, PERSONA_COMMUNITY_PENDING)
    for number, home in enumerate(homes):
        key = f"resident:{compound.plan.key}:{number}"
        name = words.person_name(chance, old=chance.random() < OLD_SHARE)
        waits = number < pending
        joined = _joined(district, chance, waits=waits)
        person = register.person(key, name, joined)
        if number >= count - round(count * VISITOR_SHARE):
            _add(Resident(person, name, compound, None, "visitor"))
            continue
        relation = chance.choices(RELATIONS, RELATION_SHARES)[0]
        claim = _claim(district, person, compound, home, relation, joined, chance.choice(NOTES))
        outcome = _outcome(chance, chance.choice(decider), joined, waits=waits)
        register.bindings.append(claim | outcome)
        basis = {BindingState.ACTIVE: "home", BindingState.PENDING: "pending"}.get(outcome["state"])
        if basis:
            _add(Resident(person, name, compound, home, basis))


def _add(resident: Resident) -> None:
    resident.compound.residents.setdefault(resident.basis, []).append(resident)


def _joined(district: District, chance: Random, *, waits: bool) -> datetime:
    if waits:
        return district.now - timedelta(minutes=chance.randint(60, 4 * 24 * 60))
    return district.beginning() + timedelta(minutes=chance.randint(0, 150 * 24 * 60))


def _claim(
    district: District,
    person: UUID,
    compound: Compound,
    home: Home,
    relation: Relation,
    asked: datetime,
    note: str,
) -> dict[str, Any]:
    return {
        "id": ident("binding", str(person), str(home.id)),
        "district_id": district.id,
        "person_id": person,
        "home_id": home.id,
        "compound_id": compound.id,
        "relation": relation,
        "note": note,
        "created_at": asked,
    }


def _outcome(chance: Random, decider: Worker, asked: datetime, *, waits: bool) -> dict[str, Any]:
    """Most are let in, one in a hundred is refused, one in a hundred has moved away since."""
    if waits:
        return _decided(None, asked, BindingState.PENDING, "")
    dice = chance.random()
    if dice < 0.01:
        return _decided(decider, asked, BindingState.REFUSED, chance.choice(REFUSALS))
    if dice < 0.02:
        return _decided(decider, asked, BindingState.ENDED, "已搬走")
    return _decided(decider, asked, BindingState.ACTIVE, chance.choice(APPROVALS))


DECISIONS = {BindingState.PENDING: 0, BindingState.REFUSED: 1, BindingState.ACTIVE: 1, BindingState.ENDED: 2}
"""How many decisions led to each state; the version counts from one."""


def _decided(decider: Worker | None, asked: datetime, state: BindingState, note: str) -> dict[str, Any]:
    return {
        "state": state,
        "decided_by": decider.person if decider else None,
        "decided_at": asked + timedelta(hours=20) if decider else None,
        "decision_note": note,
        "version": 1 + DECISIONS[state],
    }


def of_persona(district: District, persona: str) -> Resident:
    """Return a demo person as somebody who reports from the home that the two of them share."""
    compound = district.compounds[PERSONA_COMPOUND]
    home = next(h for h in compound.homes if h.label == PERSONA_HOME)
    name = "李秀兰" if persona == "resident" else "张晓燕"
    return Resident(district.personas[persona], name, compound, home, "home")
