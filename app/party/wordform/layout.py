"""How the form looks: its tables are known by their labels, so this is also what the reader looks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core.clock import now
from app.core.documents import Align, Block, Document, Facts, Gap, Table, Words
from app.party.models import LIST_NAMES, ROLE_NAMES

Shape = dict[str, Any]

FIELDS: dict[str, str] = {
    "number": "协议编号",
    "community": "社区",
    "compounds": "小区",
    "starts_on": "开始日期",
    "ends_on": "结束日期",
    "signed_on": "签订日期",
}
DATES = ("starts_on", "ends_on", "signed_on")
GOAL_HEAD = ("共同要办好的事",)
PARTIES_HEAD = ("身份", "单位名称")
LIST_HEADS: dict[str, tuple[str, ...]] = {
    key: (f"{name.removesuffix('清单')}事项", "负责单位", "说明") for key, name in LIST_NAMES.items()
}
PROMISES_HEAD = ("单位", "承诺事项", "应办日期")
"""A table of the paper that is signed; nothing of it is read."""
NOTHING = "无。"
"""What the paper has in the place of a list without rows."""
MORE_ROWS = 4
"""Empty rows at the end of each table of the form."""
HINT = "本表可以用 Word 或 WPS 填写、修改，再传回系统。只读表格里的字；第一行和左边的名称请不要改，行数不够可以加行。"
DAYS = "日期写成 2027年3月1日 或 2027-03-01；几个小区，一行写一个。"
ROLES = "身份写其中一种：" + "、".join(ROLE_NAMES.values()) + "。单位写系统里的全称。"


def filled(agreement: Shape) -> Document:
    """Return the form of a draft with what it says now."""
    return _document(f"党建联建协议 {agreement['number']} 填写表", agreement)


def blank(community: str) -> Document:
    """Return an empty form of a community, its own role filled in."""
    empty: Shape = {
        "number": "", "community": community, "compounds": [], "starts_on": None, "ends_on": None, "signed_on": None,
        "goal": "", "lists": {}, "parties": [],
    }  # fmt: skip
    return _document("党建联建协议填写表", empty)


def day_words(day: date | None) -> str:
    """Return a day as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def head_table(agreement: Shape, without: Sequence[str] = ()) -> Facts:
    """Return the table with number, places and days, without some of its lines."""
    values = {
        "number": agreement["number"],
        "community": agreement["community"],
        "compounds": "\n".join(one["name"] for one in agreement["compounds"]),
        **{key: day_words(agreement[key]) for key in DATES},
    }
    return Facts([(label, values[key]) for key, label in FIELDS.items() if key not in without], points=13)


def goal_table(agreement: Shape) -> Table:
    """Return the table of what is to be done together."""
    return _table(GOAL_HEAD, (1,), [[agreement["goal"]]], 0)


def parties_table(agreement: Shape, empty: int = 0) -> Table:
    """Return the table of those who sign."""
    rows = [[one["role_name"], one["name"]] for one in agreement["parties"]]
    return _table(PARTIES_HEAD, (4, 7), rows, empty)


def list_table(key: str, rows: Sequence[Shape], empty: int = 0) -> Table:
    """Return the table of one of the three lists."""
    return _table(LIST_HEADS[key], (5, 3, 3), [[row["text"], row["owner"], row["note"]] for row in rows], empty)


def _table(head: Sequence[str], widths: Sequence[float], rows: list[list[str]], empty: int) -> Table:
    columns: list[tuple[str, float, Align]] = [
        (title, width, "left") for title, width in zip(head, widths, strict=True)
    ]
    return Table(columns, [*rows, *([""] * len(head) for _ in range(empty))], 12)


def _document(title: str, agreement: Shape) -> Document:
    blocks: list[Block] = [
        Words("党建联建协议填写表", 22, bold=True, align="center"),
        Words(HINT, 11),
        Words(DAYS, 11),
        head_table(agreement),
        Gap(3),
        Words("一、签约单位", 15, bold=True),
        Words(ROLES, 11),
        parties_table(agreement, MORE_ROWS),
        Gap(3),
        Words("二、联建目标", 15, bold=True),
        goal_table(agreement),
    ]
    for numeral, (key, name) in zip("三四五", LIST_NAMES.items(), strict=True):
        blocks += [Gap(3), Words(f"{numeral}、{name}", 15, bold=True)]
        blocks.append(list_table(key, agreement["lists"].get(key, []), MORE_ROWS))
    return Document(title=title, made_at=now(), blocks=blocks)
