"""Lists of this area that can be saved as a file."""

from __future__ import annotations

from typing import Any

from app.core.exports import Listing
from app.core.spreadsheets import Column


def _name(row: dict[str, Any], key: str) -> str | None:
    named: dict[str, Any] | None = row[key]
    return named["name"] if named else None


TICKETS = Listing(
    "工单",
    (
        (Column("工单编号", 8), lambda row: row["no"]),
        (Column("状态", 6), lambda row: row["state_name"]),
        (Column("类型", 4), lambda row: row["kind_name"]),
        (Column("分类", 8), lambda row: row["category_name"]),
        (Column("紧急程度", 5), lambda row: row["urgency_name"]),
        (Column("小区", 10), lambda row: row["compound"]["name"]),
        (Column("位置", 12), lambda row: row["place_text"]),
        (Column("内容", 30), lambda row: row["description"]),
        (Column("来源", 6), lambda row: row["source_name"]),
        (Column("代报", 10), lambda row: row["behalf_text"]),
        (Column("承办单位", 12), lambda row: _name(row, "responsible")),
        (Column("承办人", 6), lambda row: _name(row, "assignee")),
        (Column("督办层级", 6), lambda row: row["level_name"]),
        (Column("提交时间", 9, "moment"), lambda row: row["created_at"]),
        (Column("办结期限", 9, "moment"), lambda row: row["finish_due_at"]),
        (Column("超期", 3), lambda row: "是" if row["late"] else "否"),
        (Column("办理结论", 6), lambda row: row["result_name"]),
        (Column("居民评分", 4, "number"), lambda row: row["rating"]),
    ),
)
