"""What is near stands on the calendar and on the desk: assemblies, answers to opinions, and each other kind of day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import time_machine

from app.core.clock import BEIJING
from tests.consultations import steps as consultations
from tests.duty.steps import execute
from tests.governance import assembly_steps as assemblies
from tests.insights.agenda import OFFICE, at, decided, everything, look, move, on


def last_day(item) -> str:
    """Return the last day on which a row of the desk can be done."""
    end = datetime.fromisoformat(item["due_at"]) if item["due_at"] else datetime.max.replace(tzinfo=BEIJING)
    return str((end - timedelta(microseconds=1)).astimezone(BEIJING).date())


def dates_of(person) -> list[tuple[str, str, bool]]:
    """Return link, last day and lateness of what somebody's desk says of days that are near."""
    groups = person.get("/staff/todo").json["groups"]
    items = [item for group in groups if group["key"] == "dates" for item in group["items"]]
    return [(item["link"], last_day(item), item["late"]) for item in items]


def test_every_kind_of_day_that_is_near_waits_on_the_desk_too(app, world):
    """Each row of the calendar for the coming days leads where a row of the desk leads, for those who do the work."""
    everything(app, world)
    assemblies.save(world.community_a, world.a)
    assemblies.ask(world.community_a, world.a, days=10)
    with time_machine.travel(datetime.combine(on(8), time(9), BEIJING), tick=True):
        shown = [item for item in look(world.community_a, on(0), on(3))["items"] if item["state"] == "open"]
        groups = world.community_a.get("/staff/todo").json["groups"]
        own = {(item["link"], last_day(item)) for group in groups for item in group["items"]}
        links = {item["link"] for item in shown}
        assert {item["kind"] for item in shown} >= {*OFFICE} - {"disclosure"}
        # What a committee lacks (its term, too) stands in one row without a day of its own.
        told = [item for item in shown if (item["link"], item["on"]) in own or item["kind"] in ("disclosure", "term")]
        missing = sorted({item["kind"] for item in shown if item not in told})
        assert missing == []
        [dates] = [group for group in groups if group["key"] == "dates"]
        assert {item["kind"] for item in dates["items"]} == {"date"}
        assert any(item["title"].startswith("议事会：") for item in dates["items"])
        assert dates["count"] == len(dates["items"]) == len({item["id"] for item in dates["items"]})
        assert {item["link"] for item in dates["items"]} <= links
        for person in (world.community_b, world.secretary_b, world.manager_a, world.street_a, world.repair_a):
            assert "dates" not in [group["key"] for group in person.get("/staff/todo").json["groups"]]


def test_what_a_committee_lacks_hides_no_day_of_its_decisions(app, world):
    """A row that leads to the same committee says what it lacks, and not when a posting ends or a decision is due."""
    made = decided(app, world)
    link = f"/committees/{made['committee']}"
    move(app, "governance_committee", "ends_on", on(100), made["committee"])
    groups = {one["key"]: one["items"] for one in world.community_a.get("/staff/todo").json["groups"]}
    assert link in [item["link"] for item in groups["committees"]]
    assert dates_of(world.community_a) == [(link, str(on(4)), False), (link, str(on(5)), False)]
    for days, left in ((0, True), (7, True), (8, False)):
        move(app, "governance_decision", "due_on", on(30), made["id"])
        move(app, "governance_decision", "post_until", on(days), made["id"])
        assert dates_of(world.secretary_a) == ([(link, str(on(days)), False)] if left else [])


def test_a_decision_stays_on_the_desk_until_it_is_done(app, world):
    made = decided(app, world)
    link = f"/committees/{made['committee']}"
    move(app, "governance_decision", "post_until", on(-9), made["id"])
    for days in (-100, -1, 0, 7):
        move(app, "governance_decision", "due_on", on(days), made["id"])
        assert dates_of(world.community_a) == [(link, str(on(days)), days < 0)]
    for person in (world.community_b, world.manager_a, world.repair_a):
        assert dates_of(person) == []
    move(app, "governance_decision", "due_on", on(-1), made["id"])
    execute(
        app, "update governance_decision set done_on = :day, proof = '照片' where id = :id", day=on(0), id=made["id"]
    )
    assert dates_of(world.community_a) == []


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
