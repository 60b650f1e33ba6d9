"""Call-backs (回访): one task per person and round, tries, lasting answers, exclusions, and rate cells."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model
from app.tickets.models import Outcome, one_of


class TaskState(StrEnum):
    """The life of a call-back. ``unreached`` stays out of the rates but is shown; ``void`` never counted."""

    OPEN = "open"
    ANSWERED = "answered"
    UNREACHED = "unreached"
    VOID = "void"


TASK_STATE_NAMES = {
    TaskState.OPEN: "待回访",
    TaskState.ANSWERED: "已回访",
    TaskState.UNREACHED: "未联系上",
    TaskState.VOID: "不再回访",
}


class Channel(StrEnum):
    """How the answer came."""

    APP = "app"
    LINK = "link"
    PHONE = "phone"
    VISIT = "visit"


class Satisfaction(StrEnum):
    """How satisfied (DB11/T 751: 基本满意 and above counts)."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"


SATISFACTION_NAMES = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.FAIR: "基本满意",
    Satisfaction.DISSATISFIED: "不满意",
}


class Reason(StrEnum):
    """Why an order does not count in the rates (考评负面清单; the street approves each)."""

    UNREASONABLE = "unreasonable"
    UNLAWFUL = "unlawful"
    BEYOND_DUTY = "beyond_duty"
    LITIGATION = "litigation"
    REPEATED = "repeated"
    LEDGER = "ledger"


REASON_NAMES = {
    Reason.UNREASONABLE: "诉求不合理",
    Reason.UNLAWFUL: "诉求不合法",
    Reason.BEYOND_DUTY: "不属于职责范围",
    Reason.LITIGATION: "已进入诉讼、仲裁、信访等渠道",
    Reason.REPEATED: "同一事项已办结、没有新情况",
    Reason.LEDGER: "疑难事项已挂账",
}


class Task(Identified, Model):
    """One person's call-back about one round of one ticket. ``month`` is that of the deadline.

    ``company_id`` is who was responsible when it was made, or the first one after that; none until there is one. The
    result columns repeat the answer in effect. ``for_district``: neither community nor street may call back. One that
    is ``void`` opens again when its person is to be asked after all.
    """

    __tablename__ = "callbacks_task"
    __table_args__ = (
        UniqueConstraint("ticket_id", "round", "person_id"),
        CheckConstraint(f"state in ({one_of(TaskState)})", name="state_known"),
        CheckConstraint("(state = 'answered') = (outcome is not null)", name="answered_has_outcome"),
        Index("ix_callbacks_task_person", "person_id", "created_at"),
        Index("ix_callbacks_task_open_community", "community_id", "created_at", "id"),
        Index("ix_callbacks_task_open_street", "street_id", "created_at", "id"),
        Index(
            "ix_callbacks_task_for_district",
            "district_id",
            "created_at",
            "id",
            postgresql_where=text("for_district"),
        ),
        Index("ix_callbacks_task_cell", "compound_id", "company_id", "month"),
        Index("ix_callbacks_task_token", "token_hash", unique=True, postgresql_where=text("token_hash IS NOT NULL")),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"))
    round: Mapped[int] = mapped_column(SmallInteger)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    is_reporter: Mapped[bool]
    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    company_id: Mapped[UUID | None] = mapped_column(ForeignKey("places_organisation.id"))
    kind: Mapped[str] = mapped_column(String(16))
    month: Mapped[date] = mapped_column(Date)
    state: Mapped[TaskState] = mapped_column(String(10), server_default="open")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    in_time: Mapped[bool]
    excluded: Mapped[bool] = mapped_column(server_default=text("false"))
    for_district: Mapped[bool] = mapped_column(server_default=text("false"))
    tries: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    responded: Mapped[bool | None]
    outcome: Mapped[Outcome | None] = mapped_column(String(10))
    satisfaction: Mapped[Satisfaction | None] = mapped_column(String(14))
    answered_at: Mapped[datetime | None]
    token_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    token_until: Mapped[datetime | None]


class Try(Model):
    """One attempt to reach somebody by telephone or at the door."""

    __tablename__ = "callbacks_try"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("callbacks_task.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by_id: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    note: Mapped[str] = mapped_column(Text, server_default="")


class Answer(Model):
    """An answer, or the correction of one (``seq`` > 1). Rows are added, never changed; the last one counts."""

    __tablename__ = "callbacks_answer"
    __table_args__ = (
        CheckConstraint(f"outcome in ({one_of(Outcome)})", name="outcome_known"),
        CheckConstraint(f"satisfaction in ({one_of(Satisfaction)})", name="satisfaction_known"),
        CheckConstraint(f"channel in ({one_of(Channel)})", name="channel_known"),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("callbacks_task.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    channel: Mapped[Channel] = mapped_column(String(8))
    contacted: Mapped[bool | None]
    outcome: Mapped[Outcome] = mapped_column(String(10))
    satisfaction: Mapped[Satisfaction] = mapped_column(String(14))
    reason: Mapped[str] = mapped_column(Text, server_default="")
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    why_corrected: Mapped[str] = mapped_column(Text, server_default="")


class ExclusionState(StrEnum):
    """The life of an exclusion. While it is ``approved`` the whole order stays out of the rates."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    REVOKED = "revoked"


class Exclusion(Identified, Model):
    """Leaving an order out of the rates: asked for with a reason, decided by the street, by another person.

    What was approved is taken back (``revoked``) by a third decision: of the street again, not of who approved it.
    """

    __tablename__ = "callbacks_exclusion"
    __table_args__ = (
        CheckConstraint(f"state in ({one_of(ExclusionState)})", name="state_known"),
        CheckConstraint(f"reason in ({one_of(Reason)})", name="reason_known"),
        CheckConstraint("decided_by is null or decided_by <> asked_by", name="two_people"),
        CheckConstraint("revoked_by is null or revoked_by <> decided_by", name="revoked_by_another"),
        Index(
            "uq_callbacks_exclusion_open",
            "ticket_id",
            unique=True,
            postgresql_where=text("state IN ('pending', 'approved')"),
        ),
        Index("ix_callbacks_exclusion_street", "street_id", "created_at", "id"),
    )

    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"))
    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    reason: Mapped[Reason] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[ExclusionState] = mapped_column(String(10), server_default="pending")
    version: Mapped[int] = mapped_column(server_default=text("1"))
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(Text, server_default="")
    revoked_by: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    revoked_at: Mapped[datetime | None]
    revoke_note: Mapped[str] = mapped_column(Text, server_default="")


COUNTS = (
    "orders",
    "excluded",
    "waiting",
    "unreached",
    "valid",
    "responded",
    "solved",
    "partly",
    "unsolved",
    "satisfied",
    "complaints",
    "complaints_in_time",
    "repairs",
    "repairs_called",
)
"""The counted columns of a cell; the rates are quotients of them."""


NOBODY = UUID(int=0)
"""In place of a company, in cells and on the wire: the order had no organisation yet (没有承办单位)."""


class Cell(Model):
    """The counts of one compound, company (or ``NOBODY``) and month. Always the sum over its tasks.

    See ``service.rollup``.
    """

    __tablename__ = "callbacks_cell"
    __table_args__ = (
        Index("ix_callbacks_cell_community", "community_id", "month"),
        Index("ix_callbacks_cell_street", "street_id", "month"),
        Index("ix_callbacks_cell_district", "district_id", "month"),
        Index("ix_callbacks_cell_company", "company_id", "month"),
    )

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    compound_id: Mapped[UUID] = mapped_column(primary_key=True)
    company_id: Mapped[UUID] = mapped_column(primary_key=True)
    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    orders: Mapped[int]
    excluded: Mapped[int]
    waiting: Mapped[int]
    unreached: Mapped[int]
    valid: Mapped[int]
    responded: Mapped[int]
    solved: Mapped[int]
    partly: Mapped[int]
    unsolved: Mapped[int]
    satisfied: Mapped[int]
    complaints: Mapped[int]
    complaints_in_time: Mapped[int]
    repairs: Mapped[int]
    repairs_called: Mapped[int]


class Weights(Model):
    """The weights of the three rates in the score, in per cent, from a month on. Not published: a setting [mem]."""

    __tablename__ = "callbacks_weights"
    __table_args__ = (CheckConstraint("response + solution + satisfaction = 100", name="whole"),)

    since: Mapped[date] = mapped_column(Date, primary_key=True)
    response: Mapped[int] = mapped_column(SmallInteger)
    solution: Mapped[int] = mapped_column(SmallInteger)
    satisfaction: Mapped[int] = mapped_column(SmallInteger)
