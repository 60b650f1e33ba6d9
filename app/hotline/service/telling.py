"""What is told about an order: to the other side's system, and in the file of results."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto, mask_phone
from app.core.db import db
from app.core.errors import InvalidInput
from app.core.spreadsheets import Column, Table, write
from app.hotline import policy
from app.hotline.policy import Reach
from app.hotline.queries import batches, orders
from app.tickets.models import OPEN, OUTCOME_NAMES, STATE_NAMES, Cause, Outcome, State
from app.tickets.service.filing import CONTACT_COLUMN

PERSON_PHONE = "identity_person.phone"
MOST_RESULTS = 50_000
PIECE = 1000
SECRET_NAME = "（保密）"  # noqa: S105 - what stands in place of a name
REQUEST_WORDS = {"pending": "待决定", "approved": "成立", "denied": "不成立", "void": "已失效"}


def told(row: Any) -> dict[str, Any]:
    """Return an order as the other side sees it. No name, no telephone: it has them itself."""
    concluded = policy.conclusion(row)
    return {
        "own_no": row.own_no,
        "ticket_no": row.ticket_no,
        "handled_with": row.handled_no if row.handled_no != row.ticket_no else None,
        "state": row.state,
        "state_name": state_name(row),
        "received_at": row.created_at,
        "due_at": row.finish_due_at,
        "handled_by": row.handled_by,
        "contacted_at": row.contacted_at,
        "finished_at": row.finished_at,
        "closed_at": row.closed_at,
        "conclusion": concluded.code if concluded else None,
        "conclusion_name": concluded.words if concluded else None,
        "reason": concluded.reason if concluded else "",
        "reply": row.reply or "",
        "objection": row.objection_state,
        "outcome": row.outcome,
        "outcome_name": OUTCOME_NAMES[Outcome(row.outcome)] if row.outcome else None,
        "urged": row.urged,
    }


def state_name(row: Any) -> str:
    """Return the state as people call it."""
    if row.suspend_cause == Cause.RESIDENT:
        return "待补充"
    if row.suspend_cause == Cause.SHELVED:
        return "已挂账"
    return STATE_NAMES[State(row.state)]


RESULT_COLUMNS = (
    Column("工单编号", 10),
    Column("系统编号", 8),
    Column("收到时间", 9, "moment"),
    Column("诉求人", 6),
    Column("电话", 7),
    Column("小区", 9),
    Column("问题分类", 8),
    Column("承办单位", 11),
    Column("状态", 6),
    Column("办理结论", 7),
    Column("原因说明", 16),
    Column("答复内容", 24),
    Column("首次联系时间", 9, "moment"),
    Column("办结时间", 9, "moment"),
    Column("办理期限", 9, "moment"),
    Column("是否超期", 5),
    Column("居民评价", 8),
    Column("派单异议", 6),
    Column("催办次数", 5, "number"),
    Column("并入工单", 8),
)


def _result(row: Any, at: datetime) -> list[Any]:
    shown = told(row)
    late = row.finish_due_at < (row.finished_at or at) if row.finished_at or row.state in OPEN else False
    stars = f"，{row.rating} 星" if row.rating else ""
    return [
        row.own_no,
        row.ticket_no,
        row.created_at,
        SECRET_NAME if row.hide_me else row.caller_name,
        "" if row.hide_me else phone_masked(row),
        row.compound_name,
        row.category_name,
        row.handled_by,
        shown["state_name"],
        shown["conclusion_name"],
        shown["reason"],
        shown["reply"],
        row.contacted_at,
        row.finished_at,
        row.finish_due_at,
        "是" if late else "否",
        f"{shown['outcome_name']}{stars}" if shown["outcome_name"] else "",
        REQUEST_WORDS.get(row.objection_state or "", ""),
        row.urged,
        shown["handled_with"],
    ]


def phone_masked(row: Any) -> str:
    """Return the caller's number as files show it, the one on the order before that of the person."""
    crypto = get_crypto()
    if row.contact_cipher:
        return mask_phone(crypto.decrypt(bytes(row.contact_cipher), column=CONTACT_COLUMN, row_id=row.ticket_id))
    if row.caller_phone_cipher:
        plain = crypto.decrypt(bytes(row.caller_phone_cipher), column=PERSON_PHONE, row_id=row.reporter_id)
        return mask_phone(plain)
    return ""


def results(reach: Reach, *, actor: Actor | None, by: str, **which: Any) -> bytes:
    """Return the file of results of some orders, and leave an audit row with filter, count and hash.

    ``which`` are the filters of ``orders.listed``; ``by`` says in the audit row who asked when it is no person.
    """
    since, until = which.get("since"), which.get("until")
    if since and until and since >= until:
        raise InvalidInput(fields={"until": ["结束时间应晚于开始时间"]})
    at = now()
    count = 0

    def lines() -> Iterator[list[Any]]:
        nonlocal count
        for row in orders.walk(reach, PIECE, MOST_RESULTS, **which):
            count += 1
            yield _result(row, at)

    data = write(Table("办理结果", RESULT_COLUMNS, lines()))
    filters = {name: str(value) for name, value in which.items() if value is not None}
    digest = hashlib.sha256(data).hexdigest()
    audit.record(actor, "hotline.results", by, rows=count, filter=filters, sha256=digest)
    db.session.flush()
    return data


def problems_file(reach: Reach, batch_id: UUID) -> bytes:
    """Return the rows of an imported file that were not taken, each with column and reason. Raises ``NotFound``."""
    batch = batches.one(reach, batch_id)
    columns = (
        Column("行号", 4, "number"),
        Column("列", 4),
        Column("列名", 7),
        Column("工单编号", 10),
        Column("原因", 34),
    )

    def lines() -> Iterator[list[Any]]:
        after = 0
        while rows := batches.rows(batch.id, after, PIECE, "error"):
            for row in rows:
                for problem in row.problems:
                    yield [row.number, problem["column"], problem["title"], row.own_no, problem["message"]]
            after = rows[-1].number

    return write(Table("未导入的行", columns, lines()))
