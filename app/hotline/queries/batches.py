"""SELECTs on imported files and their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.hotline.models import Batch, BatchRow, RowVerdict
from app.hotline.policy import Reach

TALLY = text("""
    SELECT coalesce(outcome, verdict, 'waiting') AS word, count(*) AS n FROM hotline_batch_row
    WHERE batch_id = :batch GROUP BY 1
""")
ROWS = text("""
    SELECT r.id, r.number, r.own_no, r.verdict, r.outcome, r.problems, r.notes, r.due_at, r.order_id,
           r.sealed IS NOT NULL AS held, r.category,
           c.name AS compound_name, k.name AS category_name, t.id AS ticket_id, t.no AS ticket_no
    FROM hotline_batch_row r
    LEFT JOIN places_compound c ON c.id = r.compound_id
    LEFT JOIN tickets_category k ON k.code = r.category
    LEFT JOIN hotline_order o ON o.id = r.order_id
    LEFT JOIN tickets_ticket t ON t.id = o.ticket_id
    WHERE r.batch_id = :batch AND r.number > :after
      AND (CAST(:word AS text) IS NULL OR r.verdict = :word)
    ORDER BY r.number LIMIT :limit
""")
FIRST_OF = text("""
    SELECT own_no, min(number) AS number FROM hotline_batch_row
    WHERE batch_id = :batch AND own_no = ANY(:numbers) GROUP BY own_no
""")
NAMES = text("SELECT id, display_name FROM identity_person WHERE id = ANY(:ids)")
SAME_FILE = text("""
    SELECT id, created_at FROM hotline_batch
    WHERE district_id = :district AND content_hash = :hash AND id <> :me AND state = 'done'
    ORDER BY created_at DESC LIMIT 1
""")


def page(reach: Reach, limit: int, cursor: str | None) -> Page:
    """Return the files within reach, newest first."""
    statement = select(Batch).where(Batch.district_id == reach.district_id)
    if reach.street_id is not None:
        statement = statement.where(Batch.street_id == reach.street_id)
    return newest_first(statement, Batch.created_at, Batch.id, limit=limit, cursor=cursor)


def one(reach: Reach, batch_id: UUID, *, lock: bool = False) -> Batch:
    """Return a file within reach, locked if wanted. Raises ``NotFound``."""
    statement = select(Batch).where(Batch.id == batch_id, Batch.district_id == reach.district_id)
    if reach.street_id is not None:
        statement = statement.where(Batch.street_id == reach.street_id)
    found = db.session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound
    return found


def lock_for_work(batch_id: UUID) -> Batch | None:
    """Lock and return a file for the worker, or None."""
    return db.session.scalar(select(Batch).where(Batch.id == batch_id).with_for_update())


def next_rows(batch_id: UUID, after: int, limit: int, verdicts: Sequence[str] | None = None) -> list[BatchRow]:
    """Return the next rows of a file in their order, of some verdicts or of all."""
    statement = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.number > after)
    if verdicts is not None:
        statement = statement.where(BatchRow.verdict.in_(verdicts))
    return list(db.session.scalars(statement.order_by(BatchRow.number).limit(limit)))


def tally(batch_id: UUID) -> dict[str, int]:
    """Return how many rows of a file there are by outcome, else by verdict, else ``waiting``."""
    return {row.word: row.n for row in db.session.execute(TALLY, {"batch": batch_id})}


def rows(batch_id: UUID, after: int, limit: int, word: str | None = None) -> list[Row[Any]]:
    """Return rows of a file for people, in their order."""
    params = {"batch": batch_id, "after": after, "limit": limit, "word": word}
    return list(db.session.execute(ROWS, params).all())


def row(batch_id: UUID, number: int) -> BatchRow:
    """Return one row of a file. Raises ``NotFound``."""
    found = db.session.scalar(select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.number == number))
    if found is None:
        raise NotFound
    return found


def mendable(batch_id: UUID) -> list[BatchRow]:
    """Return the rows of a file that cannot be imported only because their compound was not found."""
    statement = select(BatchRow).where(BatchRow.batch_id == batch_id, BatchRow.verdict == RowVerdict.ERROR)
    return list(db.session.scalars(statement.where(BatchRow.sealed.is_not(None)).order_by(BatchRow.number)))


def first_rows_of(batch_id: UUID, numbers: Iterable[str]) -> dict[str, int]:
    """Return for numbers of the other side's the first row of the file that has them."""
    found = db.session.execute(FIRST_OF, {"batch": batch_id, "numbers": list(numbers)})
    return {row.own_no: row.number for row in found}


def names(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of people."""
    wanted = {person for person in ids if person is not None}
    return {row.id: row.display_name for row in db.session.execute(NAMES, {"ids": list(wanted)})} if wanted else {}


def imported_before(batch: Batch) -> Row[Any] | None:
    """Return the last file with the same content that was imported, or None."""
    params = {"district": batch.district_id, "hash": batch.content_hash, "me": batch.id}
    return db.session.execute(SAME_FILE, params).first()
