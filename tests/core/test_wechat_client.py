"""The WeChat client against its fake: what each answer means, and that nothing is sent twice or told to anybody."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.core import outside as module
from app.core.errors import Unavailable
from app.core.outside import Breaker, Outcome
from app.core.wechat import Away, Blocked, Busy, InvalidCode, Misconfigured, WeChat
from tests.fakes.wechat import FakeWeChat

OPENID = "oTest-0123456789_abcdefghij"
DATA = {"character_string1": "261122000001", "thing2": "水管漏水", "phrase3": "已接单"}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.moment = 1000.0

    def __call__(self) -> float:
        return self.moment


@pytest.fixture
def fake():
    with FakeWeChat() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(fake, clock, monkeypatch) -> WeChat:
    monkeypatch.setattr(module, "READ_SECONDS", 0.3)
    return WeChat(appid=fake.appid, secret=fake.secret, base_url=fake.url, clock=clock)


# --- signing in ---


def test_a_code_gives_its_openid_once(fake, client):
    code = fake.new_code(OPENID)

    assert client.code_to_session(code) == OPENID
    with pytest.raises(InvalidCode):
        client.code_to_session(code)


def test_a_code_used_twice_at_once_signs_in_once(fake, client):
    code = fake.new_code(OPENID)

    def outcome(_):
        try:
            return client.code_to_session(code)
        except InvalidCode:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(outcome, range(8)), key=bool)[-2:] == [None, OPENID]


def test_a_code_is_dead_after_five_minutes_and_an_invented_one_always(fake, client):
    code = fake.new_code(OPENID)
    fake.later_seconds = 301

    for dead in (code, "invented"):
        with pytest.raises(InvalidCode):
            client.code_to_session(dead)


@pytest.mark.parametrize(
    ("errcode", "error"),
    [
        (40029, InvalidCode),
        (40163, InvalidCode),
        (40226, Blocked),
        (45011, Busy),
        (-1, Busy),
        (40013, Misconfigured),
        (40125, Misconfigured),
        (99999, Misconfigured),
    ],
)
def test_an_errcode_inside_a_200_is_an_error_of_its_own(fake, client, errcode, error):
    fake.errcode = errcode

    with pytest.raises(error) as raised:
        client.code_to_session(fake.new_code(OPENID))

    assert fake.secret not in str(raised.value)


@pytest.mark.parametrize("habit", ["html", "not_json", "a_list", "status_500", "reset", "hang"])
def test_what_is_not_the_protocol_means_that_wechat_is_away(fake, client, habit):
    fake.habit = habit
    begun = time.monotonic()

    with pytest.raises(Away) as raised:
        client.code_to_session(fake.new_code(OPENID))

    assert raised.value.retry_after
    assert time.monotonic() - begun < 2
    assert len(fake.requests) == 1  # a code works once: asking again would burn it


def test_an_answer_that_drips_is_not_waited_for(fake, client, clock, monkeypatch):
    fake.habit, fake.slow_seconds = "drip", 0.05
    monkeypatch.setattr(module, "WHOLE_ANSWER_SECONDS", -1.0)

    with pytest.raises(Away):
        client.code_to_session(fake.new_code(OPENID))


def test_a_slow_answer_within_the_time_counts(fake, client):
    fake.habit, fake.slow_seconds = "slow", 0.1

    assert client.code_to_session(fake.new_code(OPENID)) == OPENID


@pytest.mark.parametrize("openid", ["", "x", "a" * 65, "o'; drop table", "换成中文的openid"])
def test_an_openid_of_another_form_is_not_believed(fake, client, openid):
    with pytest.raises(Away):
        client.code_to_session(fake.new_code(openid))


def test_without_an_application_id_nobody_is_asked(fake):
    with pytest.raises(Misconfigured):
        WeChat(appid="", secret="", base_url=fake.url).code_to_session("x")

    assert fake.requests == []


def test_neither_session_key_nor_secret_reaches_a_log_or_an_error(fake, client, caplog):
    caplog.set_level(logging.DEBUG)
    client.code_to_session(fake.new_code(OPENID))
    client.send_subscribe(OPENID, "T1", DATA)
    fake.habit = "hang"
    with pytest.raises(Away) as raised:
        client.code_to_session("code-that-hangs")
    told = caplog.text + repr(raised.value) + repr(raised.value.__cause__) + repr(vars(client))

    leaked = [word for word in (*fake.session_keys, "code-that-hangs", OPENID) if word in told]

    assert leaked == []
    assert fake.secret not in caplog.text + repr(raised.value)


def test_the_search_for_leaks_can_find_one(fake, client, caplog):
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, logger="urllib3"):  # the broken variant
        client.code_to_session(fake.new_code(OPENID))

    assert fake.secret in caplog.text


# --- messages ---


def test_a_message_arrives_as_the_template_wants_it(fake, client):
    result = client.send_subscribe(OPENID, "T1", DATA, "pages/ticket/detail?id=1")

    assert result.outcome is Outcome.SENT
    (sent,) = fake.ledger
    assert (sent.openid, sent.template_id, sent.data) == (OPENID, "T1", DATA)
    assert sent.page == "pages/ticket/detail?id=1"


def test_one_token_serves_many_messages_until_it_ends(fake, client, clock):
    for _ in range(3):
        client.send_subscribe(OPENID, "T1", DATA)
    assert fake.requests.count("/cgi-bin/stable_token") == 1

    clock.moment += 7200
    client.send_subscribe(OPENID, "T1", DATA)

    assert fake.requests.count("/cgi-bin/stable_token") == 2
    assert len(fake.ledger) == 4


def test_a_token_that_wechat_forgot_is_renewed_once_and_the_message_goes_out_once(fake, client):
    client.send_subscribe(OPENID, "T1", DATA)
    fake.forget_tokens()

    assert client.send_subscribe(OPENID, "T1", DATA).outcome is Outcome.SENT
    assert len(fake.ledger) == 2


def test_a_token_that_is_never_right_is_renewed_only_once(fake, client, monkeypatch):
    monkeypatch.setattr(client, "_access_token", lambda: "wrong")

    result = client.send_subscribe(OPENID, "T1", DATA)

    assert (result.outcome, result.reason) == (Outcome.NOT_SENT, "40001")
    assert len(fake.requests) == 2


def test_a_person_who_refuses_is_nothing_unusual(fake, client):
    fake.refusing.add(OPENID)

    assert client.send_subscribe(OPENID, "T1", DATA).outcome is Outcome.REFUSED


def test_a_value_too_long_for_its_field_fails_for_good(fake, client):
    result = client.send_subscribe(OPENID, "T1", {"thing2": "长" * 21})

    assert (result.outcome, result.reason) == (Outcome.FAILED, "47003")


@pytest.mark.parametrize(
    ("errcode", "outcome"), [(45009, Outcome.NOT_SENT), (45011, Outcome.NOT_SENT), (-1, Outcome.UNKNOWN)]
)
def test_busy_is_told_from_sent_perhaps(fake, client, errcode, outcome):
    client.send_subscribe(OPENID, "T1", DATA)
    fake.errcode = errcode

    assert client.send_subscribe(OPENID, "T1", DATA).outcome is outcome


@pytest.mark.parametrize(
    "habit", ["taken_then_hang", "taken_then_500", "taken_then_reset", "taken_then_html", "hang", "status_500"]
)
def test_what_may_have_arrived_is_unknown_and_not_tried_again(fake, client, habit):
    client.send_subscribe(OPENID, "T1", DATA)
    fake.habit = habit

    result = client.send_subscribe(OPENID, "T1", DATA)

    assert result.outcome is Outcome.UNKNOWN
    assert fake.requests.count("/cgi-bin/message/subscribe/send") == 2
    assert len(fake.ledger) == (2 if habit.startswith("taken") else 1)


def test_what_cannot_have_arrived_is_not_sent(fake, client):
    fake.stop()

    assert client.send_subscribe(OPENID, "T1", DATA).outcome is Outcome.NOT_SENT


def test_without_a_token_nothing_was_sent_however_it_failed(fake, client):
    fake.habit = lambda path: "hang" if "token" in path else "ok"

    assert client.send_subscribe(OPENID, "T1", DATA).outcome is Outcome.NOT_SENT
    assert fake.ledger == []


# --- being away ---


def test_after_five_failures_nobody_is_asked_for_ten_seconds(fake, client, clock):
    fake.habit = "status_500"
    for _ in range(5):
        with pytest.raises(Away):
            client.code_to_session("x")
    assert client.is_away()

    fake.habit = "ok"
    with pytest.raises(Away):
        client.code_to_session(fake.new_code(OPENID))
    assert len(fake.requests) == 5

    clock.moment += 10.1
    assert not client.is_away()
    assert client.code_to_session(fake.new_code(OPENID)) == OPENID


def test_an_errcode_is_an_answer_not_a_failure(fake, client):
    for _ in range(6):
        with pytest.raises(InvalidCode):
            client.code_to_session("invented")

    assert not client.is_away()


def test_after_the_pause_one_tries_and_the_others_wait(clock):
    breaker = Breaker(clock)
    for _ in range(5):
        breaker.enter()
        breaker.failed()
    clock.moment += 10.1

    breaker.enter()

    with pytest.raises(module.NotSent):
        breaker.enter()
    breaker.worked()
    breaker.enter()


def test_the_errors_are_what_the_edge_knows():
    assert issubclass(Busy, Unavailable)
    assert issubclass(Away, Unavailable)
    assert InvalidCode().status == 401
