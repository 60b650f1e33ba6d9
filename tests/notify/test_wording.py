"""The words fit where they go: every kind has them, and WeChat takes every field."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.notify.models import LONGEST_TITLE, DeliveryState, Kind
from app.notify.wording import (
    BINDINGS,
    FOR_REPORTER,
    FOR_STAFF,
    REASONS,
    REPORTER_TEMPLATES,
    STAFF_TEMPLATES,
    STATE_NAMES,
    STEPS,
    TEMPLATES,
    Words,
    character_string,
    matter,
    message,
    phrase,
    reason_words,
    thing,
    wechat_time,
)

AT = datetime(2026, 10, 1, 7, 1, tzinfo=UTC)


def test_every_kind_is_said_to_somebody():
    assert set(FOR_REPORTER) | set(FOR_STAFF) | {Kind.BINDING} == set(Kind)
    assert set(BINDINGS) == {"active", "refused", "ended"}
    assert set(REPORTER_TEMPLATES) <= set(FOR_REPORTER)
    assert set(STAFF_TEMPLATES) <= set(FOR_STAFF)
    assert set(STEPS) == set(REPORTER_TEMPLATES) | set(STAFF_TEMPLATES)


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


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        (thing, "a\nb\tc", "a b c"),
        (thing, "二十个字" * 5, "二十个字" * 5),
        (thing, "二十个字" * 5 + "多", "二十个字" * 4 + "二十个…"),
        (thing, " ", "无"),
        (phrase, "已接单!OK", "已接单"),
        (phrase, "一二三四五六", "一二三四五"),
        (phrase, "OK", "无"),
        (character_string, "工单 26-1122", "26-1122"),
        (character_string, "x" * 40, "x" * 32),
        (character_string, "工单", "-"),
    ],
)
def test_values_are_cut_as_wechat_asks(function, value, expected):
    assert function(value) == expected


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
    assert reason_words("47003", DeliveryState.FAILED) == "微信没有接受这条消息（47003）"
    assert "ReadTimeoutError" in reason_words("ReadTimeoutError", DeliveryState.UNKNOWN)
    assert reason_words("x", DeliveryState.PLANNED) == "x"
