"""A compound as those see it who keep its ledger: who serves it, and which warranties run out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import today
from app.places.periods import least_end, standing
from tests.places.steps import BASE, put
from tests.tickets.steps import act, file

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (-1, ("over", None)),
        (0, ("soon", 7)),
        (7, ("soon", 7)),
        (8, ("soon", 30)),
        (30, ("soon", 30)),
        (31, ("soon", 90)),
        (90, ("soon", 90)),
        (91, ("running", None)),
    ],
)
def test_the_last_day_is_still_under_warranty_and_three_limits_point_at_it(left, expected):
    assert standing(DAY + timedelta(days=left), DAY) == expected


@given(st.integers(-5000, 5000), st.integers(0, 5000))
def test_a_warranty_never_comes_back(left, later):
    order = ["running", "soon", "over"]
    before, _ = standing(DAY + timedelta(days=left), DAY)
    after, _ = standing(DAY + timedelta(days=left), DAY + timedelta(days=later))
    assert order.index(before) <= order.index(after)


def test_a_compound_shows_who_serves_it_and_what_runs_out(world):
    street, here = world.street_a, world.regions["street_a"]
    put(
        world.community_a, world.a.compound, "warranties",
        {"building": "1号楼", "asset": "1号楼屋面", "part": "屋面防水", "contractor": "示例施工公司",
         "starts_on": "2021-12-01", "ends_on": (today() + timedelta(days=20)).isoformat()},
    )  # fmt: skip
    ticket = file(world.resident_a, world.a, category="0101", description="漏雨", asset_id=str(world.a.roof))
    gone = file(world.resident_a, world.a, category="0101", description="又漏", asset_id=str(world.a.roof))
    act(world.resident_a, gone["id"], "withdraw", reason="不用了")
    old = today() - timedelta(days=800)
    put(
        street, here, "contracts",
        {"compound": "示例小区a", "company": "示例物业b", "starts_on": old.isoformat(),
         "ends_on": (old + timedelta(days=99)).isoformat()},
    )  # fmt: skip
    for person in (world.community_a, street, world.district):
        shown = person.get(f"{BASE}/compounds/{world.a.compound}").json
        assert [(one["company"], one["in_force"]) for one in shown["contracts"]] == [
            ("示例物业a", True), ("示例物业b", False),
        ]  # fmt: skip
        [warranty] = shown["warranties"]
        assert (warranty["state"], warranty["within"], warranty["days_left"]) == ("soon", 30, 20)
        assert [(one["no"], one["state_name"]) for one in warranty["open_tickets"]] == [(ticket["no"], "待受理")]
        assert (shown["buildings"], shown["homes"], shown["assets"]) == (1, 3, 1)
    for person in (world.community_b, world.street_b, world.sysadmin):
        assert person.get(f"{BASE}/compounds/{world.a.compound}").status_code == 404


@pytest.mark.parametrize(
    ("code", "accepted", "last"),
    [
        ("W_WATERPROOF", "2025-06-30", "2030-06-29"),
        ("W_WATERPROOF", "2024-02-29", "2029-02-28"),
        ("W_MEP", "2025-06-30", "2027-06-29"),
        ("W_HEAT", "2025-06-30", "2027-03-15"),
        ("W_HEAT", "2025-12-20", "2027-03-15"),
        ("W_HEAT", "2026-03-15", "2027-03-15"),
        ("W_HEAT", "2026-03-16", "2028-03-15"),
        ("W_STRUCT", "2025-06-30", None),
        ("W_OTHER", "2025-06-30", None),
    ],
)
def test_the_law_names_the_least_period_of_a_part(code, accepted, last):
    found = least_end(code, date.fromisoformat(accepted))
    assert (found.isoformat() if found else None) == last


def test_a_warranty_shorter_than_the_law_is_not_taken(world):
    row = {"building": "1号楼", "asset": "1号楼屋面", "part": "屋面防水", "contractor": "示例施工公司",
           "code": "W_WATERPROOF", "starts_on": "2025-06-30", "ends_on": "2030-06-28"}  # fmt: skip
    answer = put(world.community_a, world.a.compound, "warranties", row, expect=422)
    assert "至少到 2030-06-29" in answer["error"]["fields"]["ends_on"][0]
    put(world.community_a, world.a.compound, "warranties", row | {"ends_on": "2030-06-29"})
