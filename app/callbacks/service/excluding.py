"""Leaving an order out of the rates: with a reason from the list, approved by the street, by another person.

It holds for the order as a whole: for every person and every round, those there are and those to come, until a third
person takes it back.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.callbacks import policy, queries
from app.callbacks.models import Exclusion, ExclusionState, Reason
from app.callbacks.service.following import follow
from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.tickets.queries import Door, detail


def ask_exclusion(*, actor: Actor, ticket_id: UUID, reason: str, note: str) -> UUID:
    """Ask for an order to be left out, with a reason code and an explanation."""
    row: dict[str, Any] = detail(actor, Door.STAFF, ticket_id)
    if not note:
        raise InvalidInput(fields={"note": ["请写明具体情况"]})
    if queries.open_exclusion(ticket_id) is not None:
        raise Conflict("这件事已经申请过剔除")
    made = Exclusion(
        ticket_id=ticket_id,
        district_id=row["district_id"],
        street_id=row["street_id"],
        community_id=row["community_id"],
        reason=Reason(reason),
        note=note,
        asked_by=actor.person_id,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "callbacks.ask_exclusion", f"ticket:{ticket_id}", reason=reason)
    return made.id


def decide_exclusion(*, actor: Actor, exclusion_id: UUID, version: int, approve: bool, note: str) -> None:
    """Decide it. An approved order leaves the rates at once, with every call-back that it has or gets later."""
    found = queries.exclusion_to_decide(actor, exclusion_id)
    policy.may_decide_exclusion(actor, found, found.asked_by).enforce()
    if found.version != version:
        raise Conflict
    if found.state != ExclusionState.PENDING:
        raise Conflict("这项申请已经决定")
    if not approve and not note:
        raise InvalidInput(fields={"note": ["请写明不同意的理由"]})
    found.state = ExclusionState.APPROVED if approve else ExclusionState.DENIED
    found.decided_by, found.decided_at, found.decision_note = actor.person_id, now(), note
    _take_effect(actor, found)


def revoke_exclusion(*, actor: Actor, exclusion_id: UUID, version: int, note: str) -> None:
    """Take an approved exclusion back, with the reason: the order counts again. It may be asked for anew."""
    found = queries.exclusion_to_decide(actor, exclusion_id)
    policy.may_revoke_exclusion(actor, found, found.decided_by).enforce()
    if found.version != version:
        raise Conflict
    if found.state != ExclusionState.APPROVED:
        raise Conflict("只有已经同意的剔除可以撤销")
    if not note:
        raise InvalidInput(fields={"note": ["请写明撤销的理由"]})
    found.state = ExclusionState.REVOKED
    found.revoked_by, found.revoked_at, found.revoke_note = actor.person_id, now(), note
    _take_effect(actor, found)


def _take_effect(actor: Actor, found: Exclusion) -> None:
    found.version += 1
    audit.record(actor, f"callbacks.exclusion_{found.state}", f"ticket:{found.ticket_id}")
    db.session.flush()
    follow(found.ticket_id)
