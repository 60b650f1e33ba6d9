"""党建联建 of the demo district: agreements with what was promised in them, and who serves on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import Compound, District
from app.demo.seasons import moment
from app.party.models import (
    OPEN,
    Agreement,
    AgreementCompound,
    AgreementEvent,
    AgreementParty,
    AgreementState,
    Commitment,
    CommitmentAction,
    CommitmentEvent,
    CommitmentOpinion,
    CommitmentState,
    CrossPost,
    Direction,
    PartyRole,
    Rhythm,
)
from app.party.service.commitments import wait_for
from app.party.service.moves import set_timers

YEAR = 365
SAYING = 4
"""How many residents say whether something was done."""
WAY: tuple[tuple[CommitmentAction, CommitmentState], ...] = (
    (CommitmentAction.CLAIM, CommitmentState.CLAIMED),
    (CommitmentAction.SUBMIT, CommitmentState.SUBMITTED),
    (CommitmentAction.CONFIRM, CommitmentState.CONFIRMED),
    (CommitmentAction.RATE, CommitmentState.RATED),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a company promised: due in how many days, how far it is along ``WAY``, and what it says it did."""

    measure: str
    due: int
    steps: int
    proof: str = ""
    rhythm: Rhythm = Rhythm.ONCE


@dataclass(frozen=True, slots=True)
class Joint:
    """One agreement of a community with the company of a compound: how many days it still holds."""

    compound: str
    number: str
    left: int
    goal: str
    needs: tuple[str, ...]
    promises: tuple[Promise, ...] = ()
    cross: bool = True


JOINTS: tuple[Joint, ...] = (
    Joint(
        "chunhui", "春晖联建〔2026〕1号", 212, "把老年人多、停车难、楼道堆物三件事办好。",
        ("三单元门口加装扶手", "楼道堆物清一遍", "晾衣服的地方"),
        (
            Promise("1 号楼三个单元门口装扶手", -40, 4, "装了六处扶手，请社区和住户看过。"),
            Promise("每月清一遍楼道堆物", -3, 2, "本月清了 9 个单元，拉走两车。", Rhythm.MONTHLY),
            Promise("东侧空地装 20 米晾衣杆", 12, 1),
            Promise("给 80 岁以上老人上门查一次燃气软管", -6, 1),
        ),
    ),
    Joint(
        "heshun", "和顺联建〔2025〕2号", 19, "电梯和屋面的事，社区、物业一起盯。", ("电梯困人演练",),
        (Promise("每季度一次电梯困人演练", 30, 1, "", Rhythm.QUARTERLY),),
    ),
    Joint(
        "wanqing", "晚晴联建〔2026〕1号", 96, "为独居老人送餐、代买药。", ("送餐",),
        (Promise("食堂给独居老人送午饭", 60, 1, "", Rhythm.MONTHLY),), cross=False,
    ),
)  # fmt: skip

SENT = {"chunhui": "周敏", "heshun": "田玉兰"}
"""Who serves at the company, by compound; nobody does so in two communities."""
TAKEN = {"chunhui": "李国强", "heshun": "郭庆生"}


def write(district: District, copier: Copier) -> None:
    """Write agreements, promises with their histories, and cross posts."""
    rows: dict[Any, list[dict[str, Any]]] = {
        model: []
        for model in (
            Agreement, AgreementCompound, AgreementParty, AgreementEvent, Commitment, CommitmentEvent,
            CommitmentOpinion, CrossPost,
        )
    }  # fmt: skip
    for joint in JOINTS:
        compound = district.compounds.get(joint.compound)
        service = compound.company_on(district.today) if compound else None
        if compound is None or service is None:
            continue
        committee = ident("party", compound.community.code)
        _agreement(district, compound, joint, committee, service.company.id, rows)
        for promise in joint.promises:
            _promise(district, compound, joint, promise, service.company.id, rows)
        if joint.cross:
            rows[CrossPost] += _posts(district, compound, joint, committee, service.company.id)
    for model, found in rows.items():
        copier.rows(model, found)
    _start_timers(rows)


def _start_timers(rows: dict[Any, list[dict[str, Any]]]) -> None:
    """Start what signing and promising start, by the product's own code; what is due already happens at once."""
    for row in rows[Agreement]:
        set_timers(Agreement(**row))
    for row in rows[Commitment]:
        if row["state"] in OPEN:
            wait_for(Commitment(**row))


def _region(district: District, compound: Compound) -> dict[str, UUID]:
    return {"district_id": district.id, "street_id": compound.street.id, "community_id": compound.community.id}


def term(district: District, joint: Joint) -> tuple[date, date]:
    """Return the first and the last day of an agreement."""
    ends = district.days_ago(-joint.left)
    return ends - timedelta(days=YEAR - 1), ends


def _agreement(
    district: District, compound: Compound, joint: Joint, committee: UUID, company: UUID, rows: dict[Any, Any]
) -> None:
    agreement_id = ident("agreement", joint.number)
    starts, ends = term(district, joint)
    signed = moment(starts - timedelta(days=6), 10)
    worker = district.cadres[compound.community.id][0].person
    lists = {
        "needs": [{"text": text, "owner": compound.community.name, "note": ""} for text in joint.needs],
        "resources": [{"text": "社区活动室", "owner": compound.community.name, "note": "工作日晚上可用"}],
        "projects": [{"text": promise.measure, "owner": "物业服务企业", "note": ""} for promise in joint.promises],
    }
    rows[Agreement].append(
        {
            "id": agreement_id,
            "created_at": signed - timedelta(days=2),
            **_region(district, compound),
            "number": joint.number,
            "signed_on": signed.date(),
            "starts_on": starts,
            "ends_on": ends,
            "goal": joint.goal,
            "lists": lists,
            "state": AgreementState.IN_FORCE,
            "version": 2,
            "reason": "",
        }
    )
    rows[AgreementCompound].append({"agreement_id": agreement_id, "compound_id": compound.id})
    for position, (organisation, role) in enumerate(((committee, PartyRole.COMMUNITY), (company, PartyRole.COMPANY))):
        rows[AgreementParty].append(
            {"agreement_id": agreement_id, "organisation_id": organisation, "position": position, "role": role}
        )
    steps = (("draft", None, AgreementState.DRAFT), ("sign", AgreementState.DRAFT, AgreementState.IN_FORCE))
    for seq, (action, before, after) in enumerate(steps, start=1):
        rows[AgreementEvent].append(
            {
                "agreement_id": agreement_id,
                "seq": seq,
                "at": signed + timedelta(days=seq - 2),
                "actor_id": worker,
                "action": action,
                "before": before,
                "after": after,
            }
        )


def _promise(
    district: District, compound: Compound, joint: Joint, promise: Promise, company: UUID, rows: dict[Any, Any]
) -> None:
    commitment_id = ident("commitment", joint.number, promise.measure)
    due = district.days_ago(-promise.due)
    first = _begun(district, promise)
    manager = compound.manager.person if compound.manager else None
    worker = district.cadres[compound.community.id][0].person
    done = WAY[: promise.steps]
    state = done[-1][1] if done else CommitmentState.LISTED
    reported = promise.steps >= 2
    rows[Commitment].append(
        {
            "id": commitment_id,
            "created_at": first,
            **_region(district, compound),
            "agreement_id": ident("agreement", joint.number),
            "organisation_id": company,
            "compound_id": compound.id,
            "measure": promise.measure,
            "rhythm": promise.rhythm,
            "due_on": due,
            "state": state,
            "version": promise.steps + 1,
            "round": 1,
            "late": False,
            "proof": promise.proof,
            "submitted_by": manager if reported else None,
            "rating": 5 if state is CommitmentState.RATED else None,
        }
    )
    before: CommitmentState | None = None
    after = CommitmentState.LISTED
    for seq, (action, target) in enumerate((("add", CommitmentState.LISTED), *done), start=1):
        before, after = (None if seq == 1 else after), target
        by_company = action in (CommitmentAction.CLAIM, CommitmentAction.SUBMIT)
        rows[CommitmentEvent].append(
            {
                "commitment_id": commitment_id,
                "seq": seq,
                "at": first + timedelta(days=3 * (seq - 1)),
                "actor_id": manager if by_company else worker,
                "action": action,
                "before": before,
                "after": after,
                "round": 1,
                "due_on": due,
                "on_time": True if action == CommitmentAction.SUBMIT else None,
                "note": promise.proof if action == CommitmentAction.SUBMIT else "",
                "rating": 5 if action == CommitmentAction.RATE else None,
            }
        )
    if reported:
        rows[CommitmentOpinion] += _opinions(district, compound, commitment_id)


def _begun(district: District, promise: Promise) -> datetime:
    """Return when something was promised: early enough for its steps to lie before its day and before today."""
    return moment(district.days_ago(max(0, -promise.due) + 3 * len(WAY) + 3), 9)


def _opinions(district: District, compound: Compound, commitment_id: UUID) -> list[dict[str, Any]]:
    people = list({one.person: None for one in compound.residents.get("home", [])})[1 : SAYING + 1]
    return [
        {
            "commitment_id": commitment_id,
            "round": 1,
            "person_id": person,
            "done": number != 1,
            "at": district.now - timedelta(hours=5 * (number + 1)),
        }
        for number, person in enumerate(people)
    ]


def _posts(
    district: District, compound: Compound, joint: Joint, committee: UUID, company: UUID
) -> list[dict[str, Any]]:
    starts, _ = term(district, joint)
    both = (
        (Direction.TO_COMPANY, SENT[joint.compound], committee, "党委副书记", company, "物业服务质量监督员"),
        (Direction.TO_COMMUNITY, TAKEN[joint.compound], company, "项目经理、党员", committee, "党委兼职委员"),
    )
    return [
        {
            "id": ident("cross-post", joint.number, direction),
            "created_at": moment(starts, 11),
            **_region(district, compound),
            "name": name,
            "direction": direction,
            "from_id": source,
            "from_post": own,
            "to_id": target,
            "to_post": post,
            "basis": f"《党建联建协议》{joint.number}",
            "agreement_id": ident("agreement", joint.number),
            "starts_on": starts,
            "ends_on": None,
            "ended_because": "",
            "version": 1,
        }
        for direction, name, source, own, target, post in both
    ]
