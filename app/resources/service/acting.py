"""What is done with an idle resource: entered, moved on along the table of moves, changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.media.service import link
from app.places.models import Compound
from app.places.queries import get_compound, reaches
from app.resources import policy, queries, workflow
from app.resources.models import UNDER_WAY, Action, Resource, Stage
from app.resources.models import Step as Line
from app.resources.service import polls
from app.resources.service.showing import SUBJECT

INVENTORY = ("name", "kind", "place", "area", "ownership", "owner_id", "owner_text", "present_use")
"""What the survey writes down."""

Shape = dict[str, Any]


class NameTaken(Conflict):
    """Two resources of one compound would have the same name."""

    code, message = "resources.name_taken", "这个小区已经登记过同名的闲置资源"


class OwnersUndecided(Conflict):
    """A poll of the owners runs, refused, or agreed to another use."""

    code = "resources.owners_undecided"


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
    if not policy.is_next_day(day, today()):
        raise InvalidInput(fields={"next_on": [policy.NEXT_DAY]})
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
    if found := policy.problem_of_owner(step.body["ownership"], owner_id is not None or bool(step.body["owner_text"])):
        raise InvalidInput(fields={"owner_id": [found]})
    step.take(*INVENTORY)


def _change(step: Step) -> None:
    _take_inventory(step, get_compound(step.resource.compound_id))
    if step.resource.use is not None and (found := _problem(step, step.resource.decision, step.resource.use)):
        raise InvalidInput(fields={"ownership": [found[1]]})


def _ask(step: Step) -> None:
    """Ask the owners; for what is planned already, for the use that is planned."""
    step.body["use"] = step.resource.use or step.body["use"]
    step.needs("use", "请选择准备用来做什么")
    step.needs("note", "请写明怎么改、谁来运营、怎么收费，业主凭这个表决")
    polls.ask(step.resource, step.body["use"], step.body["note"])


def _consult(step: Step) -> None:
    step.needs("note", "请写明征求了谁的意见、多少户、结果怎样")


def _plan(step: Step) -> None:
    step.needs("use", "请选择准备用来做什么")
    step.needs("note", "请写明方案：怎么改、谁来运营、怎么收费")
    # What a poll decided stands there already.
    step.body["decision"] = step.body["decision"] or step.resource.decision
    if found := _problem(step, step.body["decision"], step.body["use"]):
        raise InvalidInput(fields={found[0]: [found[1]]})
    step.take("use", "decision")


def _problem(step: Step, decision: str, use: str | None) -> tuple[str, str] | None:
    resource = step.resource
    return policy.problem_of_plan(resource.ownership, decision, use, queries.deciding_poll(resource.id))


def _consented(step: Step) -> None:
    """Raise ``OwnersUndecided`` while a poll on common parts keeps works and services from beginning."""
    resource = step.resource
    if found := policy.problem_of_consent(resource.ownership, resource.use, queries.deciding_poll(resource.id)):
        raise OwnersUndecided(found[1])


def _convert(step: Step) -> None:
    _consented(step)
    _noted(step)


def _fund(step: Step) -> None:
    if step.body["money_fen"] is None:
        raise InvalidInput(fields={"money_fen": ["请填写金额；不花钱的填 0"]})
    step.needs("money_from", "请写明资金从哪里来")
    step.take("money_fen", "money_from")


def _run(step: Step) -> None:
    _consented(step)
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
    Action.ASK: _ask,
    Action.CONSULT: _consult,
    Action.PLAN: _plan,
    Action.FUND: _fund,
    Action.CONVERT: _convert,
    Action.RUN: _run,
    Action.NOTE: _noted,
    Action.STICK: _stick,
    Action.GO_ON: _go_on,
    Action.END: _noted,
}
