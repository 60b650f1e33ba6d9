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

LISTS = Listing(
    "需求资源项目清单",
    (
        (Column("清单", 6), lambda row: row["list_name"]),
        (Column("事项", 24), lambda row: row["text"]),
        (Column("负责单位", 12), lambda row: row["owner"]),
        (Column("说明", 20), lambda row: row["note"]),
        (Column("协议编号", 12), lambda row: row["agreement"]["number"]),
        (Column("社区", 10), lambda row: row["agreement"]["community"]),
        (Column("小区", 16), lambda row: _names(row["agreement"]["compounds"])),
        (Column("状态", 7), lambda row: row["agreement"]["state_name"]),
        (Column("开始日期", 7), lambda row: str(row["agreement"]["starts_on"])),
        (Column("结束日期", 7), lambda row: str(row["agreement"]["ends_on"])),
    ),
)
COMMITMENTS = Listing(
    "联建承诺事项",
    (
        (Column("协议编号", 12), lambda row: row["agreement"]["number"]),
        (Column("社区", 10), lambda row: row["community"]),
        (Column("单位", 16), lambda row: row["organisation"]["name"]),
        (Column("小区", 12), lambda row: row["compound"]["name"] if row["compound"] else "全部"),
        (Column("承诺事项", 24), lambda row: row["measure"]),
        (Column("多久一次", 6), lambda row: row["rhythm_name"]),
        (Column("应办日期", 7), lambda row: str(row["due_on"])),
        (Column("状态", 6), lambda row: row["state_name"]),
        (Column("是否超期", 5), lambda row: "是" if row["overdue"] else "否"),
        (Column("办理情况", 24), lambda row: row["proof"]),
        (Column("居民说做到了", 6, "number"), lambda row: row["said_done"]),
        (Column("居民说没做到", 6, "number"), lambda row: row["said_not_done"]),
        (Column("评分", 4, "number"), lambda row: row["rating"]),
    ),
)
CROSS_POSTS = Listing(
    "交叉任职",
    (
        (Column("社区", 10), lambda row: row["community"]),
        (Column("姓名", 8), lambda row: row["name"]),
        (Column("方向", 10), lambda row: row["direction_name"]),
        (Column("原单位", 16), lambda row: row["from_org"]["name"]),
        (Column("原职务", 12), lambda row: row["from_post"]),
        (Column("任职单位", 16), lambda row: row["to_org"]["name"]),
        (Column("任职职务", 12), lambda row: row["to_post"]),
        (Column("依据", 16), lambda row: row["basis"]),
        (Column("开始日期", 7), lambda row: str(row["starts_on"])),
        (Column("结束日期", 7), lambda row: str(row["ends_on"] or "")),
        (Column("结束原因", 16), lambda row: row["ended_because"]),
    ),
)
COVERAGE = Listing(
    "党建联建覆盖情况",
    (
        (Column("街道", 8), lambda row: row["street"]),
        (Column("社区", 10), lambda row: row["community"]),
        (Column("小区", 14), lambda row: row["name"]),
        (Column("物业服务企业", 16), lambda row: row["company"] or ""),
        (Column("协议编号", 12), lambda row: row["agreement"]["number"] if row["agreement"] else ""),
        (Column("协议到期", 7), lambda row: str(row["ends_on"] or "")),
        (Column("企业党组织签约", 6), lambda row: "是" if row["company_signed"] else "否"),
        (Column("社区到企业任职", 6, "number"), lambda row: row["to_company"]),
        (Column("企业到社区任职", 6, "number"), lambda row: row["to_community"]),
        (Column("在办承诺", 5, "number"), lambda row: row["open"]),
        (Column("超期承诺", 5, "number"), lambda row: row["overdue"]),
        (Column("还缺什么", 24), lambda row: "；".join(row["gaps"])),
    ),
)
