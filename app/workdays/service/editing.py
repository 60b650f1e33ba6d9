"""Keeping the calendar: a draft of a year, its days, checks, publishing. What was published is never changed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.events.workdays import CalendarPublished
from app.workdays import queries
from app.workdays.models import CalendarDay, CalendarYear, YearState
from app.workdays.service.current import calendar, forget

DATA = Path(__file__).resolve().parent.parent / "data"
LINE = re.compile(r"^(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?\s+(休|班)\s*(\S{0,20})\s*$")
FEWEST_DAYS_OFF, MOST_DAYS_OFF = 20, 45
"""Between these lies the number of days off of every notice since 2008, make-up days apart."""
ALARM_MONTH = 12
"""The notice for a year comes out by the end of November; from December on its absence is an alarm."""


def load_seed() -> int:
    """Write the years of the data files that are not on record yet. Returns how many; people's versions stay."""
    made = 0
    for path in sorted(DATA.glob("*.txt")):
        number = int(path.stem)
        if queries.newest_version(number):
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        year = CalendarYear(
            year=number,
            version=1,
            state=YearState.PUBLISHED,
            source=lines[0].lstrip("# "),
            published_at=now(),
        )
        db.session.add(year)
        db.session.flush()
        for day, working, name in _parsed("\n".join(lines[1:]), number):
            db.session.add(CalendarDay(year=number, version=1, day=day, working=working, name=name))
        made += 1
    if made:
        forget()
    return made


def _parsed(words: str, number: int) -> list[tuple[date, bool, str]]:
    """Return the days that lines like ``2027-01-01 休 元旦`` name. Raises ``InvalidInput`` naming each wrong line."""
    found: dict[date, tuple[bool, str]] = {}
    wrong: list[str] = []
    for place, line in enumerate(words.splitlines(), start=1):
        if not line.strip():
            continue
        match = LINE.match(line.strip())
        try:
            day = date(*(int(part) for part in match.groups()[:3])) if match else None
        except ValueError:
            day = None
        if match is None or day is None:
            wrong.append(f"第 {place} 行看不懂：{line.strip()[:40]}")
        elif day.year != number:
            wrong.append(f"第 {place} 行不是 {number} 年的日子")
        elif day in found:
            wrong.append(f"第 {place} 行与前面重复：{day}")
        else:
            found[day] = (match.group(4) == "班", match.group(5))
    if wrong:
        raise InvalidInput(fields={"text": wrong[:20]})
    return [(day, working, name) for day, (working, name) in sorted(found.items())]


def draft(*, actor: Actor, number: int) -> CalendarYear:
    """Return the draft of a year, made from what counts now if there is none."""
    if not today().year - 2 <= number <= today().year + 3:
        raise InvalidInput(fields={"year": ["只能维护前两年到后三年的日历"]})
    queries.lock_year(number)
    found = queries.year(number)
    if found is not None and found.state == YearState.DRAFT:
        return found
    version = queries.newest_version(number) + 1
    made = CalendarYear(year=number, version=version, revision=1, state=YearState.DRAFT, created_by=actor.person_id)
    made.source = found.source if found else ""
    db.session.add(made)
    db.session.flush()
    for row in queries.days(number, found.version) if found else ():
        db.session.add(CalendarDay(year=number, version=version, day=row.day, working=row.working, name=row.name))
    db.session.flush()
    audit.record(actor, "workdays.draft", f"calendar:{number}", version=version)
    return made


def _open_draft(number: int, revision: int) -> CalendarYear:
    queries.lock_year(number)
    found = queries.year(number, lock=True)
    if found is None or found.state != YearState.DRAFT:
        raise NotFound("这一年没有正在编辑的草稿")
    if found.revision != revision:
        raise Conflict
    found.revision += 1
    return found


def change(*, actor: Actor, number: int, revision: int, day: date, kind: str, name: str) -> CalendarYear:
    """Make a day of the draft a day off (``off``), a make-up day (``working``), or an ordinary one (``usual``)."""
    if day.year != number:
        raise InvalidInput(fields={"day": [f"请选择 {number} 年的日子"]})
    found = _open_draft(number, revision)
    db.session.execute(
        delete(CalendarDay).where(
            CalendarDay.year == number, CalendarDay.version == found.version, CalendarDay.day == day
        )
    )
    if kind != "usual":
        db.session.add(CalendarDay(year=number, version=found.version, day=day, working=kind == "working", name=name))
    db.session.flush()
    audit.record(actor, "workdays.change", f"calendar:{number}", day=day.isoformat(), kind=kind)
    return found


def paste(*, actor: Actor, number: int, revision: int, words: str, source: str) -> CalendarYear:
    """Replace the days of the draft by those of pasted lines, all or none."""
    days = _parsed(words, number)
    found = _open_draft(number, revision)
    db.session.execute(delete(CalendarDay).where(CalendarDay.year == number, CalendarDay.version == found.version))
    db.session.add_all(
        CalendarDay(year=number, version=found.version, day=day, working=working, name=name)
        for day, working, name in days
    )
    found.source = source or found.source
    db.session.flush()
    audit.record(actor, "workdays.paste", f"calendar:{number}", days=len(days))
    return found


def publish(*, actor: Actor, number: int, revision: int) -> CalendarYear:
    """Let the draft count from now on; open deadlines that run through the year are computed anew.

    Raises ``InvalidInput`` without the notice it follows, or with days that cannot be right.
    """
    found = _open_draft(number, revision)
    if not found.source:
        raise InvalidInput(fields={"source": ["请写明依据的放假通知文号"]})
    errors = [words for level, words in checks(queries.days(number, found.version), number) if level == "error"]
    if errors:
        raise InvalidInput(fields={"days": errors})
    old = queries.published(number, lock=True)
    if old is not None:
        old.state = YearState.RETIRED
        db.session.flush()
    found.state, found.published_at, found.published_by = YearState.PUBLISHED, now(), actor.person_id
    db.session.flush()
    audit.record(actor, "workdays.publish", f"calendar:{number}", version=found.version)
    outbox.publish(CalendarPublished(number, found.version))
    forget()
    return found


def checks(days: list[CalendarDay], number: int) -> list[tuple[str, str]]:
    """Return what looks wrong about the days of a year, as (``error`` | ``warning``, words)."""
    off = [row for row in days if not row.working]
    made_up = [row for row in days if row.working]
    found: list[tuple[str, str]] = []
    if not days:
        return [("error", "还没有任何节假日")]
    found += [("error", f"{row.day} 本来就是工作日，不必标“班”") for row in made_up if row.day.weekday() < 5]
    if not FEWEST_DAYS_OFF <= len(off) <= MOST_DAYS_OFF:
        found.append(("warning", f"共 {len(off)} 天放假，往年在 {FEWEST_DAYS_OFF} 到 {MOST_DAYS_OFF} 天之间，请核对"))
    bridged = sum(row.day.weekday() < 5 for row in off)
    if bridged and not made_up:
        found.append(("warning", "没有调休上班的日子，请核对"))
    if not any(row.day == date(number, 1, 1) for row in off):
        found.append(("warning", "1月1日没有放假，请核对"))
    if not any(row.day == date(number, 10, 1) for row in off):
        found.append(("warning", "10月1日没有放假，请核对"))
    far = [row.day for row in made_up if all(abs(row.day - other.day) > timedelta(days=21) for other in off)]
    found += [("warning", f"{day} 调休上班，但前后三周没有放假，请核对") for day in far]
    return found


def shown(found: CalendarYear, *, may_edit: bool) -> dict[str, Any]:
    """Return a version of a year as screens show it."""
    days = queries.days(found.year, found.version)
    actions = [] if not may_edit else ["change", "paste", "publish"] if found.state == YearState.DRAFT else ["draft"]
    return {
        "year": found.year,
        "version": found.version,
        "revision": found.revision,
        "state": found.state,
        "source": found.source,
        "published_at": found.published_at,
        "days": [{"day": row.day, "working": row.working, "name": row.name} for row in days],
        "checks": [{"level": level, "text": words} for level, words in checks(days, found.year)],
        "actions": actions,
    }


def overview() -> dict[str, Any]:
    """Return the versions of all years, and whether the next year is missing when it should be known."""
    known, day = calendar(fresh=True), today()
    missing = not known.is_known(day.year) or (day.month >= ALARM_MONTH and not known.is_known(day.year + 1))
    return {
        "items": [
            {"year": row.year, "version": row.version, "state": row.state, "source": row.source}
            for row in queries.years()
        ],
        "next": None,
        "provisional_from": next(n for n in range(day.year, day.year + 50) if not known.is_known(n)),
        "alarm": missing,
    }
