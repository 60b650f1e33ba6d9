"""WeChat's pushes: only its own are opened, in each of its modes and forms, and no trick of XML reaches further."""

from __future__ import annotations

import time

import pytest

from app.core.wechat_push import Inbox, NotWeChat, Signature, decoded_key, parsed, signature_of
from tests.fakes.wechat_push import Push, Pusher

APPID, TOKEN = "wx-test", "spamtest-of-sixteen"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
# The example that WeChat gives with its own code for encryption.
SAMPLE = Signature("", "1409735669", "1320562132", "5d197aaffba7e9b25a30732f161a50dee96bd5fa")
SAMPLE_SEALED = (
    "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpb"
    "UAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn"
    "6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1Dl"
    "D+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
)

FORMS = [("json", ""), ("xml", ""), ("json", AES_KEY), ("xml", AES_KEY)]


def pusher(form: str = "json", key: str = "", **changes) -> Pusher:
    """Return WeChat's side."""
    return Pusher(**{"appid": APPID, "token": TOKEN, "aes_key": key, "form": form} | changes)


def inbox(key: str = "", **changes) -> Inbox:
    """Return our side."""
    return Inbox(**{"appid": APPID, "token": TOKEN, "aes_key": key} | changes)


def signed(push: Push) -> Signature:
    """Return the signed part of a push."""
    query = push.query
    return Signature(query["signature"], query["timestamp"], query["nonce"], query.get("msg_signature", ""))


def test_the_signature_is_that_of_wechats_own_example():
    assert signature_of("spamtest", SAMPLE.timestamp, SAMPLE.nonce, SAMPLE_SEALED) == SAMPLE.message


def test_the_encrypted_example_opens():
    greeting = signature_of("spamtest", SAMPLE.timestamp, SAMPLE.nonce)
    sent = Signature(greeting, SAMPLE.timestamp, SAMPLE.nonce, SAMPLE.message)
    body = f"<xml><ToUserName><![CDATA[gh_10f6c3c3ac5a]]></ToUserName><Encrypt>{SAMPLE_SEALED}</Encrypt></xml>"
    ours = inbox(AES_KEY, appid="wx2c2769f8efd9abc2", token="spamtest")
    opened = ours.open(sent, body.encode(), float(SAMPLE.timestamp))
    assert (opened["MsgType"], opened["Content"]) == ("text", "abcdteT")


@pytest.mark.parametrize(("form", "key"), FORMS)
def test_a_verdict_is_read_in_every_mode_and_form(form, key):
    push = pusher(form, key).verdict("trace-1", "risky", 20002)
    opened = inbox(key).open(signed(push), push.body, time.time())
    assert (opened["Event"], opened["trace_id"], opened["appid"]) == ("wxa_media_check", "trace-1", APPID)
    assert opened["result"]["suggest"] == "risky"
    assert str(opened["result"]["label"]) == "20002"


@pytest.mark.parametrize(("form", "key"), FORMS)
@pytest.mark.parametrize("part", ["signature", "timestamp", "nonce"])
def test_an_altered_address_opens_nothing(form, key, part):
    push = pusher(form, key).verdict("trace-1", "pass", 100)
    push.query[part] = str(int(time.time()) - 1) if part == "timestamp" else "0" * 40
    with pytest.raises(NotWeChat):
        inbox(key).open(signed(push), push.body, time.time())


def test_who_does_not_know_the_token_pushes_nothing():
    push = pusher(token="guessed-by-somebody").verdict("trace-1", "pass", 100)
    with pytest.raises(NotWeChat):
        inbox().open(signed(push), push.body, time.time())
    with pytest.raises(NotWeChat):
        inbox(token="").check(Signature(signature_of("", "1", "1"), "1", "1"), 1.0)


@pytest.mark.parametrize("shift", [-301, 301])
def test_an_old_address_cannot_be_used_again(shift):
    push = pusher().verdict("trace-1", "pass", 100)
    with pytest.raises(NotWeChat):
        inbox().open(signed(push), push.body, time.time() + shift)


@pytest.mark.parametrize("stamp", ["", "x", "١٢٣٤٥", "9" * 40, "-1"])
def test_a_time_that_is_none_is_refused(stamp):
    with pytest.raises(NotWeChat):
        inbox().check(Signature(signature_of(TOKEN, stamp, "1"), stamp, "1"), time.time())


def test_in_the_safe_mode_a_plain_body_is_refused_though_the_address_is_right():
    """Whoever saw one address could otherwise push a verdict of his own under it."""
    seen = pusher("json", AES_KEY).verdict("trace-1", "risky", 20002)
    own = pusher().verdict("trace-1", "pass", 100)
    with pytest.raises(NotWeChat):
        inbox(AES_KEY).open(signed(seen), own.body, time.time())


@pytest.mark.parametrize("changes", [{"appid": "wx-another"}, {"aes_key": AES_KEY[::-1]}])
def test_what_is_for_another_program_or_sealed_with_another_key_is_refused(changes):
    push = pusher("json", AES_KEY).verdict("trace-1", "pass", 100)
    assert inbox(AES_KEY).open(signed(push), push.body, time.time())
    other = Pusher(**{"appid": APPID, "token": TOKEN, "aes_key": AES_KEY} | changes).verdict("trace-1", "pass", 100)
    with pytest.raises(NotWeChat):
        inbox(AES_KEY).open(signed(other), other.body, time.time())


@pytest.mark.parametrize("sealed", ["", "AAAA", "x", "é", "A" * 64, "A" * 43 + "="])
def test_a_broken_cipher_is_refused_quietly(sealed):
    stamp = str(int(time.time()))
    message = signature_of(TOKEN, stamp, "1", sealed)
    with pytest.raises(NotWeChat):
        inbox(AES_KEY).open(
            Signature(signature_of(TOKEN, stamp, "1"), stamp, "1", message),
            f'{{"Encrypt": "{sealed}"}}'.encode(),
            time.time(),
        )


BOMB = b'<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml>&b;</xml>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Event>&e;</Event></xml>'
QUIET_TYPE = b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:9/x.dtd"><xml><Event>x</Event></xml>'


@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        OUTSIDE,
        QUIET_TYPE,
        b"<xml>" + b"<a>" * 50 + b"</a>" * 50 + b"</xml>",
        b"<xml><a>",
        b"<\x00",
        b'<?xml version="1.0" encoding="unheard-of"?><xml/>',
        b"",
        b"[]",
        b"1",
        b"\xff\xfe",
        b"[" * 100_000,
        b"signature=1",
    ],
)
def test_what_has_no_such_form_is_refused_quietly(body):
    with pytest.raises(NotWeChat):
        parsed(body)


def test_plain_fields_are_read_whatever_stands_around_them():
    assert parsed(b" \n<xml><a>1</a><b><c><![CDATA[<x>]]></c></b><a>2</a></xml>") == {"a": "2", "b": {"c": "<x>"}}
    assert parsed(b"<xml/>") == {}


def test_a_key_of_another_length_is_noticed_at_once():
    assert len(decoded_key(AES_KEY)) == 32
    with pytest.raises(ValueError, match="43"):
        decoded_key("c2hvcnQ")
