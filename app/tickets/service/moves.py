"""Moving a ticket: the locked row, the table of moves, then history, audit and event in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.places.models import OrganisationKind
from app.tickets import policy, workflow
from app.tickets.clocks import kept_limits
from app.tickets.models import Action, Level, Outcome, Rating, Result
from app.tickets.queries import (
    Door,
    followers_of,
    lock_for_change,
    office_above,
    person_in_organisation,
    reference,
    reopened_since,
)
from app.tickets.routing import Decision
from app.tickets.service import joint, merging, requests, standing
from app.tickets.service.recording import record
from app.tickets.service.route import announce, make_responsible
from app.tickets.service.step import Step
from app.tickets.service.timing import set_again, set_timers, start_round

Body = dict[str, Any]
URGE_AGAIN = timedelta(hours=24)


def act(*, actor: Actor, door: Door, ticket_id: UUID, action: Action, body: Body) -> None:
    """Move a ticket, with its history row, its audit row and its event.

    ``body['version']`` is the one that the person's screen showed. Raises ``NotFound`` (absent or not visible),
    ``Forbidden`` (policy), ``MoveNotPossible`` (state), ``Conflict`` (changed since) or ``InvalidInput``; a conflict
    carries how the ticket stands now.
    """
    ticket = lock_for_change(actor, door, ticket_id)
    move = workflow.BY_ACTION.get(action)
    effect = EFFECTS.get(action)
    if move is None or move.allowed is None or effect is None:
        raise workflow.MoveNotPossible
    move.allowed(actor, ticket).enforce()
    if ticket.version != body["version"] and move.fits(ticket):
        raise Conflict(fields=workflow.as_seen(actor, ticket))
    before, _ = workflow.move(actor, ticket, action)
    step = Step(actor, ticket, body, now(), before)
    effect(step)
    note = body.get("note") or body.get("comment") or ""
    record(
        ticket,
        action,
        before,
        step.at,
        actor=actor,
        door=door,
        note=note,
        detail=step.detail,
        counted=step.counted,
        about=step.about,
        other=step.other,
    )
    if step.again:
        set_again(ticket)


def _accept(step: Step) -> None:
    ticket, actor = step.ticket, step.actor
    ticket.assignee_id = actor.person_id if actor.role == "repair" else ticket.assignee_id or actor.person_id
    ticket.contacted_at = ticket.contacted_at or step.at


def _start(step: Step) -> None:
    step.ticket.onsite_at = step.ticket.onsite_at or step.at
    step.attach("before")


def _finish(step: Step) -> None:
    step.needs_note("请写一句处理结果")
    result = Result(step.body.get("result") or Result.SOLVED)
    reason: str = step.body.get("reason") or ""
    if result in (Result.UNSOLVABLE, Result.NOT_OURS) and not reason:
        raise InvalidInput(fields={"reason": ["请写明为什么无法解决或不属于职责范围"]})
    step.ticket.finished_at = step.at
    step.ticket.result, step.ticket.result_reason = result, reason
    step.detail |= {"result": result.value, "reason": reason}
    step.attach("after")
    requests.void_requests(step)


def _confirm(step: Step) -> None:
    body, ticket = step.body, step.ticket
    missing = {name: ["请选择"] for name in ("outcome", "rating") if body.get(name) is None}
    if missing:
        raise InvalidInput(fields=missing)
    ticket.outcome, ticket.rating, ticket.closed_at = Outcome(body["outcome"]), body["rating"], step.at
    db.session.add(
        Rating(
            ticket_id=ticket.id,
            round=ticket.round,
            district_id=ticket.district_id,
            at=step.at,
            person_id=step.actor.person_id,
            outcome=body["outcome"],
            rating=body["rating"],
            comment=body.get("comment") or "",
        )
    )
    step.detail |= {"outcome": body["outcome"], "rating": body["rating"]}


def _reopen(step: Step) -> None:
    """Start a new round with the limits of the ticket; the third within 30 days goes to the office above, not back."""
    step.needs_note("请说说还有什么没解决")
    ticket, at = step.ticket, step.at
    window = timedelta(days=policy.REOPEN_DAYS)
    if ticket.closed_at is not None and at > ticket.closed_at + window:
        raise workflow.MoveNotPossible(f"办结超过 {policy.REOPEN_DAYS} 天，请重新报一件")
    often = reopened_since(ticket.id, at - window) >= policy.MAX_REOPENS
    floor = _climb(step) if often else None
    ticket.round += 1
    ticket.outcome = ticket.rating = ticket.result = None
    ticket.result_reason = ""
    ticket.contacted_at = ticket.onsite_at = ticket.finished_at = ticket.closed_at = ticket.late_at = None
    ticket.assignee_id = ticket.urged_at = ticket.ordered_due_at = None
    ticket.dispatched_at = at
    category = reference().categories.get(ticket.category or "")
    start_round(ticket, kept_limits(ticket.urgency, ticket.limits, category), at, floor=floor)
    set_timers(ticket)
    step.detail["round"] = ticket.round


def _climb(step: Step) -> Level | None:
    """Make the office above responsible. Returns its level, below which the new round does not begin."""
    ticket = step.ticket
    above = office_above(ticket)
    if above is None:
        return None
    make_responsible(
        ticket,
        Decision(above.id, above.name, "多次重开提级", (f"30天内第三次重新打开，提级由{above.name}负责。",)),
        step.at,
    )
    step.counted = True
    step.detail["organisation"] = above.name
    announce(ticket, step.actor.person_id)
    return Level.DISTRICT if above.kind == OrganisationKind.DISTRICT_OFFICE else Level.STREET


def _withdraw(step: Step) -> None:
    if followers_of(step.ticket.id):
        raise Conflict("还有别的居民也在等这件事，不能撤回；您不用再管，办完会请大家确认")
    step.ticket.closed_at = step.at
    requests.void_requests(step)


def _urge(step: Step) -> None:
    last = step.ticket.urged_at
    if last is not None and step.at < last + URGE_AGAIN:
        raise Conflict("今天已经催办过，承办单位已收到，请明天再催")
    step.ticket.urged_at = step.at


def _follow_up(step: Step) -> None:
    step.needs_note("请写明怎样跟进、怎样答复居民")


def _assign(step: Step) -> None:
    step.ticket.assignee_id = _colleague(step)
    step.detail["assignee"] = str(step.ticket.assignee_id)


def _reassign(step: Step) -> None:
    note = step.needs_note("请写明改派的原因")
    ticket, actor, body = step.ticket, step.actor, step.body
    organisation_id, assignee_id = body.get("organisation_id"), body.get("assignee_id")
    if (organisation_id is None) == (assignee_id is None):
        raise InvalidInput(fields={"organisation_id": ["请选择一个单位，或者一位处理人员"]})
    step.again = standing.go_on(ticket)
    if organisation_id is None:
        policy.may_change_assignee(actor, ticket).enforce()
        ticket.assignee_id = _colleague(step)
        step.detail["assignee"] = str(assignee_id)
        return
    policy.may_change_organisation(actor, ticket).enforce()
    target = step.any_organisation(organisation_id)
    first_routing = ticket.responsible_org_id is None
    requests.void_requests(step)
    make_responsible(ticket, Decision(target.id, target.name, "人工改派", (f"{note}（人工改派）",)), step.at)
    step.counted = True
    if first_routing:
        set_timers(ticket)
    announce(ticket, actor.person_id)
    step.detail["organisation"] = target.name


def _colleague(step: Step) -> UUID:
    organisation_id, assignee_id = step.ticket.responsible_org_id, step.body.get("assignee_id")
    known = (
        organisation_id is not None
        and assignee_id is not None
        and person_in_organisation(assignee_id, organisation_id, step.ticket.compound_id, today())
    )
    if assignee_id is None:
        raise InvalidInput(fields={"assignee_id": ["请选择一位处理人员"]})
    if not known:
        raise NotFound(fields={"assignee_id": ["本单位没有这位处理人员"]})
    found: UUID = assignee_id
    return found


EFFECTS: dict[Action, Callable[[Step], None]] = {
    Action.ASSIGN: _assign,
    Action.ACCEPT: _accept,
    Action.START: _start,
    Action.FINISH: _finish,
    Action.SUSPEND: standing.suspend,
    Action.RESUME: standing.resume,
    Action.ASK: standing.ask,
    Action.ANSWER: standing.answer,
    Action.SHELVE: standing.shelve,
    Action.UNSHELVE: standing.unshelve,
    Action.EXTEND: requests.extend,
    Action.RETURN: requests.give_back,
    Action.TRANSFER: requests.transfer,
    Action.CONFER: requests.confer,
    Action.DECIDE: requests.decide,
    Action.WHISTLE: joint.whistle,
    Action.REPORT_IN: joint.report_in,
    Action.CONFIRM: _confirm,
    Action.REOPEN: _reopen,
    Action.WITHDRAW: _withdraw,
    Action.REASSIGN: _reassign,
    Action.MERGE: merging.merge,
    Action.UNMERGE: merging.unmerge,
    Action.URGE: _urge,
    Action.FOLLOW_UP: _follow_up,
}
