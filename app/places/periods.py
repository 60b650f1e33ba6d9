"""How long a part must be under warranty at least (最低保修期), from its acceptance on. Pure; the periods are data.

A heating season (采暖期) that had begun at the acceptance counts: whether it does is left to the contract, and what a
contract may say is not refused here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import orjson

SOON = (7, 30, 90)
"""Days before the end at which a warranty is pointed at: the last joint check must lie before it."""
DATA = Path(__file__).parent / "data" / "warranty_periods.json"


@dataclass(frozen=True, slots=True)
class Period:
    """One kind of part. Without ``years`` and ``seasons`` the law names no number."""

    code: str
    name: str
    words: str
    years: int = 0
    seasons: int = 0


@dataclass(frozen=True, slots=True)
class Periods:
    """All kinds of parts, the law, and the day on which the heating season ends."""

    basis: str
    season_ends: tuple[int, int]
    by_code: dict[str, Period]


@cache
def periods() -> Periods:
    """Return the periods as they stand in the data."""
    read = orjson.loads(DATA.read_bytes())
    month, _, day = read["season_ends"].partition("-")
    found = [Period(**one) for one in read["periods"]]
    return Periods(read["basis"], (int(month), int(day)), {one.code: one for one in found})


def least_end(code: str, accepted: date) -> date | None:
    """Return the earliest last day of a warranty that the law allows, None where it names no number."""
    period = periods().by_code[code]
    if period.seasons:
        month, day = periods().season_ends
        first = date(accepted.year, month, day)
        if first < accepted:
            first = first.replace(year=accepted.year + 1)
        return first.replace(year=first.year + period.seasons - 1)
    if not period.years:
        return None
    year = accepted.year + period.years
    if (accepted.month, accepted.day) == (2, 29):  # the day before 1 March, whether that year has a 29th or not
        return date(year, 3, 1) - timedelta(days=1)
    return accepted.replace(year=year) - timedelta(days=1)


def standing(ends_on: date, day: date) -> tuple[str, int | None]:
    """Return ``over``, ``running`` or ``soon``, and for ``soon`` the narrowest of ``SOON`` that holds."""
    left = (ends_on - day).days
    if left < 0:
        return "over", None
    near = next((limit for limit in SOON if left <= limit), None)
    return ("soon", near) if near is not None else ("running", None)


def seasons(first: date, last: date) -> int:
    """Return how many heating seasons end between two days, both included: those that a warranty covers."""
    month, day = periods().season_ends
    return sum(first <= date(year, month, day) <= last for year in range(first.year, last.year + 1))


def seasons_words(code: str | None, starts_on: date, ends_on: date, day: date) -> str:
    """Return of a heating system how many seasons its warranty covers and how many of them are left."""
    if code is None or not periods().by_code[code].seasons:
        return ""
    return f"共 {seasons(starts_on, ends_on)} 个采暖期，还剩 {seasons(max(starts_on, day), ends_on)} 个"
