"""A topic through its five steps; what only the owners decide leaves them; neighbours propose and support."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import outbox
from app.core.clock import now, today
from app.core.ids import new_id
from app.core.uow import unit_of_work
from app.council.models import TopicAction, TopicState
from app.council.policy import close_problem, enough_places
from app.council.workflow import MOVES
from app.events.voting import PollConcluded
from tests.council.steps import (
    BASE,
    MINE,
    POSTED,
    act,
    deliberated,
    finish,
    held,
    meet,
    mine,
    propose,
    resolved,
    see,
    task,
    topic,
)
from tests.duty.steps import execute, rows
from tests.standards.steps import photo
from tests.world import in_app

DAY = timedelta(days=1)


def posting_over(app, deliver):
    """Let the posting have begun a week ago, and the clock see it."""
    execute(app, "update council_topic set posted_on = posted_on - 8, post_until = post_until - 8")
    execute(app, "update core_outbox set due_at = now() where topic = 'council.posting_ends'")
    deliver()


def test_the_five_steps(app, world, deliver):
    one = topic(world.community_a, world.a)
    assert (one["state_name"], one["actions"]) == ("提：已列为议题", ["save", "discuss", "drop"])
    assert "scope" in act(world.community_a, one, "discuss", 422)["error"]["fields"]
    one = act(world.community_a, one, "discuss", scope="全小区")
    one = act(world.secretary_a, one, "deliberate")
    refused = act(world.community_a, one, "resolve", 409, posted_on=str(today()), **POSTED)
    assert "会议记下来" in refused["error"]["message"]
    meet(world.community_a, one)
    for missing in ("resolution", "resolved_by", "posted_at"):
        wrong = act(world.community_a, one, "resolve", 422, posted_on=str(today()), **POSTED | {missing: ""})
        assert missing in wrong["error"]["fields"]
    assert "posted_on" in act(world.community_a, one, "resolve", 422, **POSTED)["error"]["fields"]
    one = act(world.community_a, one, "resolve", posted_on=str(today()), **POSTED)
    assert (one["state"], one["post_until"]) == ("posted", str(today() + 7 * DAY))
    one = task(world.community_a, one)
    assert finish(world.community_a, one["tasks"][0], 409)["error"]["message"].startswith("公示期满")
    deliver()
    assert see(world.community_a, one)["state"] == "posted", "seven days are not over"
    execute(app, "update council_topic set posted_on = posted_on - 7, post_until = post_until - 7")
    execute(app, "update core_outbox set due_at = now() where topic = 'council.posting_ends'")
    deliver()
    assert see(world.community_a, one)["state"] == "posted", "the day of the posting does not count"
    posting_over(app, deliver)
    one = see(world.community_a, one)
    assert (one["state"], one["actions"]) == ("doing", ["close"])
    assert {"tasks", "rating"} == set(act(world.community_a, one, "close", 422)["error"]["fields"])
    assert "proof" in finish(world.community_a, one["tasks"][0], 422, proof="")["error"]["fields"]
    one = finish(world.community_a, one["tasks"][0])
    assert one["tasks"][0]["done_on"] == str(today())
    one = act(world.community_a, one, "close", rating=5)
    assert (one["state"], one["rating"], one["actions"]) == ("done", 5, [])
    assert [event["action"] for event in one["events"]] == [
        "add", "discuss", "deliberate", "resolve", "begin", "close",
    ]  # fmt: skip


def test_a_matter_of_the_owners_is_neither_resolved_nor_closed_here(app, world, deliver):
    one = topic(world.community_a, world.a, kind="charging", title="车棚改充电车棚")
    assert (one["likely_matter"], one["likely_because"]) == (8, "改变车棚、空地的用途")
    content = {"kind": "charging", "title": "车棚改充电车棚", "words": "", "matter": 8}
    one = act(world.community_a, one, "save", content=content)
    assert one["likely_matter"] is None
    one = deliberated(world.community_a, one)
    assert one["actions"] == ["save", "to_owners", "drop"]
    refused = act(world.community_a, one, "resolve", 409, posted_on=str(today()), **POSTED)
    assert refused["error"]["code"] == "council.owners_decide"
    act(world.community_a, one, "close", 409, rating=5)
    one = act(world.community_a, one, "to_owners")
    assert (one["state_name"], one["actions"]) == ("等业主表决", [])
    deliver()
    [poll] = world.community_a.get("/staff/polls").json["items"]
    assert (poll["title"], poll["kind"], poll["state"]) == ("车棚改充电车棚", "assembly", "draft")


def test_what_is_no_matter_of_the_owners_is_not_sent_to_them(world):
    one = deliberated(world.community_a, topic(world.community_a, world.a))
    assert "不属于业主共同决定" in act(world.community_a, one, "to_owners", 409)["error"]["message"]


@pytest.mark.parametrize(
    ("outcome", "state"), [("passed", "doing"), ("failed", "dropped"), ("cancelled", "deliberating")]
)
def test_the_owners_decision_leads_on(app, world, deliver, outcome, state):
    one = deliberated(world.community_a, topic(world.community_a, world.a, matter=8))
    one = act(world.community_a, one, "to_owners")
    poll = new_id()

    def conclude():
        with unit_of_work():
            for _ in range(2):
                outbox.publish(PollConcluded(str(poll), one["id"], outcome))
        outbox.drain_all()

    in_app(app, conclude)
    one = see(world.community_a, one)
    assert (one["state"], one["outcome"], one["poll_id"]) == (state, outcome, str(poll))
    assert [event["action"] for event in one["events"]].count("decided") == 1


def test_a_resident_proposes_and_hears_what_became_of_it(app, world):
    [shown] = propose(world.resident_a, world.a)["items"]
    assert (shown["state_name"], shown["is_mine"]) == ("居民提案，待受理", True)
    assert mine(world.family_a) == [], "nobody else reads it before the community did"
    assert [group["items"][0]["title"] for group in world.community_a.get("/staff/todo").json["groups"]
            if group["key"] == "council"] == ["门口加个坡道：请看看居民的提案"]  # fmt: skip
    one = see(world.community_a, shown)
    assert one["actions"] == ["save", "take", "decline"]
    act(world.community_a, one, "take")
    assert mine(world.family_a)[0]["title"] == "门口加个坡道"
    told = rows(app, "select person_id, text from notify_notice where title = '您的提案列为议题了'")
    assert [row.person_id for row in told] == [world.resident_a.id]

    [second] = [one for one in propose(world.resident_a, world.a, title="换大门")["items"] if one["title"] == "换大门"]
    assert "note" in act(world.community_a, see(world.community_a, second), "decline", 422)["error"]["fields"]
    act(world.community_a, see(world.community_a, second), "decline", note="大门去年刚换")
    assert [one["because"] for one in mine(world.resident_a) if one["title"] == "换大门"] == ["大门去年刚换"]
    assert "换大门" not in [one["title"] for one in mine(world.family_a)]
    [told] = rows(app, "select text from notify_notice where title = '您的提案没有受理'")
    assert "大门去年刚换" in told.text


def test_what_is_probably_the_owners_is_resolved_here_only_with_the_reason_why_not(world):
    one = deliberated(world.community_a, topic(world.community_a, world.a, kind="parking", title="车位排号"))
    said = {"posted_on": str(today()), **POSTED}
    refused = act(world.community_a, one, "resolve", 422, **said)["error"]["fields"]
    assert list(refused) == ["note"]
    assert "业主共同决定" in refused["note"][0]
    one = act(world.community_a, one, "resolve", note="只排先后，不收费，不改变场地", **said)
    assert (one["state"], one["events"][-1]["note"]) == ("posted", "只排先后，不收费，不改变场地")


def test_a_resolution_hangs_out_after_the_meeting_not_before(world):
    one = deliberated(world.community_a, topic(world.community_a, world.a))
    early = act(world.community_a, one, "resolve", 422, **POSTED, posted_on=str(today() - 2 * DAY))
    assert "不能早于" in early["error"]["fields"]["posted_on"][0]


def test_a_meeting_that_says_nothing_to_a_topic_has_not_treated_it(world):
    one = topic(world.community_a, world.a)
    silent = [{"topic_id": one["id"], "statements": "", "consensus": " ", "dissent": ""}]
    refused = meet(world.community_a, expect=422, topics=silent)
    assert "大家怎么说" in refused["error"]["fields"]["topics"][0]


def test_who_is_not_at_home_there_neither_proposes_nor_supports(world):
    one = topic(world.community_a, world.a)
    for stranger in (world.resident_b, world.stranger, world.neighbour_a):
        assert propose(stranger, world.a, 404)
        assert mine(stranger) == []
        assert stranger.post(f"{MINE}/{one['id']}/support", {"on": True}).status_code == 404


def test_three_proposals_wait_and_the_fourth_is_refused(world):
    for number in range(3):
        propose(world.resident_a, world.a, title=f"提案{number}")
    assert "请等一等" in propose(world.resident_a, world.a, 409)["error"]["message"]


def test_support_counts_a_person_once_and_is_taken_back(world):
    one = topic(world.community_a, world.a)
    path = f"{MINE}/{one['id']}/support"
    for _ in range(2):
        [shown] = world.resident_a.post(path, {"on": True}).json["items"]
    assert (shown["supports"], shown["supported"]) == (1, True)
    assert world.family_a.post(path, {"on": True}).json["items"][0]["supports"] == 2
    assert world.family_a.post(path, {"on": False}).json["items"][0]["supports"] == 1
    act(world.community_a, one, "drop", note="已经有地方了")
    assert world.family_a.post(path, {"on": True}).status_code == 409
    assert mine(world.resident_a)[0]["because"] == "已经有地方了"


def test_it_is_kept_by_its_community_and_read_by_its_street(world):
    one = topic(world.community_a, world.a)
    for person in (world.secretary_a, world.street_a, world.district):
        assert see(person, one)["id"] == one["id"]
    for person in (world.community_b, world.street_b):
        see(person, one, 404)
        assert person.get(f"{BASE}/topics").json["items"] == []
    for person in (world.manager_a, world.repair_a, world.resident_a):
        see(person, one, 403)
    act(world.street_a, one, "discuss", 403, scope="x")
    act(world.community_b, one, "discuss", 404, scope="x")
    topic(world.community_b, world.a, 404)
    act(world.community_a, one | {"version": 9}, "discuss", 409, scope="x")
    act(world.community_a, one, "begin", 404)
    assert world.community_a.get(f"{BASE}/topics?q=晾衣").json["items"][0]["id"] == one["id"]


def test_a_meeting_belongs_to_its_community_and_to_what_can_be_talked_about(world):
    one = topic(world.community_a, world.a)
    assert "topics" in meet(world.community_b, one, expect=404)["error"]["fields"]
    assert "topics" in meet(world.community_a, one, one, expect=422)["error"]["fields"]
    late = (now() + timedelta(hours=1)).isoformat()
    assert "at" in meet(world.community_a, one, expect=422, at=late)["error"]["fields"]
    alone = [{"side": "书记", "names": "", "count": 1}]
    assert "attendance" in meet(world.community_a, one, expect=422, attendance=alone)["error"]["fields"]
    made = meet(world.community_a, one)
    assert (made["people"], made["topics"][0]["dissent"]) == (9, "一人怕挡光")
    dropped = act(world.community_a, topic(world.community_a, world.a, title="别的"), "drop", note="不议了")
    assert "现在不能议" in meet(world.community_a, dropped, expect=422)["error"]["fields"]["topics"][0]
    path = f"{BASE}/meetings/{made['id']}"
    saved = world.secretary_a.post(f"{path}/actions/save", held(one, minutes="补记") | {"version": 1})
    assert (saved.json["minutes"], saved.json["version"]) == ("补记", 2)
    assert world.secretary_a.post(f"{path}/actions/save", held(one) | {"version": 1}).status_code == 409
    assert world.street_a.get(path).status_code == 200
    assert world.community_b.get(path).status_code == 404
    assert world.street_a.post(f"{path}/actions/save", held(one) | {"version": 2}).status_code == 403
    assert see(world.community_a, one)["meetings"][0]["consensus"] == "同意装"


def test_meetings_of_one_body_are_listed_alone(world):
    for kind in ("council", "committee"):
        meet(world.community_a, kind=kind)
    for query, kinds in (("", {"council", "committee"}), ("?kind=committee&limit=1", {"committee"})):
        listed = world.community_a.get(f"{BASE}/meetings{query}").json["items"]
        assert {row["kind"] for row in listed} == kinds
    assert world.community_a.get(f"{BASE}/meetings?kind=x").status_code == 422


def test_the_photos_of_a_meeting_are_seen_by_those_who_see_the_meeting(world):
    one = topic(world.community_a, world.a)
    taken = [photo(world.community_a), photo(world.community_a)]
    path = f"{BASE}/meetings/{meet(world.community_a, one, media_ids=taken)['id']}"
    shown = world.street_a.get(path).json["photos"]
    assert [shot["id"] for shot in shown] == taken
    assert world.street_a._call("get", shown[0]["url"].removeprefix("/api/v1").partition("?")[0]).status_code == 200
    assert world.community_b.get(f"/media/{taken[0]}").status_code == 404
    listed = {row["id"]: row for row in world.street_a.get(f"{BASE}/meetings").json["items"]}
    assert len(listed[path.rsplit("/", 1)[1]]["photos"]) == 2


def test_an_overdue_task_stands_on_the_desk(app, world, deliver):
    one = task(world.community_a, resolved(world.community_a, topic(world.community_a, world.a)))
    posting_over(app, deliver)
    execute(app, "update council_task set due_on = :day", day=today() - DAY)
    groups = {group["key"]: group["items"] for group in world.community_a.get("/staff/todo").json["groups"]}
    assert [(item["title"], item["late"]) for item in groups["council"]] == [("装 20 米晾衣杆：示例物业", True)]
    assert world.community_a.get(f"{BASE}/topics").json["items"][0]["late"] is True
    assert "due_on" in task(world.community_a, one, 422, due_on=str(today() - DAY))["error"]["fields"]


def test_rules_by_themselves():
    assert set(close_problem([], None)) == {"tasks", "rating"}
    assert close_problem([True, True], 3) == {}
    assert "还有 1 件" in close_problem([True, False], 3)["tasks"]
    assert [enough_places(words) for words in ("大门", "大门、大门", "大门、1号楼")] == [False, False, True]
    over = {TopicState.DONE, TopicState.DECLINED, TopicState.DROPPED}
    assert not [move for move in MOVES if move.sources & over]
    named = {move.action for move in MOVES}
    assert named == set(TopicAction) - {TopicAction.SAVE, TopicAction.DECIDED}


def test_an_objection_during_the_posting_leads_back_to_the_talk(app, world, deliver):
    one = task(world.community_a, resolved(world.community_a, topic(world.community_a, world.a)))
    assert one["actions"] == ["back"]
    assert "note" in act(world.community_a, one, "back", 422)["error"]["fields"]
    act(world.street_a, one, "back", 403, note="两户反对")
    one = act(world.community_a, one, "back", note="两户说挡了窗，再议")
    assert (one["state"], one["resolution"], one["posted_on"], one["post_until"]) == ("deliberating", "", None, None)
    assert (one["tasks"], one["next_words"]) == ([], "请形成决议")
    assert one["events"][-1]["note"] == "两户说挡了窗，再议"
    [seen] = [row for row in mine(world.resident_a) if row["id"] == one["id"]]
    assert (seen["resolution"], seen["tasks"], seen["because"]) == (
        "",
        [],
        "公示期间有不同意见，再议：两户说挡了窗，再议",
    )
    posting_over(app, deliver)
    assert see(world.community_a, one)["state"] == "deliberating", "the timer of the posting before begins nothing"
    one = act(world.community_a, one, "resolve", posted_on=str(today()), **POSTED)
    assert [row["because"] for row in mine(world.resident_a) if row["id"] == one["id"]] == [""]
    posting_over(app, deliver)
    act(world.community_a, see(world.community_a, one), "back", 409, note="晚了")
