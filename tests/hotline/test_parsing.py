"""What stands in a cell, as people and Excel write it, and what it means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import Calendar
from app.core.clock import BEIJING
from app.core.spreadsheets import Cell
from app.hotline import parsing
from app.hotline.columns import BY_KEY, FIELDS, TITLES, letter, plain
from app.hotline.parsing import Draft, Unreadable, deadline, draft_of, moment

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
RIGHT = {"own_no": "JC001", "kind": "求助", "compound": "示例小区", "content": "漏水"}


def cell(value) -> Cell:
    """Return the cell that Excel would give for a Python value."""
    kinds = {str: "text", float: "number", int: "number", bool: "flag", datetime: "moment", date: "day"}
    return Cell(kinds[type(value)], float(value) if type(value) is int else value)


def draft(**values) -> Draft:
    """Return the draft of a row that is right but for ``values``."""
    return draft_of({key: cell(value) for key, value in (RIGHT | values).items() if value is not None}, AT)


def said(key: str, **values) -> str:
    """Return what is said against a column of a row."""
    return "；".join(problem.message for problem in draft(**values).problems if problem.key == key)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-22 09:30", "2026-11-22T09:30:00+08:00"),
        ("2026/11/22 9:30:15", "2026-11-22T09:30:15+08:00"),
        ("2026.11.22", "2026-11-22T00:00:00+08:00"),
        ("2026年11月22日", "2026-11-22T00:00:00+08:00"),
        ("2026年11月22日9时", "2026-11-22T09:00:00+08:00"),
        ("2026年11月22日 9时5分", "2026-11-22T09:05:00+08:00"),
        ("２０２６－１１－２２　０９：３０", "2026-11-22T09:30:00+08:00"),
        ("20261122", "2026-11-22T00:00:00+08:00"),
        ("20261122093015", "2026-11-22T09:30:15+08:00"),
        ("2026-11-22T01:30:00Z", "2026-11-22T01:30:00+00:00"),
        ("2026-11-22T09:30:00+08:00", "2026-11-22T09:30:00+08:00"),
        ("2026-11-22T09:30:00.123+0800", "2026-11-22T09:30:00+08:00"),
        (46348.5, "2026-11-22T12:00:00+08:00"),
        (46348, "2026-11-22T00:00:00+08:00"),
        (date(2026, 11, 22), "2026-11-22T00:00:00+08:00"),
        (datetime(2026, 11, 22, 9, 30), "2026-11-22T09:30:00+08:00"),  # noqa: DTZ001 - as Excel stores it
    ],
)
def test_a_moment_is_what_was_written(written, meant):
    assert moment(cell(written)).isoformat() == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-02-31", "没有 2 月 31 日这一天"),
        ("2026-02-29", "没有 2 月 29 日这一天"),
        ("2026-13-01", "没有 13 月 1 日这一天"),
        ("2026-11-22 25:00", "没有 25:00 这个时刻"),
        ("11月22日", "不是日期"),
        ("昨天", "不是日期"),
        ("22/11/2026", "不是日期"),
        ("1026-11-22", "年份不在可用的范围内"),
        ("2026-11-22T09:30:00+99:00", "时区不正确"),
        (3.0, "不是日期"),
        (1e300, "不是日期"),
        (True, "不是日期"),
    ],
)
def test_what_is_no_moment_says_why(written, reason):
    with pytest.raises(Unreadable, match=reason):
        moment(cell(written))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("2小时", "2小时"),
        ("24 小时内", "24小时"),
        ("24h", "24小时"),
        ("7天", "7天"),
        ("7日以内", "7天"),
        ("15个自然日", "15天"),
        ("5个工作日", "5个工作日"),
        ("5工作日", "5个工作日"),
        ("工作日5天", "5个工作日"),
        ("2026-11-29 18:00", "2026年11月29日 18:00"),
        ("2026-11-29", "2026年11月29日 23:59"),
        ("20261129", "2026年11月29日 23:59"),
        (date(2026, 11, 29), "2026年11月29日 23:59"),
        (46355, "2026年11月29日 23:59"),
        (46355.75, "2026年11月29日 18:00"),
        (datetime(2026, 11, 29, 18, 0), "2026年11月29日 18:00"),  # noqa: DTZ001
    ],
)
def test_a_deadline_is_a_moment_a_day_or_a_length(written, words):
    assert deadline(cell(written)).words == words


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("7", "请写明单位"),
        (7, "请写明单位"),
        ("0天", "应在 1 到 180"),
        ("999天", "应在 1 到 180"),
        ("尽快", "不是日期"),
    ],
)
def test_what_is_no_deadline_says_why(written, reason):
    with pytest.raises(Unreadable, match=reason):
        deadline(cell(written))


def test_days_roll_over_a_weekend_and_working_days_skip_it():
    calendar = Calendar(days={date(2026, 11, 28): True}, years=frozenset({2026}))  # a Saturday that is worked
    start = datetime(2026, 11, 20, 9, 30, tzinfo=BEIJING)  # a Friday
    ends = {
        written: deadline(cell(written)).end(start, calendar).isoformat()
        for written in ("2小时", "3天", "8天", "9天", "6个工作日")
    }
    assert ends == {
        "2小时": "2026-11-20T11:30:00+08:00",
        "3天": "2026-11-23T09:30:00+08:00",
        "8天": "2026-11-28T09:30:00+08:00",
        "9天": "2026-11-30T09:30:00+08:00",  # the 29th is a Sunday
        "6个工作日": "2026-11-28T09:30:00+08:00",
    }


def test_a_row_that_is_right_has_no_problems():
    found = draft(
        called_at="2026-11-22 09:30",
        caller_phone=13800138000,
        category=101,
        deadline="24小时",
        urged="２",
        secret="保密",
        urgency="一般",
    )
    assert found.problems == []
    assert (found.caller_phone, found.category, found.urged, found.secret) == ("13800138000", "0101", 2, True)
    assert found.due_words == "办理期限 24小时"


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("own_no", None, "请填写工单编号"),
        ("own_no", 110107199001011234, "Excel 已改掉末几位"),
        ("own_no", "工单一号", "应为 3 到 40 位"),
        ("own_no", "x" * 41, "应为 3 到 40 位"),
        ("kind", "抱怨", "应为咨询、求助"),
        ("kind", None, "请填写诉求类型"),
        ("compound", " ", "请填写小区名称"),
        ("content", "长" * 1801, "不能超过 1800 个字"),
        ("caller_phone", "12", "电话号码不正确"),
        ("caller_phone", "1.38E+10", "电话号码不正确"),
        ("secret", "也许", "应为“是”或“否”"),
        ("urgency", "马上", "应为一般、紧急、特急之一"),
        ("urged", "两次", "应为 0 到 999"),
        ("called_at", "2022-01-01", "来电时间不在可用的范围内"),
        ("called_at", "2026-11-25", "来电时间不在可用的范围内"),
        ("deadline", "2031-01-01", "办理期限不在可用的范围内"),
    ],
)
def test_each_problem_names_its_column_and_its_reason(key, value, reason):
    assert reason in said(key, **{key: value})


def test_a_deadline_before_the_call_is_a_problem():
    assert said("deadline", called_at="2026-11-22 09:00", deadline="2026-11-21") == "办理期限早于来电时间"


def test_formulas_and_errors_are_named():
    cells = {key: cell(value) for key, value in RIGHT.items()}
    found = draft_of(cells | {"content": Cell("formula", "x"), "kind": Cell("error", "#N/A")}, AT)
    assert {problem.key: problem.message for problem in found.problems} == {
        "content": "是公式，请复制后“粘贴为数值”",
        "kind": "是错误值 #N/A，请改正",
    }


def test_urgency_stands_in_for_a_deadline_that_is_missing():
    found = draft(urgency="特急")
    assert (found.due.amount, found.due.unit, found.due_words) == (2, "hours", "没有办理期限，按紧急程度 2小时")
    assert draft(urgency="特急", deadline="7天").due.words == "7天"
    assert draft(urgency="一般").due is None


def test_text_is_cleaned_not_refused():
    found = draft(content="  第一行\r\n第二行\x00\u202e  ", caller_name="王\n 女士")
    assert found.content == "第一行\r\n第二行"
    assert found.caller_name == "王 女士"


@given(
    st.dictionaries(
        st.sampled_from([field.key for field in FIELDS]),
        st.one_of(
            st.text(max_size=60),
            st.floats(),
            st.booleans(),
            st.dates(),
            st.datetimes(),
            st.from_regex(r"[0-9年月日:/ .\-天小时个工作日h]{1,14}", fullmatch=True),
        ),
    )
)
def test_no_row_is_an_error_of_ours(values):
    cells = {key: Cell(cell(value).kind, value) for key, value in values.items()}
    found = draft_of(cells, AT)
    assert found.due is None or found.due.end(AT, Calendar()) is not None


def test_titles_are_unambiguous_and_letters_are_those_of_excel():
    assert [letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert {TITLES[plain(title)] for field in FIELDS for title in (field.title, *field.others)} == set(BY_KEY)
    assert sum(1 + len(field.others) for field in FIELDS) == len(TITLES)
    assert plain(" * 工单编号（必填）") == "工单编号"


def test_a_length_is_at_most_what_a_person_can_mean():
    assert parsing.MOST["working_days"] < timedelta(days=366).days
