"""What a plan may say of an item, and who may do what. Pure: no query, no request, no clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.errors import InvalidInput
from app.core.permissions import Permission
from app.standards.catalogue import PER_WORDS, Item
from app.standards.models import LEVEL_NAMES, Basis
from app.standards.timing import Rule

NEW_STANDARD = date(2025, 10, 1)
"""Contracts from before this day may keep their own words (DB11/T 751-2025, 3.0.1)."""
UNDO = timedelta(minutes=10)
"""How long somebody may take back what he has just tapped (product rule)."""
LATE_BY = timedelta(hours=72)
"""How long after the tap a phone without a network may still send it."""
CLOCK_OFF = timedelta(minutes=5)
"""How far ahead the clock of a phone may be."""
SENT_LATER = timedelta(minutes=10)
"""From this on it is shown that a record was sent later than it was tapped."""
MOST_TIMES = 99


class TermFacts(Protocol):
    """What a plan says of one item."""

    level: int | None
    agreed: str | None
    agreed_times: int | None
    agreed_per: str | None
    not_applicable: str | None


class RecordFacts(Protocol):
    """What a policy needs to know of a record."""

    by_person: UUID | None
    at: datetime
    created_at: datetime
    source: str
    undone_at: datetime | None


# --- what a plan says ---


def problem_of(item: Item, basis: str, term: TermFacts) -> str | None:
    """Return what is wrong with a term, as a sentence; None when it may stand, also in a draft."""
    said = [value for value in (term.level, term.agreed, term.not_applicable) if value is not None]
    if len(said) > 1:
        return "等级、合同约定、不适用只能填一种"
    if term.level is not None and not item.levelled:
        return "这一项不分等级，必须做到，请不要选等级"
    if term.level is not None and term.level not in LEVEL_NAMES:
        return "等级应为一级、二级或三级"
    if term.agreed is not None and basis != Basis.OWN:
        return "按现行标准约定的，请选等级；合同另有约定的，只有早于 2025 年 10 月 1 日的合同可以填"
    if term.not_applicable is not None and not item.optional:
        return "这一项必须做到，不能填不适用"
    if (term.agreed_times is None) != (term.agreed_per is None):
        return "约定次数和约定周期要一起填"
    if term.agreed_times is not None and term.agreed is None:
        return "填了约定次数，也请写明合同约定的内容"
    if term.agreed_times is not None and not 1 <= term.agreed_times <= MOST_TIMES:
        return f"约定次数应在 1 到 {MOST_TIMES} 之间"
    if term.agreed_per is not None and term.agreed_per not in PER_WORDS:
        return "没有这种约定周期"
    return None


def missing_of(item: Item, basis: str, term: TermFacts | None) -> str | None:
    """Return what is still to be said of an item before its plan can be fixed; None when nothing is."""
    if term is not None and (term.level is not None or term.agreed is not None or term.not_applicable is not None):
        return None
    if not item.levelled:
        return None
    if basis == Basis.OWN:
        return "还没有填合同约定、等级或不适用的原因"
    return "还没有选等级，也没有填不适用的原因"


def said_of(item: Item, term: TermFacts) -> str:
    """Return what is demanded of an item, in words; why nothing is, for one that does not apply."""
    if term.not_applicable is not None:
        return f"不适用：{term.not_applicable}"
    return term.agreed if term.agreed is not None else item.said(term.level)


def rules_of(item: Item, term: TermFacts) -> tuple[Rule, ...]:
    """Return how often something is to be done; nothing where no frequency is demanded or it does not apply."""
    if term.not_applicable is not None:
        return ()
    if term.agreed is not None:
        if term.agreed_times is None or term.agreed_per is None:
            return ()
        return (Rule(term.agreed_times, term.agreed_per),)
    if item.levelled and term.level is None:
        return ()
    return item.rules(term.level)


def level_name(item: Item, term: TermFacts) -> str:
    """Return the level as people call it."""
    if term.not_applicable is not None:
        return "不适用"
    if term.agreed is not None:
        return "合同约定"
    if not item.levelled:
        return "必须做到"
    return LEVEL_NAMES.get(term.level or 0, "")


# --- who may ---


class ContractFacts(Protocol):
    """When a contract is in force; without an end it is open."""

    starts_on: date
    ends_on: date | None


def in_force(contract: ContractFacts, day: date) -> bool:
    """Return whether a contract is in force on ``day``."""
    return contract.starts_on <= day and (contract.ends_on is None or contract.ends_on >= day)


def may_edit(actor: Actor, company_id: UUID, in_force: bool) -> Verdict:
    """Return whether ``actor`` may change the plan of a contract: the company that it binds, while it is in force."""
    post = actor.post
    if post is None or not actor.holds(Permission.STANDARDS_EDIT) or post.organisation_id != company_id:
        return deny("由合同约定的物业服务企业填写")
    return ALLOW if in_force else deny("合同不在有效期内，不能再改")


def done_at(tapped_at: datetime | None, at: datetime) -> datetime:
    """Return when something counts as done: when it was tapped, which a phone may have to send later.

    Raises ``InvalidInput`` for a time that no phone in order can mean.
    """
    if tapped_at is None or at <= tapped_at <= at + CLOCK_OFF:
        return at
    if tapped_at > at:
        raise InvalidInput(fields={"done_at": ["手机的时间不对，请校正手机时间后再打卡"]})
    if at - tapped_at > LATE_BY:
        raise InvalidInput(fields={"done_at": ["这是三天以前打的卡，已经不能补传，请重新打卡"]})
    return tapped_at


def sent_later(record: RecordFacts) -> bool:
    """Return whether a record was sent later than it was tapped (离线补传)."""
    return record.source == "log" and record.created_at - record.at > SENT_LATER


def may_undo(actor: Actor, record: RecordFacts, at: datetime) -> Verdict:
    """Return whether ``actor`` may take back a record: who tapped it, within ``UNDO`` of its arrival."""
    if record.source != "log" or record.by_person != actor.person_id:
        return deny("只能撤销自己的记录")
    if at - record.created_at > UNDO:
        return deny("已超过 10 分钟，不能撤销；如有误，请项目经理注明原因后作废")
    return ALLOW


def may_strike(actor: Actor, record: RecordFacts) -> Verdict:
    """Return whether ``actor`` may declare a record void: the company's manager, whoever made it and whenever."""
    return ALLOW if actor.holds(Permission.STANDARDS_EDIT) else deny("由项目经理作废")
