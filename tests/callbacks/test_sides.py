"""Who may call back about which round: never who handled that round; the district where nobody below it may."""

from __future__ import annotations

import pytest

from tests.callbacks.test_calling import GOOD, call, desk
from tests.insights.test_desk import heaps
from tests.tickets.steps import act, file, finish_by_repair, see


def give(world, ticket: str, organisation) -> None:
    """Let the street give an order to somebody."""
    act(world.street_a, ticket, "reassign", staff=True, note="改派", organisation_id=str(organisation))


def handle(person, ticket: str) -> None:
    """Accept, start and finish, with whatever post."""
    act(person, ticket, "accept", staff=True)
    act(person, ticket, "start", staff=True)
    act(person, ticket, "finish", staff=True, note="好了")


@pytest.fixture
def leak(world, deliver):
    """A leak in the hands of company a."""
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    return ticket


@pytest.fixture
def by_both(world, deliver, leak):
    """A round that the committee took first, and that the street then took over and finished."""
    give(world, leak, world.jwh_a)
    act(world.community_a, leak, "accept", staff=True)
    give(world, leak, world.office_a)
    handle(world.street_a, leak)
    deliver()
    return leak


def open_actions(person) -> list[list[str]]:
    """Return what somebody may do about each open call-back on his desk."""
    return [item["actions"] for item in desk(person)]


def test_what_the_committee_handled_before_it_was_reopened_bars_it_no_longer(world, deliver, leak):
    give(world, leak, world.jwh_a)
    handle(world.community_a, leak)
    deliver()
    assert open_actions(world.community_a) == [[]]
    act(world.resident_a, leak, "reopen", note="没好")
    give(world, leak, world.company_a)
    finish_by_repair(world.repair_a, leak)
    deliver()
    # The new round began in the committee's hands, so it is the street's to ask.
    assert open_actions(world.community_a) == [[]]
    assert open_actions(world.street_a) == [["answer", "missed"]]
    act(world.resident_a, leak, "reopen", note="还没好")
    finish_by_repair(world.repair_a, leak)
    deliver()
    assert open_actions(world.community_a) == [["answer", "missed"]]
    assert [item["id"] for item in heaps(world.community_a)["callbacks"]["items"]] == [
        item["id"] for item in desk(world.community_a)
    ]


def test_what_climbed_to_the_street_is_asked_about_by_somebody(world, deliver, leak):
    give(world, leak, world.jwh_a)
    for _ in range(2):
        handle(world.community_a, leak)
        act(world.resident_a, leak, "reopen", note="没好")
    handle(world.community_a, leak)
    act(world.resident_a, leak, "reopen", note="没好")
    handle(world.street_a, leak)
    deliver()
    assert see(world.street_a, leak, staff=True)["round"] == 4
    assert open_actions(world.street_a) == [[]]
    assert desk(world.district) == []
    call(world.community_a, desk(world.community_a)[0], "answer", **GOOD)


def test_what_community_and_street_both_handled_the_district_asks_about(world, deliver, by_both):
    assert open_actions(world.community_a) == open_actions(world.street_a) == [[]]
    for person in (world.community_a, world.street_a):
        call(person, desk(person)[0], "answer", expect=403, **GOOD)
        assert "callbacks" not in heaps(person)
    (task,) = desk(world.district)
    assert (task["ticket_id"], task["actions"]) == (by_both, ["answer", "missed"])
    assert [item["id"] for item in heaps(world.district)["callbacks"]["items"]] == [task["id"]]
    script = world.district.get(f"/staff/callbacks/{task['id']}").json["script"]
    assert "我是区住建委工作人员" in script[0]
    call(world.district, task, "answer", **GOOD)
    assert see(world.resident_a, by_both)["outcome"] == "solved"


def test_the_districts_desk_holds_nothing_else(world, deliver, leak):
    finish_by_repair(world.repair_a, leak)
    deliver()
    (task,) = desk(world.community_a)
    assert desk(world.district) == []
    assert "callbacks" not in heaps(world.district)
    assert world.district.get(f"/staff/callbacks/{task['id']}").status_code == 404
    call(world.district, task, "answer", expect=404, **GOOD)
    assert "我是社区工作人员" in world.community_a.get(f"/staff/callbacks/{task['id']}").json["script"][0]
    assert "我是街道工作人员" in world.street_a.get(f"/staff/callbacks/{task['id']}").json["script"][0]


def test_what_all_three_handled_a_district_worker_asks_who_did_not_handle_it(app, world, deliver, leak):
    from app.core.permissions import Role
    from tests.world import give_post, make_person, write

    def hire():
        made = make_person(world, world.district.client, "区同事", username="district-2")
        give_post(world, made, Role.DISTRICT, region=world.district_id)
        return made

    colleague = write(app, hire)
    for organisation in (world.jwh_a, world.office_a, world.housing):
        give(world, leak, organisation)
    handle(world.district, leak)
    deliver()
    assert open_actions(world.district) == [[]]
    assert "callbacks" not in heaps(world.district)
    assert heaps(colleague)["callbacks"]["count"] == 1
    call(world.district, desk(world.district)[0], "answer", expect=403, **GOOD)
    call(colleague, desk(colleague)[0], "answer", **GOOD)
