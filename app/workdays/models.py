"""Years with their days off and make-up days, each in versions that are never changed once published."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    SmallInteger,
    String,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class YearState(StrEnum):
    """The life of a version of a year. The one published counts; earlier ones stay readable."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class CalendarYear(Model):
    """One version of a year. ``source`` is the notice of the State Council it follows; ``revision`` counts edits."""

    __tablename__ = "workdays_year"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'published', 'retired')", name="state_known"),
        CheckConstraint("year between 2000 and 2200", name="year_plausible"),
        CheckConstraint("state = 'draft' or published_at is not null", name="published_has_time"),
        Index("uq_workdays_year_published", "year", unique=True, postgresql_where=text("state = 'published'")),
        Index("uq_workdays_year_draft", "year", unique=True, postgresql_where=text("state = 'draft'")),
    )

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    state: Mapped[YearState] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(120), server_default="")
    note: Mapped[str] = mapped_column(String(300), server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[UUID | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[UUID | None]


class CalendarDay(Model):
    """A day that differs from its weekday: a day off (``working`` false), or a make-up day (调休上班)."""

    __tablename__ = "workdays_day"
    __table_args__ = (
        ForeignKeyConstraint(["year", "version"], ["workdays_year.year", "workdays_year.version"]),
        CheckConstraint("extract(year from day) = year", name="day_of_year"),
    )

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    working: Mapped[bool]
    name: Mapped[str] = mapped_column(String(20), server_default="")
