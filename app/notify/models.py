"""The inbox, the messages that left the product, and the permissions to send them.

Tickets lie above this area, so ``ticket_id`` is an id without a foreign key: tickets are never deleted.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import TZ, Identified, Model
from app.places.models import one_of

LONGEST_TITLE = 40

REFUSED, NOT_SUBSCRIBED = "43101", "not_subscribed"
UNSUBSCRIBED, NO_PHONE, NOT_HIS = "unsubscribed", "no_phone", "not_his"
QUITE_NORMAL = (REFUSED, NOT_SUBSCRIBED, UNSUBSCRIBED, NO_PHONE, NOT_HIS)
"""Reasons for which a message is not sent and nobody has to look: the person does not want it, never asked for it,
left no number, or is no delegate any more of the one whose matter it is."""


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
    ASKED = "asked"
    ANSWERED = "answered"
    SHELVED = "shelved"
    REQUESTED = "requested"
    DECIDED = "decided"
    INVITED = "invited"
    REPORTED = "reported"
    MERGED = "merged"
    UNMERGED = "unmerged"
    JOINED = "joined"
    URGED = "urged"
    CLIMBED = "climbed"
    REVIEW = "review"
    SETTLED = "settled"
    TASK = "task"
    """Anything that another area has to say; its words say what."""


class Channel(StrEnum):
    """A way out of the product."""

    WECHAT = "wechat"
    SMS = "sms"


class DeliveryState(StrEnum):
    """The life of one outward message. ``sending`` is committed before the call that may reach the person.

    ``unknown``: nobody can tell whether it arrived. It is never sent again; a person decides what it counts as.
    """

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Listed(StrEnum):
    """How the messages are sorted for the one who looks after them; each message is in exactly one list.

    ``failed`` are those that could not be sent and about which nobody decided yet; ``set_aside`` those that were not to
    be sent (the person does not want it, never asked for it, left no number) or that somebody took off the list.
    """

    UNKNOWN = "unknown"
    FAILED = "failed"
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SET_ASIDE = "set_aside"


UNSETTLED = (Listed.UNKNOWN, Listed.FAILED, Listed.PLANNED, Listed.SENDING)
"""Lists that should be empty most of the time."""


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
    """One outward message to one person about one event: at most one is ever made for each channel.

    ``attempts`` counts calls begun, ``attempts_before`` those made before a person last had it sent again. ``reason``
    is a stable word for the state (``wording.REASONS``) or what the other side or the network said, ``receipt`` the
    number under which the other side knows the message. ``urgent``: it belongs to a matter of the 2 h class.
    ``kind``, ``ticket_no`` and ``subject`` are what a WeChat message says. ``params_cipher`` holds the values of a text
    message, sealed because a one-time link may be among them, and gone when it was sent. ``sent_at`` is when the
    receiving side answered that it took the message, or a person said that it did; ``decided_at`` when a person took
    it off the list.

    The phone of a text message is looked up when it is sent: ``phone_kind`` and ``phone_ref`` say of whom
    (``service.phones``), else it is the person's. ``recipient`` is its masked form, ``phone_index`` its blind index.
    """

    __tablename__ = "notify_delivery"
    __table_args__ = (
        one_of("channel", Channel),
        one_of("state", DeliveryState),
        CheckConstraint("sent_at IS NULL OR state = 'sent'", name="sent_at"),
        CheckConstraint("person_id IS NOT NULL OR channel = 'sms'", name="recipient"),
        CheckConstraint("(phone_kind = '') = (phone_ref IS NULL)", name="phone"),
        UniqueConstraint("event_key", "person_id", "channel", postgresql_nulls_not_distinct=True),
        Index("ix_notify_delivery_newest", "district_id", "state", "created_at", "id"),
        Index("ix_notify_delivery_person_id", "person_id"),
        Index(
            "ix_notify_delivery_phone", "phone_index", "created_at", postgresql_where=text("phone_index IS NOT NULL")
        ),
    )

    district_id: Mapped[UUID]
    event_key: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    channel: Mapped[str] = mapped_column(String(10))
    template: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    ticket_id: Mapped[UUID | None]
    ticket_no: Mapped[str] = mapped_column(String(24), default="", server_default=text("''"))
    subject: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))
    state: Mapped[str] = mapped_column(String(10), default=DeliveryState.PLANNED, server_default=text("'planned'"))
    reason: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    attempts_before: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    receipt: Mapped[str] = mapped_column(String(80), default="", server_default=text("''"))
    urgent: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))
    phone_kind: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    phone_ref: Mapped[UUID | None]
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    recipient: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    params_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime | None] = mapped_column(TZ)
    decided_at: Mapped[datetime | None] = mapped_column(TZ)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))


class Subscription(Model):
    """How many messages of one template a person allowed that were not used yet.

    WeChat grants one message for each time the person taps "allow" (一次性订阅消息).
    """

    __tablename__ = "notify_subscription"
    __table_args__ = (CheckConstraint("remaining >= 0", name="remaining"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"), primary_key=True)
    template: Mapped[str] = mapped_column(String(40), primary_key=True)
    remaining: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
