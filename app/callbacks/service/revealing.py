"""Showing the number of who is to be called back: to who may call, for a reason, freshly proven, and written down."""

from __future__ import annotations

from uuid import UUID

from app.callbacks import policy, queries
from app.callbacks.models import TaskState
from app.core import audit
from app.core.auth import Actor
from app.core.errors import Conflict, InvalidInput, NotFound
from app.identity.service.contacts import phone_of
from app.identity.service.stepping_up import require_step_up
from app.tickets.service.contact import contact_phone

REASONS = {"callback": "电话回访", "visit": "约上门回访"}


def reveal(*, actor: Actor, task_id: UUID, reason: str) -> str:
    """Return the whole number of the person of a call-back, and write down who asked for it and why.

    A reporter is called at the number that he gave with his report, everybody else at his own. Raises ``NotFound``
    (no such call-back, or no number), ``Forbidden`` (policy: the handling side never calls), ``Conflict`` (nobody is
    to be called any more), ``StepUpNeeded`` (not freshly proven), ``InvalidInput`` (no reason).
    """
    task = queries.task_to_change(actor, task_id)
    policy.may_call(actor, task, queries.handling_side(task.ticket_id, task.round)).enforce()
    if task.state not in (TaskState.OPEN, TaskState.UNREACHED):
        raise Conflict("这件事已经回访过了")
    if reason not in REASONS:
        raise InvalidInput(fields={"reason": ["请选择查看电话的原因"]})
    require_step_up(actor)
    phone = (contact_phone(task.ticket_id) if task.is_reporter else None) or phone_of(task.person_id)
    if not phone:
        raise NotFound("没有留电话，请上门回访，或请他在手机上回答")
    audit.record(actor, "callbacks.reveal_phone", f"callback:{task.id}", reason=reason)
    return phone
