"""A poll from the draft to the posted result: what is frozen, who may vote when, who may read papers, what is seen."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.core.clock import now, today
from app.core.ids import new_id
from app.voting import policy, workflow
from app.voting.models import PollAction
from tests.duty.steps import execute
from tests.duty.steps import rows as found
from tests.voting.steps import (
    BASE,
    TOPICS,
    act,
    body,
    closed,
    draft,
    homes,
    later,
    opened,
    paper,
    second_community,
    see,
    shift,
    vote,
)

YES_NO = ["yes", "no"]
RECOUNT = Path(__file__).parents[2] / "scripts" / "recount_poll.py"


def counted(app, world, deliver, poll):
    """Close and count a poll."""
    return act(world.community_a, closed(app, world, deliver, poll), "count")


# --- preparing ---


def test_a_draft_has_the_register_of_the_compound(world):
    poll = draft(world.community_a, world.a)
    assert (poll["state"], poll["register"], poll["voted"]) == ("draft", 3, 0)
    assert [topic["matter_name"] for topic in poll["topics"]] == [
        "使用建筑物及其附属设施的维修资金",
        "改变共有部分的用途或者利用共有部分从事经营活动",
    ]
    assert poll["actions"] == ["save", "notice", "cancel"]
    saved = act(world.street_a, poll, "save", **body(title="只修屋面", topics=TOPICS[:1]))
    assert (saved["title"], len(saved["topics"]), saved["version"]) == ("只修屋面", 1, 2)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"opens_at": None}, "opens_at"),
        ({"opens_at": later(-1)}, "opens_at"),
        ({"closes_at": later(92)}, "closes_at"),
        ({"topics": []}, "topics"),
        ({"kind": "assembly", "opens_at": later(14.9), "closes_at": later(20)}, "opens_at"),
        (
            {
                "kind": "assembly",
                "opens_at": later(15.1),
                "closes_at": later(20),
                "topics": [{"matter": 0, "text": "x"}],
            },
            "topics",
        ),
    ],
)
def test_what_cannot_be_announced_is_said_in_words(world, more, field):
    refused = act(world.community_a, draft(world.community_a, world.a, **more), "notice", expect=422)
    assert field in refused["error"]["fields"]


def test_an_assembly_is_announced_fifteen_days_before(world):
    poll = draft(world.community_a, world.a, kind="assembly", opens_at=later(15.01), closes_at=later(20))
    assert act(world.community_a, poll, "notice")["state"] == "noticed"


def test_the_end_lies_after_the_beginning(world):
    refused = draft(world.community_a, world.a, expect=422, closes_at=later(-2))
    assert "closes_at" in refused["error"]["fields"]


def test_topics_are_frozen_with_the_notice(world):
    poll = act(world.community_a, draft(world.community_a, world.a), "notice")
    assert act(world.community_a, poll, "save", expect=409, **body())["error"]["code"] == "voting.move_not_possible"
    act(world.community_a, poll, "notice", expect=409)


# --- voting by phone ---


def test_an_owner_votes_once_and_reads_his_receipt(app, world, deliver):
    poll = opened(app, world, deliver)
    home = world.a.homes[0]
    [mine] = world.resident_a.get("/polls").json["items"]
    assert (mine["may_vote"], mine["receipt"], mine["kind_name"]) == (True, None, "意见征询")
    [after] = vote(world.resident_a, poll, home, YES_NO)["items"]
    assert (after["may_vote"], after["receipt"]["choices"]) == (False, ["同意", "不同意"])
    again = vote(world.resident_a, poll, home, ["no", "no"], expect=409)
    assert again["error"]["code"] == "voting.voted_already"
    assert see(world.community_a, poll)["channels"] == {"app": 1}


def test_a_vote_sent_again_by_a_bad_network_is_one(app, world, deliver):
    poll = opened(app, world, deliver)
    key = {"Idempotency-Key": str(new_id())}
    for _ in range(2):
        vote(world.resident_a, poll, world.a.homes[0], YES_NO, headers=key)
    assert len(found(app, "select * from voting_ballot")) == 1


@pytest.mark.parametrize(
    ("person", "words"),
    [("family_a", "只有业主能投"), ("neighbour_a", "不在您名下"), ("stranger", None), ("resident_b", None)],
)
def test_who_is_no_confirmed_owner_there_does_not_vote(app, world, deliver, person, words):
    poll = opened(app, world, deliver)
    status = 404 if words is None and person != "family_a" else 403
    refused = vote(world.people[person], poll, world.a.homes[0], YES_NO, expect=status)
    if words:
        assert words in refused["error"]["message"]
    assert found(app, "select * from voting_ballot") == []


def test_who_became_owner_after_the_notice_votes_on_paper(app, world, deliver):
    execute(app, "update identity_home_binding set relation = 'family' where person_id = :id", id=world.resident_a.id)
    poll = opened(app, world, deliver)
    execute(app, "update identity_home_binding set relation = 'owner' where person_id = :id", id=world.resident_a.id)
    refused = vote(world.resident_a, poll, world.a.homes[0], YES_NO, expect=403)
    assert "请到居委会填纸质票" in refused["error"]["message"]


def test_a_former_owner_does_not_vote(app, world, deliver):
    poll = opened(app, world, deliver)
    execute(app, "update identity_home_binding set state = 'ended' where person_id = :id", id=world.resident_a.id)
    vote(world.resident_a, poll, world.a.homes[0], YES_NO, expect=404)


def test_an_area_that_changes_after_the_notice_changes_no_weight(app, world, deliver):
    poll = opened(app, world, deliver)
    vote(world.resident_a, poll, world.a.homes[0], YES_NO)
    execute(app, "update places_home set area_centi_m2 = 1")
    result = counted(app, world, deliver, poll)["result"]
    assert (result["whole"], result["part"]) == (
        {"area": 1_800_000, "heads": 3, "homes": 3},
        {"area": 600_000, "heads": 1, "homes": 1},
    )


@pytest.mark.parametrize("choices", [["yes"], ["yes", "no", "no"], ["yes", "perhaps"], []])
def test_each_topic_has_one_choice(app, world, deliver, choices):
    poll = opened(app, world, deliver)
    vote(world.resident_a, poll, world.a.homes[0], choices, expect=422)


def test_votes_are_taken_from_the_first_instant_to_the_last_which_is_too_late(app, world, deliver):
    poll = act(world.community_a, draft(world.community_a, world.a), "notice")
    home = world.a.homes[0]
    assert "投票还没有开始" in vote(world.resident_a, poll, home, YES_NO, expect=403)["error"]["message"]
    shift(app, poll, timedelta(seconds=-1), timedelta(days=1))
    vote(world.resident_a, poll, home, YES_NO)  # whether the timer has fired or not
    execute(app, "delete from voting_ballot")
    shift(app, poll, timedelta(seconds=-5), timedelta(0))
    assert "投票已经截止" in vote(world.resident_a, poll, home, YES_NO, expect=403)["error"]["message"]
    deliver()
    assert see(world.community_a, poll)["state"] == "closed"


@pytest.mark.parametrize("ahead", [timedelta(hours=-1), timedelta(hours=1)])
def test_the_end_is_where_the_clock_of_the_database_says(app, world, deliver, monkeypatch, ahead):
    """Web servers have a clock each; a vote a second too late on a slow one is too late."""
    poll = opened(app, world, deliver)
    shift(app, poll, timedelta(hours=-2), timedelta(minutes=30) if ahead > timedelta(0) else timedelta(seconds=-1))
    monkeypatch.setattr("app.voting.service.voting.now", lambda: now() + ahead)
    vote(world.resident_a, poll, world.a.homes[0], YES_NO, expect=201 if ahead > timedelta(0) else 403)


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-0.001, False), (0, True), (59.999, True), (60, False), (60.001, False)]
)
def test_the_first_instant_counts_and_the_last_does_not(seconds, taken):
    begin = now()
    poll = SimpleNamespace(state="open", opens_at=begin, closes_at=begin + timedelta(seconds=60))
    assert policy.is_time(poll, begin + timedelta(seconds=seconds)) is taken


def test_an_assembly_is_not_voted_over_the_internet(app, world, deliver):
    poll = opened(app, world, deliver, kind="assembly", opens_at=later(16), closes_at=later(20))
    refused = vote(world.resident_a, poll, world.a.homes[0], YES_NO, expect=403)
    assert "请投纸质票" in refused["error"]["message"]


def test_of_eight_votes_at_once_one_counts(app, world, deliver):
    poll = opened(app, world, deliver)
    home = str(world.a.homes[0])

    def go(number: int) -> int:
        sent = {"home_id": home, "choices": [["yes", "no"][number % 2]] * 2}
        return world.resident_a.post(f"/polls/{poll['id']}/votes", sent).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(go, range(8)))
    assert sorted(answers) == [201] + [409] * 7
    assert len(found(app, "select * from voting_ballot")) == 1


# --- papers and doors ---


def test_two_people_read_each_paper(app, world, deliver):
    other = second_community(app, world)
    poll, home = opened(app, world, deliver), world.a.homes[1]
    once = paper(world.community_a, poll, home, YES_NO)
    assert [one["state"] for one in once["items"]] == ["none", "once", "none"]
    assert paper(world.community_a, poll, home, YES_NO, expect=409)["error"]["code"] == "voting.same_person"
    assert see(world.community_a, poll)["unresolved"] == 1
    twice = paper(other, poll, home, YES_NO)
    assert [one["state"] for one in twice["items"]] == ["none", "voted", "none"]
    assert paper(world.street_a, poll, home, YES_NO, expect=409)["error"]["code"] == "voting.voted_already"


def test_where_they_differ_a_third_one_decides(app, world, deliver):
    other = second_community(app, world)
    poll, home = opened(app, world, deliver), world.a.homes[1]
    paper(world.community_a, poll, home, ["yes", "yes"])
    assert paper(other, poll, home, ["yes", "no"])["items"][1]["state"] == "differs"
    for person in (world.community_a, other):
        paper(person, poll, home, ["yes", "yes"], expect=409)
    poll = closed(app, world, deliver, poll)
    assert "还有 1 张纸质票没有录完" in act(world.community_a, poll, "count", expect=409)["error"]["message"]
    paper(world.street_a, poll, home, ["yes", "yes"])
    result = act(world.community_a, poll, "count")["result"]
    assert result["topics"][1]["yes"] == {"area": 600_000, "heads": 1, "homes": 1}


def test_a_home_that_voted_by_phone_has_no_paper_and_the_other_way_round(app, world, deliver):
    other = second_community(app, world)
    poll, home = opened(app, world, deliver), world.a.homes[0]
    paper(world.community_a, poll, home, YES_NO, channel="door")
    vote(world.resident_a, poll, home, YES_NO)
    assert paper(other, poll, home, YES_NO, expect=409)["error"]["code"] == "voting.voted_already"
    assert see(world.community_a, poll)["channels"] == {"app": 1}
    assert see(world.community_a, poll)["unresolved"] == 0


def test_papers_of_homes_outside_the_register_and_of_foreign_polls_are_not_read(app, world, deliver):
    poll = opened(app, world, deliver)
    paper(world.community_a, poll, world.b.homes[0], YES_NO, expect=404)
    paper(world.community_b, poll, world.a.homes[0], YES_NO, expect=404)
    paper(world.district, poll, world.a.homes[0], YES_NO, expect=403)


def test_a_visit_at_the_door_is_written_down_and_the_last_one_counts(app, world, deliver):
    poll, home = opened(app, world, deliver), str(world.a.homes[2])
    for state in ("absent", "handed"):
        sent = world.community_a.post(f"{BASE}/{poll['id']}/visits", {"home_id": home, "state": state})
        assert sent.status_code == 200
    assert sent.json["visit_name"] == "已发票"
    assert [one["visit_name"] for one in homes(world.community_a, poll)["items"]] == [None, None, "已发票"]
    closed(app, world, deliver, poll)
    late = world.community_a.post(f"{BASE}/{poll['id']}/visits", {"home_id": home, "state": "collected"})
    assert late.status_code == 409


# --- nobody sees before the end ---


def test_before_the_count_nobody_sees_what_was_chosen(app, world, deliver):
    poll = opened(app, world, deliver)
    vote(world.resident_a, poll, world.a.homes[0], ["yes", "abstain"])
    paper(world.community_a, poll, world.a.homes[1], ["abstain", "yes"])
    for person in (world.community_a, world.street_a, world.district):
        shown = see(person, poll)
        assert shown["result"] is None
        grid = person.get(f"{BASE}/{poll['id']}/homes").text
        for word in ("abstain", "弃权", "同意"):
            assert word not in grid, word
            assert word not in json.dumps({**shown, "topics": None}, ensure_ascii=False), word
    assert "弃权" not in world.neighbour_a.get("/polls").text
    dumped = str(found(app, "select * from voting_ballot")) + str(found(app, "select * from voting_entry"))
    dumped += str(found(app, "select * from core_audit")) + str(found(app, "select * from core_idempotency"))
    assert "abstain" not in dumped
    assert world.resident_a.get(f"/public/polls/{poll['id']}").status_code == 404
    refused = act(world.community_a, see(world.community_a, poll), "count", expect=409)
    assert refused["error"]["code"] == "voting.move_not_possible"


def test_a_cancelled_poll_is_never_counted(app, world, deliver):
    poll = opened(app, world, deliver)
    vote(world.resident_a, poll, world.a.homes[0], YES_NO)
    assert "reason" in act(world.community_a, poll, "cancel", expect=422)["error"]["fields"]
    over = act(world.community_a, poll, "cancel", reason="方案要改")
    assert (over["state_name"], over["actions"]) == ("已取消", [])
    vote(world.resident_a, poll, world.a.homes[0], YES_NO, expect=404)
    act(world.community_a, over, "count", expect=409)
    [told] = world.resident_a.get("/polls").json["items"]
    assert (told["state_name"], told["ended_because"], told["may_vote"]) == ("已取消", "方案要改", False)
    deliver()
    notices = {row["title"]: row["text"] for row in world.resident_a.get("/inbox").json["items"]}
    assert notices[f"表决取消了：{poll['title']}"] == f"{poll['title']}取消了，已经投的票不算数。原因：方案要改"


def test_nobody_hears_of_a_draft_that_is_given_up(world, deliver):
    act(world.community_a, draft(world.community_a, world.a), "cancel", reason="换个办法")
    deliver()
    assert world.resident_a.get("/inbox").json["items"] == []


def test_a_timer_that_fires_too_early_is_set_again(app, world, deliver):
    poll = opened(app, world, deliver)
    execute(app, "update core_outbox set due_at = now() where topic = 'voting.closes'")
    deliver()
    assert see(world.community_a, poll)["state"] == "open"
    assert closed(app, world, deliver, poll)["state"] == "closed"


@pytest.mark.parametrize(
    ("written", "enough"),
    [("", False), ("大门公示栏", False), ("大门、大门", False), ("大门公示栏、1号楼", True), ("大门，各单元门", True)],
)
def test_a_result_hangs_at_two_places(written, enough):
    assert policy.enough_places(written) is enough


# --- the result ---


def test_the_result_is_counted_posted_and_counted_again_by_anybody_of_the_compound(app, world, deliver, tmp_path):
    other = second_community(app, world)
    poll = opened(app, world, deliver)
    vote(world.resident_a, poll, world.a.homes[0], ["yes", "yes"])
    for person in (world.community_a, other):
        paper(person, poll, world.a.homes[1], ["yes", "no"])
    done = counted(app, world, deliver, poll)
    assert done["result"]["enough"] is True
    assert [topic["passed"] for topic in done["result"]["topics"]] == [True, False]
    assert done["result"]["channels"] == {"app": 1, "paper": 1}
    assert world.resident_a.get(f"/public/polls/{poll['id']}").status_code == 404, "not posted yet"
    for places in ("", "大门公示栏"):
        refused = act(world.community_a, done, "announce", expect=422, posted_at=places, posted_on=str(today()))
        assert "posted_at" in refused["error"]["fields"]
    for day in (today() - timedelta(days=1), today() + timedelta(days=1)):
        refused = act(world.community_a, done, "announce", 422, posted_at="大门公示栏、1号楼单元门", posted_on=str(day))
        assert "posted_on" in refused["error"]["fields"], "neither before the count nor ahead"
    posted = act(world.community_a, done, "announce", posted_at="大门公示栏、1号楼单元门", posted_on=str(today()))
    shown = world.stranger.get(f"/public/polls/{poll['id']}").json
    assert (shown["result"], shown["hash"]) == (done["result"], posted["hash"])

    path = f"/polls/{poll['id']}/recount.json"
    assert world.resident_b.get(path).status_code == 404
    assert world.neighbour_a.get(path).status_code == 404, "not confirmed yet"
    file = tmp_path / "recount.json"
    file.write_bytes(world.resident_a.get(path).data)
    assert world.resident_a.name not in file.read_text()
    run = [sys.executable, "-I", str(RECOUNT), str(file), shown["hash"]]
    again = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert '"enough": true' in again
    assert again.index('"passed": true') < again.index('"passed": false')
    other_hash = subprocess.run([*run[:-1], "0" * 64], capture_output=True, check=False)
    assert other_hash.returncode == 1
    [mine] = [one for one in world.resident_a.get("/polls").json["items"] if one["receipt"]]
    assert mine["result"]["topics"][0]["passed"] is True


def test_what_waits_stands_on_the_desk(app, world, deliver):
    def heap():
        groups = {group["key"]: group for group in world.community_a.get("/staff/todo").json["groups"]}
        return [one["title"] for one in groups.get("polls", {"items": []})["items"]]

    poll = opened(app, world, deliver)
    assert heap() == []
    poll = closed(app, world, deliver, poll)
    assert heap() == ["屋面和车棚：录完票后计票"]
    act(world.community_a, poll, "count")
    assert heap() == ["屋面和车棚：公布结果"]


def test_owners_are_told_once_when_it_is_announced(app, world, deliver):
    opened(app, world, deliver)
    deliver()
    told = found(app, "select person_id, text from notify_notice where text like '%屋面和车棚%'")
    assert [row.person_id for row in told] == [world.resident_a.id]
    assert "可以在手机上投" in told[0].text


def test_the_table_of_moves_names_every_action():
    assert {move.action for move in workflow.MOVES} == set(PollAction)
