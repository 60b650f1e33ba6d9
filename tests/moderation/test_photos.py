"""Photos: fetched by WeChat through a one-time address, judged by a push, looked at by a person where none comes."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from PIL import Image
from sqlalchemy import text

from app.core.clock import now
from app.core.db import db
from app.core.settings import get_settings
from app.events.moderation import PhotoJudged
from app.moderation import service
from app.moderation.service import links
from tests.fakes.wechat_push import Pusher
from tests.moderation.conftest import PUSH_TOKEN
from tests.tickets.steps import act, file, see
from tests.world import in_app, write

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


@pytest.fixture
def waiting(world, wechat, table, upload):
    """A report with words and one photo, about which WeChat was asked. The ticket."""
    table.is_in_wechat(world.resident_a)
    photo = upload(world.resident_a)
    ticket = file(world.resident_a, world.a, category="0103", description="灯坏了", media_ids=[photo])
    table.run()
    assert table.check("image").state == "waiting"
    return ticket | {"photo": photo}


def judge(table, client, wechat, suggest: str = "pass", label: int = 100, **more):
    """Let WeChat push its judgement of the last photo, and the worker apply it. Returns the answer to the push."""
    answer = table.send(client, table.pusher.verdict(wechat.photos[-1].trace_id, suggest, label, **more))
    table.run()
    return answer


# --- the way of a photo ---


def test_a_photo_is_fetched_judged_and_then_may_be_shown(world, client, wechat, table, waiting):
    assert table.public is False, "the words alone are not the whole"
    (asked,) = wechat.photos
    fetched = table.fetch(client, asked.url)
    assert (fetched.status_code, fetched.mimetype) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(fetched.data)).format == "JPEG"
    assert "no-store" in fetched.headers["Cache-Control"]

    answer = judge(table, client, wechat)

    assert (answer.status_code, answer.data) == (200, b"success")
    assert table.check("image").state == "pass"
    assert table.public is True
    assert world.community_a.get("/staff/moderation").json["items"] == []


@pytest.mark.parametrize(("form", "key"), [("json", ""), ("xml", ""), ("json", AES_KEY), ("xml", AES_KEY)])
def test_the_judgement_comes_in_each_mode_and_form(world, client, wechat, table, waiting, monkeypatch, form, key):
    monkeypatch.setenv("HFW_WECHAT_PUSH_AES_KEY", key)
    get_settings.cache_clear()
    table.pusher = Pusher("wx-test", PUSH_TOKEN, key, form)
    assert judge(table, client, wechat, "risky", 20002).data == b"success"
    assert (table.check("image").state, table.check("image").label) == ("risky", 20002)
    assert table.public is False


def test_a_doubtful_photo_stays_where_it_is_for_who_handles_it(world, client, wechat, table, waiting):
    judge(table, client, wechat, "risky", 20002)
    for person, staff in ((world.resident_a, False), (world.repair_a, True), (world.community_a, True)):
        assert waiting["photo"] in str(see(person, waiting["id"], staff=staff))
        assert person.get(f"/media/{waiting['photo']}").status_code == 200
    act(world.repair_a, waiting["id"], "accept", staff=True)


def test_photos_that_come_with_a_step_are_judged_too(world, client, wechat, table, waiting, upload):
    judge(table, client, wechat)
    assert table.public is True
    table.is_in_wechat(world.repair_a)
    act(world.repair_a, waiting["id"], "accept", staff=True)
    act(world.repair_a, waiting["id"], "start", staff=True)
    act(world.repair_a, waiting["id"], "finish", staff=True, note="修好了", media_ids=[upload(world.repair_a, 1)])
    table.run()
    assert table.public is False, "until they were looked at"
    assert len(wechat.photos) == 2
    judge(table, client, wechat)
    assert table.public is True


def test_a_report_of_photos_alone_has_no_words_to_judge(world, client, wechat, table, upload):
    table.is_in_wechat(world.resident_a)
    file(world.resident_a, world.a, category="0103", media_ids=[upload(world.resident_a)])
    table.run()
    assert wechat.texts == []
    judge(table, client, wechat)
    assert table.public is True


def test_without_a_push_set_up_wechat_is_not_even_asked(world, wechat, table, upload, monkeypatch):
    monkeypatch.setenv("HFW_WECHAT_PUSH_TOKEN", "")
    get_settings.cache_clear()
    table.is_in_wechat(world.resident_a)
    file(world.resident_a, world.a, category="0103", media_ids=[upload(world.resident_a)])
    table.run()
    assert (table.check("image").state, table.check("image").reason) == ("unavailable", "no_push")
    assert wechat.photos == []


# --- the one-time address ---


def test_the_address_opens_only_this_photo_and_only_as_it_was_made(world, client, wechat, table, waiting, upload):
    url = wechat.photos[0].url
    path, _, signed = url.partition("?s=")
    other = table.check("text").id
    for wrong in (
        f"{path}?s=",
        f"{path}?s={signed[:-2]}AA",
        f"{path}?s={signed}x",
        f"{path}?s=é",
        f"{path.rpartition('/')[0]}/{other}?s={signed}",
        f"{path.rpartition('/')[0]}/{other}?s={links.address(other).partition('?s=')[2]}",
    ):
        assert table.fetch(client, wrong).status_code in (404, 422), wrong
    assert client.get(f"/api/v1/wechat/photos/{table.check('image').id}").status_code == 422
    assert table.fetch(client, url).status_code == 200


def test_the_address_is_dead_after_half_an_hour(world, client, wechat, table, waiting):
    url = wechat.photos[0].url
    with time_machine.travel(now() + timedelta(minutes=29), tick=False):
        assert table.fetch(client, url).status_code == 200
    with time_machine.travel(now() + timedelta(minutes=30, seconds=1), tick=False):
        assert table.fetch(client, url).status_code == 404


def test_the_address_is_dead_after_the_judgement(world, client, wechat, table, waiting):
    judge(table, client, wechat)
    assert table.fetch(client, wechat.photos[0].url).status_code == 404


def test_the_address_is_dead_after_a_few_fetches_also_of_many_at_once(app, world, wechat, table, waiting):
    url = wechat.photos[0].url
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: table.fetch(app.test_client(), url).status_code, range(12)))
    assert sorted(answers) == [200] * links.MOST_OPENS + [404] * (12 - links.MOST_OPENS)


# --- pushes that are not as they should be ---


def test_who_is_not_wechat_changes_nothing(world, client, wechat, table, waiting):
    trace = wechat.photos[0].trace_id
    forged = [
        Pusher("wx-test", "guessed-by-somebody").verdict(trace, "pass", 100),
        table.pusher.push({"Event": "wxa_media_check"}, at=now().timestamp() - 3600),
    ]
    for push in forged:
        assert table.send(client, push).status_code == 404
    broken = table.pusher.verdict(trace, "pass", 100)
    for body in (b"", b"<xml>", b"[]", b'<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>'):
        answer = client.post("/api/v1/wechat/push", query_string=broken.query, data=body, content_type="text/xml")
        assert answer.status_code == 404
    large = client.post("/api/v1/wechat/push", query_string=broken.query, data=b"x" * 70_000, content_type="text/xml")
    assert large.status_code == 413
    table.run()
    assert table.check("image").state == "waiting"


@pytest.mark.parametrize(
    "message",
    [
        {"Event": "subscribe_msg_popup_event"},
        {"Event": "wxa_media_check", "appid": "wx-another", "trace_id": "x"},
        {"Event": "wxa_media_check", "appid": "wx-test", "trace_id": "../x", "errcode": 0},
        {"Event": "wxa_media_check", "appid": "wx-test", "trace_id": "x", "errcode": 0, "result": "pass"},
        {},
    ],
)
def test_what_does_not_concern_us_is_let_pass(world, client, wechat, table, waiting, message):
    assert table.send(client, table.pusher.push(message)).data == b"success"
    table.run()
    assert table.check("image").state == "waiting"


def test_wechat_is_greeted_back_only_with_the_right_token(app, client, pushes):
    good = Pusher("wx-test", PUSH_TOKEN).push({}).query | {"echostr": "echo-<b>"}
    answer = client.get("/api/v1/wechat/push", query_string=good)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "text/plain", b"echo-<b>")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    bad = Pusher("wx-test", "other").push({}).query | {"echostr": "x"}
    assert client.get("/api/v1/wechat/push", query_string=bad).status_code == 404
    assert client.get("/api/v1/wechat/push").status_code == 404


def test_without_a_token_there_is_nothing_to_push_to(app, client):
    push = Pusher("wx-test", "").verdict("x", "pass", 100)
    assert client.get("/api/v1/wechat/push", query_string=push.query).status_code == 404
    assert client.post("/api/v1/wechat/push", query_string=push.query, data=push.body).status_code == 404


# --- pushes at odd times ---


def test_a_push_that_is_quicker_than_our_own_note_is_not_lost(app, world, client, wechat, table, upload):
    table.is_in_wechat(world.resident_a)
    file(world.resident_a, world.a, category="0103", media_ids=[upload(world.resident_a)])
    table.drain("fast")
    question = write(app, service.begin, table.check("image").id)
    judgement = in_app(app, service.ask, question)
    table.send(client, table.pusher.verdict(judgement.trace_id, "review", 10001))
    table.drain("fast")
    assert table.check("image").state == "sending", "nothing is known by that name yet"

    write(app, service.record, question, judgement)
    table.time_passes()
    table.run()
    assert (table.check("image").state, table.check("image").label) == ("review", 10001)


def test_a_push_for_nothing_known_is_given_up(app, world, table, wechat):
    write(app, lambda: service.take_push(PhotoJudged("trace-of-nobody", "pass", 100)))
    for _ in range(12):
        table.time_passes()
        table.run()
    undone = "SELECT count(*) FROM core_outbox WHERE done_at IS NULL"
    assert in_app(app, lambda: db.session.scalar(text(undone))) == 0


def test_a_push_twice_counts_once(world, client, wechat, table, waiting):
    judge(table, client, wechat, "review", 10001)
    version = table.check("image").version
    judge(table, client, wechat, "pass", 100)
    assert (table.check("image").state, table.check("image").version) == ("review", version)


def test_a_photo_that_wechat_could_not_fetch_is_for_a_person(world, client, wechat, table, waiting):
    judge(table, client, wechat, errcode=-1008)
    assert (table.check("image").state, table.check("image").reason) == ("unavailable", "-1008")
    assert world.community_a.get("/staff/moderation").json["items"][0]["photo_url"]


def test_without_a_push_in_time_a_person_looks_and_a_late_one_still_helps(world, client, wechat, table, waiting):
    table.time_passes()
    table.run()
    check = table.check("image")
    assert (check.state, check.reason) == ("unavailable", "no_answer")
    judge(table, client, wechat)
    assert table.check("image").state == "pass"
    assert table.public is True


def test_what_a_person_decided_stays_whatever_comes_later(world, client, wechat, table, waiting):
    table.time_passes()
    table.run()
    check = table.check("image")
    path = f"/staff/moderation/{check.id}/actions/withhold"
    answer = world.community_a.post(path, {"version": check.version, "note": "拍到了邻居的脸"})
    assert answer.status_code == 200
    judge(table, client, wechat)
    assert (table.check("image").state, table.check("image").decision) == ("unavailable", "withheld")
    assert table.public is False


def test_judgements_at_the_same_moment_know_of_each_other(app, world, client, wechat, table, upload):
    table.is_in_wechat(world.resident_a)
    photos = [upload(world.resident_a, shade) for shade in range(4)]
    file(world.resident_a, world.a, category="0103", description="灯坏了", media_ids=photos)
    table.run()
    events = [PhotoJudged(photo.trace_id, "pass", 100) for photo in wechat.photos]
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(write, app, service.take_push, event) for event in events]:
            assert done.result() is True
    table.run()
    assert table.public is True
    assert len({event.seq for event in table.judged}) == len(table.judged), "each has its place in the order"
