"""The thresholds of 民法典 278 in whole numbers, at their exact borders, and heads beside areas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.voting.counting import Sum, Voter, approved, count, count_topic, sum_of, took_part
from app.voting.models import Choice, Matter

WHOLE = Sum(3_000_000, 600, 600)
"""30,000 ㎡ and 600 heads."""


def sums(area: int, heads: int) -> Sum:
    """Return a sum of square metres and heads."""
    return Sum(area * 100, heads, heads)


@pytest.mark.parametrize(
    ("area", "heads", "enough"),
    [(20_000, 400, True), (19_999, 450, False), (25_000, 399, False), (30_000, 600, True), (0, 0, False)],
)
def test_two_thirds_of_both_took_part_the_border_included(area, heads, enough):
    assert took_part(sums(area, heads), WHOLE) is enough


@pytest.mark.parametrize(
    ("matter", "area", "heads", "passes"),
    [
        (Matter.USE_FUND, 10_000, 201, False),  # not more than half of the area
        (Matter.USE_FUND, 10_001, 201, True),
        (Matter.USE_FUND, 10_001, 200, False),
        (Matter.COMMON_USE, 10_001, 201, False),
        (Matter.REBUILD, 15_000, 300, True),  # exactly three quarters
        (Matter.REBUILD, 14_999, 300, False),
        (Matter.REBUILD, 15_000, 299, False),
        (Matter.RAISE_FUND, 15_000, 300, True),
        (Matter.OTHER, 15_000, 300, True),
    ],
)
def test_the_vectors_of_the_law(matter, area, heads, passes):
    assert approved(sums(area, heads), sums(20_000, 400), matter) is passes


def test_one_buyer_with_three_homes_is_one_head_with_all_their_area():
    homes = [Voter(6_000, "王"), Voter(6_000, "王"), Voter(6_000, "王"), Voter(5_000, "李")]
    assert sum_of(homes) == Sum(23_000, 2, 4)


def test_a_head_of_two_minds_took_part_and_counts_for_neither():
    homes = [Voter(6_000, "王", ["yes"]), Voter(4_000, "王", ["no"]), Voter(5_000, "李", ["yes"]), Voter(1, "张")]
    found = count_topic(homes, 0)
    assert found[Choice.YES] == Sum(11_000, 1, 2)
    assert found[Choice.NO] == Sum(4_000, 0, 1)
    result = count(homes, {1: Matter.USE_FUND})
    assert result["part"] == {"area": 15_000, "heads": 2, "homes": 3}
    assert result["topics"][0]["approved"] is False  # one of two heads is not more than half


def test_nobody_took_part():
    result = count([Voter(5_000, "a"), Voter(5_000, "b")], {1: Matter.USE_FUND})
    assert (result["enough"], result["topics"][0]["passed"]) == (False, False)


VOTERS = st.lists(
    st.builds(
        Voter,
        st.integers(1, 20_000),
        st.sampled_from("abcdefgh"),
        st.one_of(st.none(), st.lists(st.sampled_from([choice.value for choice in Choice]), min_size=2, max_size=2)),
    ),
    min_size=1,
    max_size=40,
)


@given(VOTERS)
def test_nothing_is_lost_and_nothing_counted_twice(voters):
    result = count(voters, {1: Matter.USE_FUND, 2: Matter.REBUILD})
    for topic in result["topics"]:
        found = [topic[choice.value] for choice in Choice]
        assert sum(one["area"] for one in found) == result["part"]["area"] <= result["whole"]["area"]
        assert sum(one["homes"] for one in found) == result["part"]["homes"] <= result["whole"]["homes"]
        assert sum(one["heads"] for one in found) <= result["part"]["heads"] <= result["whole"]["heads"]


@given(VOTERS, st.randoms())
def test_the_order_does_not_matter(voters, random):
    mixed = list(voters)
    random.shuffle(mixed)
    assert count(mixed, {1: 7, 2: 5}) == count(voters, {1: 7, 2: 5})


@given(st.integers(1, 10**9), st.integers(1, 10**6))
def test_more_consent_never_hurts(area, heads):
    part = Sum(area, heads, heads)
    for matter in (Matter.USE_FUND, Matter.REBUILD):
        before = False
        for share in range(0, 101, 5):
            passes = approved(Sum(area * share // 100, heads * share // 100, 0), part, matter)
            assert passes or not before
            before = passes
