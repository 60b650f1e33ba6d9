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
from app.media.service import signed_urls
from app.tickets import clocks, policy
from app.tickets.models import KIND_NAMES, OPEN, STATE_NAMES, URGENCY_NAMES, Kind, State, Urgency
from app.tickets.queries import Door
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
        "state_name": STATE_NAMES[State(row.state)],
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
        "responsible": named(row.responsible_org_id, row.organisation_name),
        "assignee": named(row.assignee_id, row.assignee_name),
        "photo_url": signed_urls(actor, photo)[1] if photo else None,
        "rating": row.rating,
        "outcome": row.outcome,
    }


def ticket(actor: Actor, door: Door, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole ticket as ``actor`` may see it through ``door``."""
    row = SimpleNamespace(**mapping)
    at = now()
    hidden = door is Door.STAFF and not policy.sees_reporter(actor, row, hide_me=row.hide_me)
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
        "suspended_until": row.suspended_until,
        "reporter": _reporter(actor, row, phone, hidden=hidden),
        "timeline": [_step(actor, row, event, door, hidden=hidden) for event in row.events or ()],
        "clocks": clocks.show(row, row.category_name, at),
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
        return {"name": "居民（未公开姓名）", "phone_masked": None, "phone": None}
    full = phone if phone and policy.sees_phone(actor, row, hide_me=row.hide_me) else None
    return {"name": row.reporter_name, "phone_masked": mask_phone(phone) if phone else None, "phone": full}


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
