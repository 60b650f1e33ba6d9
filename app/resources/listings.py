"""Lists of this area that can be saved as a file."""

from __future__ import annotations

from app.core.exports import Listing
from app.core.spreadsheets import Column

RESOURCES = Listing(
    "闲置资源台账",
    (
        (Column("街道", 8), lambda row: row["street"]),
        (Column("社区", 8), lambda row: row["community"]),
        (Column("小区", 10), lambda row: row["compound"]["name"]),
        (Column("名称", 12), lambda row: row["name"]),
        (Column("类型", 4), lambda row: row["kind_name"]),
        (Column("位置", 14), lambda row: row["place"]),
        (Column("面积（㎡）", 6, "amount"), lambda row: row["area"] / 100),
        (Column("权属", 8), lambda row: row["ownership_name"]),
        (Column("产权单位", 12), lambda row: row["owner"]),
        (Column("现在的用途", 10), lambda row: row["present_use"]),
        (Column("准备用来做什么", 8), lambda row: row["use_name"]),
        (Column("业主决定", 12), lambda row: row["decision"]),
        (Column("资金（元）", 7, "amount"), lambda row: None if row["money_fen"] is None else row["money_fen"] / 100),
        (Column("资金来源", 10), lambda row: row["money_from"]),
        (Column("阶段", 6), lambda row: row["stage_name"]),
        (Column("卡点", 7), lambda row: row["stuck_name"]),
        (Column("下次再看", 6), lambda row: row["next_on"]),
        (Column("开放的服务", 10), lambda row: row["service_name"]),
        (Column("开放时间", 10), lambda row: row["service_hours"]),
        (Column("评价人数", 4, "number"), lambda row: row["ratings"]),
        (
            Column("平均几分", 4, "amount"),
            lambda row: None if row["stars_tenths"] is None else row["stars_tenths"] / 10,
        ),
    ),
)
