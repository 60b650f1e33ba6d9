"""When repeats are worth a task: the borders of the two rules, and the same answer as by trying everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.proactive.policy import WINDOW, Cluster, Seen, cluster_of

START = datetime(2026, 11, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def seen(*tickets: tuple[float, int]) -> list[Seen]:
    """Return tickets by the day on which they came and the number of their household."""
    return [
        Seen(UUID(int=number), START + DAY * day, UUID(int=1000 + household))
        for number, (day, household) in enumerate(tickets)
    ]


@pytest.mark.parametrize(("count", "rules"), [(2, None), (3, ["repeats"]), (4, ["repeats"])])
def test_three_of_a_kind(count, rules):
    found = cluster_of(seen(*[(day, 1) for day in range(count)]), 400)
    assert (found.rules if found else None) == rules


@pytest.mark.parametrize(("days", "enough"), [(29, True), (30, True), (30.00001, False), (31, False)])
def test_within_thirty_days_both_ends_included(days, enough):
    assert (cluster_of(seen((0, 1), (1, 2), (days, 3)), 400) is not None) is enough


@pytest.mark.parametrize(
    ("households", "of_households", "holds"),
    [
        (2, 41, False),  # 4.88 %
        (2, 40, True),  # 5 %
        (49, 1000, False),  # 4.9 %
        (50, 1000, True),  # 5 %
        (1, 20, False),  # 5 %, but a single household is no cluster
        (2, 2, True),
        (2, 0, False),  # nobody knows how many live there
    ],
)
def test_five_per_cent_of_the_households(households, of_households, holds):
    one_each = Cluster(tuple(seen(*[(n / 100, n) for n in range(households)])), of_households)
    assert ("share" in one_each.rules) is holds


def test_one_household_three_times_is_three_tickets_and_one_household():
    found = cluster_of(seen((0, 1), (1, 1), (2, 1)), 40)
    assert found is not None
    assert (found.tickets, found.households, found.rules) == (3, 1, ["repeats"])


def test_the_largest_group_is_taken_and_the_latest_of_equals():
    found = cluster_of(seen((0, 1), (1, 1), (2, 1), (40, 1), (41, 1), (42, 1)), 0)
    assert found is not None
    assert [one.at for one in found.seen] == [START + DAY * day for day in (40, 41, 42)]
    found = cluster_of(seen((0, 1), (1, 1), (2, 1), (3, 1), (40, 1), (41, 1), (42, 1)), 0)
    assert found is not None
    assert found.tickets == 4


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 5)), max_size=12),
    st.integers(0, 120),
    st.randoms(),
)
def test_the_same_as_by_trying_every_window(tickets, of_households, chance):
    given_ = seen(*tickets)
    chance.shuffle(given_)
    found = cluster_of(given_, of_households)
    windows = [
        Cluster(tuple(one for one in given_ if last.at - WINDOW <= one.at <= last.at), of_households) for last in given_
    ]
    worth = [window.tickets for window in windows if window.rules]
    assert (found.tickets if found else None) == (max(worth) if worth else None)
    if found:
        assert found.rules
        assert found.seen[-1].at - found.seen[0].at <= WINDOW
