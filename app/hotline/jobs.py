"""Background work of orders from other systems. Every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import faults
from app.core.outbox import subscribe
from app.core.uow import unit_of_work
from app.events.hotline import BatchStale, BatchStep, CallbackPlanned
from app.events.tickets import TicketMoved
from app.hotline import calling, policy
from app.hotline.service import batches, callbacks


@subscribe(BatchStep.topic, "hotline.batch_step")
def batch_step(payload: dict[str, Any]) -> None:
    """Work on the next piece of a file."""
    event = BatchStep(**payload)
    (batches.apply_step if event.phase == "apply" else batches.check_step)(UUID(event.batch_id))


@subscribe(BatchStale.topic, "hotline.batch_stale")
def batch_stale(payload: dict[str, Any]) -> None:
    """Forget a file that nobody confirmed."""
    batches.discard_stale(UUID(BatchStale(**payload).batch_id))


@subscribe(
    TicketMoved.topic,
    "hotline.moved",
    wants=lambda event: policy.event_of(event.action, event.about) is not None,
)
def moved(payload: dict[str, Any]) -> None:
    """Plan what the other side is told of a step."""
    callbacks.plan(TicketMoved(**payload))


@subscribe(CallbackPlanned.topic, "hotline.call", lane="outward")
def call(payload: dict[str, Any]) -> None:
    """Send one message to another system, outside any transaction, and write down what became of it."""
    with unit_of_work():
        attempt = callbacks.begin(UUID(CallbackPlanned(**payload).callback_id))
    if attempt is None:
        return
    sending = calling.post(attempt.client_id, attempt.url, attempt.secret, attempt.callback_id, attempt.body)
    faults.sleep_at("after_call_before_record")
    with unit_of_work():
        callbacks.record(attempt, sending)
