"""Accounts that residents keep for themselves: the common fund of a self-managed compound, and parking. Pure.

《北京市物业管理条例》第八十四条 asks for the first every quarter, 《北京市机动车停车条例》第三十条 for the second
regularly.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.ledger import Column, Kind, TableSpec
from app.forms.base import Body, Facts, Form, Party, PeriodKind, Problem, Total, rows, sum_of, whole, words_of
from app.forms.words import off_by, yuan

HEAD = TableSpec(
    "head",
    "总表",
    (
        Column("keeper", "管账单位或小组", required=True, longest=80),
        Column("account", "存放账户", longest=120, help="开户行、账户名称、账号末四位"),
        Column("opening", "上期结余", Kind.MONEY, required=True, least=0),
        Column("paid_in", "收入合计", Kind.MONEY, required=True, least=0),
        Column("paid_out", "支出合计", Kind.MONEY, required=True, least=0),
        Column("closing", "期末结余", Kind.MONEY, required=True, least=0, help="上期结余＋收入－支出"),
        Column("note", "说明", Kind.LONG_TEXT),
    ),
    most_rows=1,
)
ENTRIES = TableSpec(
    "entries",
    "明细",
    (
        Column("number", "序号", Kind.WHOLE, required=True, least=1, most=99_999),
        Column("on", "日期", Kind.DAY, required=True),
        Column("what", "摘要", required=True, longest=120),
        Column("paid_in", "收入", Kind.MONEY, least=0),
        Column("paid_out", "支出", Kind.MONEY, least=0),
        Column("basis", "依据", longest=160, help="收据、合同或决定"),
    ),
    most_rows=20_000,
    row_key=("number",),
)


def rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong: entries without or with two amounts, outside the period, and the sums."""
    head, entries = body["head"], rows(body, "entries")
    for number, row in enumerate(entries, start=1):
        if bool(whole(row, "paid_in")) == bool(whole(row, "paid_out")):
            yield Problem(f"entries.{number}.paid_in", f"第 {number} 行：收入和支出应填且只填一个")
        day = words_of(row, "on")
        if facts.period_from and facts.period_to and not str(facts.period_from) <= day <= str(facts.period_to):
            yield Problem(f"entries.{number}.on", f"第 {number} 行：日期不在这一期内")
    for key, name in (("paid_in", "收入合计"), ("paid_out", "支出合计")):
        yield from off_by(f"head.{key}", name, whole(head, key), sum_of(entries, key))
    right = whole(head, "opening") + sum_of(entries, "paid_in") - sum_of(entries, "paid_out")
    yield from off_by("head.closing", "期末结余（上期结余＋收入－支出）", whole(head, "closing"), right)


def totals(body: Body) -> list[Total]:
    """Return the sums as they come out."""
    paid_in, paid_out = (sum_of(rows(body, "entries"), key) for key in ("paid_in", "paid_out"))
    closing = whole(body["head"], "opening") + paid_in - paid_out
    return [Total("收入合计", yuan(paid_in)), Total("支出合计", yuan(paid_out)), Total("期末结余", yuan(closing))]


def lead(body: Body) -> list[str]:
    """Return how the account stands, in one sentence."""
    head = body["head"]
    moved = f"收入 {yuan(whole(head, 'paid_in'))}，支出 {yuan(whole(head, 'paid_out'))}"
    return [f"上期结余 {yuan(whole(head, 'opening'))}，{moved}，期末结余 {yuan(whole(head, 'closing'))}。"]


def carry(last: Body) -> Body:
    """Begin the next period with what was left."""
    head = {key: last["head"].get(key) for key in ("keeper", "account")} | {"opening": last["head"].get("closing")}
    return {"head": dict.fromkeys(column.key for column in HEAD.columns) | head, "tables": {"entries": []}}


def _form(code: str, name: str, duty: str, help_: str) -> Form:
    return Form(
        code=code,
        name=name,
        duties=(duty,),
        period=PeriodKind.QUARTER,
        party=Party.OFFICE,
        head=HEAD,
        tables=(ENTRIES,),
        lead=lead,
        rules=rules,
        totals=totals,
        carry=carry,
        ended=True,
        help=help_,
    )


SELFMANAGED = _form("selfmanaged", "业主共有资金收支情况", "D14", "业主自行管理的小区，每季度公示。")
PARKING_SELFGOV = _form("parking_selfgov", "停车自治收支情况", "D16", "停车自治的收入和使用，定期在小区内公示。")
