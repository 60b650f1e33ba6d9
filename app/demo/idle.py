"""Idle rooms and grounds of the demo district, each as far on its way as its line says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo.chance import ident, stream
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.seasons import moment
from app.resources.models import Action, Kind, Ownership, Rating, Resource, Stage, Step, Stuck, Use

APART_DAYS = 34
"""Between two steps of one resource."""
RATED_BY = 9


@dataclass(frozen=True, slots=True)
class Idle:
    """One of them. ``way`` are its steps after it was entered, each with its words; ``ahead`` days to the next date."""

    compound: str
    name: str
    kind: Kind
    place: str
    area: int
    ownership: Ownership
    owner: str
    present_use: str
    way: tuple[tuple[Action, str], ...] = ()
    use: Use | None = None
    service: tuple[str, str] | None = None
    decision: str = ""
    money: tuple[int, str] | None = None
    stuck: Stuck | None = None
    ahead: int = 20


AFTER: dict[Action, Stage] = {
    Action.CONSULT: Stage.CONSULTED,
    Action.PLAN: Stage.PLANNED,
    Action.FUND: Stage.FUNDED,
    Action.CONVERT: Stage.CONVERTING,
    Action.RUN: Stage.RUNNING,
    Action.END: Stage.ENDED,
}
ASKED = (Action.CONSULT, "问了 86 户，72 户同意，产权单位也同意。")
IDLE: tuple[Idle, ...] = (
    Idle(
        "chunhui", "原锅炉房", Kind.ROOM, "3号楼北侧", 186_50, Ownership.UNIT, "示例机械厂", "2018 年停用，空着",
        (
            ASKED,
            (Action.PLAN, "改成社区食堂，由示例餐饮运营，老人八折。"),
            (Action.FUND, "街道资金先到位。"),
            (Action.CONVERT, "施工 60 天，白天干，中午停两小时。"),
            (Action.RUN, "开业，前三天请 80 岁以上老人免费吃。"),
        ),
        Use.CANTEEN, ("春晖食堂", "每天 7:00-19:00"), money=(38_600_000, "街道为民服务资金 30 万元，运营单位 8.6 万元"),
    ),
    Idle(
        "chunhui", "东门自行车棚", Kind.SHED, "东门内", 92_00, Ownership.COMMON, "", "堆着没人要的旧车",
        (
            (Action.CONSULT, "议事厅开了两次会，多数住户愿意改成充电车棚。"),
            (Action.PLAN, "旧车登报清理，装 40 个充电口和喷淋。"),
        ),
        Use.CHARGING, decision="2026 年第 1 次业主大会，决定〔2026〕2 号", ahead=5,
    ),
    Idle(
        "chunhui_east", "1号楼地下室", Kind.BASEMENT, "1号楼地下一层", 240_00, Ownership.UNCLEAR, "",
        "锁着，钥匙找不到",
        ((Action.STICK, "房管所和原单位都说不归自己，请街道牵头查档案。"),), stuck=Stuck.TITLE, ahead=12,
    ),
    Idle(
        "heshun", "原传达室", Kind.ROOM, "南门西侧", 28_00, Ownership.UNIT, "示例机械厂", "空着",
        (
            ASKED,
            (Action.PLAN, "改成便民维修点，磨刀、配钥匙、缝补。"),
            (Action.FUND, "不用花钱。"),
            (Action.RUN, "不用改造，直接开放。"),
        ),
        Use.REPAIRS, ("和顺维修点", "周一到周六 9:00-17:00"), money=(0, "不花钱"),
    ),
    Idle(
        "liuan", "原粮店", Kind.ROOM, "沿街 2 号", 130_00, Ownership.PUBLIC, "区房屋管理中心", "租约 2025 年到期后空着",
        (ASKED, (Action.PLAN, "引进便民菜店。"), (Action.STICK, "管理中心要按市场价收租，运营单位付不起。")),
        Use.MARKET, stuck=Stuck.OWNER, ahead=-3,
    ),
    Idle(
        "haitang", "西侧空地", Kind.GROUND, "6号楼西侧", 410_00, Ownership.COMMON, "", "杂草和建筑垃圾",
        ((Action.CONSULT, "入户问卷 210 份，想停车的和想要绿地的各一半。"),), ahead=40,
    ),
    Idle(
        "haitang", "原治安岗亭", Kind.ROOM, "北门内", 9_00, Ownership.COMMON, "", "2024 年换岗以后空着", ahead=3,
    ),
    Idle(
        "liuan", "原奶站", Kind.ROOM, "2号楼南侧", 22_00, Ownership.UNIT, "示例机械厂", "关着，门窗完好",
        (ASKED, (Action.PLAN, "改成便民理发点，老人半价。"), (Action.FUND, "街道资金到位，等开工。")),
        Use.OTHER, money=(3_200_000, "街道为民服务资金"), ahead=9,
    ),
    Idle(
        "heshun", "原煤棚", Kind.SHED, "4号楼东侧", 76_00, Ownership.UNIT, "示例机械厂", "堆放杂物",
        (
            ASKED,
            (Action.PLAN, "改成电动自行车充电棚，装 20 个充电口。"),
            (Action.FUND, "产权单位出一半，街道出一半。"),
            (Action.CONVERT, "施工 30 天，晚上不干活。"),
        ),
        Use.CHARGING, money=(9_600_000, "示例机械厂 4.8 万元，街道为民服务资金 4.8 万元"), ahead=15,
    ),
    Idle(
        "liuan", "原收发室", Kind.ROOM, "西门南侧", 14_00, Ownership.UNIT, "示例机械厂", "空着",
        ((Action.CONSULT, "街道决定留给消防站用。"), (Action.END, "产权单位收回，改建小型消防站。")),
    ),
)  # fmt: skip


def write(district: District, copier: Copier) -> None:
    """Write them with their histories, and what neighbours think of the services that run."""
    resources: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    ratings: list[dict[str, Any]] = []
    for place, idle in enumerate(IDLE):
        if idle.compound not in district.compounds:
            continue
        began = moment(district.days_ago(APART_DAYS * (len(idle.way) + 1)), 10)
        resources.append(_resource(district, idle, began + timedelta(microseconds=place)))
        steps += _steps(district, idle, began)
        if idle.service is not None:
            ratings += _ratings(district, idle)
    copier.rows(Resource, resources)
    copier.rows(Step, steps)
    copier.rows(Rating, ratings)


def _stage(idle: Idle) -> Stage:
    return [Stage.FOUND, *(AFTER[action] for action, _ in idle.way if action in AFTER)][-1]


def _resource(district: District, idle: Idle, began: datetime) -> dict[str, Any]:
    compound, stage = district.compounds[idle.compound], _stage(idle)
    owner = next((party.id for party in district.organisations.values() if party.name == idle.owner), None)
    money, source = idle.money or (None, "")
    service, hours = idle.service or ("", "")
    return {
        "id": ident("resource", idle.compound, idle.name),
        "created_at": began,
        "district_id": district.id,
        "street_id": compound.street.id,
        "community_id": compound.community.id,
        "compound_id": compound.id,
        "name": idle.name,
        "kind": idle.kind,
        "place": idle.place,
        "area": idle.area,
        "ownership": idle.ownership,
        "owner_id": owner,
        "owner_text": "" if owner else idle.owner,
        "present_use": idle.present_use,
        "use": idle.use,
        "decision": idle.decision,
        "money_fen": money,
        "money_from": source,
        "service_name": service,
        "service_hours": hours,
        "stage": stage,
        "stuck": idle.stuck,
        "stuck_since": began + timedelta(days=APART_DAYS * len(idle.way)) if idle.stuck else None,
        "next_on": None if stage in (Stage.RUNNING, Stage.ENDED) else district.days_ago(-idle.ahead),
        "version": len(idle.way) + 1,
    }


def _steps(district: District, idle: Idle, began: datetime) -> list[dict[str, Any]]:
    """Return the lines of its history, by the two workers of its community in turns."""
    compound = district.compounds[idle.compound]
    people = district.cadres[compound.community.id]
    rows: list[dict[str, Any]] = []
    before: Stage | None = None
    stage = Stage.FOUND
    for place, (action, note) in enumerate(((Action.ADD, ""), *idle.way)):
        stage = AFTER.get(action, stage)
        last = place == len(idle.way)
        at = began + timedelta(days=APART_DAYS * place)
        ahead = district.days_ago(-idle.ahead) if last else (at + timedelta(days=APART_DAYS)).date()
        rows.append(
            {
                "resource_id": ident("resource", idle.compound, idle.name),
                "seq": place + 1,
                "at": at,
                "actor_id": people[place % len(people)].person,
                "action": action,
                "before": before,
                "after": stage,
                "note": note,
                "next_on": None if stage in (Stage.RUNNING, Stage.ENDED) else ahead,
            }
        )
        before = stage
    return rows


def _ratings(district: District, idle: Idle) -> list[dict[str, Any]]:
    chance = stream("ratings", idle.compound, idle.name)
    people = {one.person: None for one in district.compounds[idle.compound].residents["home"]}
    return [
        {
            "resource_id": ident("resource", idle.compound, idle.name),
            "person_id": person,
            "stars": chance.choice((3, 4, 5, 5)),
            "at": district.now - timedelta(days=number + 1),
        }
        for number, person in enumerate(list(people)[1 : RATED_BY + 1])
    ]
