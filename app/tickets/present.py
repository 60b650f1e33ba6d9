"""From database rows to the shapes on the wire, as far as one person may see. Pure but for signing photo links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto, mask_phone
from app.core.permissions import Permission
from app.media.service import signed_urls
from app.tickets import explain, policy
from app.tickets.models import (
    CAUSE_NAMES,
    KIND_NAMES,
    LEVEL_NAMES,
    OPEN,
    REQUEST_NAMES,
    REQUEST_STATE_NAMES,
    RESULT_NAMES,
    SOURCE_NAMES,
    STATE_NAMES,
    URGENCY_NAMES,
    Cause,
    Kind,
    Level,
    RequestKind,
    RequestState,
    Result,
    Source,
    State,
    Urgency,
)
from app.tickets.pausing import taken
from app.tickets.queries import Door, reference
from app.tickets.queries.similar import ALIKE
from app.tickets.service.filing import CONTACT_COLUMN
from app.tickets.wording import sentence
from app.tickets.workflow import actions_for

PERSON_PHONE = "identity_person.phone"
AT_REST = frozenset({State.SUSPENDED, State.AWAITING_CONFIRMATION})


def is_late(row: Any, at: datetime) -> bool:
    """Return whether the ticket is past its deadline and in somebody's hands."""
    return row.state in OPEN and row.state not in AT_REST and row.finish_due_at < at


def named(row_id: UUID | None, name: str | None) -> dict[str, Any] | None:
    """Return ``{id, name}``, or None without an id."""
    return {"id": row_id, "name": name} if row_id is not None else None


def place_text(row: Any) -> str:
    """Return where it is, from the large to the small; an asset's name often says its building already."""
    building = "" if row.asset_name and row.asset_name.startswith(row.building_name or "\0") else row.building_name
    return " ".join(part for part in (row.compound_name, building, row.asset_name) if part)


def item(actor: Actor, row: Any, at: datetime) -> dict[str, Any]:
    """Return a list row."""
    photo = getattr(row, "photo_id", None)
    return {
        "id": row.id,
        "no": row.no,
        "kind": row.kind,
        "kind_name": KIND_NAMES[Kind(row.kind)],
        "category": row.category,
        "category_name": row.category_name,
        "state": row.state,
        "state_name": state_name(row),
        "urgency": row.urgency,
        "urgency_name": URGENCY_NAMES[Urgency(row.urgency)],
        "version": row.version,
        "actions": actions_for(actor, row),
        "description": row.description,
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "place_text": place_text(row),
        "created_at": row.created_at,
        "finish_due_at": row.finish_due_at,
        "late": is_late(row, at),
        "suspended_until": row.suspended_until,
        "responsible": named(row.responsible_org_id, row.organisation_name),
        "assignee": named(row.assignee_id, row.assignee_name),
        "photo_url": signed_urls(actor, photo)[1] if photo else None,
        "rating": row.rating,
        "outcome": row.outcome,
        "result": row.result,
        "result_name": RESULT_NAMES[Result(row.result)] if row.result else None,
        "source": row.source,
        "source_name": SOURCE_NAMES[Source(row.source)],
        "cause": row.suspend_cause,
        "level": row.level,
        "level_name": LEVEL_NAMES[Level(row.level)] if row.level else None,
        "behalf_text": behalf_text(actor, row),
    }


def behalf_text(actor: Actor, row: Any) -> str:
    """Return who reported it for whom, where somebody did it for another or the reader looks after the reporter.

    Staff read only that it was so: whose name they may know is said elsewhere.
    """
    mandate, me = actor.mandate(row.reporter_id), actor.person_id
    if row.for_another is None:
        return f"{mandate.principal_name}报的" if mandate is not None else ""
    reporter, filer = row.for_another["reporter"], row.for_another["filer"]
    if row.reporter_id == me:
        return f"{filer}替您报的"
    if row.filed_by_id == me and policy.knows_reporter(actor, row):
        return f"您替{reporter}报的"
    if mandate is not None:
        return f"{filer}替{reporter}报的"
    return "家人代报" if actor.holds(Permission.TICKETS_READ) else ""


def hint(actor: Actor, row: Any, *, whole: bool = False) -> dict[str, Any]:
    """Return an open ticket as a neighbour may see it: words and photo only once they were judged fit for others.

    ``whole`` is for an office that may see the ticket anyway.
    """
    shown = whole or row.public_ok
    reasons = [
        words
        for words, holds in (
            ("同一处设施", row.same_asset),
            ("同一类问题", row.same_category),
            ("同一栋楼", row.same_building),
            ("描述相近", row.alike >= ALIKE),
        )
        if holds
    ]
    return {
        "id": row.id,
        "no": row.no,
        "category_name": row.category_name,
        "place_text": place_text(row),
        "state_name": state_name(row),
        "created_at": row.created_at,
        "text": row.description if shown else "",
        "photo_url": signed_urls(actor, row.photo_id)[1] if shown and row.photo_id else None,
        "reporters": row.reporters,
        "joined": row.joined or policy.knows_reporter(actor, row),
        "reasons": reasons,
    }


def state_name(row: Any) -> str:
    """Return the state as people call it: a standstill by its cause where that has a name of its own."""
    if row.suspend_cause == Cause.RESIDENT:
        return "待补充"
    if row.suspend_cause == Cause.SHELVED:
        return "已挂账"
    return STATE_NAMES[State(row.state)]


def ticket(actor: Actor, door: Door, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole ticket as ``actor`` may see it through ``door``."""
    row = SimpleNamespace(**mapping)
    at = now()
    hidden = not policy.sees_reporter(actor, row, hide_me=row.hide_me)
    if door is Door.RESIDENT:  # whoever joined it sees the matter, not the neighbour
        hidden = not policy.knows_reporter(actor, row)
    shown = item(actor, row, at)
    if shown["responsible"] is not None:
        shown["responsible"]["phone"] = row.organisation_phone
    del shown["photo_url"]
    phone = _contact_phone(row)
    shown |= {
        "building": named(row.building_id, row.building_name),
        "basis": row.basis,
        "hide_me": row.hide_me,
        "round": row.round,
        "contact_phone_masked": None if hidden else mask_phone(phone) if phone else None,
        "pauses": taken(_history(row), at).shown(),
        "cause_name": CAUSE_NAMES[Cause(row.suspend_cause)] if row.suspend_cause else None,
        "question": _question(row),
        "result_reason": row.result_reason,
        "ordered_basis": row.ordered_basis,
        "follower_count": row.follower_count,
        "joined": not policy.knows_reporter(actor, row) and door is Door.RESIDENT,
        "merged_into": row.merged_into,
        "merged_from": row.merged_from or [],
        "requests": [_request(actor, row, asked) for asked in row.requests or ()] if door is Door.STAFF else [],
        "parties": [_party(actor, party) for party in row.parties or ()],
        "can_reveal": door is Door.STAFF and bool(policy.may_reveal(actor, row, hide_me=row.hide_me)),
        "reporter": _reporter(actor, row, phone, hidden=hidden),
        "timeline": [_step(actor, row, event, door, hidden=hidden) for event in row.events or ()],
        "clocks": explain.show(row, reference().categories.get(row.category or ""), _history(row), at),
        "media": [_photo(actor, photo) for photo in row.media or ()],
        "photo_url": None,
        "routing": row.routing or [],
    }
    if shown["media"]:
        shown["photo_url"] = shown["media"][0]["thumb_url"]
    return shown


def _contact_phone(row: Any) -> str | None:
    if row.contact_cipher:
        return get_crypto().decrypt(bytes(row.contact_cipher), column=CONTACT_COLUMN, row_id=row.id)
    if row.reporter_phone_cipher:
        return get_crypto().decrypt(bytes(row.reporter_phone_cipher), column=PERSON_PHONE, row_id=row.reporter_id)
    return None


def _reporter(actor: Actor, row: Any, phone: str | None, *, hidden: bool) -> dict[str, Any]:
    if hidden:
        return {"name": "居民（未公开姓名）", "phone_masked": None}
    return {"name": row.reporter_name, "phone_masked": mask_phone(phone) if phone else None}


def _history(row: Any) -> list[dict[str, Any]]:
    return [event | {"at": datetime.fromisoformat(event["at"])} for event in row.events or ()]


def _question(row: Any) -> str | None:
    """Return what the resident was asked and has not answered."""
    if row.suspend_cause != Cause.RESIDENT:
        return None
    asked = [event["note"] for event in row.events or () if event["action"] == "ask"]
    return asked[-1] if asked else None


def _request(actor: Actor, row: Any, asked: dict[str, Any]) -> dict[str, Any]:
    target = UUID(asked["target_org_id"]) if asked["target_org_id"] else None
    decides = asked["state"] == RequestState.PENDING and UUID(asked["asked_by"]) != actor.person_id
    allowed = decides and bool(policy.may_decide(actor, row, asked["level"], target))
    return {
        **{key: asked[key] for key in ("id", "kind", "state", "level", "asked_at", "note", "until", "decided_at")},
        "kind_name": REQUEST_NAMES[RequestKind(asked["kind"])],
        "state_name": REQUEST_STATE_NAMES[RequestState(asked["state"])],
        "level_name": LEVEL_NAMES[Level(asked["level"])] if asked["level"] else asked["target"],
        "asked_name": asked["asked_name"],
        "target": asked["target"],
        "decided_name": asked["decided_name"],
        "decision_note": asked["decision_note"],
        "actions": ["approve", "deny"] if allowed else [],
    }


def _party(actor: Actor, party: dict[str, Any]) -> dict[str, Any]:
    mine = actor.post is not None and str(actor.post.organisation_id) == party["organisation_id"]
    return {
        **{key: party[key] for key in ("state", "task", "invited_at", "due_at", "reported_at", "note")},
        "organisation": {"id": party["organisation_id"], "name": party["organisation"]},
        "state_name": "已报到" if party["state"] == "reported" else "待报到",
        "actions": ["report_in"] if mine else [],
    }


def _step(actor: Actor, row: Any, event: dict[str, Any], door: Door, *, hidden: bool) -> dict[str, Any]:
    by_resident = event["actor_role"] is None and event["actor_id"] is not None
    name = event["actor_name"]
    if by_resident and hidden:
        name = "居民"
    elif event["actor_id"] is None:
        name = "系统"
    return {
        "seq": event["seq"],
        "at": event["at"],
        "action": event["action"],
        "text": sentence(event, for_reporter=door is Door.RESIDENT),
        "actor": name,
        "note": event["note"],
        "state": event["after"],
        "media_ids": (event["detail"] or {}).get("photos", []),
    }


def _photo(actor: Actor, photo: dict[str, Any]) -> dict[str, Any]:
    url, thumb_url = signed_urls(actor, UUID(photo["id"]))
    return {**photo, "url": url, "thumb_url": thumb_url}
