"""Finding repeats, in the worker: one look at one kind of trouble in one compound for each ticket that comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.clock import BEIJING, now
from app.core.db import db
from app.core.errors import Unavailable
from app.core.ids import new_id
from app.events.proactive import ProactiveOpened
from app.proactive import policy, queries
from app.proactive.models import Task, TaskAction, TaskEvent, TaskKind, TaskState, TaskTicket
from app.proactive.policy import Cluster
from app.workdays.service import calendar


def detect(ticket_id: UUID) -> UUID | None:
    """Look whether a ticket makes its kind of trouble a repeated one. A second run does nothing.

    It joins the running task of its kind and compound, if there is one; else a task is opened as soon as a rule
    holds. Of several at the same moment one opens it: a unique index sees to that, the others join it. Returns the
    task, or None when there is none.
    """
    ticket = queries.counting_ticket(ticket_id)
    if ticket is None:
        return None
    running = queries.lock_active(ticket.compound_id, ticket.category)
    if running is not None:
        _add_evidence(running, [ticket.id])
        return running
    seen = queries.near(ticket.compound_id, ticket.category, ticket.created_at)
    cluster = policy.cluster_of(seen, ticket.households)
    if cluster is None:
        return None
    task_id = _open(ticket, cluster)
    if task_id is None:  # somebody else was a moment faster
        task_id = queries.lock_active(ticket.compound_id, ticket.category)
    if task_id is None:
        raise Unavailable("任务刚刚办结，稍后再算")
    _add_evidence(task_id, {one.ticket_id for one in cluster.seen} | {ticket.id})
    return task_id


def _open(ticket: Any, cluster: Cluster) -> UUID | None:
    at = now()
    task_id, next_on = new_id(), _answer_by()
    statement = insert(Task).values(
        id=task_id,
        district_id=ticket.district_id,
        street_id=ticket.street_id,
        community_id=ticket.community_id,
        compound_id=ticket.compound_id,
        kind=TaskKind.REPEATS,
        category=ticket.category,
        title=f"“{ticket.category_name}”反复出现",
        reason=reason_of(ticket.category_name, cluster),
        found={
            "tickets": cluster.tickets,
            "households": cluster.households,
            "of_households": cluster.of_households,
            "rules": cluster.rules,
        },
        state=TaskState.OPEN,
        next_on=next_on,
        created_at=at,
    )
    if db.session.execute(statement.on_conflict_do_nothing().returning(Task.id)).first() is None:
        return None
    note_opening(task_id, next_on)
    outbox.publish(
        ProactiveOpened(
            task_id=str(task_id),
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            category_name=ticket.category_name,
            tickets=cluster.tickets,
            households=cluster.households,
        )
    )
    return task_id


def _answer_by() -> date:
    due = calendar().add_working_days(now(), policy.ANSWER_WORKING_DAYS)
    return due.astimezone(BEIJING).date()


def reason_of(category_name: str, cluster: Cluster) -> str:
    """Return in a sentence why there is a task."""
    first, last = (cluster.seen[at].at.astimezone(BEIJING) for at in (0, -1))
    span = f"{first.month}月{first.day}日到{last.month}月{last.day}日"
    words = f"{span}，本小区有{cluster.tickets}件“{category_name}”，涉及{cluster.households}户"
    rules = []
    if "repeats" in cluster.rules:
        rules.append(f"{policy.WINDOW.days}天内达到{policy.ENOUGH_TICKETS}件")
    if "share" in cluster.rules:
        share = 100 * cluster.households / cluster.of_households
        rules.append(f"占全小区{cluster.of_households}户的{share:.1f}%，达到{policy.SHARE_PERCENT}%")
    return f"{words}。{'；'.join(rules)}。"


def note_opening(task_id: UUID, next_on: date) -> None:
    """Write the first line of a task's history."""
    db.session.add(
        TaskEvent(task_id=task_id, seq=1, action=TaskAction.OPEN, before=None, after=TaskState.OPEN, next_on=next_on)
    )


def _add_evidence(task_id: UUID, ticket_ids: Iterable[UUID]) -> None:
    rows = [{"task_id": task_id, "ticket_id": ticket_id, "role": "evidence"} for ticket_id in ticket_ids]
    db.session.execute(insert(TaskTicket).on_conflict_do_nothing(), rows)
