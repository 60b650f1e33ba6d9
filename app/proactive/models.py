"""Tasks that a community has before anybody complains (未诉先办), with their evidence and their history."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, SmallInteger, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class TaskKind(StrEnum):
    """Why there is a task: the same thing again and again, or a season that brings it every year."""

    REPEATS = "repeats"
    SEASONAL = "seasonal"


class TaskState(StrEnum):
    """Where a task is in its life. Changed only through ``workflow.move``."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DISMISSED = "dismissed"


class TaskAction(StrEnum):
    """What can be done to a task. ``open`` is done by the system only."""

    OPEN = "open"
    START = "start"
    PLAN = "plan"
    LODGE = "lodge"
    FINISH = "finish"
    DISMISS = "dismiss"


KIND_NAMES: dict[TaskKind, str] = {TaskKind.REPEATS: "反复出现", TaskKind.SEASONAL: "季节检查"}
STATE_NAMES: dict[TaskState, str] = {
    TaskState.OPEN: "待办理",
    TaskState.DOING: "办理中",
    TaskState.DONE: "已办完",
    TaskState.DISMISSED: "不需办理",
}
ACTIVE = (TaskState.OPEN, TaskState.DOING)


class Task(Identified, Model):
    """One task of a community in one compound.

    ``found`` is what was counted when it was opened: tickets, households, all households of the compound, and the
    rules that held. ``next_on`` is the day by which somebody has to look at it again, null once it is over.
    """

    __tablename__ = "proactive_task"
    __table_args__ = (
        CheckConstraint("kind in ('repeats', 'seasonal')", name="kind_known"),
        CheckConstraint("state in ('open', 'doing', 'done', 'dismissed')", name="state_known"),
        CheckConstraint("(kind = 'repeats') = (category is not null)", name="repeats_have_category"),
        CheckConstraint("(kind = 'seasonal') = (season is not null)", name="season_named"),
        CheckConstraint("(season is null) = (season_year is null)", name="season_has_year"),
        CheckConstraint("(state in ('open', 'doing')) = (next_on is not null)", name="active_has_next_date"),
        CheckConstraint("(state in ('open', 'doing')) = (ended_at is null)", name="ended"),
        Index(
            "uq_proactive_task_repeats",
            "compound_id",
            "category",
            unique=True,
            postgresql_where=text("kind = 'repeats' AND state IN ('open', 'doing')"),
        ),
        Index(
            "uq_proactive_task_season",
            "compound_id",
            "season",
            "season_year",
            unique=True,
            postgresql_where=text("kind = 'seasonal'"),
        ),
        Index("ix_proactive_task_community", "community_id", "created_at", "id"),
        Index("ix_proactive_task_street", "street_id", "created_at", "id"),
        Index("ix_proactive_task_district", "district_id", "created_at", "id"),
        Index(
            "ix_proactive_task_next",
            "community_id",
            "next_on",
            "id",
            postgresql_where=text("state IN ('open', 'doing')"),
        ),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID]
    community_id: Mapped[UUID]
    compound_id: Mapped[UUID] = mapped_column(ForeignKey("places_compound.id"))
    kind: Mapped[str] = mapped_column(String(10))
    category: Mapped[str | None] = mapped_column(ForeignKey("tickets_category.code"))
    season: Mapped[str | None] = mapped_column(String(20))
    season_year: Mapped[int | None] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    found: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    state: Mapped[str] = mapped_column(String(10), server_default="open")
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    next_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None]


class TaskTicket(Model):
    """A ticket that belongs to a task: ``evidence`` of why there is one, or ``lodged`` by it."""

    __tablename__ = "proactive_ticket"
    __table_args__ = (
        CheckConstraint("role in ('evidence', 'lodged')", name="role_known"),
        Index("ix_proactive_ticket_ticket", "ticket_id"),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("proactive_task.id"), primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets_ticket.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class TaskEvent(Model):
    """One move of one task. ``seq`` is the task's version after it. Rows are added, never changed."""

    __tablename__ = "proactive_event"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("proactive_task.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None] = mapped_column(ForeignKey("identity_person.id"))
    action: Mapped[str] = mapped_column(String(10))
    before: Mapped[str | None] = mapped_column(String(10))
    after: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, server_default="")
    next_on: Mapped[date | None] = mapped_column(Date)
    photos: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
