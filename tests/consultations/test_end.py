"""The end of a consultation: the last second of its last day, and the archive."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine

from tests.consultations.steps import act, body, closed, day, draft, opened, second, send_web, web


def test_the_legal_review_after_the_result_is_written_down_and_then_it_is_archived(app, world, deliver):
    made = closed(app, world.street_a, opened(world.street_a), deliver)
    made = act(world.street_a, made, "answer", summary="没有收到意见")
    made = act(second(app, world), made, "publish")
    assert "legal_done_on" in act(world.street_a, made, "archive", expect=422)["error"]["fields"]
    groups = world.street_a.get("/staff/todo").json["groups"]
    waiting = [row["title"] for heap in groups if heap["key"] == "consultations" for row in heap["items"]]
    assert waiting == ["示例街道停车管理办法：合法性审查完成以后归档"]
    days = {"legal_sent_on": day(0), "legal_done_on": day(20)}
    assert "legal_done_on" in act(world.street_a, made, "facts", expect=422, **days)["error"]["fields"]
    made = act(world.street_a, made, "facts", legal_sent_on=day(-20), legal_done_on=day(0))
    made = act(world.street_a, made, "archive")
    assert (made["state"], made["actions"]) == ("archived", [])
    assert web(app, f"/consultations/{made['id']}")["result"]["total"] == 0


def test_the_last_second_of_the_last_day_in_beijing_is_in_time_and_the_next_is_not(app, world):
    """Midnight there is 16:00 in UTC; the timer that closes it has not fired yet."""
    closes = date.fromisoformat(day(30))
    made = opened(world.street_a, closes_on=str(closes))
    midnight = datetime.combine(closes + timedelta(days=1), time(), ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        assert send_web(app, made)["received_on"] == str(closes)
        assert web(app, f"/consultations/{made['id']}")["taking"] is True
    with time_machine.travel(midnight, tick=False):
        assert send_web(app, made, expect=409)["error"]["code"] == "consultations.too_late"
        assert web(app, f"/consultations/{made['id']}")["taking"] is False
    with time_machine.travel(midnight + timedelta(seconds=1), tick=False):
        send_web(app, made, expect=409)


def test_why_a_round_is_shorter_is_read_by_everybody(app, world):
    made = opened(world.street_a, closes_on=day(10), shorter_because="汛期以前要施工")
    assert web(app, f"/consultations/{made['id']}")["shorter_because"] == "汛期以前要施工"
    page = app.test_client(use_cookies=False).get(f"/opinions/{made['id']}").text
    assert "征求意见少于三十日的理由：汛期以前要施工" in page


def test_a_draft_is_on_the_desk_until_the_day_by_which_it_has_to_be_opened(world):
    def waits() -> list[tuple[str, bool, str]]:
        groups = world.street_a.get("/staff/todo").json["groups"]
        rows = [row for heap in groups if heap["key"] == "consultations" for row in heap["items"]]
        return [(row["title"].partition("：")[2], row["late"], row["due_at"][:10]) for row in rows]

    def saved(**more):
        return {name: value for name, value in body(**more).items() if name != "topics"}

    made = draft(world.street_a, closes_on=day(33))
    assert waits() == [("核对后开始征求意见", False, day(3))]
    made = act(world.street_a, made, "save", **saved(closes_on=day(29)))
    assert waits() == [("核对后开始征求意见", True, day(-1))]
    act(world.street_a, made, "save", **saved(closes_on=day(29), shorter_because="防汛"))
    assert waits() == [("核对后开始征求意见", False, day(28))]
