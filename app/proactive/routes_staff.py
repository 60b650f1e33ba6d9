"""Proactive tasks for the community that works on them and for those above it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.proactive import schemas, service
from app.proactive.models import TaskAction
from app.proactive.workflow import BY_ACTION

api = Api("proactive", __name__, url_prefix="/api/v1/staff/proactive", description="Before anybody complains")

Shape = dict[str, Any]


@api.get(
    "",
    permission=Permission.PROACTIVE_READ,
    query=schemas.TaskQuery,
    answers=page_of(schemas.ProactiveTaskOut),
    operation="list_proactive_tasks",
    summary="Proactive tasks in my region, the running ones by next date",
)
def tasks(actor: Actor, query: Shape) -> Page:
    return service.page(actor, **query)


@api.get(
    "/seasons",
    permission=Permission.PROACTIVE_READ,
    answers=page_of(schemas.SeasonOut),
    operation="list_seasons",
    summary="The seasons to come and what to check",
)
def seasons(actor: Actor) -> Page:
    return Page(service.calendar_of_seasons())


@api.get(
    "/<uuid:task_id>",
    permission=Permission.PROACTIVE_READ,
    answers=schemas.ProactiveTaskDetailOut,
    operation="get_proactive_task",
    summary="One task with its evidence, checks and history",
)
def task(actor: Actor, task_id: UUID) -> Shape:
    return service.detail(actor, task_id)


@api.post(
    "/<uuid:task_id>/actions/<action>",
    permission=Permission.PROACTIVE_WORK,
    body=schemas.TaskActIn,
    answers=schemas.ProactiveTaskDetailOut,
    operation="act_on_proactive_task",
    summary="Start, plan, lodge a ticket, finish or dismiss",
)
def act(actor: Actor, task_id: UUID, action: str, body: Shape) -> Shape:
    if action not in set(BY_ACTION):
        raise NotFound
    with unit_of_work():
        service.act(actor, task_id, TaskAction(action), body)
    return service.detail(actor, task_id)
