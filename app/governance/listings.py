"""Lists of committees that can be saved as a file."""

from __future__ import annotations

from app.core.exports import Listing
from app.core.spreadsheets import Column

COMMITTEES = Listing(
    "业委会和物管会",
    (
        (Column("社区", 10), lambda row: row["community"]),
        (Column("小区", 14), lambda row: row["compound"]["name"]),
        (Column("组织", 8), lambda row: row["kind_name"] or ""),
        (Column("状态", 7), lambda row: row["state_name"] or ""),
        (Column("任期开始", 7), lambda row: str(row["starts_on"] or "")),
        (Column("任期结束", 7), lambda row: str(row["ends_on"] or "")),
        (Column("成员人数", 5, "number"), lambda row: row["sitting"]),
        (Column("上次开会", 7), lambda row: str(row["met_on"] or "")),
        (Column("还缺什么", 24), lambda row: "；".join(row["gaps"])),
    ),
)
