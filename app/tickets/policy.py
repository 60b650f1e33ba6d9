"""Who may do what to a ticket. Pure: no query, no request, no clock.

Every function takes anything that carries a ticket's facts, so a list row and a locked row are judged alike.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, HomeClaim, Mandate, Verdict, deny
from app.core.permissions import Permission, Role
from app.tickets.models import OPEN, Basis, Cause, Level, State

UNDONE = OPEN - {State.AWAITING_CONFIRMATION}
MAX_REOPENS = 2
REOPEN_DAYS = 30

ORGANISATION_ROLES = frozenset({Role.REPAIR, Role.MANAGER, Role.HANDLER})


class TicketFacts(Protocol):
    """What a policy needs to know of a ticket."""

    state: str
    version: int
    round: int
    district_id: UUID
    street_id: UUID
    community_id: UUID
    compound_id: UUID
    reporter_id: UUID
    filed_by_id: UUID
    delegation_id: UUID | None
    responsible_org_id: UUID | None
    responsible_region_id: UUID | None
    assignee_id: UUID | None
    basis: str
    suspend_cause: str | None
    resume_to: str | None
    open_to_all: bool
    merged_into_id: UUID | None


def is_shelved(ticket: TicketFacts) -> bool:
    """Return whether the ticket is on the ledger of hard cases (挂账)."""
    return ticket.suspend_cause == Cause.SHELVED


def is_not_shelved(ticket: TicketFacts) -> bool:
    """Return whether it stands still for another reason than the ledger, which only an office ends."""
    return not is_shelved(ticket)


def is_undone(ticket: TicketFacts) -> bool:
    """Return whether somebody still has to do it."""
    return ticket.state in UNDONE


def waits_for_resident(ticket: TicketFacts) -> bool:
    """Return whether it stands still because the resident was asked something (待补充)."""
    return ticket.suspend_cause == Cause.RESIDENT


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
    """Return whether this person may speak as the reporter: is he, filed it for his household, or acts for him.

    What he filed as a delegate gives him nothing beyond the delegation. Nobody acts for a reporter whose
    matter he handles, or an organisation in which he has a post.
    """
    filed_it = ticket.filed_by_id == actor.person_id
    if filed_it and ticket.basis == Basis.STAFF:
        return False
    if ticket.reporter_id == actor.person_id or (filed_it and ticket.delegation_id is None):
        return True
    return mandate_of(actor, ticket) is not None and not works_on_it(actor, ticket)


def mandate_of(actor: Actor, ticket: TicketFacts) -> Mandate | None:
    """Return by what this person may act for the reporter, if by anything."""
    mandate = actor.mandate(ticket.reporter_id)
    return mandate if mandate is not None and mandate.may_act else None


def works_on_it(actor: Actor, ticket: TicketFacts) -> bool:
    """Return whether he handles it, or has any post in the organisation that does."""
    own = {post.organisation_id for post in actor.posts if post.organisation_id is not None}
    return ticket.assignee_id == actor.person_id or ticket.responsible_org_id in own


def knows_reporter(actor: Actor, ticket: TicketFacts) -> bool:
    """Return whether he knows whose matter it is by himself: his own, his household's, or a relative's who lets him."""
    return is_reporter(actor, ticket) or actor.mandate(ticket.reporter_id) is not None


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
    if actor.role is not Role.REPAIR or ticket.assignee_id == actor.person_id:
        return ALLOW
    if ticket.assignee_id is not None:
        return deny("此单已派给其他人员")
    return ALLOW if ticket.open_to_all else deny("此单由项目经理指派")


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


def may_answer(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may answer what was asked: the reporter, or who acts for him."""
    return ALLOW if is_reporter(actor, ticket) else deny("只有报事人可以补充")


def may_ask_resident(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may ask the resident: who handles it, and the community that oversees it."""
    if actor.role is Role.COMMUNITY and governs(actor, ticket):
        return ALLOW
    if ticket.state == "dispatched":
        return deny("请先接单") if actor.role is Role.REPAIR else may_accept(actor, ticket)
    return may_work(actor, ticket)


def may_reopen(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether it may be opened again: by the reporter or the community worker.

    After ``MAX_REOPENS`` times within ``REOPEN_DAYS`` days it goes a level up instead of back.
    """
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


def may_assign(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether a colleague may be named who takes it: by the manager of the responsible side."""
    if actor.role is Role.MANAGER and is_handling_side(actor, ticket):
        return ALLOW
    return deny("只有承办单位的项目经理可以指派")


def may_request(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may ask others to decide something: the responsible side, but not its repair workers."""
    if actor.role is Role.REPAIR or not actor.holds(Permission.TICKETS_WORK):
        return deny("请由项目经理或承办单位提出")
    return ALLOW if is_handling_side(actor, ticket) else deny("只有承办单位可以提出")


def may_decide(actor: Actor, ticket: TicketFacts, level: str | None, target_org_id: UUID | None) -> Verdict:
    """Return whether he may decide a request: the named organisation, or the office at the request's level."""
    if target_org_id is not None:
        post = actor.post
        named = post is not None and post.organisation_id == target_org_id and actor.holds(Permission.TICKETS_WORK)
        return ALLOW if named and actor.role is not Role.REPAIR else deny("只有被转办的单位可以决定")
    decides = {Level.COMMUNITY: Role.COMMUNITY, Level.STREET: Role.STREET, Level.DISTRICT: Role.DISTRICT}
    if governs(actor, ticket) and actor.role is decides.get(Level(level or Level.COMMUNITY)):
        return ALLOW
    return deny("这项申请由上一级决定")


def may_take_part(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may see a request at all; who decides it is judged on the request."""
    return ALLOW if actor.holds(Permission.TICKETS_READ) else deny("没有权限")


def may_whistle(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may call other organisations to help (吹哨): the street and the district."""
    if actor.role in (Role.STREET, Role.DISTRICT) and governs(actor, ticket):
        return ALLOW
    return deny("由街道吹哨")


def may_shelve(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may put it on the ledger of hard cases or take it off: the street and the district."""
    if actor.role in (Role.STREET, Role.DISTRICT) and governs(actor, ticket):
        return ALLOW
    return deny("挂账、销账由街道决定")


def may_merge(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether it may be merged with another one: by those who oversee it, or the responsible manager."""
    if not actor.holds(Permission.TICKETS_REASSIGN):
        return deny("没有并案的权限")
    if governs(actor, ticket) or (actor.role is Role.MANAGER and is_handling_side(actor, ticket)):
        return ALLOW
    return deny("只有本辖区的工作人员或承办单位的项目经理可以并案")


def may_join(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may say that it is his matter too, or a relative's: it is not yet. Where is judged before."""
    return deny("这就是您报的事") if is_reporter(actor, ticket) else ALLOW


def may_urge(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may press for it: the reporter."""
    return ALLOW if is_reporter(actor, ticket) else deny("只有报事人可以催办")


def may_follow_up(actor: Actor, ticket: TicketFacts) -> Verdict:
    """Return whether he may note what was done about a closed matter: an office above, not the side that handled it.

    Until somebody does, or opens it again, what the resident called unsolved stays on their desks.
    """
    if actor.role not in (Role.COMMUNITY, Role.STREET, Role.DISTRICT) or not governs(actor, ticket):
        return deny("由社区、街道或区里跟进")
    return deny("承办单位不能跟进自己办的事，请由上一级跟进") if is_handling_side(actor, ticket) else ALLOW


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


def may_reveal(actor: Actor, ticket: TicketFacts, *, hide_me: bool) -> Verdict:
    """Return whether the full number may be asked for: by who handles the order, or its community, while it is open.

    Never by a company whose complainant wants to stay unnamed. Who calls back after the end asks in the call-back.
    """
    if hide_me and actor.role in ORGANISATION_ROLES:
        return deny("报事人要求不公开，请通过社区联系")
    if actor.role is Role.COMMUNITY and governs(actor, ticket):
        return ALLOW if ticket.state in OPEN else deny("这件事已经结束，不能再查看电话；要回访，请从回访里查看")
    at_work = ticket.state in ("accepted", "in_progress", "suspended")
    if at_work and may_work(actor, ticket) and (ticket.assignee_id == actor.person_id or actor.role is Role.MANAGER):
        return ALLOW
    return deny("只有正在办理此单的人员可以查看电话")
