"""专项维修资金: balances by building, what was paid out of it, and its urgent use. Pure.

Urgent use after a leak by 京建发〔2023〕253号: minutes, plan and settlement are posted for at least three days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.core.ledger import Column, Kind, TableSpec
from app.forms.base import Body, Facts, Form, Level, Party, PeriodKind, Problem, Total, rows, sum_of, whole, words_of
from app.forms.words import chinese_day, off_by, percent, yuan

POSTED_DAYS = 3

AMOUNTS = (("opening", "期初余额"), ("paid_in", "本期增加"), ("paid_out", "本期使用"), ("closing", "期末余额"))
HEAD = TableSpec(
    "head",
    "维修资金总表",
    (
        Column("manager", "管理单位", required=True, longest=80),
        Column("first_deposit", "首期交存额", Kind.MONEY, required=True, least=0),
        *(Column(key, name, Kind.MONEY, required=True, least=0) for key, name in AMOUNTS),
        Column("note", "说明", Kind.LONG_TEXT),
    ),
    most_rows=1,
)
BALANCES = TableSpec(
    "balances",
    "各楼余额",
    (
        Column("building", "楼号", required=True, longest=60),
        *(Column(key, name, Kind.MONEY, required=True, least=0) for key, name in AMOUNTS),
    ),
    most_rows=20_000,
    row_key=("building",),
)
PROJECTS = TableSpec(
    "uses",
    "使用项目",
    (
        Column("name", "项目", required=True, longest=120),
        Column("building", "楼号", longest=120),
        Column("amount", "本期使用金额", Kind.MONEY, required=True, least=0),
        Column("contractor", "施工单位", longest=80),
        Column("decision", "业主共同决定", required=True, longest=160, help="会议名称、日期；应急使用写明情形"),
        Column("audit", "审价结果", longest=160),
    ),
    most_rows=2000,
    row_key=("name", "building"),
)


def rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong: each building's balance, the sums, and the uses against what was paid out."""
    head, balances, uses = body["head"], rows(body, "balances"), rows(body, "uses")
    if not balances:
        yield Problem("balances", "请填写各楼余额")
    for number, row in enumerate(balances, start=1):
        right = whole(row, "opening") + whole(row, "paid_in") - whole(row, "paid_out")
        what = f"“{words_of(row, 'building')}”期末余额（期初＋增加－使用）"
        yield from off_by(f"balances.{number}.closing", what, whole(row, "closing"), right)
    for key, name in AMOUNTS[:-1]:
        yield from off_by(f"head.{key}", f"{name}合计", whole(head, key), sum_of(balances, key))
    right = whole(head, "opening") + whole(head, "paid_in") - whole(head, "paid_out")
    yield from off_by("head.closing", "期末余额（期初＋增加－使用）", whole(head, "closing"), right)
    yield from off_by("head.paid_out", "本期使用（各项目合计）", whole(head, "paid_out"), sum_of(uses, "amount"))
    if whole(head, "closing") * 100 < 30 * whole(head, "first_deposit"):
        share = percent(whole(head, "closing"), whole(head, "first_deposit"))
        yield Problem("head.closing", f"余额是首期交存额的 {share}，低于 30%，应当续交", Level.WARNING)


def totals(body: Body) -> list[Total]:
    """Return the sums as they come out."""
    balances = rows(body, "balances")
    sums = [Total(f"{name}合计", yuan(sum_of(balances, key))) for key, name in AMOUNTS]
    return [*sums, Total("使用项目合计", yuan(sum_of(rows(body, "uses"), "amount")))]


def lead(body: Body) -> list[str]:
    """Return how the fund stands, in sentences."""
    head = body["head"]
    words = [
        f"维修资金期初 {yuan(whole(head, 'opening'))}，增加 {yuan(whole(head, 'paid_in'))}，"
        f"使用 {yuan(whole(head, 'paid_out'))}，期末余额 {yuan(whole(head, 'closing'))}。"
    ]
    if whole(head, "first_deposit"):
        words.append(f"余额是首期交存额的 {percent(whole(head, 'closing'), whole(head, 'first_deposit'))}。")
    return words


def carry(last: Body) -> Body:
    """Begin the next period: each building starts with what it had."""
    return {
        "head": dict.fromkeys(column.key for column in HEAD.columns)
        | {key: last["head"].get(key) for key in ("manager", "first_deposit")}
        | {"opening": last["head"].get("closing")},
        "tables": {
            "balances": [
                dict.fromkeys(column.key for column in BALANCES.columns)
                | {"building": row.get("building"), "opening": row.get("closing")}
                for row in rows(last, "balances")
            ],
            "uses": [],
        },
    }


FUND = Form(
    code="fund",
    name="专项维修资金使用和余额情况",
    duties=("D5",),
    period=PeriodKind.YEAR,
    party=Party.COMPANY,
    head=HEAD,
    tables=(BALANCES, PROJECTS),
    lead=lead,
    rules=rules,
    totals=totals,
    carry=carry,
    ended=True,
    help="余额由资金管理部门的表导入，按楼列出。",
)


# --- urgent use ---

EMERGENCY_HEAD = TableSpec(
    "head",
    "应急维修",
    (
        Column("what", "险情", Kind.LONG_TEXT, required=True, longest=500),
        Column("place", "部位", required=True, longest=120),
        Column("meeting", "现场会议纪要", Kind.LONG_TEXT, required=True),
        Column("plan", "维修方案", Kind.LONG_TEXT, required=True),
        Column("contractor", "施工单位", required=True, longest=80),
        Column("accepted_on", "验收日期", Kind.DAY, required=True),
        Column("amount", "结算金额", Kind.MONEY, required=True, least=1),
        Column("audit", "结算审计意见", Kind.LONG_TEXT, required=True),
    ),
    most_rows=1,
)
SPLIT = TableSpec(
    "split",
    "费用分摊",
    (
        Column("building", "楼号或单元", required=True, longest=60),
        Column("area", "建筑面积", Kind.AREA, required=True, least=1),
        Column("amount", "分摊金额", Kind.MONEY, required=True, least=0),
    ),
    most_rows=500,
    row_key=("building",),
)


def emergency_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong: how long it is posted, the photos of the documents, the split."""
    until = facts.shown_on + timedelta(days=POSTED_DAYS)
    if facts.valid_to is not None and facts.valid_to < until:
        yield Problem(
            "valid_to",
            f"会议纪要、方案和审计结果应公示不少于 {POSTED_DAYS} 日，至少到{chinese_day(until)}（京建发〔2023〕253号）",
        )
    if not facts.attachments:
        yield Problem("attachments", "请附上会议纪要、维修方案和结算审计的照片")
    split = rows(body, "split")
    if split:
        amount = whole(body["head"], "amount")
        yield from off_by("head.amount", "结算金额（各楼分摊合计）", amount, sum_of(split, "amount"))


def emergency_lead(body: Body) -> list[str]:
    """Return what was repaired for how much, in one sentence."""
    head = body["head"]
    done = f"由{words_of(head, 'contractor')}维修，结算 {yuan(whole(head, 'amount'))}"
    return [f"{words_of(head, 'place')}发生险情，应急使用维修资金，{done}。"]


EMERGENCY = Form(
    code="fund_emergency",
    name="应急使用维修资金情况",
    duties=("D15",),
    period=PeriodKind.EVENT,
    party=Party.EITHER,
    head=EMERGENCY_HEAD,
    tables=(SPLIT,),
    lead=emergency_lead,
    rules=emergency_rules,
    help=f"会议纪要、维修方案、结算审计，公示不少于 {POSTED_DAYS} 日。",
)
