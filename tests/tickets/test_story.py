"""The main job through HTTP: reported, routed, taken, worked on, finished, confirmed."""

from __future__ import annotations

from tests.tickets.steps import act, file, finish_by_repair, see


def test_a_report_reaches_the_right_hands_and_comes_back_solved(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="顶楼漏雨，厨房滴水")
    assert (ticket["state"], ticket["basis"], ticket["urgency"]) == ("submitted", "home", "U2")

    deliver()
    seen = see(world.repair_a, ticket["id"], staff=True)
    assert seen["state"] == "dispatched"
    assert seen["responsible"]["id"] == str(world.company_a)
    assert "示例物业a" in seen["routing"][0]["reasons"][0]
    assert seen["actions"] == ["accept"]

    finish_by_repair(world.repair_a, ticket["id"])
    mine = see(world.resident_a, ticket["id"])
    assert mine["state"] == "awaiting_confirmation"
    assert set(mine["actions"]) == {"confirm", "reopen"}

    closed = act(world.resident_a, ticket["id"], "confirm", outcome="solved", rating=5, comment="谢谢").json
    assert (closed["state"], closed["outcome"], closed["rating"]) == ("closed", "solved", 5)
    assert [step["action"] for step in closed["timeline"]] == [
        "submit", "dispatch", "accept", "start", "finish", "confirm",
    ]  # fmt: skip
    assert all(clock["status"] == "met" for clock in closed["clocks"])

    community = see(world.community_a, ticket["id"], staff=True)
    assert community["timeline"][-1]["note"] == "谢谢"
    assert "居民确认：已解决" in community["timeline"][-1]["text"]


def test_the_lists_of_each_side_show_it(world, deliver):
    ticket = file(world.resident_a, world.a, description="楼道灯不亮")
    deliver()
    for person, path in (
        (world.resident_a, "/tickets"),
        (world.repair_a, "/staff/tickets"),
        (world.manager_a, "/staff/tickets?state=dispatched"),
        (world.community_a, f"/staff/tickets?compound_id={world.a.compound}&state=open"),
        (world.street_a, "/staff/tickets?q=不亮"),
        (world.district, "/staff/tickets?category=0201"),
    ):
        items = person.get(path).json["items"]
        assert [item["id"] for item in items] == [ticket["id"]], path


def test_words_without_a_category_are_sorted_by_the_router(world, deliver):
    ticket = file(world.resident_a, world.a, description="屋顶漏水了")
    assert ticket["category"] is None
    deliver()
    seen = see(world.community_a, ticket["id"], staff=True)
    assert (seen["category"], seen["urgency"]) == ("0101", "U2")
    assert "归入“屋面漏雨”" in seen["routing"][0]["reasons"][0]


def test_not_fixed_reaches_the_community_and_comes_back(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    finish_by_repair(world.repair_a, ticket["id"])
    act(world.resident_a, ticket["id"], "confirm", outcome="unsolved", rating=1)
    deliver()
    keys = [group["key"] for group in world.community_a.get("/staff/todo").json["groups"]]
    assert "unsolved" in keys

    again = act(world.resident_a, ticket["id"], "reopen", note="还在漏").json
    assert (again["state"], again["round"], again["rating"]) == ("dispatched", 2, None)
    finish_by_repair(world.repair_a, ticket["id"])
    closed = act(world.resident_a, ticket["id"], "confirm", outcome="solved", rating=4).json
    assert closed["outcome"] == "solved"


def test_a_suspension_needs_a_reason_and_moves_the_deadline(world, deliver):
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    for step in ("accept", "start"):
        act(world.repair_a, ticket["id"], step, staff=True)
    due = see(world.repair_a, ticket["id"], staff=True)["finish_due_at"]
    refused = act(world.repair_a, ticket["id"], "suspend", staff=True, expect=422)
    assert "note" in refused.json["error"]["fields"]
    act(world.repair_a, ticket["id"], "suspend", staff=True, note="等配件", until=in_days(2))
    paused = see(world.resident_a, ticket["id"])
    assert paused["state"] == "suspended"
    assert {c["status"] for c in paused["clocks"] if c["kind"] == "finish"} == {"paused"}
    act(world.repair_a, ticket["id"], "resume", staff=True)
    resumed = see(world.repair_a, ticket["id"], staff=True)
    assert resumed["state"] == "in_progress"
    assert resumed["finish_due_at"] > due


def in_days(days: int) -> str:
    """Return an instant some days from now."""
    from datetime import timedelta

    from app.core.clock import now

    return (now() + timedelta(days=days)).isoformat()


def test_a_photo_on_arrival_is_before_and_one_at_the_end_is_after(world, deliver):
    import io

    from PIL import Image

    def photo() -> str:
        picture = io.BytesIO()
        Image.new("RGB", (40, 30), "gray").save(picture, "JPEG")
        picture.seek(0)
        return world.repair_a._call("post", "/media", data={"file": (picture, "a.jpg")}).json["id"]

    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    act(world.repair_a, ticket["id"], "accept", staff=True)
    arrived, done = photo(), photo()
    act(world.repair_a, ticket["id"], "start", staff=True, media_ids=[arrived])
    act(world.repair_a, ticket["id"], "finish", staff=True, note="好了", media_ids=[done])
    seen = see(world.resident_a, ticket["id"])
    assert {item["id"]: item["stage"] for item in seen["media"]} == {arrived: "before", done: "after"}
    assert [step["media_ids"] for step in seen["timeline"] if step["media_ids"]] == [[arrived], [done]]
