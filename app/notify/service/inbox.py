"""What people do with their notices, and what a person decides about a message whose fate is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.notify import queries
from app.notify.models import Delivery, DeliveryState, Notice, Subscription

MOST_PERMISSIONS = 100
"""More than WeChat's dialog can gather in a year of ordinary use; keeps a client that lies from counting on."""

DECISIONS = {"mark_sent": DeliveryState.SENT, "mark_failed": DeliveryState.FAILED}


class AlreadyDecided(Conflict):
    """The fate of the message is known, or somebody decided it."""

    code: ClassVar[str] = "notify.already_decided"
    message: ClassVar[str] = "这条消息已有结论，请刷新后再看"


def mark_read(actor: Actor, notice_id: UUID) -> None:
    """Note that the person read one of his notices; again is harmless. Raises ``NotFound``."""
    statement = (
        update(Notice)
        .where(Notice.id == notice_id, Notice.person_id == actor.person_id)
        .values(read_at=func.coalesce(Notice.read_at, now()))
        .returning(Notice.id)
    )
    if db.session.execute(statement, execution_options={"synchronize_session": False}).first() is None:
        raise NotFound


def mark_all_read(actor: Actor) -> None:
    """Note that the person read everything in his inbox."""
    statement = (
        update(Notice).where(Notice.person_id == actor.person_id, Notice.read_at.is_(None)).values(read_at=now())
    )
    db.session.execute(statement, execution_options={"synchronize_session": False})


def allow(actor: Actor, templates: Iterable[str]) -> None:
    """Count one permission more for each of ``templates``: the person tapped "allow" in WeChat's dialog."""
    rows = [{"person_id": actor.person_id, "template": template, "remaining": 1} for template in sorted(set(templates))]
    if not rows:
        return
    more = func.least(Subscription.remaining + 1, MOST_PERMISSIONS)
    statement = insert(Subscription).values(rows)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["person_id", "template"], set_={"remaining": more})
    )


def decide(actor: Actor, delivery_id: UUID, action: str) -> Delivery:
    """Let a person say what a message of unknown fate counts as; it is never sent again.

    Raises ``NotFound`` or ``AlreadyDecided``.
    """
    if action not in DECISIONS:
        raise NotFound
    delivery = queries.delivery_to_decide(actor, delivery_id)
    if delivery.state != DeliveryState.UNKNOWN:
        raise AlreadyDecided
    delivery.state, delivery.reason = DECISIONS[action], "decided"
    if delivery.state == DeliveryState.SENT:
        delivery.sent_at = now()
    audit.record(actor, f"notify.{action}", f"delivery:{delivery.id}")
    return delivery
