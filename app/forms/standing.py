"""What hangs on the board all the time: the company, the services, the maintenance firms, the parking spaces. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.ledger import Column, Kind, TableSpec
from app.forms.base import Body, Facts, Form, Party, PeriodKind, Problem, Total, day_of, rows, sum_of, whole, words_of
from app.forms.fees import UNITS, priced
from app.forms.words import yuan

# --- the company (D1) ---

COMPANY_HEAD = TableSpec(
    "head",
    "企业和项目",
    (
        Column("company_name", "物业服务企业", required=True, longest=80),
        Column("uscc", "统一社会信用代码", required=True, longest=18),
        Column("address", "企业地址", longest=120),
        Column("contract_from", "合同开始日期", Kind.DAY, required=True),
        Column("contract_to", "合同结束日期", Kind.DAY),
        Column("manager_name", "项目负责人", required=True, longest=40),
        Column("manager_phone", "项目负责人电话", required=True, longest=30),
        Column("service_phone", "24 小时服务电话", required=True, longest=30),
        Column("complaint_phone", "投诉电话", required=True, longest=30),
        Column("office", "项目部地点和时间", longest=160),
    ),
    most_rows=1,
)
CONTACTS = TableSpec(
    "contacts",
    "岗位联系方式",
    (
        Column("post", "岗位", required=True, longest=40),
        Column("name", "姓名", longest=40),
        Column("phone", "电话", required=True, longest=30),
        Column("hours", "时间", longest=60),
    ),
    most_rows=100,
    row_key=("post", "name"),
)


def company_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield a contract that ends before it begins."""
    start, end = day_of(body["head"], "contract_from"), day_of(body["head"], "contract_to")
    if start and end and end < start:
        yield Problem("head.contract_to", "合同结束日期不能早于开始日期")


def company_lead(body: Body) -> list[str]:
    """Return who is responsible and whom to call."""
    head = body["head"]
    return [
        f"物业服务企业是{words_of(head, 'company_name')}，项目负责人{words_of(head, 'manager_name')}，"
        f"电话 {words_of(head, 'manager_phone')}。",
        f"报修和服务打 {words_of(head, 'service_phone')}，投诉打 {words_of(head, 'complaint_phone')}。",
    ]


COMPANY = Form(
    code="company",
    name="物业服务企业和项目负责人",
    duties=("D1",),
    period=PeriodKind.NONE,
    party=Party.COMPANY,
    head=COMPANY_HEAD,
    tables=(CONTACTS,),
    lead=company_lead,
    rules=company_rules,
    help="执照、项目负责人、服务和投诉电话，有变动就更新。",
)

# --- the services (D2) ---

NOT_APPLICABLE = "不适用"
SERVICES_HEAD = TableSpec(
    "head",
    "服务标准",
    (
        Column("standard", "依据标准", required=True, longest=80, help="如 DB11/T 751-2025"),
        Column("note", "说明", Kind.LONG_TEXT),
    ),
    most_rows=1,
)
SERVICES_ITEMS = TableSpec(
    "items",
    "服务内容和标准",
    (
        Column("code", "编号", required=True, longest=20),
        Column("category", "类别", required=True, longest=30),
        Column("name", "服务内容", required=True, longest=120),
        Column("level", "等级", longest=20, help="不提供的写“不适用”"),
        Column("words", "标准", Kind.LONG_TEXT, required=True, longest=500, help="不适用的写明原因"),
        Column("clause", "条款", longest=20),
    ),
    most_rows=300,
    row_key=("code",),
)


def services_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield an empty table."""
    if not rows(body, "items"):
        yield Problem("items", "请填写服务内容和标准（可从已确定的服务标准带入）")


def services_lead(body: Body) -> list[str]:
    """Return by which standard services are given, how many there are and how many do not apply."""
    items = rows(body, "items")
    left_out = sum(1 for row in items if row.get("level") == NOT_APPLICABLE)
    about = f"服务按{words_of(body['head'], 'standard')}，共 {len(items) - left_out} 项"
    return [f"{about}，另有 {left_out} 项不适用。" if left_out else f"{about}。"]


SERVICES = Form(
    code="services",
    name="服务内容和服务标准",
    duties=("D2",),
    period=PeriodKind.NONE,
    party=Party.COMPANY,
    head=SERVICES_HEAD,
    tables=(SERVICES_ITEMS,),
    lead=services_lead,
    rules=services_rules,
    help="新建时从合同约定的服务标准带入。",
)

# --- maintenance firms (D3) ---

MAINTENANCE_HEAD = TableSpec(
    "head",
    "总体说明",
    (
        Column("emergency_plan", "应急预案要点", Kind.LONG_TEXT, required=True),
        Column("emergency_phone", "应急电话", required=True, longest=60),
    ),
    most_rows=1,
)
FIRMS = TableSpec(
    "firms",
    "维护保养单位",
    (
        Column("equipment", "设施设备", required=True, longest=60, help="如 电梯、消防设施、二次供水"),
        Column("firm", "单位名称", required=True, longest=80),
        Column("qualification", "资质", required=True, longest=120),
        Column("phone", "联系电话", required=True, longest=30),
        Column("plan", "维护保养计划", Kind.LONG_TEXT, required=True, longest=500),
    ),
    most_rows=100,
    row_key=("equipment", "firm"),
)


def maintenance_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield an empty table."""
    if not rows(body, "firms"):
        yield Problem("firms", "请至少填写一家维护保养单位")


def maintenance_lead(body: Body) -> list[str]:
    """Return who looks after what."""
    firms = [f"{words_of(row, 'equipment')}由{words_of(row, 'firm')}维护" for row in rows(body, "firms")]
    return [f"{'，'.join(firms)}。应急电话 {words_of(body['head'], 'emergency_phone')}。"]


MAINTENANCE = Form(
    code="maintenance",
    name="设施设备维护保养单位",
    duties=("D3",),
    period=PeriodKind.NONE,
    party=Party.COMPANY,
    head=MAINTENANCE_HEAD,
    tables=(FIRMS,),
    lead=maintenance_lead,
    rules=maintenance_rules,
)

# --- parking (D7) ---

COMMON = "common"
OWNERSHIP = ((COMMON, "业主共有"), ("sold", "已出售"), ("own", "建设单位或产权单位所有"), ("civil", "人防工程"))
PARKING_HEAD = TableSpec(
    "head",
    "车位总表",
    (
        Column("spaces", "车位总数", Kind.WHOLE, required=True),
        Column("let", "已出租、出售数", Kind.WHOLE, required=True),
        Column("common", "业主共有车位数", Kind.WHOLE, required=True),
        Column("rules", "分配办法", Kind.LONG_TEXT, required=True),
    ),
    most_rows=1,
)
AREAS = TableSpec(
    "areas",
    "车位",
    (
        Column("area", "区域", required=True, longest=60),
        Column("ownership", "权属", Kind.CHOICE, required=True, choices=OWNERSHIP),
        Column("spaces", "车位数", Kind.WHOLE, required=True),
        Column("let", "已出租、出售数", Kind.WHOLE, required=True),
        Column("rate", "收费标准", Kind.RATE, most=10_000_000),
        Column("unit", "计费单位", Kind.CHOICE, choices=UNITS),
        Column("basis", "计费依据", longest=120),
        Column("decision", "业主共同决定", longest=160, help="业主共有车位收费必填，并附决定照片"),
    ),
    most_rows=200,
    row_key=("area", "ownership"),
)


def parking_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield sums that do not come out, more let than there are, and a price of common spaces without a decision."""
    head, areas = body["head"], rows(body, "areas")
    common = [row for row in areas if row.get("ownership") == COMMON]
    for key, name, right in (
        ("spaces", "车位总数", sum_of(areas, "spaces")),
        ("let", "已出租、出售数", sum_of(areas, "let")),
        ("common", "业主共有车位数", sum_of(common, "spaces")),
    ):
        if whole(head, key) != right:
            text = f"{name}应为 {right} 个，表上写的是 {whole(head, key)} 个，差 {abs(whole(head, key) - right)} 个"
            yield Problem(f"head.{key}", text)
    for number, row in enumerate(areas, start=1):
        name = words_of(row, "area")
        if whole(row, "let") > whole(row, "spaces"):
            yield Problem(f"areas.{number}.let", f"“{name}”出租、出售的比车位多")
        if whole(row, "rate") and not row.get("unit"):
            yield Problem(f"areas.{number}.unit", f"“{name}”请选择计费单位")
        if row.get("ownership") == COMMON and whole(row, "rate"):
            if not row.get("decision"):
                text = f"“{name}”是业主共有车位，收费应由业主共同决定，请写明决定（《北京市机动车停车条例》第二十九条）"
                yield Problem(f"areas.{number}.decision", text)
            if not facts.attachments:
                yield Problem("attachments", f"“{name}”请附上业主共同决定的照片")


def parking_lead(body: Body) -> list[str]:
    """Return how many spaces there are and what they cost."""
    head = body["head"]
    common, taken = whole(head, "common"), whole(head, "let")
    numbers = f"车位 {whole(head, 'spaces')} 个，其中业主共有 {common} 个，已出租、出售 {taken} 个。"
    prices = [f"{words_of(row, 'area')} {priced(row)}" for row in rows(body, "areas") if whole(row, "rate")]
    return [numbers, f"收费：{'，'.join(prices)}。"] if prices else [numbers]


def parking_totals(body: Body) -> list[Total]:
    """Return the sums as they come out."""
    areas = rows(body, "areas")
    common = sum_of((row for row in areas if row.get("ownership") == COMMON), "spaces")
    sums = ((sum_of(areas, "spaces"), "车位总数"), (sum_of(areas, "let"), "已出租、出售数"), (common, "业主共有车位数"))
    return [Total(name, f"{number} 个") for number, name in sums]


PARKING = Form(
    code="parking",
    name="车位出售、出租情况",
    duties=("D7",),
    period=PeriodKind.NONE,
    party=Party.COMPANY,
    head=PARKING_HEAD,
    tables=(AREAS,),
    lead=parking_lead,
    rules=parking_rules,
    totals=parking_totals,
    help="业主共有车位的收费要附业主共同决定。",
)

# --- others (D8) ---

OTHER_HEAD = TableSpec(
    "head",
    "内容",
    (
        Column("title", "标题", required=True, longest=80),
        Column("text", "内容", Kind.LONG_TEXT, required=True, longest=10_000),
        Column("amount", "涉及金额", Kind.MONEY, least=0),
    ),
    most_rows=1,
)


def other_lead(body: Body) -> list[str]:
    """Return the title, with the amount if there is one."""
    head = body["head"]
    amount = f"，涉及金额 {yuan(whole(head, 'amount'))}" if head.get("amount") is not None else ""
    return [f"{words_of(head, 'title')}{amount}。"]


OTHER = Form(
    code="other",
    name="其他公示",
    duties=("D8",),
    period=PeriodKind.EVENT,
    party=Party.EITHER,
    head=OTHER_HEAD,
    tables=(),
    lead=other_lead,
    help="管理规约等其他应当公示的内容。",
)
