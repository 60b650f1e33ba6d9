"""One message on its way out, in two transactions with the call to WeChat between them.

``begin`` commits ``sending`` before the call; ``record`` commits what became of it. A process that dies in between
leaves ``sending`` behind; whoever finds that knows only that the message may have been sent, and never sends it again.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.clock import now
from app.core.db import db
from app.core.settings import get_settings
from app.core.wechat import Outcome, Sending
from app.events.notify import DeliveryPlanned
from app.identity.service.contacts import openid_of
from app.notify import queries
from app.notify.models import NOT_SUBSCRIBED, REFUSED, Delivery, DeliveryState, Kind, Subscription
from app.notify.wording import TEMPLATES, message

MAX_ATTEMPTS = outbox.MAX_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call to make. ``number`` counts the attempts of this delivery from 1."""

    delivery_id: UUID
    number: int
    openid: str
    template_id: str
    data: Mapping[str, str]
    page: str


def begin(delivery_id: UUID) -> Attempt | None:
    """Take a planned delivery and return the call to make, or None when there is none to make.

    A delivery found in ``sending`` was interrupted, or is being sent by somebody who lost his lease: it becomes
    ``unknown``, and in the second case he still writes down what he learns.
    """
    delivery = queries.lock_delivery(delivery_id)
    if delivery is None:
        return None
    if delivery.state == DeliveryState.SENDING:
        delivery.state, delivery.reason = DeliveryState.UNKNOWN, "interrupted"
        return None
    if delivery.state != DeliveryState.PLANNED:
        return None
    template_id = get_settings().wechat_templates.get(delivery.template)
    if not template_id or delivery.template not in TEMPLATES:
        _settle(delivery, "not_configured")
        return None
    openid = openid_of(delivery.person_id)
    if openid is None:
        _settle(delivery, "no_account")
        return None
    if not _use_permission(delivery):
        _settle(delivery, NOT_SUBSCRIBED)
        return None
    delivery.state, delivery.reason = DeliveryState.SENDING, ""
    delivery.attempts += 1
    kind = Kind(delivery.kind)
    return Attempt(
        delivery.id,
        delivery.attempts,
        openid,
        template_id,
        message(delivery.template, kind, no=delivery.ticket_no, subject=delivery.subject, at=delivery.created_at),
        TEMPLATES[delivery.template].page.format(ticket_id=delivery.ticket_id),
    )


def record(attempt: Attempt, sending: Sending) -> None:
    """Write down what became of an attempt. What a person decided meanwhile stays."""
    delivery = queries.lock_delivery(attempt.delivery_id)
    open_states = (DeliveryState.SENDING, DeliveryState.UNKNOWN)
    if delivery is None or delivery.state not in open_states or delivery.attempts != attempt.number:
        return
    if sending.outcome is Outcome.NOT_SENT:
        _try_later(delivery)
        return
    delivery.state, delivery.reason = STATE_AFTER[sending.outcome], sending.reason[:40]
    if sending.outcome is Outcome.SENT:
        delivery.sent_at = now()
    elif sending.outcome is Outcome.REFUSED:
        delivery.reason = REFUSED
        _forget_permissions(delivery)


STATE_AFTER = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.REFUSED: DeliveryState.FAILED,
    Outcome.FAILED: DeliveryState.FAILED,
    Outcome.UNKNOWN: DeliveryState.UNKNOWN,
}


def _settle(delivery: Delivery, reason: str) -> None:
    delivery.state, delivery.reason = DeliveryState.FAILED, reason


def _try_later(delivery: Delivery) -> None:
    """Plan the delivery again with growing pauses, as long as the outbox would; then give it up.

    The new message and the state are one transaction, so a planned delivery always has somebody coming for it.
    """
    _give_permission_back(delivery)
    if delivery.attempts >= MAX_ATTEMPTS:
        _settle(delivery, "unreachable")
        return
    delivery.state, delivery.reason = DeliveryState.PLANNED, ""
    delay = min(outbox.FIRST_DELAY_SECONDS * 2 ** (delivery.attempts - 1), outbox.LONGEST_DELAY_SECONDS)
    due_at = now() + timedelta(seconds=delay * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, hides nothing
    outbox.publish(DeliveryPlanned(str(delivery.id)), due_at=due_at)


def _use_permission(delivery: Delivery) -> bool:
    """Take one of the person's permissions for this template. Returns whether there was one."""
    statement = (
        update(Subscription)
        .where(Subscription.person_id == delivery.person_id, Subscription.template == delivery.template)
        .where(Subscription.remaining > 0)
        .values(remaining=Subscription.remaining - 1)
        .returning(Subscription.remaining)
    )
    options = {"synchronize_session": False}
    return db.session.execute(statement, execution_options=options).first() is not None


def _forget_permissions(delivery: Delivery) -> None:
    """Set the count to nothing: WeChat says that there is none left, whatever we had counted."""
    statement = update(Subscription).values(remaining=0)
    mine = (Subscription.person_id == delivery.person_id, Subscription.template == delivery.template)
    db.session.execute(statement.where(*mine), execution_options={"synchronize_session": False})


def _give_permission_back(delivery: Delivery) -> None:
    row = insert(Subscription).values(person_id=delivery.person_id, template=delivery.template, remaining=1)
    keys = ["person_id", "template"]
    db.session.execute(row.on_conflict_do_update(index_elements=keys, set_={"remaining": Subscription.remaining + 1}))
