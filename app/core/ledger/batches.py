"""A file that somebody brought, kept until he has seen what it would change and says yes.

What it would change was worked out against one version of its subject; when that has moved on, the answer is to look
again, never to write over what somebody else did. The rows are kept here and nowhere on the person's machine, so what
is confirmed is exactly what was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import Identified, Model, db
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.core.ledger.diff import Change, compare, summary
from app.core.ledger.tables import Checked, Problem, Row, TableSpec

GOOD_FOR = timedelta(hours=24)
"""How long a dry run can be confirmed: a working day, so that nobody confirms what he has forgotten."""
KEEP_DAYS = 7
MOST_CHANGES = 200
"""How many changed rows are kept to be shown; all are counted."""


class ImportState(StrEnum):
    """The life of a dry run. ``expired`` is told by age: nothing has to run for it."""

    READY = "ready"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"


STATE_NAMES: dict[ImportState, str] = {
    ImportState.READY: "待确认",
    ImportState.REFUSED: "有问题，未导入",
    ImportState.CONFIRMED: "已导入",
    ImportState.EXPIRED: "已过期",
}


class LedgerImport(Identified, Model):
    """A dry run (试导入). ``subject`` is whose table it is, ``subject_version`` the version it was compared with."""

    __tablename__ = "core_ledger_import"
    __table_args__ = (
        CheckConstraint("state IN ('ready', 'refused', 'confirmed')", name="state_known"),
        CheckConstraint("(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed"),
        Index("ix_core_ledger_import_created_at", "created_at"),
    )

    district_id: Mapped[UUID]
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    subject_version: Mapped[int]
    spec: Mapped[str] = mapped_column(String(40))
    made_by: Mapped[UUID]
    rows: Mapped[list[Row]] = mapped_column(JSONB)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB)
    changes: Mapped[list[Change]] = mapped_column(JSONB)
    problems: Mapped[list[Problem]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(String(10))
    confirmed_at: Mapped[datetime | None]

    @property
    def state_now(self) -> ImportState:
        """Return where it is in its life now."""
        if self.state == ImportState.READY and now() - self.created_at > GOOD_FOR:
            return ImportState.EXPIRED
        return ImportState(self.state)


class ImportNotPossible(Conflict):
    """The dry run cannot be confirmed (any more)."""

    code, message = "ledger.import_not_possible", "这次导入不能确认，请重新上传"


def store(
    actor: Actor,
    spec: TableSpec,
    read: Checked,
    *,
    subject_kind: str,
    subject_id: UUID,
    subject_version: int,
    old: Sequence[Row],
    problems: Sequence[Problem] = (),
) -> LedgerImport:
    """Keep a dry run of ``read`` against the rows ``old`` of a subject, in the current unit of work.

    ``problems`` are those that only the area sees. With any problem it can be looked at but not confirmed, and no
    change is shown: it would be one that does not happen.
    """
    wrong = [*read.problems, *problems]
    changes = [] if wrong else compare(spec, old, read.rows)
    made = LedgerImport(
        id=new_id(),
        district_id=actor.district_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        subject_version=subject_version,
        spec=spec.key,
        made_by=actor.person_id,
        rows=[] if wrong else read.rows,
        counts=summary(changes) | {"rows": len(read.rows)},
        changes=changes[:MOST_CHANGES],
        problems=wrong,
        state=ImportState.REFUSED if wrong else ImportState.READY,
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()  # the idempotency row that follows must not outlive a refused insert
    return made


def find(actor: Actor, import_id: UUID, subject_kind: str) -> LedgerImport:
    """Return a dry run of one's own. Raises ``NotFound``: those of others are nobody else's business."""
    return _own(actor, import_id, subject_kind, lock=False)


def confirm(actor: Actor, import_id: UUID, subject_kind: str, apply: Callable[[LedgerImport], int]) -> LedgerImport:
    """Let ``apply`` write the rows of a dry run, once, in the current unit of work.

    ``apply`` locks the subject, calls ``check_version`` with its version, writes, and returns the new version. A
    second confirmation (a double tap, a lost answer) changes nothing and says the same. Raises ``NotFound`` and
    ``ImportNotPossible``.
    """
    found = _own(actor, import_id, subject_kind, lock=True)
    if found.state == ImportState.CONFIRMED:
        return found
    if found.state == ImportState.REFUSED:
        raise ImportNotPossible("表格里还有问题，请改好后重新上传")
    if found.state_now is ImportState.EXPIRED:
        raise ImportNotPossible("上传已超过 24 小时，请重新上传后再确认")
    version = apply(found)
    found.state, found.confirmed_at = ImportState.CONFIRMED, now()
    audit.record(
        actor, "ledger.import", f"{subject_kind}:{found.subject_id}", table=found.spec, version=version, **found.counts
    )
    return found


def check_version(found: LedgerImport, version: int) -> None:
    """Raise ``ImportNotPossible`` when the subject is not the one any more with which ``found`` was compared."""
    if found.subject_version != version:
        raise ImportNotPossible("上传之后内容又有改动，请重新上传，看清变化后再确认")


def _own(actor: Actor, import_id: UUID, subject_kind: str, *, lock: bool) -> LedgerImport:
    statement = select(LedgerImport).where(
        LedgerImport.id == import_id,
        LedgerImport.subject_kind == subject_kind,
        LedgerImport.made_by == actor.person_id,
    )
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound
    return found


def shape(found: LedgerImport) -> dict[str, Any]:
    """Return a dry run as screens show it."""
    state = found.state_now
    return {
        "id": found.id,
        "subject_id": found.subject_id,
        "table": found.spec,
        "state": state.value,
        "state_name": STATE_NAMES[state],
        "counts": found.counts,
        "changes": found.changes,
        "more_changes": max(
            0, sum(found.counts[kind] for kind in ("added", "removed", "changed")) - len(found.changes)
        ),
        "problems": found.problems,
        "created_at": found.created_at,
        "actions": ["confirm"] if state is ImportState.READY else [],
    }


def forget_old(limit: int = 500) -> int:
    """Delete dry runs older than ``KEEP_DAYS``; what was confirmed lives on in its subject. Returns how many."""
    statement = text("""
        DELETE FROM core_ledger_import WHERE id IN (
            SELECT id FROM core_ledger_import WHERE created_at < now() - make_interval(days => :days) LIMIT :limit)
    """)
    done = db.session.execute(statement, {"days": KEEP_DAYS, "limit": limit})
    return int(getattr(done, "rowcount", 0))
