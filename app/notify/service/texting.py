"""Planning text messages: in place of WeChat for the most urgent, and for other areas that have a link to send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.ids import new_id
from app.core.settings import get_settings
from app.events.notify import DeliveryPlanned
from app.notify.models import Channel, Delivery, DeliveryState, Kind
from app.notify.service.subjects import TICKET_CONTACT, facts_of, knows_phone_source
from app.notify.templates import SMS_TEMPLATES, STEPS, TEMPLATES

PARAMS = "notify_delivery.params"


def sms_is_available(template: str) -> bool:
    """Return whether text messages of ``template`` can be sent at all; else the caller goes another way."""
    settings = get_settings()
    if settings.sms == "off" or template not in SMS_TEMPLATES:
        return False
    return settings.sms != "tencent" or template in settings.sms_templates


def send_sms(
    *,
    event_key: str,
    district_id: UUID,
    template: str,
    params: Mapping[str, str],
    person_id: UUID | None = None,
    phone_from: tuple[str, UUID] | None = None,
    ticket_id: UUID | None = None,
    urgent: bool = False,
) -> UUID | None:
    """Plan one text message in the caller's unit of work. Returns the id of the delivery.

    The number is looked up when the message leaves: ``phone_from`` names a source (``register_phone_source``) and an
    id for it, else it is the number of ``person_id``. ``params`` are the values of the template; they are stored
    sealed. The same ``event_key`` for the same person is planned once, whatever comes of it: None then, and
    None when no provider sends ``template`` (``sms_is_available``). Raises ``ValueError`` for values that do not fit.
    """
    if not sms_is_available(template):
        return None
    if person_id is None and phone_from is None:
        raise ValueError("a text message needs a person or a source of the number")
    kind, ref = phone_from or ("", None)
    if kind and not knows_phone_source(kind):
        raise ValueError(f"nobody registered the phone source {kind!r}")
    check(template, params)
    return _plan(
        template,
        params,
        district_id=district_id,
        event_key=event_key,
        person_id=person_id,
        phone_kind=kind,
        phone_ref=ref,
        ticket_id=ticket_id,
        ticket_no=params.get("no", "")[:24],
        urgent=urgent,
        kind="",
    )


def check(template: str, params: Mapping[str, str]) -> None:
    """Raise ``ValueError`` when a value of the template is missing or does not fit."""
    try:
        SMS_TEMPLATES[template].filled(params)
    except KeyError as error:
        raise ValueError(f"the template {template} needs {error}") from None


def instead_of_wechat(delivery: Delivery) -> None:
    """Plan a text message for a delivery of the 2 h class that WeChat will not take (domain: U1 and U2)."""
    if not delivery.urgent or delivery.channel != Channel.WECHAT or delivery.person_id is None:
        return
    for_staff = TEMPLATES[delivery.template].for_staff if delivery.template in TEMPLATES else True
    template = "urgent_work" if for_staff else "urgent_progress"
    if not sms_is_available(template):
        return
    # The number that a report names is its reporter's: a delegate is reached at his own.
    for_reporter = not for_staff and facts_of(delivery.ticket_id).reporter_id == delivery.person_id
    by_contact = for_reporter and knows_phone_source(TICKET_CONTACT)
    step, _ = STEPS[Kind(delivery.kind)]
    _plan(
        template,
        {"no": delivery.ticket_no, "step": step},
        district_id=delivery.district_id,
        event_key=delivery.event_key,
        person_id=delivery.person_id,
        phone_kind=TICKET_CONTACT if by_contact else "",
        phone_ref=delivery.ticket_id if by_contact else None,
        ticket_id=delivery.ticket_id,
        ticket_no=delivery.ticket_no,
        subject=delivery.subject,
        urgent=True,
        kind=delivery.kind,
    )


def _plan(template: str, params: Mapping[str, str], **columns: Any) -> UUID | None:
    delivery_id = new_id()
    sealed = get_crypto().encrypt(orjson.dumps(dict(params)).decode(), column=PARAMS, row_id=delivery_id)
    row = columns | {
        "id": delivery_id,
        "channel": Channel.SMS,
        "template": template,
        "state": DeliveryState.PLANNED,
        "params_cipher": sealed,
    }
    keys = ["event_key", "person_id", "channel"]
    statement = insert(Delivery).values(row).on_conflict_do_nothing(index_elements=keys).returning(Delivery.id)
    if db.session.scalar(statement) is None:
        return None
    outbox.publish(DeliveryPlanned(str(delivery_id)))
    return delivery_id


def params_of(delivery: Delivery) -> dict[str, str]:
    """Return the values of a planned text message."""
    if delivery.params_cipher is None:
        return {}
    opened = get_crypto().decrypt(delivery.params_cipher, column=PARAMS, row_id=delivery.id)
    params: dict[str, str] = orjson.loads(opened)
    return params
