"""What is kept of the tables themselves: how often one was written, and rows that were taken out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Identified, Model


class Ledger(Identified, Model):
    """How often a table of a district or compound was written: two people never write over one another."""

    __tablename__ = "places_ledger"
    __table_args__ = (UniqueConstraint("subject_id", "name"), CheckConstraint("version > 0", name="version"))

    district_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(Integer, default=1, server_default=text("1"))


class Removed(Identified, Model):
    """A row that was entered by mistake and taken out (``created_at``), with what is needed to put it back.

    ``row`` is how people saw it, ``kept`` the columns of its table.
    """

    __tablename__ = "places_removed"
    __table_args__ = (
        Index("ix_places_removed_subject_id_name", "subject_id", "name", "created_at", "id"),
        CheckConstraint("(restored_at IS NULL) = (restored_by IS NULL)", name="restored"),
    )

    district_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(20))
    row_id: Mapped[UUID]
    label: Mapped[str] = mapped_column(String(200))
    row: Mapped[dict[str, Any]] = mapped_column(JSONB)
    kept: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(String(200))
    removed_by: Mapped[UUID]
    restored_at: Mapped[datetime | None]
    restored_by: Mapped[UUID | None]
