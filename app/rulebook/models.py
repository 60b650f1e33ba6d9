"""Dry runs of routing rules. The rules themselves are ``app.tickets.models.reference.RuleSet``."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model
from app.tickets.models import Ticket, one_of


class RunState(StrEnum):
    """The life of a dry run."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


RUN_STATE_NAMES = {
    RunState.QUEUED: "排队中",
    RunState.RUNNING: "试算中",
    RunState.DONE: "已完成",
    RunState.CANCELLED: "已取消",
}


class Run(Identified, Model):
    """One dry run (试算): what a version would have done to the tickets of a period, beside the rules in force.

    A person has one at a time.

    ``rules`` and ``base_rules`` are copies, so that the result stays what it was when a draft goes on being edited.
    ``set_id`` is the version judged (``queries.FIRST_ID`` for the product's own). ``street_id`` narrows it to the
    tickets of one street. ``cursor_*`` is the last ticket judged; ``tally`` and ``examples`` grow with each step.
    """

    __tablename__ = "rulebook_run"
    __table_args__ = (
        CheckConstraint(f"state in ({one_of(RunState)})", name="state_known"),
        CheckConstraint("done between 0 and total", name="within_total"),
        Index("ix_rulebook_run_newest", "district_id", "set_id", "created_at", "id"),
        Index(
            "uq_rulebook_run_active",
            "requested_by",
            unique=True,
            postgresql_where=text("state in ('queued', 'running')"),
        ),
    )

    district_id: Mapped[UUID]
    street_id: Mapped[UUID | None]
    set_id: Mapped[UUID]
    set_version: Mapped[int]
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    base_number: Mapped[int]
    base_rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    since: Mapped[datetime]
    until: Mapped[datetime]
    state: Mapped[RunState] = mapped_column(String(10), server_default="queued")
    total: Mapped[int] = mapped_column(server_default=text("0"))
    capped: Mapped[bool] = mapped_column(server_default=text("false"))
    done: Mapped[int] = mapped_column(server_default=text("0"))
    cursor_at: Mapped[datetime | None]
    cursor_id: Mapped[UUID | None]
    tally: Mapped[dict[str, Any]] = mapped_column(JSONB)
    examples: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("identity_person.id"))
    moved_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


# Accuracy looks at what was closed in a period; nobody else asks for that order.
Index(
    "ix_tickets_ticket_closed",
    Ticket.district_id,
    Ticket.closed_at,
    Ticket.id,
    postgresql_where=text("state = 'closed'"),
)
