"""By which rules a committee is made up, meets, decides and posts; who may do what. Pure: no query, request or clock.

The figures are those of 《北京市物业管理条例》 (2020, amended 2024): articles 39 to 49 for 业主委员会, 52 to 59 for
物业管理委员会.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.clock import years_on
from app.core.permissions import Permission
from app.governance.models import OWNERS, REPRESENTATIVES, Kind, MemberType, Reason, Role, State

PLACES = 2
POST_WITHIN = timedelta(days=3)
"""From a decision, or an election, to the board."""
POSTED_DAYS = timedelta(days=7)
"""How long the members of an interim committee hang out before they take office."""
POSTED_WORKING_DAYS = 10
"""How long a decision of an interim committee hangs out."""
FILE_WITHIN = timedelta(days=30)
TOLD_BEFORE = timedelta(days=5)
MEET_WITHIN = timedelta(days=61)
"""At least one meeting in two months."""
REPORT_BEFORE = timedelta(days=183)
"""The end of a term is reported six months before."""
BETWEEN_PLACES = re.compile(r"[、，,;；。\n]")
MOST_YEARS = {Kind.COMMITTEE: 5, Kind.INTERIM: 3}
LEAST = {Kind.COMMITTEE: 5, Kind.INTERIM: 7}
SMALL_COMPOUND, LEAST_IN_SMALL = 100, 3

SIZE = {Kind.COMMITTEE: "《北京市物业管理条例》第三十九条", Kind.INTERIM: "《北京市物业管理条例》第五十二条"}
ELECTION, SESSIONS = "《北京市物业管理条例》第三十九条至第四十三条", "《北京市物业管理条例》第四十三条、第四十五条"
INTERIM_SESSIONS = "《北京市物业管理条例》第五十七条"
FORBIDDEN = "《北京市物业管理条例》第四十四条"
LEFT = "《北京市物业管理条例》第四十六条至第四十九条"
CONDITIONS = "北京市物业管理委员会组建办法第六条至第十条"
BARRED_BY: dict[Reason, str] = {Reason.ARREARS: CONDITIONS, Reason.REMOVED: LEFT}
"""By which clause a reason bars from a post, where there is one that we know."""
ASSEMBLY, ASSEMBLY_VOTE = "《北京市物业管理条例》第三十五条", "《北京市物业管理条例》第三十五条至第三十七条"
ASSEMBLY_RULES = "《中华人民共和国民法典》第二百七十八条"
NOTICE_BEFORE = timedelta(days=15)
"""From the notice with the topics to a meeting of the assembly."""
ASKERS_OF = 5
"""One owner in five may ask for a meeting."""


class CommitteeFacts(Protocol):
    """What a policy needs to know of a committee."""

    community_id: UUID
    street_id: UUID
    state: str


class DecisionFacts(Protocol):
    """What a rule needs to know of how a decision hangs."""

    posted_on: date | None
    post_until: date | None
    revoked_because: str


class MemberFacts(Protocol):
    """What a rule needs to know of a member in office."""

    type: str
    role: str
    lived_here: bool
    no_arrears: bool
    no_interest: bool


class TieFacts(Protocol):
    """What a rule needs to know of where a member comes from."""

    type: str
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True)
class AssemblyFacts:
    """What is known of an assembly and of what waits in it."""

    set_up_on: date | None
    convention_on: date | None
    procedure_on: date | None
    every_months: int
    regular_on: date | None
    asked_on: date | None
    planned_on: date | None
    unposted_on: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something an assembly has to do next, by which day, and by which clause."""

    day: date
    words: str
    late_words: str
    clause: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: the clause, in words what is wrong, and whether it bars the next step."""

    clause: str
    words: str
    bars: bool = True


def may_work(actor: Actor, community_id: UUID) -> Verdict:
    """Return whether ``actor`` keeps the committees of a community: its workers and its secretary."""
    post = actor.post
    if post is not None and actor.holds(Permission.GOVERNANCE_WORK) and post.region_id == community_id:
        return ALLOW
    return deny("由本社区办理")


def may_revoke(actor: Actor, committee: CommitteeFacts) -> Verdict:
    """Return whether ``actor`` may revoke an unlawful decision: the street (PMR 8, 51)."""
    post = actor.post
    if post is not None and actor.holds(Permission.GOVERNANCE_OVERSEE) and post.region_id == committee.street_id:
        return ALLOW
    return deny("由街道办理")


def regular(members: Iterable[MemberFacts]) -> list[MemberFacts]:
    """Return the members who are no alternates."""
    return [one for one in members if one.role != Role.ALTERNATE]


def owners(members: Iterable[MemberFacts]) -> list[MemberFacts]:
    """Return those who sit there as owners."""
    return [one for one in members if one.type in OWNERS]


def term_problem(kind: str, starts_on: date, ends_on: date) -> Finding | None:
    """Return what is wrong with a term: at most five years, three for an interim committee."""
    most = MOST_YEARS[Kind(kind)]
    if starts_on < ends_on <= years_on(starts_on, most):
        return None
    clause = ELECTION if kind == Kind.COMMITTEE else "《北京市物业管理条例》第五十二条至第五十九条"
    return Finding(clause, f"任期不超过 {most} 年")


def composition(kind: str, homes: int, members: Sequence[MemberFacts]) -> list[Finding]:
    """Return everything that is wrong with who sits on a committee, each with the clause it breaks."""
    sitting, found = regular(members), []
    clause = SIZE[Kind(kind)]
    small = kind == Kind.COMMITTEE and homes < SMALL_COMPOUND
    least = LEAST_IN_SMALL if small else LEAST[Kind(kind)]
    if len(sitting) < least:
        found.append(Finding(clause, f"成员不少于 {least} 人，现在 {len(sitting)} 人"))
    if len(sitting) % 2 == 0:
        found.append(Finding(clause, f"成员人数应为单数，现在 {len(sitting)} 人"))
    heads = [one for one in sitting if one.role == Role.HEAD]
    if len(heads) != 1:
        found.append(Finding(clause, "应有一名主任"))
    found += _interim(sitting, heads) if kind == Kind.INTERIM else _elected(members, sitting)
    unseen = [one for one in members if one.type in OWNERS and not (one.no_arrears and one.no_interest)]
    if unseen:
        found.append(Finding(CONDITIONS, f"有 {len(unseen)} 人没有核对“不欠费”“与物业没有利害关系”，请核对后勾上"))
    away = [one for one in members if one.type in OWNERS and not one.lived_here]
    if away:
        found.append(Finding(CONDITIONS, f"有 {len(away)} 人没有核对“上一年度在本小区住满半年”", bars=False))
    return found


def _interim(sitting: Sequence[MemberFacts], heads: Sequence[MemberFacts]) -> list[Finding]:
    found, clause = [], SIZE[Kind.INTERIM]
    if len(owners(sitting)) * 2 < len(sitting):
        found.append(Finding(clause, f"业主代表不少于一半，现在 {len(owners(sitting))} / {len(sitting)}"))
    if heads and heads[0].type != MemberType.JUWEIHUI:
        found.append(Finding(clause, "主任由居委会代表担任"))
    deputies = [one for one in sitting if one.role == Role.DEPUTY]
    if not any(one.type in OWNERS for one in deputies):
        found.append(Finding(clause, "应有一名业主担任副主任"))
    return found


def _elected(members: Sequence[MemberFacts], sitting: Sequence[MemberFacts]) -> list[Finding]:
    found = []
    if len(owners(members)) < len(members):
        found.append(Finding(ELECTION, "业主委员会的委员从业主中选举，租户和居委会代表不能当委员"))
    alternates = len(members) - len(sitting)
    if alternates > len(sitting):
        found.append(Finding(ELECTION, f"候补委员不能多于委员，现在 {alternates} 人"))
    return found


def vacancies(seats: int, members: Sequence[MemberFacts]) -> Finding | None:
    """Return that too few are left: fewer than half of the seats call for a new election."""
    left = len(regular(members))
    return Finding(LEFT, f"原有 {seats} 人，只剩 {left} 人，应当重新选举", bars=False) if left * 2 < seats else None


def lacks_unit(member: TieFacts) -> bool:
    """Return whether nobody wrote down from which unit a representative comes."""
    return member.type in REPRESENTATIVES and member.organisation_id is None


def without_unit(members: Iterable[TieFacts]) -> Finding | None:
    """Return that representatives lack their unit. It bars nothing: they were written down before it was asked for."""
    count = sum(lacks_unit(member) for member in members)
    return Finding(CONDITIONS, f"有 {count} 位产权单位的代表没有写单位，请补上", bars=False) if count else None


def unit_problem(type_: str, *, named: bool, holds_title: bool) -> str | None:
    """Return why a unit does not go with a member: representatives come from one that holds title in the compound."""
    if type_ not in REPRESENTATIVES:
        return "只有产权单位代表、产权单位职工代表选单位" if named else None
    if not named:
        return "请选择他代表哪个产权单位，或者是哪个产权单位的职工"
    return None if holds_title else "这个单位在本小区没有产权的楼，请选本小区楼栋的产权单位"


def home_check(type_: str, *, housed: bool, confirmed: bool) -> str:
    """Return whether an owner with a home is confirmed there, in one word."""
    if type_ != MemberType.OWNER or not housed:
        return "none"
    return "confirmed" if confirmed else "unconfirmed"


def quorum(kind: str, members: Sequence[MemberFacts], present: Sequence[MemberFacts]) -> Finding | None:
    """Return why a meeting cannot decide: more than half of the members, of an interim one more than half of its
    owners as well, have to be there in person."""
    sitting, there = regular(members), regular(present)
    clause = SESSIONS if kind == Kind.COMMITTEE else INTERIM_SESSIONS
    if len(there) * 2 <= len(sitting):
        return Finding(clause, f"应有过半数成员到会，到会 {len(there)} / {len(sitting)}")
    if kind == Kind.INTERIM and len(owners(there)) * 2 <= len(owners(sitting)):
        words = f"到会的业主代表应过半数，到会 {len(owners(there))} / {len(owners(sitting))}"
        return Finding(clause, words)
    return None


def signatures(kind: str, members: Sequence[MemberFacts], signed: int) -> Finding | None:
    """Return why a decision does not stand: more than half of the members sign it."""
    sitting = len(regular(members))
    clause = SESSIONS if kind == Kind.COMMITTEE else INTERIM_SESSIONS
    return Finding(clause, f"决定应有过半数成员签字，签字 {signed} / {sitting}") if signed * 2 <= sitting else None


def enough_places(written: str) -> bool:
    """Return whether at least two places stand in the words."""
    return len({part.strip() for part in BETWEEN_PLACES.split(written)} - {""}) >= PLACES


def hangs(committee: CommitteeFacts, decision: DecisionFacts, day: date) -> bool:
    """Return whether a decision hangs on a day: until its last day, or its committee ends, or the street strikes it.

    That of a 业主委员会 has no last day: the law says from when, not until when.
    """
    if decision.posted_on is None or decision.revoked_because or committee.state == State.ENDED:
        return False
    return decision.post_until is None or day <= decision.post_until


def half_year(day: date) -> date:
    """Return the first day of the half-year of a day: members post their own payments once in each (art. 44)."""
    return day.replace(month=1 if day.month < 7 else 7, day=1)


def may_bar(actor: Actor, street_id: UUID) -> Verdict:
    """Return whether ``actor`` keeps the list of a street of who may hold no post."""
    post = actor.post
    if post is not None and actor.holds(Permission.GOVERNANCE_BAR) and post.region_id == street_id:
        return ALLOW
    return deny("由街道办理")


def months_on(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def enough_askers(askers: int, owners: int) -> Finding | None:
    """Return why a meeting need not be called: fewer than one owner in five asked for it."""
    if owners and askers * ASKERS_OF >= owners:
        return None
    return Finding(ASSEMBLY, f"应有百分之二十以上的业主提议，现在 {askers} / {owners}")


def notice_problem(notice_on: date, held_on: date) -> Finding | None:
    """Return that owners were told of a meeting too late: fifteen days before, with its topics."""
    earliest = notice_on + NOTICE_BEFORE
    return None if held_on >= earliest else Finding(ASSEMBLY_VOTE, f"应提前十五日通知和公示议题，最早 {earliest} 开会")


def assembly_lacks(facts: AssemblyFacts) -> list[Finding]:
    """Return which rules an assembly has not adopted."""
    if facts.set_up_on is None:
        return []
    named = ((facts.convention_on, "没有管理规约"), (facts.procedure_on, "没有业主大会议事规则"))
    return [Finding(ASSEMBLY_RULES, words, bars=False) for day, words in named if day is None]


def assembly_steps(facts: AssemblyFacts) -> list[Step]:
    """Return what an assembly has to do next, the earliest first.

    The law names no number of days for a meeting that owners asked for. Its notice takes fifteen, so from the sixteenth
    on nothing of the law stands in its way, and it is late.
    """
    if facts.set_up_on is None:
        return []
    due = months_on(facts.regular_on or facts.set_up_on, facts.every_months)
    found = [Step(due, "召开业主大会定期会议", "业主大会定期会议过期没有开", ASSEMBLY)]
    if facts.asked_on is not None:
        words = "召开业主提议的业主大会临时会议", "业主提议的业主大会临时会议还没有通知"
        found.append(Step(facts.asked_on + NOTICE_BEFORE, *words, ASSEMBLY))
    if facts.planned_on is not None:
        found.append(Step(facts.planned_on, "业主大会开会", "业主大会的会过了日子，还没有记结果", ASSEMBLY_VOTE))
    if facts.unposted_on is not None:
        words = "公示业主大会的结果", "业主大会的结果没有按时公示"
        found.append(Step(facts.unposted_on + POST_WITHIN, *words, ASSEMBLY_VOTE))
    return sorted(found, key=lambda step: step.day)
