"""Who may decide on homes, and who may manage people. Pure: no query, no request, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission, Role
from app.identity.models import HomeBinding, Person, Relation


@dataclass(frozen=True, slots=True)
class Claim:
    """A binding and the community in which its home stands."""

    binding: HomeBinding
    community_id: UUID


@dataclass(frozen=True, slots=True)
class Account:
    """A person and what the present posts of that person are: (role, organisation)."""

    person: Person
    posts: frozenset[tuple[str, UUID | None]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post is to be held; exactly one of region and organisation is given."""

    region_id: UUID | None = None
    organisation_id: UUID | None = None
    compound_id: UUID | None = None


def may_decide(actor: Actor, claim: Claim) -> Verdict:
    """Community workers decide in their community; a manager under contract, on families and tenants only."""
    post, binding = actor.post, claim.binding
    if post is None or not actor.holds(Permission.BINDINGS_DECIDE):
        return deny("您的岗位不能审核房屋认证")
    if binding.person_id == actor.person_id:
        return deny("不能审核自己的申请")
    if post.role is Role.COMMUNITY:
        return ALLOW if post.region_id == claim.community_id else deny("只有本社区的工作者可以审核")
    if post.role is not Role.MANAGER or binding.compound_id not in post.compounds:
        return deny("只有服务本小区的项目经理可以审核")
    if binding.relation == Relation.OWNER:
        return deny("业主身份由社区工作者审核")
    return ALLOW


def may_end(actor: Actor, claim: Claim) -> Verdict:
    """The person may leave at any time; whoever may decide may also end."""
    return ALLOW if claim.binding.person_id == actor.person_id else may_decide(actor, claim)


def may_open_account(actor: Actor) -> Verdict:
    """System administrators and managers open accounts for staff."""
    return ALLOW if actor.holds(Permission.PEOPLE_MANAGE) else deny("您的岗位不能管理人员")


def may_manage(actor: Actor, account: Account) -> Verdict:
    """Return whether ``actor`` may disable the account, enable it or set its password.

    A manager rules only over accounts that his own company opened and that hold nothing but repair posts
    there; else he could take over the account of somebody with wider rights.
    """
    opened = may_open_account(actor)
    if not opened:
        return opened
    if account.person.id == actor.person_id:
        return deny("不能对自己的账号执行此操作")
    if actor.role is Role.SYSADMIN:
        same = account.person.district_id == actor.district_id
        return ALLOW if same else deny("只能管理本区的人员")
    organisation_id = actor.post.organisation_id if actor.post else None
    own = account.person.organisation_id == organisation_id
    if own and account.posts <= {(Role.REPAIR.value, organisation_id)}:
        return ALLOW
    return deny("只能管理本单位的维修人员")


def may_grant(actor: Actor, person_id: UUID, role: Role, place: Place) -> Verdict:
    """Return whether ``actor`` may give somebody a post. Nobody gives one to himself."""
    opened = may_open_account(actor)
    if not opened:
        return opened
    if person_id == actor.person_id:
        return deny("不能给自己授予岗位")
    return ALLOW if actor.role is Role.SYSADMIN else _manages(actor, role, place)


def reaches(actor: Actor, compound_id: UUID | None) -> bool:
    """Return whether a compound is there for ``actor`` when he gives a post: a manager knows those of his company."""
    if compound_id is None or actor.role is not Role.MANAGER or actor.post is None:
        return True
    return compound_id in actor.post.compounds


def may_end_post(actor: Actor, role: Role, place: Place) -> Verdict:
    """Return whether ``actor`` may end a post. That the last administrator stays is checked with the rows."""
    opened = may_open_account(actor)
    if not opened or actor.role is Role.SYSADMIN:
        return opened
    return _manages(actor, role, place)


def _manages(actor: Actor, role: Role, place: Place) -> Verdict:
    post = actor.post
    if post is None or role is not Role.REPAIR or place.organisation_id != post.organisation_id:
        return deny("项目经理只能管理本单位的维修岗位")
    if place.compound_id is not None and place.compound_id not in post.compounds:
        return deny("只能选择本单位服务的小区")
    return ALLOW
