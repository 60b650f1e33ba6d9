"""The supervisor's figures: open tickets by place and by who handles them, of the own scope only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.clock import now
from app.core.db import db
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file
from tests.world import write


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


LISTS = {
    "open": "state=open", "late": "overdue=true", "unrouted": "state=submitted", "waiting": "state=dispatched",
    "working": "state=working", "suspended": "state=suspended", "shelved": "state=suspended&cause=shelved",
    "confirming": "state=awaiting_confirmation", "at_community": "state=open&level=community",
    "at_street": "state=open&level=street", "at_district": "state=open&level=district",
}  # fmt: skip
"""What stands behind each figure; the screen links to these (admin_ui/src/areas/tickets/figures.ts)."""


CLIMBED = text("update tickets_ticket set level = :level where id = :id")


@pytest.fixture
def mixed(app, world, some, deliver):
    """Among the five: one stands still for parts, one is shelved, some are late, and have climbed to three levels."""
    until = (now() + timedelta(days=20)).isoformat()
    act(world.manager_a, some[1], "start", staff=True)
    act(world.manager_a, some[1], "suspend", staff=True, note="等配件", cause="parts", until=until)
    act(world.street_a, some[2], "shelve", staff=True, note="等改造", until=until)
    more = [file(world.resident_a, world.a, category="0201", description=f"灯 {n}")["id"] for n in range(3)]
    gone = file(world.resident_a, world.a, category="0201", description="没事了")["id"]
    deliver()
    act(world.resident_a, gone, "withdraw")
    for step, ticket in (("accept", more[0]), ("accept", more[1]), ("start", more[1])):
        act(world.manager_a, ticket, step, staff=True)
    pass_time(app, days=2)
    file(world.resident_a, world.a, category="0101", description="还没派")
    for level, ticket in zip(("community", "street", "district", "street"), [*more, gone], strict=True):
        values = {"level": level, "id": ticket}
        write(app, lambda values=values: db.session.execute(CLIMBED, values))


@pytest.mark.parametrize("group_by", ["compound", "community", "street", "organisation"])
def test_behind_each_figure_stand_exactly_the_orders_that_it_counts(app, world, mixed, group_by):
    rows = overview(world.street_a, group_by)
    assert all(any(row[figure] for row in rows) for figure in LISTS), "each figure counts something here"
    for row in rows:
        for figure, query in LISTS.items():
            where = f"{group_by}_id={row['id'] or 'none'}"
            listed = world.street_a.get(f"/staff/tickets?limit=100&{query}&{where}")
            assert listed.status_code == 200, listed.json
            assert len(listed.json["items"]) == row[figure], (figure, row["name"])


def test_by_who_handles_it_what_nobody_has_is_shown_too(app, world, some):
    rows = {row["id"]: row["open"] for row in overview(world.community_a, "organisation")}
    assert rows == {str(world.company_a): 4, None: 1}
    assert overview(world.community_a, "weather", expect=422)["error"]["fields"]["group_by"]
