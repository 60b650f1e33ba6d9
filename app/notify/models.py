"""The inbox, the messages that left the product, and the permissions to send them.

Tickets lie above this area, so ``ticket_id`` is an id without a foreign key: tickets are never deleted.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import TZ, Identified, Model
from app.places.models import one_of

LONGEST_TITLE = 40

REFUSED, NOT_SUBSCRIBED = "43101", "not_subscribed"
"""Reasons for which a message is not sent that are quite normal: the person does not want it, or never asked for it."""


class Kind(StrEnum):
    """What a notice is about; screens choose an icon by it."""

    ROUTED = "routed"
    NEW = "new"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    STARTED = "started"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    FINISHED = "finished"
    CONFIRMED = "confirmed"
    UNSOLVED = "unsolved"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    LATE = "late"
    BINDING = "binding"


class Channel(StrEnum):
    """A way out of the product."""

    WECHAT = "wechat"


class DeliveryState(StrEnum):
    """The life of one outward message. ``sending`` is committed before the call that may reach the person.

    ``unknown``: nobody can tell whether it arrived. It is never sent again; a person decides what it counts as.
    """

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Notice(Identified, Model):
    """One line in one person's inbox. ``text`` is finished Chinese and holds nobody's personal data."""

    __tablename__ = "notify_notice"
    __table_args__ = (
        one_of("kind", Kind),
        UniqueConstraint("event_key", "person_id"),
        Index("ix_notify_notice_newest", "person_id", "created_at", "id"),
        Index("ix_notify_notice_unread", "person_id", postgresql_where=text("read_at IS NULL")),
    )

    district_id: Mapped[UUID]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    ticket_id: Mapped[UUID | None]
    event_key: Mapped[str] = mapped_column(String(120))
    read_at: Mapped[datetime | None] = mapped_column(TZ)


class Delivery(Identified, Model):
    """One outward message to one person about one event: at most one is ever made.

    ``attempts`` counts calls begun. ``reason`` is a stable word for the state (``wording.REASONS``) or what WeChat
    or the network said. ``kind``, ``ticket_no`` and ``subject`` are what the message says, noted when it was planned.
    ``sent_at`` is when the receiving side answered that it took the message, or a person said that it did.
    """

    __tablename__ = "notify_delivery"
    __table_args__ = (
        one_of("channel", Channel),
        one_of("state", DeliveryState),
        CheckConstraint("sent_at IS NULL OR state = 'sent'", name="sent_at"),
        UniqueConstraint("event_key", "person_id", "channel"),
        Index("ix_notify_delivery_newest", "district_id", "state", "created_at", "id"),
        Index("ix_notify_delivery_person_id", "person_id"),
    )

    district_id: Mapped[UUID]
    event_key: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    channel: Mapped[str] = mapped_column(String(10))
    template: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    ticket_id: Mapped[UUID | None]
    ticket_no: Mapped[str] = mapped_column(String(24), default="", server_default=text("''"))
    subject: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))
    state: Mapped[str] = mapped_column(String(10), default=DeliveryState.PLANNED, server_default=text("'planned'"))
    reason: Mapped[str] = mapped_column(String(40), default="", server_default=text("''"))
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    sent_at: Mapped[datetime | None] = mapped_column(TZ)


class Subscription(Model):
    """How many messages of one template a person allowed that were not used yet.

    WeChat grants one message for each time the person taps "allow" (一次性订阅消息).
    """

    __tablename__ = "notify_subscription"
    __table_args__ = (CheckConstraint("remaining >= 0", name="remaining"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    template: Mapped[str] = mapped_column(String(40), primary_key=True)
    remaining: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
