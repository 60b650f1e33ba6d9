"""Lists of this area that can be saved as a file."""

from __future__ import annotations

from typing import Any

from app.core.exports import Listing
from app.core.spreadsheets import Column


def _duty(row: dict[str, Any], key: str) -> str:
    return str(row["duty"][key]) if row["duty"] else ""


WARRANTIES = Listing(
    "改造部位后期管护",
    (
        (Column("社区", 10), lambda row: row["community"]),
        (Column("小区", 14), lambda row: row["compound"]["name"]),
        (Column("设施", 16), lambda row: row["place"]),
        (Column("保修部位", 12), lambda row: row["part"]),
        (Column("保修类别", 12), lambda row: row["kind_name"]),
        (Column("施工单位", 18), lambda row: row["contractor"]["name"]),
        (Column("竣工验收合格日", 8), lambda row: str(row["starts_on"])),
        (Column("保修至", 8), lambda row: str(row["ends_on"])),
        (Column("剩余天数", 6, "number"), lambda row: row["days_left"]),
        (Column("采暖期", 14), lambda row: row["seasons"]),
        (Column("未办结报修", 6, "number"), lambda row: row["open_count"]),
        (Column("期满后由谁维护", 18), lambda row: _duty(row, "maintainer")),
        (Column("费用来源", 14), lambda row: _duty(row, "payer_name")),
        (Column("依据", 18), lambda row: _duty(row, "basis")),
        (Column("问题", 14), lambda row: row["gap"]),
    ),
)
