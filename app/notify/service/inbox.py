"""What people do with their notices, and what a person decides about a message that did not arrive, or may have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.settings import get_settings
from app.events.notify import DeliveryPlanned
from app.notify import queries
from app.notify.models import Channel, Delivery, DeliveryState, Notice, Subscription
from app.notify.templates import TEMPLATES

MOST_PERMISSIONS = 100
"""More than WeChat's dialog can gather in a year of ordinary use; keeps a client that lies from counting on."""

RESEND, SENT, GIVEN_UP = "resend", "mark_sent", "mark_failed"
DECISIONS: dict[str, tuple[str, ...]] = {
    DeliveryState.UNKNOWN: (RESEND, SENT, GIVEN_UP),
    DeliveryState.FAILED: (RESEND, GIVEN_UP),
}
"""What a person may decide about a message in each state: send it again, or take it off the list as sent or not."""


class AlreadyDecided(Conflict):
    """The fate of the message is known, or somebody decided it."""

    code: ClassVar[str] = "notify.already_decided"
    message: ClassVar[str] = "这条消息已有结论，请刷新后再看"


class NoPermissionLeft(Conflict):
    """WeChat takes a message only for a permission that the person gave, and there is none left."""

    code: ClassVar[str] = "notify.no_permission"
    message: ClassVar[str] = "本人没有同意再收一条微信消息，不能重发；站内消息不受影响"


class ValuesGone(Conflict):
    """What the text message said is not kept any more."""

    code: ClassVar[str] = "notify.values_gone"
    message: ClassVar[str] = "这条短信的内容已经清除，不能重发"


@dataclass(frozen=True, slots=True)
class Offered:
    """A WeChat message that a person can allow: how many are left, and whether to ask for more now."""

    key: str
    template_id: str
    name: str
    remaining: int
    ask: bool


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


# --- permissions ---


def templates_for(actor: Actor) -> list[Offered]:
    """Return the WeChat messages that the person can allow, those first of which he has the fewest left.

    A client asks at a moment when the person waits for such a message, and only for those with ``ask``; WeChat's
    dialog takes three at a time.
    """
    ids, left = get_settings().wechat_templates, queries.permissions_of(actor.person_id)
    offered = [
        Offered(key, ids[key], template.name, left.get(key, 0), left.get(key, 0) < template.wanted)
        for key, template in TEMPLATES.items()
        if ids.get(key) and (actor.posts or not template.for_staff)
    ]
    return sorted(offered, key=lambda one: (not one.ask, one.remaining))


def allow(actor: Actor, templates: Iterable[str]) -> UUID:
    """Count one permission more for each of ``templates``: the person tapped "allow" in WeChat's dialog.

    Returns the person's id, which is what the request's key made.
    """
    rows = [{"person_id": actor.person_id, "template": template, "remaining": 1} for template in sorted(set(templates))]
    if rows:
        more = func.least(Subscription.remaining + 1, MOST_PERMISSIONS)
        statement = insert(Subscription).values(rows)
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["person_id", "template"], set_={"remaining": more})
        )
    return actor.person_id


# --- deliveries ---


def actions_of(delivery: Delivery) -> list[str]:
    """Return what a person may decide about a message now."""
    return [] if delivery.decided_at is not None else list(DECISIONS.get(delivery.state, ()))


def decide(actor: Actor, delivery_id: UUID, action: str) -> Delivery:
    """Let a person decide about a message that did not arrive, or may have: send it again, or leave it.

    Only a person has an unclear one sent again, for he may have asked the reader. Raises ``NotFound``,
    ``AlreadyDecided``, ``NoPermissionLeft`` or ``ValuesGone``.
    """
    if action not in (RESEND, SENT, GIVEN_UP):
        raise NotFound
    delivery = queries.delivery_to_decide(actor, delivery_id)
    if action not in actions_of(delivery):
        raise AlreadyDecided
    if action == RESEND:
        _send_again(delivery)
    else:
        delivery.decided_at, delivery.decided_by = now(), actor.person_id
        delivery.params_cipher = None
    if action == SENT:
        delivery.state, delivery.reason, delivery.sent_at = DeliveryState.SENT, "decided", delivery.decided_at
    elif delivery.state == DeliveryState.UNKNOWN:
        delivery.state, delivery.reason = DeliveryState.FAILED, "decided"
    audit.record(actor, f"notify.{action}", f"delivery:{delivery.id}")
    return delivery


def _send_again(delivery: Delivery) -> None:
    if delivery.channel == Channel.WECHAT and delivery.person_id is not None:
        left = queries.permissions_of(delivery.person_id).get(delivery.template, 0)
        if not left:
            raise NoPermissionLeft
    if delivery.channel == Channel.SMS and delivery.params_cipher is None:
        raise ValuesGone
    delivery.state, delivery.reason, delivery.attempts_before = DeliveryState.PLANNED, "", delivery.attempts
    outbox.publish(DeliveryPlanned(str(delivery.id)))
