"""Idle resources as people see them, and what they do with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import audit
from app.core.auth import Actor
from app.core.clock import BEIJING, now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.core.paging import Page
from app.media.service import link, signed_urls
from app.places.models import Compound
from app.places.queries import get_compound, reaches
from app.resources import policy, queries, workflow
from app.resources.models import (
    ACTION_NAMES,
    KIND_NAMES,
    OWNERSHIP_NAMES,
    STAGE_NAMES,
    STUCK_NAMES,
    UNDER_WAY,
    USE_NAMES,
    Action,
    Kind,
    Ownership,
    Rating,
    Resource,
    Stage,
    Stuck,
    Use,
)
from app.resources.models import Step as Line

SUBJECT = "resource"
DESK_LIMIT = 21
INVENTORY = ("name", "kind", "place", "area", "ownership", "owner_id", "owner_text", "present_use")
"""What the survey writes down."""

Shape = dict[str, Any]


class NameTaken(Conflict):
    """Two resources of one compound would have the same name."""

    code, message = "resources.name_taken", "这个小区已经登记过同名的闲置资源"


# --- reading ---


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
        "stars_tenths": _tenths(row),
        "version": row.version,
        "created_at": row.created_at,
        "actions": workflow.actions_for(actor, row),
    }


def _tenths(row: Any) -> int | None:
    """Return the mean of the stars in tenths, rounded half up; None when nobody has rated."""
    return (2 * row.stars * 10 + row.ratings) // (2 * row.ratings) if row.ratings else None


def detail(actor: Actor, resource_id: UUID) -> Shape:
    """Return a resource with its history and photos. Raises ``NotFound``."""
    row = queries.one(actor, resource_id)
    return item(actor, row) | {
        "steps": [_line(step) for step in queries.steps_of(resource_id)],
        "media": [_photo(actor, photo) for photo in queries.photos_of([resource_id])],
    }


def _line(row: Any) -> Shape:
    line: Shape = row._asdict()
    return line | {
        "action_name": ACTION_NAMES[Action(row.action)],
        "after_name": STAGE_NAMES[Stage(row.after)],
    }


def _photo(actor: Actor, photo: Any) -> Shape:
    url, thumb_url = signed_urls(actor, photo.id)
    return {"id": photo.id, "width": photo.width, "height": photo.height, "url": url, "thumb_url": thumb_url}


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


def todo(actor: Actor) -> list[Shape]:
    """Return what waits for the post in use, as rows of the desk (待办), by next date; at most ``DESK_LIMIT``."""
    rows = queries.due_soon(actor, policy.DESK_DAYS, DESK_LIMIT)
    return [
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
        if policy.may_work(actor, row)
    ]


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


# --- what neighbours see ---


def services(actor: Actor) -> list[Shape]:
    """Return the running services of the compounds in which ``actor`` lives or stands."""
    places = {home.compound_id for home in actor.homes} | set(actor.visits)
    rows = queries.services(actor.person_id, places)
    photos: dict[UUID, list[Shape]] = {}
    for photo in queries.photos_of(row.id for row in rows):
        photos.setdefault(photo.subject_id, []).append(_photo(actor, photo))
    return [
        {
            "id": row.id,
            "compound": {"id": row.compound_id, "name": row.compound_name},
            "name": row.service_name,
            "use_name": USE_NAMES[Use(row.use)] if row.use else None,
            "place": row.place,
            "hours": row.service_hours,
            "phone": row.service_phone or None,
            "ratings": row.ratings,
            "stars_tenths": _tenths(row),
            "mine": row.mine,
            "may_rate": bool(policy.may_rate(actor, row)),
            "photos": photos.get(row.id, [])[-3:],
        }
        for row in rows
    ]


def rate(actor: Actor, resource_id: UUID, stars: int) -> None:
    """Keep what a neighbour thinks; it replaces what he said before. Raises ``NotFound`` or ``Forbidden``."""
    resource = queries.running(resource_id)
    if not any(home.compound_id == resource.compound_id for home in actor.homes):
        raise NotFound
    policy.may_rate(actor, resource).enforce()
    values = {"resource_id": resource_id, "person_id": actor.person_id, "stars": stars, "at": now()}
    statement = insert(Rating).values(**values)
    same = [Rating.resource_id, Rating.person_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=same, set_={"stars": stars, "at": now()}))


# --- acting ---


@dataclass(slots=True)
class Step:
    """One move while it is made."""

    actor: Actor
    resource: Resource
    body: Shape
    at: datetime
    after: Stage
    photos: list[str] = field(default_factory=list)

    def needs(self, name: str, message: str) -> None:
        """Raise ``InvalidInput`` with ``message`` when the field is empty."""
        if not self.body[name]:
            raise InvalidInput(fields={name: [message]})

    def take(self, *names: str) -> None:
        """Copy fields of the body onto the resource."""
        for name in names:
            setattr(self.resource, name, self.body[name])


def add(actor: Actor, body: Shape) -> UUID:
    """Enter a resource that the survey found; return its id.

    Raises ``NotFound`` (a compound out of reach, an organisation of elsewhere), ``Forbidden`` or ``InvalidInput``.
    """
    if not reaches(actor, body["compound_id"]):
        raise NotFound(fields={"compound_id": ["没有这个小区"]})
    compound = get_compound(body["compound_id"])
    made = Resource(
        id=new_id(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        stage=Stage.FOUND,
        version=1,
        created_at=now(),
    )
    step = Step(actor, made, body, now(), Stage.FOUND)
    _take_inventory(step, compound)
    policy.may_work(actor, made).enforce()
    _plan_next(step)
    db.session.add(made)
    db.session.flush()
    _attach(step)
    _write(step, Action.ADD, None)
    return made.id


def act(actor: Actor, resource_id: UUID, action: Action, body: Shape) -> None:
    """Move a resource on, with its line of history and its audit row.

    ``body['version']`` is the one on the screen. Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict``
    or ``InvalidInput``.
    """
    resource = queries.lock(actor, resource_id)
    policy.may_work(actor, resource).enforce()
    target = workflow.target_of(action, resource)
    if resource.version != body["version"]:
        raise Conflict
    step = Step(actor, resource, body, now(), target)
    EFFECTS[action](step)
    before, resource.stage = resource.stage, target
    if target not in UNDER_WAY:
        resource.next_on = resource.stuck = resource.stuck_since = None
    elif action != Action.CHANGE or body["next_on"] is not None:
        _plan_next(step)
    resource.version += 1
    db.session.flush()
    _attach(step)
    _write(step, action, before)


def _write(step: Step, action: Action, before: str | None) -> None:
    resource = step.resource
    db.session.add(
        Line(
            resource_id=resource.id,
            seq=resource.version,
            at=step.at,
            actor_id=step.actor.person_id,
            action=action,
            before=before,
            after=step.after,
            note=step.body["note"],
            next_on=resource.next_on,
            photos=step.photos,
        )
    )
    audit.record(step.actor, f"resources.{action}", f"resource:{resource.id}", before=before, after=step.after)


def _plan_next(step: Step) -> None:
    day = step.body["next_on"]
    if day is None or not today() <= day <= today() + policy.LONGEST_PLAN:
        raise InvalidInput(fields={"next_on": ["请选择今天以后、一年以内的日期，到那天会提醒您再看"]})
    step.resource.next_on = day


def _attach(step: Step) -> None:
    photos = step.body["media_ids"]
    if photos:
        link(step.actor.person_id, photos, SUBJECT, step.resource.id, "after")
        step.photos = [str(photo) for photo in photos]


def _take_inventory(step: Step, compound: Compound) -> None:
    for name, what in (("name", "名称"), ("kind", "类型"), ("place", "位置"), ("area", "面积"), ("ownership", "权属")):
        step.needs(name, f"请填写{what}")
    owner_id = step.body["owner_id"]
    if owner_id is not None and not queries.owner(compound.district_id, owner_id):
        raise NotFound(fields={"owner_id": ["没有这个单位"]})
    if step.body["ownership"] == Ownership.UNIT and owner_id is None and not step.body["owner_text"]:
        raise InvalidInput(fields={"owner_id": ["请选择或写明是哪个产权单位"]})
    step.take(*INVENTORY)


def _change(step: Step) -> None:
    _take_inventory(step, get_compound(step.resource.compound_id))
    if step.resource.use is not None and (found := _problem(step, step.resource.decision)):
        raise InvalidInput(fields={"ownership": [found[1]]})


def _consult(step: Step) -> None:
    step.needs("note", "请写明征求了谁的意见、多少户、结果怎样")


def _plan(step: Step) -> None:
    step.needs("use", "请选择准备用来做什么")
    step.needs("note", "请写明方案：怎么改、谁来运营、怎么收费")
    if found := _problem(step, step.body["decision"]):
        raise InvalidInput(fields={found[0]: [found[1]]})
    step.take("use", "decision")


def _problem(step: Step, decision: str) -> tuple[str, str] | None:
    return policy.problem_of_plan(step.resource.ownership, decision)


def _fund(step: Step) -> None:
    if step.body["money_fen"] is None:
        raise InvalidInput(fields={"money_fen": ["请填写金额；不花钱的填 0"]})
    step.needs("money_from", "请写明资金从哪里来")
    step.take("money_fen", "money_from")


def _run(step: Step) -> None:
    for name, what in (("service_name", "居民看到的名称"), ("service_hours", "开放时间")):
        step.needs(name, f"请填写{what}")
    step.take("service_name", "service_hours", "service_phone")


def _noted(step: Step) -> None:
    step.needs("note", "请写明情况")


def _stick(step: Step) -> None:
    step.needs("stuck", "请选择卡在哪里")
    step.needs("note", "请写明卡在哪里、需要谁来解决")
    step.resource.stuck, step.resource.stuck_since = step.body["stuck"], step.at


def _go_on(step: Step) -> None:
    step.needs("note", "请写明是怎么解决的")
    step.resource.stuck = step.resource.stuck_since = None


EFFECTS: dict[Action, Callable[[Step], None]] = {
    Action.CHANGE: _change,
    Action.CONSULT: _consult,
    Action.PLAN: _plan,
    Action.FUND: _fund,
    Action.CONVERT: _noted,
    Action.RUN: _run,
    Action.NOTE: _noted,
    Action.STICK: _stick,
    Action.GO_ON: _go_on,
    Action.END: _noted,
}
