"""Who sees the photos of a posting: whoever sees what was posted."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, func, or_, select

from app.core.auth import Actor
from app.core.db import db
from app.governance.models import Committee, Decision
from app.governance.queries import open_at_home, visible

MEMBERS, DECISION = "committee", "committee_decision"
"""What a photo hangs on: the members of a committee as they were posted, or one decision."""


def sees_members(actor: Actor, committee_id: UUID) -> bool:
    """Return whether ``actor`` sees a committee: as staff of its region, or at home where it is posted or in office."""
    seen = or_(visible(actor), open_at_home(actor))
    return bool(db.session.scalar(select(func.count()).where(Committee.id == committee_id, seen)))


def sees_decision(actor: Actor, decision_id: UUID) -> bool:
    """Return whether ``actor`` sees a decision: as staff, or at home once it is posted."""
    seen = or_(visible(actor), and_(open_at_home(actor), Decision.posted_on.is_not(None)))
    counted = select(func.count()).join_from(Decision, Committee, Committee.id == Decision.committee_id)
    return bool(db.session.scalar(counted.where(Decision.id == decision_id, seen)))
