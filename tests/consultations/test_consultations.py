"""A consultation from the draft to the published result: its days, its opinions, what is seen by whom."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.consultations import policy
from app.consultations.models import Action, State
from app.consultations.workflow import MOVES
from app.core.calendar import Calendar
from tests.consultations.steps import (
    BASE,
    act,
    closed,
    day,
    draft,
    enter,
    opened,
    opinions,
    second,
    see,
    send,
    send_web,
    shift_end,
    web,
    work,
)
from tests.duty.steps import execute, rows

# --- its days ---


@pytest.mark.parametrize(("days", "because", "field"), [
    (30, "", None), (29, "", "shorter_because"), (29, "防汛需要", None), (0, "防汛需要", "closes_on"),
    (366, "", None), (367, "", "closes_on"),
])  # fmt: skip
def test_thirty_days_are_counted_in_beijing_without_the_first_one(world, days, because, field):
    made = draft(world.street_a, closes_on=day(days), shorter_because=because)
    answer = act(world.street_a, made, "open", expect=422 if field else 200)
    if field:
        assert field in answer["error"]["fields"]
    else:
        assert (answer["state"], answer["taking"]) == ("open", True)


def test_the_last_day_ends_at_midnight_in_beijing():
    assert policy.end_of(date(2026, 12, 31)).isoformat() == "2027-01-01T00:00:00+08:00"
    end = policy.end_of(date(2026, 12, 31))
    assert policy.is_late(end, end)
    assert not policy.is_late(end, end - timedelta(microseconds=1))


@pytest.mark.parametrize(("facts", "field"), [
    ({"hearing_on": day(10), "hearing_papers_on": day(3)}, None),
    ({"hearing_on": day(10), "hearing_papers_on": day(4)}, "hearing_papers_on"),
    ({"hearing_on": day(10)}, "hearing_papers_on"),
    ({"legal_done_on": day(10)}, "legal_sent_on"),
    ({"legal_sent_on": day(0), "legal_done_on": day(3)}, "legal_done_on"),
])  # fmt: skip
def test_days_of_hearing_and_legal_review(world, facts, field):
    answer = draft(world.street_a, expect=422 if field else 201, **facts)
    if field:
        assert field in answer["error"]["fields"]


def test_the_legal_review_takes_seven_working_days():
    monday, tuesday = date(2026, 11, 2), date(2026, 11, 10)
    assert policy.problems_of_facts(None, None, monday, tuesday, Calendar()) == {
        "legal_done_on": "合法性审查时间一般不少于七个工作日"
    }
    assert policy.problems_of_facts(None, None, monday, tuesday + timedelta(days=1), Calendar()) == {}


def test_it_is_extended_and_never_shortened(app, world):
    made = opened(world.street_a)
    act(world.street_a, made, "extend", expect=422, closes_on=day(29), shorter_because="x")
    act(world.street_a, made, "extend", expect=422, closes_on=day(30))
    later = act(world.street_a, made, "extend", closes_on=day(40))
    assert (later["closes_on"], later["state"]) == (day(40), "open")
    act(world.street_a, made, "extend", expect=409, closes_on=day(50))  # of the page before


def test_a_timer_before_the_end_closes_nothing_and_is_set_again(app, world, deliver):
    made = opened(world.street_a)
    execute(app, "update core_outbox set due_at = now() where topic = 'consultations.closes'")
    deliver()
    assert see(world.street_a, made)["state"] == "open"
    assert closed(app, world.street_a, made, deliver)["actions"] == ["facts", "answer", "withdraw"]


def test_the_table_of_moves_is_the_only_way():
    ways = {(source, move.action) for move in MOVES for source in move.sources}
    assert (State.PUBLISHED, Action.BACK) not in ways
    assert (State.OPEN, Action.SAVE) not in ways
    assert not [move for move in MOVES if State.WITHDRAWN in move.sources or State.ARCHIVED in move.sources]


def test_the_clock_closes_and_nobody_else(world):
    made = opened(world.street_a)
    act(world.street_a, made, "close", expect=404)


# --- rounds ---


def test_a_second_round_follows_the_first_once(app, world, deliver):
    first = opened(world.street_a)
    refused = draft(world.street_a, expect=422, follows_id=first["id"])
    assert "follows_id" in refused["error"]["fields"]
    closed(app, world.street_a, first, deliver)
    next_one = draft(world.street_a, follows_id=first["id"])
    assert (next_one["round"], next_one["follows_id"]) == (2, first["id"])
    assert draft(world.street_a, 409, follows_id=first["id"])["error"]["code"] == "consultations.round_taken"
    draft(world.street_b, 404, follows_id=first["id"])
    draft(world.district, 404, follows_id=first["id"])


# --- opinions ---


def test_opinions_come_from_everywhere_and_each_has_a_receipt(app, world):
    made = opened(world.street_a)
    mine = send(world.resident_a, made, "停车费太高", contact="13800001234")
    again = send(world.resident_a, made, "再说一条")
    free = send_web(app, made)
    paper = enter(world.street_a, made)
    assert len({one["receipt"] for one in (mine, again, free, paper)}) == 4
    assert [one["source"] for one in opinions(world.street_a, made)] == ["paper", "web", "app", "app"]
    seen = web(app, f"/opinions/{mine['receipt'].lower()}")
    assert (seen["state_name"], seen["decision_name"]) == ("已收到，正在整理", None)
    assert "停车费" not in str(seen)
    assert [one["text"] for one in world.resident_a.get("/consultations/opinions").json["items"]] == [
        "再说一条", "停车费太高",
    ]  # fmt: skip
    assert world.resident_b.get("/consultations/opinions").json["items"] == []
    web(app, "/opinions/222222222222", 404)
    web(app, "/opinions/x", 404)


def test_sent_twice_with_one_key_is_one_opinion(app, world):
    made = opened(world.street_a)
    client, path = app.test_client(use_cookies=False), f"/api/v1/public/consultations/{made['id']}/opinions"
    answers = [client.post(path, json={"text": "x"}, headers={"Idempotency-Key": "abcdefgh1"}) for _ in range(2)]
    assert answers[0].json == answers[1].json
    assert len(opinions(world.street_a, made)) == 1


def test_a_contact_is_encrypted_and_shown_to_nobody(app, world):
    made = opened(world.street_a)
    send_web(app, made, contact="13800001234")
    [row] = rows(app, "select * from consultations_opinion")
    assert bytes(row.contact_cipher).startswith(b"v1|")
    assert "13800001234" not in str(row)
    listed = world.street_a.get(f"{BASE}/{made['id']}/opinions").text
    assert "contact" not in listed
    assert "1234" not in listed


def test_after_the_closing_second_nothing_is_taken_even_before_the_timer(app, world, deliver):
    made = opened(world.street_a)
    shift_end(app, made, timedelta(seconds=0))
    assert see(world.street_a, made)["state"] == "open"
    assert send(world.resident_a, made, expect=409)["error"]["code"] == "consultations.too_late"
    assert send_web(app, made, expect=409)["error"]["message"] == "征求意见已经截止，不再收意见"
    act(world.street_a, made, "extend", expect=409, closes_on=day(40))
    deliver()
    send(world.resident_a, made, expect=409)


def test_a_sheet_that_came_in_time_is_entered_after_the_end(app, world, deliver):
    made = opened(world.street_a)
    closed(app, world.street_a, made, deliver)
    enter(world.street_a, made)
    assert enter(world.street_a, made, 409)["error"]["code"] == "consultations.sheet_taken"
    enter(world.street_a, made, 422, number=2, received_on=day(1))
    enter(world.street_a, made, 409, number=2, received_on=day(31))
    enter(world.street_a, made, 422, number=None)
    enter(world.street_a, made, 422, number=3, source="letter")
    enter(world.street_a, made, number=None, source="letter")


def test_a_draft_takes_no_opinion_and_is_read_by_nobody_else(app, world):
    made = draft(world.street_a)
    send(world.resident_a, made, expect=404)
    send_web(app, made, expect=404)
    web(app, f"/consultations/{made['id']}", 404)
    assert web(app, "/consultations")["items"] == []
    see(world.street_b, made, 404)
    assert see(world.district, made)["actions"] == []


def test_what_is_withdrawn_is_gone_for_everybody(app, world):
    made = opened(world.street_a)
    mine = send(world.resident_a, made)
    act(world.street_a, made, "withdraw", expect=422)
    act(world.street_a, made, "withdraw", reason="上位法修改")
    web(app, f"/consultations/{made['id']}", 404)
    assert web(app, f"/opinions/{mine['receipt']}")["state_name"] == "征求意见已撤回"


# --- what becomes of them ---


def test_what_is_merged_is_decided_together(app, world):
    made = opened(world.street_a)
    for text in ("贵", "太贵", "很贵", "别的"):
        send(world.resident_a, made, text)
    other, *alike = opinions(world.street_a, made)
    head = alike[0]
    work(world.street_a, made, "merge", alike[1:], into_id=head["id"])
    assert [one["merged_receipt"] for one in opinions(world.street_a, made)][1:] == [None, *[head["receipt"]] * 2]
    work(world.street_a, made, "merge", [other], 422, into_id=alike[1]["id"])  # speaks for nobody itself
    work(world.street_a, made, "merge", [head], 422, into_id=head["id"])
    work(world.street_a, made, "decide", [head], decision="not", reason="按物价规定", topic=1)
    found = opinions(world.street_a, made, "&decision=not")
    assert {(one["topic_name"], one["reason"]) for one in found} == {("收费", "按物价规定")}
    assert len(found) == 3
    work(world.street_a, made, "code", [head], 409, topic=2)  # of the page before
    work(world.street_a, made, "code", [other], 422, topic=9)


@pytest.mark.parametrize(("decision", "reason", "expect"), [
    ("adopted", "", 204), ("partly", "", 422), ("not", "", 422), ("explained", "", 422), ("not", "依据不足", 204),
])  # fmt: skip
def test_a_refusal_needs_a_reason(world, decision, reason, expect):
    made = opened(world.street_a)
    send(world.resident_a, made)
    work(
        world.street_a,
        made,
        "decide",
        opinions(world.street_a, made),
        expect,
        decision=decision,
        reason=reason,
        topic=1,
    )


def test_a_decision_needs_a_topic(world):
    made = opened(world.street_a)
    send(world.resident_a, made)
    refused = work(world.street_a, made, "decide", opinions(world.street_a, made), 422, decision="adopted")
    assert "topic" in refused["error"]["fields"]


def test_opinions_of_another_consultation_are_absent(world):
    made, other = opened(world.street_a), opened(world.street_b)
    send(world.resident_b, other)
    work(world.street_a, made, "decide", opinions(world.street_b, other), 404, decision="adopted", topic=1)
    mine = opened(world.street_a, title="另一件")
    send(world.resident_a, mine)
    work(world.street_a, made, "code", opinions(world.street_a, mine), 404, topic=1)


def test_the_result_is_written_by_one_and_published_by_another(app, world, deliver):
    made = opened(world.street_a)
    mine = send(world.resident_a, made, "停车费太高")
    send_web(app, made, "请打 13800001234 找我")
    closed(app, world.street_a, made, deliver)
    first, last = opinions(world.street_a, made)
    work(world.street_a, made, "decide", [first], decision="adopted", topic=2)
    made = see(world.street_a, made)
    left = act(world.street_a, made, "answer", expect=409, summary="综述")
    assert left["error"]["message"] == "还有 1 条意见没有写明采纳情况"
    work(world.street_a, made, "decide", [last], decision="not", reason="按规定，可拨 13900005678", topic=1)
    act(world.street_a, made, "answer", expect=422)
    made = act(world.street_a, made, "answer", summary="综述")
    assert "publish" not in made["actions"]
    act(world.street_a, made, "publish", expect=403)
    act(world.district, made, "publish", expect=403)
    assert web(app, f"/consultations/{made['id']}")["result"] is None
    assert web(app, f"/opinions/{mine['receipt']}")["decision_name"] is None
    work(world.street_a, made, "code", opinions(world.street_a, made), 409, topic=1)

    made = act(second(app, world), made, "publish")

    shown = web(app, f"/consultations/{made['id']}")
    assert shown["result"]["line"] == "收到意见 2 条，采纳 1 条，部分采纳 0 条，未采纳 1 条，解释说明 0 条"
    assert [(one["name"], one["total"]) for one in shown["result"]["topics"]] == [("收费", 1), ("停车", 1)]
    for word in ("13800001234", "13900005678", "停车费太高", world.resident_a.name):
        assert word not in str(shown), word
    seen = web(app, f"/opinions/{mine['receipt']}")
    assert (seen["decision_name"], seen["reason"]) == ("未采纳", "按规定，可拨 ＊＊＊")
    act(world.street_a, made, "archive", expect=422)


def test_given_back_it_is_decided_anew(app, world, deliver):
    made = opened(world.street_a)
    send(world.resident_a, made)
    made = closed(app, world.street_a, made, deliver)
    work(world.street_a, made, "decide", opinions(world.street_a, made), decision="adopted", topic=1)
    made = act(world.street_a, made, "answer", summary="综述")
    colleague = second(app, world)
    act(colleague, made, "back", expect=422)
    made = act(colleague, made, "back", reason="理由不够清楚")
    work(world.street_a, made, "decide", opinions(world.street_a, made), decision="explained", reason="已有规定")
    made = act(colleague, made, "answer", summary="综述二")
    act(colleague, made, "publish", expect=403)
    assert act(world.street_a, made, "publish")["result"]["explained"] == 1


def test_the_database_knows_two_people_too(app, world, deliver):
    made = closed(app, world.street_a, opened(world.street_a), deliver)
    act(world.street_a, made, "answer", summary="没有收到意见")
    with pytest.raises(Exception, match="two_people"):
        execute(
            app,
            "update consultations_consultation set state = 'published', published_by = summary_by where id = :id",
            id=made["id"],
        )


def test_the_file_has_no_personal_data(world):
    made = opened(world.street_a)
    send(world.resident_a, made, "电话13800001234，身份证110107199001011234，a.b@x.cn，座机010-88886666，2026年")
    answer = world.street_a.get(f"{BASE}/{made['id']}/opinions.xlsx")
    assert answer.status_code == 200, answer.json
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        words = "".join(book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml"))
    assert "电话＊＊＊，身份证＊＊＊，＊＊＊，座机＊＊＊，2026年" in words
    assert "13800001234" not in words


def test_topics_are_renamed_and_never_taken_away(world):
    made = opened(world.street_a)
    path = f"{BASE}/{made['id']}/topics"
    renamed = world.street_a.post(path, {"version": made["version"], "topics": ["费用", "停车", "其他"]})
    assert [one["name"] for one in renamed.json["result"]["topics"]] == ["费用", "停车", "其他"]
    version = renamed.json["version"]
    assert world.street_a.post(path, {"version": made["version"], "topics": ["费用"] * 3}).status_code == 409
    assert world.street_a.post(path, {"version": version, "topics": ["费用"]}).status_code == 422
    assert world.street_a.post(path, {"version": version, "topics": ["费用", "费用", "x"]}).status_code == 422


def test_what_waits_is_on_the_desk(app, world, deliver):
    made = opened(world.street_a)

    def waiting(person) -> list[str]:
        groups = person.get("/staff/todo").json["groups"]
        return [row["title"] for heap in groups if heap["key"] == "consultations" for row in heap["items"]]

    assert waiting(world.street_a) == []
    shift_end(app, made, timedelta(days=2))
    assert waiting(world.street_a) == ["示例街道停车管理办法：即将截止"]
    send(world.resident_a, made)
    made = closed(app, world.street_a, made, deliver)
    assert waiting(world.street_a) == ["示例街道停车管理办法：还有 1 条意见待处理"]
    work(world.street_a, made, "decide", opinions(world.street_a, made), decision="adopted", topic=1)
    assert waiting(world.street_a) == ["示例街道停车管理办法：提交采纳情况"]
    act(world.street_a, made, "answer", summary="综述")
    assert waiting(world.street_a) == []
    assert waiting(second(app, world)) == ["示例街道停车管理办法：核对并公布采纳情况"]
    assert waiting(world.street_b) == waiting(world.district) == []


CHOICES = st.lists(st.sampled_from(["adopted", "partly", "not", "explained", None]), max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=CHOICES, merged=st.booleans())
def test_the_counts_always_add_up(world, choices, merged):
    made = opened(world.street_a)
    for number in range(1, len(choices) + 1):
        enter(world.street_a, made, number=number)
    some = opinions(world.street_a, made)
    if merged and len(some) > 2:
        work(world.street_a, made, "merge", some[1:3], into_id=some[0]["id"])
    for number, choice in enumerate(choices):
        if choice is not None:
            now_there = opinions(world.street_a, made)
            work(world.street_a, made, "decide", [now_there[number]], decision=choice, reason="x", topic=number % 2 + 1)
    found = see(world.street_a, made)["result"]
    parts = ("adopted", "partly", "refused", "explained", "undecided")
    listed = [one["decision"] for one in opinions(world.street_a, made)]
    assert found["total"] == len(choices) == sum(found[name] for name in parts)
    assert [found[name] for name in parts] == [
        listed.count(name) for name in ("adopted", "partly", "not", "explained", None)
    ]
    assert sum(topic["total"] for topic in found["topics"]) == found["total"] - found["undecided"]
    assert (
        sum(row["count"] for topic in found["topics"] for row in topic["said"]) == found["total"] - found["undecided"]
    )
