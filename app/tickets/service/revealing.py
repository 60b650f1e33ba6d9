"""Showing a whole phone number: to who handles the open order, for a reason, freshly proven, and written down."""

from __future__ import annotations

from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.errors import InvalidInput, NotFound
from app.identity.service.contacts import phone_of
from app.identity.service.stepping_up import require_step_up
from app.tickets import policy
from app.tickets.queries import Door, lock_for_change
from app.tickets.service.contact import contact_phone

REASONS = {"contact": "联系报事人", "visit": "约上门时间", "callback": "回访", "emergency": "紧急情况"}


def reveal(*, actor: Actor, ticket_id: UUID, reason: str) -> str:
    """Return the whole number of a ticket's reporter, and write down who asked for it and why.

    Raises ``NotFound`` (no such ticket, or it has no number), ``Forbidden`` (policy), ``StepUpNeeded`` (the person
    has not proven again within minutes who he is), ``InvalidInput`` (no reason).
    """
    ticket = lock_for_change(actor, Door.STAFF, ticket_id)
    policy.may_reveal(actor, ticket, hide_me=ticket.hide_me).enforce()
    if reason not in REASONS:
        raise InvalidInput(fields={"reason": ["请选择查看电话的原因"]})
    require_step_up(actor)
    phone = contact_phone(ticket.id) or phone_of(ticket.reporter_id)
    if not phone:
        raise NotFound("报事人没有留电话")
    audit.record(actor, "tickets.reveal_phone", f"ticket:{ticket.id}", reason=reason)
    return phone
