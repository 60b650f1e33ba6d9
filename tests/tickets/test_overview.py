"""The supervisor's figures: open tickets by place and by who handles them, of the own scope only."""

from __future__ import annotations

import pytest

from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file


def overview(person, group_by: str = "compound", *, expect: int = 200):
    answer = person.get(f"/staff/tickets/overview?group_by={group_by}")
    assert answer.status_code == expect, answer.json
    return answer.json["items"] if expect == 200 else answer.json


@pytest.fixture
def some(app, world, deliver):
    """Five tickets in compound a in five states, one in compound b."""
    ids = [file(world.resident_a, world.a, category="0101", description=f"漏 {n}")["id"] for n in range(4)]
    file(world.resident_b, world.b, category="0101", description="漏")
    deliver()
    for ticket in ids[1:]:
        act(world.manager_a, ticket, "accept", staff=True)
    act(world.manager_a, ids[2], "start", staff=True)
    act(world.manager_a, ids[3], "start", staff=True)
    act(world.manager_a, ids[3], "finish", staff=True, note="好了")
    ids.append(file(world.resident_a, world.a, category="0101", description="没人派")["id"])
    return ids


def test_it_counts_by_state_and_only_what_is_open(app, world, some):
    (row,) = overview(world.community_a)
    assert (row["id"], row["open"]) == (str(world.a.compound), 5)
    assert {name: row[name] for name in ("unrouted", "waiting", "working", "confirming", "suspended")} == {
        "unrouted": 1, "waiting": 1, "working": 2, "confirming": 1, "suspended": 0,
    }  # fmt: skip
    act(world.resident_a, some[0], "withdraw", note="不用了")
    assert overview(world.community_a)[0]["open"] == 4


def test_a_late_one_counts_only_while_its_clock_runs(app, world, some):
    pass_time(app, days=40)
    (row,) = overview(world.community_a)
    assert row["late"] == 4, "what waits for the resident is not late"


def test_the_district_sees_all_places_and_others_only_theirs(app, world, some):
    assert [row["open"] for row in overview(world.district)] == [5, 1]
    assert [row["open"] for row in overview(world.street_b)] == [1]
    assert [row["open"] for row in overview(world.manager_a)] == [4], "what is not routed is nobody's yet"


def test_by_who_handles_it_what_nobody_has_is_shown_too(app, world, some):
    rows = {row["id"]: row["open"] for row in overview(world.community_a, "organisation")}
    assert rows == {str(world.company_a): 4, None: 1}
    assert overview(world.community_a, "weather", expect=422)["error"]["fields"]["group_by"]
