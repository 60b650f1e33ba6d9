"""Every topic has a next step with a date, and what is near or past stands on the desk of its community."""

from __future__ import annotations

from datetime import timedelta

from app.core.clock import today
from tests.council.steps import BASE, act, deliberated, finish, propose, resolved, see, task, topic
from tests.council.test_suggestions import suggested
from tests.council.test_topics import posting_over
from tests.duty.steps import execute
from tests.tickets.steps import file

DAY = timedelta(days=1)


def desk(person):
    """Return what stands on somebody's desk of the council: the words, whether it is late, and where it leads."""
    groups = {group["key"]: group["items"] for group in person.get("/staff/todo").json["groups"]}
    return [(item["title"], item["late"], item["link"]) for item in groups.get("council", [])]


def wait(app, days: int) -> None:
    """Let so many days go by since each topic moved."""
    execute(app, "update council_topic_event set at = at - make_interval(days => :days)", days=days)


def test_a_topic_that_stands_still_comes_to_the_desk(app, world):
    one = topic(world.community_a, world.a)
    assert (one["next_on"], one["next_words"]) == (str(today() + 30 * DAY), "请开始商")
    assert desk(world.community_a) == []
    wait(app, 23)
    assert desk(world.community_a) == [("晾衣服的地方：请开始商", False, f"/council/{one['id']}")]
    content = {"kind": "other", "title": "晾衣服", "words": "", "matter": 0}
    one = act(world.community_a, one, "save", content=content)
    assert desk(world.secretary_a), "correcting the words is no step"
    wait(app, 8)
    assert desk(world.secretary_a) == [("晾衣服：请开始商", True, f"/council/{one['id']}")]
    assert desk(world.street_a) == desk(world.community_b) == []
    [row] = world.street_a.get(f"{BASE}/topics").json["items"]
    assert row["next_on"] == str(today() - DAY)
    one = act(world.community_a, one, "discuss", scope="全小区")
    assert (desk(world.community_a), one["next_words"]) == ([], "请开始议")
    one = act(world.community_a, one, "deliberate")
    assert one["next_words"] == "请开会议，记下会议"
    wait(app, 31)
    assert desk(world.community_a) == [("晾衣服：请开会议，记下会议", True, f"/council/{one['id']}")]


def test_after_the_meeting_a_resolution_is_due(world):
    assert deliberated(world.community_a, topic(world.community_a, world.a))["next_words"] == "请形成决议"
    owners = deliberated(world.community_a, topic(world.community_a, world.a, title="收停车费", matter=8))
    assert owners["next_words"] == "请送业主表决"
    owners = act(world.community_a, owners, "to_owners")
    assert (owners["next_on"], owners["next_words"]) == (None, "等业主表决的结果")


def test_what_was_resolved_is_neither_forgotten_nor_left_without_an_end(app, world, deliver):
    one = resolved(world.community_a, topic(world.community_a, world.a))
    assert (one["next_on"], one["next_words"]) == (one["post_until"], "公示期满，自动开始办")
    posting_over(app, deliver)
    assert [title for title, *_ in desk(world.community_a)] == ["晾衣服的地方：请列出谁、在哪天以前、做什么"]
    one = task(world.community_a, see(world.community_a, one))
    assert (one["next_on"], one["next_words"]) == (one["tasks"][0]["due_on"], "装 20 米晾衣杆：示例物业")
    assert desk(world.community_a) == []
    one = finish(world.community_a, one["tasks"][0])
    assert (one["next_on"], one["next_words"]) == (str(today() + 7 * DAY), "请办完评价")
    assert [title for title, *_ in desk(world.community_a)] == ["晾衣服的地方：请办完评价"]
    one = act(world.community_a, one, "close", rating=5)
    assert (one["next_on"], desk(world.community_a)) == (None, [])


def test_suggestions_and_proposals_wait_on_the_desk(app, world, deliver):
    for _ in range(3):
        file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    [one] = suggested(world.community_a)
    [mine] = propose(world.resident_a, world.a)["items"]
    assert desk(world.community_a) == [
        ("门口加个坡道：请看看居民的提案", False, f"/council/{mine['id']}"),
        (f"{one['title']}：请决定列不列为议题", False, "/council/suggestions"),
    ]
    assert desk(world.street_a) == []
    assert see(world.community_a, mine)["next_words"] == "请看看居民的提案"
    execute(app, "update council_suggestion set created_at = created_at - interval '15 days'")
    assert desk(world.community_a)[0][:2] == (f"{one['title']}：请决定列不列为议题", True)
