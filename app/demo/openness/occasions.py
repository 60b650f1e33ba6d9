"""What few compounds ever publish: an urgent repair out of the maintenance fund, and parking that neighbours keep.

Where a roof leaked on after repairs, it is repaired first and posted with the audit, before the fund pays. Where no
company is, a group of neighbours keeps order in the yard and shows every quarter what came in and what it was for.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.demo.chance import split
from app.demo.district import Building, Compound, District
from app.demo.openness.books import Books
from app.demo.openness.press import Period, Press
from app.demo.seasons import moment
from app.forms.base import Body
from app.forms.words import chinese_day

Row = dict[str, Any]

LEAKED_DAYS, MET_DAYS, ACCEPTED_DAYS, POSTED_DAYS, POSTED_LEFT_DAYS = 44, 41, 19, 7, 8
"""How many days ago the roof leaked again, the site was looked at, the work accepted and all of it posted; how many it
still hangs there."""
REPAIR_FEN = 28_640_00
CARS, CAR_FEN, STEWARD_FEN = 36, 60_00, 1_500_00
"""Cars that neighbours registered, what each pays a month for the cost, and what the two stewards get a month."""
TAKES_DAYS = 12
QUARTERS = 2


def urgent_repair(district: District, press: Press, books: Books, places: tuple[str, ...]) -> None:
    """Publish the urgent use of the fund for a roof: minutes, plan, audit, and what each stairwell pays."""
    compound, building = books.compound, books.compound.buildings[0]
    service = compound.company_on(district.today)
    company = service.company.short if service else "物业企业"
    leaked, met = chinese_day(district.days_ago(LEAKED_DAYS)), chinese_day(district.days_ago(MET_DAYS))
    head: Row = {
        "what": f"{leaked}降雨后，{building.name}顶层住户屋面渗漏，补漏两次仍渗漏，雨水流进楼道配电箱。",
        "place": f"{building.name}屋面",
        "meeting": (
            f"{met}，居委会、物业管理委员会、{company}和 {building.name}业主代表现场查看："
            "属于屋面防水损坏造成渗漏，超出物业服务合同的维修范围，同意应急使用专项维修资金，先维修、后申请。纪要已抄送区住建委。"
        ),
        "plan": "铲除破损的防水层，找平后铺两层改性沥青防水卷材，女儿墙和落水口做附加层，蓄水 24 小时试验。",
        "contractor": "示例建工改造工程有限公司",
        "accepted_on": str(district.days_ago(ACCEPTED_DAYS)),
        "amount": REPAIR_FEN,
        "audit": "送审 30,120.00 元，审定 28,640.00 元，审减 1,480.00 元，按审定金额结算。",
    }
    press.publish(
        compound,
        "fund_emergency",
        {"head": head, "tables": {"split": _split(books, building)}},
        moment(district.days_ago(POSTED_DAYS), 10, 30),
        subject=f"{building.name}屋面防水应急维修",
        valid_to=district.days_ago(-POSTED_LEFT_DAYS),
        places=places,
        papers=3,
    )


def _split(books: Books, building: Building) -> list[Row]:
    """Return what the stairwells of a building pay, by area."""
    areas: dict[str, int] = {}
    for home, area in zip(books.compound.homes, books.areas, strict=True):
        if home.building is building:
            stairs = home.label.split("单元")[0] + "单元"
            areas[stairs] = areas.get(stairs, 0) + area
    amounts = split(REPAIR_FEN, [float(area) for area in areas.values()])
    return [
        {"building": stairs, "area": area, "amount": amount}
        for (stairs, area), amount in zip(areas.items(), amounts, strict=True)
    ]


def parking_of_neighbours(press: Press, compound: Compound, today: date, quarters: list[Period]) -> None:
    """Publish the last quarters of a group of neighbours that keeps the parking; ``quarters`` have the newest first."""
    opening = 320_00
    shown = [period for period in quarters if (today - period[1]).days > TAKES_DAYS][:QUARTERS]
    for period in reversed(shown):
        body = _parking(compound, opening, *period)
        opening = int(str(body["head"]["closing"]))
        at = moment(period[1] + timedelta(days=TAKES_DAYS), 16)
        press.publish(compound, "parking_selfgov", body, at, period=period)


def _parking(compound: Compound, opening: int, first: date, last: date) -> Body:
    months = [first, (first + timedelta(days=31)).replace(day=1), last.replace(day=1)]
    entries: list[Row] = []
    for month in months:
        entries += [
            {
                "on": str(month.replace(day=5)), "what": f"{month.month} 月停车费 {CARS} 辆，每辆 60 元",
                "paid_in": CARS * CAR_FEN, "basis": "停车自治公约第 4 条，收据",
            },
            {
                "on": str(month.replace(day=26)), "what": f"{month.month} 月值守补贴（两人）",
                "paid_out": STEWARD_FEN, "basis": "停车自治公约第 6 条，签收单",
            },
        ]  # fmt: skip
    lines: Row = {"what": "补划车位线、消防通道禁停标志", "paid_out": 1_280_00, "basis": "发票"}
    entries.append({"on": str(last.replace(day=27))} | lines)
    numbered: list[Row] = [{"number": number} | row for number, row in enumerate(entries, start=1)]
    paid_in, paid_out = (sum(int(str(row.get(key) or 0)) for row in numbered) for key in ("paid_in", "paid_out"))
    head: Row = {
        "keeper": f"{compound.name}停车自治小组（{compound.community.name}居委会指导）",
        "account": "示例银行石景山支行，居委会代管账户，末四位 0116",
        "opening": opening,
        "paid_in": paid_in,
        "paid_out": paid_out,
        "closing": opening + paid_in - paid_out,
        "note": "只收管理成本和设施费用，结余留作下一季度划线和维修，不作他用。",
    }
    return {"head": head, "tables": {"entries": numbered}}
