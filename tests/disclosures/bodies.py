"""A right body for every form, to be broken one value at a time. Money in fen, areas in 0.01 ㎡."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from app.core.clock import today
from app.forms import FORMS, Body, Facts, Level, blank
from app.forms import content as contents
from app.forms.accounts import COST_ITEMS

Row = dict[str, Any]


def body(form: str, head: Row, **tables: list[Row]) -> Body:
    """Return a body in which every column is there."""
    spec = FORMS[form]
    whole = blank(spec)
    whole["head"] |= head
    for key, rows in tables.items():
        columns = [column.key for column in spec.table(key).columns]
        whole["tables"][key] = [dict.fromkeys(columns) | row for row in rows]
    return whole


def in_days(days: int) -> str:
    """Return a day as it stands in a cell."""
    return str(today() + timedelta(days=days))


def item(name: str = "物业服务费", **more: Any) -> Row:
    """Return a line of the fee sheet: 0.58 元/㎡·月."""
    return {
        "name": name,
        "kind": "property",
        "content": "保洁、秩序维护、共用部位维护",
        "standard": "DB11/T 751-2025 一级",
        "rate": 58,
        "unit": "m2_month",
        "basis": "建筑面积",
        "payer": "业主",
        "pricing": "market",
        "start_on": "2026-01-01",
    } | more


def fees(*items: Row, **head: Any) -> Body:
    """Return a fee sheet."""
    return body(
        "fees",
        {
            "company_name": "示例物业服务有限公司",
            "uscc": "91110107MA00000000",
            "contract_from": "2025-10-01",
            "charging_mode": "lump_sum",
            "way_to_pay": "微信、现金，每年缴一次",
            "relief_rules": "连续空置六个月以上减收三成",
            "complaint_phone": "010-00000000",
            "supervision_phones": "12345、12315",
        }
        | head,
        items=list(items) or [item()],
        reliefs=[{"case": "长期空置", "item": "物业服务费", "share": 300, "how": "到项目部登记"}],
    )


def accounts(form: str = "accounts", **head: Any) -> Body:
    """Return accounts that come out: 110,000.00 in, 90,000.00 out, 6,600.00 tax, 13,400.00 left."""
    year = form == "accounts"
    ahead = {"next_budget": 10_000_00} if year else {}
    return body(
        form,
        {
            "charging_mode": "lump_sum",
            "fees_due": 120_000_00,
            "opening": 2_000_00,
            "total_income": 110_000_00,
            "total_expense": 90_000_00,
            "tax": 6_600_00,
            "balance": 13_400_00,
            "closing": 15_400_00,
        }
        | ({"performance": "合同约定的服务均已提供"} if year else {})
        | head,
        income=[
            {"item": "fees", "amount": 100_000_00} | ahead,
            {"item": "parking", "name": "地面车位", "amount": 10_000_00} | ahead,
        ],
        expense=[{"item": code, "amount": 10_000_00} | ahead for code, _ in COST_ITEMS],
    )


def revenue(**head: Any) -> Body:
    """Return a ledger of common revenue: 10,000.00 net, half of it to a fund at 29 %."""
    return body(
        "revenue",
        {
            "opening": 1_000_00,
            "gross": 12_000_00,
            "cost": 2_000_00,
            "net": 10_000_00,
            "used": 6_000_00,
            "refill": 5_000_00,
            "closing": 5_000_00,
            "first_deposit": 100_000_00,
            "fund_balance": 29_000_00,
            "account": "示例银行 业主共有资金 0001",
        }
        | head,
        sources=[
            {"source": "lift_ads", "name": "1 号楼电梯", "gross": 7_000_00, "cost": 0, "net": 7_000_00},
            {
                "source": "parking", "name": "院内车位", "gross": 5_000_00, "cost": 2_000_00, "net": 3_000_00,
                "note": "划线、保险",
            },
        ],
        uses=[
            {"use": "refill", "name": "补充维修资金", "amount": 5_000_00},
            {"use": "repair", "name": "修楼道灯", "amount": 1_000_00, "decision": "2025 年 5 月业主大会第 3 号"},
        ],
    )  # fmt: skip


def fund(**head: Any) -> Body:
    """Return a fund of two buildings: 50,000.00, 5,000.00 in, 15,000.00 out."""
    return body(
        "fund",
        {
            "manager": "市住房资金管理部门",
            "first_deposit": 100_000_00,
            "opening": 50_000_00,
            "paid_in": 5_000_00,
            "paid_out": 15_000_00,
            "closing": 40_000_00,
        }
        | head,
        balances=[
            {"building": "1 号楼", "opening": 30_000_00, "paid_in": 5_000_00, "paid_out": 15_000_00}
            | {"closing": 20_000_00},
            {"building": "2 号楼", "opening": 20_000_00, "paid_in": 0, "paid_out": 0, "closing": 20_000_00},
        ],
        uses=[{"name": "屋面防水", "building": "1 号楼", "amount": 15_000_00, "decision": "1 号楼业主表决"}],
    )


def sharing(**head: Any) -> Body:
    """Return shared water and power of 300.00, of which 280.00 is shared out."""
    return body(
        "sharing",
        {"total_paid": 300_00, "total_collected": 280_00} | head,
        shares=[
            {"item": "power", "name": "楼道照明", "paid": 200_00, "shared_by": "home", "collected": 200_00},
            {"item": "water", "name": "绿化", "paid": 100_00, "shared_by": "area", "collected": 80_00},
        ],
    )


def cashbook(form: str = "selfmanaged", day: str = "2026-07-05", **head: Any) -> Body:
    """Return an account of 100.00 with 60.00 in and 40.00 out."""
    return body(
        form,
        {"keeper": "业主自管小组", "opening": 100_00, "paid_in": 60_00, "paid_out": 40_00, "closing": 120_00} | head,
        entries=[
            {"number": 1, "on": day, "what": "收停车费", "paid_in": 60_00},
            {"number": 2, "on": day, "what": "换门锁", "paid_out": 40_00},
        ],
    )


def parking(**head: Any) -> Body:
    """Return thirty spaces, of which twenty are common and cost something."""
    return body(
        "parking",
        {"spaces": 30, "let": 25, "common": 20, "rules": "一户一车优先"} | head,
        areas=[
            {
                "area": "院内", "ownership": "common", "spaces": 20, "let": 20, "rate": 150_00, "unit": "car_month",
                "decision": "2025 年业主大会第 2 号",
            },
            {"area": "地下", "ownership": "own", "spaces": 10, "let": 5},
        ],
    )  # fmt: skip


def survey(**head: Any) -> Body:
    """Return a survey of 60 of 120 households."""
    return body(
        "survey",
        {
            "households": 120,
            "asked": 60,
            "from_on": "2026-09-01",
            "to_on": "2026-09-30",
            "method": "入户和网上",
            "measures": "增加楼道保洁次数",
        }
        | head,
        answers=[{"question": "保洁", "satisfied": 30, "basically": 20, "dissatisfied": 10}],
    )


def outage(**head: Any) -> Body:
    """Return a planned stop of water in two days."""
    return body(
        "outage",
        {
            "kind": "water",
            "planned": True,
            "starts_on": in_days(2),
            "hours": "9:00 至 16:00",
            "scope": "1 至 3 号楼",
            "reason": "检修水泵",
            "phone": "010-00000000",
        }
        | head,
    )


def works(**head: Any) -> Body:
    """Return a renovation."""
    return body(
        "works",
        {
            "building": "3 号楼 2 单元",
            "content": "厨房卫生间改造",
            "from_on": "2026-11-01",
            "to_on": "2026-12-01",
            "hours": "工作日 8:00 至 12:00",
            "contact": "装修公司",
            "phone": "010-00000000",
        }
        | head,
    )


def decision(**head: Any) -> Body:
    """Return a decision of the assembly of today."""
    return body(
        "decision",
        {
            "body": "owners_assembly",
            "decided_on": in_days(0),
            "title": "院内车位收费",
            "text": "同意每车每月 150 元",
            "votes": "参与 80 户，同意 60 户",
        }
        | head,
    )


def emergency_service(**head: Any) -> Body:
    """Return six months of emergency service."""
    return body(
        "emergency_service",
        {
            "provider": "示例应急物业",
            "reason": "原物业撤出",
            "content": "供水、垃圾、电梯",
            "from_on": "2026-11-01",
            "to_on": "2027-05-01",
            "fees": "全体业主分摊",
            "phone": "010-00000000",
        }
        | head,
        fees=[{"name": "应急服务费", "rate": 40, "unit": "m2_month", "basis": "建筑面积"}],
    )


def fund_emergency(**head: Any) -> Body:
    """Return an urgent repair of 3,000.00."""
    return body(
        "fund_emergency",
        {
            "what": "屋面多处漏雨",
            "place": "1 号楼屋面",
            "meeting": "居委会、物管会、物业现场会商",
            "plan": "重做防水",
            "contractor": "示例防水公司",
            "accepted_on": "2026-10-20",
            "amount": 3_000_00,
            "audit": "审定 3000.00 元",
        }
        | head,
        split=[{"building": "1 号楼", "area": 3000_00, "amount": 3_000_00}],
    )


def company(**head: Any) -> Body:
    """Return who is responsible."""
    return body(
        "company",
        {
            "company_name": "示例物业服务有限公司",
            "uscc": "91110107MA00000000",
            "contract_from": "2025-10-01",
            "manager_name": "示例经理",
            "manager_phone": "010-00000001",
            "service_phone": "010-00000002",
            "complaint_phone": "010-00000003",
        }
        | head,
        contacts=[{"post": "前台", "phone": "010-00000002", "hours": "全天"}],
    )


def services(**head: Any) -> Body:
    """Return two services, one of which does not apply."""
    return body(
        "services",
        {"standard": "DB11/T 751-2025"} | head,
        items=[
            {"code": "ENV-01", "category": "环境", "name": "楼道保洁", "level": "一级", "words": "每周至少 1 次"},
            {"code": "FAC-09", "category": "房屋设施", "name": "电梯", "level": "不适用", "words": "不适用：没有电梯"},
        ],
    )


def maintenance(**head: Any) -> Body:
    """Return one maintenance firm."""
    return body(
        "maintenance",
        {"emergency_plan": "困人 15 分钟到场", "emergency_phone": "010-00000004"} | head,
        firms=[
            {
                "equipment": "电梯", "firm": "示例电梯公司", "qualification": "A 级", "phone": "010-00000005",
                "plan": "每半月一次",
            }
        ],
    )  # fmt: skip


def other(**head: Any) -> Body:
    """Return something else."""
    return body("other", {"title": "管理规约", "text": "第一条……"} | head)


RIGHT: dict[str, Any] = {
    "fees": fees,
    "services": services,
    "company": company,
    "maintenance": maintenance,
    "accounts": accounts,
    "accounts_quarter": lambda **head: accounts("accounts_quarter", **head),
    "revenue": revenue,
    "sharing": sharing,
    "fund": fund,
    "parking": parking,
    "survey": survey,
    "outage": outage,
    "works": works,
    "decision": decision,
    "fund_emergency": fund_emergency,
    "emergency_service": emergency_service,
    "selfmanaged": cashbook,
    "parking_selfgov": lambda **head: cashbook("parking_selfgov", **head),
    "other": other,
}

PERIODS: dict[str, tuple[date, date]] = {
    "year": (date(2025, 1, 1), date(2025, 12, 31)),
    "quarter": (date(2026, 7, 1), date(2026, 9, 30)),
}


def facts(form: str, **more: Any) -> Facts:
    """Return the facts under which the right body of a form has nothing wrong."""
    first, last = PERIODS.get(FORMS[form].period, (None, None))
    usual = {
        "today": today(), "period_from": first, "period_to": last, "places": 2, "attachments": 1, "households": 120,
    }  # fmt: skip
    return Facts(**usual | more)


def changed(whole: Body, path: str, value: Any) -> Body:
    """Return a copy in which one value is another: ``head.tax`` or ``items.1.rate`` (rows from 1)."""
    copy = deepcopy(whole)
    parts = path.split(".")
    row = copy["head"] if parts[0] == "head" else copy["tables"][parts[0]][int(parts[1]) - 1]
    assert parts[-1] in row, path
    row[parts[-1]] = value
    return copy


def problems(form: str, body, **more) -> list:
    """Return what is wrong, as (path, text) of the errors."""
    found = contents.problems(FORMS[form], body, facts(form, **more))
    return [(one.path, one.text) for one in found if one.level is Level.ERROR]


def warnings(form: str, body, **more) -> list:
    """Return what is only told."""
    found = contents.problems(FORMS[form], body, facts(form, **more))
    return [(one.path, one.text) for one in found if one.level is Level.WARNING]
