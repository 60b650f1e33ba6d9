"""When people report: by month, by season of the matter, by hour of the day. Figures: domain study, 13.3 and 1.3."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from app.core.clock import BEIJING

MONTHS = (1.0, 0.9, 1.0, 0.9, 0.95, 1.05, 1.15, 1.2, 1.05, 0.95, 1.15, 1.05)
"""Factor of each month, January first."""

# Share of each hour in per cent: 30 fall in 9-11, 22 in 14-16.
HOURS = (
    0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 1.7, 4.5, 6.5, 15.0, 15.0, 5.5,
    2.5, 3.5, 11.0, 11.0, 6.0, 5.0, 3.5, 3.5, 2.5, 1.0, 0.4, 0.1,
)  # fmt: skip

HEATING = (1.0, 0.9, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.15, 1.0, 0.9)
RAIN = (0.05, 0.05, 0.1, 0.15, 0.3, 0.7, 1.0, 1.0, 0.6, 0.2, 0.05, 0.05)
WARM = (0.1, 0.1, 0.3, 0.6, 0.8, 1.0, 1.0, 1.0, 0.8, 0.5, 0.2, 0.1)
SNOW_AND_RAIN = (1.0, 0.8, 0.3, 0.1, 0.1, 0.3, 0.7, 0.7, 0.2, 0.1, 0.4, 0.9)
SEASONS: dict[str, tuple[float, ...]] = {
    "0101": RAIN,
    "0104": RAIN,
    "0601": HEATING,
    "0602": HEATING,
    "0603": HEATING,
    "0902": SNOW_AND_RAIN,
    "0903": WARM,
    "1101": WARM,
    "1102": WARM,
    "1402": WARM,
}
LEAST_IN_SEASON = 0.1
TRIES = 60
DAY_BEGINS, DAY_ENDS = 8, 18


def reported_on(chance: Random, today: date, category: str, *, least_age_days: int, days: int) -> date:
    """Return a day between ``days`` and ``least_age_days`` before ``today``, likely in the matter's season."""
    season = SEASONS.get(category)
    highest = max(MONTHS)
    day = today
    for _ in range(TRIES):
        day = today - timedelta(days=chance.randint(least_age_days, days - 1))
        wanted = MONTHS[day.month - 1] / highest * (season[day.month - 1] if season else 1.0)
        if chance.random() < wanted:
            break
    return day


def in_season(category: str, month: int) -> bool:
    """Return whether the matter is reported at all in ``month`` (1 to 12)."""
    season = SEASONS.get(category)
    return season is None or season[month - 1] >= LEAST_IN_SEASON


def reported_at(chance: Random, day: date) -> datetime:
    """Return a moment of ``day`` at which somebody reports."""
    hour = chance.choices(range(24), HOURS)[0]
    return moment(day, hour, chance.randrange(60), chance.randrange(60))


def moment(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return the instant at which it is this o'clock in Beijing on ``day``."""
    return datetime.combine(day, time(hour, minute, second), tzinfo=BEIJING)


def in_working_hours(at: datetime, chance: Random) -> datetime:
    """Return ``at``, or some minutes after work begins next when nobody works at that hour."""
    local = at.astimezone(BEIJING)
    if DAY_BEGINS <= local.hour < DAY_ENDS:
        return at
    day = local.date() if local.hour < DAY_BEGINS else local.date() + timedelta(days=1)
    return moment(day, DAY_BEGINS, chance.randrange(60))
