"""Windows of a frequency: they tile the calendar, more work never looks worse, and nobody is late too soon."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.standards.timing import PERIODS, Rule, Share, Tally, share, spans, standing, twelve_months, windows

DAY = timedelta(days=1)
FLOOD = ((6, 1), (9, 15))
DRY = ((9, 16), (5, 31))
ORDER = ["late", "due", "on_time"]

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
pers = st.sampled_from(sorted(PERIODS))
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
rules = st.builds(Rule, st.integers(1, 5), pers)


def day(text: str) -> date:
    return date.fromisoformat(text)


def stand(rules, since: str, today: str, done: dict[str, int] | None = None, until: str | None = None):
    """Return how an item stands."""
    tally = Tally({day(text): times for text, times in (done or {}).items()})
    laid_out = windows(rules, day(since), day(until) if until else None, day(today))
    return standing(laid_out, tally, day(today))


@patient
@given(pers, days, st.integers(0, 400))
def test_periods_follow_each_other_without_a_gap(per, first, length):
    last = first + length * DAY
    found = list(spans(Rule(1, per), first, last))

    assert found[0][0] <= first <= found[0][1]
    assert found[-1][0] <= last <= found[-1][1]
    for (_, end), (begin, _) in pairwise(found):
        assert begin == end + DAY
    assert all(begin <= end and PERIODS[per](begin) == (begin, end) == PERIODS[per](end) for begin, end in found)


@pytest.mark.parametrize(
    ("per", "at", "span"),
    [
        ("week", "2026-11-22", ("2026-11-16", "2026-11-22")),
        ("half_month", "2026-02-16", ("2026-02-16", "2026-02-28")),
        ("month", "2028-02-10", ("2028-02-01", "2028-02-29")),
        ("two_months", "2026-12-31", ("2026-11-01", "2026-12-31")),
        ("quarter", "2026-05-05", ("2026-04-01", "2026-06-30")),
        ("half_year", "2026-07-01", ("2026-07-01", "2026-12-31")),
        ("year", "2026-07-01", ("2026-01-01", "2026-12-31")),
        ("two_years", "2027-07-01", ("2026-01-01", "2027-12-31")),
    ],
)
def test_periods_are_those_of_the_calendar(per, at, span):
    assert PERIODS[per](day(at)) == (day(span[0]), day(span[1]))


def test_a_window_counts_when_the_demand_holds_for_half_of_it():
    yearly = (Rule(1, "year"),)

    assert windows(yearly, day("2026-07-02"), None, day("2026-12-01"))[0].starts_on == day("2026-01-01")
    assert windows(yearly, day("2026-07-03"), None, day("2026-12-01"))[0].starts_on == day("2027-01-01")
    ends = windows(yearly, day("2026-01-01"), day("2026-07-02"), day("2026-06-01"))
    assert [(one.starts_on, one.due_on) for one in ends] == [(day("2026-01-01"), day("2026-07-02"))]
    assert windows(yearly, day("2026-01-01"), day("2026-07-01"), day("2026-06-01")) == []


def test_somebody_who_signed_yesterday_is_not_late_today():
    weekly = (Rule(1, "week"),)

    assert stand(weekly, "2026-11-21", "2026-11-22").state == "on_time"  # Saturday: this week does not count
    assert stand(weekly, "2026-11-21", "2026-11-23").state == "due"
    assert stand(weekly, "2026-11-21", "2026-11-30").state == "late"


@pytest.mark.parametrize(
    ("today", "done", "state", "due_on", "late_since"),
    [
        ("2026-11-20", {}, "due", "2026-11-22", None),
        ("2026-11-20", {"2026-11-17": 1}, "due", "2026-11-22", None),
        ("2026-11-20", {"2026-11-17": 2}, "on_time", "2026-11-29", None),
        ("2026-11-24", {"2026-11-17": 1}, "late", "2026-11-22", "2026-11-22"),
        ("2026-12-10", {"2026-11-17": 1}, "late", "2026-11-22", "2026-11-22"),
        ("2026-11-24", {"2026-11-17": 1, "2026-11-23": 1}, "due", "2026-11-29", None),
        ("2026-11-24", {"2026-11-17": 1, "2026-11-23": 2}, "on_time", "2026-12-06", None),
    ],
)
def test_twice_a_week(today, done, state, due_on, late_since):
    found = stand((Rule(2, "week"),), "2026-11-16", today, done)

    assert (found.state, found.next_due_on) == (state, day(due_on))
    assert found.late_since == (day(late_since) if late_since else None)


def test_the_last_day_is_in_time_and_the_next_one_is_late():
    monthly = (Rule(1, "month"),)

    assert stand(monthly, "2026-10-01", "2026-10-31").state == "due"
    assert stand(monthly, "2026-10-01", "2026-11-01").state == "late"


def test_seasons_of_the_year():
    roof = (Rule(1, "season", ((4, 1), (5, 31))), Rule(2, "season", FLOOD))

    assert stand(roof, "2026-01-01", "2026-03-01").state == "on_time"
    assert stand(roof, "2026-01-01", "2026-03-01").next_due_on == day("2026-05-31")
    assert stand(roof, "2026-01-01", "2026-05-01").state == "due"
    assert stand(roof, "2026-01-01", "2026-06-01").state == "late"
    assert stand(roof, "2026-01-01", "2026-06-02", {"2026-05-20": 1}).next_due_on == day("2026-09-15")
    assert stand(roof, "2026-01-01", "2026-09-16", {"2026-05-20": 1, "2026-07-01": 1}).late_since == day("2026-09-15")


def test_another_rhythm_in_the_flood_season():
    pump = (Rule(1, "month", DRY), Rule(1, "week", FLOOD))

    assert stand(pump, "2026-01-01", "2026-01-10").next_due_on == day("2026-01-31")
    assert stand(pump, "2026-01-01", "2026-07-08", {"2026-07-01": 1}).next_due_on == day("2026-07-12")
    assert stand(pump, "2026-01-01", "2026-10-08", {"2026-09-15": 1}).next_due_on == day("2026-10-31")


def test_what_has_no_frequency_is_done_when_it_is_needed():
    assert stand((), "2026-01-01", "2026-11-22").state == "as_needed"


@patient
@given(rules, days, st.integers(0, 900), st.dictionaries(st.integers(0, 900), st.integers(1, 3), max_size=30))
def test_more_work_never_looks_worse(rule, since, length, offsets):
    today = since + length * DAY
    done = Counter({since + offset * DAY: times for offset, times in offsets.items() if offset <= length})
    laid_out = windows((rule,), since, None, today)
    months = twelve_months(today)

    before = standing(laid_out, Tally(done), today)
    was = share(laid_out, Tally(done), months[0][0], months[-1][1])
    done[today] += 1
    after = standing(laid_out, Tally(done), today)
    now = share(laid_out, Tally(done), months[0][0], months[-1][1])

    assert ORDER.index(after.state) >= ORDER.index(before.state)
    assert after.state != "late"
    assert now.met >= was.met
    assert now.ended == was.ended
    assert 0 <= now.met <= now.ended


@patient
@given(rules, days, st.integers(0, 900))
def test_who_does_it_every_day_is_never_late_and_who_never_does_is_late_once_a_window_is_over(rule, since, length):
    today = since + length * DAY
    laid_out = windows((rule,), since, None, today)
    always = Tally({since + n * DAY: rule.times for n in range(-800, length + 1)})
    months = twelve_months(today)

    met = share(laid_out, always, months[0][0], months[-1][1])
    assert standing(laid_out, always, today).state == "on_time"
    assert met.met == met.ended
    over = any(window.due_on < today for window in laid_out)
    assert (standing(laid_out, Tally({}), today).state == "late") is over


@patient
@given(rules, days, st.integers(0, 2000))
def test_what_is_due_next_is_never_far_away(rule, since, length):
    today = since + length * DAY
    found = standing(windows((rule,), since, None, today), Tally({}), today)

    assert found.next_due_on is not None
    assert found.next_due_on < today + 3 * 366 * DAY
    assert found.state == "late" or found.next_due_on >= today


@patient
@given(st.dates(date(2025, 1, 1), date(2028, 12, 31)))
def test_twelve_months_end_yesterday(today):
    months = twelve_months(today)

    assert len(months) == 12
    assert months[-1][1] == today - DAY
    assert all(first.day == 1 for first, _ in months)
    assert all(nxt[0] == last + DAY for (_, last), nxt in pairwise(months))


def test_a_share_is_rounded_down():
    assert Share(2, 3).permille == 666
    assert Share().permille is None
    assert (Share(1, 2) + Share(1, 1)) == Share(2, 3)


def test_missed_months_show_where_they_were():
    laid_out = windows((Rule(1, "month"),), day("2026-01-01"), None, day("2026-04-10"))
    tally = Tally({day("2026-01-31"): 1, day("2026-03-01"): 5})

    shares = [share(laid_out, tally, first, last) for first, last in twelve_months(day("2026-04-10"))]

    assert shares[-4:] == [Share(1, 1), Share(0, 1), Share(1, 1), Share(0, 0)]
