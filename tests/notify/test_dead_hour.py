"""The story "WeChat is dead for an hour", and the vendor of texts with it: every step works while neither answers,
everybody reads it in the inbox at once, and afterwards each message leaves once.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, text

from app.core.clock import now
from app.core.db import db
from app.core.settings import get_settings
from app.core.sms.tencent import Tencent
from app.core.wechat import WeChat
from app.moderation.models import Check
from app.moderation.service import asking
from app.notify.models import QUITE_NORMAL
from app.notify.service import sending
from tests.tickets.steps import act, file
from tests.world import in_app, write

URGENT, ORDINARY = "0301", "0103"
PHONES = {"resident_a": "13900000001", "manager_a": "13900000002", "repair_a": "13900000003"}
SLOWEST_STEP_SECONDS = 2.0


class Hour:
    """Time that passes by the minute: for the outbox, and for the clients' pauses."""

    def __init__(self, app, desk) -> None:
        self.app, self.desk, self.seconds = app, desk, 1000.0

    def __call__(self) -> float:
        return self.seconds

    def minutes(self, count: int) -> None:
        """Let so many minutes pass; each minute the worker of the outward lane does what is due."""
        for _ in range(count):
            self.seconds += 60
            later = """
                UPDATE core_outbox SET due_at = due_at - interval '1 minute', lease_until = NULL
                WHERE done_at IS NULL AND lane = 'outward'
            """
            write(self.app, lambda later=later: db.session.execute(text(later)))
            self.desk.drain("outward")


@pytest.fixture
def hour(app, desk, wechat, vendor, monkeypatch) -> Hour:
    """See ``Hour``. Both clients live by it."""
    made = Hour(app, desk)
    client = WeChat(appid=wechat.appid, secret=wechat.secret, base_url=wechat.url, clock=made)
    settings = get_settings()
    texts = Tencent(
        secret_id=vendor.secret_id,
        secret_key=vendor.secret_key,
        app_id=vendor.app_id,
        sign=vendor.sign,
        templates=settings.sms_templates,
        region=settings.sms_region,
        base_url=vendor.url,
        clock=made,
    )
    monkeypatch.setattr(sending, "get_wechat", lambda: client)
    monkeypatch.setattr(asking, "get_wechat", lambda: client)
    monkeypatch.setattr(sending, "get_sms", lambda: texts)
    return made


@pytest.fixture
def everybody(world, desk):
    """People who allowed enough messages, and left their numbers."""
    for key, templates in (
        ("resident_a", ("progress", "confirm")),
        ("manager_a", ("work", "alert")),
        ("repair_a", ("work", "alert")),
        ("community_a", ("work", "alert")),
    ):
        for template in templates:
            desk.subscribe(world.people[key], template, 20)
    for key, number in PHONES.items():
        desk.phone(world.people[key], number)
    return world


def in_days(days: int) -> str:
    """Return a moment in so many days as the interface takes it."""
    return (now() + timedelta(days=days)).isoformat()


def a_whole_life(world, desk) -> None:
    """Take two matters, an ordinary and a dangerous one, through everything that can happen to them."""
    ticket = file(world.resident_a, world.a, category=ORDINARY, description="三层灯不亮")["id"]
    danger = file(world.resident_a, world.a, category=URGENT, description="电梯困人", contact_phone="13900000009")["id"]
    desk.drain("fast")
    steps = [
        (world.resident_a, ticket, "urge", False, {}),
        (world.repair_a, ticket, "accept", True, {}),
        (world.repair_a, ticket, "ask", True, {"note": "是哪个单元？"}),
        (world.resident_a, ticket, "answer", False, {"note": "二单元"}),
        (world.repair_a, ticket, "start", True, {}),
        (world.repair_a, ticket, "suspend", True, {"note": "等配件", "until": in_days(2)}),
        (world.repair_a, ticket, "resume", True, {}),
        (world.manager_a, ticket, "extend", True, {"note": "等配件", "until": in_days(20)}),
        (world.repair_a, ticket, "finish", True, {"note": "换好了"}),
        (world.resident_a, ticket, "confirm", False, {"outcome": "unsolved", "rating": 1}),
        (world.community_a, ticket, "reopen", True, {"note": "还是不亮"}),
        (world.community_a, danger, "reassign", True, {"note": "归物业", "organisation_id": str(world.company_a)}),
        (world.repair_a, danger, "accept", True, {}),
        (world.repair_a, danger, "start", True, {}),
        (world.repair_a, danger, "finish", True, {"note": "人已救出"}),
        (world.resident_a, danger, "confirm", False, {"outcome": "solved", "rating": 5}),
    ]
    for person, ticket_id, action, staff, body in steps:
        begun = time.monotonic()
        act(person, ticket_id, action, staff=staff, **body)
        desk.drain("fast")
        assert time.monotonic() - begun < SLOWEST_STEP_SECONDS, action


def states(app) -> Counter:
    """Return how many deliveries are in which state, by channel."""
    sql = "SELECT channel, state, count(*) AS number FROM notify_delivery GROUP BY 1, 2"
    rows = in_app(app, lambda: db.session.execute(text(sql)).all())
    return Counter({(row.channel, row.state): row.number for row in rows})


def test_an_hour_without_wechat_and_texts_stops_nobody_and_loses_nothing(app, everybody, desk, wechat, vendor, hour):
    world = everybody
    wechat.stop()
    vendor.stop()

    a_whole_life(world, desk)
    read = {key: world.people[key].get("/inbox/unread").json["count"] for key in PHONES}
    assert read["resident_a"] >= 10
    assert read["manager_a"] >= 3
    assert read["repair_a"] >= 2
    hour.minutes(60)
    before = states(app)
    assert not wechat.ledger
    assert not vendor.ledger
    assert before[("wechat", "planned")] >= 6, "they wait"
    assert before[("sms", "planned")] >= 2, "what is urgent waits for a text by now"
    assert not before[("wechat", "unknown")] + before[("sms", "unknown")]

    wechat.start()
    vendor.start()
    hour.minutes(65)

    after = states(app)
    assert {state for _, state in after} <= {"sent", "failed"}
    assert len(wechat.ledger) == after[("wechat", "sent")] > 0
    assert len(vendor.ledger) == after[("sms", "sent")] > 0
    each_left_once(app, wechat, vendor)
    nobody_has_to_look(world)
    checks = in_app(app, lambda: db.session.query(Check).all())
    assert [check.state for check in checks] == ["pass", "pass"], "and the words were judged"
    hour.minutes(30)
    assert states(app) == after, "nothing more comes"


def each_left_once(app, wechat, vendor) -> None:
    """Fail when a message left twice, or an urgent one both ways."""
    twice = [one for one, times in Counter(map(str, wechat.ledger)).items() if times > 1]
    references = Counter(taken.reference for taken in vendor.ledger)
    assert twice == []
    assert max(references.values()) == 1
    both = """
        SELECT count(*) FROM notify_delivery a JOIN notify_delivery b USING (event_key, person_id)
        WHERE a.channel = 'wechat' AND b.channel = 'sms' AND a.state = 'sent' AND b.state = 'sent'
    """
    assert in_app(app, lambda: db.session.scalar(text(both))) == 0
    left = "SELECT count(*) FROM notify_delivery WHERE state = 'failed' AND reason NOT IN :normal AND NOT urgent"
    normal = {"normal": tuple(QUITE_NORMAL)}
    statement = text(left).bindparams(bindparam("normal", expanding=True))
    assert in_app(app, lambda: db.session.scalar(statement, normal)) == 0


def nobody_has_to_look(world) -> None:
    """Nothing is unclear; what WeChat missed of the urgent is listed, for it went by text."""
    assert world.sysadmin.get("/staff/deliveries?state=unknown").json["items"] == []
    items = world.sysadmin.get("/staff/deliveries?state=failed&limit=100").json["items"]
    assert {(item["channel"], item["urgent"]) for item in items} <= {("wechat", True)}


@pytest.mark.sabotage
def test_trying_again_inside_the_call_would_send_doubles_after_such_an_hour(
    app, everybody, desk, wechat, vendor, hour, monkeypatch
):
    """Plain retry on a time-out: the servers come back slow, and each message leaves twice."""
    send = WeChat.send_subscribe

    def again(self, *args, **kwargs):
        first = send(self, *args, **kwargs)
        return send(self, *args, **kwargs) if first.outcome == "unknown" else first

    monkeypatch.setattr(WeChat, "send_subscribe", again)
    wechat.stop()
    a_whole_life(everybody, desk)
    wechat.start()
    seen: set[int] = set()

    def slow_at_first(path: str) -> str:
        if not path.endswith("send"):
            return "ok"
        number = len(wechat.ledger)
        first = number not in seen and number % 2 == 0
        seen.add(number)
        return "taken_then_reset" if first else "ok"

    wechat.habit = slow_at_first
    hour.minutes(70)
    with pytest.raises(AssertionError):
        each_left_once(app, wechat, vendor)
