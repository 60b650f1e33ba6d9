"""Matching by hand what a table names: the compound of a row that was not found, or what an order is about.

Only in a checked file, before anybody imports it. A compound that is chosen for one row is taken for every row of the
file that writes the same name and could not be matched for that reason alone.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.hotline import policy
from app.hotline.matching import Place, Places
from app.hotline.models import Batch, BatchRow, BatchState, RowVerdict
from app.hotline.parsing import Draft, draft_of
from app.hotline.queries import batches, orders, places
from app.hotline.service.batches import SEALED, cells_of, seal
from app.hotline.service.preparing import prepare, unpacked
from app.hotline.service.receiving import differs
from app.tickets.queries import reference
from app.workdays.service import calendar


def match(
    actor: Actor, batch_id: UUID, number: int, version: int, compound_id: UUID | None, category: str | None
) -> int:
    """Match a row, and with a compound every row like it. Returns how many rows can be imported now that could not.

    Raises ``NotFound``, ``Conflict`` (changed since, or not possible), ``InvalidInput`` (unknown place or category).
    """
    batch = batches.one(policy.reach_of(actor), batch_id, lock=True)
    if batch.state != BatchState.CHECKED:
        raise Conflict("只有检查完、还没有导入的文件可以改")
    if batch.version != version:
        raise Conflict
    row = batches.row(batch.id, number)
    if compound_id is None and category is None:
        raise InvalidInput(fields={"compound_id": ["请选择小区或分类"]})
    if category is not None and category not in reference().categories:
        raise InvalidInput(fields={"category": ["没有这个分类"]})
    mended = _place(batch, row, compound_id) if compound_id is not None else 0
    if category is not None:
        _category(row, category)
    batch.version += 1
    db.session.flush()
    batch.tally = batches.tally(batch.id)
    audit.record(actor, "hotline.match", f"batch:{batch.id}", row=number, rows=mended)
    return mended


def _place(batch: Batch, row: BatchRow, compound_id: UUID) -> int:
    within = places.places(batch.district_id, batch.street_id)
    place = within.by_id(compound_id)
    if place is None:
        raise NotFound(fields={"compound_id": ["没有这个小区，或不在您的管辖范围内"]})
    if row.verdict != RowVerdict.ERROR or row.sealed is None:
        raise Conflict("这一行的小区不需要选")
    at = now()
    wanted = draft_of(cells_of(row), at).compound
    like = [(one, draft_of(cells_of(one), at)) for one in batches.mendable(batch.id)]
    same = [(one, draft) for one, draft in like if one.id == row.id or (wanted and draft.compound == wanted)]
    return sum(_mend(batch, one, draft, within, place) for one, draft in same)


def _mend(batch: Batch, row: BatchRow, draft: Draft, within: Places, place: Place) -> bool:
    at = now()
    draft.problems = [problem for problem in draft.problems if problem.key != "compound"]
    buildings = places.buildings([place.id]) if draft.building else {}
    found = prepare(draft, within, buildings, reference(), place)
    if found.ready is None:
        return False
    order = orders.known(batch.district_id, orders.HOTLINE, [found.ready.own_no]).get(found.ready.own_no)
    row.problems, row.notes = [], [*found.notes, f"小区由人工对应为“{place.name}”"]
    row.compound_id = place.id
    row.category = found.ready.category
    row.due_at = found.ready.due_at(order.created_at if order else at, calendar())
    row.sealed = seal(row, found.ready)
    row.verdict = RowVerdict.NEW
    if order is not None:
        row.verdict = RowVerdict.UPDATE if differs(found.ready, order) else RowVerdict.SAME
    return True


def _category(row: BatchRow, code: str) -> None:
    if row.verdict != RowVerdict.NEW or row.sealed is None:
        raise Conflict("这一行的分类不能改")
    ready = unpacked(get_crypto().decrypt(row.sealed, column=SEALED, row_id=row.id))
    row.sealed = seal(row, replace(ready, category=code))
    row.category = code
    row.notes = [note for note in row.notes if "将按内容判断" not in note]
