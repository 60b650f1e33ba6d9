"""内容复核: the community's list of texts and photos that a person has to look at before they may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now
from app.core.http import Api
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.media.service import signed_urls
from app.moderation import policy, queries, schemas, service
from app.moderation.models import Check, CheckState, Decision, What
from app.moderation.wording import DECISION_NAMES, STATE_NAMES, WHAT_NAMES, label_name, reason_words

api = Api("moderation", __name__, url_prefix="/api/v1/staff/moderation", description="内容复核")


def wire(actor: Actor, checks: Sequence[Check]) -> list[dict[str, Any]]:
    """Return checks as they go on the wire, with what is to be looked at. Who wrote it is nobody's business here."""
    tickets, names = queries.tickets_of(checks), queries.deciders_of(checks)
    return [_wire(actor, check, tickets.get(check.subject_id), names) for check in checks]


def _wire(actor: Actor, check: Check, ticket: Any, names: dict[UUID, str]) -> dict[str, Any]:
    urls = signed_urls(actor, check.media_id) if check.media_id else (None, None)
    return {
        "id": check.id,
        "version": check.version,
        "actions": policy.actions_for(check),
        "what": check.what,
        "what_name": WHAT_NAMES[What(check.what)],
        "state": check.state,
        "state_name": STATE_NAMES[CheckState(check.state)],
        "label_name": label_name(check.label),
        "reason": reason_words(check.reason),
        "text": ticket.description if ticket is not None and check.what == What.TEXT else None,
        "photo_url": urls[0],
        "thumb_url": urls[1],
        "ticket": ticket,
        "created_at": check.created_at,
        "due_at": check.due_at,
        "late": check.decided_at is None and check.due_at is not None and check.due_at < now(),
        "decision": check.decision,
        "decision_name": DECISION_NAMES[Decision(check.decision)] if check.decision else None,
        "note": check.note,
        "decided_by_name": names.get(check.decided_by) if check.decided_by else None,
        "decided_at": check.decided_at,
    }


@api.get(
    "",
    permission=Permission.MODERATION_REVIEW,
    query=schemas.QueueQuery,
    answers=page_of(schemas.CheckOut),
    operation="list_checks",
    summary="Texts and photos that a person has to look at, or has decided about",
)
def checks(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    if query["state"] == "decided":
        page = queries.decided(actor, limit=query["limit"], cursor=query["cursor"])
    else:
        page = queries.waiting(actor, **query)
    return {"items": wire(actor, page.items), "next": page.next}


@api.post(
    "/<uuid:check_id>/actions/<string:action>",
    permission=Permission.MODERATION_REVIEW,
    body=schemas.DecideIn,
    answers=schemas.CheckOut,
    operation="decide_check",
    summary="Decide whether a text or photo may be shown to everybody: fine or withhold",
)
def decide(actor: Actor, check_id: UUID, action: str, body: dict[str, Any]) -> dict[str, Any]:
    with unit_of_work():
        check = service.decide(actor, check_id, action, **body)
    return wire(actor, [check])[0]
