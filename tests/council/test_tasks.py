"""What follows from a resolution can be put right: who, what and until when, with the change in the history."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import today
from tests.council.steps import BASE, act, finish, mine, resolved, see, task, topic
from tests.council.test_topics import posting_over
from tests.standards.steps import photo

DAY = timedelta(days=1)


def change(person, one, action: str, expect: int = 200, **more):
    """Put a task right, or take it off."""
    body = {"version": one["version"]} | more
    answer = person.post(f"{BASE}/tasks/{one['id']}/actions/{action}", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def right(one, **more):
    """Return a task as it should read."""
    return {name: one[name] for name in ("owner", "measure", "due_on")} | {"reason": "厂家缺货"} | more


def test_a_task_is_put_right_and_the_day_before_stays_in_the_history(app, world, deliver):
    one = task(world.community_a, resolved(world.community_a, topic(world.community_a, world.a)))
    [first] = one["tasks"]
    later = str(today() + 20 * DAY)
    assert "reason" in change(world.community_a, first, "change", 422, **right(first, reason=""))["error"]["fields"]
    past = right(first, due_on=str(today() - DAY))
    assert "due_on" in change(world.community_a, first, "change", 422, **past)["error"]["fields"]
    change(world.street_a, first, "change", 403, **right(first, due_on=later))
    change(world.community_b, first, "change", 404, **right(first, due_on=later))
    one = change(world.community_a, first, "change", **right(first, due_on=later, owner="示例物业二"))
    [changed] = one["tasks"]
    assert (changed["owner"], changed["due_on"], changed["version"]) == ("示例物业二", later, 2)
    said = one["events"][-1]
    assert (said["action"], said["note"]) == (
        "task_change",
        f"装 20 米晾衣杆（示例物业，{first['due_on']} 以前）改为装 20 米晾衣杆（示例物业二，{later} 以前）：厂家缺货",
    )  # fmt: skip
    change(world.community_a, first, "change", 409, **right(first))
    posting_over(app, deliver)
    one = finish(world.community_a, see(world.community_a, one)["tasks"][0])
    change(world.community_a, one["tasks"][0], "change", 409, **right(one["tasks"][0]))
    change(world.community_a, one["tasks"][0], "remove", 409, reason="x")


def test_a_task_that_makes_no_sense_is_taken_off_with_the_reason(app, world, deliver):
    one = task(world.community_a, resolved(world.community_a, topic(world.community_a, world.a)))
    one = task(world.community_a, one, measure="写错了")
    wrong = next(row for row in one["tasks"] if row["measure"] == "写错了")
    assert "reason" in change(world.community_a, wrong, "remove", 422)["error"]["fields"]
    one = change(world.community_a, wrong, "remove", reason="重复列了")
    assert [row["measure"] for row in one["tasks"]] == ["装 20 米晾衣杆"]
    assert one["events"][-1]["note"].endswith("：重复列了")
    assert [row["measure"] for row in mine(world.resident_a)[0]["tasks"]] == ["装 20 米晾衣杆"]
    change(world.community_a, wrong, "remove", 404, reason="x")
    posting_over(app, deliver)
    finish(world.community_a, see(world.community_a, one)["tasks"][0])
    act(world.community_a, see(world.community_a, one), "close", rating=4)


def test_neighbours_see_the_proof_with_its_photos_and_nobody_else_does(app, world, deliver):
    one = task(world.community_a, resolved(world.community_a, topic(world.community_a, world.a)))
    posting_over(app, deliver)
    taken = photo(world.community_a)
    one = finish(world.community_a, see(world.community_a, one)["tasks"][0], media_ids=[taken])
    assert [shot["id"] for shot in one["tasks"][0]["photos"]] == [taken]
    [shown] = mine(world.resident_a)[0]["tasks"]
    assert (shown["done"], shown["proof"], [shot["id"] for shot in shown["photos"]]) == (
        True,
        "装好了，楼长看过",
        [taken],
    )
    path = shown["photos"][0]["url"].removeprefix("/api/v1").partition("?")[0]
    for person in (world.resident_a, world.family_a, world.street_a, world.community_a):
        assert person._call("get", path).status_code == 200
    for person in (world.resident_b, world.community_b, world.manager_a, world.stranger):
        assert person._call("get", path).status_code == 404
