"""The tables of places: shown, out as xlsx, in by a dry run, and written row by row or as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ledger import Parsed, Row, TableSpec, batches, check, to_sheet
from app.core.ledger.batches import ImportNotPossible, LedgerImport
from app.places import policy
from app.places import queries as places
from app.places.models import Ledger, RegionKind
from app.places.queries import ledgers as queries
from app.places.queries.ledgers import Subject
from app.places.service.judging import Judged, judge
from app.places.service.writing import write
from app.places.tables import BOOKS, REMOVABLE, Book

KIND = "places"
MOST_SHOWN = 200


def open_table(actor: Actor, subject_id: UUID, table: str, *, to_write: bool = False) -> tuple[Book, Subject]:
    """Return a table and whose it is. Raises ``NotFound`` for what the post does not reach, ``Forbidden``."""
    book = BOOKS.get(table)
    if book is None or not policy.sees(actor, book, subject_id):
        raise NotFound
    if book.over == "compound":
        if not places.reaches(actor, subject_id):
            raise NotFound
        compound = places.get_compound(subject_id)
        subject = Subject(subject_id, compound.district_id, compound.name, compound_id=compound.id)
    else:
        region = places.get_region(subject_id)
        if region is None:
            raise NotFound
        street = region.id if region.kind == RegionKind.STREET else None
        subject = Subject(region.id, region.district_id, region.name, street_id=street)
    if to_write:
        policy.may_write(actor, book).enforce()
    return book, subject


def tables(actor: Actor, compound_id: UUID | None) -> list[dict[str, Any]]:
    """Return the tables that the post in use reads: of its region, or of a compound. Raises ``NotFound``."""
    subject_id = compound_id or (actor.post.region_id if actor.post else None)
    over = "compound" if compound_id else "region"
    if subject_id is None or (compound_id and not places.reaches(actor, compound_id)):
        raise NotFound
    return [
        {
            "table": book.spec.key,
            "name": book.spec.name,
            "subject_id": subject_id,
            "may_write": bool(policy.may_write(actor, book)),
        }
        for book in BOOKS.values()
        if book.over == over and policy.sees(actor, book, subject_id)
    ]


def show(actor: Actor, subject_id: UUID, table: str, *, q: str, offset: int) -> dict[str, Any]:
    """Return a part of a table, narrowed to rows in which the words ``q`` stand. Raises ``NotFound``."""
    book, subject = open_table(actor, subject_id, table)
    found = queries.rows(subject, table)
    if q:
        found = [row for row in found if _has(book.spec, row, q)]
    may_write = policy.may_write(actor, book)
    return {
        "subject_id": subject.id,
        "subject_name": subject.name,
        "version": queries.version_of(subject, table),
        "table": book.spec.described(),
        "rows": found[offset : offset + MOST_SHOWN],
        "total": len(found),
        "actions": ["write", *(["remove"] if table in REMOVABLE else [])] if may_write else [],
        "read_only": "" if may_write else may_write.reason,
    }


def _has(spec: TableSpec, row: Row, q: str) -> bool:
    wanted = q.casefold()
    return any(wanted in column.words(row[column.key]).casefold() for column in spec.columns if column.key != "id")


def file(actor: Actor, subject_id: UUID, table: str) -> tuple[bytes, str]:
    """Return a table as an xlsx file, and its name. Raises ``NotFound``."""
    book, subject = open_table(actor, subject_id, table)
    found = queries.rows(subject, table)
    audit.record(actor, "places.export", f"{KIND}:{subject.id}", table=table, rows=len(found))
    notes = [f"{subject.name}{book.spec.name}台账", "编号由系统生成：已有的不要改，新增的行留空。行不能删去。"]
    return to_sheet([(book.spec, found)], notes), f"{subject.name}{book.spec.name}{today():%Y%m%d}.xlsx"


def spec_for(actor: Actor, subject_id: UUID, table: str) -> TableSpec:
    """Return the table that a file would fill in. Raises ``NotFound`` or ``Forbidden``."""
    return open_table(actor, subject_id, table, to_write=True)[0].spec


def dry_run(actor: Actor, subject_id: UUID, table: str, read: Parsed) -> UUID:
    """Keep what a sheet would change and return the dry run. Raises ``NotFound`` or ``Forbidden``."""
    book, subject = open_table(actor, subject_id, table, to_write=True)
    ledger = queries.lock_version(subject, table)
    old = queries.rows(subject, table)
    judged = Judged()
    # With a heading that cannot be read there are no rows, and nothing more to say about them.
    if read.rows or not read.problems:
        judged = judge(book, subject, queries.names(subject), old, read.rows, read.numbers)
    made = batches.store(
        actor,
        book.spec,
        read,
        subject_kind=KIND,
        subject_id=subject.id,
        subject_version=ledger.version,
        old=old,
        problems=judged.problems,
    )
    return made.id


def find(actor: Actor, import_id: UUID) -> dict[str, Any]:
    """Return a dry run of one's own. Raises ``NotFound``."""
    return batches.shape(batches.find(actor, import_id, KIND))


def confirm(actor: Actor, import_id: UUID) -> dict[str, Any]:
    """Write what a dry run showed, once. Raises ``NotFound``, ``Forbidden`` or ``ImportNotPossible``."""

    def apply(found: LedgerImport) -> int:
        book, subject = open_table(actor, found.subject_id, found.spec, to_write=True)
        ledger = queries.lock_version(subject, found.spec)
        batches.check_version(found, ledger.version)
        old = queries.rows(subject, found.spec)
        numbers = range(1, len(found.rows) + 1)
        judged = judge(book, subject, queries.names(subject), old, found.rows, numbers)
        if judged.problems:  # what a cell refers to was changed meanwhile in another table
            raise ImportNotPossible("上传之后相关的台账又有改动，请重新上传，看清变化后再确认")
        _write(book, subject, ledger, old, found.rows, judged)
        return ledger.version

    return batches.shape(batches.confirm(actor, import_id, KIND, apply))


def put_row(actor: Actor, subject_id: UUID, table: str, version: int, row: Any) -> UUID:
    """Add one row (its ``id`` is empty) or change one. Returns its id.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` when the table changed since, ``InvalidInput`` by column.
    """
    book, subject = open_table(actor, subject_id, table, to_write=True)
    ledger = queries.lock_version(subject, table)
    if ledger.version != version:
        raise Conflict
    checked = check(book.spec, [row])
    if not checked.rows or checked.problems:
        raise InvalidInput(fields=_by_column(checked.problems) or {"row": ["请至少填一格"]})
    old = queries.rows(subject, table)
    if len(old) >= book.spec.most_rows and checked.rows[0]["id"] is None:
        raise Conflict(f"{book.spec.name}最多 {book.spec.most_rows} 行")
    [ours] = checked.rows
    others = [one for one in old if one["id"] != ours["id"]]
    judged = judge(book, subject, queries.names(subject), old, [*others, ours], [0] * len(others) + [1])
    # What is wrong elsewhere in the table was so before, and does not keep anybody from mending this row.
    wrong = [problem for problem in judged.problems if problem["row"] == 1]
    if wrong:
        raise InvalidInput(fields=_by_column(wrong))
    [row_id] = _write(book, subject, ledger, old, [ours], judged) or [UUID(str(ours["id"]))]
    audit.record(actor, "places.row", f"{KIND}:{subject.id}", table=table, row=str(row_id), version=ledger.version)
    return row_id


def _by_column(problems: Sequence[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for problem in problems:
        text = str(problem["text"]).removeprefix("第 1 行：")
        found.setdefault(problem["column"] or "row", []).append(text)
    return found


def _write(
    book: Book, subject: Subject, ledger: Ledger, old: Sequence[Row], new: Sequence[Row], judged: Judged
) -> list[UUID]:
    """Write the rows of ``new`` that are not in ``old`` as they are, and count the version on."""
    before = {row["id"]: row for row in old}
    meant = judged.values[len(judged.values) - len(new) :]
    changed = [values for values, row in zip(meant, new, strict=True) if row["id"] is None or before[row["id"]] != row]
    ledger.version += 1
    return write(book, subject, changed)
