"""The end of a consultation: the last second of its last day, and the archive."""

from __future__ import annotations

from tests.consultations.steps import act, closed, day, opened, second, web


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
