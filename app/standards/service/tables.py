"""A plan as a table: out as xlsx, in as a dry run, and written when somebody says yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import today
from app.core.ledger import Column, Kind, Parsed, Problem, Row, TableSpec, batches, to_sheet
from app.core.ledger.batches import LedgerImport
from app.standards import policy, queries, workflow
from app.standards.catalogue import PER_WORDS, Item, catalogues, items
from app.standards.models import LEVEL_NAMES, Plan, PlanAction, Term
from app.standards.service.plans import Said, replace

SUBJECT = "plan"
MUST = "0"
"""The choice that stands for an item without levels, which must be done as the standard has it."""

PLAN = TableSpec(
    "plan",
    "服务标准约定",
    (
        Column("code", "编号", required=True, longest=8, help="不要改，按标准的编号"),
        Column("category", "类别", longest=20, help="只供查看"),
        Column("name", "服务项目", longest=60, help="只供查看"),
        Column(
            "level",
            "等级",
            Kind.CHOICE,
            choices=(*((str(level), name) for level, name in LEVEL_NAMES.items()), (MUST, "必须做到")),
            help="一级最低、三级最高；不分等级的项目为“必须做到”；不适用的留空",
        ),
        Column("not_applicable", "不适用的原因", longest=200, help="小区没有这项设施时填写，同时把等级留空"),
        Column("agreed", "合同原有约定", longest=200, help="只有早于 2025 年 10 月 1 日的合同可以填，同时把等级留空"),
        Column("agreed_times", "约定次数", Kind.WHOLE, least=1, most=policy.MOST_TIMES, unit="次", help="每个周期几次"),
        Column("agreed_per", "约定周期", Kind.CHOICE, choices=tuple(PER_WORDS.items())),
    ),
    most_rows=200,
    row_key=("code",),
)
CATALOGUE = TableSpec(
    "catalogue",
    "各等级标准",
    (
        Column("code", "编号"),
        Column("name", "服务项目"),
        Column("l1", "一级", Kind.LONG_TEXT),
        Column("l2", "二级", Kind.LONG_TEXT),
        Column("l3", "三级", Kind.LONG_TEXT),
        Column("clause", "条款"),
    ),
)


def rows_of(plan: Plan, terms: Mapping[str, Term]) -> list[Row]:
    """Return a plan as rows of ``PLAN``, in the order of the standard."""
    return [_row(item, terms.get(item.code)) for item in items(plan.catalogue_version).values()]


def _row(item: Item, term: Term | None) -> Row:
    said = term or Term(item_code=item.code)
    level = str(said.level) if said.level else None
    if not item.levelled and said.not_applicable is None and said.agreed is None:
        level = MUST
    return {
        "code": item.code,
        "category": item.category_name,
        "name": item.name,
        "level": level,
        "not_applicable": said.not_applicable,
        "agreed": said.agreed,
        "agreed_times": said.agreed_times,
        "agreed_per": said.agreed_per,
    }


def sheet(actor: Actor, plan_id: UUID) -> tuple[bytes, str]:
    """Return a plan as an xlsx file, with the words of every level beside it, and its name. Raises ``NotFound``."""
    row = queries.plan(actor, plan_id)
    plan: Plan = row.Plan
    known = items(plan.catalogue_version)
    words = [_words(item) for item in known.values()]
    notes = [catalogues()[plan.catalogue_version].name, f"{row.compound}，{row.company}，第 {plan.number} 份约定"]
    tables = [(PLAN, rows_of(plan, queries.terms(plan_id))), (CATALOGUE, words)]
    return to_sheet(tables, notes), f"{row.compound}服务标准约定{today():%Y%m%d}.xlsx"


def _words(item: Item) -> Row:
    row: Row = {"code": item.code, "name": item.name, "clause": item.clause}
    for level in LEVEL_NAMES:
        row[f"l{level}"] = item.said(level) if item.levelled or level == 1 else None
    return row


def spec_for(actor: Actor, plan_id: UUID) -> TableSpec:
    """Return the table that a file would fill in. Raises ``NotFound``."""
    queries.plan(actor, plan_id)
    return PLAN


def dry_run(actor: Actor, plan_id: UUID, read: Parsed) -> UUID:
    """Keep what a sheet would change in a draft, in the current unit of work. Returns the id of the dry run.

    Raises ``NotFound``, ``Forbidden`` or ``MoveNotPossible``.
    """
    plan = _draft(actor, plan_id)
    made = batches.store(
        actor,
        PLAN,
        read,
        subject_kind=SUBJECT,
        subject_id=plan.id,
        subject_version=plan.version,
        old=rows_of(plan, queries.terms(plan.id)),
        problems=_wrong(plan, read),
    )
    return made.id


def _draft(actor: Actor, plan_id: UUID) -> Plan:
    plan, contract = queries.lock_plan(actor, plan_id)
    policy.may_edit(actor, contract.company_id, policy.in_force(contract, today())).enforce()
    workflow.target_of(PlanAction.SAVE, plan)
    return plan


def _wrong(plan: Plan, read: Parsed) -> list[Problem]:
    """Return what only this area sees: items that are not there or missing, names changed, terms that cannot stand."""
    known = items(plan.catalogue_version)
    found: list[Problem] = []

    def add(number: int, column: str, text: str) -> None:
        found.append({"row": number, "column": column, "text": f"第 {number} 行{text}"})

    for number, row in zip(read.numbers, read.rows, strict=True):
        code = row["code"]
        item = known.get(str(code))
        if code is None:
            continue
        if item is None:
            add(number, "code", f"“编号”：没有 {code} 这一项")
            continue
        for key, right in (("category", item.category_name), ("name", item.name)):
            if row[key] not in (None, right):
                add(number, key, f"：编号 {code} 是“{right}”，请不要改这一列，也不要错行")
        problem = policy.problem_of(item, plan.basis, said_in(row, item))
        if problem:
            add(number, "level", f"“{item.name}”：{problem}")
    missing = [item.name for code, item in known.items() if code not in {row["code"] for row in read.rows}]
    if missing and read.rows:
        text = (
            f"缺少 {len(missing)} 项：{'、'.join(missing[:5])}{' 等' if len(missing) > 5 else ''}；每一项都要保留一行"
        )
        found.append({"row": 0, "column": "code", "text": text})
    return found


def said_in(row: Row, item: Item) -> Said:
    """Return what a row of ``PLAN`` says of its item."""
    level = row["level"]
    must = level == MUST and not item.levelled
    return Said(
        item_code=item.code,
        level=None if level is None or must else int(level),
        agreed=_text(row["agreed"]),
        agreed_times=_whole(row["agreed_times"]),
        agreed_per=_text(row["agreed_per"]),
        not_applicable=_text(row["not_applicable"]),
    )


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def confirm(actor: Actor, import_id: UUID) -> None:
    """Write what a dry run showed. Raises ``NotFound``, ``Forbidden`` or ``Conflict``."""

    def apply(found: LedgerImport) -> int:
        plan = _draft(actor, found.subject_id)
        batches.check_version(found, plan.version)
        known = items(plan.catalogue_version)
        return replace(plan, [said_in(row, known[str(row["code"])]) for row in found.rows])

    batches.confirm(actor, import_id, SUBJECT, apply)


def find(actor: Actor, import_id: UUID) -> dict[str, Any]:
    """Return a dry run of one's own as screens show it. Raises ``NotFound``."""
    return batches.shape(batches.find(actor, import_id, SUBJECT))
