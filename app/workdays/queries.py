"""SELECTs on the calendar of working days."""

from __future__ import annotations

from sqlalchemy import func, select, text

from app.core.calendar import Calendar
from app.core.db import db, fast
from app.workdays.models import CalendarDay, CalendarYear, YearState

IN_FORCE = text("""
    SELECT y.year, y.version, d.day, d.working FROM workdays_year y
    LEFT JOIN workdays_day d ON d.year = y.year AND d.version = y.version WHERE y.state = 'published'
""")


def in_force() -> Calendar:
    """Return the calendar of all published years."""
    with fast() as connection:
        rows = connection.execute(IN_FORCE).all()
    versions = {row.year: row.version for row in rows}
    days = {row.day: row.working for row in rows if row.day is not None}
    return Calendar(days, frozenset(versions), sum(versions.values()))


def years() -> list[CalendarYear]:
    """Return every version of every year, newest first."""
    return list(
        db.session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc(), CalendarYear.version.desc()))
    )


def year(number: int, version: int | None = None, *, lock: bool = False) -> CalendarYear | None:
    """Return a version of a year: the named one, else the draft, else what is published."""
    statement = select(CalendarYear).where(CalendarYear.year == number)
    if version is not None:
        statement = statement.where(CalendarYear.version == version)
    else:
        statement = statement.where(CalendarYear.state != YearState.RETIRED).order_by(CalendarYear.version.desc())
    if lock:
        statement = statement.with_for_update()
    return db.session.scalar(statement.limit(1))


def published(number: int, *, lock: bool = False) -> CalendarYear | None:
    """Return the version of a year that counts."""
    statement = select(CalendarYear).where(CalendarYear.year == number, CalendarYear.state == YearState.PUBLISHED)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def newest_version(number: int) -> int:
    """Return the highest version number of a year, 0 when there is none."""
    return db.session.scalar(select(func.max(CalendarYear.version)).where(CalendarYear.year == number)) or 0


def days(number: int, version: int) -> list[CalendarDay]:
    """Return the days of one version in order."""
    statement = select(CalendarDay).where(CalendarDay.year == number, CalendarDay.version == version)
    return list(db.session.scalars(statement.order_by(CalendarDay.day)))


def lock_year(number: int) -> None:
    """Let one transaction at a time make or publish a version of a year."""
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 7270_0000 + number})
