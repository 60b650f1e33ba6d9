"""Deadlines of a ticket as rows: computed anew from its history whenever something moved them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import outbox
from app.core.db import db
from app.events.tickets import TicketDeadline
from app.tickets import clocks, ladder
from app.tickets.clocks import CLOCK_NAMES, DUE_COLUMN, MET_COLUMN, Dues
from app.tickets.models import Ticket
from app.tickets.queries import history_of, reference
from app.workdays.service import calendar


def start_round(ticket: Ticket, limits: clocks.Limits, at: datetime, *, floor: str | None = None) -> None:
    """Start the clocks of a ticket afresh at ``at``, and its ladder from the level ``floor`` on (None: nobody yet)."""
    ticket.clock_from = at
    ticket.urgency = limits.urgency
    for column, value in limits.columns(at, calendar(), ticket.ordered_due_at).items():
        setattr(ticket, column, value)
    ticket.next_step = 1
    ticket.next_step_at = ladder.next_moment(ticket.state, ticket.ladder, 1)
    ticket.level = floor


def recomputed(ticket: Ticket) -> Dues:
    """Return the deadlines as the history, with what this transaction added to it, gives them."""
    db.session.flush()
    told = clocks.read(history_of(ticket.id))
    limits = clocks.kept_limits(ticket.urgency, ticket.limits, reference().categories.get(ticket.category or ""))
    met = {clock: getattr(ticket, column) for clock, column in MET_COLUMN.items()}
    return clocks.compute(
        told.pauses,
        limits,
        ticket.clock_from,
        calendar(),
        ordered=ticket.ordered_due_at,
        extended=told.extended,
        met=met,
    )


def compute_again(ticket: Ticket) -> bool:
    """Store the deadlines as recomputed. Returns whether one of them moved; then it needs timers for the new ones."""
    before = {clock: getattr(ticket, column) for clock, column in DUE_COLUMN.items()}
    for column, value in recomputed(ticket).columns().items():
        setattr(ticket, column, value)
    ticket.next_step_at = ladder.next_moment(ticket.state, ticket.ladder, ticket.next_step)
    if ticket.late_at is not None and ticket.finish_due_at > ticket.late_at:
        ticket.late_at = None  # the time it is given back was taken from it before it was late
    return any(getattr(ticket, DUE_COLUMN[clock]) != due for clock, due in before.items())


def set_again(ticket: Ticket) -> bool:
    """Store deadlines as recomputed, and timers, which it may have lost while it stood. Returns whether one moved."""
    moved = compute_again(ticket)
    set_timers(ticket)
    return moved


def set_timers(ticket: Ticket) -> None:
    """Store a timer for each clock of the present round that is not met, once for each deadline."""
    dues = {
        clock: getattr(ticket, DUE_COLUMN[clock]) for clock in CLOCK_NAMES if getattr(ticket, MET_COLUMN[clock]) is None
    }
    outbox.store(timers(ticket.id, ticket.round, dues))


def timers(ticket_id: UUID, round_no: int, dues: Mapping[str, datetime | None]) -> list[dict[str, Any]]:
    """Return the outbox rows of the timers for ``dues`` (deadline by clock; None where there is no such clock)."""
    rows = []
    for clock, due in dues.items():
        if due is not None:
            key = outbox.subject_key("deadline", ticket_id, round_no, clock, int(due.timestamp()))
            rows += outbox.rows_for(TicketDeadline(str(ticket_id), round_no, clock), due_at=due, dedupe=key)
    return rows
