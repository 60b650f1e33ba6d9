"""A person decides what may be shown to everybody. What he decides changes nothing about how a matter is handled."""

from __future__ import annotations

from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.errors import Conflict, InvalidInput, NotFound
from app.moderation import policy, queries
from app.moderation.models import Check
from app.moderation.service.judging import announce, locked


def decide(actor: Actor, check_id: UUID, action: str, *, version: int, note: str) -> Check:
    """Decide about one text or photo, with a reason when it is withheld.

    Raises ``NotFound``, ``Conflict`` (decided or judged since the screen was drawn) or ``InvalidInput``.
    """
    if action not in policy.DECISIONS:
        raise NotFound
    seen = queries.visible_check(actor, check_id)
    checks = queries.lock_subject(seen.subject_kind, seen.subject_id)
    check = locked(checks, check_id)
    if check is None:
        raise NotFound
    if check.version != version or action not in policy.actions_for(check):
        raise Conflict
    if action == policy.WITHHOLD and not note:
        raise InvalidInput(fields={"note": ["请写明为什么不宜公开"]})
    check.decision, check.note = policy.DECISIONS[action], note
    check.decided_by, check.decided_at = actor.person_id, now()
    check.version += 1
    audit.record(actor, f"moderation.{action}", f"{check.subject_kind}:{check.subject_id}", check=check.id)
    announce(checks)
    return check
