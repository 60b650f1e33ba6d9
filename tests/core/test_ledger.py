"""Ledgers: what leaves as xlsx comes back the same, what is wrong is told in plain words, nothing is live."""

from __future__ import annotations

import io
import string
import sys
import threading
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core.ledger import Column, Kind, TableSpec, Unfit, check, compare, from_sheet, summary, template, to_sheet
from app.core.ledger.columns import LARGEST
from app.core.ledger.tables import MOST_PROBLEMS, sheet_name
from app.core.spreadsheets import Cell, read
from tests.core.test_spreadsheets import NASTY, live

CHOICES = (("lift", "电梯广告"), ("parking", "地面停车"), ("other", "其他（含快递柜）"))
SPEC = TableSpec(
    "revenue",
    "公共收益",
    (
        Column("no", "编号", required=True),
        Column("source", "来源", Kind.CHOICE, choices=CHOICES),
        Column("gross", "收入", Kind.MONEY),
        Column("rate", "单价", Kind.RATE, unit="元/㎡·月"),
        Column("area", "面积", Kind.AREA),
        Column("count", "户数", Kind.WHOLE, unit="户"),
        Column("share", "偏差", Kind.PERMILLE),
        Column("day", "日期", Kind.DAY),
        Column("shown", "已公示", Kind.FLAG),
        Column("note", "说明", Kind.LONG_TEXT, longest=500),
    ),
    most_rows=20_000,
    row_key=("no",),
)
BY_KEY = {column.key: column for column in SPEC.columns}

LINES = (
    "",
    " ",
    "第一行\n第二行",
    "a\r\nb",
    "\t=1",
    "_x0041_ _x000D_",
    "<b>&amp;</b>",
    "  两头空格  ",
    "\u200b",
    "\xa0",
)
TEXTS = st.one_of(
    st.sampled_from((*NASTY, *LINES, "中文", "😀👩‍👩‍👧", "𠮷野家", "e\u0301", "'01", "1/2", "TRUE", "是", "#N/A")),
    st.text(st.characters(blacklist_categories=["Cs"]), max_size=40),
    st.text(string.digits, min_size=1, max_size=30),
)
NUMBERS = st.integers(-LARGEST, LARGEST)


def values(column):
    """Return a strategy of what a client may send for ``column``, fit or not."""
    if column.kind is Kind.CHOICE:
        return st.sampled_from([code for code, _ in column.choices])
    if column.kind is Kind.DAY:
        return st.dates().map(lambda day: day.isoformat())
    if column.kind is Kind.FLAG:
        return st.booleans()
    return NUMBERS if column.is_number else TEXTS


ROWS = st.lists(st.fixed_dictionaries({column.key: st.none() | values(column) for column in SPEC.columns}), max_size=12)


def whole(rows):
    """Return the rows in which nothing is wrong, each number once."""
    kept = {}
    for row in rows:
        checked = check(SPEC, [row])
        if not checked.problems and checked.rows:
            kept.setdefault(checked.rows[0]["no"], checked.rows[0])
    return list(kept.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
@example([{"no": text, "note": text} for text in (*NASTY, *LINES)])
@example([{"no": "1", "gross": amount} for amount in (-1,)] + [{"no": "2", "gross": LARGEST, "area": LARGEST}])
def test_a_table_comes_back_as_it_left(rows):
    kept = whole(rows)
    made = to_sheet([(SPEC, kept)])

    back = from_sheet(read(made), SPEC)

    assert (back.rows, back.problems) == (kept, [])
    assert compare(SPEC, kept, back.rows) == []
    assert [found for found in live(made) if "<f" in found or "xl/" in found] == []


@given(st.sampled_from(SPEC.columns).flatmap(lambda column: st.tuples(st.just(column), values(column))))
def test_parse_is_the_inverse_of_show(case):
    column, value = case
    try:
        kept = column.accept(value)
    except Unfit:
        return
    shown = column.show(kept)
    cell = None if shown is None else Cell("text" if isinstance(shown, str) else "number", shown)
    assert column.parse(cell) == kept


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("gross", Cell("text", "1,234.50"), 123450),
        ("gross", Cell("text", "￥１２３４．５元"), 123450),
        ("gross", Cell("text", "（0.01）"), -1),
        ("gross", Cell("text", "−0.01"), -1),
        ("gross", Cell("number", 0.1 + 0.2), 30),
        ("gross", Cell("number", 99_999_999_999.99), 9_999_999_999_999),
        ("rate", Cell("text", "1.20元/㎡·月"), 120),
        ("area", Cell("text", "58.3㎡"), 5830),
        ("area", Cell("text", "58.3 平方米"), 5830),
        ("count", Cell("number", 12.0), 12),
        ("count", Cell("text", "12户"), 12),
        ("share", Cell("text", "95.5%"), 955),
        ("share", Cell("number", 95.5), 955),
        ("day", Cell("text", "2026年1月2日"), "2026-01-02"),
        ("day", Cell("text", "2026/1/2"), "2026-01-02"),
        ("day", Cell("number", 46024.0), "2026-01-02"),
        ("shown", Cell("flag", True), True),
        ("shown", Cell("text", "否"), False),
        ("source", Cell("text", "其他（含快递柜）"), "other"),
        ("no", Cell("number", 13800138000.0), "13800138000"),
        ("no", Cell("number", 0.1 + 0.2), "0.3"),
        ("no", Cell("text", "00123"), "00123"),
        ("no", Cell("flag", True), "TRUE"),
        ("note", None, None),
    ],
)
def test_people_write_in_their_own_way(key, cell, value):
    assert BY_KEY[key].parse(cell) == value


@pytest.mark.parametrize(
    ("key", "cell", "words"),
    [
        ("no", None, "请填写"),
        ("gross", Cell("formula", "30.5"), "是公式，请复制这一格后“粘贴为数值”"),
        ("no", Cell("error", "#N/A"), "是 Excel 的错误值 #N/A，请改正"),
        ("gross", Cell("number", 12.345), "最多 2 位小数，现在是 12.345"),
        ("gross", Cell("text", "三百元"), "应为数字，现在是“三百元”"),
        ("gross", Cell("text", "1,23"), "应为数字，现在是“1,23”"),
        ("gross", Cell("text", "1e5"), "应为数字，现在是“1e5”"),
        ("gross", Cell("number", 2e12), "不能大于 100,000,000,000.00 元"),
        ("area", Cell("number", -1.0), "不能是负数"),
        ("count", Cell("number", 1.5), "应为整数，现在是 1.5"),
        ("share", Cell("number", 0.95), "请带上百分号填写，如 5% 或 50%（先把这一格设为“文本”格式）"),
        (
            "no",
            Cell("number", 110107199001011234.0),
            "位数过多，Excel 已改掉末几位；请把这一列设为“文本”格式后重新填写",
        ),
        ("day", Cell("text", "2026-02-30"), "没有 2026 年 2 月 30 日这一天"),
        ("day", Cell("text", "明天"), "应为日期，如 2026-11-22，现在是“明天”"),
        ("source", Cell("text", "灯箱"), "应为电梯广告、地面停车、其他（含快递柜）之一，现在是“灯箱”"),
        ("shown", Cell("text", "大概"), "应为“是”或“否”，现在是“大概”"),
        ("note", Cell("text", "长" * 501), "不能超过 500 个字，现有 501 个字"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(key, cell, words):
    with pytest.raises(Unfit) as caught:
        BY_KEY[key].parse(cell)
    assert str(caught.value) == words


def test_a_house_number_that_excel_took_for_a_date_is_told():
    from datetime import date

    with pytest.raises(Unfit, match="Excel 把它当成了日期（2026-01-02）"):
        BY_KEY["no"].parse(Cell("day", date(2026, 1, 2)))


def sheet(lines, name="Sheet1"):
    """Return a file as somebody would make it himself."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as file:
        page = file.add_worksheet(name)
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, str) and value.startswith("!"):
                    page.write_formula(number, column, value[1:], None, 30.5)
                else:
                    page.write(number, column, value)
    return read(made.getvalue())


FEW = TableSpec(
    "few",
    "收费项目",
    (Column("no", "编号", required=True), Column("gross", "收入", Kind.MONEY, required=True), Column("note", "说明")),
    most_rows=3,
    row_key=("no",),
)


def test_columns_are_found_by_their_names_in_any_order_below_a_title():
    found = from_sheet(sheet([["示例小区 2026 年"], [], ["说 明", "收入(元)", "*编号"], ["x", 30.5, "001"]]), FEW)

    assert (found.rows, found.problems) == ([{"no": "001", "gross": 3050, "note": "x"}], [])
    assert found.numbers == [4]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([["a", "b"], ["1", 2]], ["没有找到表头。请下载模板，把内容填进去再上传"]),
        ([["编号", "说明"], ["1", "x"]], ["缺少列：收入。没有内容也请保留这一列；可以下载模板对照"]),
        ([["编号", "收入", "说明", "备注"]], ["D 列“备注”不是这张表的列，请删去或改成模板里的列名"]),
        ([["编号", "收入", "说明", "收入（元）"]], ["“收入”出现了两次（B 列和 D 列），请只保留一列"]),
        (
            [["编号", "收入", "说明"], ["1", 1, "x", "走失的内容"]],
            ["第 2 行 D 列没有表头，却有内容；请移到表内或删去"],
        ),
        ([["编号", "收入", "说明"], *[[str(n), 1, ""] for n in range(4)]], ["收费项目最多 3 行，现有 4 行"]),
        (
            [["编号", "收入", "说明"], ["1", 1, ""], ["1", 2, ""]],
            ["“1”与第 2 行重复，请只保留一行"],
        ),
        (
            [["编号", "收入", "说明"], ["1", "!=B1*2", ""], [None, "三元", ""]],
            [
                "第 2 行“收入”：是公式，请复制这一格后“粘贴为数值”",
                "第 3 行“编号”：请填写",
                "第 3 行“收入”：应为数字，现在是“三元”",
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_sheet_is_told_with_its_row_and_column(lines, words):
    assert [problem["text"] for problem in from_sheet(sheet(lines), FEW).problems] == words


def test_many_problems_are_counted_rather_than_listed():
    spec = TableSpec("many", "多行", FEW.columns, most_rows=1000)
    found = from_sheet(sheet([["编号", "收入", "说明"], *[["1", "x", ""] for _ in range(300)]]), spec)

    assert len(found.problems) == MOST_PROBLEMS + 1
    assert found.problems[-1]["text"] == "还有 100 处问题，改好上面的再看"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("x", ["收费项目应为一张表"]),
        ([1], ["第 1 行格式不正确"]),
        ([{"no": "1", "gross": 1, "colour": "x"}], ["没有“colour”这一列"]),
        ([{"no": "1", "gross": 1.5}], ["收入：应为数字"]),
        ([{"no": "1", "gross": True}], ["收入：应为数字"]),
        ([{"no": "a\x00b", "gross": 1}], ["编号：含有无法保存的字符，请重新输入"]),
        ([{"no": ["1"], "gross": {}}], ["编号：应为文字", "收入：应为数字"]),
        ([{"no": "1", "gross": 1}, {"no": "1", "gross": 2}], ["“1”与第 1 行重复，请只保留一行"]),
        ([{"no": " ", "gross": None}, {}], []),
        ([{"no": "1", "gross": 1}] * 4, ["收费项目最多 3 行，现有 4 行"]),
    ],
)
def test_rows_from_the_wire_are_checked_like_a_sheet(rows, words):
    assert [problem["text"] for problem in check(FEW, rows).problems] == words


def test_the_difference_is_told_in_the_words_of_the_table():
    old = [{"no": "1", "gross": 100, "note": None}, {"no": "2", "gross": 200, "note": "旧"}]
    new = [{"no": "2", "gross": 250, "note": None}, {"no": "3", "gross": -1, "note": None}]

    changes = compare(FEW, old, new)

    assert changes == [
        {
            "kind": "changed",
            "key": "2",
            "cells": [
                {"column": "gross", "label": "收入", "before": "2.00 元", "after": "2.50 元"},
                {"column": "note", "label": "说明", "before": "旧", "after": ""},
            ],
        },
        {
            "kind": "added",
            "key": "3",
            "cells": [
                {"column": "no", "label": "编号", "before": "", "after": "3"},
                {"column": "gross", "label": "收入", "before": "", "after": "-0.01 元"},
            ],
        },
        {
            "kind": "removed",
            "key": "1",
            "cells": [
                {"column": "no", "label": "编号", "before": "1", "after": ""},
                {"column": "gross", "label": "收入", "before": "1.00 元", "after": ""},
            ],
        },
    ]
    assert summary(changes) == {"added": 1, "removed": 1, "changed": 1}


def test_rows_without_a_key_are_matched_one_by_one():
    spec = TableSpec("loose", "明细", FEW.columns)
    row = {"no": "1", "gross": 1, "note": None}

    assert summary(compare(spec, [row, row], [row])) == {"added": 0, "removed": 1, "changed": 0}
    assert summary(compare(spec, [row], [row, row])) == {"added": 1, "removed": 0, "changed": 0}


def test_a_template_says_how_to_fill_it_in():
    made = template(FEW, ["每月一行"])

    assert from_sheet(read(made), FEW).problems == []
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert "填写说明" in archive.read("xl/workbook.xml").decode()


def test_a_name_that_excel_does_not_take_is_changed_for_it():
    assert sheet_name("收支/预算: [2026] *?" + "长" * 40) == ("收支 预算   2026    " + "长" * 40)[:31]


@pytest.mark.parametrize(
    "columns",
    [
        (Column("a", "编号"), Column("a", "其他")),
        (Column("a", "编号"), Column("b", "编 号（元）")),
    ],
)
def test_two_columns_that_a_sheet_could_not_tell_apart_are_no_table(columns):
    with pytest.raises(TypeError):
        TableSpec("x", "x", columns)


def test_requests_of_other_threads_have_their_turn_while_a_table_is_read():
    page = read(to_sheet([(SPEC, [{"no": str(n)} for n in range(1000)])]))
    turns, over, usual = 0, threading.Event(), sys.getswitchinterval()

    def others():
        nonlocal turns
        while not over.is_set():
            turns += 1
            time.sleep(0)

    sys.setswitchinterval(60)  # nobody is interrupted: others go on only when the reading lets them
    try:
        thread = threading.Thread(target=others)
        thread.start()
        from_sheet(page, SPEC)
        over.set()
        thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert turns > 500


def test_a_full_table_is_read_within_its_time():
    rows = [
        {"no": f"{n:06}", "source": "lift", "gross": n * 3, "rate": n % 900, "area": n, "count": n, "share": n % 1000}
        | {"day": "2026-01-02", "shown": bool(n % 2), "note": f"第 {n} 行的说明"}
        for n in range(20_000)
    ]
    made = to_sheet([(SPEC, rows)])
    sheet = read(made)

    began = time.process_time()
    found = from_sheet(sheet, SPEC)
    taken = time.process_time() - began

    assert (found.problems, found.rows) == ([], rows)
    assert taken < 20
