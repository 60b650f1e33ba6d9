"""One row for each text and each photo that somebody may look at in public."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import TZ, Identified, Model
from app.places.models import one_of

TICKET = "ticket"
"""The only kind of subject so far."""


class What(StrEnum):
    """What is looked at."""

    TEXT = "text"
    IMAGE = "image"


class CheckState(StrEnum):
    """The life of a check. A photo waits until WeChat pushes its judgement; the last four are ends.

    ``unavailable``: WeChat could not look, so a person does. Asking WeChat twice does no harm: ``sending`` found
    after a crash is simply asked again.
    """

    PLANNED = "planned"
    SENDING = "sending"
    WAITING = "waiting"
    GOOD = "pass"
    REVIEW = "review"
    RISKY = "risky"
    UNAVAILABLE = "unavailable"


class Decision(StrEnum):
    """What a person decided."""

    FINE = "fine"
    WITHHELD = "withheld"


FOR_A_PERSON = (CheckState.REVIEW, CheckState.RISKY, CheckState.UNAVAILABLE)
WAITING: dict[str, tuple[CheckState, ...]] = {
    "open": FOR_A_PERSON,
    "flagged": (CheckState.REVIEW, CheckState.RISKY),
    "unseen": (CheckState.UNAVAILABLE,),
}
"""The reviewer's lists of what waits: all of it, what WeChat suspects, and what WeChat did not look at."""
OPEN = text("decided_at IS NULL AND state IN ('review', 'risky', 'unavailable')")


class Check(Identified, Model):
    """Whether one text or one photo of a thing may be shown to everybody.

    ``author_id`` is who wrote or sent it; ``label`` WeChat's number for the kind of risk (100: none), ``reason`` why
    WeChat could not look, ``trace_id`` the name of a running check of a photo, ``opens`` how often the photo's
    one-time address was opened. ``due_at`` is until when a person should have looked, null while none has to.
    """

    __tablename__ = "moderation_check"
    __table_args__ = (
        one_of("what", What),
        one_of("state", CheckState),
        CheckConstraint("decision IN ('fine', 'withheld')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(what = 'image') = (media_id IS NOT NULL)", name="media"),
        UniqueConstraint("subject_kind", "subject_id", "what", "media_id", postgresql_nulls_not_distinct=True),
        Index("ix_moderation_check_open", "community_id", "created_at", "id", postgresql_where=OPEN),
        Index(
            "ix_moderation_check_decided",
            "community_id",
            "decided_at",
            "id",
            postgresql_where=text("decided_at IS NOT NULL"),
        ),
        Index("uq_moderation_check_trace", "trace_id", unique=True, postgresql_where=text("trace_id <> ''")),
    )

    district_id: Mapped[UUID]
    community_id: Mapped[UUID]
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(String(8))
    media_id: Mapped[UUID | None]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=CheckState.PLANNED, server_default=text("'planned'"))
    label: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(60), default="", server_default=text("''"))
    trace_id: Mapped[str] = mapped_column(String(64), default="", server_default=text("''"))
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"))
    opens: Mapped[int] = mapped_column(SmallInteger, default=0, server_default=text("0"))
    due_at: Mapped[datetime | None] = mapped_column(TZ)
    decision: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(TZ)
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))
