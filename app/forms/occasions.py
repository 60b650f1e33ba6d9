"""What is posted on an occasion: stops of water and power, works, surveys, decisions, emergency service. Pure.

Figures: planned stops 2 days ahead, surveys of at least half of the households (DB11/T 751-2025 4.3.3, 4.2.5); results
of assemblies and committees within 3 days, those of a 物管会 for 10 working days; emergency service at most 6 months
(《北京市物业管理条例》).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from app.core.calendar import Calendar
from app.core.ledger import Column, Kind, TableSpec
from app.forms.base import (
    Body,
    Facts,
    Form,
    Level,
    Party,
    PeriodKind,
    Problem,
    Total,
    day_of,
    rows,
    sum_of,
    whole,
    words_of,
)
from app.forms.fees import UNITS, priced
from app.forms.words import chinese_day, months_later, percent

OUTAGE_DAYS = 2
DECISION_DAYS = 3
POSTED_WORKING_DAYS = 10
EMERGENCY_MONTHS = 6
SURVEY_PERCENT = 50

# --- planned stops and the quality of water (D10) ---

QUALITY = "quality"
OUTAGES = (
    ("water", "停水"),
    ("power", "停电"),
    ("heat", "停暖"),
    ("other", "其他停用"),
    (QUALITY, "二次供水水质检测报告"),
)
OUTAGE_HEAD = TableSpec(
    "head",
    "通知",
    (
        Column("kind", "类别", Kind.CHOICE, required=True, choices=OUTAGES),
        Column("planned", "是计划内的", Kind.FLAG, required=True),
        Column("starts_on", "开始日期", Kind.DAY, required=True),
        Column("hours", "起止时间", required=True, longest=80, help="如 9:00 至 16:00"),
        Column("scope", "影响范围", required=True, longest=200),
        Column("reason", "原因或结果", required=True, longest=300),
        Column("phone", "咨询电话", required=True, longest=30),
    ),
    most_rows=1,
)


def outage_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield a planned stop that is told less than two days ahead."""
    head = body["head"]
    starts = day_of(head, "starts_on")
    if head.get("kind") == QUALITY:
        if not facts.attachments:
            yield Problem("attachments", "请附上水质检测报告的照片")
    elif head.get("planned") and starts is not None and starts < facts.shown_on + timedelta(days=OUTAGE_DAYS):
        earliest = facts.shown_on + timedelta(days=OUTAGE_DAYS)
        text = f"计划内的停水停电应提前 {OUTAGE_DAYS} 天公示，最早{chinese_day(earliest)}（DB11/T 751-2025 4.3.3）"
        yield Problem("head.starts_on", text)


def outage_lead(body: Body) -> list[str]:
    """Return what, when and where."""
    head = body["head"]
    day = day_of(head, "starts_on")
    when = f"{chinese_day(day) if day else ''} {words_of(head, 'hours')}"
    what = dict(OUTAGES).get(words_of(head, "kind"), "")
    return [f"{when}，{words_of(head, 'scope')}{what}。{words_of(head, 'reason').rstrip('。')}。"]


OUTAGE = Form(
    code="outage",
    name="停水停电和水质通知",
    duties=("D10",),
    period=PeriodKind.EVENT,
    party=Party.COMPANY,
    head=OUTAGE_HEAD,
    tables=(),
    lead=outage_lead,
    rules=outage_rules,
    help=f"计划内的停水停电提前 {OUTAGE_DAYS} 天。",
)

# --- works in a home (D6) ---

WORKS_HEAD = TableSpec(
    "head",
    "装修信息",
    (
        Column("building", "楼号单元", required=True, longest=60, help="贴在本楼"),
        Column("content", "施工内容", required=True, longest=300),
        Column("from_on", "开始日期", Kind.DAY, required=True),
        Column("to_on", "结束日期", Kind.DAY, required=True),
        Column("hours", "施工时间", required=True, longest=80),
        Column("contact", "负责人", required=True, longest=40),
        Column("phone", "联系电话", required=True, longest=30),
    ),
    most_rows=1,
)


def works_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield works that end before they begin."""
    start, end = day_of(body["head"], "from_on"), day_of(body["head"], "to_on")
    if start and end and end < start:
        yield Problem("head.to_on", "结束日期不能早于开始日期")


def works_lead(body: Body) -> list[str]:
    """Return where, how long, and whom to call."""
    head = body["head"]
    start, end = day_of(head, "from_on"), day_of(head, "to_on")
    span = f"{chinese_day(start)}至{chinese_day(end)}" if start and end else ""
    return [f"{words_of(head, 'building')}{span}装修，负责人电话 {words_of(head, 'phone')}。"]


WORKS = Form(
    code="works",
    name="业主装饰装修信息",
    duties=("D6",),
    period=PeriodKind.EVENT,
    party=Party.COMPANY,
    head=WORKS_HEAD,
    tables=(),
    lead=works_lead,
    rules=works_rules,
)

# --- the survey (D11) ---

SURVEY_HEAD = TableSpec(
    "head",
    "调查情况",
    (
        Column("households", "总户数", Kind.WHOLE, required=True, least=1),
        Column("asked", "收回答卷户数", Kind.WHOLE, required=True),
        Column("from_on", "开始日期", Kind.DAY, required=True),
        Column("to_on", "结束日期", Kind.DAY, required=True),
        Column("method", "调查方式", required=True, longest=200),
        Column("measures", "整改措施", Kind.LONG_TEXT, required=True),
    ),
    most_rows=1,
)
ANSWERS = TableSpec(
    "answers",
    "调查结果",
    (
        Column("question", "调查项目", required=True, longest=120),
        Column("satisfied", "满意", Kind.WHOLE, required=True),
        Column("basically", "基本满意", Kind.WHOLE, required=True),
        Column("dissatisfied", "不满意", Kind.WHOLE, required=True),
    ),
    most_rows=100,
    row_key=("question",),
)


def survey_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield a survey of too few households, and answers that nobody can have given."""
    head, answers = body["head"], rows(body, "answers")
    households, asked = whole(head, "households"), whole(head, "asked")
    if asked * 100 < SURVEY_PERCENT * households:
        text = f"调查应覆盖不少于 {SURVEY_PERCENT}% 的住户（DB11/T 751-2025 4.2.5），现为 {percent(asked, households)}"
        yield Problem("head.asked", text)
    if asked > households:
        yield Problem("head.asked", "收回答卷的户数比总户数多")
    if facts.households and households != facts.households:
        text = f"小区登记的总户数是 {facts.households} 户，与填写的 {households} 户不同，请核对"
        yield Problem("head.households", text, Level.WARNING)
    if not answers:
        yield Problem("answers", "请填写调查结果")
    for number, row in enumerate(answers, start=1):
        if sum(whole(row, key) for key in ("satisfied", "basically", "dissatisfied")) > asked:
            yield Problem(f"answers.{number}.satisfied", f"“{words_of(row, 'question')}”的答卷比收回的多")


def survey_lead(body: Body) -> list[str]:
    """Return how many were asked and how many are content."""
    head, answers = body["head"], rows(body, "answers")
    content = sum_of(answers, "satisfied") + sum_of(answers, "basically")
    of = content + sum_of(answers, "dissatisfied")
    share = percent(whole(head, "asked"), whole(head, "households"))
    return [f"收回 {whole(head, 'asked')} 户答卷，占总户数的 {share}；满意和基本满意占 {percent(content, of)}。"]


def survey_totals(body: Body) -> list[Total]:
    """Return the share of content answers of each question."""
    return [
        Total(words_of(row, "question"), percent(content, content + whole(row, "dissatisfied")))
        for row in rows(body, "answers")
        for content in (whole(row, "satisfied") + whole(row, "basically"),)
    ]


SURVEY = Form(
    code="survey",
    name="物业服务满意度调查结果",
    duties=("D11",),
    period=PeriodKind.YEAR,
    party=Party.COMPANY,
    head=SURVEY_HEAD,
    tables=(ANSWERS,),
    lead=survey_lead,
    rules=survey_rules,
    totals=survey_totals,
    help=f"每年一次，覆盖不少于 {SURVEY_PERCENT}% 的住户，结果告知全体业主。",
)

# --- decisions (D12) ---

MANAGEMENT_COMMITTEE = "management_committee"
BODIES = (
    ("owners_assembly", "业主大会"),
    ("owners_committee", "业主委员会"),
    (MANAGEMENT_COMMITTEE, "物业管理委员会"),
)
DECISION_HEAD = TableSpec(
    "head",
    "决定",
    (
        Column("body", "作出决定的组织", Kind.CHOICE, required=True, choices=BODIES),
        Column("decided_on", "作出决定日期", Kind.DAY, required=True),
        Column("title", "事项", required=True, longest=120),
        Column("text", "决定内容", Kind.LONG_TEXT, required=True, longest=10_000),
        Column("votes", "表决情况", required=True, longest=300, help="参与和同意的人数、面积"),
    ),
    most_rows=1,
)


def decision_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield how long it has to stay posted. Being late is told, but what is late is published all the same."""
    head = body["head"]
    decided = day_of(head, "decided_on")
    if decided is not None and decided > facts.today:
        yield Problem("head.decided_on", "作出决定的日期不能在今天以后")
    elif decided is not None and facts.today > decided + timedelta(days=DECISION_DAYS):
        late = (facts.today - decided).days - DECISION_DAYS
        text = f"决定应在 {DECISION_DAYS} 日内公示（《北京市物业管理条例》），已晚 {late} 日"
        yield Problem("head.decided_on", text, Level.WARNING)
    if head.get("body") == MANAGEMENT_COMMITTEE and facts.valid_to is not None:
        until = posted_until(facts.shown_on, facts.calendar)
        if facts.valid_to < until:
            text = f"物业管理委员会的决定应公示 {POSTED_WORKING_DAYS} 个工作日，至少到{chinese_day(until)}"
            yield Problem("valid_to", text)


def posted_until(start: date, calendar: Calendar) -> date:
    """Return the last of the working days for which a decision has to stay posted, the first one included."""
    day = start if calendar.is_working(start) else calendar.next_working_day(start)
    for _ in range(POSTED_WORKING_DAYS - 1):
        day = calendar.next_working_day(day)
    return day


def decision_lead(body: Body) -> list[str]:
    """Return who decided what, and how the votes stood."""
    head = body["head"]
    who = dict(BODIES).get(words_of(head, "body"), "")
    day = day_of(head, "decided_on")
    first = f"{chinese_day(day) if day else ''}{who}决定：{words_of(head, 'title')}。"
    return [f"{first}{words_of(head, 'votes').rstrip('。')}。"]


DECISION = Form(
    code="decision",
    name="业主大会、业委会、物管会决定",
    duties=("D12",),
    period=PeriodKind.EVENT,
    party=Party.EITHER,
    head=DECISION_HEAD,
    tables=(),
    lead=decision_lead,
    rules=decision_rules,
    help=f"作出决定后 {DECISION_DAYS} 日内公示；物管会的决定公示 {POSTED_WORKING_DAYS} 个工作日。",
)

# --- emergency service (D13) ---

SERVICE_HEAD = TableSpec(
    "head",
    "应急物业服务",
    (
        Column("provider", "应急服务单位", required=True, longest=80),
        Column("reason", "原因", required=True, longest=300),
        Column("content", "服务内容", Kind.LONG_TEXT, required=True),
        Column("from_on", "开始日期", Kind.DAY, required=True),
        Column("to_on", "结束日期", Kind.DAY, required=True),
        Column("fees", "费用承担", required=True, longest=300),
        Column("phone", "联系电话", required=True, longest=30),
    ),
    most_rows=1,
)
SERVICE_FEES = TableSpec(
    "fees",
    "费用",
    (
        Column("name", "项目", required=True, longest=60),
        Column("rate", "标准", Kind.RATE, required=True, least=1, most=10_000_000),
        Column("unit", "计费单位", Kind.CHOICE, required=True, choices=UNITS),
        Column("basis", "计费依据", longest=120),
    ),
    most_rows=50,
    row_key=("name",),
)


def service_rules(body: Body, facts: Facts) -> Iterator[Problem]:
    """Yield a term of more than six months."""
    start, end = day_of(body["head"], "from_on"), day_of(body["head"], "to_on")
    if start is None or end is None:
        return
    latest = months_later(start, EMERGENCY_MONTHS)
    if end < start:
        yield Problem("head.to_on", "结束日期不能早于开始日期")
    elif end > latest:
        text = f"应急物业服务不超过 {EMERGENCY_MONTHS} 个月，最晚到{chinese_day(latest)}"
        yield Problem("head.to_on", f"{text}（《北京市物业管理条例》第七十七条）")


def service_lead(body: Body) -> list[str]:
    """Return who serves until when, and for what price."""
    head = body["head"]
    end = day_of(head, "to_on")
    until = chinese_day(end) if end else ""
    prices = "，".join(f"{words_of(row, 'name')} {priced(row)}" for row in rows(body, "fees"))
    first = f"由{words_of(head, 'provider')}提供应急物业服务，到{until}为止，电话 {words_of(head, 'phone')}。"
    return [first, f"费用：{prices or words_of(head, 'fees')}。"]


EMERGENCY_SERVICE = Form(
    code="emergency_service",
    name="应急物业服务",
    duties=("D13",),
    period=PeriodKind.EVENT,
    party=Party.OFFICE,
    head=SERVICE_HEAD,
    tables=(SERVICE_FEES,),
    lead=service_lead,
    rules=service_rules,
    help=f"由街道组织，不超过 {EMERGENCY_MONTHS} 个月。",
)
