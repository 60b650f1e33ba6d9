"""The sheets that hang on the board or are put up on an occasion: who, what, for how much, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from app.demo import words
from app.demo.chance import stream
from app.demo.district import Compound, Service
from app.demo.openness.accounts import PARKING_DECISION, account
from app.demo.openness.books import SPACE_FEN, Books
from app.forms.base import Body
from app.forms.fees import COMMISSION, LUMP_SUM
from app.standards.catalogue import CURRENT
from app.standards.models import LEVEL_NAMES

Row = dict[str, Any]

PHONES = 3_000
"""Landlines of projects are counted from here on."""


def uscc(company: str) -> str:
    """Return an invented credit code: that of no company, since its places are all nought."""
    return f"91110107MA{sum(company.encode()) % 100_000_000:08d}"


def phone(compound: Compound, which: int) -> str:
    """Return an invented phone of a project: 0 the office, 1 the manager, 2 complaints, 3 the emergency."""
    return words.landline(PHONES + stream("phones", compound.plan.key).randrange(600) * 4 + which)


def company(compound: Compound, service: Service) -> Body:
    """Return who is responsible."""
    head: Row = {
        "company_name": service.company.name,
        "uscc": uscc(service.company.name),
        "address": "北京市石景山区示例路 1 号",
        "contract_from": str(service.starts_on),
        "contract_to": str(service.ends_on) if service.ends_on else None,
        "manager_name": compound.manager.name if compound.manager else "值班经理",
        "manager_phone": phone(compound, 1),
        "service_phone": phone(compound, 0),
        "complaint_phone": phone(compound, 2),
        "office": "小区大门旁项目部，每天 8:00 至 18:00，其余时间有人值班",
    }
    contacts: list[Row] = [
        {"post": "客服", "phone": phone(compound, 0), "hours": "8:00 至 18:00"},
        {"post": "夜间值班和急修", "phone": phone(compound, 3), "hours": "18:00 至次日 8:00"},
        {"post": "消防安全", "phone": phone(compound, 1), "hours": "全天"},
    ]
    return {"head": head, "tables": {"contacts": contacts}}


def maintenance(compound: Compound) -> Body:
    """Return who looks after which equipment."""
    firms: list[Row] = [
        {
            "equipment": "消防设施", "firm": "示例消防技术服务有限公司", "qualification": "消防设施维护保养检测资质",
            "phone": words.landline(2_001), "plan": "每月巡检一次，每年检测一次",
        },
    ]  # fmt: skip
    if any(building.lifts for building in compound.buildings):
        firms.insert(
            0,
            {
                "equipment": "电梯", "firm": "示例平安电梯维保有限公司", "qualification": "电梯修理 A2 级",
                "phone": words.landline(12), "plan": "每半月维保一次，每半年应急演练一次；困人 30 分钟内到场",
            },
        )  # fmt: skip
        firms.append(
            {
                "equipment": "二次供水",
                "firm": "示例供水设备服务有限公司", "qualification": "二次供水设施清洗消毒资质",
                "phone": words.landline(2_002), "plan": "水箱每半年清洗消毒一次，水泵每两个月保养一次",
            }
        )  # fmt: skip
    head: Row = {
        "emergency_plan": "困人、停水、停电、火情先打急修电话；值班员 15 分钟内到场，先救人、再抢修、同时报告社区。",
        "emergency_phone": phone(compound, 3),
    }
    return {"head": head, "tables": {"firms": firms}}


def services(terms: Iterable[Row]) -> Body:
    """Return what the contract promises, from the rows of the plan."""
    return {"head": {"standard": CURRENT}, "tables": {"items": list(terms)}}


RELIEFS: tuple[Row, ...] = (
    {"case": "长期空置", "item": "物业服务费", "share": 300, "how": "到项目部登记，空置期间按月减收"},
    {"case": "低保户", "item": "物业服务费", "share": 500, "how": "带低保证到项目部登记", "basis": "合同第 9 条"},
)


def fees(books: Books, service: Service, decided: date, *, rate: int | None = None, since: date | None = None) -> Body:
    """Return the price list. ``rate`` is a new property fee in fen that counts ``since`` a day."""
    shape, compound = books.shape, books.compound
    begin = str(service.starts_on)
    level = LEVEL_NAMES.get(shape.level or 0, "一级")
    items: list[Row] = [
        {
            "name": "物业服务费",
            "kind": "property",
            "content": "共用部位和设施设备日常维护、楼内外保洁、绿化养护、秩序维护、客户服务",
            "standard": f"{CURRENT} {level}",
            "rate": rate or shape.rate,
            "unit": "m2_month",
            "basis": "建筑面积",
            "payer": "业主",
            "pricing": "market",
            "start_on": str(since) if since else begin,
        },
        {
            "name": "院内共用车位停车费",
            "kind": "parking_common",
            "content": "车位使用；收入归全体业主，计入公共收益",
            "standard": "一车一位，按登记先后轮候",
            "rate": SPACE_FEN,
            "unit": "car_month",
            "basis": "按辆",
            "payer": "登记车辆的住户",
            "pricing": "market",
            "start_on": begin,
            "decision": PARKING_DECISION.format(day=decided, year=decided.year),
        },
        {
            "name": "户内疏通、换龙头等有偿维修",
            "kind": "other",
            "content": "上门维修，材料费另计；先报价、住户同意后再施工",
            "standard": "预约后 2 小时内上门",
            "rate": 3_000,
            "unit": "time",
            "basis": "按次",
            "payer": "预约的住户",
            "pricing": "market",
            "start_on": begin,
        },
    ]
    head: Row = {
        "company_name": service.company.name,
        "uscc": uscc(service.company.name),
        "contract_no": f"SJS-{service.starts_on:%Y}-{stream('contract', compound.plan.key).randrange(900) + 100}",
        "contract_from": begin,
        "contract_to": str(service.ends_on) if service.ends_on else None,
        "charging_mode": COMMISSION if shape.commission else LUMP_SUM,
        "joint_account": account(compound, "0109") if shape.commission else None,
        "way_to_pay": "微信、银行转账或到项目部缴费，按年或按季度缴",
        "relief_rules": "连续空置六个月以上的，办理登记后物业服务费减收三成；低保户凭证减收一半。",
        "complaint_phone": phone(compound, 2),
        "supervision_phones": "12345、12315",
    }
    return {"head": head, "tables": {"items": items, "reliefs": [dict(relief) for relief in RELIEFS]}}


QUESTIONS = ("楼内保洁", "院内保洁和垃圾清运", "绿化养护", "公共设施维修", "秩序和停车", "客服态度和回复")


def survey(compound: Compound, year: int, first: date, last: date) -> Body:
    """Return the yearly survey: more than half of the households were asked."""
    chance = stream("survey", compound.plan.key, year)
    households = len(compound.homes)
    asked = households * chance.randint(53, 68) // 100 + 1
    answers: list[Row] = []
    for question in QUESTIONS:
        satisfied = asked * chance.randint(52, 74) // 100
        bad = asked * chance.randint(3, 14) // 100
        answers.append(
            {
                "question": question,
                "satisfied": satisfied,
                "basically": asked - satisfied - bad,
                "dissatisfied": bad,
            }
        )
    head: Row = {
        "households": households,
        "asked": asked,
        "from_on": str(first),
        "to_on": str(last),
        "method": "楼门长入户发问卷，行动不便的由社区志愿者代填，也可以扫码填写",
        "measures": "针对不满意较多的项目：增加雨雪天楼道清扫；维修超过两天的由项目经理上门说明；每季度公布整改情况。",
    }
    return {"head": head, "tables": {"answers": answers}}


def outage(compound: Compound, day: date) -> Body:
    """Return a planned stop of water."""
    head: Row = {
        "kind": "water",
        "planned": True,
        "starts_on": str(day),
        "hours": "9:00 至 16:00",
        "scope": "、".join(building.name for building in compound.buildings[:3]),
        "reason": "更换老化的进水阀门，请提前储水；恢复供水后先放一会儿再用。",
        "phone": phone(compound, 0),
    }
    return {"head": head, "tables": {}}


def works(compound: Compound, first: date, days: int) -> Body:
    """Return a renovation in somebody's home."""
    head: Row = {
        "building": f"{compound.buildings[-1].name}1单元",
        "content": "更换厨房、卫生间管线和地面，不拆改承重墙",
        "from_on": str(first),
        "to_on": str(first + timedelta(days=days)),
        "hours": "工作日 8:00 至 12:00、14:00 至 18:00，周末和节假日不施工",
        "contact": "装修负责人",
        "phone": phone(compound, 1),
    }
    return {"head": head, "tables": {}}


def parking_decision(books: Books, day: date) -> Body:
    """Return the decision by which the common spaces cost something."""
    households = len(books.compound.homes)
    agreed = households * 71 // 100
    head: Row = {
        "body": "management_committee",
        "decided_on": str(day),
        "title": "院内共用车位收费",
        "text": (
            f"院内共用车位 {books.spaces} 个，每辆每月收 150 元，收入归全体业主，扣除合理成本后"
            "不少于三成补充专项维修资金，每年公示一次。"
        ),
        "votes": f"参与 {agreed + households // 10} 户，面积和人数均过三分之二；同意 {agreed} 户，均过参与的四分之三",
    }
    return {"head": head, "tables": {}}


def lamp_decision(compound: Compound, day: date) -> Body:
    """Return a decision of these days."""
    households = len(compound.homes)
    head: Row = {
        "body": "management_committee",
        "decided_on": str(day),
        "title": "用公共收益更换楼道感应灯",
        "text": "从公共收益中支出不超过 8,000 元，更换各单元一至三层的楼道感应灯，完工后公示结算和照片。",
        "votes": f"参与表决 {households * 82 // 100} 户，同意 {households * 76 // 100} 户，面积和人数均过半数",
    }
    return {"head": head, "tables": {}}


def rules_of_living(compound: Compound) -> Body:
    """Return the rules that the owners gave themselves."""
    text = (
        "一、爱护共用部位和设施，不在楼道堆放物品，电动自行车和电池不进楼。"
        "二、垃圾分类投放，装修垃圾投放到指定地点。"
        "三、车辆按位停放，不占用消防通道。"
        "四、遛狗牵绳，及时清理粪便。"
        "五、装修先登记，按时施工。"
        "六、公共收益归全体业主，每年公示。"
    )
    return {"head": {"title": f"{compound.name}管理规约", "text": text}, "tables": {}}


def holiday(day: date) -> Body:
    """Return the hours of an office on a holiday, which had to be withdrawn."""
    text = f"{day.month} 月 {day.day} 日项目部停电检修，当天不办理缴费，急修电话照常。"
    return {"head": {"title": "项目部办公时间临时调整", "text": text}, "tables": {}}


def emergency_service(provider: str, phone_: str, first: date, last: date) -> Body:
    """Return the service that the street organised where no company is."""
    head: Row = {
        "provider": provider,
        "reason": "原物业服务企业合同到期撤出，新企业尚未选定",
        "content": "垃圾清运、供水泵房值守、楼道照明抢修、积雪清扫；不含绿化和停车管理。",
        "from_on": str(first),
        "to_on": str(last),
        "fees": "由受益业主按建筑面积分摊，困难家庭由街道补助",
        "phone": phone_,
    }
    rows: list[Row] = [{"name": "应急服务费", "rate": 30, "unit": "m2_month", "basis": "建筑面积"}]
    return {"head": head, "tables": {"fees": rows}}
