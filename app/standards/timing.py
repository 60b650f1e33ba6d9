"""When something is to be done, and whether it was: the windows of a frequency. Pure, in days of Beijing.

A window is a whole period of the calendar: a day, a week from Monday, the first or second half of a month, a month, two
months, a quarter, half a year, a year, two years, or a season. Within it, something is to be done so many times. A
window counts when the demand holds for at least half of its days, so that nobody is late on the day after signing and
nobody escapes a year by signing in March. What is done outside a counting window is proof all the same.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal

MonthDay = tuple[int, int]
State = Literal["on_time", "due", "late", "as_needed"]

ONE = timedelta(days=1)
LOOK_BACK: dict[str, int] = {
    "day": 400, "week": 430, "half_month": 430, "month": 460, "two_months": 500, "quarter": 560, "half_year": 750,
    "season": 800, "year": 1130, "two_years": 1860,
}  # fmt: skip
"""How many days of windows are laid out before today: those that ended within twelve months, and one before them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """So many times per period. With ``between`` only windows that begin within those days of the year are meant;
    a ``season`` is that span itself. A span may run over New Year."""

    times: int
    per: str
    between: tuple[MonthDay, MonthDay] | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A period with both its days, how often something is to be done in it, and the last day to do it in time."""

    starts_on: date
    ends_on: date
    times: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands today.

    ``late``: the last window that ended was missed and nothing was done since; ``late_since`` is its last day, of the
    first such window. ``due``: something is still to be done in a window that runs. ``next_due_on`` is the last day to
    do it in time, in the past when late. ``window`` is the one that runs, with how often it was ``done`` in it.
    """

    state: State
    window: Window | None = None
    done: int = 0
    next_due_on: date | None = None
    late_since: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Of how many windows that ended how many were met."""

    met: int = 0
    ended: int = 0

    @property
    def permille(self) -> int | None:
        """Return the share in tenths of a percent, rounded down; None without any window."""
        return self.met * 1000 // self.ended if self.ended else None

    def __add__(self, other: Share) -> Share:
        return Share(self.met + other.met, self.ended + other.ended)


class Tally:
    """How often something was done on each day, for quick sums over spans of days."""

    def __init__(self, done: Mapping[date, int]) -> None:
        self._days = sorted(done)
        self._sums = [0, *accumulate(done[day] for day in self._days)]

    def between(self, first: date, last: date) -> int:
        """Return how often from ``first`` to ``last``, both included."""
        return self._sums[bisect_right(self._days, last)] - self._sums[bisect_left(self._days, first)]


# --- periods of the calendar ---


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _months(day: date, count: int) -> tuple[date, date]:
    """Return the span of ``count`` months, counted from January of an even year, that holds ``day``."""
    first = ((day.year % 2) * 12 + day.month - 1) // count * count
    base = day.year - day.year % 2
    last = first + count - 1
    return date(base + first // 12, first % 12 + 1, 1), _month_end(base + last // 12, last % 12 + 1)


def _half_month(day: date) -> tuple[date, date]:
    if day.day <= 15:
        return day.replace(day=1), day.replace(day=15)
    return day.replace(day=16), _month_end(day.year, day.month)


def _week(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


PERIODS: dict[str, Callable[[date], tuple[date, date]]] = {
    "day": lambda day: (day, day),
    "week": _week,
    "half_month": _half_month,
    "month": lambda day: _months(day, 1),
    "two_months": lambda day: _months(day, 2),
    "quarter": lambda day: _months(day, 3),
    "half_year": lambda day: _months(day, 6),
    "year": lambda day: _months(day, 12),
    "two_years": lambda day: _months(day, 24),
}


def _within(day: date, between: tuple[MonthDay, MonthDay]) -> bool:
    first, last = between
    at = (day.month, day.day)
    return first <= at <= last if first <= last else at >= first or at <= last


def spans(rule: Rule, first: date, last: date) -> Iterable[tuple[date, date]]:
    """Yield the periods of ``rule`` that have a day from ``first`` to ``last``, in order."""
    if rule.per == "season":
        yield from _seasons(rule, first, last)
        return
    period = PERIODS[rule.per]
    begin, end = period(first)
    while begin <= last:
        if rule.between is None or _within(begin, rule.between):
            yield begin, end
        begin, end = period(end + ONE)


def _seasons(rule: Rule, first: date, last: date) -> Iterable[tuple[date, date]]:
    if rule.between is None:
        return
    opens, closes = rule.between
    for year in range(first.year - 1, last.year + 1):
        begin = date(year, *opens)
        end = date(year + (closes < opens), *closes)
        if begin <= last and end >= first:
            yield begin, end


# --- what counts ---


def windows(rules: Iterable[Rule], since: date, until: date | None, today: date) -> list[Window]:
    """Return the windows that count, by their last day: from about a year back to the next one of each rule.

    The demand holds from ``since`` to ``until`` (both included; None: without an end).
    """
    found: list[Window] = []
    for rule in rules:
        begin = max(since, today - timedelta(days=LOOK_BACK[rule.per]))
        horizon = today + timedelta(days=800)
        for first, last in spans(rule, begin, horizon):
            held = (min(last, until) if until else last) - max(first, since) + ONE
            if 2 * held >= last - first + ONE:
                found.append(Window(first, last, rule.times, min(last, until) if until else last))
            if first > today:
                break
    return sorted(found, key=lambda window: (window.due_on, window.starts_on))


def standing(laid_out: Sequence[Window], tally: Tally, today: date) -> Standing:
    """Return how an item with these windows stands on ``today``."""
    running = [window for window in laid_out if window.starts_on <= today <= window.due_on]
    window = running[0] if running else None
    done = tally.between(window.starts_on, window.ends_on) if window else 0
    missed = [
        one
        for one in laid_out
        if one.due_on < today and not _met(one, tally) and tally.between(one.due_on + ONE, today) == 0
    ]
    if missed:
        return Standing("late", window, done, missed[0].due_on, missed[0].due_on)
    open_ones = [one for one in running if not _met(one, tally)]
    if open_ones:
        window = open_ones[0]
        done = tally.between(window.starts_on, window.ends_on)
        return Standing("due", window, done, window.due_on)
    coming = [one for one in laid_out if one.starts_on > today]
    if not laid_out:
        return Standing("as_needed")
    return Standing("on_time", window, done, coming[0].due_on if coming else None)


def _met(window: Window, tally: Tally) -> bool:
    return tally.between(window.starts_on, window.ends_on) >= window.times


def share(laid_out: Iterable[Window], tally: Tally, first: date, last: date) -> Share:
    """Return the share of windows met, of those whose last day lies from ``first`` to ``last``."""
    ended = [window for window in laid_out if first <= window.due_on <= last]
    return Share(sum(_met(window, tally) for window in ended), len(ended))


def twelve_months(today: date) -> list[tuple[date, date]]:
    """Return the last twelve months up to yesterday, the running one last, each with its first and last day."""
    found: list[tuple[date, date]] = []
    last = today - ONE
    for _ in range(12):
        first = last.replace(day=1)
        found.append((first, last))
        last = first - ONE
    return found[::-1]
