"""The calendar as a file."""

from __future__ import annotations

from app.core.exports import Listing
from app.core.spreadsheets import Column

STATES = {"open": "待办", "late": "已逾期", "done": "已完成"}
WEEKDAYS = "一二三四五六日"

CALENDAR = Listing(
    "日历",
    (
        (Column("日期", 7), lambda row: str(row["on"])),
        (Column("星期", 4), lambda row: WEEKDAYS[row["on"].weekday()]),
        (Column("事项类型", 8), lambda row: row["kind_name"]),
        (Column("事项", 28), lambda row: row["title"]),
        (Column("说明", 18), lambda row: row["subtitle"]),
        (Column("状态", 5), lambda row: STATES[row["state"]]),
    ),
)
