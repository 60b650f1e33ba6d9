"""What a person decides about messages that did not arrive, or may have: send again, or leave it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.outside import Outcome, Sending
from app.notify.service import sending
from tests.notify.test_texting import ORDINARY, callback, texts
from tests.tickets.steps import file
from tests.world import in_app, write

RESIDENT = "13900000002"


@pytest.fixture
def planned(app, world, desk, vendor):
    """A text message to the resident that is planned and not sent. Its id."""
    desk.phone(world.resident_a, RESIDENT)
    return callback(app, world)


def test_a_key_that_is_wrong_is_given_up_with_the_code_and_sent_again_by_a_person(world, desk, vendor, planned):
    vendor.error = "AuthFailure.SignatureFailure"
    for _ in range(sending.MAX_ATTEMPTS):
        desk.time_passes()
        desk.drain("outward")
    (item,) = world.sysadmin.get("/staff/deliveries?state=failed").json["items"]
    assert item["reason"] == "短信密钥不对或已过期（AuthFailure.SignatureFailure）"

    vendor.error = ""
    answer = world.sysadmin.post(f"/staff/deliveries/{item['id']}/actions/resend")
    assert (answer.status_code, answer.json["state"], answer.json["actions"]) == (200, "planned", [])
    desk.drain("outward")
    assert len(vendor.ledger) == 1
    assert texts(desk)[0].state == "sent"


@pytest.fixture
def unclear(world, desk, vendor, planned):
    """A text of unknown fate. Its path."""
    vendor.habit = "taken_then_hang"
    desk.drain("outward")
    vendor.habit = "ok"
    return f"/staff/deliveries/{planned}/actions"


def test_only_a_person_has_an_unclear_text_sent_again(app, world, desk, vendor, unclear):
    assert world.sysadmin.post(f"{unclear}/resend").status_code == 200
    assert world.sysadmin.post(f"{unclear}/resend").json["error"]["code"] == "notify.already_decided"
    desk.drain("outward")
    assert len(vendor.ledger) == 2, "a person wanted it"
    assert (texts(desk)[0].state, texts(desk)[0].attempts) == ("sent", 2)
    what = "SELECT count(*) FROM core_audit WHERE what = 'notify.resend'"
    assert in_app(app, lambda: db.session.scalar(text(what))) == 1


def test_a_text_sent_again_has_all_its_tries_again(world, desk, vendor, planned, monkeypatch):
    monkeypatch.setattr(sending, "MAX_ATTEMPTS", 2)
    vendor.stop()
    for _ in range(2):
        desk.time_passes()
        desk.drain("outward")
    assert texts(desk)[0].reason == "unreachable"
    assert world.sysadmin.post(f"/staff/deliveries/{planned}/actions/resend").status_code == 200
    desk.drain("outward")
    assert (texts(desk)[0].state, texts(desk)[0].attempts) == ("planned", 3)


@pytest.mark.parametrize(("action", "state"), [("mark_sent", "sent"), ("mark_failed", "failed")])
def test_what_is_decided_leaves_the_list_and_the_link_goes(world, desk, vendor, unclear, action, state):
    answer = world.sysadmin.post(f"{unclear}/{action}")
    assert (answer.json["state"], answer.json["actions"]) == (state, [])
    assert texts(desk)[0].params_cipher is None
    for shown in ("unknown", "failed"):
        assert world.sysadmin.get(f"/staff/deliveries?state={shown}").json["items"] == []
    assert world.sysadmin.post(f"{unclear}/resend").status_code == 409


def test_a_failed_one_can_be_left(world, desk, vendor, planned):
    vendor.code = "FailedOperation.ContainSensitiveWord"
    desk.drain("outward")
    (item,) = world.sysadmin.get("/staff/deliveries?state=failed").json["items"]
    assert item["actions"] == ["resend", "mark_failed"]
    path = f"/staff/deliveries/{item['id']}/actions"
    assert world.sysadmin.post(f"{path}/mark_sent").status_code == 409
    assert world.sysadmin.post(f"{path}/mark_failed").status_code == 200
    assert world.sysadmin.get("/staff/deliveries?state=failed").json["items"] == []
    assert texts(desk)[0].reason == "FailedOperation.ContainSensitiveWord", "why stays known"


def test_a_wechat_message_is_sent_again_only_with_a_permission(world, deliver, desk, wechat):
    desk.subscribe(world.manager_a, "work")
    wechat.templates = set()
    file(world.resident_a, world.a, category=ORDINARY, description="灯坏了")
    deliver()
    (item,) = world.sysadmin.get("/staff/deliveries?state=failed").json["items"]
    path = f"/staff/deliveries/{item['id']}/actions/resend"
    assert world.sysadmin.post(path).json["error"]["code"] == "notify.no_permission"

    desk.subscribe(world.manager_a, "work")
    wechat.templates = None
    assert world.sysadmin.post(path).status_code == 200
    deliver()
    assert len(wechat.ledger) == 1


def test_what_a_person_decided_stays_when_the_worker_comes_back(app, world, desk, vendor, planned):
    attempt = write(app, sending.begin, planned)
    desk.drain("outward")
    assert texts(desk)[0].state == "unknown"
    assert world.sysadmin.post(f"/staff/deliveries/{planned}/actions/resend").status_code == 200
    write(app, sending.record, attempt, Sending(Outcome.SENT))
    assert texts(desk)[0].state == "planned"
