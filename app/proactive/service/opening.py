"""The tasks of the seasons: a timer for each, and a task for every compound when it fires."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.ids import new_id
from app.events.proactive import SeasonOpens, SeasonTasksOpened
from app.proactive import queries
from app.proactive.models import Task, TaskKind, TaskState
from app.proactive.seasons import Occurrence, at_or_after, occurrence, seasons
from app.proactive.service.detecting import note_opening

OPENED_AT = timedelta(hours=8)
"""In the morning of the day, Beijing time, so that nobody is told at night."""
AT_ONCE = 200


def arm() -> int:
    """Set the timer of each season that is prepared, runs, or comes next. Repeating it changes nothing.

    A season that runs already fires at once and gives a task to compounds that have none yet. Returns how many
    seasons were looked at.
    """
    day = today()
    for season in seasons().values():
        coming = at_or_after(season, day)
        event = SeasonOpens(season.code, coming.year)
        outbox.publish(event, due_at=_moment(coming), dedupe=outbox.subject_key("season", season.code, coming.year))
    return len(seasons())


def _moment(coming: Occurrence) -> datetime:
    day = coming.opens_on
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING) + OPENED_AT


def open_season(code: str, year: int) -> int:
    """Give every compound without one the task of a season. Returns how many; a second run gives none.

    Does nothing for a season that is over, or that the list does not know any more.
    """
    season = seasons().get(code)
    if season is None:
        return 0
    coming = occurrence(season, year)
    if not coming.opens_on <= today() <= coming.ends_on:
        return 0
    missing = queries.compounds_without(code, year, AT_ONCE)
    opened: Counter[UUID] = Counter()
    for compound in missing:
        opened[compound.community_id] += _open(coming, compound)
    for community_id, count in opened.items():
        if count:
            outbox.publish(SeasonTasksOpened(str(community_id), code, year, season.name, count))
    if len(missing) == AT_ONCE:
        outbox.publish(SeasonOpens(code, year))
    return opened.total()


def _by_when(coming: Occurrence, day: date) -> str:
    if day >= coming.starts_on:
        return f"{coming.season.name}已经开始，请尽快查完。"
    return f"请在{coming.starts_on.month}月{coming.starts_on.day}日前查完。"


def _open(coming: Occurrence, compound: Any) -> bool:
    season = coming.season
    task_id, next_on = new_id(), max(coming.starts_on, today())
    statement = insert(Task).values(
        id=task_id,
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        kind=TaskKind.SEASONAL,
        season=season.code,
        season_year=coming.year,
        title=f"{coming.year}年{season.name}检查",
        reason=f"{season.source}。{_by_when(coming, today())}",
        state=TaskState.OPEN,
        next_on=next_on,
        created_at=now(),
    )
    if db.session.execute(statement.on_conflict_do_nothing().returning(Task.id)).first() is None:
        return False
    note_opening(task_id, next_on)
    return True
