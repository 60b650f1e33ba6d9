"""Lists of this area that can be saved as a file. Personal data in the words of an opinion stays in the house."""

from __future__ import annotations

from app.consultations.policy import masked
from app.core.exports import Listing
from app.core.spreadsheets import Column

OPINIONS = Listing(
    "征求意见汇总",
    (
        (Column("回执号", 10), lambda row: row["receipt"]),
        (Column("来源", 6), lambda row: row["source_name"]),
        (Column("意见表编号", 6, "number"), lambda row: row["sheet_no"]),
        (Column("收到日期", 7), lambda row: row["received_on"]),
        (Column("意见", 40), lambda row: masked(row["text"])),
        (Column("主题", 10), lambda row: row["topic_name"]),
        (Column("并入", 10), lambda row: row["merged_receipt"]),
        (Column("采纳情况", 6), lambda row: row["decision_name"]),
        (Column("理由", 30), lambda row: masked(row["reason"])),
        (Column("处理人", 6), lambda row: row["decided_by"]),
    ),
)
