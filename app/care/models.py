"""Reminders that were told, so that each is told once whatever happens to the one who tells."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, SmallInteger, func
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Reminder(Model):
    """People were told ``days`` before the last day of a warranty. Another last day is another reminder.

    It points at no row: a warranty that was taken out of its table and put back is not told of twice.
    """

    __tablename__ = "care_reminder"
    __table_args__ = (CheckConstraint("days IN (7, 30, 90)", name="days"),)

    warranty_id: Mapped[UUID] = mapped_column(primary_key=True)
    ends_on: Mapped[date] = mapped_column(Date, primary_key=True)
    days: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    district_id: Mapped[UUID]
    told_at: Mapped[datetime] = mapped_column(server_default=func.now())
