"""Text messages: the signature against the vendor's published examples, and each answer of the vendor's fake."""

from __future__ import annotations

import json
import logging
import stat

import pytest
import structlog
from structlog.testing import LogCapture

from app.core import outside
from app.core import sms as package
from app.core.outside import Outcome
from app.core.sms import development, get_sms, tencent
from app.core.sms.development import ToFile, ToLog
from app.core.sms.provider import Off, Text
from app.core.sms.tencent import Tencent, authorization
from tests.fakes.tencent_sms import FakeTencentSms

PHONE = "13800138000"
TEXT = Text("callback_link", ("261122000001", "https://hfw.example.cn/r/Ab3dE5"), "办理了吗？", "delivery-1")
PUBLISHED = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'


@pytest.fixture
def fake():
    with FakeTencentSms(templates={"1110": 2}) as server:
        yield server


@pytest.fixture
def client(fake, monkeypatch) -> Tencent:
    monkeypatch.setattr(outside, "READ_SECONDS", 0.3)
    return made(fake)


def made(fake, **changes) -> Tencent:
    """Return a client of the fake."""
    settings = {
        "secret_id": fake.secret_id,
        "secret_key": fake.secret_key,
        "app_id": fake.app_id,
        "sign": fake.sign,
        "templates": {"callback_link": "1110"},
        "region": "ap-beijing",
        "base_url": fake.url,
    }
    return Tencent(**settings | changes)


# --- the signature ---


@pytest.mark.parametrize(
    ("secret_id", "secret_key", "more", "signature"),
    [
        (
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
            "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
            {},
            "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        ),
        (
            "AKID" + "*" * 32,
            "*" * 32,
            {"x-tc-action": "DescribeInstances"},
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
        ),
    ],
)
def test_the_signature_is_that_of_the_published_examples(secret_id, secret_key, more, signature):
    headers = {"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"} | more
    made_here = authorization(
        secret_id=secret_id,
        secret_key=secret_key,
        service="cvm",
        headers=headers,
        content=PUBLISHED,
        timestamp=1551113065,
    )
    assert made_here == (
        f"TC3-HMAC-SHA256 Credential={secret_id}/2019-02-25/cvm/tc3_request, "
        f"SignedHeaders={';'.join(sorted(headers))}, Signature={signature}"
    )


def test_the_fake_refuses_a_wrong_key_and_an_altered_body(fake, client):
    assert made(fake, secret_key="other").send(PHONE, TEXT).reason == "AuthFailure.SignatureFailure"
    assert made(fake, secret_id="other").send(PHONE, TEXT).reason == "AuthFailure.SecretIdNotFound"
    headers = {name.lower(): value for name, value in client._headers(b"{}").items()}
    assert fake.answer(headers, b"{ }")["Response"]["Error"]["Code"] == "AuthFailure.SignatureFailure"
    assert fake.ledger == []


def test_a_clock_that_is_wrong_is_told(fake, client, monkeypatch):
    now = tencent.now
    from datetime import timedelta

    monkeypatch.setattr(tencent, "now", lambda: now() - timedelta(minutes=6))
    sending = client.send(PHONE, TEXT)
    assert (sending.outcome, sending.reason) == (Outcome.NOT_SENT, "AuthFailure.SignatureExpire")


# --- what each answer means ---


def test_a_message_arrives_with_its_values_and_gives_a_receipt(fake, client):
    sending = client.send(PHONE, TEXT)
    (taken,) = fake.ledger
    assert (sending.outcome, sending.receipt) == (Outcome.SENT, taken.serial)
    assert (taken.phone, taken.template) == ("+8613800138000", "1110")
    assert (taken.values, taken.reference) == (TEXT.values, "delivery-1")


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("FailedOperation.PhoneNumberInBlacklist", Outcome.REFUSED),
        ("FailedOperation.TemplateIncorrectOrUnapproved", Outcome.FAILED),
        ("FailedOperation.ContainSensitiveWord", Outcome.FAILED),
        ("InvalidParameterValue.IncorrectPhoneNumber", Outcome.FAILED),
        ("LimitExceeded.PhoneNumberDailyLimit", Outcome.FAILED),
        ("LimitExceeded.PhoneNumberThirtySecondLimit", Outcome.NOT_SENT),
        ("LimitExceeded.DeliveryFrequencyLimit", Outcome.NOT_SENT),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Outcome.NOT_SENT),
        ("InternalError.Timeout", Outcome.UNKNOWN),
        ("InternalError.SendAndRecvFail", Outcome.UNKNOWN),
        ("Whatever.New", Outcome.FAILED),
    ],
)
def test_each_status_has_its_meaning(fake, client, code, outcome):
    fake.code = code
    sending = client.send(PHONE, TEXT)
    assert (sending.outcome, sending.reason) == (outcome, code)
    assert sending.receipt, "the vendor can find the request by it"


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("RequestLimitExceeded", Outcome.NOT_SENT),
        ("UnauthorizedOperation.RequestIpNotInWhitelist", Outcome.NOT_SENT),
        ("InternalError", Outcome.UNKNOWN),
        ("InvalidParameter", Outcome.FAILED),
    ],
)
def test_an_error_of_the_whole_request_has_its_meaning(fake, client, code, outcome):
    fake.error = code
    assert client.send(PHONE, TEXT).outcome is outcome


@pytest.mark.parametrize(
    "habit",
    ["taken_then_hang", "taken_then_500", "taken_then_reset", "taken_then_html", "hang", "status_500", "a_list"],
)
def test_what_may_have_arrived_is_unknown_and_not_tried_again(fake, client, habit):
    fake.habit = habit
    assert client.send(PHONE, TEXT).outcome is Outcome.UNKNOWN
    assert fake.requests == 1


def test_what_cannot_have_arrived_is_not_sent(fake, client):
    fake.stop()
    assert client.send(PHONE, TEXT).outcome is Outcome.NOT_SENT


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"Response": []},
        {"Response": {}},
        {"Response": {"SendStatusSet": []}},
        {"Response": {"SendStatusSet": [{"Code": "Ok"}, {"Code": "Ok"}]}},
        {"Response": {"SendStatusSet": ["Ok"]}},
    ],
)
def test_an_answer_that_is_not_the_protocol_is_no_answer(fake, client, monkeypatch, answer):
    monkeypatch.setattr(fake, "answer", lambda *_: answer)
    assert client.send(PHONE, TEXT).outcome is Outcome.UNKNOWN


def test_while_the_vendor_is_away_nobody_is_asked(fake, client):
    fake.habit = "status_500"
    for _ in range(6):
        last = client.send(PHONE, TEXT)
    assert (last.outcome, last.reason) == (Outcome.NOT_SENT, "paused")
    assert fake.requests == 5


def test_a_template_without_a_number_is_known_beforehand(fake, client):
    assert client.takes("callback_link") == ""
    assert client.takes("urgent_work") == "not_configured"


def test_neither_number_nor_words_nor_key_reach_a_log(fake, client, caplog):
    caplog.set_level(logging.DEBUG)
    client.send(PHONE, TEXT)
    fake.code = "FailedOperation.ContainSensitiveWord"
    client.send(PHONE, TEXT)
    told = caplog.text
    assert [word for word in (PHONE, TEXT.values[1], fake.secret_key) if word in told] == []


# --- the other providers ---


def test_the_file_holds_what_a_phone_would_show_and_is_nobody_elses(tmp_path):
    path = tmp_path / "deep" / "sms.jsonl"
    provider = ToFile(path)
    assert provider.takes("anything") == ""
    for _ in range(2):
        assert provider.send(PHONE, TEXT).outcome is Outcome.SENT
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [(line["phone"], line["words"], line["values"][1]) for line in lines] == [
        (PHONE, "办理了吗？", TEXT.values[1])
    ] * 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_log_masks_the_number_and_keeps_the_words_out(monkeypatch):
    provider, seen = ToLog(), LogCapture()
    monkeypatch.setattr(development, "log", structlog.wrap_logger(None, [seen], structlog.BoundLogger))  # at any level
    assert provider.takes("x") == ""
    assert provider.send(PHONE, TEXT).outcome is Outcome.SENT
    (line,) = seen.entries
    assert line["phone"] == "138****8000"
    assert [word for word in (PHONE, TEXT.values[1], TEXT.words) if word in str(line)] == []


def test_switched_off_nothing_is_sent():
    assert Off().takes("callback_link") == "not_configured"
    assert Off().send(PHONE, TEXT).outcome is Outcome.FAILED


@pytest.mark.parametrize(("name", "kind"), [("off", Off), ("log", ToLog), ("file", ToFile), ("tencent", Tencent)])
def test_the_setting_chooses_the_provider(settings, monkeypatch, name, kind):
    chosen = settings.model_copy(update={"sms": name})
    monkeypatch.setattr(package, "get_settings", lambda: chosen)
    get_sms.cache_clear()
    try:
        assert isinstance(get_sms(), kind)
    finally:
        get_sms.cache_clear()
