"""The assembly of owners (业主大会) of a compound: when it was set up, by which rules it works, and its meetings."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, SmallInteger, String, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model
from app.governance.models.committees import one_of


class SessionKind(StrEnum):
    """Which meeting: the one that its rules ask for, or one that owners or the committee called besides."""

    REGULAR = "regular"
    TEMPORARY = "temporary"


class SessionState(StrEnum):
    """Where a meeting is. Changed only through ``workflow``."""

    ASKED = "asked"
    ANNOUNCED = "announced"
    HELD = "held"
    POSTED = "posted"
    CANCELLED = "cancelled"


class SessionAction(StrEnum):
    """What can be done to a meeting."""

    ANNOUNCE = "announce"
    HOLD = "hold"
    POST = "post"
    CANCEL = "cancel"


class Form(StrEnum):
    """How owners met: together, or by asking each in writing, on paper or by the city's electronic vote."""

    TOGETHER = "together"
    PAPER = "paper"
    EVOTE = "evote"


KIND_OF_SESSION: dict[SessionKind, str] = {SessionKind.REGULAR: "定期会议", SessionKind.TEMPORARY: "临时会议"}
SESSION_STATE_NAMES: dict[SessionState, str] = {
    SessionState.ASKED: "业主已提议",
    SessionState.ANNOUNCED: "已通知",
    SessionState.HELD: "已召开，结果待公示",
    SessionState.POSTED: "结果已公示",
    SessionState.CANCELLED: "不开了",
}
FORM_NAMES: dict[Form, str] = {Form.TOGETHER: "集体讨论", Form.PAPER: "书面征求意见", Form.EVOTE: "电子投票"}


class Assembly(Identified, Model):
    """The one assembly of a compound. ``set_up_on`` is empty while only its preparation is known.

    ``every_months`` is how often its own rules ask for a regular meeting; the law allows no more than twelve.
    """

    __tablename__ = "governance_assembly"
    __table_args__ = (
        CheckConstraint("every_months BETWEEN 1 AND 12", name="every"),
        CheckConstraint("(convention_on IS NULL) = (convention = '')", name="convention"),
        CheckConstraint("(procedure_on IS NULL) = (procedure = '')", name="procedure"),
        Index("ix_governance_assembly_community", "community_id"),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places_region.id"))
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"), unique=True)
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    set_up_on: Mapped[date | None] = mapped_column(Date)
    convention_on: Mapped[date | None] = mapped_column(Date)
    convention: Mapped[str] = mapped_column(String(40), default="", server_default="")
    procedure_on: Mapped[date | None] = mapped_column(Date)
    procedure: Mapped[str] = mapped_column(String(40), default="", server_default="")
    every_months: Mapped[int] = mapped_column(SmallInteger, default=12, server_default=text("12"))


class AssemblyMeeting(Identified, Model):
    """A meeting of an assembly. ``askers`` of ``owners`` asked for it on ``asked_on``; ``poll_id`` is its vote."""

    __tablename__ = "governance_assembly_meeting"
    __table_args__ = (
        CheckConstraint(one_of("kind", SessionKind), name="kind_known"),
        CheckConstraint(one_of("state", SessionState), name="state_known"),
        CheckConstraint("form IS NULL OR " + one_of("form", Form), name="form_known"),
        CheckConstraint("(asked_on IS NULL) = (askers IS NULL)", name="asked"),
        CheckConstraint("state NOT IN ('held', 'posted') OR held_on IS NOT NULL", name="held"),
        CheckConstraint("state <> 'posted' OR posted_on IS NOT NULL", name="posted"),
        Index("ix_governance_assembly_meeting_assembly", "assembly_id", "created_at"),
    )

    assembly_id: Mapped[UUID] = mapped_column(ForeignKey("governance_assembly.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    topics: Mapped[str] = mapped_column(Text)
    asked_on: Mapped[date | None] = mapped_column(Date)
    askers: Mapped[int | None] = mapped_column(Integer)
    owners: Mapped[int | None] = mapped_column(Integer)
    form: Mapped[str | None] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(String(100), default="", server_default="")
    notice_on: Mapped[date | None] = mapped_column(Date)
    planned_on: Mapped[date | None] = mapped_column(Date)
    held_on: Mapped[date | None] = mapped_column(Date)
    result: Mapped[str] = mapped_column(Text, default="", server_default="")
    poll_id: Mapped[UUID | None]
    posted_on: Mapped[date | None] = mapped_column(Date)
    posted_at: Mapped[str] = mapped_column(String(300), default="", server_default="")
    because: Mapped[str] = mapped_column(String(300), default="", server_default="")


class AssemblyEvent(Model):
    """One step of one assembly or of one of its meetings. Rows are added, never changed."""

    __tablename__ = "governance_assembly_event"

    assembly_id: Mapped[UUID] = mapped_column(ForeignKey("governance_assembly.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(300), server_default="")
