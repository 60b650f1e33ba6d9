"""Publishing a version, or sending it back: always by another person than those who wrote it (双人发布)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import InvalidInput
from app.events.rulebook import RulesPublished
from app.rulebook import workflow
from app.rulebook.queries import sets
from app.rulebook.service.editing import subject
from app.rulebook.service.knowing import sound
from app.rulebook.workflow import Action, Stale
from app.tickets.models.reference import RuleSet, RuleSetState
from app.tickets.queries.reference import forget


def publish(*, actor: Actor, set_id: UUID, version: int) -> None:
    """Let a submitted version count from now on, and retire the one before.

    Raises ``NotFound``, ``Forbidden`` (one of those who wrote it), ``MoveNotPossible``, ``Conflict``, ``Stale`` and
    ``InvalidInput`` (places or organisations that it names are gone since it was submitted).
    """
    sets.lock_district(actor.district_id)
    found = sets.lock(actor, set_id)
    workflow.move(actor, found, Action.PUBLISH, version)
    current = sets.stored_in_force(found.district_id, lock=True)
    if found.based_on_id != (current.id if current else None):
        raise Stale
    sound(found.district_id, found.rules)
    at = now()
    if current is not None:
        # The unique index allows one version in force: the old one has to leave before the new one is written.
        gone = update(RuleSet).where(RuleSet.id == current.id)
        db.session.execute(gone.values(state=RuleSetState.RETIRED, retired_at=at, version=RuleSet.version + 1))
    found.number = sets.next_number(found.district_id)
    found.published_by, found.published_at = actor.person_id, at
    db.session.flush()
    audit.record(actor, "rulebook.publish", subject(found), version=found.number)
    outbox.publish(RulesPublished(str(found.district_id), str(found.id), found.number))
    forget()


def note_published() -> None:
    """Let this process read the rules again. Other processes do so within half a minute by themselves."""
    forget()


def send_back(*, actor: Actor, set_id: UUID, version: int, reason: str) -> None:
    """Send a submitted version back to be mended. Raises ``InvalidInput`` without a reason."""
    found = sets.lock(actor, set_id)
    workflow.move(actor, found, Action.SEND_BACK, version)
    if not reason:
        raise InvalidInput(fields={"reason": ["请写明退回的理由"]})
    found.submitted_by = found.submitted_at = None
    found.returned_by, found.returned_at, found.return_reason = actor.person_id, now(), reason
    audit.record(actor, "rulebook.return", subject(found))
