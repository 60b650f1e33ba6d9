"""For the system administrator: messages that leave the product, what became of them, and what he decides."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.notify import queries, schemas, service
from app.notify.models import Channel, Delivery, DeliveryState
from app.notify.service.inbox import actions_of
from app.notify.templates import SMS_TEMPLATES, TEMPLATES
from app.notify.wording import CHANNEL_NAMES, STATE_NAMES, reason_words

api = Api("deliveries", __name__, url_prefix="/api/v1/staff", description="Messages that leave the product")


def wire(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as it goes on the wire. To whom it went is nobody's business here; of a number digits show."""
    template = TEMPLATES.get(delivery.template) or SMS_TEMPLATES.get(delivery.template)
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "channel_name": CHANNEL_NAMES[Channel(delivery.channel)],
        "template": delivery.template,
        "template_name": template.name if template else delivery.template,
        "ticket_no": delivery.ticket_no,
        "urgent": delivery.urgent,
        "recipient": delivery.recipient,
        "receipt": delivery.receipt,
        "state": delivery.state,
        "state_name": STATE_NAMES[DeliveryState(delivery.state)],
        "reason": reason_words(delivery.reason, delivery.state),
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "sent_at": delivery.sent_at,
        "actions": actions_of(delivery),
    }


@api.get(
    "/deliveries",
    permission=Permission.JOBS_MANAGE,
    query=schemas.DeliveryQuery,
    answers=page_of(schemas.DeliveryOut),
    operation="list_deliveries",
    summary="Messages that left the product, or should have, by what became of them",
)
def deliveries(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    page = queries.deliveries(actor, **query)
    return {"items": [wire(delivery) for delivery in page.items], "next": page.next}


@api.get(
    "/deliveries/counts",
    permission=Permission.JOBS_MANAGE,
    answers=page_of(schemas.DeliveryCountOut),
    operation="count_deliveries",
    summary="How many messages wait, are being sent, failed, or are of unknown fate",
)
def counts(actor: Actor) -> Page:
    return Page(queries.delivery_counts(actor))


@api.post(
    "/deliveries/<uuid:delivery_id>/actions/<string:action>",
    permission=Permission.JOBS_MANAGE,
    answers=schemas.DeliveryOut,
    operation="decide_delivery",
    summary="Decide about a message that did not arrive or may have: resend, mark_sent or mark_failed",
)
def decide(actor: Actor, delivery_id: UUID, action: str) -> dict[str, Any]:
    with unit_of_work():
        delivery = service.decide(actor, delivery_id, action)
    return wire(delivery)
