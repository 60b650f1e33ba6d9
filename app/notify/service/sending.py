"""One message on its way out, in two transactions with the call to the other side between them.

``begin`` commits ``sending`` before the call; ``record`` commits what became of it. A process that dies in between
leaves ``sending`` behind; whoever finds that knows only that the message may have been sent, and never sends it again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.clock import now
from app.core.crypto import MOBILE, get_crypto, mask_phone, normalise_phone
from app.core.db import db
from app.core.outside import Outcome, Sending
from app.core.settings import get_settings
from app.core.sms import Text, get_sms
from app.core.wechat import get_wechat
from app.events.notify import DeliveryPlanned
from app.identity.queries.relatives import delegates_of
from app.identity.service.contacts import notice_openid_of
from app.notify import queries
from app.notify.models import (
    NO_PHONE,
    NOT_HIS,
    NOT_SUBSCRIBED,
    REFUSED,
    UNSUBSCRIBED,
    Channel,
    Delivery,
    DeliveryState,
    Kind,
    Subscription,
)
from app.notify.service.subjects import facts_of, look_up_phone
from app.notify.service.texting import instead_of_wechat, params_of
from app.notify.templates import REPORTER_TEMPLATES, SMS_TEMPLATES, TEMPLATES, message

MAX_ATTEMPTS = outbox.MAX_ATTEMPTS
MAX_URGENT_ATTEMPTS = 5
"""After so many calls, a little more than a minute, what is urgent goes as a text message instead."""
PHONE = "notify_delivery.phone"
ABOUT_ONES_OWN = frozenset({*REPORTER_TEMPLATES.values(), "urgent_progress"})
"""Templates that only a reporter and his delegates are sent."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call to WeChat to make. ``number`` counts the attempts of this delivery from 1."""

    delivery_id: UUID
    number: int
    openid: str
    template_id: str
    data: Mapping[str, str]
    page: str

    def send(self) -> Sending:
        """Make the call."""
        return get_wechat().send_subscribe(self.openid, self.template_id, self.data, self.page)


@dataclass(frozen=True, slots=True)
class TextAttempt:
    """One text message to hand over to the provider. ``phone`` is whole and lives in the worker only."""

    delivery_id: UUID
    number: int
    phone: str
    text: Text

    def send(self) -> Sending:
        """Make the call."""
        return get_sms().send(self.phone, self.text)


class _Settled(Exception):
    """The message can surely not be sent; the argument is the reason."""


def begin(delivery_id: UUID) -> Attempt | TextAttempt | None:
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
    if not _still_his(delivery):
        delivery.state, delivery.reason = DeliveryState.FAILED, NOT_HIS
        return None
    try:
        attempt = PREPARED[Channel(delivery.channel)](delivery)
    except _Settled as settled:
        _settle(delivery, str(settled))
        return None
    delivery.state, delivery.reason = DeliveryState.SENDING, ""
    delivery.attempts += 1
    return attempt


def _still_his(delivery: Delivery) -> bool:
    """Return whether the reader may still hear of the ticket: a delegate may only as long as he is one."""
    if delivery.template not in ABOUT_ONES_OWN:
        return True
    reporter_id = facts_of(delivery.ticket_id).reporter_id
    return reporter_id in (None, delivery.person_id) or delivery.person_id in delegates_of([reporter_id])


def _for_wechat(delivery: Delivery) -> Attempt:
    template_id = get_settings().wechat_templates.get(delivery.template)
    if not template_id or delivery.template not in TEMPLATES or delivery.person_id is None:
        raise _Settled("not_configured")
    openid = notice_openid_of(delivery.person_id)
    if openid is None:
        raise _Settled("no_account")
    if not _use_permission(delivery):
        raise _Settled(NOT_SUBSCRIBED)
    words = {"no": delivery.ticket_no, "subject": delivery.subject}
    return Attempt(
        delivery.id,
        delivery.attempts + 1,
        openid,
        template_id,
        message(delivery.template, Kind(delivery.kind), at=delivery.created_at, **words),
        TEMPLATES[delivery.template].page.format(ticket_id=delivery.ticket_id),
    )


def _for_phone(delivery: Delivery) -> TextAttempt:
    template = SMS_TEMPLATES.get(delivery.template)
    if template is None or get_sms().takes(delivery.template):
        raise _Settled("not_configured")
    found = look_up_phone(delivery.phone_kind, delivery.phone_ref, delivery.person_id)
    if not found:
        raise _Settled(NO_PHONE)
    phone = normalise_phone(found)
    if not MOBILE.fullmatch(phone):
        raise _Settled("not_a_mobile")
    delivery.recipient = mask_phone(phone)
    delivery.phone_index = get_crypto().phone_index(phone, column=PHONE)
    if queries.texts_in_a_day(delivery.phone_index, besides=delivery.id) >= template.a_day:
        raise _Settled("too_many")
    try:
        values, words = template.filled(params_of(delivery))
    except (KeyError, ValueError):
        raise _Settled("values") from None
    text = Text(delivery.template, values, words, str(delivery.id))
    return TextAttempt(delivery.id, delivery.attempts + 1, phone, text)


PREPARED: dict[Channel, Callable[[Delivery], Attempt | TextAttempt]] = {
    Channel.WECHAT: _for_wechat,
    Channel.SMS: _for_phone,
}


def record(attempt: Attempt | TextAttempt, sending: Sending) -> None:
    """Write down what became of an attempt. What a person decided meanwhile stays."""
    delivery = queries.lock_delivery(attempt.delivery_id)
    open_states = (DeliveryState.SENDING, DeliveryState.UNKNOWN)
    if delivery is None or delivery.state not in open_states or delivery.attempts != attempt.number:
        return
    delivery.receipt = sending.receipt or delivery.receipt
    if sending.outcome is Outcome.NOT_SENT:
        _try_later(delivery, sending.reason)
    elif sending.outcome is Outcome.SENT:
        delivery.state, delivery.reason, delivery.sent_at = DeliveryState.SENT, "", now()
        delivery.params_cipher = None
    elif sending.outcome is Outcome.UNKNOWN:
        delivery.state, delivery.reason = DeliveryState.UNKNOWN, sending.reason[:80]
    elif sending.outcome is Outcome.REFUSED and delivery.channel == Channel.WECHAT:
        _forget_permissions(delivery)
        _settle(delivery, REFUSED)
    else:
        _settle(delivery, UNSUBSCRIBED if sending.outcome is Outcome.REFUSED else sending.reason[:80])


def _settle(delivery: Delivery, reason: str) -> None:
    """Note that the message surely did not leave and will not; the most urgent goes another way."""
    delivery.state, delivery.reason = DeliveryState.FAILED, reason
    instead_of_wechat(delivery)


def _try_later(delivery: Delivery, reason: str) -> None:
    """Plan the delivery again with growing pauses, as long as the outbox would; then give it up.

    The new message and the state are one transaction, so a planned delivery always has somebody coming for it.
    """
    tries = delivery.attempts - delivery.attempts_before
    urgent = delivery.urgent and delivery.channel == Channel.WECHAT
    if delivery.channel == Channel.WECHAT:
        _give_permission_back(delivery)
    if tries >= (MAX_URGENT_ATTEMPTS if urgent else MAX_ATTEMPTS):
        # A code of the other side's says what has to be put right; the name of a network error says nothing.
        _settle(delivery, reason if "." in reason else "unreachable")
        return
    delivery.state, delivery.reason = DeliveryState.PLANNED, ""
    delay = min(outbox.FIRST_DELAY_SECONDS * 2 ** (tries - 1), outbox.LONGEST_DELAY_SECONDS)
    due_at = now() + timedelta(seconds=delay * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, hides nothing
    outbox.publish(DeliveryPlanned(str(delivery.id)), due_at=due_at)


def _use_permission(delivery: Delivery) -> bool:
    """Take one of the person's permissions for this template. Returns whether there was one.

    One statement looks and takes: two messages at once never use one permission.
    """
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
