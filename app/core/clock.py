"""The only source of the current time, so that tests can freeze it in one place."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the current instant, timezone-aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the present calendar day in Beijing, where every contract and warranty date is meant."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Return the calendar day of ``moment`` in Beijing."""
    return moment.astimezone(BEIJING).date()


def as_beijing(moment: datetime) -> str:
    """Return ``moment`` as people here write it: ``11月22日 14:05``, with the year when it is another one."""
    local = moment.astimezone(BEIJING)
    year = "" if local.year == today().year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local:%H:%M}"


def years_on(day: date, years: int) -> date:
    """Return the same day some years later, 28 February where there is no 29th."""
    if (day.month, day.day) == (2, 29) and not isleap(day.year + years):
        return date(day.year + years, 2, 28)
    return day.replace(year=day.year + years)
