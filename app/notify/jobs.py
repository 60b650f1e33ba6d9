"""Background work of notices. Every job may run twice and does its work once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import faults
from app.core.clockwatch import ClockJumped
from app.core.outbox import subscribe
from app.core.uow import unit_of_work
from app.events.callbacks import CallbackUnsolved
from app.events.identity import BindingDecided, DelegationChanged, HomeClaimed
from app.events.notify import DeliveryPlanned
from app.events.tickets import PartySilent, TicketLate, TicketMoved, TicketReview, TicketRouted, TicketStep
from app.notify import service


@subscribe(TicketRouted.topic, "notify.routed")
def routed(payload: dict[str, Any]) -> None:
    """Tell the organisation and the reporter."""
    service.tell_routed(TicketRouted(**payload))


@subscribe(TicketMoved.topic, "notify.moved", wants=service.concerns_anybody)
def moved(payload: dict[str, Any]) -> None:
    """Tell those whom a move concerns."""
    service.tell_moved(TicketMoved(**payload))


@subscribe(TicketLate.topic, "notify.late")
def late(payload: dict[str, Any]) -> None:
    """Tell those who have to hurry."""
    service.tell_late(TicketLate(**payload))


@subscribe(TicketStep.topic, "notify.step")
def step(payload: dict[str, Any]) -> None:
    """Tell the level to which a ticket has climbed."""
    service.tell_step(TicketStep(**payload))


@subscribe(TicketReview.topic, "notify.review")
def review(payload: dict[str, Any]) -> None:
    """Tell those who look after the ledger that a case is to be looked at again."""
    service.tell_review(TicketReview(**payload))


@subscribe(PartySilent.topic, "notify.party_silent")
def party_silent(payload: dict[str, Any]) -> None:
    """Tell the street and the called organisation that it has not reported in."""
    service.tell_silent(PartySilent(**payload))


@subscribe(ClockJumped.topic, "notify.clock_jumped")
def clock_jumped(payload: dict[str, Any]) -> None:
    """Tell the system administrators that work by the clock is held."""
    service.tell_clock(ClockJumped(**payload))


@subscribe(BindingDecided.topic, "notify.binding_decided")
def binding_decided(payload: dict[str, Any]) -> None:
    """Tell the resident what became of a claim to a home."""
    service.tell_binding(BindingDecided(**payload))


@subscribe(HomeClaimed.topic, "notify.home_claimed")
def home_claimed(payload: dict[str, Any]) -> None:
    """Tell those who live in a home that somebody wants to belong to it."""
    service.tell_household_of_claim(HomeClaimed(**payload))


@subscribe(DelegationChanged.topic, "notify.delegation_changed")
def delegation_changed(payload: dict[str, Any]) -> None:
    """Tell the other one of the two people of a delegation."""
    service.tell_delegation(DelegationChanged(**payload))


@subscribe(CallbackUnsolved.topic, "notify.callback_unsolved")
def callback_unsolved(payload: dict[str, Any]) -> None:
    """Tell the community that somebody called back is not content."""
    service.tell_unsolved(CallbackUnsolved(**payload))


@subscribe(DeliveryPlanned.topic, "notify.send", lane="outward")
def send(payload: dict[str, Any]) -> None:
    """Hand over one message, outside any transaction, and write down what became of it."""
    with unit_of_work():
        attempt = service.begin(UUID(DeliveryPlanned(**payload).delivery_id))
    if attempt is None:
        return
    sending = attempt.send()
    faults.sleep_at("after_send_before_record")
    with unit_of_work():
        service.record(attempt, sending)
