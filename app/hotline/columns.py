"""The columns of a file of orders: their titles, what else centres call them, and the template."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from app.core.errors import InvalidInput
from app.core.spreadsheets import Cell, Column, Row, Sheet

HEADING_WITHIN = 10
"""In how many of the first rows the heading is looked for; centres put a title and a date above it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: the key in the API, its title, other titles, and how it is to be filled in."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    required: bool = False
    width: int = 10
    choices: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""


KIND_CHOICES = ("咨询", "求助", "投诉", "举报", "建议")
URGENCY_CHOICES = ("一般", "紧急", "特急")
YES_NO = ("是", "否")

FIELDS: tuple[Field, ...] = (
    Field(
        "own_no",
        "工单编号",
        ("工单号", "12345工单编号", "12345工单号", "诉求编号", "受理编号", "编号"),
        required=True,
        width=10,
        hint="12345 自己的编号，3 到 40 位字母、数字、横线；同一编号只会生成一件工单，再次导入只更新期限和催办次数",
        example="JC20261122000187",
    ),
    Field(
        "called_at",
        "来电时间",
        ("诉求时间", "受理时间", "登记时间", "反映时间"),
        width=9,
        hint="如 2026-11-22 09:30；不填按导入时间",
        example="2026-11-22 09:30",
    ),
    Field(
        "dispatched_at",
        "派单时间",
        ("转办时间", "下派时间", "交办时间"),
        width=9,
        hint="办理期限写成“24小时”“7天”时从派单时间起算；不填从来电时间起算",
        example="2026-11-22 09:42",
    ),
    Field(
        "caller_name",
        "诉求人",
        ("来电人", "联系人", "姓名", "诉求人姓名"),
        width=6,
        hint="不填为“来电居民”",
        example="王女士",
    ),
    Field(
        "caller_phone",
        "电话",
        ("联系电话", "来电号码", "手机号", "手机号码", "诉求人电话"),
        width=8,
        hint="手机或固定电话；不填为匿名",
        example="13800138000",
    ),
    Field(
        "kind",
        "诉求类型",
        ("工单类型", "诉求性质", "类型"),
        required=True,
        width=6,
        choices=KIND_CHOICES,
        hint="咨询、求助、投诉、举报、建议之一",
        example="求助",
    ),
    Field(
        "category",
        "问题分类",
        ("问题类别", "问题类型", "诉求分类", "分类", "三级分类"),
        width=9,
        hint="填编码（如 0101）、名称或常用说法；不填或对不上时按内容判断",
        example="屋面漏雨",
    ),
    Field(
        "street", "街道", ("所属街道", "街乡镇", "街道乡镇"), width=7, hint="有同名小区时用来区分", example="示例街道"
    ),
    Field("community", "社区", ("所属社区", "社区村"), width=7, hint="有同名小区时用来区分", example="示例社区"),
    Field(
        "compound",
        "小区",
        ("小区名称", "所属小区", "点位小区"),
        required=True,
        width=10,
        hint="系统里的小区名称；对不上时会给出相近的名称",
        example="示例小区",
    ),
    Field("building", "楼号", ("楼栋", "楼门", "楼栋号"), width=6, hint="如 3号楼；对不上时写进内容", example="3号楼"),
    Field(
        "address",
        "详细地址",
        ("地址", "具体地址", "诉求地址", "事发地址"),
        width=12,
        hint="写进内容，供上门使用",
        example="3号楼2单元顶层楼道",
    ),
    Field(
        "content",
        "内容",
        ("诉求内容", "主要内容", "问题描述", "反映内容"),
        required=True,
        width=26,
        hint="不超过 1800 字",
        example="下雨后顶层楼道漏水，已持续三天，希望尽快修好。",
    ),
    Field(
        "deadline",
        "办理期限",
        ("办结期限", "办理时限", "截止时间", "要求办结时间"),
        width=9,
        hint="写时间（2026-11-29 18:00），或 2小时、24小时、7天、5个工作日；只写日期算到当天结束；不填按问题分类的时限",
        example="7天",
    ),
    Field(
        "urgency",
        "紧急程度",
        ("紧急性", "缓急程度"),
        width=6,
        choices=URGENCY_CHOICES,
        hint="没有办理期限时：特急按 2 小时，紧急按 24 小时",
        example="一般",
    ),
    Field(
        "secret",
        "是否保密",
        ("保密", "是否保密诉求人", "隐藏诉求人"),
        width=6,
        choices=YES_NO,
        hint="填“是”则承办单位看不到诉求人的姓名和电话",
        example="否",
    ),
    Field("urged", "催办次数", ("催单次数",), width=6, hint="整数；比上次多时记一次催办", example="0"),
)

BY_KEY = {field.key: field for field in FIELDS}
TEMPLATE_SHEET = "工单"
LONGEST_CONTENT = 1800


def plain(title: str) -> str:
    """Return a title as it is compared: without spaces, marks of required columns and bracketed remarks."""
    text = unicodedata.normalize("NFKC", title)
    return re.sub(r"[\s*:]|\([^)]*\)", "", text)


TITLES = {plain(title): field.key for field in FIELDS for title in (field.title, *field.others)}


def heading(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """Return the row of the heading and the column (from 0) of each key.

    Raises ``InvalidInput`` (field ``file``) when required columns are missing or one stands twice.
    """
    best: tuple[int, dict[str, int], set[str]] = (0, {}, set())
    for row in sheet:
        if row.number > HEADING_WITHIN:
            break
        found, twice = _titles(row)
        if len(found) > len(best[1]):
            best = row.number, found, twice
    number, found, twice = best
    if twice:
        raise _refused(f"表头里“{'、'.join(sorted(twice))}”出现了两次，请只保留一列")
    missing = [field.title for field in FIELDS if field.required and field.key not in found]
    if missing:
        raise _refused(f"没有找到表头，缺少列：{'、'.join(missing)}。请下载模板，把内容填进去再上传")
    return number, found


def _titles(row: Row) -> tuple[dict[str, int], set[str]]:
    found: dict[str, int] = {}
    twice: set[str] = set()
    for column, cell in sorted(row.cells.items()):
        key = TITLES.get(plain(cell.text()))
        if key is None:
            continue
        if key in found:
            twice.add(BY_KEY[key].title)
        found.setdefault(key, column)
    return found, twice


def _refused(reason: str) -> InvalidInput:
    return InvalidInput(reason, fields={"file": [reason]})


def by_key(row: Row, where: Mapping[str, int]) -> dict[str, Cell]:
    """Return the cells of a row by the key of their column."""
    return {key: row.cells[column] for key, column in where.items() if column in row.cells}


def letter(column: int) -> str:
    """Return how Excel calls a column (from 0): A, B ... Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def template_columns() -> list[Column]:
    """Return the columns of the template."""
    return [Column(field.title, field.width, choices=field.choices, required=field.required) for field in FIELDS]
