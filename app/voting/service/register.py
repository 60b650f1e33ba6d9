"""The register of a poll (业主名册): made from the ledger of places, corrected as an Excel sheet in a draft."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.core import audit
from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.core.ledger import Column, Kind, Parsed, Problem, Row, TableSpec, batches, to_sheet
from app.core.ledger.batches import LedgerImport
from app.voting import policy, queries, workflow
from app.voting.models import Elector, Poll, PollAction

SUBJECT = "poll"
REGISTER = TableSpec(
    "register",
    "业主名册",
    (
        Column("building", "楼号", required=True, longest=60, help="不要改"),
        Column("unit", "单元", required=True, longest=60, help="不要改"),
        Column("label", "房号", required=True, longest=30, help="不要改"),
        Column("area", "专有部分面积", Kind.AREA, required=True, least=1, help="以不动产登记簿为准"),
        Column(
            "head",
            "合并计人数",
            longest=60,
            help="同一买受人有几套、建设单位尚未出售的，写同一个名称，合起来算一个人；其余留空",
        ),
    ),
    most_rows=20_000,
    row_key=("building", "unit", "label"),
)


def from_places(poll: Poll) -> int:
    """Fill the register with the homes whose area is known. Returns how many there are."""
    rows = [
        Elector(poll_id=poll.id, home_id=home.home_id, area=home.area)
        for home in queries.homes(poll.compound_id)
        if home.area is not None
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def rows_of(poll_id: UUID) -> list[Row]:
    """Return a register as rows of ``REGISTER``."""
    return [
        {"building": row.building, "unit": row.unit, "label": row.label, "area": row.area, "head": row.head or None}
        for row in queries.register(poll_id)
    ]


def sheet(actor: Actor, poll_id: UUID) -> tuple[bytes, str]:
    """Return a register as an xlsx file, and its name, with its audit row. Raises ``NotFound``."""
    row = queries.one(actor, poll_id)
    rows = rows_of(poll_id)
    audit.record(actor, "voting.export", f"poll:{poll_id}", rows=len(rows))
    notes = [f"{row.compound_name}，{row.title}", "一户一行；公告以后名册不能再改"]
    return to_sheet([(REGISTER, rows)], notes), f"{row.compound_name}业主名册{today():%Y%m%d}.xlsx"


def spec_for(actor: Actor, poll_id: UUID) -> TableSpec:
    """Return the table that a file would fill in. Raises ``NotFound``."""
    queries.one(actor, poll_id)
    return REGISTER


def dry_run(actor: Actor, poll_id: UUID, read: Parsed) -> UUID:
    """Keep what a sheet would change in the register of a draft. Returns the id of the dry run.

    Raises ``NotFound``, ``Forbidden`` or ``MoveNotPossible``.
    """
    poll = _draft(actor, poll_id)
    known = _known(poll)
    problems: list[Problem] = [
        {"row": number, "column": "label", "text": f"第 {number} 行：小区里没有“{REGISTER.name_of(row)}”"}
        for number, row in zip(read.numbers, read.rows, strict=True)
        if None not in (key := REGISTER.key_of(row)) and key not in known
    ]
    if not read.rows and not read.problems:
        problems.append({"row": 0, "column": "", "text": "名册里一户也没有"})
    made = batches.store(
        actor,
        REGISTER,
        read,
        subject_kind=SUBJECT,
        subject_id=poll.id,
        subject_version=poll.version,
        old=rows_of(poll.id),
        problems=problems,
    )
    return made.id


def _draft(actor: Actor, poll_id: UUID) -> Poll:
    poll = queries.lock(actor, poll_id)
    policy.may_work(actor, poll).enforce()
    workflow.target_of(PollAction.SAVE, poll)
    return poll


def _known(poll: Poll) -> dict[tuple[Any, ...], UUID]:
    return {(home.building, home.unit, home.label): home.home_id for home in queries.homes(poll.compound_id)}


def confirm(actor: Actor, import_id: UUID) -> None:
    """Write what a dry run showed. Raises ``NotFound``, ``Forbidden`` or ``Conflict``."""

    def apply(found: LedgerImport) -> int:
        poll = _draft(actor, found.subject_id)
        batches.check_version(found, poll.version)
        known = _known(poll)
        db.session.execute(delete(Elector).where(Elector.poll_id == poll.id))
        db.session.add_all(
            Elector(poll_id=poll.id, home_id=known[REGISTER.key_of(row)], area=row["area"], head=str(row["head"] or ""))
            for row in found.rows
        )
        poll.version += 1
        return poll.version

    batches.confirm(actor, import_id, SUBJECT, apply)


def find(actor: Actor, import_id: UUID) -> dict[str, Any]:
    """Return a dry run of one's own as screens show it. Raises ``NotFound``."""
    return batches.shape(batches.find(actor, import_id, SUBJECT))
