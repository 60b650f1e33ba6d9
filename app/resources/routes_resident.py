"""Convenience services (便民服务) as the neighbours see and rate them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.resources import schemas, service

api = Api("resources_resident", __name__, url_prefix="/api/v1/services")


@api.get(
    "",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.ConvenienceServiceOut),
    operation="list_services",
    summary="身边的便民服务",
)
def services(actor: Actor) -> Page:
    return Page(service.services(actor))


@api.post(
    "/<uuid:resource_id>/rating",
    permission=Permission.SIGNED_IN,
    body=schemas.StarsIn,
    answers=page_of(schemas.ConvenienceServiceOut),
    operation="rate_service",
    summary="给一项便民服务打分，再打一次就是改",
)
def rate(actor: Actor, resource_id: UUID, body: dict[str, Any]) -> Page:
    with unit_of_work():
        service.rate(actor, resource_id, body["stars"])
    return Page(service.services(actor))
