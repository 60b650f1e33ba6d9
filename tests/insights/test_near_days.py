"""What is near stands on the calendar and on the desk: assemblies, answers to opinions, and each other kind of day."""

from __future__ import annotations

from datetime import date, datetime, time

import time_machine

from app.core.clock import BEIJING
from tests.consultations import steps as consultations
from tests.governance import assembly_steps as assemblies
from tests.insights.agenda import OFFICE, at, everything, look, on


def test_every_kind_of_day_that_is_near_waits_on_the_desk_too(app, world):
    """Each row of the calendar for the coming days leads where a row of the desk leads, for those who do the work."""
    everything(app, world)
    assemblies.save(world.community_a, world.a)
    assemblies.ask(world.community_a, world.a, days=10)
    with time_machine.travel(datetime.combine(on(8), time(9), BEIJING), tick=True):
        shown = [item for item in look(world.community_a, on(0), on(3))["items"] if item["state"] == "open"]
        groups = world.community_a.get("/staff/todo").json["groups"]
        own = {item["link"] for group in groups for item in group["items"]}
        links = {item["link"] for item in shown}
        assert {item["kind"] for item in shown} >= {*OFFICE} - {"disclosure"}
        missing = sorted({item["kind"] for item in shown if item["link"] not in own} - {"disclosure"})
        assert missing == []
        [dates] = [group for group in groups if group["key"] == "dates"]
        assert {item["kind"] for item in dates["items"]} == {"date"}
        assert any(item["title"].startswith("议事会：") for item in dates["items"])
        assert dates["count"] == len(dates["items"]) == len({item["id"] for item in dates["items"]})
        assert {item["link"] for item in dates["items"]} <= links
        for person in (world.community_b, world.secretary_b, world.manager_a, world.street_a, world.repair_a):
            assert "dates" not in [group["key"] for group in person.get("/staff/todo").json["groups"]]


def test_an_assembly_has_the_meetings_that_are_due(app, world):
    """The regular one by its rules, and the one that owners asked for: on the desk and here, both lead to its page."""
    link = f"/assemblies/{world.a.compound}"
    assemblies.save(world.community_a, world.a)
    assemblies.ask(world.community_a, world.a, days=10)

    def days(person) -> list[tuple[str, str, str]]:
        items = look(person, on(-30), on(31), kind="assembly")["items"]
        return [(item["on"], item["title"], item["state"]) for item in items]

    desk = next(one for one in world.community_a.get("/staff/todo").json["groups"] if one["key"] == "committees")
    assert link in [item["link"] for item in desk["items"]]
    found = days(world.community_a)
    assert [title for _, title, _ in found] == ["召开业主提议的业主大会临时会议"]
    assert at("assembly", world.street_a, date.fromisoformat(found[0][0]))["link"] == link
    assert days(world.secretary_a) == days(world.district) == found
    for person in (world.community_b, world.street_b, world.manager_a):
        assert days(person) == []


def test_a_consultation_has_the_days_on_which_its_opinions_are_answered_and_published(app, world):
    one = consultations.opened(world.street_a, closes_on=consultations.day(30))

    def days(first: int, last: int) -> list[tuple[str, str]]:
        items = look(world.street_a, on(first), on(last), kind="consultation")["items"]
        return [(item["on"], item["title"].split("：")[-1]) for item in items if item["link"].endswith(one["id"])]

    assert days(0, 40) == [(str(on(30)), "截止")]
    assert days(50, 80) == [(str(on(61)), "写明采纳情况"), (str(on(68)), "公布采纳情况")]
