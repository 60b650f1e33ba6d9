"""What WeChat thinks of texts and photos: each of its answers, and that asking is never in anybody's way."""

from __future__ import annotations

import pytest

from app.core import outside
from app.core.wechat import Suggestion, WeChat, judgement_of
from tests.fakes.wechat import FakeWeChat

OPENID = "oTest-0123456789_abcdefghij"
URL = "https://hfw.example.cn/api/v1/wechat/photos/1?s=x"


@pytest.fixture
def fake():
    with FakeWeChat() as server:
        yield server


@pytest.fixture
def client(fake, monkeypatch) -> WeChat:
    monkeypatch.setattr(outside, "READ_SECONDS", 0.3)
    return WeChat(appid=fake.appid, secret=fake.secret, base_url=fake.url)


@pytest.mark.parametrize(("suggest", "label"), [("pass", 100), ("review", 10001), ("risky", 20002)])
def test_a_text_is_judged(fake, client, suggest, label):
    fake.judged["下水道"] = (suggest, label)
    judgement = client.check_text(OPENID, "下水道堵了")
    assert (judgement.suggestion, judgement.label) == (Suggestion(suggest), label)
    assert fake.texts == [(OPENID, "下水道堵了")]


def test_the_longest_text_is_taken_and_one_longer_is_not(fake, client):
    assert client.check_text(OPENID, "长" * 2500).suggestion is Suggestion.GOOD
    refused = client.check_text(OPENID, "长" * 2501)
    assert (refused.suggestion, refused.reason) == (Suggestion.NEVER, "47001")


def test_a_photo_gets_a_name_under_which_its_judgement_will_come(fake, client):
    judgement = client.check_image(OPENID, URL)
    (photo,) = fake.photos
    assert (judgement.suggestion, judgement.trace_id) == (None, photo.trace_id)
    assert (photo.openid, photo.url) == (OPENID, URL)


def test_who_was_not_there_for_two_hours_is_not_judged(fake, client):
    fake.visits[OPENID] = fake.now() - 2 * 3600 - 1
    assert client.check_text(OPENID, "x").suggestion is Suggestion.COLD
    assert client.check_image(OPENID, URL).suggestion is Suggestion.COLD


@pytest.mark.parametrize(
    ("errcode", "suggestion"),
    [
        (-1, Suggestion.LATER),
        (45009, Suggestion.LATER),
        (45011, Suggestion.LATER),
        (40001, Suggestion.LATER),
        (61010, Suggestion.COLD),
        (87014, Suggestion.RISKY),
        (40003, Suggestion.NEVER),
        (48001, Suggestion.NEVER),
    ],
)
def test_each_errcode_has_its_meaning(fake, client, errcode, suggestion):
    client.check_text(OPENID, "x")
    fake.errcode = errcode
    assert client.check_text(OPENID, "x").suggestion is suggestion


@pytest.mark.parametrize("habit", ["hang", "status_500", "reset", "html", "a_list", "taken_then_hang"])
def test_without_an_answer_asking_later_is_right(fake, client, habit):
    fake.habit = habit
    assert client.check_text(OPENID, "x").suggestion is Suggestion.LATER
    assert client.check_image(OPENID, URL).suggestion is Suggestion.LATER


def test_a_token_that_wechat_forgot_is_renewed(fake, client):
    client.check_text(OPENID, "x")
    fake.forget_tokens()
    assert client.check_text(OPENID, "x").suggestion is Suggestion.GOOD


def test_without_an_application_nobody_is_asked(fake):
    client = WeChat(appid="", secret="", base_url=fake.url)
    assert client.check_text(OPENID, "x").reason == "not_configured"
    assert client.check_image(OPENID, URL).suggestion is Suggestion.NEVER
    assert fake.requests == []


@pytest.mark.parametrize(
    ("answer", "suggestion", "label"),
    [
        ({"result": {"suggest": "risky", "label": "20002"}}, Suggestion.RISKY, 20002),
        ({"result": {"suggest": "pass", "label": 100}}, Suggestion.GOOD, 100),
        ({"result": {"suggest": "pass"}}, Suggestion.GOOD, None),
        ({"result": {"suggest": "pass", "label": "x" * 99}}, Suggestion.GOOD, None),
        ({"result": {"suggest": "fine", "label": 100}}, Suggestion.LATER, None),
        ({"result": "pass"}, Suggestion.LATER, None),
        ({}, Suggestion.LATER, None),
    ],
)
def test_only_what_wechat_says_clearly_is_believed(answer, suggestion, label):
    judgement = judgement_of(answer)
    assert (judgement.suggestion, judgement.label) == (suggestion, label)


@pytest.mark.parametrize("trace", [None, "", 7, "x" * 65, "a b", "../x"])
def test_a_name_of_another_form_is_not_believed(fake, client, monkeypatch, trace):
    monkeypatch.setattr(type(fake), "_trace", lambda *_: trace)
    assert client.check_image(OPENID, URL).suggestion is Suggestion.LATER
