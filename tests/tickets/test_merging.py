"""Two neighbours, one leak: the hint before sending, joining, merging and taking apart."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.db import db
from app.core.ids import new_id
from app.places.models import Building
from tests.tickets.moments import parse, pass_time
from tests.tickets.steps import act, file, see
from tests.world import in_app, write


def similar(person, estate, **fields):
    """Ask what is open nearby."""
    answer = person.post("/tickets/similar", {"compound_id": str(estate.compound)} | fields)
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


@pytest.fixture
def two(world, deliver):
    """Two reports of one leak by two neighbours."""
    made = [
        file(person, world.a, category="0101", description="顶楼屋面漏雨，滴水")["id"]
        for person in (world.resident_a, world.neighbour_a)
    ]
    deliver()
    return made


def test_the_hint_shows_the_same_thing_nearby_and_nothing_of_the_neighbour(app, world, deliver):
    first = file(world.resident_a, world.a, category="0101", description="顶楼屋面漏雨")
    file(world.resident_a, world.a, category="0201", description="楼道灯不亮")
    deliver()
    found = similar(world.neighbour_a, world.a, category="0101")
    assert [item["id"] for item in found] == [first["id"]]
    assert found[0]["reasons"] == ["同一类问题"]
    assert found[0]["text"] == ""  # nobody has judged yet whether others may read it
    assert world.resident_a.name not in str(found)
    by_words = similar(world.neighbour_a, world.a, description="楼道灯不亮了")
    assert by_words[0]["category_name"] == "楼道照明"
    assert world.resident_b.post("/tickets/similar", {"compound_id": str(world.a.compound)}).status_code == 404


def test_words_are_shown_once_they_were_judged_fit_for_others(app, world, deliver):
    from sqlalchemy import text

    from app.core.db import db

    file(world.resident_a, world.a, category="0101", description="顶楼屋面漏雨")
    deliver()
    write(app, lambda: db.session.execute(text("update tickets_ticket set public_ok = true")))
    assert similar(world.neighbour_a, world.a, category="0101")[0]["text"] == "顶楼屋面漏雨"


def test_another_buildings_leak_is_not_the_same(app, world, deliver):
    file(world.resident_a, world.a, category="0101", description="漏雨", building_id=str(world.a.building))
    deliver()

    def another():
        row = Building(
            id=new_id(), district_id=world.district_id, compound_id=world.a.compound, code="house-2", name="2号楼"
        )
        db.session.add(row)
        return row.id

    other = str(write(app, another))
    assert similar(world.neighbour_a, world.a, category="0101", building_id=other) == []
    assert similar(world.neighbour_a, world.a, category="0101", building_id=str(world.a.building)) != []


def test_joining_makes_it_ones_own_matter_too(world, deliver, two):
    joined = world.family_a.post(f"/tickets/{two[1]}/join", {"note": "我家也漏"})
    assert joined.status_code == 200
    assert joined.json["joined"] is True
    assert joined.json["reporter"] == {"name": "居民（未公开姓名）", "phone_masked": None}
    assert world.family_a.post(f"/tickets/{two[1]}/join", {}).status_code == 200  # again changes nothing
    assert see(world.manager_a, two[1], staff=True)["follower_count"] == 1
    assert two[1] in {item["id"] for item in world.family_a.get("/tickets").json["items"]}
    assert world.stranger.post(f"/tickets/{two[1]}/join", {}).status_code == 404
    assert world.resident_b.post(f"/tickets/{two[1]}/join", {}).status_code == 404
    act(world.family_a, two[1], "confirm", outcome="solved", rating=5, expect=403)
    act(world.family_a, two[1], "withdraw", expect=403)


def test_a_merged_ticket_has_no_clock_and_points_to_the_other(app, world, deliver, two):
    main, other = two
    merged = act(world.community_a, other, "merge", staff=True, note="同一处漏水", into_id=main).json
    assert (merged["state"], merged["merged_into"]["id"]) == ("merged", main)
    assert {clock["status"] for clock in merged["clocks"]} == {"void"}
    refused = act(world.manager_a, other, "accept", staff=True, expect=409)
    assert refused.json["error"]["code"] == "tickets.merged"
    assert see(world.neighbour_a, other)["merged_into"]["id"] == main  # the reporter is led there
    assert see(world.neighbour_a, main)["joined"] is True
    kept = see(world.community_a, main, staff=True)
    assert [item["id"] for item in kept["merged_from"]] == [other]
    assert "并入这件事" in kept["timeline"][-1]["text"]
    pass_time(app, days=3)
    deliver()
    assert see(world.community_a, other, staff=True)["late"] is False
    from tests.tickets.moments import climb

    assert climb(app) == 1  # only the one that stays climbs


def test_taking_apart_restores_both_and_gives_the_time_back(app, world, deliver, two):
    main, other = two
    due = parse(see(world.neighbour_a, other)["finish_due_at"])
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=main)
    pass_time(app, hours=5)
    apart = act(world.community_a, other, "unmerge", staff=True, note="两处漏点").json
    assert (apart["state"], apart["merged_into"]) == ("dispatched", None)
    assert abs((parse(apart["finish_due_at"]) - due).total_seconds()) < 5
    assert see(world.community_a, main, staff=True)["follower_count"] == 0
    see(world.neighbour_a, main, expect=404)
    assert [step["action"] for step in see(world.neighbour_a, other)["timeline"]][-2:] == ["merge", "unmerge"]
    assert "单独办理" in see(world.community_a, main, staff=True)["timeline"][-1]["text"]


def test_who_has_two_merged_orders_stays_until_the_last_is_taken_out(app, world, deliver, two):
    """Taking out the one that brought him leaves him what he has through the other."""
    main, first = two
    second = file(world.neighbour_a, world.a, category="0101", description="厨房顶也滴水")["id"]
    deliver()
    for merged in (first, second):
        act(world.community_a, merged, "merge", staff=True, note="同一处", into_id=main)
    act(world.community_a, first, "unmerge", staff=True, note="两处漏点")
    assert see(world.neighbour_a, main)["joined"] is True
    assert see(world.community_a, main, staff=True)["follower_count"] == 1
    act(world.resident_a, main, "withdraw", expect=409)
    act(world.community_a, second, "unmerge", staff=True, note="也是另一处")
    see(world.neighbour_a, main, expect=404)
    assert see(world.community_a, main, staff=True)["follower_count"] == 0


def test_who_joined_himself_stays_when_his_merged_order_is_taken_out(app, world, deliver, two):
    main, other = two
    assert world.neighbour_a.post(f"/tickets/{main}/join", {}).status_code == 200
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=main)
    act(world.community_a, other, "unmerge", staff=True, note="两处")
    assert see(world.neighbour_a, main)["joined"] is True


def test_who_followed_a_merged_order_goes_with_the_last_that_brings_him(app, world, deliver, two):
    main, first = two
    second = file(world.neighbour_a, world.a, category="0101", description="厨房顶也滴水")["id"]
    deliver()
    for one in (first, second):
        assert world.family_a.post(f"/tickets/{one}/join", {}).status_code == 200
        act(world.community_a, one, "merge", staff=True, note="同一处", into_id=main)
    act(world.community_a, first, "unmerge", staff=True, note="两处")
    assert see(world.family_a, main)["joined"] is True
    act(world.community_a, second, "unmerge", staff=True, note="两处")
    see(world.family_a, main, expect=404)


def test_merging_into_nothing_foreign_or_oneself_is_refused(world, deliver, two):
    main, other = two
    foreign = file(world.resident_b, world.b, category="0101", description="漏")["id"]
    deliver()
    nobody = "00000000-0000-7000-8000-000000000001"
    for target, status in ((None, 422), (other, 422), (nobody, 404), (foreign, 404)):
        act(world.community_a, other, "merge", staff=True, note="同一处", into_id=target, expect=status)
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=main)
    third = file(world.family_a, world.a, category="0101", description="漏")["id"]
    deliver()
    act(world.community_a, third, "merge", staff=True, note="x", into_id=other, expect=409)  # it is over itself
    act(world.community_a, main, "merge", staff=True, note="x", into_id=third, expect=409)  # others hang on it
    act(world.repair_a, third, "merge", staff=True, note="x", into_id=main, expect=403)


def test_joining_a_merged_ticket_joins_the_one_it_went_into(world, deliver, two):
    main, other = two
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=main)
    joined = world.family_a.post(f"/tickets/{other}/join", {})
    assert joined.json["id"] == main


def test_what_others_wait_for_too_is_not_taken_back(world, deliver, two):
    """Whoever reported first cannot make his neighbours' matter disappear."""
    main, other = two
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=main)
    refused = act(world.resident_a, main, "withdraw", expect=409).json["error"]
    assert "别的居民也在等" in refused["message"]
    act(world.community_a, other, "unmerge", staff=True, note="两处")
    assert world.family_a.post(f"/tickets/{main}/join", {}).status_code == 200
    act(world.resident_a, main, "withdraw", expect=409)
    assert act(world.neighbour_a, other, "withdraw").json["state"] == "withdrawn", "nobody else waits for that one"


def test_what_is_over_learns_that_something_was_taken_out_of_it(world, deliver, two):
    main, other = two
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=main)
    for step, fields in (("accept", {}), ("start", {}), ("finish", {"note": "好了"})):
        act(world.repair_a, main, step, staff=True, **fields)
    act(world.resident_a, main, "confirm", outcome="solved", rating=5)
    act(world.community_a, other, "unmerge", staff=True, note="另一处")
    assert see(world.community_a, main, staff=True)["timeline"][-1]["text"].endswith("改为单独办理")
    assert world.family_a.post(f"/tickets/{main}/join", {}).status_code == 409, "nobody joins what is over"


# --- by telephone and at the window ---


def caller(name="王奶奶", phone="13811112222", **more):
    """Return who calls about something that is open already."""
    return {"channel": "phone", "reporter_name": name, "reporter_phone": phone, "note": "四层也漏"} | more


def test_a_clerk_sees_what_is_alike_by_words_place_and_thing(app, world, deliver):
    """As a resident does, but with the words: the office sees the order anyway."""
    roof = str(world.a.roof)
    first = file(world.resident_a, world.a, category="0101", description="顶楼屋面漏雨", asset_id=roof)
    lamp = file(world.resident_a, world.a, category="0201", description="楼道灯不亮")
    deliver()

    def found(person, **fields):
        answer = person.post("/staff/tickets/similar", {"compound_id": str(world.a.compound)} | fields)
        assert answer.status_code == 200, answer.json
        return answer.json["items"]

    by_words = found(world.community_a, description="楼道的灯不亮了")
    assert [(item["id"], item["text"]) for item in by_words] == [(lamp["id"], "楼道灯不亮")]
    by_thing = found(world.manager_a, asset_id=roof, description="房子的事")
    assert [item["id"] for item in by_thing] == [first["id"]]
    assert by_thing[0]["reasons"][0] == "同一处设施"
    assert world.resident_a.name not in str(by_thing)
    unseen = file(world.resident_a, world.a, category="0201", description="楼道灯不亮，没派出去")
    assert unseen["id"] in {item["id"] for item in found(world.community_a, category="0201")}
    assert unseen["id"] not in {item["id"] for item in found(world.manager_a, category="0201")}, "not his to see yet"


def test_who_calls_joins_what_is_open_and_is_called_back_too(app, world, deliver, two):
    from app.callbacks.models import Task

    key = {"Idempotency-Key": "caller-joins-1"}
    for _ in range(2):
        joined = world.community_a.post(f"/staff/tickets/{two[0]}/join", caller(), headers=key)
        assert joined.status_code == 200, joined.json
    assert joined.json["follower_count"] == 1
    told = joined.json["timeline"][-1]
    assert told["text"] == "又有一位居民来电说遇到同样的问题，社区工作者已登记"
    assert told["note"] == "四层也漏"
    again = world.community_a.post(f"/staff/tickets/{two[0]}/join", caller(name="王大妈"))
    assert again.json["follower_count"] == 1, "the number says who it is"
    assert "13811112222" not in again.text
    at_window = world.manager_a.post(f"/staff/tickets/{two[0]}/join", caller("李大爷", None, channel="window"))
    assert "到窗口" in at_window.json["timeline"][-1]["text"]
    for step, fields in (("accept", {}), ("start", {}), ("finish", {"note": "好了"})):
        act(world.repair_a, two[0], step, staff=True, **fields)
    deliver()
    tasks = in_app(app, lambda: db.session.query(Task).filter(Task.ticket_id == UUID(two[0])).all())
    assert sorted(task.is_reporter for task in tasks) == [False, False, True]


def test_a_caller_joins_nothing_of_his_own_nothing_foreign_and_nothing_that_is_over(world, deliver, two):
    lodged = {
        "compound_id": str(world.a.compound), "kind": "repair", "category": "0101", "description": "顶楼漏雨",
        "read_back": True, "building_id": None,
    } | {key: value for key, value in caller().items() if key != "note"}  # fmt: skip
    own = world.community_a.post("/staff/tickets", lodged).json["id"]
    deliver()
    assert world.community_a.post(f"/staff/tickets/{own}/join", caller()).status_code == 409
    foreign = file(world.resident_b, world.b, category="0101", description="漏")["id"]
    assert world.community_a.post(f"/staff/tickets/{foreign}/join", caller()).status_code == 404
    assert world.resident_a.post(f"/staff/tickets/{two[0]}/join", caller()).status_code == 403
    act(world.resident_a, two[0], "withdraw")
    assert world.community_a.post(f"/staff/tickets/{two[0]}/join", caller()).status_code == 409
    assert world.community_a.post(f"/staff/tickets/{two[1]}/join", caller(reporter_name="")).status_code == 422
