"""Lists of the council that can be saved as a file."""

from __future__ import annotations

from app.core.clock import day_of
from app.core.exports import Listing
from app.core.spreadsheets import Column

TOPICS = Listing(
    "议题",
    (
        (Column("小区", 14), lambda row: row["compound"]["name"]),
        (Column("议题", 24), lambda row: row["title"]),
        (Column("类型", 8), lambda row: row["kind_name"]),
        (Column("来源", 8), lambda row: row["source_name"]),
        (Column("进展", 12), lambda row: row["state_name"]),
        (Column("支持人数", 6, "number"), lambda row: row["supports"]),
        (Column("没办完的事", 6, "number"), lambda row: row["tasks_left"]),
        (Column("下一步", 16), lambda row: row["next_words"]),
        (Column("应在哪天以前", 8), lambda row: row["next_on"]),
        (Column("是否属于业主共同决定", 8), lambda row: f"第（{row['matter']}）项" if row["matter"] else "否"),
        (Column("提出日期", 8), lambda row: str(day_of(row["created_at"]))),
    ),
)
