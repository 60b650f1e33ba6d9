"""Idle resources as staff see them: rows, one with its history, numbers, and what waits on the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING, today
from app.core.paging import Page
from app.media.service import photos_on
from app.resources import queries, workflow
from app.resources.models import (
    ACTION_NAMES,
    KIND_NAMES,
    OWNERSHIP_NAMES,
    STAGE_NAMES,
    STUCK_NAMES,
    USE_NAMES,
    Action,
    Kind,
    Ownership,
    Stage,
    Stuck,
    Use,
)
from app.resources.service import polls

SUBJECT = "resource"
MOST_POINTS = 2000
"""Of a map; one screen can be read with far fewer, and a filter gets there."""

Shape = dict[str, Any]


def page(actor: Actor, **wanted: Any) -> Page:
    """Return a page of the resources that ``actor`` sees."""
    found = queries.page(actor, **wanted)
    return Page([item(actor, row) for row in found.items], found.next)


def item(actor: Actor, row: Any) -> Shape:
    """Return a row of the list."""
    return {
        "id": row.id,
        "name": row.name,
        "compound": {"id": row.compound_id, "name": row.compound_name},
        "community": row.community_name,
        "street": row.street_name,
        "kind": row.kind,
        "kind_name": KIND_NAMES[Kind(row.kind)],
        "place": row.place,
        "area": row.area,
        "ownership": row.ownership,
        "ownership_name": OWNERSHIP_NAMES[Ownership(row.ownership)],
        "owner_id": row.owner_id,
        "owner": row.owner_name or row.owner_text,
        "present_use": row.present_use,
        "use": row.use,
        "use_name": USE_NAMES[Use(row.use)] if row.use else None,
        "decision": row.decision,
        "money_fen": row.money_fen,
        "money_from": row.money_from,
        "service_name": row.service_name,
        "service_hours": row.service_hours,
        "service_phone": row.service_phone,
        "stage": row.stage,
        "stage_name": STAGE_NAMES[Stage(row.stage)],
        "stuck": row.stuck,
        "stuck_name": STUCK_NAMES[Stuck(row.stuck)] if row.stuck else None,
        "stuck_since": row.stuck_since,
        "next_on": row.next_on,
        "late": row.next_on is not None and row.next_on < today(),
        "ratings": row.ratings,
        "stars_tenths": tenths(row),
        "version": row.version,
        "created_at": row.created_at,
        "actions": workflow.actions_for(actor, row),
    }


def tenths(row: Any) -> int | None:
    """Return the mean of the stars in tenths, rounded half up; None when nobody has rated."""
    return (2 * row.stars * 10 + row.ratings) // (2 * row.ratings) if row.ratings else None


def detail(actor: Actor, resource_id: UUID) -> Shape:
    """Return a resource with its history and photos. Raises ``NotFound``."""
    row = queries.one(actor, resource_id)
    return item(actor, row) | {
        "steps": [_line(step) for step in queries.steps_of(resource_id)],
        "polls": polls.shown(actor, resource_id, row.name),
        "media": photos_on(actor, SUBJECT, [resource_id]).get(resource_id, []),
    }


def _line(row: Any) -> Shape:
    line: Shape = row._asdict()
    return line | {
        "action_name": ACTION_NAMES[Action(row.action)],
        "after_name": STAGE_NAMES[Stage(row.after)],
    }


def points(actor: Actor, **wanted: Any) -> Shape:
    """Return where the resources in sight stand; ``more`` when there are more than a map can show."""
    rows = queries.points(actor, MOST_POINTS + 1, **wanted)
    return {"items": [_point(row) for row in rows[:MOST_POINTS]], "more": len(rows) > MOST_POINTS}


def _point(row: Any) -> Shape:
    point: Shape = row._asdict()
    return point | {
        "stage_name": STAGE_NAMES[Stage(row.stage)],
        "stuck_name": STUCK_NAMES[Stuck(row.stuck)] if row.stuck else None,
    }


def overview(actor: Actor, group_by: str) -> list[Shape]:
    """Return how the resources in sight stand, by street or by community."""
    return [row._asdict() for row in queries.overview(actor, group_by)]


def words() -> Shape:
    """Return what every choice is called, in the order in which it is offered."""
    found: dict[str, Mapping[Any, str]] = {
        "kinds": KIND_NAMES,
        "ownerships": OWNERSHIP_NAMES,
        "uses": USE_NAMES,
        "stages": STAGE_NAMES,
        "stuck": STUCK_NAMES,
        "actions": ACTION_NAMES,
    }
    return {key: [{"value": value, "name": name} for value, name in names.items()] for key, names in found.items()}


def todo(actor: Actor, limit: int) -> tuple[list[Shape], int]:
    """Return what waits for the post in use, as rows of the desk (待办), by next date; and how many there are."""
    rows, count = queries.due_soon(actor, limit)
    items = [
        {
            "kind": "resource",
            "id": row.id,
            "title": f"{row.name}：{STUCK_NAMES[Stuck(row.stuck)] if row.stuck else STAGE_NAMES[Stage(row.stage)]}",
            "subtitle": f"{row.compound_name} · {USE_NAMES[Use(row.use)] if row.use else '闲置资源'}",
            "due_at": _start(row.next_on + timedelta(days=1)),
            "late": row.next_on < today(),
            "link": f"/resources/{row.id}",
        }
        for row in rows
    ]
    return items, count


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)
