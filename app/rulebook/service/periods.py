"""Days and months in Beijing as instants. Pure but for the present day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.core.clock import BEIJING, now, today
from app.core.errors import InvalidInput

LONGEST_DAYS = 366
"""The longest period of a dry run."""


def midnight(day: date) -> datetime:
    """Return the first instant of a day."""
    return datetime.combine(day, time(), BEIJING)


def last_month() -> date:
    """Return the first day of the month before this one."""
    return (today().replace(day=1) - timedelta(days=1)).replace(day=1)


def month_of(words: str | None) -> tuple[str, datetime, datetime]:
    """Return a month (``2026-11``; None is the last one) with its first instant and the first one after it."""
    first = date.fromisoformat(f"{words}-01") if words else last_month()
    after = (first + timedelta(days=31)).replace(day=1)
    return f"{first:%Y-%m}", midnight(first), midnight(after)


def period(since: date | None, until: date | None) -> tuple[datetime, datetime]:
    """Return the days from ``since`` to ``until``, or the last month, as [start, end), which ends now at the latest.

    Raises ``InvalidInput`` for half a period, one that is no period, and one that is too long.
    """
    if since is None and until is None:
        since, until = last_month(), today().replace(day=1) - timedelta(days=1)
    if since is None or until is None:
        raise InvalidInput(fields={"since" if since is None else "until": ["请选择开始和结束日期"]})
    if not since <= until <= today():
        raise InvalidInput(fields={"until": ["结束日期应不早于开始日期，也不晚于今天"]})
    if (until - since).days >= LONGEST_DAYS:
        raise InvalidInput(fields={"until": [f"一次最多试算{LONGEST_DAYS}天"]})
    return midnight(since), min(midnight(until + timedelta(days=1)), now())
