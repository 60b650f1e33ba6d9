"""Services that were not done in time are on the desk of who has them done and of who sees to it, until they are."""

from __future__ import annotations

import pytest

from tests.insights.test_desk import heaps
from tests.standards.steps import act, board, days_ago, done_on, execute, fixed, held_since, log, see

SWEPT, PATROL, DITCH = "ENV-01", "SEC-02", "FAC-15"
HEAP = "services_late"


@pytest.fixture
def promised(world, app):
    """A plan of the lowest level in compound a that has held for 400 days; the sweeping was done last week."""
    fixed(world.manager_a, world.a, level=1)
    held_since(app, days_ago(400))
    return world


def late(person) -> list[dict]:
    """Return what is late on somebody's desk."""
    return heaps(person).get(HEAP, {"items": []})["items"]


def test_the_desk_has_exactly_what_the_board_calls_late(promised, app):
    world = promised
    done_on(app, world, world.a, SWEPT, days_ago(1), times=9)

    shown = board(world.manager_a, world.a)
    heap = heaps(world.manager_a)[HEAP]

    found = {one["name"] for one in shown["items"] if one["state"] == "late"}
    assert heap["count"] == shown["counts"]["late"] == len(found) > 20
    assert heap["more"] is True
    assert {one["title"] for one in heap["items"]} < found
    assert [one["due_at"] for one in heap["items"]] == sorted(one["due_at"] for one in heap["items"])
    assert all(one["late"] for one in heap["items"])
    first = heap["items"][0]
    assert (first["kind"], first["link"]) == ("service_late", f"/standards?compound={world.a.compound}&state=late")
    assert first["subtitle"].startswith("示例")
    assert heap["link"] == "/standards?state=late"


def only(app, code: str) -> None:
    """Let a plan demand a frequency of one item only."""
    execute(
        app,
        "update standards_term set level = null, not_applicable = '没有' where item_code <> :code",
        code=code,
    )


def test_doing_it_takes_it_off_and_taking_that_back_brings_it_back(promised, app, world):
    only(app, PATROL)
    assert [one["title"] for one in late(world.manager_a)] == ["巡逻"]

    for _ in range(2):
        made = log(world.repair_a, world.a, PATROL)

    assert late(world.manager_a) == []
    execute(app, "update standards_record set undone_at = now(), undo_reason = 'x' where id <> :id", id=made["id"])
    assert late(world.manager_a) == []
    execute(app, "update standards_record set undone_at = now(), undo_reason = 'x'")
    assert [one["title"] for one in late(world.manager_a)] == ["巡逻"]


def test_long_periods_are_looked_back_at_far_enough(promised, app, world):
    """A demand of a year is met by what was done a year and more ago."""
    held_since(app, days_ago(1500))
    only(app, "FAC-13")
    assert [one["title"] for one in late(world.manager_a)] == ["管道、阀门保养"]

    for back in range(0, 1500, 200):
        done_on(app, world, world.a, "FAC-13", days_ago(back + 40))

    assert late(world.manager_a) == []


def test_only_those_whom_it_concerns_have_it(promised, app, world):
    for person in (world.manager_a, world.community_a):
        assert late(person), person.name
    for person in (
        world.manager_b, world.community_b, world.repair_a, world.secretary_a, world.street_a, world.district,
    ):  # fmt: skip
        assert late(person) == [], person.name


def test_nothing_is_late_without_a_plan_or_after_the_contract(promised, app, world):
    assert late(world.manager_b) == []
    execute(
        app, "update places_contract set ends_on = :day where compound_id = :id", day=days_ago(1), id=world.a.compound
    )

    assert late(world.community_a) == []


def test_a_correction_that_is_being_written_changes_nothing_yet(promised, world):
    before = heaps(world.manager_a)[HEAP]["count"]
    plan = see(world.manager_a, board(world.manager_a, world.a)["plan"]["id"])
    correction = act(world.manager_a, plan, "supersede", reason="填错了")
    terms = [{"item_code": "FAC-08", "not_applicable": "没有健身设施"}]
    act(world.manager_a, correction, "save", terms=terms)

    assert heaps(world.manager_a)[HEAP]["count"] == before
    act(world.manager_a, correction, "fix")
    assert heaps(world.manager_a)[HEAP]["count"] == before - 1
