"""Who may do what with a version of the routing rules. Pure."""

from __future__ import annotations

from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission, Role
from app.rulebook.models import Run
from app.tickets.models.reference import RuleSet


def street_of(actor: Actor) -> UUID | None:
    """Return the street for which the post in use speaks, or None for the district."""
    return actor.post.region_id if actor.post and actor.role is Role.STREET else None


def may_write(actor: Actor, version: RuleSet) -> Verdict:
    """Return whether he may change or submit it: the side that began it, district or street."""
    if not actor.holds(Permission.RULES_EDIT):
        return deny("没有编辑派单规则的权限")
    if version.street_id != street_of(actor):
        return deny("街道的提案由街道修改，区里的草稿由区里修改")
    return ALLOW


def may_judge(actor: Actor, version: RuleSet) -> Verdict:
    """Return whether he may publish it or send it back: nobody who began, changed or submitted it (双人发布)."""
    if not actor.holds(Permission.RULES_PUBLISH):
        return deny("没有发布派单规则的权限")
    if actor.person_id in (version.author_id, version.submitted_by, *version.editors):
        return deny("起草、修改或提交这一版的人不能审核，请另一位同事来审核发布")
    return ALLOW


def may_cancel(actor: Actor, run: Run) -> Verdict:
    """Return whether he may end a dry run early: who asked for it."""
    return ALLOW if run.requested_by == actor.person_id else deny("只有发起试算的人可以取消")
