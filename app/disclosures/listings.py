"""Lists of this area that can be saved as a file."""

from __future__ import annotations

from app.core.exports import Listing
from app.core.spreadsheets import Column

DUTIES = Listing(
    "应公示事项",
    (
        (Column("社区", 8), lambda row: row["community_name"]),
        (Column("小区", 10), lambda row: row["compound"]["name"]),
        (Column("编号", 4), lambda row: row["code"]),
        (Column("公示表", 12), lambda row: row["form_name"]),
        (Column("公示内容", 24), lambda row: row["content"]),
        (Column("依据", 16), lambda row: row["basis"]),
        (Column("多久公示一次", 10), lambda row: row["rhythm"]),
        (Column("应公示日期", 6), lambda row: row["next_due_on"]),
        (Column("情况", 7), lambda row: row["state_name"]),
        (Column("逾期天数", 5, "number"), lambda row: row["days_late"] or None),
        (Column("最近一次公示", 9, "moment"), lambda row: row["last_published_at"]),
        (Column("不适用的原因", 16), lambda row: row["exempt_reason"]),
    ),
)

OVERVIEW = Listing(
    "公示总览",
    (
        (Column("街道", 8), lambda row: row["street_name"]),
        (Column("社区", 8), lambda row: row["community_name"]),
        (Column("小区", 10), lambda row: row["compound"]["name"]),
        (Column("物业服务企业", 12), lambda row: row["company_name"]),
        (Column("应公示未公示", 6, "number"), lambda row: row["overdue"]),
        (Column("最早逾期的应公示日期", 9), lambda row: row["overdue_since"]),
        (Column("从未公示", 5, "number"), lambda row: row["never"]),
        (Column("30天内到期", 6, "number"), lambda row: row["due"]),
        (Column("公示过", 5, "number"), lambda row: row["published"]),
        (Column("居民疑问", 5, "number"), lambda row: row["objections"]),
        (Column("其中待答复", 5, "number"), lambda row: row["objections_open"]),
    ),
)

OBJECTIONS = Listing(
    "居民疑问",
    (
        (Column("小区", 10), lambda row: row["compound"]["name"]),
        (Column("公示", 16), lambda row: row["title"]),
        (Column("第几版", 4, "number"), lambda row: row["number"]),
        (Column("哪一项", 12), lambda row: row["label"]),
        (Column("公示为", 10), lambda row: row["shown"]),
        (Column("居民的疑问", 24), lambda row: row["reason"]),
        (Column("提出时间", 9, "moment"), lambda row: row["asked_at"]),
        (Column("答复期限", 9, "moment"), lambda row: row["due_at"]),
        (Column("情况", 6), lambda row: row["state_name"]),
        (Column("答复", 24), lambda row: row["answer"]),
        (Column("答复时间", 9, "moment"), lambda row: row["answered_at"]),
        (Column("工单编号", 8), lambda row: row["ticket_no"]),
    ),
)
