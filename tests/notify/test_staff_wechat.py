"""Messages about work reach the WeChat account that a worker tied to his staff account; nobody signs in by the tie."""

from __future__ import annotations

import pytest

from app.core import wechat as core_wechat
from app.core.wechat import WeChat
from tests.tickets.steps import act, file


@pytest.fixture
def tying(fake, wechat, monkeypatch):
    """Let a phone of an openid tie it to somebody's account; returns the answer."""
    client = WeChat(appid=fake.appid, secret=fake.secret, base_url=fake.url)
    monkeypatch.setattr(core_wechat, "get_wechat", lambda: client)

    def tie(someone, openid: str):
        return someone.post("/me/wechat", {"code": fake.new_code(openid)})

    return tie


def allow(someone, *templates: str) -> None:
    """Tap "allow" once for each template."""
    assert someone.post("/inbox/subscriptions", {"templates": list(templates)}).status_code == 204


def give_work(world, deliver, desk) -> None:
    """Let an order come in and the manager give it to the repair worker; then what leaves the product leaves."""
    ticket = file(world.resident_a, world.a, category="0201", description="灯不亮")
    deliver()
    worker = str(world.repair_a.id)
    act(world.manager_a, ticket["id"], "reassign", staff=True, note="就在附近", assignee_id=worker)
    deliver()
    desk.drain("outward")


def to(wechat) -> list[str]:
    """Return the accounts to which something was sent."""
    return [sent.openid for sent in wechat.ledger]


def test_an_order_reaches_the_wechat_of_the_repair_worker(world, desk, deliver, wechat, tying):
    assert world.repair_a.get("/me").json["person"]["wechat"] is False
    assert tying(world.repair_a, "oWorker").status_code == 204
    assert world.repair_a.get("/me").json["person"]["wechat"] is True
    allow(world.repair_a, "work")
    give_work(world, deliver, desk)
    assert to(wechat) == ["oWorker"]
    assert desk.delivery(world.repair_a, "work").state == "sent"


def test_the_tie_signs_nobody_in(world, wechat, tying, client):
    """Whoever holds the worker's phone gets a resident's session from WeChat, never the post."""
    tying(world.repair_a, "oWorker")
    answer = client.post("/api/v1/auth/wechat", json={"code": wechat.new_code("oWorker")})
    assert answer.status_code == 200, answer.json
    assert answer.json["person"]["id"] != str(world.repair_a.id)
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {answer.json['token']}"}).json
    assert me["posts"] == []


def test_who_came_through_wechat_as_a_resident_before_ties_the_same_account(world, desk, deliver, wechat, tying):
    """The mini-program signs everybody in as a resident first, so that this is the ordinary case."""
    desk.subscribe(world.resident_b, "progress", openid="oWorker")
    assert tying(world.repair_a, "oWorker").status_code == 204
    allow(world.repair_a, "work")
    give_work(world, deliver, desk)
    assert to(wechat) == ["oWorker"]
    assert world.resident_b.get("/me").json["person"]["wechat"] is True, "his own account is still his"


def test_a_shared_phone_serves_who_tied_it_last(world, desk, deliver, wechat, tying):
    tying(world.manager_a, "oShared")
    tying(world.repair_a, "oShared")
    assert world.manager_a.get("/me").json["person"]["wechat"] is False
    for someone in (world.manager_a, world.repair_a):
        allow(someone, "work")
    give_work(world, deliver, desk)
    assert to(wechat) == ["oShared"]
    assert desk.delivery(world.repair_a, "work").state == "sent"
    assert desk.delivery(world.manager_a, "work").reason == "no_account"


def test_a_tie_can_be_taken_off(world, desk, deliver, wechat, tying):
    tying(world.repair_a, "oWorker")
    allow(world.repair_a, "work")
    for _ in range(2):
        assert world.repair_a.delete("/me/wechat").status_code == 204
    give_work(world, deliver, desk)
    assert to(wechat) == []
    entries = world.auditor.get("/staff/audit?limit=50").json["items"]
    assert [entry["what_name"] for entry in entries if "微信" in entry["what_name"]] == [
        "解除微信绑定",
        "绑定微信接收工作消息",
    ]


def test_residents_have_nothing_to_tie_and_a_code_works_once(world, wechat, tying):
    refused = tying(world.resident_a, "oSomebody")
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "auth.staff_only")
    code = wechat.new_code("oWorker")
    assert world.repair_a.post("/me/wechat", {"code": code}).status_code == 204
    assert world.repair_a.post("/me/wechat", {"code": code}).status_code == 401
    assert world.repair_a.post("/me/wechat", {"code": "made-up"}).status_code == 401
    assert world.repair_a.post("/me/wechat", {"code": code, "openid": "oVictim"}).status_code == 422


def test_the_tied_wechat_proves_that_it_is_still_the_worker_and_another_one_does_not(world, wechat, tying):
    """One tap in place of the password, before a number is shown; a wrong account ends no session."""
    refused = world.repair_a.post("/auth/step-up", {"code": wechat.new_code("oWorker")})
    assert (refused.status_code, list(refused.json["error"]["fields"])) == (422, ["code"])
    tying(world.repair_a, "oWorker")
    assert world.repair_a.post("/auth/step-up", {"code": wechat.new_code("oOther")}).status_code == 422
    assert world.repair_a.post("/auth/step-up", {"code": wechat.new_code("oWorker")}).status_code == 204
