"""Requests and their decisions: more time, a wrong dispatch, another organisation, a conference.

The one who decides is never the one who asked. Until then the first receiver stays responsible (首接负责) and the
clock runs; the time of an objection that is upheld is given back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.tickets import policy
from app.tickets.models import Level, Request, RequestKind, RequestState, State
from app.tickets.queries import (
    lock_request,
    organisation_in_district,
    requests_made,
    returned_before,
)
from app.tickets.routing import Decision
from app.tickets.service.route import announce, make_responsible
from app.tickets.service.standing import go_on
from app.tickets.service.step import Step

OBJECTION_WINDOW = timedelta(hours=24)
"""An organisation may object within a day of the dispatch, once (common practice; the ordinance fixes no hours)."""
LONGEST_EXTENSION = timedelta(days=60)
LEVELS = (Level.COMMUNITY, Level.STREET, Level.DISTRICT)


def _level(step: Step, kind: RequestKind) -> Level:
    """Return who decides: the community first, then a level up each time; never a party to its own request."""
    rank = 1 if kind is RequestKind.CONFERENCE else requests_made(step.ticket.id, kind)
    if step.actor.post is not None and step.actor.post.region_kind is not None:
        own = [level.value for level in LEVELS].index(step.actor.post.region_kind)
        rank = max(rank, own + 1)
    return LEVELS[min(rank, len(LEVELS) - 1)]


def _add(step: Step, kind: RequestKind, *, target: UUID | None = None) -> None:
    note = step.needs_note("请写明理由")
    made = Request(
        ticket_id=step.ticket.id,
        district_id=step.ticket.district_id,
        kind=kind,
        state=RequestState.PENDING,
        level=None if target else _level(step, kind),
        asked_by=step.actor.person_id,
        asked_role=step.actor.role or "",
        asked_org_id=step.actor.post.organisation_id if step.actor.post else None,
        asked_at=step.at,
        note=note,
        until=step.body.get("until") if kind is RequestKind.EXTENSION else None,
        target_org_id=target,
    )
    if any(row.kind == kind for row in pending(step)):
        raise Conflict("同样的申请还在等待决定")
    db.session.add(made)
    db.session.flush()
    step.detail |= {"request": kind.value, "request_id": str(made.id), "level": made.level}
    step.about, step.other = kind.value, target


def pending(step: Step) -> list[Request]:
    """Return the requests of the ticket that wait for a decision."""
    found: list[Request] = lock_request(step.ticket.id)
    return found


def extend(step: Step) -> None:
    """Ask for more time (申请延期) with the day until which."""
    until = step.body.get("until")
    due = step.ticket.finish_due_at
    if until is None or not max(due, step.at) < until <= max(due, step.at) + LONGEST_EXTENSION:
        raise InvalidInput(fields={"until": [f"请选择现在期限之后、{LONGEST_EXTENSION.days} 天以内的日期"]})
    step.detail["until"] = until.isoformat()
    _add(step, RequestKind.EXTENSION)


def give_back(step: Step) -> None:
    """Object to the dispatch (退单、派单异议), once for each organisation and within a day of it."""
    since = step.ticket.dispatched_at or step.ticket.clock_from
    if step.at > since + OBJECTION_WINDOW:
        raise Conflict("派单超过 24 小时，不能再退单，可以申请转办或提请会商")
    if step.ticket.responsible_org_id and returned_before(step.ticket.id, step.ticket.responsible_org_id):
        raise Conflict("本单位对这件事已经提过一次派单异议")
    _add(step, RequestKind.RETURN)


def transfer(step: Step) -> None:
    """Offer the order to another organisation (转办); nothing changes until that one accepts."""
    target = step.other_organisation("请选择要转给的单位")
    step.detail["organisation"] = target.name
    _add(step, RequestKind.TRANSFER, target=target.id)


def confer(step: Step) -> None:
    """Ask the office above for a conference (提请会商)."""
    _add(step, RequestKind.CONFERENCE)


def decide(step: Step) -> None:
    """Approve or refuse a request, by another person than who asked."""
    approve = step.body.get("approve")
    if approve is None:
        raise InvalidInput(fields={"approve": ["请选择同意或不同意"]})
    asked = next((row for row in pending(step) if row.id == step.body.get("request_id")), None)
    if asked is None:
        raise NotFound("这项申请已经决定或已失效")
    policy.may_decide(step.actor, step.ticket, asked.level, asked.target_org_id).enforce()
    if asked.asked_by == step.actor.person_id:
        raise Forbidden("申请人不能自己决定")
    note = step.needs_note("请写明理由") if not approve or asked.kind == RequestKind.CONFERENCE else step.body["note"]
    asked.state = RequestState.APPROVED if approve else RequestState.DENIED
    asked.decided_by, asked.decided_at, asked.decision_note = step.actor.person_id, step.at, note
    step.detail |= {"request": asked.kind, "request_id": str(asked.id), "approved": approve}
    step.about, step.other = f"{asked.kind}:{asked.state}", asked.asked_org_id
    if approve:
        APPROVED[RequestKind(asked.kind)](step, asked)


def _extended(step: Step, asked: Request) -> None:
    if asked.until is None or asked.until <= step.at:
        raise Conflict("申请的日期已经过了，请重新申请")
    step.detail["extended_to"] = asked.until.isoformat()
    step.again = True


def _upheld(step: Step, asked: Request) -> None:
    """Give it to the organisation that the deciding office names, and give back the time of the objection."""
    target = step.other_organisation("同意退单，请选择改由哪个单位负责")
    step.detail |= {"credit_from": asked.asked_at.isoformat(), "organisation": target.name}
    hand_over(step, target.id, target.name, f"派单异议成立：{step.body.get('note') or asked.note}")


def _taken_over(step: Step, asked: Request) -> None:
    target = organisation_in_district(asked.target_org_id, step.ticket.district_id) if asked.target_org_id else None
    if target is None:
        raise Conflict("没有这个单位")
    step.detail["organisation"] = target.name
    hand_over(step, target.id, target.name, f"经转办，由{target.name}接手")
    step.ticket.state = State.ACCEPTED
    step.ticket.assignee_id = step.actor.person_id


def _conferred(step: Step, asked: Request) -> None:
    step.detail["conclusion"] = True


APPROVED: dict[RequestKind, Callable[[Step, Request], None]] = {
    RequestKind.EXTENSION: _extended,
    RequestKind.RETURN: _upheld,
    RequestKind.TRANSFER: _taken_over,
    RequestKind.CONFERENCE: _conferred,
}


def hand_over(step: Step, organisation_id: UUID, organisation: str, reason: str) -> None:
    """Make another organisation responsible as part of a step: dispatched anew, other requests void."""
    go_on(step.ticket)
    make_responsible(step.ticket, Decision(organisation_id, organisation, "人工改派", (reason,)), step.at)
    step.ticket.state = State.DISPATCHED
    step.counted = step.again = True
    void_requests(step)
    announce(step.ticket, step.actor.person_id)


def void_requests(step: Step) -> None:
    """Void what still waits for a decision, because the ticket went another way."""
    for row in pending(step):
        if row.state == RequestState.PENDING:
            row.state, row.decided_at = RequestState.VOID, step.at
