"""A message on its way out: sent once, never lost in silence, and never in anybody's way."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.outside import Outcome, Sending
from app.notify import jobs
from app.notify.service import sending
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import in_app, write

HABITS_THAT_TAKE = ("taken_then_hang", "taken_then_500", "taken_then_reset", "taken_then_html")


class Killed(BaseException):
    """Stands for SIGKILL: nothing catches it."""


def killed(*_: object) -> None:
    """Die here."""
    raise Killed


def test_a_message_goes_out_with_its_words_and_its_page(world, planned, desk, wechat):
    desk.drain("outward")

    (sent,) = wechat.ledger
    assert (sent.openid, sent.template_id) == (desk.openid, "template-id-progress")
    assert sent.page == f"areas/tickets/pages/detail?id={planned['id']}"
    assert sent.data["character_string1"] == planned["no"]
    assert (sent.data["thing2"], sent.data["phrase3"]) == ("屋面漏雨", "已接单")
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.reason, delivery.attempts) == ("sent", "", 1)
    assert delivery.sent_at is not None
    assert desk.remaining(world.resident_a, "progress") == 0


def test_staff_get_theirs_with_their_page(world, deliver, desk, wechat):
    desk.subscribe(world.manager_a, "work")
    ticket = file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    (sent,) = wechat.ledger
    assert sent.page == f"areas/staff/pages/job?id={ticket['id']}"
    assert sent.data["phrase3"] == "待接单"


def test_the_outbox_delivering_again_sends_nothing_again(app, world, planned, desk, wechat):
    desk.drain("outward")
    sql = "UPDATE core_outbox SET done_at = NULL WHERE topic = 'notify.delivery_planned'"
    write(app, lambda: db.session.execute(text(sql)))
    desk.drain("outward")
    assert len(wechat.ledger) == 1
    assert desk.delivery(world.resident_a, "progress").state == "sent"


# --- the normal ways of not being sent ---


def test_without_a_permission_nothing_is_tried(world, deliver, desk, wechat):
    file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    delivery = desk.delivery(world.manager_a, "work")
    assert (delivery.state, delivery.reason, delivery.attempts) == ("failed", "not_subscribed", 0)
    assert wechat.requests == []


def test_a_permission_that_another_message_used_up_first_is_no_permission(world, planned, desk, wechat):
    finish_by_repair_now(world, planned, desk)
    desk.subscribe(world.resident_a, "progress", 0)
    desk.drain("outward")
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.reason) == ("failed", "not_subscribed")
    assert wechat.ledger == []


def finish_by_repair_now(world, ticket, desk) -> None:
    """Start and finish, with the inbox written but nothing sent."""
    act(world.repair_a, ticket["id"], "start", staff=True)
    act(world.repair_a, ticket["id"], "finish", staff=True, note="已修好")
    desk.drain("fast")


def test_one_permission_is_one_message(world, planned, desk, wechat, deliver):
    """A second notice of the template is planned while the permission is still there, and finds it used."""
    act(world.community_a, planned["id"], "reassign", staff=True, note="换一家", organisation_id=str(world.company_a))
    act(world.repair_a, planned["id"], "accept", staff=True)
    desk.drain("fast")
    assert [row.state for row in desk.deliveries(world.resident_a, "progress")] == ["planned", "planned"]

    desk.drain("outward")

    assert len(wechat.ledger) == 1
    states = sorted((row.state, row.reason) for row in desk.deliveries(world.resident_a, "progress"))
    assert states == [("failed", "not_subscribed"), ("sent", "")]


def test_a_person_who_refuses_is_quite_normal(world, planned, desk, wechat):
    desk.subscribe(world.resident_a, "progress", 5, openid=desk.openid)
    wechat.refusing = {desk.openid}

    desk.drain("outward")

    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.reason, delivery.attempts) == ("failed", "43101", 1)
    assert desk.remaining(world.resident_a, "progress") == 0, "WeChat says that none is left"
    assert world.sysadmin.get("/staff/deliveries?state=failed").json["items"] == []


def test_an_answer_that_wechat_will_always_give_is_final(world, planned, desk, wechat):
    wechat.templates = set()
    desk.drain("outward")
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.reason) == ("failed", "40037")
    (item,) = world.sysadmin.get("/staff/deliveries?state=failed").json["items"]
    assert (item["reason"], item["actions"]) == ("微信模板编号不对（40037）", ["resend", "mark_failed"])


def test_without_a_template_id_nothing_is_tried(world, deliver, desk):
    file(world.resident_a, world.a, category="0101", description="漏雨")
    deliver()
    delivery = desk.delivery(world.manager_a, "work")
    assert (delivery.state, delivery.reason) == ("failed", "not_configured")


def test_a_template_taken_away_and_an_account_without_wechat_are_settled(app, world, planned, desk, wechat):
    sql = "UPDATE identity_person SET openid_cipher = NULL, openid_index = NULL"
    write(app, lambda: db.session.execute(text(sql)))
    desk.drain("outward")
    assert desk.delivery(world.resident_a, "progress").reason == "no_account"
    assert desk.remaining(world.resident_a, "progress") == 1


def test_a_template_taken_away_meanwhile_settles_it(world, planned, desk, wechat, monkeypatch):
    empty = sending.get_settings().model_copy(update={"wechat_templates": {}})
    monkeypatch.setattr(sending, "get_settings", lambda: empty)
    desk.drain("outward")
    assert desk.delivery(world.resident_a, "progress").reason == "not_configured"


# --- WeChat is away: surely not sent, tried again, given up in the end ---


def test_wechat_away_is_tried_again_and_costs_no_permission(world, planned, desk, wechat):
    wechat.stop()
    desk.drain("outward")
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.attempts) == ("planned", 1)
    assert desk.remaining(world.resident_a, "progress") == 1
    assert desk.drain("outward") == 0, "not at once"

    wechat.start()
    desk.time_passes()
    desk.drain("outward")
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.attempts) == ("sent", 2)
    assert len(wechat.ledger) == 1
    assert desk.remaining(world.resident_a, "progress") == 0


def test_wechat_away_for_good_is_given_up_and_shown(world, planned, desk, wechat, monkeypatch):
    monkeypatch.setattr(sending, "MAX_URGENT_ATTEMPTS", 3)
    wechat.stop()
    for _ in range(5):
        desk.time_passes()
        desk.drain("outward")
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.reason, delivery.attempts) == ("failed", "unreachable", 3)
    (item,) = world.sysadmin.get("/staff/deliveries?state=failed").json["items"]
    assert item["reason"] == "多次尝试后仍连不上对方服务器"


def test_a_dead_wechat_delays_nobody(world, deliver, desk, wechat):
    """Moving a ticket and telling people touch WeChat nowhere; only the outward lane waits for it."""
    wechat.habit = "hang"
    ticket = file(world.resident_a, world.a, category="0101", description="漏雨")
    desk.subscribe(world.resident_a, "progress")
    desk.subscribe(world.manager_a, "work")
    started = time.monotonic()
    desk.drain("fast")
    finish_by_repair(world.repair_a, ticket["id"])
    desk.drain("fast")
    took = time.monotonic() - started

    assert wechat.requests == []
    assert took < 3
    assert world.resident_a.get("/inbox/unread").json["count"] == 4
    assert {row.state for row in desk.deliveries(world.resident_a, "progress")} == {"planned"}


# --- promise P05: never lost in silence, never sent twice by us ---


@pytest.mark.parametrize("habit", HABITS_THAT_TAKE)
def test_taken_but_unanswered_is_unknown_and_never_sent_again(world, planned, desk, wechat, habit):
    wechat.habit = lambda path: habit if path.endswith("send") else "ok"
    desk.drain("outward")
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.sent_at) == ("unknown", None)
    assert delivery.reason

    wechat.habit = "ok"
    desk.time_passes()
    desk.drain("outward")
    assert len(wechat.ledger) == 1
    assert desk.delivery(world.resident_a, "progress").state == "unknown"


def crash_and_recover(desk, monkeypatch) -> None:
    """Die between sending and writing it down, then let another worker find the message."""
    with monkeypatch.context() as patch:
        patch.setattr(jobs.faults, "sleep_at", killed)
        with pytest.raises(Killed):
            desk.drain("outward")
    desk.time_passes()
    desk.drain("outward")


def test_a_crash_between_sending_and_recording_is_unknown_and_never_sent_again(
    world, planned, desk, wechat, monkeypatch
):
    crash_and_recover(desk, monkeypatch)

    assert len(wechat.ledger) == 1
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.reason, delivery.attempts) == ("unknown", "interrupted", 1)
    desk.time_passes()
    desk.drain("outward")
    assert len(wechat.ledger) == 1


@pytest.mark.sabotage
def test_without_the_state_in_between_the_same_crash_sends_twice(world, planned, desk, wechat, monkeypatch, app):
    real = jobs.service.begin

    def forgetful(delivery_id):
        sql = "UPDATE notify_delivery SET state = 'planned' WHERE id = :id AND state = 'sending'"
        db.session.execute(text(sql), {"id": delivery_id})
        return real(delivery_id)

    desk.subscribe(world.resident_a, "progress", 2, openid=desk.openid)
    monkeypatch.setattr(jobs.service, "begin", forgetful)
    crash_and_recover(desk, monkeypatch)
    assert len(wechat.ledger) == 2, "the proof above has to see this"


def test_a_crash_before_sending_is_unknown_too(world, planned, desk, wechat, monkeypatch):
    """Nobody can tell the two crashes apart, so a person has to."""
    with monkeypatch.context() as patch:
        patch.setattr(sending, "get_wechat", killed)
        with pytest.raises(Killed):
            desk.drain("outward")
    desk.time_passes()
    desk.drain("outward")
    assert wechat.ledger == []
    assert desk.delivery(world.resident_a, "progress").state == "unknown"


def test_many_workers_on_one_message_send_it_once_and_know_it(app, world, planned, desk, wechat):
    wechat.habit = "slow"
    wechat.slow_seconds = 0.1
    payload = {"delivery_id": str(desk.delivery(world.resident_a, "progress").id)}

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(in_app, app, jobs.send, payload) for _ in range(8)]:
            done.result()

    assert len(wechat.ledger) == 1
    assert desk.delivery(world.resident_a, "progress").state == "sent"


def test_a_slow_worker_still_writes_down_what_he_learns(app, world, overtaken, desk):
    write(app, sending.record, overtaken, Sending(Outcome.SENT))
    delivery = desk.delivery(world.resident_a, "progress")
    assert (delivery.state, delivery.reason) == ("sent", "")


def test_a_slow_worker_that_sent_nothing_has_it_tried_again(app, world, overtaken, desk, wechat):
    write(app, sending.record, overtaken, Sending(Outcome.NOT_SENT, "paused"))
    assert desk.delivery(world.resident_a, "progress").state == "planned"
    desk.time_passes()
    desk.drain("outward")
    assert desk.delivery(world.resident_a, "progress").state == "sent"
    assert len(wechat.ledger) == 1


def test_what_a_person_decided_stays(app, world, overtaken, desk):
    path = f"/staff/deliveries/{overtaken.delivery_id}/actions/mark_failed"
    assert world.sysadmin.post(path).status_code == 200
    write(app, sending.record, overtaken, Sending(Outcome.SENT))
    assert desk.delivery(world.resident_a, "progress").state == "failed"


def test_a_delivery_that_is_gone_is_no_work(app, world):
    from app.core.ids import new_id

    assert write(app, sending.begin, new_id()) is None
