"""Who may work on an idle resource, and what each step needs. Pure: no query, no request, no clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission
from app.resources.models import Ownership, Stage

LONGEST_PLAN = timedelta(days=366)
DESK_DAYS = 7
COMMON_NEEDS_DECISION = (
    "业主共有部分改变用途、从事经营活动，须由业主共同决定（民法典第二百七十八条第一款第八项）。请写明是哪一次业主决定"
)
OWNERSHIP_FIRST = "权属还没有查清，不能定方案。请先在“修改登记内容”里写明归谁"


class ResourceFacts(Protocol):
    """What a policy needs to know of a resource."""

    community_id: UUID
    street_id: UUID
    compound_id: UUID
    ownership: str
    stage: str
    stuck: str | None


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


def problem_of_plan(ownership: str, decision: str) -> tuple[str, str] | None:
    """Return the field and the sentence that stand in the way of a plan; None when nothing does."""
    if ownership == Ownership.UNCLEAR:
        return "ownership", OWNERSHIP_FIRST
    if ownership == Ownership.COMMON and not decision:
        return "decision", COMMON_NEEDS_DECISION
    return None
