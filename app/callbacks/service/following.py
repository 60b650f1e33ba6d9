"""Call-backs follow their ticket: whatever happened to it, they are made to fit what it is now.

Events come late, twice or in another order, so none of them says what to do. ``follow`` looks at the ticket and at its
call-backs and settles the difference; it is right after any event, and a second time it finds nothing to do.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.callbacks import policy, queries
from app.callbacks.models import Channel, Satisfaction, Task, TaskState
from app.callbacks.service.answering import write_answer
from app.callbacks.service.opening import Facts, in_time, month_of, open_task
from app.callbacks.service.rollup import CellKey, cell_of, count_cells
from app.core.clock import now
from app.tickets.models import Outcome, State

UNANSWERED = (TaskState.OPEN, TaskState.UNREACHED)
GONE = (State.WITHDRAWN, State.MERGED)


def follow(ticket_id: UUID, *, closed: bool = False) -> int:
    """Make the call-backs of a ticket fit it. Returns how many were opened; a second run opens none.

    In its present round everybody whose matter it is (reporter, joined, merged) is asked once the work was reported
    done or the deadline has passed. Who is no longer to be asked is not: the ticket was withdrawn or merged, opened
    again, taken apart, or its deadline lies ahead once more. ``closed``: also when it is closed already, by a
    confirmation of which the call-backs have not heard.
    """
    queries.one_at_a_time(ticket_id)
    row = queries.ticket(ticket_id)
    if row is None:
        return 0
    tasks, due = queries.lock_tasks_of(ticket_id), _is_due(row) and (closed or row.state != State.CLOSED)
    if not tasks and not due:
        return 0
    people = tuple(dict.fromkeys([row.reporter_id, *queries.followers(ticket_id)]))
    side = queries.handling_side(ticket_id, row.round)
    facts = Facts(row, people, queries.is_left_out(ticket_id), policy.is_for_district(row, side))
    cells: set[CellKey] = set()
    for task in tasks:
        before = cell_of(task)
        if _fit(task, facts):
            cells |= {before, cell_of(task)}
    opened = _open_all(facts, tasks, cells) if due else 0
    count_cells(cells)
    return opened


def _is_due(ticket: Row[Any]) -> bool:
    """Return whether its present round is to be asked about: done, or over its time with the clock running."""
    if ticket.state in GONE:
        return False
    return ticket.finished_at is not None or (ticket.suspended_at is None and ticket.finish_due_at <= now())


def _is_wanted(task: Task, facts: Facts) -> bool:
    """Return whether the person is still to be asked what he was not asked yet."""
    ticket = facts.ticket
    if ticket.state in GONE or task.round != ticket.round or task.person_id not in facts.people:
        return False
    return ticket.finished_at is not None or ticket.finish_due_at <= now()


def _fit(task: Task, facts: Facts) -> bool:
    """Make one call-back fit the ticket. Returns whether anything changed."""
    ticket = facts.ticket
    wanted = {"excluded": facts.left_out, "company_id": task.company_id or ticket.responsible_org_id}
    if task.round == ticket.round:
        wanted |= {"month": month_of(ticket), "in_time": in_time(ticket), "for_district": facts.for_district}
    if task.state in UNANSWERED and not _is_wanted(task, facts):
        wanted |= {"state": TaskState.VOID, "token_hash": None, "version": task.version + 1}
    changed = {name: value for name, value in wanted.items() if getattr(task, name) != value}
    for name, value in changed.items():
        setattr(task, name, value)
    return bool(changed)


def _open_all(facts: Facts, tasks: list[Task], cells: set[CellKey]) -> int:
    """Open the call-backs of the present round that are missing or were void; adds the cells that it touched."""
    known = {task.person_id: task for task in tasks if task.round == facts.ticket.round}
    missing = [person for person in facts.people if person not in known or known[person].state == TaskState.VOID]
    for person in missing:
        if void := known.get(person):
            cells.add(cell_of(void))  # it may come back in another month, or with another organisation
        cells.add(cell_of(open_task(facts, person, void)))
    return len(missing)


def confirmed(ticket_id: UUID, round_no: int) -> None:
    """Take the reporter's confirmation in the app as his answer; the call-back is over with it."""
    follow(ticket_id, closed=True)
    said, row = queries.rating(ticket_id, round_no), queries.ticket(ticket_id)
    if said is None or row is None:
        return
    for task in queries.lock_tasks_of(ticket_id):
        # One that is void was overtaken by what came after the confirmation; what he said of that round stands.
        if task.person_id != row.reporter_id or task.round != round_no or task.state == TaskState.ANSWERED:
            continue
        write_answer(
            task,
            row,
            channel=Channel.APP,
            contacted=None,
            outcome=said.outcome,
            satisfaction=satisfaction_of(said.rating),
            reason=said.comment,
            by_id=None if said.person_id == task.person_id else said.person_id,
            heard_already=said.outcome == Outcome.UNSOLVED,
        )


def satisfaction_of(stars: int) -> Satisfaction:
    """Return what a rating of one to five stars means: from four on satisfied, three is fair."""
    if stars >= 4:
        return Satisfaction.SATISFIED
    return Satisfaction.FAIR if stars == 3 else Satisfaction.DISSATISFIED
