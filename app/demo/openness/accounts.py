"""The sheets about money, filled in from the books of a compound: accounts, common revenue, shared power, the fund."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.demo.district import Compound
from app.demo.openness.books import SPACE_FEN, Books, Quarter
from app.forms.accounts import COST_ITEMS, FEES
from app.forms.base import Body
from app.forms.fees import COMMISSION, LUMP_SUM
from app.forms.words import percent

Row = dict[str, Any]

BUDGET_PERCENT, AHEAD_PERCENT = 102, 103
WHOLE_HUNDRED_YUAN = 100_00
FAR_PERCENT = 20
"""From what difference to the budget on a line says why (``forms.accounts``)."""
FUND_MANAGER = "北京市住房资金管理部门（专项维修资金专户）"


def account(compound: Compound, tail: str) -> str:
    """Return where money of all owners lies."""
    return f"示例银行石景山支行，{compound.name}业主共有资金账户，末四位 {tail}"


def year_of(books: Books, year: int) -> Body:
    """Return the accounts of a year, with its budget and that of the next one."""
    now, before = books.year(year), books.year(year - 1)
    income: list[Row] = [
        _line(FEES, None, now.fees, before.fees, due=now.fees_due),
        _line("arrears", None, now.arrears, before.arrears),
        _line("other", "有偿维修、代办服务", now.other, before.other),
    ]
    if now.subsidy:
        income.insert(2, _line("subsidy", "老旧小区物业管理补贴", now.subsidy, before.subsidy))
    expense: list[Row] = [_line(item, None, now.costs[item], before.costs[item]) for item, _ in COST_ITEMS]
    share = percent(now.fees, now.fees_due)
    head: Row = _head(books, now, books.left_by(year - 1), books.left_by(year)) | {
        "performance": f"合同约定的服务按计划提供，物业费收缴率 {share}；没有做到的项目已在服务标准中如实显示。",
        "auditor": "示例会计师事务所" if books.shape.commission else None,
    }
    return {"head": head, "tables": {"income": income, "expense": expense}}


def quarter_of(books: Books, year: int, number: int) -> Body:
    """Return the accounts of a quarter."""
    now = books.quarter(year, number)
    opening = books.left_by(year, number - 1) if number > 1 else books.left_by(year - 1)
    income: list[Row] = [
        {"item": FEES, "due": now.fees_due, "amount": now.fees},
        {"item": "arrears", "amount": now.arrears},
        {"item": "other", "name": "有偿维修、代办服务", "amount": now.other},
    ]
    if now.subsidy:
        income.insert(2, {"item": "subsidy", "name": "老旧小区物业管理补贴", "amount": now.subsidy})
    expense: list[Row] = [{"item": item, "amount": now.costs[item]} for item, _ in COST_ITEMS]
    head = _head(books, now, opening, books.left_by(year, number))
    return {"head": head, "tables": {"income": income, "expense": expense}}


def _head(books: Books, now: Quarter, opening: int, closing: int) -> Row:
    return {
        "charging_mode": COMMISSION if books.shape.commission else LUMP_SUM,
        "fees_due": now.fees_due,
        "opening": opening,
        "total_income": now.income,
        "total_expense": sum(now.costs.values()),
        "commission": now.commission or None,
        "tax": now.tax,
        "balance": now.balance,
        "closing": closing,
    }


def _line(item: str, name: str | None, amount: int, before: int, *, due: int | None = None) -> Row:
    budget = _rounded(before * BUDGET_PERCENT // 100)
    row: Row = {
        "item": item,
        "name": name,
        "budget": budget,
        "amount": amount,
        "next_budget": _rounded(amount * AHEAD_PERCENT // 100),
    }
    if due is not None:
        row["due"] = due
    if budget and abs(amount - budget) * 100 >= FAR_PERCENT * budget:
        row["note"] = "比预算多，当年项目增加" if amount > budget else "比预算少，部分项目顺延到下一年"
    return row


def _rounded(fen: int) -> int:
    return fen // WHOLE_HUNDRED_YUAN * WHOLE_HUNDRED_YUAN


# --- what belongs to all owners ---


def revenue(books: Books, year: int) -> Body:
    """Return the ledger of common revenue of a year."""
    found, fund = books.revenue(year), books.fund(year)
    sources: list[Row] = [
        {
            "source": source.source,
            "name": source.name,
            "contract_no": f"{year}-{place:02d}" if source.payer else None,
            "payer": source.payer,
            "from_on": str(date(year, 1, 1)) if source.payer else None,
            "to_on": str(date(year, 12, 31)) if source.payer else None,
            "gross": source.gross,
            "cost": source.cost,
            "net": source.gross - source.cost,
            "note": source.note,
        }
        for place, source in enumerate(found.sources, start=1)
    ]
    decision = f"物业管理委员会 {year} 年第 2 次会议，{year} 年 4 月 16 日，决定〔{year}〕2 号"
    uses: list[Row] = [
        {"use": "refill", "name": "补充专项维修资金", "spent_on": str(date(year, 12, 20)), "amount": found.refill},
        {
            "use": "repair", "name": "单元门和院内路灯维修", "spent_on": str(date(year, 8, 12)),
            "amount": found.repair, "decision": decision,
        },
        {
            "use": "activity", "name": "重阳节慰问老人", "spent_on": str(date(year, 10, 15)),
            "amount": found.activity, "decision": decision,
        },
    ]  # fmt: skip
    head: Row = {
        "opening": found.opening,
        "gross": sum(source.gross for source in found.sources),
        "cost": sum(source.cost for source in found.sources),
        "net": found.net,
        "used": found.used,
        "refill": found.refill,
        "closing": found.closing,
        "first_deposit": books.first_deposit,
        "fund_balance": sum(share.closing for share in fund),
        "account": account(books.compound, "0107"),
    }
    return {"head": head, "tables": {"sources": sources, "uses": uses}}


def fund(books: Books, year: int) -> Body:
    """Return the maintenance fund of a year by building, with the one repair that was paid out of it."""
    shares = books.fund(year)
    balances: list[Row] = [
        {
            "building": share.building.name,
            "opening": share.opening,
            "paid_in": share.paid_in,
            "paid_out": share.paid_out,
            "closing": share.closing,
        }
        for share in shares
    ]
    uses: list[Row] = [
        {
            "name": "屋面防水维修",
            "building": share.building.name,
            "amount": share.paid_out,
            "contractor": "示例建工改造工程有限公司",
            "decision": f"{share.building.name}业主表决，{year} 年 5 月，参与的均过三分之二，同意的均过参与的半数",
            "audit": "审价结果与结算一致",
        }
        for share in shares
        if share.paid_out
    ]
    sums = {key: sum(int(row[key]) for row in balances) for key in ("opening", "paid_in", "paid_out", "closing")}
    head: Row = {"manager": FUND_MANAGER, "first_deposit": books.first_deposit} | sums
    return {"head": head, "tables": {"balances": balances, "uses": uses}}


def sharing(books: Books, year: int) -> Body:
    """Return what was paid for shared water and power in a year, and what of it the owners paid."""
    compound = books.compound
    stairs = sum(building.units for building in compound.buildings)
    lifts = sum(building.lifts for building in compound.buildings)
    rows: list[Row] = [_shared("power", "楼道照明", stairs * (610 + year % 7), 49, "home")]
    if lifts:
        rows.append(_shared("power", "电梯", lifts * (8_400 + year % 11), 49, "area"))
        rows.append(_shared("power", "二次供水水泵", 9_600 + year % 13, 49, "area"))
    rows.append(_shared("power", "院内路灯、门禁和监控", 4_300 + len(compound.buildings) * 90, 49, "none"))
    rows.append(_shared("water", "绿化和院内冲洗", 420 + len(compound.homes) // 4, 950, "none"))
    head: Row = {
        "total_paid": sum(row["paid"] for row in rows),
        "total_collected": sum(row["collected"] for row in rows),
        "note": "不向业主分摊的部分由物业服务企业承担。",
    }
    return {"head": head, "tables": {"shares": rows}}


def _shared(item: str, name: str, used: int, price_fen: int, by: str) -> Row:
    paid = used * price_fen
    return {
        "item": item,
        "name": name,
        "used": used,
        "paid": paid,
        "shared_by": by,
        "collected": 0 if by == "none" else paid,
        "note": "按供应单位的价格，不加收" if by != "none" else None,
    }


PARKING_DECISION = "业主共同决定（物业管理委员会组织表决），{day}，〔{year}〕1 号：院内共用车位每辆每月 150 元"


def parking(books: Books, decided: date) -> Body:
    """Return the parking spaces of a compound: all of them belong to all owners."""
    area: Row = {
        "area": "院内地面",
        "ownership": "common",
        "spaces": books.spaces,
        "let": books.let,
        "rate": SPACE_FEN,
        "unit": "car_month",
        "basis": "按辆按月",
        "decision": PARKING_DECISION.format(day=decided, year=decided.year),
    }
    head: Row = {
        "spaces": books.spaces,
        "let": books.let,
        "common": books.spaces,
        "rules": "每户先登记一辆，有空余再按登记先后轮候；残疾人车辆优先。",
    }
    return {"head": head, "tables": {"areas": [area]}}


def cashbook(opening: int, first: date, last: date) -> Body:
    """Return what self-managing owners took in and spent in a quarter."""
    entries: list[Row] = [
        {"number": 1, "on": str(first.replace(day=8)), "what": "收各户卫生费", "paid_in": 2_640_00, "basis": "收据"},
        {"number": 2, "on": str(first.replace(day=20)), "what": "院内保洁两人", "paid_out": 1_800_00},
        {"number": 3, "on": str(last.replace(day=12)), "what": "换楼道灯 12 个", "paid_out": 316_50, "basis": "发票"},
    ]
    paid_in = sum(int(str(row.get("paid_in") or 0)) for row in entries)
    paid_out = sum(int(str(row.get("paid_out") or 0)) for row in entries)
    head: Row = {
        "keeper": "业主自管小组",
        "account": "示例银行石景山支行，居委会代管账户，末四位 0108",
        "opening": opening,
        "paid_in": paid_in,
        "paid_out": paid_out,
        "closing": opening + paid_in - paid_out,
    }
    return {"head": head, "tables": {"entries": entries}}
