"""What areas hand to the calendar (日历): for which days they are asked, and what one row of theirs says.

An area names its kinds of days and reads them in one statement, whose rows have the columns ``kind``, ``on_day``,
``id``, ``title``, ``subtitle``, ``extra`` and ``done``. Everything else is the same for all of them and lies here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, select, union_all

from app.core.auth import Actor
from app.core.clock import BEIJING, day_of
from app.core.permissions import Permission

LONGEST_TITLE = 80
POSTING = ("posting", "公示期满")
"""The one kind of day that several areas have."""

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Span:
    """Beijing days from ``first`` to ``last`` inclusive, of some kinds, at most ``limit`` rows, as seen at ``now``."""

    first: date
    last: date
    kinds: frozenset[str]
    limit: int
    now: datetime

    @property
    def today(self) -> date:
        """The day of ``now`` in Beijing."""
        return day_of(self.now)

    @property
    def begins(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.first, time(), BEIJING)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), BEIJING)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of day: its key, its name, and where a row leads (``{id}`` and ``{extra}`` are those of the row)."""

    key: str
    name: str
    link: str


@dataclass(frozen=True, slots=True)
class Dated:
    """The days of an area: who reads them, which kinds there are, and how the rows of a span are read."""

    permission: Permission
    kinds: tuple[Kind, ...]
    read: Callable[[Actor, Span], Sequence[Any]]

    def rows(self, actor: Actor, span: Span) -> list[Shape]:
        """Return what ``actor`` sees of the kinds that are asked for, by day."""
        if not actor.holds(self.permission) or not span.kinds & {kind.key for kind in self.kinds}:
            return []
        return [_shown(row, self.kinds, span.today) for row in self.read(actor, span)]


def _shown(row: Any, kinds: Iterable[Kind], today: date) -> Shape:
    kind = next(one for one in kinds if one.key == row.kind)
    title = " ".join(row.title.split())
    return {
        "kind": kind.key,
        "kind_name": kind.name,
        "on": row.on_day,
        "title": title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…",
        "subtitle": row.subtitle,
        "link": kind.link.format(id=row.id, extra=row.extra),
        "state": "done" if row.done else "late" if row.on_day < today else "open",
    }


def first_of(branches: Sequence[Select[Any]], limit: int) -> Select[Any]:
    """Put the SELECTs of some kinds together to the one statement of an area, the first days before the others.

    Each reads its own first rows, so that none of them is longer than the answer.
    """
    bounded = [one.order_by("on_day", "id").limit(limit) for one in branches]
    together = union_all(*bounded).subquery()
    return select(together).order_by(together.c.on_day, together.c.title, together.c.id).limit(limit)
