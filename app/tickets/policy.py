"""Who may do what to a ticket. Pure: no query, no request, no clock.

Every function takes anything that carries a ticket's facts, so a list row and a locked row are judged alike.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, HomeClaim, Verdict, deny
from app.core.permissions import Permission, Role
from app.tickets.models import Basis

MAX_REOPENS = 2
REOPEN_DAYS = 30

ORGANISATION_ROLES = frozenset({Role.REPAIR, Role.MANAGER, Role.HANDLER})


class TicketFacts(Protocol):
    """What a policy needs to know of a ticket."""

    state: str
    round: int
    district_id: UUID
    street_id: UUID
    community_id: UUID
    compound_id: UUID
    reporter_id: UUID
    filed_by_id: UUID
    responsible_org_id: UUID | None
    responsible_region_id: UUID | None
    assignee_id: UUID | None


def governs(actor: Actor, ticket: TicketFacts) -> bool:
    """Return whether the post in use is at a region that contains the ticket."""
    post = actor.post
    if post is None or post.region_id is None:
        return False
    region = {"district": ticket.district_id, "street": ticket.street_id, "community": ticket.community_id}
    return region.get(post.region_kind or "") == post.region_id


def is_handling_side(actor: Actor, ticket: TicketFacts) -> bool:
    """Return whether the post in use belongs to the organisation that is responsible now."""
    post = actor.post
    if post is None or ticket.responsible_org_id is None:
        return False
    if post.role in ORGANISATION_ROLES:
        serves = post.role is Role.HANDLER or ticket.compound_id in post.compounds
        return serves and post.organisation_id == ticket.responsible_org_id
    return post.region_id is not None and post.region_id == ticket.responsible_region_id


def is_reporter(actor: Actor, ticket: TicketFacts) -> bool:
    """Return whether this person reported it, or filed it for the one who did."""
    return actor.person_id in (ticket.reporter_id, ticket.filed_by_id)


def may_file(actor: Actor, compound_id: UUID) -> tuple[Basis, HomeClaim | None] | None:
    """Return on what basis ``actor`` may file into a compound, and by which home; None when he may not."""
    here = [home for home in actor.homes if home.compound_id == compound_id]
    for state, basis in (("active", Basis.HOME), ("pending", Basis.PENDING)):
        for home in here:
            if home.state == state:
                return basis, home
    return (Basis.VISITOR, None) if compound_id in actor.visits else None


def may_accept(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether the order may be taken: by the responsible organisation, a repair worker if it is free or his."""
    if not actor.holds(Permission.TICKETS_WORK) or not is_handling_side(actor, ticket):
        return deny("只有承办单位的人员可以接单")
    if actor.role is Role.REPAIR and ticket.assignee_id not in (None, actor.person_id):
        return deny("此单已派给其他人员")
    return ALLOW


def may_work(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether the order may be worked on: by its worker, or by a manager or office of the responsible side."""
    if not actor.holds(Permission.TICKETS_WORK) or not is_handling_side(actor, ticket):
        return deny("只有承办单位的人员可以处理")
    if actor.role is Role.REPAIR and ticket.assignee_id != actor.person_id:
        return deny("此单由其他人员处理")
    return ALLOW


def may_judge(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may confirm and rate: the reporter only, never the handling side."""
    return ALLOW if is_reporter(actor, ticket) else deny("只有报事人可以确认和评价")


def may_reopen(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether it may be opened again: by the reporter or the community worker, at most ``MAX_REOPENS`` times."""
    if ticket.round > MAX_REOPENS:
        return deny("这件事已重新打开过两次，请联系社区")
    if is_reporter(actor, ticket) or (actor.role is Role.COMMUNITY and governs(actor, ticket)):
        return ALLOW
    return deny("只有报事人或本社区工作者可以重新打开")


def may_withdraw(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may take the report back: the reporter only."""
    return ALLOW if is_reporter(actor, ticket) else deny("只有报事人可以撤回")


def may_reassign(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether the ticket may be given to another organisation or, by a manager, to a colleague."""
    if not actor.holds(Permission.TICKETS_REASSIGN):
        return deny("没有改派的权限")
    if governs(actor, ticket) or (actor.role is Role.MANAGER and is_handling_side(actor, ticket)):
        return ALLOW
    return deny("只有本辖区的工作人员或承办单位的项目经理可以改派")


def may_change_organisation(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether another organisation may be named: by those who govern the place."""
    return ALLOW if governs(actor, ticket) else deny("项目经理只能在本单位内改派")


def may_change_assignee(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether a colleague may be named: by the responsible side."""
    return ALLOW if is_handling_side(actor, ticket) else deny("只有承办单位可以指定处理人员")


def sees_reporter(actor: Actor, ticket: TicketFacts, *, hide_me: bool) -> bool:
    """Return whether the reporter's name is shown: never to the handling side when he asked to stay unnamed."""
    if is_reporter(actor, ticket):
        return True
    company_side = actor.role in ORGANISATION_ROLES
    return not (hide_me and company_side)


def sees_phone(actor: Actor, ticket: TicketFacts, *, hide_me: bool) -> bool:
    """Return whether the full number is shown: only to who handles the open order, and never when unnamed."""
    at_work = ticket.state in ("accepted", "in_progress", "suspended")
    return at_work and not hide_me and bool(may_work(actor, ticket)) and ticket.assignee_id == actor.person_id
