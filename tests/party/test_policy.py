"""Terms: one to three years by the calendar, and the one that follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import years_on
from app.party.models import AgreementState
from app.party.policy import next_term, term_problem, turn_from
from app.party.workflow import MOVES

DAY = timedelta(days=1)
DAYS = st.dates(date(1990, 1, 1), date(2190, 12, 31))


@given(DAYS, st.integers(1, 3))
def test_whole_years_are_right_and_a_day_beside_the_bounds_is_not(first, years):
    last = years_on(first, years) - DAY
    assert term_problem(first, last) is None
    assert term_problem(first, years_on(first, 1) - 2 * DAY) is not None
    assert term_problem(first, years_on(first, 3)) is not None


@given(DAYS, st.integers(1, 3))
def test_the_next_term_follows_without_a_gap_and_is_as_long(first, years):
    last = years_on(first, years) - DAY
    starts_on, ends_on = next_term(first, last)
    assert starts_on == last + DAY
    assert ends_on == years_on(starts_on, years) - DAY
    assert term_problem(starts_on, ends_on) is None


@pytest.mark.parametrize("day", [date(2027, 2, 28), date(2028, 2, 29)])
def test_the_end_of_february(day):
    assert years_on(date(2024, 2, 29), day.year - 2024) == day


def test_what_is_over_stays_over():
    over = {AgreementState.ENDED, AgreementState.TERMINATED, AgreementState.DISCARDED}
    assert not [move for move in MOVES if move.source in over]


@pytest.mark.parametrize(
    ("first", "rhythm", "day", "found"),
    [
        (date(2028, 1, 31), "monthly", date(2028, 2, 1), date(2028, 2, 29)),
        (date(2028, 1, 31), "monthly", date(2028, 3, 1), date(2028, 3, 31)),
        (date(2026, 11, 30), "quarterly", date(2026, 12, 1), date(2027, 2, 28)),
        (date(2026, 11, 30), "quarterly", date(2027, 3, 1), date(2027, 5, 30)),
        (date(2028, 2, 29), "monthly", date(2029, 2, 1), date(2029, 2, 28)),
        (date(2028, 1, 31), "monthly", date(2028, 1, 31), date(2028, 1, 31)),
        (date(2028, 1, 31), "once", date(2028, 2, 1), None),
        (date(2028, 1, 31), "monthly", date(2029, 12, 30), None),
    ],
)
def test_a_turn_keeps_the_day_of_its_first_one_after_a_short_month(first, rhythm, day, found):
    assert turn_from(first, rhythm, day, date(2029, 12, 30)) == found
