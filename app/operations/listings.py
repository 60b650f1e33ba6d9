"""Lists of this area that can be saved as a file."""

from __future__ import annotations

from app.core.exports import Listing
from app.core.spreadsheets import Column

AUDIT = Listing(
    "审计日志",
    (
        (Column("时间", 9, "moment"), lambda row: row["at"]),
        (Column("操作人", 7), lambda row: row["actor_name"] or "系统"),
        (Column("岗位", 10), lambda row: row["actor_post"]),
        (Column("事项", 10), lambda row: row["what_name"]),
        (Column("对象", 16), lambda row: row["subject_name"]),
        (Column("说明", 24), lambda row: "；".join(f"{one['name']}：{one['value']}" for one in row["details"])),
    ),
)
