"""Background work of notices. Every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import faults
from app.core.outbox import subscribe
from app.core.uow import unit_of_work
from app.core.wechat import get_wechat
from app.events.identity import BindingDecided
from app.events.notify import DeliveryPlanned
from app.events.tickets import TicketLate, TicketMoved, TicketRouted
from app.notify import service


@subscribe(TicketRouted.topic, "notify.routed")
def routed(payload: dict[str, Any]) -> None:
    """Tell the organisation and the reporter."""
    event = TicketRouted(**payload)
    service.tell_routed(event, actor_id=getattr(event, "actor_id", None))


@subscribe(TicketMoved.topic, "notify.moved")
def moved(payload: dict[str, Any]) -> None:
    """Tell those whom a move concerns."""
    service.tell_moved(TicketMoved(**payload))


@subscribe(TicketLate.topic, "notify.late")
def late(payload: dict[str, Any]) -> None:
    """Tell those who have to hurry."""
    service.tell_late(TicketLate(**payload))


@subscribe(BindingDecided.topic, "notify.binding_decided")
def binding_decided(payload: dict[str, Any]) -> None:
    """Tell the resident what became of a claim to a home."""
    service.tell_binding(BindingDecided(**payload))


@subscribe(DeliveryPlanned.topic, "notify.send", lane="outward")
def send(payload: dict[str, Any]) -> None:
    """Send one message to WeChat, outside any transaction, and write down what became of it."""
    with unit_of_work():
        attempt = service.begin(UUID(DeliveryPlanned(**payload).delivery_id))
    if attempt is None:
        return
    sending = get_wechat().send_subscribe(attempt.openid, attempt.template_id, attempt.data, attempt.page)
    faults.sleep_at("after_send_before_record")
    with unit_of_work():
        service.record(attempt, sending)
