"""Lists of this area that can be saved as a file."""

from __future__ import annotations

from typing import Any

from app.core.exports import Listing
from app.core.spreadsheets import Column


def _names(rows: list[dict[str, Any]]) -> str:
    return "、".join(row["name"] for row in rows)


AGREEMENTS = Listing(
    "党建联建协议",
    (
        (Column("协议编号", 12), lambda row: row["number"]),
        (Column("社区", 10), lambda row: row["community"]),
        (Column("小区", 16), lambda row: _names(row["compounds"])),
        (Column("签约单位", 24), lambda row: _names(row["parties"])),
        (Column("状态", 7), lambda row: row["state_name"]),
        (Column("签订日期", 7), lambda row: str(row["signed_on"] or "")),
        (Column("开始日期", 7), lambda row: str(row["starts_on"])),
        (Column("结束日期", 7), lambda row: str(row["ends_on"])),
        (Column("剩余天数", 5, "number"), lambda row: row["days_left"]),
    ),
)
