"""What happens when a timer fires. Timers are outbox rows; each handler looks at the ticket as it is now."""

from __future__ import annotations

from uuid import UUID

from app.core import outbox
from app.core.clock import now
from app.events.tickets import TicketLate, TicketReview
from app.tickets import policy, workflow
from app.tickets.clocks import DUE_COLUMN, MET_COLUMN
from app.tickets.ladder import moment_to_tell
from app.tickets.models import OVER, Action, State
from app.tickets.queries import lock_for_system
from app.tickets.service.recording import category_name, record
from app.tickets.service.standing import go_on
from app.tickets.service.timing import set_again, timers


def note_deadline(ticket_id: UUID, round_no: int, clock: str) -> bool:
    """Mark a clock that is past its deadline unmet, once. Returns whether it was late.

    A clock that was moved meanwhile (suspension) gets a timer for its new deadline. What is late at night is late at
    once, but people hear of it in the morning, unless it is urgent.
    """
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.round != round_no or ticket.state in OVER:
        return False
    due, met = getattr(ticket, DUE_COLUMN[clock]), getattr(ticket, MET_COLUMN[clock])
    if due is None or met is not None or ticket.suspended_at is not None:
        return False  # a suspended ticket gets its timers again when it goes on
    if due > now():
        outbox.store(timers(ticket.id, ticket.round, {clock: due}))
        return False
    at = now()
    if clock == "finish":
        ticket.late_at = ticket.late_at or at
    outbox.publish(
        TicketLate(
            ticket_id=str(ticket.id),
            clock=clock,
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            organisation_id=str(ticket.responsible_org_id) if ticket.responsible_org_id else None,
            no=ticket.no,
            category_name=category_name(ticket),
            round=ticket.round,
        ),
        due_at=moment_to_tell(ticket.urgency, at),
    )
    return True


def end_suspension(ticket_id: UUID, seq: int) -> bool:
    """Let a ticket go on whose standstill is over. Returns whether it did.

    ``seq`` is the step that set the timer. A standstill that came later, or was made longer, has its own timer and
    is not ended by this one.
    """
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.state != State.SUSPENDED or policy.is_shelved(ticket):
        return False
    if ticket.version < seq or ticket.suspended_until is None or ticket.suspended_until > now():
        return False
    asked = policy.waits_for_resident(ticket)
    note = "居民 5 天内没有补充，继续处理" if asked else "挂起时间已到，自动恢复"
    before, _ = workflow.move(None, ticket, Action.RESUME)
    go_on(ticket)
    record(ticket, Action.RESUME, before, now(), note=note)
    set_again(ticket)
    return True


def remind_review(ticket_id: UUID, seq: int) -> bool:
    """Tell those who look after a case on the ledger that its review is due. Returns whether it still is."""
    ticket = lock_for_system(ticket_id)
    if ticket is None or not policy.is_shelved(ticket) or ticket.suspended_until is None:
        return False
    if ticket.suspended_until > now():
        return False
    outbox.publish(
        TicketReview(
            ticket_id=str(ticket.id),
            seq=seq,
            no=ticket.no,
            category_name=category_name(ticket),
            community_id=str(ticket.community_id),
            street_id=str(ticket.street_id),
            organisation_id=str(ticket.responsible_org_id) if ticket.responsible_org_id else None,
        ),
        dedupe=outbox.subject_key("review-told", ticket.id, seq),
    )
    return True
