"""Lists of this area that can be saved as a file."""

from __future__ import annotations

from app.core.exports import Listing
from app.core.spreadsheets import Column

RECORDS = Listing(
    "服务记录",
    (
        (Column("小区", 10), lambda row: row["compound"]["name"]),
        (Column("项目编号", 5), lambda row: row["item_code"]),
        (Column("服务项目", 16), lambda row: row["item_name"]),
        (Column("时间", 9, "moment"), lambda row: row["at"]),
        (Column("离线补传收到时间", 9, "moment"), lambda row: row["received_at"]),
        (Column("位置", 10), lambda row: row["asset"] or row["building"] or "全小区"),
        (Column("来源", 7), lambda row: row["source_name"]),
        (Column("谁做的", 7), lambda row: row["by"]),
        (Column("工单编号", 8), lambda row: row["ticket_no"]),
        (Column("用时（分钟）", 6, "number"), lambda row: row["took_minutes"]),
        (Column("照片数", 4, "number"), lambda row: len(row["photos"])),
        (Column("说明", 20), lambda row: row["note"]),
    ),
)
