"""For the system administrator: messages that did not leave, or may have, and what is decided about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.notify import queries, schemas, service
from app.notify.models import Delivery, DeliveryState
from app.notify.service.inbox import DECISIONS
from app.notify.wording import STATE_NAMES, TEMPLATES, reason_words

api = Api("deliveries", __name__, url_prefix="/api/v1/staff", description="Messages that leave the product")


def wire(delivery: Delivery) -> dict[str, Any]:
    """Return a delivery as it goes on the wire. To whom it went is nobody's business here."""
    template = TEMPLATES.get(delivery.template)
    return {
        "id": delivery.id,
        "template": delivery.template,
        "template_name": template.name if template else delivery.template,
        "state": delivery.state,
        "state_name": STATE_NAMES[DeliveryState(delivery.state)],
        "reason": reason_words(delivery.reason, delivery.state),
        "attempts": delivery.attempts,
        "created_at": delivery.created_at,
        "sent_at": delivery.sent_at,
        "actions": list(DECISIONS) if delivery.state == DeliveryState.UNKNOWN else [],
    }


@api.get(
    "/deliveries",
    permission=Permission.JOBS_MANAGE,
    query=schemas.TroubleQuery,
    answers=page_of(schemas.DeliveryOut),
    operation="list_deliveries",
    summary="Messages whose fate is unknown, or that could not be sent",
)
def deliveries(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    page = queries.troubled(actor, state=query["state"], limit=query["limit"], cursor=query["cursor"])
    return {"items": [wire(delivery) for delivery in page.items], "next": page.next}


@api.post(
    "/deliveries/<uuid:delivery_id>/actions/<string:action>",
    permission=Permission.JOBS_MANAGE,
    answers=schemas.DeliveryOut,
    operation="decide_delivery",
    summary="Decide what a message of unknown fate counts as: mark_sent or mark_failed",
)
def decide(actor: Actor, delivery_id: UUID, action: str) -> dict[str, Any]:
    with unit_of_work():
        delivery = service.decide(actor, delivery_id, action)
    return wire(delivery)
