"""What agreements, promises and cross posts have to hold, and who may do what. Pure: no query, request or clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.clock import years_on
from app.core.permissions import Permission
from app.party.models import OPEN, Direction, PartyRole, Rhythm

SOON = timedelta(days=30)
STILL_TOLD = timedelta(days=90)
"""How long an agreement that ended without a next one stays on the desk (product rule)."""
"""How long before its end an agreement has to be thought of."""
MOST_YEARS = 3

KINDS: dict[PartyRole, frozenset[str]] = {
    PartyRole.COMMUNITY: frozenset({"residents_committee", "party_organisation"}),
    PartyRole.COMPANY: frozenset({"property_company"}),
    PartyRole.COMMITTEE: frozenset({"owners_committee"}),
    PartyRole.TITLE_UNIT: frozenset({"title_unit"}),
    PartyRole.UTILITY: frozenset({"utility"}),
}
"""What an organisation has to be for a role; others take part as ``other``."""


class AgreementFacts(Protocol):
    """What a policy needs to know of an agreement."""

    community_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """An organisation in its role. ``serves``: under contract in one of the compounds; ``owns``: a building there.

    ``ended_on`` is the day from which it is there no longer, when that has come.
    """

    organisation_id: UUID
    name: str
    kind: str
    role: str
    region_id: UUID | None
    serves: bool
    owns: bool
    ended_on: date | None = None


def may_write(actor: Actor, community_id: UUID) -> Verdict:
    """Return whether ``actor`` writes the agreements of a community: it does itself."""
    post = actor.post
    if post is not None and actor.holds(Permission.PARTY_WRITE) and post.region_id == community_id:
        return ALLOW
    return deny("由本社区办理")


def term_problem(starts_on: date, ends_on: date) -> str | None:
    """Return what is wrong with a term: one to three years, both days included."""
    after = ends_on + timedelta(days=1)
    if years_on(starts_on, 1) <= after <= years_on(starts_on, MOST_YEARS):
        return None
    return "协议期限为一至三年"


def next_term(starts_on: date, ends_on: date) -> tuple[date, date]:
    """Return the term that follows: as many whole years, from the day after."""
    first = ends_on + timedelta(days=1)
    years = max(y for y in range(1, MOST_YEARS + 1) if y == 1 or years_on(starts_on, y) <= first)
    return first, years_on(first, years) - timedelta(days=1)


def party_problem(party: PartyFacts, community_id: UUID) -> str | None:
    """Return in words why an organisation cannot take part."""
    if party.ended_on is not None:
        return f"“{party.name}”已撤场或注销（{party.ended_on}），请换成接替它的单位，或删去"
    kinds = KINDS.get(PartyRole(party.role))
    if kinds is not None and party.kind not in kinds:
        return f"“{party.name}”的单位类型与所选身份不符"
    elsewhere = party.region_id != community_id
    if elsewhere and (party.role == PartyRole.COMMUNITY or (party.role == PartyRole.COMMITTEE and party.region_id)):
        return f"“{party.name}”不属于本社区"
    if party.kind == "property_company" and not party.serves:
        return f"“{party.name}”在所列小区没有有效的物业服务合同"
    if party.role == PartyRole.TITLE_UNIT and not party.owns:
        return f"“{party.name}”在所列小区没有楼栋"
    return None


def signing_problems(
    parties: Sequence[PartyFacts], community_id: UUID, term: tuple[date, date], signed_on: date | None, day: date
) -> list[str]:
    """Return everything that keeps an agreement from coming into force on ``day``, in words."""
    found = [problem for party in parties if (problem := party_problem(party, community_id))]
    roles: Iterable[str] = [party.role for party in parties]
    if PartyRole.COMMUNITY not in roles:
        found.append("缺少社区党组织")
    if len(parties) < 2:
        found.append("至少有两个签约单位")
    if problem := term_problem(*term):
        found.append(problem)
    if signed_on is None:
        found.append("请填写签订日期")
    elif signed_on > day:
        found.append("签订日期不能晚于今天")
    if term[1] < day:
        found.append("协议期限已经结束")
    return found


# --- what was promised ---


class CommitmentFacts(Protocol):
    """What a policy needs to know of something promised."""

    community_id: UUID
    organisation_id: UUID
    state: str
    submitted_by: UUID | None


def may_do(actor: Actor, commitment: CommitmentFacts) -> Verdict:
    """Return whether ``actor`` may take it up and say that it is done: the party itself, or the community for it."""
    post = actor.post
    if post is None or not actor.holds(Permission.PARTY_DO):
        return deny("由作出承诺的单位或社区办理")
    is_its_own = post.organisation_id == commitment.organisation_id or post.region_id == commitment.community_id
    return ALLOW if is_its_own else deny("由作出承诺的单位或社区办理")


def may_confirm(actor: Actor, commitment: CommitmentFacts) -> Verdict:
    """Return whether ``actor`` may confirm or return it: the community, and never who reported it done."""
    if not may_write(actor, commitment.community_id):
        return deny("由本社区确认")
    if actor.person_id == commitment.submitted_by:
        return deny("报办结的人不能自己确认，请社区另一位同志确认")
    return ALLOW


def due_problem(due_on: date, starts_on: date, ends_on: date) -> str | None:
    """Return what is wrong with a due day: it lies in the term of its agreement."""
    return None if starts_on <= due_on <= ends_on else f"应办日期应在协议期限内（{starts_on} 至 {ends_on}）"


def turn_from(first_due: date, rhythm: str, day: date, ends_on: date) -> date | None:
    """Return the first turn of a rhythm on or after a day: None when it is due once, or the agreement is over by then.

    ``first_due`` is its very first day; a turn keeps that day of the month, or takes the last one of a shorter month.
    """
    months = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}.get(Rhythm(rhythm))
    if months is None:
        return None
    turn = 0
    while (found := _months_on(first_due, months * turn)) < day:
        turn += 1
    return found if found <= ends_on else None


def _months_on(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_overdue(state: str, due_on: date, day: date) -> bool:
    """Return whether something promised should have been done before ``day``."""
    return state in OPEN and due_on < day


# --- cross posts ---

SIDES = {
    Direction.TO_COMPANY: (frozenset({"residents_committee", "party_organisation"}), frozenset({"property_company"})),
    Direction.TO_COMMUNITY: (
        frozenset({"property_company"}),
        frozenset({"residents_committee", "party_organisation", "owners_committee"}),
    ),
}
"""From what kind of organisation to what kind each direction leads."""


def direction_of(from_kind: str, to_kind: str) -> Direction | None:
    """Return which way a cross post leads; None when its two sides are none of a cross post."""
    for direction, (sources, targets) in SIDES.items():
        if from_kind in sources and to_kind in targets:
            return direction
    return None
