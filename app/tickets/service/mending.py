"""Looking after orders that nothing would move any more.

Each message is written in one transaction with what it is about, so none of them can be missing. Should one be missing
all the same, by a hand in the database or a restored copy, nobody would notice: an order without its message waits in
silence. The sweeper looks every minute, writes the message again, and says so in the log.
"""

from __future__ import annotations

from typing import NamedTuple

from app.core import outbox
from app.core.uow import unit_of_work
from app.events.tickets import TicketSubmitted
from app.tickets.models import State
from app.tickets.queries import gaps, lock_for_system
from app.tickets.service.timing import set_timers

AT_ONCE = 200
"""Orders mended in one look; the next one goes on."""


class Mended(NamedTuple):
    """How many orders got back their way to the router, and how many their timers."""

    routing: int
    timers: int


def mend() -> Mended:
    """Write again what is missing. Normally nothing is; repeating it is harmless."""
    routing = timers = 0
    for ticket_id in gaps.unrouted(AT_ONCE):
        with unit_of_work():
            ticket = lock_for_system(ticket_id)
            if ticket is not None and ticket.state == State.SUBMITTED:
                outbox.publish(TicketSubmitted(str(ticket.id), str(ticket.compound_id)))
                routing += 1
    for ticket_id in gaps.untimed(AT_ONCE):
        with unit_of_work():
            ticket = lock_for_system(ticket_id)
            if ticket is not None and ticket.finished_at is None:
                set_timers(ticket)
                timers += 1
    return Mended(routing, timers)
