"""Who of an organisation takes an order: named by the manager or by the roster, or free for all."""

from __future__ import annotations

from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now, today
from app.core.errors import NotFound
from app.tickets import policy, workflow
from app.tickets.models import Action, State
from app.tickets.queries import lock_for_system, person_in_organisation
from app.tickets.service.recording import record


def assign(ticket_id: UUID, person_id: UUID, *, reason: str, actor: Actor | None = None) -> bool:
    """Name who takes a dispatched order that nobody has. ``actor`` is None for the roster.

    Returns False when somebody has it already or it went elsewhere. Raises ``NotFound`` when the person does not
    work for the responsible organisation there, ``Forbidden`` when ``actor`` may not decide it.
    """
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.state != State.DISPATCHED or ticket.assignee_id or ticket.responsible_org_id is None:
        return False
    if actor is not None:
        policy.may_assign(actor, ticket).enforce()
    if not person_in_organisation(person_id, ticket.responsible_org_id, ticket.compound_id, today()):
        raise NotFound(fields={"assignee_id": ["本单位没有这位处理人员"]})
    before, _ = workflow.move(actor, ticket, Action.ASSIGN)
    ticket.assignee_id = person_id
    record(ticket, Action.ASSIGN, before, now(), actor=actor, note=reason, detail={"assignee": str(person_id)})
    return True


def open_to_all(ticket_id: UUID, value: bool) -> bool:
    """Say whether any colleague may take the order, or only whom the manager names. Returns whether it changed."""
    ticket = lock_for_system(ticket_id)
    if ticket is None or ticket.open_to_all is value:
        return False
    ticket.open_to_all = value
    return True
