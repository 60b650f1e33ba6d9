"""Two neighbours, one leak: the hint before sending, joining, merging and taking apart."""

from __future__ import annotations

import pytest

from tests.tickets.moments import parse, pass_time
from tests.tickets.steps import act, file, see
from tests.world import write


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
    other = "00000000-0000-7000-8000-000000000001"
    assert similar(world.neighbour_a, world.a, category="0101", building_id=other) == []


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


def test_merging_into_nothing_foreign_or_oneself_is_refused(world, deliver, two):
    main, other = two
    foreign = file(world.resident_b, world.b, category="0101", description="漏")["id"]
    deliver()
    nobody = "00000000-0000-7000-8000-000000000001"
    for target in (None, other, nobody, foreign):
        act(world.community_a, other, "merge", staff=True, note="同一处", into_id=target, expect=422)
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
