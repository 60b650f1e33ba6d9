"""公共收益 and shared water and power: what belongs to all owners, apart from the company's own accounts. Pure.

A ledger of its own, all owners' property: art. 74 of 《北京市物业管理条例》 and art. 282 of the Civil Code; the company
proves its costs. Below 30 % of the first deposit at least half of what came in refills the maintenance fund.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.ledger import Column, Kind, Row, TableSpec
from app.forms.base import Body, Facts, Form, Level, Party, PeriodKind, Problem, Total, rows, sum_of, whole, words_of
from app.forms.words import off_by, percent, yuan

LOW_PERCENT = 30
"""Below this share of the first deposit the fund has to be refilled (《北京市物业管理条例》第七十四条)."""
REFILL_PERCENT = 50
CLAUSE = "《北京市物业管理条例》第七十四条"

REFILL = "refill"
SOURCES = (
    ("parking", "共用场地停车"),
    ("lift_ads", "电梯广告"),
    ("facade_ads", "外墙和公共区域广告"),
    ("lockers", "快递柜、自动售货机"),
    ("stations", "通信基站"),
    ("recycling", "废品回收"),
    ("venue", "共用场地、用房出租"),
    ("interest", "存款利息"),
    ("other", "其他"),
)
USES = (
    (REFILL, "补充专项维修资金"),
    ("repair", "共用部位、设施设备维修改造"),
    ("service", "弥补物业服务费不足"),
    ("activity", "社区活动和公益"),
    ("committee", "业委会、物管会工作经费"),
    ("other", "其他"),
)

HEAD = TableSpec(
    "head",
    "公共收益总表",
    (
        Column("opening", "上期结余", Kind.MONEY, required=True, least=0),
        Column("gross", "收入合计", Kind.MONEY, required=True, least=0),
        Column("cost", "合理成本合计", Kind.MONEY, required=True, least=0),
        Column("net", "净收益合计", Kind.MONEY, required=True, help="收入－合理成本"),
        Column("used", "使用合计", Kind.MONEY, required=True, least=0),
        Column("refill", "其中：补充维修资金", Kind.MONEY, required=True, least=0),
        Column("closing", "期末结余", Kind.MONEY, required=True, least=0, help="上期结余＋净收益－使用"),
        Column("first_deposit", "首期维修资金交存额", Kind.MONEY, required=True, least=0, help="没有交存过请填 0.00"),
        Column("fund_balance", "维修资金余额", Kind.MONEY, required=True, least=0),
        Column("account", "存放账户", required=True, longest=120, help="开户行、账户名称、账号末四位"),
        Column("note", "说明", Kind.LONG_TEXT),
    ),
    most_rows=1,
)
INCOME = TableSpec(
    "sources",
    "公共收益来源",
    (
        Column("source", "来源", Kind.CHOICE, required=True, choices=SOURCES),
        Column("name", "项目或位置", required=True, longest=80),
        Column("contract_no", "合同编号", longest=60),
        Column("payer", "付款单位", longest=80),
        Column("from_on", "开始日期", Kind.DAY),
        Column("to_on", "结束日期", Kind.DAY),
        Column("gross", "收入", Kind.MONEY, required=True, least=0),
        Column("cost", "合理成本", Kind.MONEY, required=True, least=0),
        Column("net", "净收益", Kind.MONEY, required=True),
        Column("note", "成本说明", longest=300),
    ),
    most_rows=20_000,
    row_key=("source", "name"),
)
SPENT = TableSpec(
    "uses",
    "公共收益使用",
    (
        Column("use", "用途", Kind.CHOICE, required=True, choices=USES),
        Column("name", "项目", required=True, longest=80),
        Column("spent_on", "支出日期", Kind.DAY),
        Column("amount", "金额", Kind.MONEY, required=True, least=0),
        Column("decision", "业主共同决定", longest=160, help="会议名称、日期、决定编号"),
    ),
    most_rows=5000,
    row_key=("use", "name", "spent_on"),
)


def rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong: rows, sums, the balance, decisions, and the refill of the maintenance fund."""
    head, sources, uses = body["head"], rows(body, "sources"), rows(body, "uses")
    for number, row in enumerate(sources, start=1):
        yield from off_by(
            f"sources.{number}.net",
            f"“{words_of(row, 'name')}”净收益（收入－合理成本）",
            whole(row, "net"),
            whole(row, "gross") - whole(row, "cost"),
        )
        if whole(row, "cost") and not row.get("note"):
            text = f"“{words_of(row, 'name')}”列了成本，请说明是什么成本"
            yield Problem(f"sources.{number}.note", text, Level.WARNING)
    for key, name in (("gross", "收入合计"), ("cost", "合理成本合计"), ("net", "净收益合计")):
        yield from off_by(f"head.{key}", name, whole(head, key), sum_of(sources, key))
    yield from off_by("head.used", "使用合计", whole(head, "used"), sum_of(uses, "amount"))
    refilled = sum_of((row for row in uses if row.get("use") == REFILL), "amount")
    yield from off_by("head.refill", "补充维修资金", whole(head, "refill"), refilled)
    closing = whole(head, "opening") + sum_of(sources, "net") - sum_of(uses, "amount")
    yield from off_by("head.closing", "期末结余（上期结余＋净收益－使用）", whole(head, "closing"), closing)
    for number, row in enumerate(uses, start=1):
        if row.get("use") != REFILL and not row.get("decision"):
            text = f"“{words_of(row, 'name')}”动用公共收益，请写明业主共同决定（{CLAUSE}）"
            yield Problem(f"uses.{number}.decision", text)
    yield from _refill(head)


def is_low(head: Row) -> bool:
    """Return whether the fund is below ``LOW_PERCENT`` of the first deposit. Without a deposit there is no measure."""
    return whole(head, "fund_balance") * 100 < LOW_PERCENT * whole(head, "first_deposit")


def _refill(head: Row) -> Iterator[Problem]:
    net, refill = whole(head, "net"), whole(head, "refill")
    if is_low(head) and net > 0 and refill * 100 < REFILL_PERCENT * net:
        need = -(-net * REFILL_PERCENT // 100)
        yield Problem(
            "head.refill",
            f"维修资金余额是首期交存额的 {percent(whole(head, 'fund_balance'), whole(head, 'first_deposit'))}，"
            f"低于 {LOW_PERCENT}%，公共收益应有不少于 {REFILL_PERCENT}% 优先补充维修资金（{CLAUSE}）："
            f"至少 {yuan(need)}，现为 {yuan(refill)}，差 {yuan(need - refill)}",
        )


def totals(body: Body) -> list[Total]:
    """Return the sums as they come out."""
    head, sources, uses = body["head"], rows(body, "sources"), rows(body, "uses")
    net, used = sum_of(sources, "net"), sum_of(uses, "amount")
    return [
        Total("收入合计", yuan(sum_of(sources, "gross"))),
        Total("合理成本合计", yuan(sum_of(sources, "cost"))),
        Total("净收益合计", yuan(net)),
        Total("使用合计", yuan(used)),
        Total("期末结余", yuan(whole(head, "opening") + net - used)),
        Total("维修资金余额占首期交存额", percent(whole(head, "fund_balance"), whole(head, "first_deposit"))),
    ]


def lead(body: Body) -> list[str]:
    """Return what came in and what became of it, in sentences."""
    head = body["head"]
    return [
        f"公共收益收入 {yuan(whole(head, 'gross'))}，合理成本 {yuan(whole(head, 'cost'))}，"
        f"净收益 {yuan(whole(head, 'net'))}，归全体业主所有。",
        f"使用 {yuan(whole(head, 'used'))}，其中补充维修资金 {yuan(whole(head, 'refill'))}；"
        f"期末结余 {yuan(whole(head, 'closing'))}。",
    ]


def carry(last: Body) -> Body:
    """Begin the next period: the balance and the contracts stay, the amounts do not."""
    keep = ("source", "name", "contract_no", "payer")
    kept = ("first_deposit", "account")
    return {
        "head": dict.fromkeys(column.key for column in HEAD.columns)
        | {key: last["head"].get(key) for key in kept}
        | {"opening": last["head"].get("closing")},
        "tables": {
            "sources": [
                dict.fromkeys(column.key for column in INCOME.columns) | {key: row.get(key) for key in keep}
                for row in rows(last, "sources")
            ],
            "uses": [],
        },
    }


REVENUE = Form(
    code="revenue",
    name="公共收益收支情况",
    duties=("D5",),
    period=PeriodKind.YEAR,
    party=Party.COMPANY,
    head=HEAD,
    tables=(INCOME, SPENT),
    lead=lead,
    rules=rules,
    totals=totals,
    carry=carry,
    ended=True,
    help="停车、广告、快递柜、基站等属于全体业主的收入，每一笔写明合同、成本和净收益。",
)


# --- shared water and power ---

UTILITIES = (("water", "公共用水"), ("power", "公共用电"), ("heat", "公共用热"), ("other", "其他"))
SHARED_BY = (("area", "按建筑面积"), ("home", "按户"), ("meter", "按表计量"), ("none", "不向业主分摊"))

SHARING_HEAD = TableSpec(
    "head",
    "分摊总表",
    (
        Column("total_paid", "交供应单位合计", Kind.MONEY, required=True, least=0),
        Column("total_collected", "向业主分摊合计", Kind.MONEY, required=True, least=0),
        Column("note", "说明", Kind.LONG_TEXT),
    ),
    most_rows=1,
)
SHARES = TableSpec(
    "shares",
    "水电分摊",
    (
        Column("item", "项目", Kind.CHOICE, required=True, choices=UTILITIES),
        Column("name", "部位", required=True, longest=80, help="如 楼道照明、二次供水水泵"),
        Column("used", "用量", Kind.WHOLE, unit="度或吨"),
        Column("paid", "交供应单位", Kind.MONEY, required=True, least=0),
        Column("shared_by", "分摊方式", Kind.CHOICE, required=True, choices=SHARED_BY),
        Column("collected", "向业主分摊", Kind.MONEY, required=True, least=0),
        Column("note", "说明", longest=300),
    ),
    most_rows=2000,
    row_key=("item", "name"),
)


def sharing_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong: sums, and more collected from the owners than was paid for them."""
    shares = rows(body, "shares")
    if not shares:
        yield Problem("shares", "请至少填写一项分摊")
    for number, row in enumerate(shares, start=1):
        over = whole(row, "collected") - whole(row, "paid")
        if over > 0:
            yield Problem(
                f"shares.{number}.collected",
                f"“{words_of(row, 'name')}”向业主分摊的比交供应单位的多 {yuan(over)}，代收代缴不得加收"
                "（《物业服务收费管理办法》第十七条）",
            )
    for key, column, name in (
        ("total_paid", "paid", "交供应单位合计"),
        ("total_collected", "collected", "向业主分摊合计"),
    ):
        yield from off_by(f"head.{key}", name, whole(body["head"], key), sum_of(shares, column))


def sharing_lead(body: Body) -> list[str]:
    """Return what was paid and what was shared out, in one sentence."""
    head = body["head"]
    return [
        f"公共水电交供应单位 {yuan(whole(head, 'total_paid'))}，向业主分摊 {yuan(whole(head, 'total_collected'))}。"
    ]


def sharing_totals(body: Body) -> list[Total]:
    """Return the sums as they come out."""
    shares = rows(body, "shares")
    return [
        Total("交供应单位合计", yuan(sum_of(shares, "paid"))),
        Total("向业主分摊合计", yuan(sum_of(shares, "collected"))),
    ]


SHARING = Form(
    code="sharing",
    name="共用水电分摊情况",
    duties=("D5",),
    period=PeriodKind.YEAR,
    party=Party.COMPANY,
    head=SHARING_HEAD,
    tables=(SHARES,),
    lead=sharing_lead,
    rules=sharing_rules,
    totals=sharing_totals,
    ended=True,
    help="代收代缴不得加价。",
)
