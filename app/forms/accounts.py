"""收支情况: income and expense of the property project by the nine cost items, for a year or a quarter. Pure.

The cost items, and that major repairs are never paid out of fees, are art. 11 of 《物业服务收费管理办法》
(发改价格〔2003〕1864号). Everything reconciles to the fen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.ledger import Column, Kind, Row, TableSpec
from app.forms.base import Body, Facts, Form, Level, Party, PeriodKind, Problem, Total, rows, sum_of, whole, words_of
from app.forms.fees import COMMISSION, MODES
from app.forms.words import off_by, percent, yuan

FEES = "fees"
INCOME_ITEMS = (
    (FEES, "物业服务费（实收）"),
    ("arrears", "收回往年欠费"),
    ("parking", "停车费"),
    ("public_revenue", "公共收益转入"),
    ("subsidy", "财政或单位补贴"),
    ("other", "其他收入"),
)
COST_ITEMS = (
    ("staff", "人员工资、社会保险和福利"),
    ("common", "共用部位、设施设备日常运行维护"),
    ("cleaning", "清洁卫生"),
    ("greening", "绿化养护"),
    ("order", "秩序维护"),
    ("office", "办公费用"),
    ("depreciation", "企业固定资产折旧"),
    ("insurance", "共用部位、设施设备和公众责任保险"),
    ("other", "经业主同意的其他费用"),
)
MAJOR = re.compile("大修|中修|更新改造")
WITHOUT_MAJOR = re.compile("(?:不含|不包括|不包含|除)[^。；;]*")
FAR_OFF_PERCENT = 20
"""From what difference to the budget on a sentence about the reason is asked for (product rule)."""


def rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong: sums, balances, missing cost items, major repairs among the fees."""
    head, income, expense = body["head"], rows(body, "income"), rows(body, "expense")
    earned, spent = sum_of(income, "amount"), sum_of(expense, "amount")
    yield from off_by("head.total_income", "收入合计", whole(head, "total_income"), earned)
    yield from off_by("head.total_expense", "支出合计", whole(head, "total_expense"), spent)
    balance = earned - spent - whole(head, "commission") - whole(head, "tax")
    yield from off_by("head.balance", "本期结余（收入－支出－酬金－税费）", whole(head, "balance"), balance)
    closing = whole(head, "opening") + balance
    yield from off_by("head.closing", "期末结余（上期结转＋本期结余）", whole(head, "closing"), closing)
    if whole(head, "commission") and head.get("charging_mode") != COMMISSION:
        yield Problem("head.commission", "包干制没有酬金，这一项应为空")
    yield from _fees(head, income)
    missing = [name for code, name in COST_ITEMS if all(row.get("item") != code for row in expense)]
    if missing:
        yield Problem("expense", f"支出里缺少：{'、'.join(missing)}；没有支出请填 0.00")
    for table, several in (("income", income), ("expense", expense)):
        for number, row in enumerate(several, start=1):
            yield from _line(table, number, row)


def _fees(head: Row, income: list[Row]) -> Iterator[Problem]:
    due, received = whole(head, "fees_due"), sum_of((row for row in income if row.get("item") == FEES), "amount")
    if due and received > due:
        yield Problem("head.fees_due", f"本期实收物业费 {yuan(received)}，多于应收 {yuan(due)}，请核对", Level.WARNING)


def _line(table: str, number: int, row: Row) -> Iterator[Problem]:
    said = WITHOUT_MAJOR.sub("", f"{words_of(row, 'name')}。{words_of(row, 'note')}")
    if table == "expense" and MAJOR.search(said):
        yield Problem(
            f"expense.{number}.name",
            "共用部位、设施设备的大修、中修和更新改造不得计入物业服务支出，应由专项维修资金列支"
            "（《物业服务收费管理办法》第十一条）",
        )
    budget, amount = whole(row, "budget"), whole(row, "amount")
    if budget and abs(amount - budget) * 100 >= FAR_OFF_PERCENT * budget and not row.get("note"):
        share = percent(amount - budget, budget)
        yield Problem(f"{table}.{number}.note", f"与预算相差 {share}，请说明原因", Level.WARNING)


def totals(body: Body) -> list[Total]:
    """Return the sums as they come out, the share of fees collected, and each line against its budget."""
    head, income, expense = body["head"], rows(body, "income"), rows(body, "expense")
    earned, spent = sum_of(income, "amount"), sum_of(expense, "amount")
    balance = earned - spent - whole(head, "commission") - whole(head, "tax")
    received = sum_of((row for row in income if row.get("item") == FEES), "amount")
    found = [
        Total("收入合计", yuan(earned)),
        Total("支出合计", yuan(spent)),
        Total("本期结余", yuan(balance)),
        Total("期末结余", yuan(whole(head, "opening") + balance)),
        Total("收缴率", percent(received, whole(head, "fees_due"))),
    ]
    for title, several, names in (("收入", income, dict(INCOME_ITEMS)), ("支出", expense, dict(COST_ITEMS))):
        for row in several:
            budget = whole(row, "budget")
            if budget:
                line = " ".join(filter(None, (names.get(words_of(row, "item"), ""), words_of(row, "name"))))
                found.append(Total(f"{title}·{line} 比预算", percent(whole(row, "amount") - budget, budget)))
    return found


def lead(body: Body) -> list[str]:
    """Return the result and where the money went, in sentences."""
    head, expense = body["head"], rows(body, "expense")
    names = dict(COST_ITEMS)
    by_item = {code: sum_of((row for row in expense if row.get("item") == code), "amount") for code in names}
    most = sorted((code for code in names if by_item[code]), key=lambda code: -by_item[code])[:3]
    sentences = [
        f"收入 {yuan(whole(head, 'total_income'))}，支出 {yuan(whole(head, 'total_expense'))}，"
        f"税费 {yuan(whole(head, 'tax'))}，本期结余 {yuan(whole(head, 'balance'))}。",
        f"上期结转 {yuan(whole(head, 'opening'))}，期末结余 {yuan(whole(head, 'closing'))}。",
    ]
    if most:
        spent = "，".join(f"{names[code]} {yuan(by_item[code])}" for code in most)
        sentences.append(f"支出最多的是：{spent}。")
    if whole(head, "fees_due"):
        received = sum_of((row for row in rows(body, "income") if row.get("item") == FEES), "amount")
        sentences.append(f"物业费收缴率 {percent(received, whole(head, 'fees_due'))}。")
    return sentences


def _head(*, year: bool) -> TableSpec:
    return TableSpec(
        "head",
        "收支总表",
        (
            Column("charging_mode", "计费方式", Kind.CHOICE, required=True, choices=MODES),
            Column("fees_due", "应收物业费", Kind.MONEY, least=0),
            Column("opening", "上期结转", Kind.MONEY, required=True, help="亏空写负数"),
            Column("total_income", "收入合计", Kind.MONEY, required=True, least=0),
            Column("total_expense", "支出合计", Kind.MONEY, required=True, least=0),
            Column("commission", "酬金", Kind.MONEY, least=0, help="只有酬金制填写"),
            Column("tax", "税费", Kind.MONEY, required=True, least=0),
            Column("balance", "本期结余", Kind.MONEY, required=True, help="收入－支出－酬金－税费"),
            Column("closing", "期末结余", Kind.MONEY, required=True, help="上期结转＋本期结余"),
            *((Column("performance", "上一年合同履行情况", Kind.LONG_TEXT, required=True),) if year else ()),
            Column("auditor", "审计单位", longest=80),
            Column("note", "说明", Kind.LONG_TEXT),
        ),
        most_rows=1,
    )


def _lines(key: str, name: str, items: tuple[tuple[str, str], ...], *, year: bool) -> TableSpec:
    due = (Column("due", "应收", Kind.MONEY, least=0),) if key == "income" else ()
    ahead = (Column("next_budget", "本年预算", Kind.MONEY, required=True, least=0),) if year else ()
    return TableSpec(
        key,
        name,
        (
            Column("item", "科目", Kind.CHOICE, required=True, choices=items),
            Column("name", "明细", longest=80),
            *due,
            Column("budget", "预算数", Kind.MONEY, least=0),
            Column("amount", "实际数", Kind.MONEY, required=True, least=0),
            *ahead,
            Column("note", "说明", longest=300),
        ),
        most_rows=500,
        row_key=("item", "name"),
    )


def _form(code: str, name: str, duties: tuple[str, ...], period: PeriodKind, help_: str) -> Form:
    year = period is PeriodKind.YEAR
    tables = (
        _lines("income", "收入", INCOME_ITEMS, year=year),
        _lines("expense", "支出", COST_ITEMS, year=year),
    )
    head = _head(year=year)

    def first() -> Body:
        return {
            "head": dict.fromkeys(column.key for column in head.columns),
            "tables": {
                "income": [_line_of(tables[0], FEES)],
                "expense": [_line_of(tables[1], item) for item, _ in COST_ITEMS],
            },
        }

    def carry(last: Body) -> Body:
        """Begin the next period: what was left is carried over, what was planned becomes the budget."""
        begun = first()
        begun["head"] |= {"charging_mode": last["head"].get("charging_mode"), "opening": last["head"].get("closing")}
        for spec in tables:
            begun["tables"][spec.key] = [
                dict.fromkeys(column.key for column in spec.columns)
                | {
                    "item": row.get("item"),
                    "name": row.get("name"),
                    "budget": row.get("next_budget" if year else "budget"),
                }
                for row in rows(last, spec.key)
            ]
        return begun

    return Form(
        code=code,
        name=name,
        duties=duties,
        period=period,
        party=Party.COMPANY,
        head=head,
        tables=tables,
        lead=lead,
        rules=rules,
        totals=totals,
        carry=carry,
        first=first,
        ended=True,
        help=help_,
    )


def _line_of(spec: TableSpec, item: str) -> Row:
    return dict.fromkeys(column.key for column in spec.columns) | {"item": item}


YEAR = _form(
    "accounts",
    "合同履行和收支情况（年度）",
    ("D4",),
    PeriodKind.YEAR,
    "上一年合同履行情况、收支决算和本年预算，每年 3 月 31 日前公示。",
)
QUARTER = _form("accounts_quarter", "收支情况（季度）", (), PeriodKind.QUARTER, "一个季度的收支，各项要算得平。")
