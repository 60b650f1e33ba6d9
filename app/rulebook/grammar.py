"""The language of routing rules: what a condition may ask, what a target may be, and how both are said. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.places.models import ASSET_NAMES
from app.tickets.models.words import KIND_NAMES, SOURCE_NAMES, URGENCY_NAMES

MOST_RULES = 200
MOST_VALUES = 300
"""Upper bounds of one version: rules, and values of one condition."""

PARTY_NAMES = {
    "PS": "物业服务单位",
    "CS": "物业客服",
    "UT_W": "供水单位",
    "UT_E": "供电单位",
    "UT_G": "燃气单位",
    "UT_H": "供热单位",
    "UT_T": "通信单位",
    "CON": "施工单位",
    "LM": "电梯维保单位",
    "OWN": "业主自担",
    "TU": "产权单位",
    "ST": "街道办事处",
    "JWH": "居民委员会",
    "CG": "城管执法",
    "FR": "消防",
    "PO": "公安",
    "MS": "市场监管",
    "HD": "区住建委",
}

BOUNDARY_NAMES = {"utility": "专营单位管理", "compound": "小区自管", "unknown": "没有指明设施"}
MONTH_NAMES = {str(number): f"{number}月" for number in range(1, 13)}


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a condition may ask.

    ``shape`` is ``many`` (one of a list), ``flag`` (yes or no) or ``hours`` (a span of the day). ``values`` are the
    known values with their names; None where the ledger or the taxonomy has them. ``said`` is how a flag reads when
    it is true and when it is false.
    """

    name: str
    label: str
    topic: str
    shape: str
    values: Mapping[str, str] | None = None
    said: tuple[str, str] = ("是", "否")


def _names(names: Mapping[Any, str]) -> dict[str, str]:
    return {str(value): name for value, name in names.items()}


KEYS: dict[str, Key] = {
    key.name: key
    for key in (
        Key("kind", "诉求类型", "事项", "many", _names(KIND_NAMES)),
        Key("group", "事项大类", "事项", "many"),
        Key("category", "事项类别", "事项", "many"),
        Key("party", "类别的默认责任方", "事项", "many", PARTY_NAMES),
        Key("urgency", "紧急程度", "事项", "many", _names(URGENCY_NAMES)),
        Key("source", "来源", "事项", "many", _names(SOURCE_NAMES)),
        Key("street_id", "街道", "地点", "many"),
        Key("community_id", "社区", "地点", "many"),
        Key("compound_id", "小区", "地点", "many"),
        Key("building_id", "楼栋", "地点", "many"),
        Key("has_provider", "物业服务单位", "地点", "flag", said=("小区有物业服务单位", "小区没有物业服务单位")),
        Key("has_title_unit", "产权单位", "权属", "flag", said=("楼栋有产权单位", "楼栋没有产权单位")),
        Key("boundary", "设施归谁管", "权属", "many", BOUNDARY_NAMES),
        Key("asset_kind", "涉及的设施", "设施", "many", _names(ASSET_NAMES)),
        Key("has_warranty", "保修期", "设施", "flag", said=("在保修期内", "不在保修期内")),
        Key("has_maintainer", "维保单位", "设施", "flag", said=("设施有维保单位", "设施没有维保单位")),
        Key("has_care", "期满后管护", "设施", "flag", said=("设施登记了期满后管护责任", "设施没有登记期满后管护责任")),
        Key("month", "月份", "时间", "many", MONTH_NAMES),
        Key("hours", "时段", "时间", "hours"),
        Key("working_day", "工作日", "时间", "flag", said=("在工作日", "在休息日或节假日")),
        Key("heating_season", "供暖季", "时间", "flag", said=("在供暖季（11月15日至3月15日）", "不在供暖季")),
    )
}

# What the sentence says before the names of a list: 类别是…, 在…小区.
LEADS = {
    "kind": "诉求是",
    "group": "大类是",
    "category": "类别是",
    "party": "默认责任方是",
    "urgency": "紧急程度是",
    "source": "来自",
    "street_id": "街道是",
    "community_id": "社区是",
    "compound_id": "小区是",
    "building_id": "楼栋是",
    "boundary": "设施",
    "asset_kind": "涉及",
    "month": "在",
}

TARGET_NAMES = {
    "provider": "小区的物业服务单位",
    "warranty_contractor": "保修期内的施工单位",
    "maintainer": "设施的维保单位",
    "care": "保修期满后负责管护的单位",
    "title_unit": "楼栋的产权单位",
    "utility": "专营单位（水、电、气、热、通信）",
    "department": "职能部门（按类别的默认责任方）",
    "residents_committee": "社区居委会",
    "street_office": "街道办事处",
    "level_up": "上一级（先到社区，再到街道、区）",
}
TARGETS = frozenset(TARGET_NAMES)

UNITS = {"hours": (1, 720), "days": (1, 90), "working_days": (1, 60)}
"""Units of a deadline, each with its least and greatest amount."""

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)

# The name that history gives to a decision made by hand.
BY_HAND = "人工改派"

PLACEHOLDER_NAMES = {
    "organisation": "责任单位",
    "category": "事项类别",
    "compound": "小区",
    "building": "楼栋",
    "asset": "设施",
    "until": "保修到期日",
}


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound of the ledger and where it lies (ids as text)."""

    name: str
    community: str
    street: str


@dataclass(frozen=True, slots=True)
class Building:
    """A building of the ledger."""

    name: str
    compound: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the district has on record, by id as text: what ids in conditions may mean, and whom targets may find.

    ``buildings`` holds only those that the rules name. ``targets`` are the kinds of target that exist somewhere,
    ``operators`` the party codes whose utility or department exists. ``no_committee`` and ``no_office`` name the
    communities and streets with compounds but without an office on record.
    """

    streets: Mapping[str, str] = field(default_factory=dict)
    communities: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    compounds: Mapping[str, Compound] = field(default_factory=dict)
    buildings: Mapping[str, Building] = field(default_factory=dict)
    organisations: Mapping[str, str] = field(default_factory=dict)
    targets: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()
    no_committee: tuple[str, ...] = ()
    no_office: tuple[str, ...] = ()


def target_kind(target: str) -> str:
    """Return the kind of a target: ``organisation`` for a named one, else itself."""
    return target.partition(":")[0]
