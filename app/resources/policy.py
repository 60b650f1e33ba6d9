"""Who may work on an idle resource, and what each step needs. Pure: no query, no request, no clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission
from app.resources.models import USE_NAMES, Outcome, Ownership, Stage, Use

LONGEST_PLAN = timedelta(days=366)
DESK_DAYS = timedelta(days=7)
NEXT_DAY = "请选择今天以后、一年以内的日期，到那天会提醒您再看"
COMMON_NEEDS_DECISION = (
    "业主共有部分改变用途、从事经营活动，须由业主共同决定（民法典第二百七十八条第一款第八项）。请写明是哪一次业主决定"
)
OWNERSHIP_FIRST = "权属还没有查清，不能定方案。请先在“修改登记内容”里写明归谁"

POLL_RUNS = "业主正在表决，计票以后才能往下走。不再表决的，先到“业主表决”里取消"
POLL_FAILED = "业主表决没有通过，不能往下走。改了方案的，可以再“请业主表决”"


class ResourceFacts(Protocol):
    """What a policy needs to know of a resource."""

    community_id: UUID
    street_id: UUID
    compound_id: UUID
    ownership: str
    stage: str
    stuck: str | None
    poll_id: UUID | None


class PollFacts(Protocol):
    """What a policy needs to know of the poll that decides on a use of common parts."""

    use: str
    outcome: str | None


def may_work(actor: Actor, resource: ResourceFacts) -> Verdict:
    """Return whether ``actor`` may enter it and move it on: its community (also its secretary) or its street."""
    post = actor.post
    if post is None or not actor.holds(Permission.RESOURCES_WORK):
        return deny("由社区、街道办理")
    if post.region_id in (resource.community_id, resource.street_id):
        return ALLOW
    return deny("由所在社区、街道办理")


def may_rate(actor: Actor, resource: ResourceFacts) -> Verdict:
    """Return whether ``actor`` may rate a service: who lives in the compound, while it runs."""
    if resource.stage != Stage.RUNNING:
        return deny("还没有开放，不能评价")
    if any(home.compound_id == resource.compound_id and home.state == "active" for home in actor.homes):
        return ALLOW
    return deny("住在这个小区、房屋认证通过以后才能评价")


def is_next_day(day: date | None, now: date) -> bool:
    """Return whether somebody may look at it again on ``day``: from today on, within a year."""
    return day is not None and now <= day <= now + LONGEST_PLAN


def problem_of_owner(ownership: str, named: bool) -> str | None:
    """Return what is missing when nobody is named as owner."""
    return "请选择或写明是哪个产权单位" if ownership == Ownership.UNIT and not named else None


def problem_of_plan(
    ownership: str, decision: str, use: str | None = None, poll: PollFacts | None = None
) -> tuple[str, str] | None:
    """Return the field and the sentence that stand in the way of a plan; None when nothing does."""
    if ownership == Ownership.UNCLEAR:
        return "ownership", OWNERSHIP_FIRST
    if found := problem_of_consent(ownership, use, poll):
        return found
    if ownership == Ownership.COMMON and not decision and poll is None:
        return "decision", COMMON_NEEDS_DECISION
    return None


def problem_of_consent(ownership: str, use: str | None, poll: PollFacts | None) -> tuple[str, str] | None:
    """Return what a poll on common parts keeps from being done; None without one, or when it agreed to this use.

    Who has asked the owners here is bound by what they say: while they vote and when they refused nothing goes on, and
    a decision that somebody only writes down does not help. Without a poll (or with a cancelled one) their decision may
    have been taken elsewhere and is named by hand.
    """
    if ownership != Ownership.COMMON or poll is None:
        return None
    if poll.outcome is None:
        return "decision", POLL_RUNS
    if poll.outcome == Outcome.FAILED:
        return "decision", POLL_FAILED
    if use is not None and use != poll.use:
        return "use", f"业主表决同意的是“{USE_NAMES[Use(poll.use)]}”，改作别的用途要另外表决"
    return None
