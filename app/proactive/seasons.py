"""The seasons that bring the same trouble every year, from data/seasons.json, and when they are. Pure.

The dates are those of Beijing (see ``source`` in the file); a season that runs over New Year belongs to the year in
which it begins. How many days before a season its tasks are opened is a product rule.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data" / "seasons.json"


@dataclass(frozen=True, slots=True)
class Season:
    """One season. ``starts`` and ``ends`` are month and day; ``checks`` is what to look at in every compound.

    ``categories`` are those whose tickets of last time are shown, ``asset_kinds`` the equipment to look at.
    """

    code: str
    name: str
    starts: tuple[int, int]
    ends: tuple[int, int]
    lead_days: int
    groups: tuple[str, ...]
    categories: tuple[str, ...]
    asset_kinds: tuple[str, ...]
    checks: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A season of one year: when its tasks are opened, when it begins and ends (both days included)."""

    season: Season
    year: int
    opens_on: date
    starts_on: date
    ends_on: date


def _month_and_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


@cache
def seasons() -> dict[str, Season]:
    """Return the seasons by code, in the order of the file."""
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        item["code"]: Season(
            code=item["code"],
            name=item["name"],
            starts=_month_and_day(item["starts"]),
            ends=_month_and_day(item["ends"]),
            lead_days=item["lead_days"],
            groups=tuple(item["groups"]),
            categories=tuple(item["categories"]),
            asset_kinds=tuple(item["asset_kinds"]),
            checks=tuple(item["checks"]),
            source=item["source"],
        )
        for item in raw
    }


def occurrence(season: Season, year: int) -> Occurrence:
    """Return the season that begins in ``year``."""
    starts_on = date(year, *season.starts)
    ends_on = date(year + (season.ends < season.starts), *season.ends)
    return Occurrence(season, year, starts_on - timedelta(days=season.lead_days), starts_on, ends_on)


def at_or_after(season: Season, day: date) -> Occurrence:
    """Return the season that is being prepared or runs on ``day``; else the next one."""
    years = (day.year - 1, day.year, day.year + 1)
    return next(found for found in (occurrence(season, year) for year in years) if found.ends_on >= day)
