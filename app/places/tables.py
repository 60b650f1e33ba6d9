"""The tables in which a district keeps its places, as people fill them in. Data only.

Every row of a table that is in force carries the number that the system gave it, so that a name can be corrected;
a row without one is new. What a cell refers to is written by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from app.core.ledger import Column, Kind, TableSpec
from app.core.permissions import Role
from app.places.models import (
    ASSET_NAMES,
    ENDED_NAMES,
    ORGANISATION_NAMES,
    PAYER_NAMES,
    Asset,
    Building,
    Compound,
    Contract,
    Home,
    Maintenance,
    OperatorStatus,
    Organisation,
    Region,
    RegionKind,
    UtilityKind,
    Warranty,
)
from app.places.periods import periods

UTILITY_NAMES: dict[UtilityKind, str] = {
    UtilityKind.WATER: "供水",
    UtilityKind.POWER: "供电",
    UtilityKind.GAS: "供气",
    UtilityKind.HEAT: "供热",
    UtilityKind.TELECOM: "通信",
}
OPERATOR_NAMES: dict[OperatorStatus, str] = {
    OperatorStatus.HANDED_OVER: "已移交",
    OperatorStatus.NOT_HANDED_OVER: "未移交",
    OperatorStatus.AGREEMENT: "按协议维护",
}
FIRST_YEAR, LAST_YEAR = 1900, 2100

ID = Column("id", "编号", longest=36, help="系统生成，已有的不要改；新增的行留空")
STREET = Column("street", "街道", longest=60)
COMMUNITY = Column("community", "社区", longest=60)


def _year(key: str, label: str) -> Column:
    return Column(key, label, Kind.WHOLE, least=FIRST_YEAR, most=LAST_YEAR, help="四位数的年份，不知道的留空")


REGIONS = TableSpec(
    "regions",
    "街道和社区",
    (
        ID,
        Column(
            "kind",
            "层级",
            Kind.CHOICE,
            required=True,
            choices=((RegionKind.STREET.value, "街道"), (RegionKind.COMMUNITY.value, "社区")),
        ),
        Column("code", "区划代码", required=True, longest=32, help="街道 9 位、社区 12 位的统计用区划代码"),
        Column("name", "名称", required=True, longest=60),
        Column("street", "所属街道", longest=60, help="社区必填；街道留空"),
    ),
    most_rows=1500,
    row_key=("id",),
    called=("name",),
)
ORGANISATIONS = TableSpec(
    "organisations",
    "单位",
    (
        ID,
        Column(
            "kind",
            "单位类型",
            Kind.CHOICE,
            required=True,
            choices=tuple((kind.value, name) for kind, name in ORGANISATION_NAMES.items()),
        ),
        Column(
            "utility_kind",
            "专业",
            Kind.CHOICE,
            choices=tuple((kind.value, name) for kind, name in UTILITY_NAMES.items()),
            help="只有专业运营单位填写",
        ),
        Column("name", "全称", required=True, longest=80),
        Column("short_name", "简称", required=True, longest=30),
        Column("phone", "值班电话", longest=30, help="单位公开的电话，不填个人手机"),
        Column("street", "所在街道", longest=60, help="全区性的单位留空"),
        Column("community", "所在社区", longest=60, help="居民委员会必填"),
        Column("ended_on", "撤场日期", Kind.DAY, help="已撤场、注销的填写；从这天起不再派单，以前的工单照常显示名称"),
    ),
    most_rows=3000,
    row_key=("id",),
    called=("name",),
)
COMPOUNDS = TableSpec(
    "compounds",
    "小区",
    (
        ID,
        Column("name", "小区名称", required=True, longest=80),
        Column("address", "地址", required=True, longest=160),
        Column("street", "街道", required=True, longest=60),
        Column("community", "社区", required=True, longest=60),
        _year("built_year", "建成年份"),
        _year("renovated_year", "改造完成年份"),
        Column("households", "户数", Kind.WHOLE, most=100_000, unit="户"),
        Column("latitude", "纬度", longest=24, help="WGS84，如 39.906217；与经度一起填，或都留空"),
        Column("longitude", "经度", longest=24, help="WGS84，如 116.195312"),
    ),
    most_rows=5000,
    row_key=("id",),
    called=("name",),
)
CONTRACTS = TableSpec(
    "contracts",
    "物业服务合同",
    (
        ID,
        Column("compound", "小区", required=True, longest=80),
        Column("company", "物业服务企业", required=True, longest=80, help="写“单位”表里的全称"),
        Column("starts_on", "开始日期", Kind.DAY, required=True),
        Column("ends_on", "结束日期", Kind.DAY, help="当天仍有效；没有约定的留空"),
    ),
    most_rows=10_000,
    row_key=("id",),
    called=("compound", "company"),
)
BUILDINGS = TableSpec(
    "buildings",
    "楼栋",
    (
        ID,
        Column("name", "楼号", required=True, longest=60, help="如 3号楼"),
        Column("floors", "层数", Kind.WHOLE, required=True, least=1, most=200, unit="层"),
        Column("lifts", "电梯数", Kind.WHOLE, required=True, most=100, unit="部"),
        Column("title_unit", "产权单位", longest=80, help="写“单位”表里的全称；没有的留空"),
    ),
    most_rows=1000,
    row_key=("id",),
    called=("name",),
)
HOMES = TableSpec(
    "homes",
    "房屋",
    (
        ID,
        Column("building", "楼号", required=True, longest=60, help="先在“楼栋”表里登记"),
        Column("unit", "单元", required=True, longest=30, help="如 2单元；没有的单元会自动建立"),
        Column("label", "房号", required=True, longest=30, help="如 302"),
        Column("area_centi_m2", "建筑面积", Kind.AREA, least=1, most=1_000_000, help="不知道的留空"),
    ),
    most_rows=20_000,
    row_key=("id",),
    called=("building", "unit", "label"),
)
ASSETS = TableSpec(
    "assets",
    "共用设施",
    (
        ID,
        Column(
            "kind",
            "类别",
            Kind.CHOICE,
            required=True,
            choices=tuple((kind.value, name) for kind, name in ASSET_NAMES.items()),
        ),
        Column("name", "名称", required=True, longest=60),
        Column("building", "楼号", longest=60, help="全小区共用的留空"),
        Column(
            "operator_status",
            "移交情况",
            Kind.CHOICE,
            required=True,
            choices=tuple((status.value, name) for status, name in OPERATOR_NAMES.items()),
            help="是否已移交专业运营单位",
        ),
        Column("operator", "专业运营单位", longest=80, help="写“单位”表里的全称；已移交的必填"),
        Column("maintainer", "维保单位", longest=80, help="平时由谁维护保养；写“单位”表里的全称"),
        Column("ended_on", "停用日期", Kind.DAY, help="已拆除、停用、更换的填写；从这天起居民报修时不再列出"),
        Column(
            "ended_why",
            "停用原因",
            Kind.CHOICE,
            choices=tuple((why.value, name) for why, name in ENDED_NAMES.items()),
            help="与停用日期一起填，或都留空",
        ),
    ),
    most_rows=5000,
    row_key=("id",),
    called=("building", "name"),
)
WARRANTIES = TableSpec(
    "warranties",
    "保修",
    (
        ID,
        Column("building", "楼号", longest=60, help="设施不在哪一栋楼的留空"),
        Column("asset", "设施名称", required=True, longest=60, help="与“共用设施”表里的一致"),
        Column("part", "保修部位", required=True, longest=60, help="如 屋面防水"),
        Column(
            "code",
            "保修类别",
            Kind.CHOICE,
            choices=tuple((one.code, one.name) for one in periods().by_code.values()),
            help="填了就按法定最低年限核对“保修至”",
        ),
        Column("contractor", "施工单位", required=True, longest=80, help="写“单位”表里的全称"),
        Column("starts_on", "竣工验收合格日", Kind.DAY, required=True),
        Column("ends_on", "保修至", Kind.DAY, required=True, help="当天仍在保修期内"),
    ),
    most_rows=10_000,
    row_key=("id",),
    called=("building", "asset", "part"),
)
MAINTENANCE = TableSpec(
    "maintenance",
    "期满后管护",
    (
        ID,
        Column("building", "楼号", longest=60, help="设施不在哪一栋楼的留空"),
        Column("asset", "设施名称", required=True, longest=60, help="与“共用设施”表里的一致"),
        Column("maintainer", "谁来维护", required=True, longest=80, help="写“单位”表里的全称"),
        Column(
            "payer",
            "费用来源",
            Kind.CHOICE,
            required=True,
            choices=tuple((payer.value, name) for payer, name in PAYER_NAMES.items()),
        ),
        Column("basis", "依据", required=True, longest=120, help="如 物业服务合同第八条、移交协议、会议纪要"),
        Column("starts_on", "开始日期", Kind.DAY, required=True, help="一般是保修期满的第二天"),
        Column("ends_on", "结束日期", Kind.DAY, help="当天仍有效；没有约定的留空"),
    ),
    most_rows=5000,
    row_key=("id",),
    called=("building", "asset", "maintainer"),
)

OFFICES = frozenset({Role.DISTRICT, Role.STREET})


@dataclass(frozen=True, slots=True)
class Book:
    """One table with what it writes: whose it is, who writes it and who reads it, and why no row may go missing.

    ``alone`` are the groups of values of which no two rows have the same, with the column at which that is told.
    ``left`` says what people do instead of leaving a row out.
    """

    spec: TableSpec
    model: type
    over: Literal["region", "compound"]
    writers: frozenset[Role]
    readers: frozenset[Role]
    alone: tuple[tuple[tuple[str, ...], str], ...]
    left: str


IN_COMPOUND = frozenset({Role.COMMUNITY})
KEEP = "请把这些行放回表里"

BOOKS: dict[str, Book] = {
    book.spec.key: book
    for book in (
        Book(
            REGIONS,
            Region,
            "region",
            frozenset({Role.SYSADMIN}),
            frozenset({Role.SYSADMIN}),
            ((("code",), "code"), (("parent_id", "name"), "name")),
            f"街道和社区不能从表里删去，{KEEP}",
        ),
        Book(
            ORGANISATIONS,
            Organisation,
            "region",
            OFFICES,
            OFFICES,
            ((("name",), "name"), (("seat",), "community")),
            f"单位不能从表里删去；已经撤场的，{KEEP}并填写撤场日期",
        ),
        Book(
            COMPOUNDS,
            Compound,
            "region",
            OFFICES,
            OFFICES,
            ((("name",), "name"),),
            f"小区不能从表里删去，{KEEP}",
        ),
        Book(
            CONTRACTS,
            Contract,
            "region",
            OFFICES,
            OFFICES,
            (),
            f"合同不能从表里删去；已经结束的，{KEEP}并填写结束日期",
        ),
        Book(
            BUILDINGS,
            Building,
            "compound",
            IN_COMPOUND,
            IN_COMPOUND | OFFICES,
            ((("name",), "name"),),
            f"楼栋不能从表里删去，{KEEP}",
        ),
        Book(
            HOMES,
            Home,
            "compound",
            IN_COMPOUND,
            IN_COMPOUND | OFFICES,
            ((("building_id", "unit", "label"), "label"),),
            f"房屋不能从表里删去，{KEEP}",
        ),
        Book(
            ASSETS,
            Asset,
            "compound",
            IN_COMPOUND,
            IN_COMPOUND | OFFICES,
            ((("building_id", "name"), "name"),),
            f"设施不能从表里删去；已经拆除的，{KEEP}并填写停用日期",
        ),
        Book(
            WARRANTIES,
            Warranty,
            "compound",
            IN_COMPOUND,
            IN_COMPOUND | OFFICES,
            ((("asset_id", "part", "starts_on"), "part"),),
            f"保修不能从表里删去；提前结束的，{KEEP}并改“保修至”",
        ),
        Book(
            MAINTENANCE,
            Maintenance,
            "compound",
            IN_COMPOUND,
            IN_COMPOUND | OFFICES,
            (),
            f"管护责任不能从表里删去；已经结束的，{KEEP}并填写结束日期",
        ),
    )
}

REMOVABLE = frozenset({"organisations", "contracts", "buildings", "homes", "assets", "warranties", "maintenance"})
"""Tables of which a row that was entered by mistake can be taken out, as long as nothing refers to it."""

Say = Callable[[str, str], None]
"""Tells what is wrong with a cell: the key of the column, a sentence."""
