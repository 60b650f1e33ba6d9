"""Working days in Beijing with their days off and make-up days (调休). Pure; the days themselves are data.

A year whose days off are not published yet is guessed from its weekends, and whoever counts over it is told so
(``provisional``); no year makes a calculation fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.core.clock import BEIJING

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that differ from the week: ``days`` says of each whether it is a working day.

    ``years`` are those whose days off were published. ``version`` grows with every publication.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    version: int = 0

    def is_known(self, year: int) -> bool:
        """Return whether the days off of ``year`` were published."""
        return year in self.years

    def is_working(self, day: date) -> bool:
        """Return whether ``day`` is a working day, by its weekday where nothing else is known."""
        return self.days.get(day, day.weekday() < SATURDAY)

    def next_working_day(self, day: date) -> date:
        """Return the first working day after ``day``."""
        day += ONE_DAY
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: datetime, n: int) -> datetime:
        """Return the instant ``n`` working days after ``start``, at its time of day in Beijing.

        Days are counted from the day after ``start``; with ``n`` = 0 it is ``start`` itself.
        """
        local = start.astimezone(BEIJING)
        day = local.date()
        for _ in range(n):
            day = self.next_working_day(day)
        return datetime.combine(day, local.timetz()) if n else start

    def roll_forward(self, due: datetime) -> datetime:
        """Return ``due``, or the same time on the next working day when its day is none (民法典第203条)."""
        local = due.astimezone(BEIJING)
        if self.is_working(local.date()):
            return due
        return datetime.combine(self.next_working_day(local.date()), local.timetz())

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie after ``start`` up to and including ``end``."""
        return sum(self.is_working(start + ONE_DAY * n) for n in range(1, (end - start).days + 1))

    def provisional(self, start: datetime, end: datetime) -> bool:
        """Return whether the days from ``start`` to ``end`` touch a year whose days off are not published."""
        first, last = start.astimezone(BEIJING).year, end.astimezone(BEIJING).year
        return any(not self.is_known(year) for year in range(first, last + 1))
