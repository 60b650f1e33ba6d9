"""A published version as a sheet for the notice board. The fee sheet has the layout of 《物业服务项目收费情况》.

Beijing's notice of 2021-12-03 asks for three parts (property service, parking, other paid services), each with item,
price and way of charging, and for the phone for complaints, posted in at least two places.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING
from app.core.documents import Align, Beside, Block, Document, Facts, Gap, Size, Table, Words
from app.core.ledger import Column, Row, TableSpec
from app.disclosures.models import VersionState
from app.disclosures.queries import versions
from app.disclosures.service.judging import body_of
from app.disclosures.workflow import MoveNotPossible
from app.forms import FORMS, Body, Form, fees
from app.forms.base import rows, words_of
from app.forms.words import period_words
from app.places.queries import get_compound

PARTS = (
    ("一、物业服务收费", frozenset({fees.PROPERTY})),
    ("二、停车服务收费", frozenset({fees.COMMON_PARKING, "parking_own"})),
    ("三、其他有偿服务和代收代缴", frozenset({fees.OTHER, fees.UTILITY})),
)
WIDE_COLUMNS = 6
"""From how many columns on a sheet lies on its side."""
HASH_SHOWN = 16


@dataclass(frozen=True, slots=True)
class Posted:
    """A version as it is posted: what it says, and what stands at its foot."""

    form: Form
    body: Body
    compound: str
    period_from: date | None
    period_to: date | None
    subject: str
    number: int
    published_at: datetime
    valid_from: date
    valid_to: date | None
    approved_post: str
    hash: str
    address: str


def posted(actor: Actor, version_id: UUID, base_url: str) -> Posted:
    """Return a version that everybody may see, as it is posted. Raises ``NotFound`` or ``MoveNotPossible``."""
    row = versions.one(actor, version_id)
    if row.state not in (VersionState.PUBLISHED, VersionState.SUPERSEDED):
        raise MoveNotPossible("公示以后才能打印张贴" if row.number is None else "已撤下的公示不能再打印张贴")
    code = get_compound(row.compound_id).code
    page = "fees" if row.form == fees.FORM.code else f"d/{row.id}"
    return Posted(
        form=FORMS[row.form],
        body=body_of(row),
        compound=row.compound_name,
        period_from=row.period_from,
        period_to=row.period_to,
        subject=row.subject,
        number=row.number,
        published_at=row.published_at,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        approved_post=row.approved_post,
        hash=row.hash,
        address=f"{base_url.rstrip('/')}/p/{code}/{page}",
    )


def document(posted: Posted, size: Size) -> Document:
    """Return the sheet of a version."""
    form = posted.form
    period = period_words(form.period, posted.period_from, posted.period_to)
    title = " ".join(filter(None, (form.name, period)))
    blocks: list[Block] = [Words(title, 24, bold=True, align="center")]
    if posted.subject:
        blocks.append(Words(posted.subject, 16, align="center"))
    blocks.append(Gap(3))
    blocks += _fee_sheet(posted) if form.code == fees.FORM.code else _sheet(posted)
    most = max((len(block.columns) for block in blocks if isinstance(block, Table)), default=0)
    return Document(
        title=f"{posted.compound} {title}",
        made_at=posted.published_at,
        blocks=[*blocks, Gap(4), _invitation(posted)],
        size=size,
        landscape=most >= WIDE_COLUMNS,
        foot=_foot(posted),
    )


def _foot(posted: Posted) -> str:
    day = posted.published_at.astimezone(BEIJING).date()
    until = f"至 {posted.valid_to}" if posted.valid_to else ""
    return (
        f"第 {posted.number} 版 · {day} 公示 · 自 {posted.valid_from} {until or '起'}有效"
        f" · 审核：{posted.approved_post} · 校验码 {posted.hash[:HASH_SHOWN]}"
    )


def _invitation(posted: Posted) -> Beside:
    lines = ["手机扫一扫，看最新版本和以前的版本。", "哪个数字看不明白、觉得不对，点一下就能问，7 天内答复。"]
    if posted.form.code == fees.FORM.code:
        lines.insert(0, "算一算我家每月物业费多少。")
    return Beside(lines, posted.address, points=13)


# --- the fee sheet ---


def _fee_sheet(posted: Posted) -> Iterable[Block]:
    head = posted.body["head"]
    contract = f"{words_of(head, 'contract_from')} 至 {words_of(head, 'contract_to') or '另行约定'}"
    payers = "、".join(dict.fromkeys(words_of(item, "payer") for item in rows(posted.body, "items")))
    pairs = [
        ("小区名称", posted.compound),
        ("物业企业", words_of(head, "company_name")),
        ("信用代码", words_of(head, "uscc")),
        ("合同期限", contract),
        ("计费方式", _said(fees.HEAD, "charging_mode", head)),
        ("收费对象", payers),
        ("缴费方式", words_of(head, "way_to_pay")),
        ("投诉电话", words_of(head, "complaint_phone")),
    ]
    if head.get("joint_account"):
        pairs.append(("共管账户", words_of(head, "joint_account")))
    pairs.append(("监督电话", words_of(head, "supervision_phones")))
    yield Facts(pairs, across=2)
    for title, kinds in PARTS:
        items = [item for item in rows(posted.body, "items") if item.get("kind") in kinds]
        yield Gap(3)
        yield Words(title, 14, bold=True)
        yield Gap(1)
        yield _prices(items) if items else Words("无", 11)
    yield Gap(3)
    yield Words("减免规定", 14, bold=True)
    yield Words(words_of(head, "relief_rules"), 11)
    reliefs = rows(posted.body, "reliefs")
    if reliefs:
        yield Gap(1)
        yield _table(fees.RELIEFS, reliefs)


PRICE_COLUMNS: tuple[tuple[str, float, Align], ...] = (
    ("收费项目", 3, "left"),
    ("服务内容", 5, "left"),
    ("服务标准", 3, "left"),
    ("收费标准", 3, "right"),
    ("计费依据", 2.2, "left"),
    ("定价形式和依据", 4, "left"),
    ("开始日期", 2.3, "center"),
)


def _prices(items: Sequence[Row]) -> Table:
    lines = []
    for item in items:
        grounds = [_said(fees.ITEMS, "pricing", item), words_of(item, "basis_doc")]
        if item.get("decision"):
            grounds.append(f"业主共同决定：{words_of(item, 'decision')}")
        lines.append(
            [
                words_of(item, "name"),
                words_of(item, "content"),
                words_of(item, "standard"),
                fees.priced(item),
                words_of(item, "basis"),
                "；".join(filter(None, grounds)),
                words_of(item, "start_on"),
            ]
        )
    return Table(PRICE_COLUMNS, lines)


def _said(spec: TableSpec, key: str, row: Row) -> str:
    """Return a value in words."""
    return next(column for column in spec.columns if column.key == key).words(row.get(key))


# --- every other form ---


def _sheet(posted: Posted) -> Iterable[Block]:
    form, body = posted.form, posted.body
    pairs = [("小区名称", posted.compound)]
    pairs += [
        (column.label, column.words(body["head"].get(column.key)))
        for column in form.head.columns
        if column.words(body["head"].get(column.key))
    ]
    short = [pair for pair in pairs if len(pair[1]) <= 40]
    yield Facts(short, across=2)
    if len(short) < len(pairs):
        yield Facts([pair for pair in pairs if len(pair[1]) > 40])
    for spec in form.tables:
        lines = rows(body, spec.key)
        if lines:
            yield Gap(3)
            yield Words(spec.name, 14, bold=True)
            yield Gap(1)
            yield _table(spec, lines)


def _table(spec: TableSpec, lines: Sequence[Row]) -> Table:
    """Return a table as people read it; a column in which nothing stands is left out."""
    used = [column for column in spec.columns if any(column.words(row.get(column.key)) for row in lines)]
    return Table(
        [_column(column) for column in used],
        [[column.words(row.get(column.key)) for column in used] for row in lines],
    )


def _column(column: Column) -> tuple[str, float, Align]:
    return column.label, float(min(column.width, 14)), "right" if column.is_number else "left"
