"""Moving a ticket: the locked row, the table of moves, then history, audit and event in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.events.tickets import SuspensionOver, TicketMoved
from app.media.service import link
from app.tickets import policy, workflow
from app.tickets.clocks import DUE_COLUMN, MET_COLUMN, limits_of
from app.tickets.models import Action, Rating, State, Ticket, TicketEvent
from app.tickets.queries import (
    Door,
    lock_for_change,
    organisation_in_district,
    person_in_organisation,
    reference,
)
from app.tickets.routing import Decision
from app.tickets.service.filing import SUBJECT
from app.tickets.service.route import announce, make_responsible, set_timer, set_timers

LONGEST_SUSPENSION = timedelta(days=30)

Body = dict[str, Any]


def act(*, actor: Actor, door: Door, ticket_id: UUID, action: Action, body: Body) -> None:
    """Move a ticket, with its history row, its audit row and its event.

    ``body['version']`` is the one that the person's screen showed. Raises ``NotFound`` (absent or not visible),
    ``Forbidden`` (policy), ``MoveNotPossible`` (state), ``Conflict`` (changed since) or ``InvalidInput``.
    """
    ticket = lock_for_change(actor, door, ticket_id)
    step = workflow.BY_ACTION.get(action)
    if step is None or step.allowed is None:
        raise workflow.MoveNotPossible
    step.allowed(actor, ticket).enforce()
    if ticket.version != body["version"] and ticket.state in step.sources:
        raise Conflict
    before, after = workflow.move(actor, ticket, action)
    at = now()
    detail = EFFECTS[action](actor, ticket, body, at) or {}
    if ticket.version == body["version"]:  # a change of organisation has counted itself
        ticket.version += 1
    after = State(ticket.state)
    db.session.add(
        TicketEvent(
            ticket_id=ticket.id,
            seq=ticket.version,
            at=at,
            district_id=ticket.district_id,
            actor_id=actor.person_id,
            actor_role=actor.role if door is Door.STAFF else None,
            action=action,
            before=before,
            after=after,
            note=body.get("note") or body.get("comment") or "",
            detail=detail,
        )
    )
    audit.record(actor, f"tickets.{action}", f"ticket:{ticket.id}", before=before, after=after)
    _publish(actor, ticket, action, before, after)


def _publish(actor: Actor, ticket: Ticket, action: Action, before: State, after: State) -> None:
    category = reference().categories.get(ticket.category or "")
    outbox.publish(
        TicketMoved(
            ticket_id=str(ticket.id),
            seq=ticket.version,
            action=action,
            before=before,
            after=after,
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            reporter_id=str(ticket.reporter_id),
            actor_id=str(actor.person_id),
            assignee_id=str(ticket.assignee_id) if ticket.assignee_id else None,
            organisation_id=str(ticket.responsible_org_id) if ticket.responsible_org_id else None,
            no=ticket.no,
            category_name=category.name if category else "",
            outcome=ticket.outcome,
        )
    )


def _needs_note(body: Body, message: str) -> str:
    note: str = body.get("note") or ""
    if not note:
        raise InvalidInput(fields={"note": [message]})
    return note


def _accept(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> None:
    ticket.assignee_id = actor.person_id if actor.role == "repair" else ticket.assignee_id or actor.person_id
    ticket.contacted_at = ticket.contacted_at or at


def _start(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> Body:
    ticket.onsite_at = ticket.onsite_at or at
    return _attach(actor, ticket, body, "before")


def _attach(actor: Actor, ticket: Ticket, body: Body, stage: str) -> Body:
    """Attach the photos of a step; they belong to the ticket from then on."""
    photos = body.get("media_ids") or []
    if photos:
        link(actor.person_id, photos, SUBJECT, ticket.id, stage)
    return {"photos": [str(photo) for photo in photos]} if photos else {}


def _finish(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> Body:
    _needs_note(body, "请写一句处理结果")
    ticket.finished_at = at
    return _attach(actor, ticket, body, "after")


def _suspend(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> Body:
    _needs_note(body, "请写明挂起的原因")
    until = body.get("until")
    if until is None or not at < until <= at + LONGEST_SUSPENSION:
        raise InvalidInput(fields={"until": [f"请选择 {LONGEST_SUSPENSION.days} 天以内的恢复时间"]})
    ticket.suspended_at, ticket.suspended_until = at, until
    # The step's number is what the timer is for: a later suspension has its own.
    event = SuspensionOver(str(ticket.id), ticket.version + 1)
    outbox.publish(event, due_at=until, dedupe=outbox.subject_key("suspension", ticket.id, ticket.version + 1))
    return {"until": until.isoformat()}


def go_on(ticket: Ticket, at: datetime) -> None:
    """End a suspension: clocks not yet met move on by the time it lasted, and get timers for their new deadlines."""
    if ticket.suspended_at is None:
        return
    pause = at - ticket.suspended_at
    if ticket.contacted_at is None:
        ticket.contact_due_at += pause
    if ticket.onsite_at is None and ticket.onsite_due_at is not None:
        ticket.onsite_due_at += pause
    if ticket.finished_at is None:
        ticket.finish_due_at += pause
    ticket.suspended_at = ticket.suspended_until = None
    for clock, column in MET_COLUMN.items():
        if getattr(ticket, column) is None and getattr(ticket, DUE_COLUMN[clock]) is not None:
            set_timer(ticket, clock)


def _resume(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> None:
    go_on(ticket, at)


def _confirm(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> Body:
    missing = {name: ["请选择"] for name in ("outcome", "rating") if body.get(name) is None}
    if missing:
        raise InvalidInput(fields=missing)
    ticket.outcome, ticket.rating, ticket.closed_at = body["outcome"], body["rating"], at
    db.session.add(
        Rating(
            ticket_id=ticket.id,
            round=ticket.round,
            district_id=ticket.district_id,
            at=at,
            person_id=actor.person_id,
            outcome=body["outcome"],
            rating=body["rating"],
            comment=body.get("comment") or "",
        )
    )
    return {"outcome": body["outcome"], "rating": body["rating"]}


def _reopen(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> Body:
    _needs_note(body, "请说说还有什么没解决")
    if ticket.closed_at is not None and at > ticket.closed_at + timedelta(days=policy.REOPEN_DAYS):
        raise workflow.MoveNotPossible(f"办结超过 {policy.REOPEN_DAYS} 天，请重新报一件")
    ticket.round += 1
    ticket.outcome = ticket.rating = None
    ticket.contacted_at = ticket.onsite_at = ticket.finished_at = ticket.closed_at = ticket.late_at = None
    ticket.assignee_id = None
    ticket.clock_from = at
    for column, due in limits_of(reference().categories.get(ticket.category or "")).due(at).items():
        setattr(ticket, column, due)
    set_timers(ticket)
    return {"round": ticket.round}


def _withdraw(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> None:
    ticket.closed_at = at


def _reassign(actor: Actor, ticket: Ticket, body: Body, at: datetime) -> Body:
    note = _needs_note(body, "请写明改派的原因")
    organisation_id, assignee_id = body.get("organisation_id"), body.get("assignee_id")
    if (organisation_id is None) == (assignee_id is None):
        raise InvalidInput(fields={"organisation_id": ["请选择一个单位，或者一位处理人员"]})
    go_on(ticket, at)
    if assignee_id is not None:
        return _give_to_colleague(actor, ticket, assignee_id)
    policy.may_change_organisation(actor, ticket).enforce()
    target = organisation_in_district(organisation_id, ticket.district_id) if organisation_id else None
    if target is None:
        raise InvalidInput(fields={"organisation_id": ["没有这个单位"]})
    first_routing = ticket.responsible_org_id is None
    make_responsible(ticket, Decision(target.id, target.name, "人工改派", (f"{note}（人工改派）",)))
    if first_routing:
        set_timers(ticket)
    category = reference().categories.get(ticket.category or "")
    announce(ticket, category.name if category else "", actor.person_id)
    return {"organisation": target.name}


def _give_to_colleague(actor: Actor, ticket: Ticket, assignee_id: UUID) -> Body:
    policy.may_change_assignee(actor, ticket).enforce()
    organisation_id = ticket.responsible_org_id
    if organisation_id is None or not person_in_organisation(assignee_id, organisation_id, ticket.compound_id, today()):
        raise InvalidInput(fields={"assignee_id": ["本单位没有这位处理人员"]})
    ticket.assignee_id = assignee_id
    return {"assignee": str(assignee_id)}


EFFECTS: dict[Action, Callable[[Actor, Ticket, Body, datetime], Body | None]] = {
    Action.ACCEPT: _accept,
    Action.START: _start,
    Action.FINISH: _finish,
    Action.SUSPEND: _suspend,
    Action.RESUME: _resume,
    Action.CONFIRM: _confirm,
    Action.REOPEN: _reopen,
    Action.WITHDRAW: _withdraw,
    Action.REASSIGN: _reassign,
}
