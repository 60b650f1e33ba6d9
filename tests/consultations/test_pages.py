"""The plain pages: a visitor reads, writes, looks his receipt up and reads the result, without script."""

from __future__ import annotations

import re

from tests.consultations.steps import act, closed, opened, opinions, second, work


def visit(app, path: str, status: int = 200) -> str:
    """Read a page as a visitor."""
    answer = app.test_client(use_cookies=False).get(path)
    assert answer.status_code == status
    return answer.text


def submit(app, made, status: int = 200, **fields) -> str:
    """Send the form as a visitor."""
    answer = app.test_client(use_cookies=False).post(f"/opinions/{made['id']}", data=fields)
    assert answer.status_code == status, answer.text
    return answer.text


def key_of(page: str) -> str:
    """Return the hidden key of the form."""
    return re.search(r'name="key" value="(\w+)"', page)[1]


def test_a_visitor_writes_and_reads_what_became_of_it(app, world, deliver):
    made = opened(world.street_a)
    assert "示例街道停车管理办法" in visit(app, "/opinions")
    page = visit(app, f"/opinions/{made['id']}")
    key = key_of(page)
    sent = [submit(app, made, text="太贵<b>", contact="13800001234", key=key) for _ in range(2)]
    assert sent[0] == sent[1]
    [opinion] = opinions(world.street_a, made)
    assert (opinion["source"], opinion["text"]) == ("web", "太贵<b>")
    assert "已收到，正在整理" in visit(app, f"/opinions?receipt={opinion['receipt']}")
    assert "没有找到这个回执号" in visit(app, "/opinions?receipt=222222222222")
    made = closed(app, world.street_a, made, deliver)
    assert "写意见" not in visit(app, f"/opinions/{made['id']}")
    work(world.street_a, made, "decide", [opinion], decision="not", reason="按<规定>", topic=1)
    made = act(world.street_a, made, "answer", summary="综述")
    assert "采纳 0 条" not in visit(app, f"/opinions/{made['id']}")
    act(second(app, world), made, "publish")
    shown = visit(app, f"/opinions/{made['id']}")
    assert "未采纳 1 条：按&lt;规定&gt;" in shown
    assert "太贵" not in shown
    assert "未采纳" in visit(app, f"/opinions?receipt={opinion['receipt']}")


def test_what_is_wrong_is_said_above_the_form_and_nothing_typed_is_lost(app, world, deliver):
    made = opened(world.street_a)
    empty = submit(app, made, 422, text=" ", contact="某人")
    assert "请写意见" in empty
    assert "某人" in empty
    closed(app, world.street_a, made, deliver)
    assert "征求意见已经截止" in submit(app, made, 409, text="晚了")
    act(world.street_a, {"id": made["id"], "version": 3}, "withdraw", reason="x")
    visit(app, f"/opinions/{made['id']}", 404)
    submit(app, made, 404, text="x")


def test_one_network_sends_only_so_many(app, world, monkeypatch):
    made = opened(world.street_a)
    scale = app.config["HFW"].rate_scale
    monkeypatch.setattr("app.core.ratelimit.classes.NETWORK_FACTOR", 0.2 / scale)  # of ten an hour
    for number in range(2):
        submit(app, made, text=str(number))
    assert "操作太频繁" in submit(app, made, 429, text="第三条")
    client = app.test_client(use_cookies=False)
    path = f"/api/v1/public/consultations/{made['id']}/opinions"
    assert client.post(path, json={"text": "x"}).status_code == 429
