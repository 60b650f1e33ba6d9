"""Text messages: in WeChat's place for the most urgent, for other areas with a link; sent once, to the right phone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.core.db import db
from app.core.outside import Outcome
from app.notify import jobs, service
from app.notify.models import Delivery
from app.notify.service import sending, subjects, texting
from app.notify.templates import SMS_TEMPLATES
from tests.notify.test_sending import HABITS_THAT_TAKE, Killed, killed
from tests.tickets.steps import act, file
from tests.world import in_app, write

URGENT, ORDINARY = "0101", "0103"
WORKER, RESIDENT, CONTACT = "13900000001", "13900000002", "13900000003"
LINK = "https://hfw.example.cn/r/Ab3dE5gH"


def texts(desk, someone=None) -> list[Delivery]:
    """Return the text messages, oldest first."""
    return [row for row in desk.deliveries(someone) if row.channel == "sms"]


def callback(app, world, **changes):
    """Plan a message with a link for the resident, as another area does. Returns the id."""
    message = {
        "event_key": "callback:1",
        "district_id": world.district_id,
        "template": "callback_link",
        "params": {"no": "261122000001", "url": LINK},
        "person_id": world.resident_a.id,
    }
    return write(app, lambda: service.send_sms(**message | changes))


@pytest.fixture
def planned(app, world, desk, vendor):
    """A message to the resident that is planned and not sent. Its id."""
    desk.phone(world.resident_a, RESIDENT)
    return callback(app, world)


# --- the chain: inbox, WeChat, and a text message for the 2 h class ---


def test_an_urgent_matter_reaches_by_text_whom_wechat_does_not(world, deliver, desk, vendor, wechat):
    desk.phone(world.manager_a, WORKER)
    ticket = file(world.resident_a, world.a, category=URGENT, description="漏雨")
    deliver()

    (taken,) = vendor.ledger
    assert (taken.phone, taken.template) == (f"+86{WORKER}", "2002")
    assert taken.values == (ticket["no"], "待接单")
    assert world.manager_a.get("/inbox/unread").json["count"] == 1
    assert desk.delivery(world.manager_a, "work").reason == "not_subscribed"
    (row,) = texts(desk, world.manager_a)
    assert (row.state, row.recipient, row.receipt) == ("sent", "139****0001", taken.serial)


def test_an_ordinary_matter_waits_in_the_inbox(world, deliver, desk, vendor, wechat):
    desk.phone(world.manager_a, WORKER)
    file(world.resident_a, world.a, category=ORDINARY, description="楼道灯不亮")
    deliver()
    assert world.manager_a.get("/inbox/unread").json["count"] == 1
    assert texts(desk) == []
    assert vendor.requests == 0


def test_who_gets_it_by_wechat_gets_no_text(world, deliver, desk, vendor, wechat):
    desk.phone(world.manager_a, WORKER)
    desk.subscribe(world.manager_a, "work")
    file(world.resident_a, world.a, category=URGENT, description="漏雨")
    deliver()
    assert len(wechat.ledger) == 1
    assert vendor.ledger == []


def test_a_refusal_of_wechat_s_is_found_out_by_sending_and_then_the_text_goes(world, deliver, desk, vendor, wechat):
    desk.phone(world.manager_a, WORKER)
    wechat.refusing = {desk.subscribe(world.manager_a, "work", 3)}
    file(world.resident_a, world.a, category=URGENT, description="漏雨")
    deliver()
    assert wechat.ledger == []
    assert desk.remaining(world.manager_a, "work") == 0
    assert [taken.phone for taken in vendor.ledger] == [f"+86{WORKER}"]


def test_the_reporter_is_reached_at_the_number_of_the_report(world, deliver, desk, vendor, wechat):
    desk.phone(world.resident_a, RESIDENT)
    ticket = file(world.resident_a, world.a, category=URGENT, description="漏雨", contact_phone=CONTACT)
    deliver()
    act(world.repair_a, ticket["id"], "accept", staff=True)
    deliver()
    assert [(taken.phone, taken.values) for taken in vendor.ledger] == [(f"+86{CONTACT}", (ticket["no"], "已接单"))]


def test_without_a_number_in_the_report_it_is_the_reporters_own(world, deliver, desk, vendor, wechat):
    desk.phone(world.resident_a, RESIDENT)
    ticket = file(world.resident_a, world.a, category=URGENT, description="漏雨")
    deliver()
    act(world.repair_a, ticket["id"], "accept", staff=True)
    deliver()
    assert [taken.phone for taken in vendor.ledger] == [f"+86{RESIDENT}"]


def test_without_any_number_it_stays_in_the_inbox_and_nobody_is_bothered(world, deliver, desk, vendor, wechat):
    file(world.resident_a, world.a, category=URGENT, description="漏雨")
    deliver()
    (row,) = texts(desk, world.manager_a)
    assert (row.state, row.reason) == ("failed", "no_phone")
    assert vendor.requests == 0
    assert world.sysadmin.get("/staff/deliveries?state=failed").json["items"] == []


def test_wechat_away_for_a_minute_is_long_enough_for_what_is_urgent(world, deliver, desk, vendor, wechat):
    desk.phone(world.manager_a, WORKER)
    desk.subscribe(world.manager_a, "work")
    file(world.resident_a, world.a, category=URGENT, description="漏雨")
    desk.drain("fast")
    wechat.stop()
    for _ in range(sending.MAX_URGENT_ATTEMPTS):
        assert vendor.ledger == []
        desk.time_passes()
        desk.drain("outward")
    assert [taken.phone for taken in vendor.ledger] == [f"+86{WORKER}"]
    assert desk.delivery(world.manager_a, "work").reason == "unreachable"
    assert desk.remaining(world.manager_a, "work") == 1, "it was not used"


def test_an_unclear_wechat_message_is_not_doubled_by_a_text(world, deliver, desk, vendor, wechat):
    desk.phone(world.manager_a, WORKER)
    desk.subscribe(world.manager_a, "work")
    wechat.habit = lambda path: "taken_then_reset" if path.endswith("send") else "ok"
    file(world.resident_a, world.a, category=URGENT, description="漏雨")
    deliver()
    assert desk.delivery(world.manager_a, "work").state == "unknown"
    assert vendor.ledger == []


def test_without_a_provider_no_text_is_planned(world, deliver, desk, wechat):
    desk.phone(world.manager_a, WORKER)
    file(world.resident_a, world.a, category=URGENT, description="漏雨")
    deliver()
    assert texts(desk) == []


# --- for other areas ---


def test_a_link_is_sent_and_forgotten(app, world, desk, vendor, planned, wechat):
    def stored() -> str:
        outbox = db.session.execute(text("SELECT payload::text FROM core_outbox")).scalars().all()
        rows = db.session.execute(text("SELECT notify_delivery::text AS row FROM notify_delivery")).scalars().all()
        return " ".join([*outbox, *rows])

    before = in_app(app, stored)
    assert [word for word in (RESIDENT, LINK, LINK[-8:]) if word in before] == []
    assert texting.params_of(texts(desk)[0])["url"] == LINK

    desk.drain("outward")

    (taken,) = vendor.ledger
    assert (taken.phone, taken.values) == (f"+86{RESIDENT}", ("261122000001", LINK))
    assert taken.reference == str(planned)
    (row,) = texts(desk)
    assert (row.state, row.params_cipher) == ("sent", None)
    after = in_app(app, stored)
    assert [word for word in (RESIDENT, LINK) if word in after] == []


def test_the_same_event_is_planned_once(app, world, desk, vendor, planned):
    assert callback(app, world) is None
    desk.drain("outward")
    assert callback(app, world) is None
    desk.drain("outward")
    assert len(vendor.ledger) == 1


def test_a_number_that_another_area_knows_is_asked_for_at_the_moment_of_sending(app, world, desk, vendor, monkeypatch):
    monkeypatch.setattr(subjects, "_phones", dict(subjects._phones))
    numbers = {}
    service.register_phone_source("test_contact", numbers.get)
    ref = uuid4()
    made = callback(app, world, person_id=None, phone_from=("test_contact", ref))
    numbers[ref] = "+86 139-0000-0003"
    desk.drain("outward")
    assert made
    assert [taken.phone for taken in vendor.ledger] == [f"+86{CONTACT}"]
    assert callback(app, world, person_id=None, phone_from=("test_contact", uuid4())) is None, "the same event"


@pytest.mark.parametrize(
    "changes",
    [
        {"person_id": None},
        {"phone_from": ("nobody_knows", uuid4())},
        {"params": {"no": "1"}},
        {"params": {"no": "1", "url": "https://x/" + "a" * 80}},
    ],
)
def test_a_message_that_cannot_be_sent_is_the_callers_mistake(app, world, vendor, changes):
    with pytest.raises(ValueError):  # noqa: PT011 - four different ones
        callback(app, world, **changes)


@pytest.mark.parametrize("template", ["callback_link", "unheard_of"])
def test_without_a_provider_the_caller_is_told(app, world, template):
    assert not service.sms_is_available(template)
    assert callback(app, world, template=template) is None


def test_a_provider_without_this_template_is_not_available(app, world, vendor):
    assert service.sms_is_available("callback_link")
    SMS_TEMPLATES["of_another_area"] = SMS_TEMPLATES["callback_link"]
    try:
        assert not service.sms_is_available("of_another_area")
    finally:
        del SMS_TEMPLATES["of_another_area"]


@pytest.mark.parametrize(("number", "reason"), [(None, "no_phone"), ("010-66001234", "not_a_mobile")])
def test_without_a_mobile_nothing_is_tried(app, world, desk, vendor, planned, number, reason):
    desk.phone(world.resident_a, number)
    desk.drain("outward")
    (row,) = texts(desk)
    assert (row.state, row.reason) == ("failed", reason)
    assert vendor.requests == 0


def test_a_number_gets_so_many_a_day_however_many_matters_name_it(app, world, desk, vendor):
    """Somebody reports again and again and names the phone of a third person."""
    desk.phone(world.resident_a, RESIDENT)
    most = SMS_TEMPLATES["callback_link"].a_day
    for number in range(most + 3):
        callback(app, world, event_key=f"callback:{number}")
    ids = [str(row.id) for row in texts(desk)]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(in_app, app, jobs.send, {"delivery_id": one}) for one in ids]:
            done.result()
    assert len(vendor.ledger) == most
    assert sorted(row.reason for row in texts(desk))[-3:] == ["too_many"] * 3
    assert len(world.sysadmin.get("/staff/deliveries?state=failed&channel=sms").json["items"]) == 3
    assert world.sysadmin.get("/staff/deliveries?state=failed&channel=wechat").json["items"] == []


# --- promise P05 holds for texts: never lost in silence, never sent twice by us ---


@pytest.mark.parametrize("habit", HABITS_THAT_TAKE)
def test_taken_but_unanswered_is_unknown_and_never_sent_again(world, desk, vendor, planned, habit):
    vendor.habit = habit
    desk.drain("outward")
    assert texts(desk)[0].state == "unknown"

    vendor.habit = "ok"
    desk.time_passes()
    desk.drain("outward")
    assert len(vendor.ledger) == 1
    assert texts(desk)[0].state == "unknown"
    (item,) = world.sysadmin.get("/staff/deliveries?channel=sms").json["items"]
    assert (item["recipient"], item["ticket_no"]) == ("139****0002", "261122000001")
    assert not {RESIDENT, LINK} & set(map(str, item.values()))


def test_a_crash_between_sending_and_recording_is_unknown(world, desk, vendor, planned, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(jobs.faults, "sleep_at", killed)
        with pytest.raises(Killed):
            desk.drain("outward")
    for _ in range(2):
        desk.time_passes()
        desk.drain("outward")
    assert len(vendor.ledger) == 1
    assert (texts(desk)[0].state, texts(desk)[0].reason) == ("unknown", "interrupted")


@pytest.mark.sabotage
def test_a_plain_retry_on_a_timeout_would_send_it_twice(world, desk, vendor, planned, monkeypatch):
    """The usual decorator around the call: the ledger shows what it does."""
    from app.core.sms.tencent import Tencent

    send = Tencent.send

    def again(self, phone, message):
        for _ in range(3):
            result = send(self, phone, message)
            if result.outcome is not Outcome.UNKNOWN:
                break
        return result

    monkeypatch.setattr(Tencent, "send", again)
    habits = iter(["taken_then_hang", "ok"])
    vendor.habit = lambda: next(habits)
    desk.drain("outward")
    assert len(vendor.ledger) == 2, "the proof above has to see this"


def test_many_workers_on_one_text_send_it_once(app, desk, vendor, planned):
    vendor.habit = "slow"
    payload = {"delivery_id": str(planned)}
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(in_app, app, jobs.send, payload) for _ in range(8)]:
            done.result()
    assert len(vendor.ledger) == 1
    desk.drain("outward")
    assert texts(desk)[0].state in {"sent", "unknown"}
    assert len(vendor.ledger) == 1


def test_a_vendor_away_is_tried_again_and_sent_once(world, desk, vendor, planned):
    vendor.stop()
    for _ in range(3):
        desk.time_passes()
        desk.drain("outward")
    assert (texts(desk)[0].state, texts(desk)[0].attempts) == ("planned", 3)

    vendor.start()
    desk.time_passes()
    desk.drain("outward")
    assert texts(desk)[0].state == "sent"
    assert len(vendor.ledger) == 1


def test_who_unsubscribed_is_left_alone(world, desk, vendor, planned):
    vendor.code = "FailedOperation.PhoneNumberInBlacklist"
    desk.drain("outward")
    assert (texts(desk)[0].state, texts(desk)[0].reason) == ("failed", "unsubscribed")
    assert world.sysadmin.get("/staff/deliveries?state=failed").json["items"] == []
