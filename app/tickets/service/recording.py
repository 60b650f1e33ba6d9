"""Writing a step down: history, audit, event and the ladder's next moment, in the transaction of the change."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.db import db
from app.events.tickets import TicketMoved
from app.tickets import ladder, policy
from app.tickets.models import Action, State, Ticket, TicketEvent
from app.tickets.queries import Door, reference


def record(
    ticket: Ticket,
    action: Action,
    before: State,
    at: datetime,
    *,
    actor: Actor | None = None,
    door: Door = Door.STAFF,
    note: str = "",
    detail: dict[str, Any] | None = None,
    counted: bool = False,
    about: str = "",
    other: UUID | None = None,
) -> None:
    """Write down that ``action`` was done. ``actor`` is None for the system.

    ``about`` and ``other`` go into the event. ``counted`` says that the step has counted the ticket's version
    itself, as a change of organisation does. What a delegate does for the reporter is marked as such.
    """
    detail = dict(detail or {})
    if actor is not None and door is Door.RESIDENT and actor.person_id != ticket.reporter_id:
        mandate = policy.mandate_of(actor, ticket)
        detail |= {"delegation": str(mandate.id)} if mandate is not None else {}
    if not counted:
        ticket.version += 1
    after = State(ticket.state)
    ticket.next_step_at = ladder.next_moment(after, ticket.ladder, ticket.next_step)
    db.session.add(
        TicketEvent(
            ticket_id=ticket.id,
            seq=ticket.version,
            at=at,
            district_id=ticket.district_id,
            actor_id=actor.person_id if actor else None,
            actor_role=actor.role if actor and door is Door.STAFF else None,
            action=action,
            before=before,
            after=after,
            note=note,
            detail=detail,
        )
    )
    if actor is not None:
        by = {name: detail[name] for name in ("delegation",) if name in detail}
        audit.record(actor, f"tickets.{action}", f"ticket:{ticket.id}", before=before, after=after, **by)
    if action is not Action.DISPATCH:  # the router tells it as ``TicketRouted``
        publish_moved(ticket, action, before, actor, about, other, len(detail.get("photos", ())))


def publish_moved(
    ticket: Ticket,
    action: Action,
    before: State,
    actor: Actor | None,
    about: str = "",
    other: UUID | None = None,
    photos: int = 0,
) -> None:
    """Tell the rest of the product that a step was made."""
    outbox.publish(
        TicketMoved(
            ticket_id=str(ticket.id),
            seq=ticket.version,
            action=action,
            before=before,
            after=State(ticket.state),
            compound_id=str(ticket.compound_id),
            community_id=str(ticket.community_id),
            reporter_id=str(ticket.reporter_id),
            actor_id=str(actor.person_id) if actor else None,
            assignee_id=str(ticket.assignee_id) if ticket.assignee_id else None,
            organisation_id=str(ticket.responsible_org_id) if ticket.responsible_org_id else None,
            no=ticket.no,
            category_name=category_name(ticket),
            outcome=ticket.outcome,
            round=ticket.round,
            source=ticket.source,
            about=about,
            other_organisation_id=str(other) if other else None,
            photos=photos,
        )
    )


def category_name(ticket: Ticket) -> str:
    """Return the name of the ticket's category, or nothing while it has none."""
    category = reference().categories.get(ticket.category or "")
    return category.name if category else ""
