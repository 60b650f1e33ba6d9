"""A list as a file: every row that its filters show, as the list shows it to who asks, under headings for people.

Nothing leaves by a file that the screen would not have shown, because the rows are the screen's own; that a list left
the house is in the audit log, with its filters, its length and its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response

from app.core import audit
from app.core.attachments import xlsx
from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import InvalidInput
from app.core.paging import MAX_LIMIT, Page
from app.core.spreadsheets import Column, Table, write
from app.core.uow import unit_of_work

MOST_ROWS = 5000
"""More is no list that somebody reads; the rows are fetched page by page, so 5,000 tickets take two seconds."""
SEARCHED = "有"
"""For words that were searched for: they may be somebody's name, which is nothing for the audit log."""
TOO_MANY = f"一次最多导出 {MOST_ROWS} 行，请先用筛选缩小范围"

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that can be saved: its name, and what each column takes from a row."""

    name: str
    columns: tuple[tuple[Column, Callable[[Shape], Any]], ...]

    def values(self, row: Shape) -> list[Any]:
        """Return the cells of one row."""
        return [of(row) for _, of in self.columns]


def export(listing: Listing, actor: Actor, pages: Callable[..., Page], filters: Shape) -> Response:
    """Return the rows of ``pages(limit=, cursor=, **filters)``, all pages one after the other, as an xlsx to be saved.

    Raises ``InvalidInput`` for more than ``MOST_ROWS`` rows, and whatever ``pages`` raises.
    """
    with unit_of_work():
        data, count = workbook(listing, pages, filters)
        used = {name: SEARCHED if name == "q" else str(value) for name, value in filters.items() if value is not None}
        digest = hashlib.sha256(data).hexdigest()
        audit.record(actor, "lists.export", f"list:{listing.name}", rows=count, filter=used, sha256=digest)
    return xlsx(data, f"{listing.name}{today():%Y%m%d}.xlsx")


def workbook(listing: Listing, pages: Callable[..., Page], filters: Shape) -> tuple[bytes, int]:
    """Return the rows of ``pages`` as an xlsx, and how many there are. Raises as ``export`` does."""
    rows = [listing.values(row) for row in _walk(pages, filters)]
    return write(Table(listing.name, [column for column, _ in listing.columns], rows)), len(rows)


def _walk(pages: Callable[..., Page], filters: Shape) -> Iterator[Shape]:
    cursor: str | None = None
    left = MOST_ROWS
    while True:
        page = pages(limit=MAX_LIMIT, cursor=cursor, **filters)
        left -= len(page.items)
        if left < 0:
            raise InvalidInput(TOO_MANY)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return
