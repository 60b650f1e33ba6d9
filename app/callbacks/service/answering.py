"""Taking an answer: in the app, by link, by telephone, at the door. One per person and round; corrections are added."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.callbacks import policy, queries
from app.callbacks.models import Answer, Channel, Satisfaction, Task, TaskState, Try
from app.callbacks.service.opening import token_hash
from app.callbacks.service.rollup import count_again
from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, as_beijing, now
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.events.callbacks import CallbackUnsolved
from app.tickets.models import Outcome
from app.tickets.service import settle

TRIES, ON_DAYS = 3, 2
"""After so many attempts on so many days somebody counts as unreached [common practice, no rule]."""
RESPONSE_WITHIN = timedelta(hours=24)
"""Without the caller's word, first contact within a day of the dispatch counts as a response."""
OVER = {
    TaskState.ANSWERED: "这件事已经回访过了",
    TaskState.UNREACHED: "已经记为未联系上，他回电话来可以补记",
    TaskState.VOID: "这件事不用再回访了",
}
TAKEN_DOWN = (Channel.PHONE, Channel.VISIT)
RATING = {Satisfaction.SATISFIED: 5, Satisfaction.FAIR: 3, Satisfaction.DISSATISFIED: 1}


def _responded(ticket: Row[Any], contacted: bool | None) -> bool:
    if contacted is not None:
        return contacted
    since = ticket.dispatched_at or ticket.clock_from
    return ticket.contacted_at is not None and ticket.contacted_at <= since + RESPONSE_WITHIN


def write_answer(
    task: Task,
    ticket: Row[Any],
    *,
    channel: Channel,
    contacted: bool | None,
    outcome: str,
    satisfaction: str,
    reason: str,
    by_id: UUID | None,
    why_corrected: str = "",
    heard_already: bool = False,
) -> None:
    """Write an answer and let it count. The task is locked by the caller.

    ``heard_already``: the community was told of it when the person said so to the order itself.
    """
    last = queries.last_answer(task.id)
    db.session.add(
        Answer(
            task_id=task.id,
            seq=last.seq + 1 if last else 1,
            at=now(),
            channel=channel,
            contacted=contacted,
            outcome=Outcome(outcome),
            satisfaction=Satisfaction(satisfaction),
            reason=reason,
            by_id=by_id,
            why_corrected=why_corrected,
        )
    )
    task.state, task.answered_at = TaskState.ANSWERED, now()
    task.outcome, task.satisfaction = Outcome(outcome), Satisfaction(satisfaction)
    task.responded = _responded(ticket, contacted)
    task.token_hash = None
    task.version += 1
    count_again(task)
    not_content = outcome == Outcome.UNSOLVED or satisfaction == Satisfaction.DISSATISFIED
    if not_content and not heard_already:
        name = ticket.category_name or ""
        outbox.publish(
            CallbackUnsolved(str(task.id), str(task.ticket_id), str(task.community_id), ticket.no, task.round, name)
        )


def _answer(
    task: Task,
    body: dict[str, Any],
    channel: Channel,
    actor: Actor | None,
    by_id: UUID | None,
    delegation_id: UUID | None = None,
) -> None:
    if task.state not in (TaskState.OPEN, TaskState.UNREACHED):
        raise Conflict(OVER[task.state])
    outcome, satisfaction = body.get("outcome"), body.get("satisfaction")
    missing = {name: ["请选择"] for name in ("outcome", "satisfaction") if not body.get(name)}
    if missing or not outcome or not satisfaction:
        raise InvalidInput(fields=missing)
    reason: str = body.get("reason") or ""
    has_reason_to_say = outcome != Outcome.SOLVED or satisfaction == Satisfaction.DISSATISFIED
    if channel in TAKEN_DOWN and has_reason_to_say and not reason:
        raise InvalidInput(fields={"reason": ["没有解决或不满意，请记下原因"]})
    ticket = queries.ticket(task.ticket_id)
    if ticket is None:
        raise NotFound
    write_answer(
        task,
        ticket,
        channel=channel,
        contacted=body.get("contacted"),
        outcome=outcome,
        satisfaction=satisfaction,
        reason=reason,
        by_id=by_id,
    )
    if task.is_reporter:
        settle(
            ticket_id=task.ticket_id,
            round_no=task.round,
            outcome=outcome,
            rating=RATING[Satisfaction(satisfaction)],
            comment=reason,
            actor=actor,
            channel=channel,
            delegation_id=delegation_id,
        )


def answer_own(*, actor: Actor, task_id: UUID, body: dict[str, Any]) -> None:
    """Take a resident's answer in the mini-program: his own, or a delegate's, who is written down with it."""
    task = queries.own_task(actor, task_id)
    mandate = actor.mandate(task.person_id) if task.person_id != actor.person_id else None
    if mandate is None:
        _answer(task, body, Channel.APP, None, None)
        audit.record(actor, "callbacks.answer", f"callback:{task.id}", channel="app")
        return
    policy.may_answer_for(actor, queries.handling_side(task.ticket_id, task.round)).enforce()
    _answer(task, body, Channel.APP, None, actor.person_id, mandate.id)
    audit.record(actor, "callbacks.answer", f"callback:{task.id}", channel="app", delegation=mandate.id)


def task_of_link(token: str, *, lock: bool = False) -> Task | None:
    """Return the open task of a link, or None when it is wrong, used or too old: nobody is told which."""
    task = queries.task_by_token(token_hash(token), lock=lock)
    if task is None or task.state != TaskState.OPEN or task.token_until is None or task.token_until < now():
        return None
    return task


def link_facts(task: Task) -> dict[str, str]:
    """Return what the page of a link may show: what kind of thing, where and when; no name and no word of it."""
    ticket = queries.ticket(task.ticket_id)
    if ticket is None:
        raise NotFound
    return {
        "no": ticket.no,
        "category": ticket.category_name or "您反映的事情",
        "place": ticket.compound_name,
        "day": as_beijing(ticket.finished_at or ticket.finish_due_at),
        "done": "yes" if ticket.finished_at else "",
    }


def answer_by_link(*, token: str, body: dict[str, Any]) -> bool:
    """Take an answer by the one-time link. Returns False when the link does not work any more."""
    task = task_of_link(token, lock=True)
    if task is None:
        return False
    _answer(task, body, Channel.LINK, None, None)
    audit.record(None, "callbacks.answer", f"callback:{task.id}", channel="link")
    return True


def _allowed(actor: Actor, task: Task) -> None:
    policy.may_call(actor, task, queries.handling_side(task.ticket_id, task.round)).enforce()


def answer(*, actor: Actor, task_id: UUID, body: dict[str, Any]) -> None:
    """Take down what somebody said by telephone or at the door."""
    task = queries.task_to_change(actor, task_id)
    _allowed(actor, task)
    if task.version != body["version"]:
        raise Conflict
    channel = Channel(body.get("channel") or Channel.PHONE)
    _answer(task, body, channel, actor, actor.person_id)
    audit.record(actor, "callbacks.answer", f"callback:{task.id}", channel=channel)


def missed(*, actor: Actor, task_id: UUID, version: int, note: str) -> None:
    """Note that nobody answered. The third time, on at least two days, it is over: unreached."""
    task = queries.task_to_change(actor, task_id)
    _allowed(actor, task)
    if task.version != version:
        raise Conflict
    if task.state != TaskState.OPEN:
        raise Conflict(OVER[task.state])
    earlier = queries.tries(task.id)
    at = now()
    db.session.add(Try(task_id=task.id, seq=len(earlier) + 1, at=at, by_id=actor.person_id, note=note))
    days = {moment.astimezone(BEIJING).date() for moment in [at, *(one.at for one in earlier)]}
    task.tries = len(earlier) + 1
    task.version += 1
    if task.tries >= TRIES and len(days) >= ON_DAYS:
        task.state = TaskState.UNREACHED
        if task.is_reporter:
            settle(
                ticket_id=task.ticket_id,
                round_no=task.round,
                outcome=None,
                rating=None,
                comment="",
                actor=actor,
                channel="phone",
            )
    count_again(task)
    audit.record(actor, "callbacks.missed", f"callback:{task.id}", tries=task.tries)


def correct(*, actor: Actor, task_id: UUID, body: dict[str, Any]) -> None:
    """Correct an answer by a new row, with the reason, by another person than who took it down."""
    task = queries.task_to_change(actor, task_id)
    last = queries.last_answer(task.id)
    if task.state != TaskState.ANSWERED or last is None:
        raise Conflict("还没有回访结果可以更正")
    policy.may_correct(actor, task, last.by_id).enforce()
    _allowed(actor, task)
    if task.version != body["version"]:
        raise Conflict
    if not body["why"]:
        raise InvalidInput(fields={"why": ["请写明更正的原因"]})
    ticket = queries.ticket(task.ticket_id)
    if ticket is None:
        raise NotFound
    write_answer(
        task,
        ticket,
        channel=Channel.PHONE,
        contacted=body.get("contacted"),
        outcome=body["outcome"],
        satisfaction=body["satisfaction"],
        reason=body.get("reason") or "",
        by_id=actor.person_id,
        why_corrected=body["why"],
    )
    audit.record(actor, "callbacks.correct", f"callback:{task.id}")
