"""《物业服务项目收费情况》: everything that a price label has to say (明码标价), and when a price may change. Pure.

Fields by 发改价检〔2004〕1428号 and Beijing's notice of 2021-12-03; modes of charging by 发改价格〔2003〕1864号; the
joint account by 《北京市物业管理条例》第七十二条, the decision on common parking by 《北京市机动车停车条例》第二十九条.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from app.core.ledger import Column, Kind, Row, TableSpec
from app.forms.base import Body, Facts, Form, Level, Party, PeriodKind, Problem, day_of, rows, whole, words_of
from app.forms.words import chinese_day, square_metres, yuan

AHEAD_DAYS = 30
"""A changed price is shown one month before it counts (明码标价规定)."""
LEAST_PLACES = 2

LUMP_SUM, COMMISSION = "lump_sum", "commission"
PROPERTY, COMMON_PARKING, OTHER, UTILITY = "property", "parking_common", "other", "utility"
PER_AREA = "m2_month"

MODES = ((LUMP_SUM, "包干制"), (COMMISSION, "酬金制"))
KINDS = (
    (PROPERTY, "物业服务费"),
    (COMMON_PARKING, "共用车位停车费"),
    ("parking_own", "自有车位管理费"),
    (UTILITY, "代收代缴费用"),
    (OTHER, "其他有偿服务"),
)
UNITS = (
    (PER_AREA, "元/㎡·月"),
    ("home_month", "元/户·月"),
    ("car_month", "元/辆·月"),
    ("space_month", "元/个·月"),
    ("hour", "元/小时"),
    ("time", "元/次"),
    ("home_year", "元/户·年"),
    ("ton", "元/吨"),
    ("kwh", "元/度"),
    ("other", "其他（写在计费依据里）"),
)
PRICING = (("market", "市场调节价"), ("guided", "政府指导价"), ("fixed", "政府定价"))
NO_LIMIT_AHEAD = frozenset({OTHER})
"""Services that a household orders for itself may get a new price at once when they are new on the sheet."""
EVERYTHING = "全部"

HEAD = TableSpec(
    "head",
    "基本情况",
    (
        Column("company_name", "物业服务企业", required=True, longest=80),
        Column("uscc", "统一社会信用代码", required=True, longest=18, help="18 位"),
        Column("contract_no", "合同编号", longest=60),
        Column("contract_from", "合同开始日期", Kind.DAY, required=True),
        Column("contract_to", "合同结束日期", Kind.DAY),
        Column("charging_mode", "计费方式", Kind.CHOICE, required=True, choices=MODES),
        Column("joint_account", "共管账户", longest=120, help="酬金制必填：开户行、账户名称、账号末四位"),
        Column("way_to_pay", "缴费方式", required=True, longest=200),
        Column("relief_rules", "减免规定", Kind.LONG_TEXT, required=True, help="没有减免请写“无”"),
        Column("complaint_phone", "企业投诉电话", required=True, longest=60),
        Column("supervision_phones", "监督电话", required=True, longest=60, help="12345、12315"),
    ),
    most_rows=1,
)
ITEMS = TableSpec(
    "items",
    "收费项目",
    (
        Column("name", "收费项目", required=True, longest=60),
        Column("kind", "类别", Kind.CHOICE, required=True, choices=KINDS),
        Column("content", "服务内容", Kind.LONG_TEXT, required=True, longest=500),
        Column("standard", "服务标准", required=True, longest=200, help="如 DB11/T 751-2025 二级"),
        Column("rate", "收费标准", Kind.RATE, required=True, least=1, most=10_000_000),
        Column("unit", "计费单位", Kind.CHOICE, required=True, choices=UNITS),
        Column("basis", "计费依据", required=True, longest=120, help="如 建筑面积"),
        Column("payer", "收费对象", required=True, longest=60),
        Column("pricing", "价格管理形式", Kind.CHOICE, required=True, choices=PRICING),
        Column("basis_doc", "定价依据", longest=160, help="政府定价、政府指导价的文件名称和文号"),
        Column("start_on", "开始收取日期", Kind.DAY, required=True),
        Column(
            "decision", "业主共同决定", longest=160, help="共用车位收费必填：会议名称、日期、决定编号，并附决定照片"
        ),
    ),
    most_rows=200,
    row_key=("name",),
)
RELIEFS = TableSpec(
    "reliefs",
    "减免情形",
    (
        Column("case", "减免情形", required=True, longest=80, help="如 长期空置"),
        Column("item", "收费项目", required=True, longest=60, help="收费项目表里的一项，或写“全部”"),
        Column("share", "减免比例", Kind.PERMILLE, required=True, least=1, most=1000),
        Column("how", "办理方式", required=True, longest=200),
        Column("basis", "依据", longest=160),
    ),
    most_rows=50,
    row_key=("case", "item"),
)


def rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield what is wrong with a fee sheet."""
    head, items = body["head"], rows(body, "items")
    start, end = day_of(head, "contract_from"), day_of(head, "contract_to")
    if start and end and end < start:
        yield Problem("head.contract_to", "合同结束日期不能早于开始日期")
    if head.get("charging_mode") == COMMISSION and not head.get("joint_account"):
        yield Problem("head.joint_account", "酬金制应设共管账户，请写明（《北京市物业管理条例》第七十二条）")
    if not any(number in words_of(head, "supervision_phones") for number in ("12345", "12315")):
        yield Problem("head.supervision_phones", "监督电话一般应有 12345 或 12315", Level.WARNING)
    if not any(item.get("kind") == PROPERTY for item in items):
        yield Problem("items", "收费项目里应有物业服务费")
    for number, item in enumerate(items, start=1):
        yield from _item(number, item, facts)
    yield from _reliefs(body)
    yield from _changed(items, facts)


def _item(number: int, item: Row, facts: Facts) -> Iterator[Problem]:
    name = words_of(item, "name")
    if item.get("kind") == COMMON_PARKING:
        if not item.get("decision"):
            yield Problem(
                f"items.{number}.decision",
                f"“{name}”占用业主共有的车位，收费应由业主共同决定，请写明决定（《北京市机动车停车条例》第二十九条）",
            )
        if not facts.attachments:
            yield Problem("attachments", f"“{name}”请附上业主共同决定的照片")
    if item.get("pricing") != "market" and not item.get("basis_doc"):
        yield Problem(f"items.{number}.basis_doc", f"“{name}”是政府定价或指导价，请写明文件名称和文号")
    if item.get("kind") == UTILITY and item.get("pricing") == "market":
        yield Problem(f"items.{number}.pricing", f"“{name}”是代收代缴，只能按供应单位的价格收，不得加收", Level.WARNING)


def _reliefs(body: Body) -> Iterator[Problem]:
    known = {words_of(item, "name") for item in rows(body, "items")} | {EVERYTHING}
    for number, relief in enumerate(rows(body, "reliefs"), start=1):
        if words_of(relief, "item") not in known:
            yield Problem(f"reliefs.{number}.item", f"收费项目里没有“{words_of(relief, 'item')}”")


def _changed(items: list[Row], facts: Facts) -> Iterator[Problem]:
    """Yield a problem for each price that would change in less than a month.

    A correction may lower a price at once: nobody has to be warned of having been asked for too much.
    """
    if facts.before is None:
        return
    earliest = facts.today + timedelta(days=AHEAD_DAYS)
    old = {words_of(item, "name"): item for item in rows(facts.before.body, "items")}
    for number, item in enumerate(items, start=1):
        what = _change(old.get(words_of(item, "name")), item, corrects=facts.corrects)
        if not what:
            continue
        if facts.starts_on < earliest:
            yield Problem(
                "valid_from",
                f"{what}，应提前 {AHEAD_DAYS} 天公示，最早自{chinese_day(earliest)}起生效",
            )
        begins = day_of(item, "start_on")
        if begins is not None and begins < facts.starts_on:
            yield Problem(
                f"items.{number}.start_on", f"{what}，开始收取日期不能早于生效日期{chinese_day(facts.starts_on)}"
            )


def _change(old: Row | None, new: Row, *, corrects: bool) -> str:
    name = words_of(new, "name")
    if old is None:
        return "" if new.get("kind") in NO_LIMIT_AHEAD else f"新增收费“{name}”"
    before, after = whole(old, "rate"), whole(new, "rate")
    same_unit = old.get("unit") == new.get("unit")
    if same_unit and (before == after or (corrects and after < before)):
        return ""
    return f"“{name}”由 {priced(old)} 改为 {priced(new)}"


def priced(item: Row) -> str:
    """Return a price with its unit: ``0.58 元/㎡·月``."""
    unit = dict(UNITS).get(words_of(item, "unit"), "元")
    number = yuan(whole(item, "rate")).removesuffix(" 元")
    return f"{number} {unit}" if unit.startswith("元") else f"{number} 元（{words_of(item, 'basis')}）"


def lead(body: Body) -> list[str]:
    """Return what a household pays and what it gets, in sentences."""
    head = body["head"]
    mode = dict(MODES).get(words_of(head, "charging_mode"), "")
    sentences = [f"物业服务企业是{words_of(head, 'company_name')}，物业费按{mode}收取。"]
    sentences += [
        f"{words_of(item, 'name')}：{priced(item)}，包括{words_of(item, 'content').rstrip('。')}，"
        f"标准是{words_of(item, 'standard').rstrip('。')}。"
        for item in rows(body, "items")
    ]
    sentences.append(f"减免规定：{words_of(head, 'relief_rules').rstrip('。')}。")
    phones = f"{words_of(head, 'complaint_phone')}，监督电话 {words_of(head, 'supervision_phones')}"
    return [*sentences, f"对收费有疑问可以打 {phones}。"]


def area_item(body: Body) -> Row | None:
    """Return the item by which a household's property fee follows from its area, None when there is none."""
    return next((i for i in rows(body, "items") if i.get("kind") == PROPERTY and i.get("unit") == PER_AREA), None)


def my_fee(body: Body, area_centi_m2: int) -> tuple[int, str] | None:
    """Return what a home of an area (0.01 ㎡) pays in a month in fen, and one sentence that shows how it comes about.

    Half a fen is rounded up. None when the sheet has no price by area.
    """
    item = area_item(body)
    if item is None:
        return None
    fen = (area_centi_m2 * whole(item, "rate") + 50) // 100
    how = f"{square_metres(area_centi_m2)} × {priced(item)} = 每月 {yuan(fen)}"
    return fen, f"您家每月的{words_of(item, 'name')}：{how}。"


FORM = Form(
    code="fees",
    name="物业服务项目收费情况",
    duties=("D2", "D9"),
    period=PeriodKind.NONE,
    party=Party.COMPANY,
    head=HEAD,
    tables=(ITEMS, RELIEFS),
    lead=lead,
    rules=rules,
    least_places=LEAST_PLACES,
    help=f"收费项目、标准和方式。改价要提前 {AHEAD_DAYS} 天公示。",
)
