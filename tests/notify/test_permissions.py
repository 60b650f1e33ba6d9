"""Permissions to send, counted for each person and template: each tap once, each message one, never one twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, update

from app.core.db import db
from app.core.ids import new_id
from app.notify import jobs
from app.notify.models import Channel, Delivery, Subscription
from app.notify.service import sending
from tests.world import in_app, write


def tap(person, *templates: str, key: str | None = None):
    """Tell the product that the person allowed one more of each of these."""
    headers = {"Idempotency-Key": key} if key else {}
    return person.post("/inbox/subscriptions", {"templates": list(templates)}, headers=headers)


def offered(person) -> dict[str, tuple[int, bool]]:
    """Return by template how many are left and whether to ask now."""
    items = person.get("/inbox/templates").json["items"]
    return {item["key"]: (item["remaining"], item["ask"]) for item in items}


# --- taps ---


def test_a_tap_sent_again_from_a_bad_network_counts_once(world, desk):
    for _ in range(3):
        assert tap(world.resident_a, "progress", "confirm", key="tap-0123456789").status_code == 204
    assert desk.remaining(world.resident_a, "progress") == 1
    tap(world.resident_a, "progress", key="tap-another-one")
    assert desk.remaining(world.resident_a, "progress") == 2
    other = tap(world.resident_a, "progress", key="tap-0123456789")
    assert other.json["error"]["code"] == "app.idempotency_key_reused"


def test_the_same_tap_eight_times_at_once_counts_once(world, desk):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: tap(world.resident_a, "progress", key="tap-0123456789"), range(8)))
    assert {answer.status_code for answer in answers} == {204}
    assert desk.remaining(world.resident_a, "progress") == 1


def test_the_key_of_one_person_is_not_anothers(world, desk):
    for person in (world.resident_a, world.resident_b):
        tap(person, "progress", key="tap-0123456789")
        assert desk.remaining(person, "progress") == 1


def test_the_phone_learns_what_to_ask_for_at_the_right_moment(world, desk, templates):
    assert offered(world.resident_a) == {"progress": (0, True), "confirm": (0, True)}
    for number in range(3):
        tap(world.resident_a, "progress", key=f"tap-number-{number}")
    assert offered(world.resident_a) == {"progress": (3, False), "confirm": (0, True)}
    first = world.resident_a.get("/inbox/templates").json["items"][0]
    assert first["key"] == "confirm", "what is wanted most comes first: WeChat's dialog takes three"


def test_a_message_sent_is_asked_for_again(world, desk, templates):
    desk.subscribe(world.resident_a, "confirm", 2)
    assert offered(world.resident_a)["confirm"] == (2, False)
    desk.subscribe(world.resident_a, "confirm", 1)
    assert offered(world.resident_a)["confirm"] == (1, True)


# --- spending ---


@pytest.fixture
def ten(app, world, desk, wechat) -> list[str]:
    """Ten messages to one person who allowed three. Their ids."""
    desk.subscribe(world.manager_a, "work", 3)
    ids = [new_id() for _ in range(10)]

    def store() -> None:
        for number, delivery_id in enumerate(ids):
            db.session.add(
                Delivery(
                    id=delivery_id,
                    district_id=world.district_id,
                    event_key=f"many:{number}",
                    person_id=world.manager_a.id,
                    channel=Channel.WECHAT,
                    template="work",
                    kind="new",
                    ticket_no=f"26112200000{number}",
                )
            )

    write(app, store)
    return [str(delivery_id) for delivery_id in ids]


def send_at_once(app, ids: list[str]) -> None:
    """Let six workers send all of these."""
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(in_app, app, jobs.send, {"delivery_id": one}) for one in ids]:
            done.result()


def test_ten_messages_at_once_use_three_permissions_three_times(app, world, desk, wechat, ten):
    wechat.habit, wechat.slow_seconds = "slow", 0.05
    send_at_once(app, ten)
    assert len(wechat.ledger) == 3
    assert desk.remaining(world.manager_a, "work") == 0
    reasons = [row.reason for row in desk.deliveries(world.manager_a)]
    assert reasons.count("not_subscribed") == 7


@pytest.mark.sabotage
def test_looking_first_and_taking_then_spends_one_permission_twice(app, world, desk, wechat, ten, monkeypatch):
    def look_then_take(delivery) -> bool:
        mine = (Subscription.person_id == delivery.person_id, Subscription.template == delivery.template)
        left = db.session.scalar(select(Subscription.remaining).where(*mine))
        time.sleep(0.1)
        if left:
            db.session.execute(update(Subscription).where(*mine).values(remaining=left - 1))
        return bool(left)

    monkeypatch.setattr(sending, "_use_permission", look_then_take)
    send_at_once(app, ten)
    assert len(wechat.ledger) > 3, "the proof above has to see this"


def test_taps_and_messages_at_once_lose_nothing(app, world, desk, wechat, ten):
    def taps() -> None:
        for number in range(4):
            assert tap(world.manager_a, "work", key=f"tap-number-{number}").status_code == 204

    with ThreadPoolExecutor(1) as pool:
        tapping = pool.submit(taps)
        send_at_once(app, ten)
        tapping.result()
    assert len(wechat.ledger) + desk.remaining(world.manager_a, "work") == 7


def test_when_wechat_says_that_none_is_left_the_count_says_so_too(app, world, desk, wechat, ten):
    wechat.refusing = {desk.subscribe(world.manager_a, "work", 3)}
    in_app(app, jobs.send, {"delivery_id": ten[0]})
    assert desk.remaining(world.manager_a, "work") == 0
    first = next(one for one in desk.deliveries(world.manager_a) if str(one.id) == ten[0])
    assert (first.state, first.reason) == ("failed", "43101")
    assert offered(world.manager_a)["work"] == (0, True)
    assert world.sysadmin.get("/staff/deliveries?state=failed").json["items"] == [], "a normal state, not a failure"
