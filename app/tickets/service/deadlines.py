"""What happens when a timer fires. Timers are outbox rows; each handler looks at the ticket as it is now."""

from __future__ import annotations

from uuid import UUID

from app.core import outbox
from app.core.clock import now
from app.core.db import db
from app.events.tickets import TicketLate, TicketMoved
from app.tickets import workflow
from app.tickets.clocks import DUE_COLUMN, MET_COLUMN
from app.tickets.models import OVER, Action, State, TicketEvent
from app.tickets.queries import lock_for_system, reference
from app.tickets.service.moves import go_on
from app.tickets.service.route import set_timer


def note_deadline(ticket_id: UUID, round_no: int, clock: str) -> bool:
    """Mark a clock that is past its deadline unmet, once. Returns whether it was late.

    A clock that was moved meanwhile (suspension) gets a timer for its new deadline.
    """
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.round != round_no or ticket.state in OVER:
        return False
    due, met = getattr(ticket, DUE_COLUMN[clock]), getattr(ticket, MET_COLUMN[clock])
    if due is None or met is not None or ticket.suspended_at is not None:
        return False  # a suspended ticket gets its timers again when it goes on
    if due > now():
        set_timer(ticket, clock)
        return False
    if clock == "finish":
        ticket.late_at = ticket.late_at or now()
    category = reference().categories.get(ticket.category or "")
    outbox.publish(
        TicketLate(
            ticket_id=str(ticket.id),
            clock=clock,
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            organisation_id=str(ticket.responsible_org_id) if ticket.responsible_org_id else None,
            no=ticket.no,
            category_name=category.name if category else "",
            round=ticket.round,
        )
    )
    return True


def end_suspension(ticket_id: UUID, seq: int) -> bool:
    """Let a ticket go on whose suspension is over. Returns whether it did; only for that very suspension."""
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.state != State.SUSPENDED or ticket.version != seq:
        return False
    at = now()
    before, after = workflow.move(None, ticket, Action.RESUME)
    go_on(ticket, at)
    ticket.version += 1
    db.session.add(
        TicketEvent(
            ticket_id=ticket.id,
            seq=ticket.version,
            at=at,
            district_id=ticket.district_id,
            action=Action.RESUME,
            before=before,
            after=after,
            note="挂起时间已到，自动恢复",
        )
    )
    category = reference().categories.get(ticket.category or "")
    outbox.publish(
        TicketMoved(
            ticket_id=str(ticket.id),
            seq=ticket.version,
            action=Action.RESUME,
            before=before,
            after=after,
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            reporter_id=str(ticket.reporter_id),
            actor_id=None,
            assignee_id=str(ticket.assignee_id) if ticket.assignee_id else None,
            organisation_id=str(ticket.responsible_org_id) if ticket.responsible_org_id else None,
            no=ticket.no,
            category_name=category.name if category else "",
        )
    )
    return True
