"""After a year's days off were published or corrected: every undone ticket that it touches is computed anew.

Piece by piece, each a transaction of its own that ends long before its lease; the last thing a piece does is to ask
for the next one. Other processes keep the calendar in memory for a while, so there is a second look when none of
them can have the old one any more.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.core import outbox
from app.core.clock import now
from app.events.tickets import TicketDeadline, YearRecounted
from app.tickets import queries, workflow
from app.tickets.models import OVER, Action
from app.tickets.service.recording import record
from app.tickets.service.timing import compute_again, set_timers
from app.workdays.service import KEEP_SECONDS, calendar

AT_ONCE = 100
"""How many tickets a piece computes; each takes some milliseconds of the lease of 10 s."""
SECOND_LOOK = timedelta(seconds=2 * KEEP_SECONDS)


def begin_recount(year: int, version: int) -> None:
    """Ask for the first piece of the work after version ``version`` of a year was published."""
    outbox.publish(YearRecounted(year, version))


def recount(event: YearRecounted) -> int:
    """Compute one piece and ask for what comes after it. Returns how many deadlines moved."""
    calendar(fresh=True)
    ids = queries.open_over_year(event.year, UUID(event.after) if event.after else None, AT_ONCE)
    moved = sum(redue(ticket_id) for ticket_id in ids)
    if len(ids) == AT_ONCE:
        outbox.publish(YearRecounted(event.year, event.version, str(ids[-1]), event.again))
    elif not event.again:
        outbox.publish(YearRecounted(event.year, event.version, again=True), due_at=now() + SECOND_LOOK)
    return moved


def redue(ticket_id: UUID) -> bool:
    """Compute the deadlines of an undone ticket anew. Returns whether one moved; that is written into its history."""
    ticket = queries.lock_for_system(ticket_id)
    if ticket is None or ticket.state in OVER or ticket.finished_at is not None:
        return False
    old = ticket.finish_due_at
    moved = compute_again(ticket)
    if moved:
        set_timers(ticket)
        if ticket.finish_due_at <= now():  # the timer of that very moment may have fired, and meant nothing then
            outbox.publish(TicketDeadline(str(ticket.id), ticket.round, "finish"))
        before, _ = workflow.move(None, ticket, Action.REDUE)
        detail = {"was": old.isoformat(), "due": ticket.finish_due_at.isoformat()}
        record(ticket, Action.REDUE, before, now(), note="放假安排已公布，重算期限", detail=detail)
    return moved
