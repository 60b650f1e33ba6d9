"""The words fit where they go: every kind has them, and WeChat and the vendor of texts take every value."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.notify.models import LONGEST_TITLE, Channel, DeliveryState, Kind
from app.notify.service.moves import MOVES
from app.notify.templates import (
    FITS,
    LONGEST_LINK,
    REPORTER_TEMPLATES,
    SMS_TEMPLATES,
    STAFF_TEMPLATES,
    STEPS,
    TEMPLATES,
    SmsTemplate,
    fitted,
    message,
    phrase,
    thing,
    wechat_time,
)
from app.notify.wording import (
    BINDINGS,
    CHANNEL_NAMES,
    FOR_FOLLOWER,
    FOR_REPORTER,
    FOR_STAFF,
    KNOWN_CODES,
    REASONS,
    STATE_NAMES,
    Words,
    matter,
    reason_words,
)
from app.tickets.models import Action
from tests.fakes.wechat import complaint

AT = datetime(2026, 10, 1, 7, 1, tzinfo=UTC)
BY_SYSTEM_OR_SILENT = {"submit", "dispatch", "redue"}


def test_every_kind_is_said_to_somebody():
    assert set(FOR_REPORTER) | set(FOR_STAFF) | {Kind.BINDING, Kind.TASK} == set(Kind)
    assert set(BINDINGS) == {"active", "refused", "ended"}
    assert set(REPORTER_TEMPLATES) <= set(FOR_REPORTER)
    assert set(FOR_FOLLOWER) <= set(FOR_REPORTER)
    assert set(STAFF_TEMPLATES) <= set(FOR_STAFF)
    assert set(STEPS) == set(REPORTER_TEMPLATES) | set(STAFF_TEMPLATES)
    assert set(CHANNEL_NAMES) == set(Channel)


def test_every_action_has_a_rule_or_is_known_to_concern_nobody():
    assert set(MOVES) | BY_SYSTEM_OR_SILENT == {action.value for action in Action}


def test_the_words_of_every_kind_can_be_filled_and_name_nobody():
    values = {
        "matter": matter("261122000001", "屋面漏雨"),
        "subject": "屋面漏雨",
        "organisation": "示例物业",
        "outcome": "已解决",
        "clock": "到场",
        "request": "延期申请",
        "decision": "已同意",
        "percent": "80",
    }
    for words in (*FOR_REPORTER.values(), *FOR_FOLLOWER.values(), *FOR_STAFF.values()):
        filled = words.filled(**values)
        assert filled.text.endswith("。")
        assert "{" not in filled.title + filled.text


@pytest.mark.parametrize("kind", sorted(STEPS))
def test_steps_and_hints_fit_without_being_cut(kind):
    step, tip = STEPS[kind]
    assert phrase(step) == step
    assert thing(tip) == tip


@pytest.mark.parametrize(("kind", "template"), sorted(REPORTER_TEMPLATES.items()) + sorted(STAFF_TEMPLATES.items()))
def test_a_message_keeps_the_limits_of_each_field(kind, template):
    data = message(template, kind, no="261122000001", subject="很" * 60, at=AT)
    assert set(data) == set(TEMPLATES[template].fields)
    assert data["thing2"] == "很" * 19 + "…"
    assert data["character_string1"] == "261122000001"
    assert data["time4"] == "2026年10月1日 15:01"
    assert 0 < len(data["phrase3"]) <= 5
    assert [complaint(name, value) for name, value in data.items()] == [""] * len(data)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("thing", "a\nb\tc", "a b c"),
        ("thing", "二十个字" * 5, "二十个字" * 5),
        ("thing", "二十个字" * 5 + "多", "二十个字" * 4 + "二十个…"),
        ("thing", " ", "无"),
        ("phrase", "已接单!OK", "已接单"),
        ("phrase", "一二三四五六", "一二三四五"),
        ("phrase", "OK", "无"),
        ("character_string", "工单 26-1122", "26-1122"),
        ("character_string", "x" * 40, "x" * 32),
        ("character_string", "工单", "-"),
        ("number", "共 12.50 元", "12.50"),
        ("number", "", "0"),
        ("letter", "a1b2", "ab"),
        ("letter", "1", "X"),
        ("symbol", "a#b%", "#%"),
        ("symbol", "a", "-"),
        ("amount", "1,234.5 元", "¥1234.5"),
        ("amount", "没有", "¥0"),
        ("name", "张*（业主）", "张业主"),
        ("name", "很" * 12, "很" * 10),
        ("name", "12", "居民"),
        ("phone_number", "138****5678", "138****5678"),
        ("phone_number", "电话", "-"),
        ("car_number", "京A·***88", "京A·***88"),
    ],
)
def test_values_are_cut_as_wechat_asks(kind, value, expected):
    assert FITS[kind](value) == expected
    assert complaint(f"{kind}1", expected) == ""


@pytest.mark.parametrize("kind", sorted(set(FITS) - {"time", "date"}))
@pytest.mark.parametrize(
    "value", ["", " \n", "很" * 200, "x" * 200, "1" * 200, "!" * 200, "\u202e\x00emoji😀", "¥" * 40]
)
def test_whatever_comes_the_one_place_that_fits_makes_it_fit(kind, value):
    assert complaint(f"{kind}7", fitted({f"{kind}7": "x"}, {"x": value})[f"{kind}7"]) == ""


def test_times_are_beijings():
    assert wechat_time(datetime(2026, 12, 31, 16, 5, tzinfo=UTC)) == "2027年1月1日 00:05"


def test_a_title_never_exceeds_its_column():
    assert len(Words("新工单：{subject}", "").filled(subject="很" * 60).title) == LONGEST_TITLE


def test_a_matter_without_a_category_has_its_number():
    assert matter("261122000001", "") == "事项（编号 261122000001）"
    assert matter("261122000001", "屋面漏雨") == "“屋面漏雨”（编号 261122000001）"


def test_every_state_and_reason_has_words():
    assert set(STATE_NAMES) == set(DeliveryState)
    for reason in REASONS:
        assert reason_words(reason, DeliveryState.FAILED) == REASONS[reason]
    assert reason_words("47003", DeliveryState.FAILED) == "消息内容不符合微信模板（47003）"
    assert reason_words("48001", DeliveryState.FAILED) == "对方没有接受这条消息（48001）"
    assert "ReadTimeoutError" in reason_words("ReadTimeoutError", DeliveryState.UNKNOWN)
    assert reason_words("x", DeliveryState.PLANNED) == "x"
    for code, words in KNOWN_CODES:
        assert reason_words(f"{code}.More", DeliveryState.FAILED).startswith(words)


# --- text messages ---


@pytest.mark.parametrize("key", sorted(SMS_TEMPLATES))
def test_a_text_is_one_short_message_without_a_name(key):
    template = SMS_TEMPLATES[key]
    values, words = template.filled(
        {"no": "261122000001", "step": "已派给您", "url": "https://hfw.example.cn/r/Ab3dE5gH"}
    )
    assert len(values) == len(template.values)
    assert "{" not in words
    assert len("【示例区好服务】" + words) <= 70 + 30, "at most two parts"


def test_values_of_a_text_are_short_and_on_one_line():
    template = SmsTemplate("x", "{a}。", ("a",))
    assert template.filled({"a": "很" * 50})[1] == "很" * 29 + "…。"
    assert template.filled({"a": "a\nb"})[0] == ("a b",)


@pytest.mark.parametrize(
    "url", ["ftp://x", "https://x\nhttps://evil", "javascript:1", "https://x/" + "a" * LONGEST_LINK]
)
def test_a_link_is_whole_or_refused(url):
    with pytest.raises(ValueError, match="link"):
        SMS_TEMPLATES["callback_link"].filled({"no": "1", "url": url})


def test_a_value_that_is_missing_is_noticed():
    with pytest.raises(KeyError):
        SMS_TEMPLATES["callback_link"].filled({"no": "1"})
