"""Tasks as people see them and what they do with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput
from app.core.paging import Page
from app.media.service import link, photos_on
from app.proactive import policy, queries, workflow
from app.proactive.models import (
    KIND_NAMES,
    STATE_NAMES,
    Task,
    TaskAction,
    TaskEvent,
    TaskKind,
    TaskState,
    TaskTicket,
)
from app.proactive.seasons import at_or_after, occurrence, seasons
from app.tickets.models import STATE_NAMES as TICKET_STATES
from app.tickets.models import State
from app.tickets.service import lodge

SUBJECT = "proactive"
DESK_DAYS = 7
DESK_LIMIT = 21
YEAR = timedelta(days=365)


# --- reading ---


def page(actor: Actor, **wanted: Any) -> Page:
    """Return a page of the tasks that ``actor`` sees."""
    found = queries.page(actor, **wanted)
    return Page([item(actor, row) for row in found.items], found.next)


def item(actor: Actor, row: Any) -> dict[str, Any]:
    """Return a row of the list."""
    return {
        "id": row.id,
        "kind": row.kind,
        "kind_name": KIND_NAMES[TaskKind(row.kind)],
        "title": row.title,
        "reason": row.reason,
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "community": row.community_name,
        "category_name": row.category_name,
        "state": row.state,
        "state_name": STATE_NAMES[TaskState(row.state)],
        "version": row.version,
        "owner": row.owner_name or f"{row.community_name}居委会",
        "next_on": row.next_on,
        "late": row.next_on is not None and row.next_on < today(),
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "actions": workflow.actions_for(actor, row),
    }


def detail(actor: Actor, task_id: UUID) -> dict[str, Any]:
    """Return a task with its evidence, its checks and its history. Raises ``NotFound``."""
    row = queries.task(actor, task_id)
    tickets = queries.tickets_of(task_id)
    shown = item(actor, row) | {
        "found": row.found,
        "evidence": _evidence([one for one in tickets if one.role == "evidence"]),
        "lodged": [_ticket(one) for one in tickets if one.role == "lodged"],
        "counts": _counts(row, tickets),
        "checks": [],
        "assets": [],
        "last_time": [],
        "events": [event._asdict() for event in queries.events_of(task_id)],
        "media": photos_on(actor, SUBJECT, [task_id]).get(task_id, []),
    }
    return shown | (_season(row) if row.kind == TaskKind.SEASONAL else {})


def _ticket(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "no": row.no,
        "at": row.created_at,
        "category_name": row.category_name,
        "description": row.description[:200],
        "building": row.building,
        "organisation": row.organisation,
        "state": row.state,
        "state_name": TICKET_STATES[State(row.state)],
    }


def _evidence(rows: list[Any]) -> list[dict[str, Any]]:
    """Return the tickets, each with a number for its household: the same number is the same household."""
    numbers: dict[UUID, int] = {}
    for row in reversed(rows):
        numbers.setdefault(row.household, len(numbers) + 1)
    return [_ticket(row) | {"counts": row.counts, "household": numbers[row.household]} | _joined(row) for row in rows]


def _joined(row: Any) -> dict[str, int]:
    return {"joined": len({*row.joined} - {row.household})}


def _counts(row: Any, tickets: list[Any]) -> dict[str, int]:
    counting = [one for one in tickets if one.role == "evidence" and one.counts]
    return {
        "tickets": len(counting),
        "households": len(policy.households_of(counting)),
        "of_households": row.of_households,
    }


def _season(row: Any) -> dict[str, Any]:
    """Return what to check in the compound, and what came up there a year before."""
    season = seasons().get(row.season)
    if season is None:
        return {}
    before = occurrence(season, row.season_year - 1)
    begin, end = _start(before.starts_on), _start(before.ends_on + timedelta(days=1))
    return {
        "checks": list(season.checks),
        "assets": [{"id": one.id, "name": one.name} for one in queries.assets(row.compound_id, season.asset_kinds)],
        "last_time": [one._asdict() for one in queries.last_time(row.compound_id, season.categories, begin, end)],
    }


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def calendar_of_seasons() -> list[dict[str, Any]]:
    """Return the seasons in the order in which they come, each with its dates and what to check."""
    coming = sorted((at_or_after(season, today()) for season in seasons().values()), key=lambda one: one.starts_on)
    return [
        {
            "code": one.season.code,
            "name": one.season.name,
            "year": one.year,
            "opens_on": one.opens_on,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "checks": list(one.season.checks),
            "source": one.season.source,
        }
        for one in coming
    ]


def todo(actor: Actor) -> list[dict[str, Any]]:
    """Return what waits for the post in use, as rows of the desk (待办): new tasks, and those whose date is near.

    At most ``DESK_LIMIT`` rows, by next date; only for those who may work on them.
    """
    rows = [row for row in queries.due_soon(actor, DESK_DAYS, DESK_LIMIT) if policy.may_work(actor, row)]
    return [
        {
            "kind": "proactive",
            "id": row.id,
            "title": row.title,
            "subtitle": f"{row.compound_name} · {STATE_NAMES[TaskState(row.state)]}",
            "due_at": _start(row.next_on + timedelta(days=1)) if row.next_on else None,
            "late": row.next_on is not None and row.next_on < today(),
            "link": f"/proactive/{row.id}",
        }
        for row in rows
    ]


# --- acting ---


@dataclass(slots=True)
class Step:
    """One move while it is made."""

    actor: Actor
    task: Task
    body: dict[str, Any]
    at: datetime
    photos: list[str] = field(default_factory=list)
    made: UUID | None = None

    def needs_note(self, message: str) -> None:
        """Raise ``InvalidInput`` with ``message`` when nothing was written."""
        if not self.body["note"]:
            raise InvalidInput(fields={"note": [message]})

    def plan(self) -> None:
        """Take the day by which somebody looks at it again. Raises ``InvalidInput`` without a possible one."""
        day = self.body["next_on"]
        if day is None or not today() <= day <= today() + policy.LONGEST_PLAN:
            raise InvalidInput(fields={"next_on": ["请选择今天以后、一年以内的日期"]})
        self.task.next_on = day

    def end(self) -> None:
        """Close the task."""
        self.task.next_on, self.task.ended_at = None, self.at


def act(actor: Actor, task_id: UUID, action: TaskAction, body: dict[str, Any]) -> UUID | None:
    """Move a task, with its line of history and its audit row. Returns the ticket that it lodged, if it did.

    ``body['version']`` is the one on the screen. Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict``
    or ``InvalidInput``.
    """
    task = queries.lock_task(actor, task_id)
    policy.may_work(actor, task).enforce()
    target = workflow.target_of(action, task)
    if task.version != body["version"]:
        raise Conflict
    step = Step(actor, task, body, now())
    EFFECTS[action](step)
    before, task.state = task.state, target
    task.version += 1
    db.session.add(
        TaskEvent(
            task_id=task.id,
            seq=task.version,
            at=step.at,
            actor_id=actor.person_id,
            action=action,
            before=before,
            after=target,
            note=body["note"],
            next_on=task.next_on,
            photos=step.photos,
        )
    )
    audit.record(actor, f"proactive.{action}", f"proactive:{task.id}", before=before, after=target)
    return step.made


def _start_work(step: Step) -> None:
    step.plan()
    step.task.owner_id = step.actor.person_id


def _plan(step: Step) -> None:
    step.plan()


def _lodge(step: Step) -> None:
    """File a ticket for what the task found; the router gives it to whoever is responsible."""
    if not step.body["description"]:
        raise InvalidInput(fields={"description": ["请写明要办什么"]})
    task = step.task
    step.made = lodge(
        actor=step.actor,
        source="proactive",
        compound_id=task.compound_id,
        kind=step.body["kind"],
        category=step.body["category"] or task.category,
        description=step.body["description"],
        reporter_id=step.actor.person_id,
        building_id=step.body["building_id"],
        asset_id=step.body["asset_id"],
    )
    task.owner_id = task.owner_id or step.actor.person_id
    if step.body["next_on"] is not None:
        step.plan()
    db.session.add(TaskTicket(task_id=task.id, ticket_id=step.made, role="lodged"))


def _finish(step: Step) -> None:
    step.needs_note("请写明怎么办的、结果怎样")
    photos = step.body["media_ids"]
    if photos:
        link(step.actor.person_id, photos, SUBJECT, step.task.id, "after")
        step.photos = [str(photo) for photo in photos]
    step.end()


def _dismiss(step: Step) -> None:
    step.needs_note("请写明为什么不需要办理")
    step.end()


EFFECTS: dict[TaskAction, Callable[[Step], None]] = {
    TaskAction.START: _start_work,
    TaskAction.PLAN: _plan,
    TaskAction.LODGE: _lodge,
    TaskAction.FINISH: _finish,
    TaskAction.DISMISS: _dismiss,
}
