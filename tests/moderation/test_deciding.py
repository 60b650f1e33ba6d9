"""内容复核: the community's list, and what a person decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.clock import now
from app.core.db import db
from tests.tickets.steps import file
from tests.world import in_app, write


@pytest.fixture
def doubtful(world, wechat, table):
    """Words that WeChat wants a person to look at. The item of the list."""
    table.is_in_wechat(world.resident_a)
    wechat.judged["加微信"] = ("review", 10001)
    file(world.resident_a, world.a, category="0103", description="灯坏了，加微信返现")
    table.run()
    (item,) = world.community_a.get("/staff/moderation").json["items"]
    return item


def decide(person, item, action, **body):
    """Decide with the version on the screen."""
    return person.post(f"/staff/moderation/{item['id']}/actions/{action}", {"version": item["version"]} | body)


def test_the_list_says_what_why_and_until_when(world, doubtful):
    assert (doubtful["what_name"], doubtful["state_name"], doubtful["label_name"]) == (
        "文字",
        "微信建议人工复核",
        "广告",
    )
    assert (doubtful["late"], doubtful["decision"]) == (False, None)
    assert doubtful["ticket"]["compound_name"] == "示例小区a"
    assert doubtful["due_at"]
    assert world.resident_a.name not in str(doubtful)


def test_fine_lets_it_be_shown(world, table, doubtful):
    answer = decide(world.community_a, doubtful, "fine")
    assert answer.status_code == 200, answer.json
    assert (answer.json["decision_name"], answer.json["actions"]) == ("正常", ["withhold"])
    table.run()
    assert table.public is True
    assert world.community_a.get("/staff/moderation").json["items"] == []
    (done,) = world.community_a.get("/staff/moderation?state=decided").json["items"]
    assert done["decided_by_name"] == world.community_a.name


def test_withholding_needs_a_reason_and_keeps_it_from_the_public(app, world, table, doubtful):
    assert decide(world.community_a, doubtful, "withhold").json["error"]["fields"] == {"note": ["请写明为什么不宜公开"]}
    answer = decide(world.community_a, doubtful, "withhold", note="是广告")
    assert (answer.json["decision_name"], answer.json["note"]) == ("不宜公开", "是广告")
    table.run()
    assert table.public is False
    what = "SELECT count(*) FROM core_audit WHERE what = 'moderation.withhold' AND actor_id = :id"
    counted = in_app(app, lambda: db.session.scalar(text(what), {"id": world.community_a.id}))
    assert counted == 1


def test_a_mistake_can_be_put_right(world, table, doubtful):
    wrong = decide(world.community_a, doubtful, "withhold", note="看错了").json
    assert decide(world.community_a, wrong, "withhold", note="再来").status_code == 409
    right = decide(world.community_a, wrong, "fine")
    assert (right.json["decision"], right.json["actions"]) == ("fine", ["withhold"])
    table.run()
    assert table.public is True


def test_of_two_who_decide_at_once_one_is_told(world, doubtful):
    assert decide(world.community_a, doubtful, "fine").status_code == 200
    assert decide(world.community_a, doubtful, "withhold", note="晚了").status_code == 409


def test_other_communities_and_other_posts_see_nothing_of_it(world, doubtful):
    assert decide(world.community_b, doubtful, "fine").status_code == 404
    assert world.community_b.get("/staff/moderation").json["items"] == []
    for person in (world.resident_a, world.manager_a, world.street_a, world.district, world.sysadmin):
        assert world.resident_a.get("/staff/moderation").status_code == 403
        assert decide(person, doubtful, "fine").status_code == 403
    assert decide(world.community_a, doubtful, "burn").status_code == 404


def test_what_wechat_finds_fine_is_nobodys_to_decide(world, wechat, table):
    table.is_in_wechat(world.resident_a)
    file(world.resident_a, world.a, category="0103", description="灯坏了")
    table.run()
    check = table.check("text")
    path = f"/staff/moderation/{check.id}/actions/withhold"
    assert world.community_a.post(path, {"version": check.version, "note": "x"}).status_code == 409


def test_after_one_working_day_it_is_late(app, world, wechat, table):
    table.is_in_wechat(world.resident_a)
    wechat.judged["加微信"] = ("review", 10001)
    file(world.resident_a, world.a, category="0103", description="灯坏了，加微信返现")
    table.run()
    due = table.check("text").due_at
    assert timedelta(hours=23) < due - now() < timedelta(days=11)
    write(app, lambda: db.session.execute(text("UPDATE moderation_check SET due_at = now()")))
    (item,) = world.community_a.get("/staff/moderation").json["items"]
    assert item["late"] is True


def test_the_list_is_oldest_first_and_pages_without_loss(world, wechat, table):
    for number in range(5):
        file(world.resident_a, world.a, category="0103", description=f"第{number}件")
    table.run()
    seen, cursor = [], ""
    for _ in range(5):
        page = world.community_a.get(f"/staff/moderation?limit=2{cursor}").json
        seen += [item["text"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == [f"第{number}件" for number in range(5)]
    for item in world.community_a.get("/staff/moderation").json["items"]:
        decide(world.community_a, item, "fine")
    pages, cursor = [], ""
    for _ in range(5):
        page = world.community_a.get(f"/staff/moderation?state=decided&limit=2{cursor}").json
        pages += [item["text"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert pages == [f"第{number}件" for number in reversed(range(5))]


def test_the_list_costs_few_queries(world, wechat, table, count_queries):
    for number in range(5):
        file(world.resident_a, world.a, category="0103", description=f"第{number}件")
    table.run()
    count_queries.clear()
    assert len(world.community_a.get("/staff/moderation").json["items"]) == 5
    assert len(count_queries) <= 6


def test_what_wechat_suspects_and_what_it_did_not_see_are_lists_of_their_own(world, wechat, table, doubtful):
    file(world.resident_a, world.a, category="0103", description="灯又坏了")
    table.last_seen(world.resident_a, 180)  # too long ago: WeChat does not look any more
    table.run()

    def listed(state: str) -> list[str]:
        return [one["state"] for one in world.community_a.get(f"/staff/moderation?state={state}").json["items"]]

    assert listed("flagged") == ["review"]
    assert listed("unseen") == ["unavailable"]
    assert listed("open") == ["review", "unavailable"]
    assert world.community_a.get("/staff/moderation?state=risky").status_code == 422
    decide(world.community_a, doubtful, "fine")
    assert listed("flagged") == []


def test_whatever_is_decided_the_matter_is_handled(world, table, doubtful, deliver):
    """Withholding keeps words from the public; it never drops what somebody complained about."""
    ticket = doubtful["ticket"]["id"]
    assert decide(world.community_a, doubtful, "withhold", note="是广告").status_code == 200
    table.run()
    deliver()
    seen = world.manager_a.get(f"/staff/tickets/{ticket}").json
    assert (seen["state"], seen["description"]) == ("dispatched", "灯坏了，加微信返现")
    assert world.resident_a.get(f"/tickets/{ticket}").json["description"] == "灯坏了，加微信返现"


def test_what_wechat_suspects_is_on_the_desk_of_the_community_until_somebody_looked(world, doubtful):
    def heap(person) -> list[dict]:
        groups = person.get("/staff/todo").json["groups"]
        return [item for group in groups if group["key"] == "checks" for item in group["items"]]

    (item,) = heap(world.community_a)
    assert (item["title"], item["link"], item["late"]) == ("文字：微信建议人工复核", "/moderation?state=flagged", False)
    assert item["due_at"] == doubtful["due_at"]
    assert heap(world.community_b) == heap(world.street_a) == heap(world.manager_a) == []
    decide(world.community_a, doubtful, "fine")
    assert heap(world.community_a) == []
