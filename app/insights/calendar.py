"""The calendar (日历): the days of all areas that somebody sees, put together. Reads only, one statement an area."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.care.dates import DATED as CARE
from app.consultations.dates import DATED as CONSULTATIONS
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.dated import Dated, Span
from app.core.errors import InvalidInput
from app.core.paging import Page
from app.council.dates import DATED as COUNCIL
from app.disclosures.dates import DATED as DISCLOSURES
from app.governance.dates import DATED as GOVERNANCE
from app.party.dates import DATED as PARTY
from app.resources.dates import DATED as RESOURCES
from app.voting.dates import DATED as VOTING
from app.workdays.service import calendar as working_days

AREAS: tuple[Dated, ...] = (PARTY, COUNCIL, GOVERNANCE, VOTING, CONSULTATIONS, RESOURCES, CARE, DISCLOSURES)
NAMES: dict[str, str] = {kind.key: kind.name for area in AREAS for kind in area.kinds}
"""Every kind of day in the order in which the screen offers them; what two areas have stands once."""
MOST_DAYS = 62
WEEK = timedelta(days=7)
COMING = frozenset({"meeting", "posting", "poll", "cross_post", "decision"})
"""Kinds of which no other heap of the desk tells before their day, or only of some."""
STAYING = frozenset({"decision"})
"""Those of them of which no other heap tells after their day either: they stay until they are done."""
LONGEST_LATE = timedelta(days=366)
SHOWN, SAVED = 400, 2000
"""How many rows an area gives at most, to a screen and to a file."""
TOO_MANY = "这段时间的事项太多，请缩小日期范围，或者只选一类"

Shape = dict[str, Any]


def calendar(actor: Actor, first: date, last: date, kind: str | None) -> Shape:
    """Return the days from ``first`` to ``last`` and what is due on them. Raises ``InvalidInput`` for a wrong range.

    ``cut`` names the kinds of which there are more than are listed.
    """
    items, cut = _read(actor, first, last, kind, SHOWN)
    days = working_days()
    return {
        "since": first,
        "until": last,
        "today": today(),
        "kinds": [{"kind": key, "name": NAMES[key]} for key in _readable(actor)],
        "items": items,
        "cut": [NAMES[key] for key in NAMES if key in cut],
        "limit": SHOWN,
        "days": [
            {"on": on, "working": days.is_working(on), "special": on in days.days, "known": days.is_known(on.year)}
            for on in (first + timedelta(days=n) for n in range((last - first).days + 1))
        ],
    }


def to_save(
    actor: Actor, *, since: date, until: date, kind: str | None, limit: int = SAVED, cursor: str | None = None
) -> Page:
    """Return the same rows for a file, on one page. Raises ``InvalidInput`` when some would be missing."""
    items, cut = _read(actor, since, until, kind, SAVED)
    if cut:
        raise InvalidInput(TOO_MANY)
    return Page(items)


def coming(actor: Actor) -> list[Shape]:
    """Return the days of the next week for the desk, and what was left undone before, the first ones first."""
    first = today()
    near = Span(first, first + WEEK, COMING, SHOWN, now())
    late = Span(first - LONGEST_LATE, first - timedelta(days=1), STAYING, SHOWN, now())
    found = [row for span in (late, near) for area in AREAS for row in area.rows(actor, span) if row["state"] != "done"]
    return sorted(found, key=lambda row: (row["on"], row["kind"], row["title"]))


def _readable(actor: Actor) -> list[str]:
    """Return the kinds of which the post in use may see something, in their order."""
    own = {kind.key for area in AREAS if actor.holds(area.permission) for kind in area.kinds}
    return [key for key in NAMES if key in own]


def _read(actor: Actor, first: date, last: date, kind: str | None, limit: int) -> tuple[list[Shape], set[str]]:
    """Return the rows by day, and the kinds of the areas that have more than ``limit``."""
    if last < first:
        raise InvalidInput(fields={"to": ["结束日期不能早于开始日期"]})
    if (last - first).days >= MOST_DAYS:
        raise InvalidInput(fields={"to": [f"一次最多看 {MOST_DAYS} 天，请缩小日期范围"]})
    kinds = frozenset({kind} if kind else NAMES)
    span = Span(first, last, kinds, limit + 1, now())
    found: list[Shape] = []
    cut: set[str] = set()
    for area in AREAS:
        rows = area.rows(actor, span)
        if len(rows) > limit:
            cut |= kinds & {one.key for one in area.kinds}
        found += rows[:limit]
    order = {key: place for place, key in enumerate(NAMES)}
    return sorted(found, key=lambda row: (row["on"], order[row["kind"]], row["title"])), cut
