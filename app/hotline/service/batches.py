"""Importing a file of orders: stored as it came, checked piece by piece, confirmed by a person, applied piece by piece.

Each piece is one message and one transaction, which leaves the next message behind: a death in the middle loses
nothing and does nothing twice. Pieces take their turn with everything else that waits in the lane.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import insert, text

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.ids import new_id
from app.core.spreadsheets import Cell, Sheet, cell_of
from app.events.hotline import BatchStale, BatchStep
from app.hotline import policy
from app.hotline.columns import BY_KEY, by_key, heading, letter
from app.hotline.models import Batch, BatchRow, BatchState, RowOutcome, RowVerdict
from app.hotline.parsing import Problem, draft_of
from app.hotline.policy import Reach
from app.hotline.queries import batches, orders, places
from app.hotline.service.preparing import Ready, prepare, unpacked
from app.hotline.service.receiving import FOREIGN, Origin, differs, receive, within
from app.tickets.queries import reference
from app.workdays.service import calendar

SEALED, CONTENT = "hotline_batch_row.sealed", "hotline_batch.content"
CHECK_PIECE, APPLY_PIECE = 200, 25
"""Rows of one message: about half a second of work, so that other messages of the lane wait no longer."""
KEPT = timedelta(days=7)
"""How long a file that nobody confirms is kept; it holds names and telephones."""
INSERT_PIECE = 2000

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it was read: its name, which column is where, and its rows, sealed one by one.

    ``digest`` is the SHA-256 of the file, ``content_hash`` a keyed hash of what stands in it: saving a table again
    changes the file, not the content.
    """

    name: str
    digest: str
    content_hash: bytes
    columns: dict[str, str]
    rows: list[Values]


def read_in(data: bytes, sheet: Sheet, name: str) -> Incoming:
    """Return a file's rows, sealed. Takes a second for a full file and must not run inside a transaction.

    Raises ``InvalidInput`` (field ``file``) without a heading, or without a row below it.
    """
    head, where = heading(sheet)
    content = hashlib.sha256()
    rows = list(_sealed(sheet, head, where, content))
    if not rows:
        raise InvalidInput(fields={"file": ["表头下面没有内容"]})
    columns = {key: letter(column) for key, column in where.items()}
    content_hash = get_crypto().blind_index(content.hexdigest(), column=CONTENT)
    return Incoming(name, hashlib.sha256(data).hexdigest(), content_hash, columns, rows)


def _sealed(sheet: Sheet, head: int, where: Mapping[str, int], content: Any) -> Iterator[Values]:
    crypto = get_crypto()
    for row in sheet:
        cells = by_key(row, where) if row.number > head else {}
        if cells:
            row_id = new_id()
            plain = orjson.dumps({key: [cell.kind, cell.value] for key, cell in cells.items()}).decode()
            content.update(plain.encode())
            yield {
                "id": row_id,
                "number": row.number,
                "sealed": crypto.encrypt(plain, column=SEALED, row_id=row_id),
            }


def store(actor: Actor, incoming: Incoming) -> UUID:
    """Store a file to be checked and return its id."""
    reach = policy.reach_of(actor)
    batch = Batch(
        id=new_id(),
        district_id=reach.district_id,
        street_id=reach.street_id,
        made_by=actor.person_id,
        file_name=incoming.name,
        content_hash=incoming.content_hash,
        state=BatchState.CHECKING,
        row_count=len(incoming.rows),
        columns=incoming.columns,
    )
    db.session.add(batch)
    db.session.flush()
    for start in range(0, len(incoming.rows), INSERT_PIECE):
        piece = [row | {"batch_id": batch.id} for row in incoming.rows[start : start + INSERT_PIECE]]
        db.session.execute(insert(BatchRow), piece)
    audit.record(actor, "hotline.upload", f"batch:{batch.id}", rows=batch.row_count, sha256=incoming.digest)
    outbox.publish(BatchStep(str(batch.id), "check"))
    outbox.publish(BatchStale(str(batch.id)), due_at=now() + KEPT, dedupe=outbox.subject_key("stale", batch.id))
    return batch.id


# --- checking ---


def check_step(batch_id: UUID) -> None:
    """Check the next piece of a file. Does nothing once it is checked or discarded."""
    batch = batches.lock_for_work(batch_id)
    if batch is None or batch.state != BatchState.CHECKING:
        return
    rows = batches.next_rows(batch.id, batch.position, CHECK_PIECE)
    _check(batch, rows)
    _advance(batch, rows)
    if rows:
        outbox.publish(BatchStep(str(batch.id), "check"))
    else:
        batch.state, batch.position, batch.done_count = BatchState.CHECKED, 0, 0


def _check(batch: Batch, rows: list[BatchRow]) -> None:
    at = now()
    drafts = {row.id: draft_of(cells_of(row), at) for row in rows}
    for row in rows:
        row.own_no = drafts[row.id].own_no or None
    db.session.flush()
    numbers = {row.own_no for row in rows if row.own_no}
    first = batches.first_rows_of(batch.id, numbers)
    known = orders.known(batch.district_id, orders.HOTLINE, numbers)
    within_scope = places.places(batch.district_id, batch.street_id)
    meant = (within_scope.find(d.compound, d.street, d.community).place for d in drafts.values() if d.building)
    buildings = places.buildings({place.id for place in meant if place is not None})
    reach, taxonomy = Reach(batch.district_id, batch.street_id), reference()
    for row in rows:
        found = prepare(drafts[row.id], within_scope, buildings, taxonomy)
        problems = list(found.problems)
        if row.own_no and first[row.own_no] < row.number:
            problems.append(Problem("own_no", f"与第 {first[row.own_no]} 行的编号相同，以那一行为准"))
        order = known.get(row.own_no or "")
        if order is not None and not within(reach, order):
            problems.append(Problem("own_no", FOREIGN))
        row.notes = found.notes
        row.compound_id = found.place.id if found.place else None
        row.category = found.category.code if found.category else None
        if problems or found.ready is None:
            row.verdict = RowVerdict.ERROR
            if any(problem.key != "compound" for problem in problems):
                row.sealed = None  # only a place can be matched by hand; the rest is mended in the table
            row.problems = [_shown(batch, problem) for problem in problems]
            continue
        row.due_at = found.ready.due_at(order.created_at if order else at, calendar())
        row.sealed = seal(row, found.ready)
        row.verdict = RowVerdict.NEW
        if order is not None:
            row.verdict = RowVerdict.UPDATE if differs(found.ready, order) else RowVerdict.SAME


def cells_of(row: BatchRow) -> dict[str, Cell]:
    """Return the cells of a row as they stood in its table, by column."""
    plain = get_crypto().decrypt(row.sealed or b"", column=SEALED, row_id=row.id)
    return {key: cell_of(kind, value) for key, (kind, value) in orjson.loads(plain).items()}


def seal(row: BatchRow, ready: Ready) -> bytes:
    """Return a prepared order as it is stored in its row."""
    return get_crypto().encrypt(ready.packed(), column=SEALED, row_id=row.id)


def _shown(batch: Batch, problem: Problem) -> dict[str, str]:
    column = batch.columns.get(problem.key, "")
    return {"column": column, "title": BY_KEY[problem.key].title, "message": problem.message}


def _advance(batch: Batch, rows: list[BatchRow]) -> None:
    """Note how far a phase has come."""
    db.session.flush()
    if rows:
        batch.position = rows[-1].number
        batch.done_count += len(rows)
    batch.tally = batches.tally(batch.id)


# --- deciding ---


def confirm(actor: Actor, batch_id: UUID, version: int) -> None:
    """Let a checked file be imported. Raises ``NotFound``, ``Conflict`` (changed since, or not possible)."""
    batch = _take(actor, batch_id, version, "confirm")
    batch.state, batch.position, batch.done_count = BatchState.IMPORTING, 0, 0
    batch.confirmed_by, batch.confirmed_at = actor.person_id, now()
    db.session.execute(NOT_TAKEN, {"batch": batch.id})
    outbox.publish(BatchStep(str(batch.id), "apply"))


def discard(actor: Actor, batch_id: UUID, version: int) -> None:
    """Forget a file. Raises ``NotFound``, ``Conflict``."""
    batch = _take(actor, batch_id, version, "discard")
    _forget(batch)


def discard_stale(batch_id: UUID) -> bool:
    """Forget a file that nobody confirmed within a week. Returns whether it was still there."""
    batch = batches.lock_for_work(batch_id)
    if batch is None or batch.state not in (BatchState.CHECKING, BatchState.CHECKED):
        return False
    _forget(batch)
    return True


NOT_TAKEN = text("""
    UPDATE hotline_batch_row
    SET outcome = CASE verdict WHEN 'same' THEN 'unchanged' ELSE 'rejected' END, sealed = NULL,
        order_id = (SELECT o.id FROM hotline_order o JOIN hotline_batch b ON b.id = :batch
                    WHERE verdict = 'same' AND o.district_id = b.district_id AND o.source = 'hotline'
                      AND o.own_no = hotline_batch_row.own_no)
    WHERE batch_id = :batch AND verdict IN ('same', 'error')
""")
UNSEAL = text("UPDATE hotline_batch_row SET sealed = NULL WHERE batch_id = :batch AND sealed IS NOT NULL")


def _take(actor: Actor, batch_id: UUID, version: int, action: str) -> Batch:
    batch = batches.one(policy.reach_of(actor), batch_id, lock=True)
    verdict = policy.may_move(action, batch.state, batch.tally)
    if not verdict:
        raise Conflict(verdict.reason)
    if batch.version != version:
        raise Conflict
    batch.version += 1
    audit.record(actor, f"hotline.{action}", f"batch:{batch.id}", rows=batch.row_count)
    return batch


def _forget(batch: Batch) -> None:
    batch.state, batch.finished_at = BatchState.DISCARDED, now()
    db.session.execute(UNSEAL, {"batch": batch.id})


# --- applying ---


def apply_step(batch_id: UUID) -> None:
    """Store the next piece of a confirmed file. Does nothing once all is done."""
    batch = batches.lock_for_work(batch_id)
    if batch is None or batch.state != BatchState.IMPORTING:
        return
    rows = batches.next_rows(batch.id, batch.position, APPLY_PIECE, (RowVerdict.NEW, RowVerdict.UPDATE))
    _apply(batch, rows)
    _advance(batch, rows)
    if rows:
        outbox.publish(BatchStep(str(batch.id), "apply"))
    else:
        batch.state, batch.finished_at = BatchState.DONE, now()


def _apply(batch: Batch, rows: list[BatchRow]) -> None:
    crypto = get_crypto()
    items = [unpacked(crypto.decrypt(row.sealed or b"", column=SEALED, row_id=row.id)) for row in rows]
    origin = Origin(Reach(batch.district_id, batch.street_id), orders.HOTLINE, batch_id=batch.id)
    received = receive(origin, items)
    for row in rows:
        found = received[row.own_no or ""]
        row.outcome, row.order_id, row.sealed = found.outcome, found.order_id, None
        if found.error is not None:
            row.problems = [_shown(batch, Problem("compound", str(found.error)))]
        elif found.outcome == RowOutcome.REJECTED:
            row.problems = [_shown(batch, Problem("own_no", note)) for note in found.notes]
        else:
            row.notes = [*row.notes, *found.notes]
