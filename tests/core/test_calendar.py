"""Working days: the published years against their notices, and the laws that counting obeys."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import Calendar
from app.core.clock import BEIJING
from app.workdays.service.editing import DATA, _parsed


def published() -> Calendar:
    """Return the calendar of the data files."""
    days = {}
    for path in DATA.glob("*.txt"):
        words = path.read_text(encoding="utf-8").split("\n", 1)[1]
        days |= {day: working for day, working, _ in _parsed(words, int(path.stem))}
    return Calendar(days, frozenset(int(path.stem) for path in DATA.glob("*.txt")), 3)


KNOWN = published()

# (start, working days, due), read off the notices by hand.
GOLDEN = [
    ("2024-02-08 10:00", 1, "2024-02-09 10:00"),  # the eve of the festival was a working day in 2024
    ("2024-02-09 10:00", 1, "2024-02-18 10:00"),  # eight days off, then a Sunday made up
    ("2024-02-17 10:00", 1, "2024-02-18 10:00"),
    ("2024-02-02 17:59", 1, "2024-02-04 17:59"),  # made-up Sunday before the festival
    ("2024-04-03 09:00", 1, "2024-04-07 09:00"),
    ("2024-04-26 17:59", 1, "2024-04-28 17:59"),
    ("2024-04-30 12:00", 1, "2024-05-06 12:00"),
    ("2024-05-10 12:00", 1, "2024-05-11 12:00"),
    ("2024-06-07 12:00", 1, "2024-06-11 12:00"),
    ("2024-09-13 12:00", 1, "2024-09-14 12:00"),
    ("2024-09-14 12:00", 1, "2024-09-18 12:00"),
    ("2024-09-30 08:00", 1, "2024-10-08 08:00"),
    ("2024-10-11 08:00", 1, "2024-10-12 08:00"),
    ("2024-12-31 23:59", 1, "2025-01-02 23:59"),
    ("2025-01-24 17:59", 1, "2025-01-26 17:59"),
    ("2025-01-27 17:59", 1, "2025-02-05 17:59"),
    ("2025-01-27 17:59", 3, "2025-02-07 17:59"),
    ("2025-02-07 17:59", 1, "2025-02-08 17:59"),
    ("2025-04-03 10:00", 1, "2025-04-07 10:00"),
    ("2025-04-25 10:00", 1, "2025-04-27 10:00"),
    ("2025-04-30 10:00", 1, "2025-05-06 10:00"),
    ("2025-05-30 10:00", 1, "2025-06-03 10:00"),
    ("2025-09-26 10:00", 1, "2025-09-28 10:00"),
    ("2025-09-30 10:00", 1, "2025-10-09 10:00"),
    ("2025-09-30 10:00", 2, "2025-10-10 10:00"),
    ("2025-09-30 10:00", 3, "2025-10-11 10:00"),
    ("2025-09-30 10:00", 4, "2025-10-13 10:00"),
    ("2025-12-31 10:00", 1, "2026-01-04 10:00"),
    ("2025-12-31 10:00", 2, "2026-01-05 10:00"),
    ("2026-02-13 10:00", 1, "2026-02-14 10:00"),
    ("2026-02-14 10:00", 1, "2026-02-24 10:00"),
    ("2026-02-27 10:00", 1, "2026-02-28 10:00"),
    ("2026-02-28 10:00", 1, "2026-03-02 10:00"),
    ("2026-04-03 10:00", 1, "2026-04-07 10:00"),
    ("2026-04-30 10:00", 1, "2026-05-06 10:00"),
    ("2026-05-08 10:00", 1, "2026-05-09 10:00"),
    ("2026-05-09 10:00", 1, "2026-05-11 10:00"),
    ("2026-06-18 10:00", 1, "2026-06-22 10:00"),
    ("2026-09-18 10:00", 1, "2026-09-20 10:00"),
    ("2026-09-24 10:00", 1, "2026-09-28 10:00"),
    ("2026-09-30 10:00", 1, "2026-10-08 10:00"),
    ("2026-10-09 10:00", 1, "2026-10-10 10:00"),
    ("2026-10-09 10:00", 2, "2026-10-12 10:00"),
    ("2026-11-20 17:59", 1, "2026-11-23 17:59"),
    ("2026-11-23 00:00", 5, "2026-11-30 00:00"),
    ("2026-11-23 00:00", 10, "2026-12-07 00:00"),
    ("2026-12-31 10:00", 1, "2027-01-01 10:00"),  # unknown year: by the weekday
]
ROLLED = [
    ("2026-10-01 10:00", "2026-10-08 10:00"),
    ("2026-10-10 10:00", "2026-10-10 10:00"),  # a Saturday that is made up
    ("2026-10-11 10:00", "2026-10-12 10:00"),
    ("2026-02-15 10:00", "2026-02-24 10:00"),
    ("2026-11-21 23:30", "2026-11-23 23:30"),
    ("2026-11-20 00:00", "2026-11-20 00:00"),
    ("2025-10-06 08:00", "2025-10-09 08:00"),
    ("2025-06-01 08:00", "2025-06-03 08:00"),
    ("2024-02-18 08:00", "2024-02-18 08:00"),
    ("2026-01-03 08:00", "2026-01-04 08:00"),
    ("2026-05-02 08:00", "2026-05-06 08:00"),
    ("2026-09-27 08:00", "2026-09-28 08:00"),
    ("2024-12-29 08:00", "2024-12-30 08:00"),
]


def at(words: str) -> datetime:
    """Return an instant in Beijing."""
    return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


@pytest.mark.parametrize(("start", "n", "due"), GOLDEN)
def test_working_days_are_those_of_the_notices(start, n, due):
    assert KNOWN.add_working_days(at(start), n) == at(due)


@pytest.mark.parametrize(("due", "rolled"), ROLLED)
def test_a_last_day_off_moves_to_the_next_working_day(due, rolled):
    assert KNOWN.roll_forward(at(due)) == at(rolled)


def test_there_are_sixty_golden_cases():
    assert len(GOLDEN) + len(ROLLED) >= 60


INSTANTS = st.integers(0, 5 * 366 * 1440).map(lambda n: datetime(2024, 1, 1, tzinfo=BEIJING) + timedelta(minutes=n))


@given(INSTANTS, st.integers(0, 40), st.integers(0, 40))
def test_counting_on_is_counting_at_once(start, m, n):
    assert KNOWN.add_working_days(start, m + n) == KNOWN.add_working_days(KNOWN.add_working_days(start, m), n)


@given(INSTANTS, INSTANTS, st.integers(1, 40))
def test_who_starts_later_is_due_no_earlier(one, other, n):
    early, late = sorted((one, other))
    assert KNOWN.add_working_days(early, n) <= KNOWN.add_working_days(late, n)


@given(INSTANTS, st.integers(1, 40))
def test_it_is_counted_as_it_is_reckoned_back(start, n):
    due = KNOWN.add_working_days(start, n)
    assert KNOWN.is_working(due.astimezone(BEIJING).date())
    assert KNOWN.working_days_between(start.date(), due.astimezone(BEIJING).date()) == n


@given(INSTANTS)
def test_rolling_ends_on_a_working_day_and_rolls_once(due):
    rolled = KNOWN.roll_forward(due)
    assert rolled >= due
    assert KNOWN.is_working(rolled.astimezone(BEIJING).date())
    assert KNOWN.roll_forward(rolled) == rolled


@pytest.mark.parametrize("year", [1999, 2027, 2031, 2100])
def test_an_unknown_year_never_fails_and_is_flagged(year):
    start = datetime(year, 12, 15, 9, tzinfo=BEIJING)
    assert KNOWN.add_working_days(start, 10) > start
    assert KNOWN.provisional(start, start + timedelta(days=20))


def test_december_over_the_new_year_is_provisional():
    start = at("2026-12-15 10:00")
    assert KNOWN.provisional(start, KNOWN.add_working_days(start, 15))
    assert not KNOWN.provisional(start, KNOWN.add_working_days(start, 5))


def test_the_days_differ_from_a_plain_week():
    """A week of Monday to Friday is what a missing table would give; it must not pass for the real one."""
    plain = Calendar(years=KNOWN.years)
    wrong = sum(plain.add_working_days(at(start), n) != at(due) for start, n, due in GOLDEN)
    assert wrong > 30
    assert KNOWN.is_working(date(2026, 10, 10))
