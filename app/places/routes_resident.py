"""Finding one's compound, building, home, and what stands there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.wire import page_of
from app.places import queries, schemas

api = Api("places_resident", __name__, url_prefix="/api/v1")


@api.get(
    "/compounds",
    permission=Permission.SIGNED_IN,
    query=schemas.SearchQuery,
    answers=page_of(schemas.CompoundOut),
    summary="查找小区",
    operation="list_compounds",
)
def compounds(actor: Actor, query: dict[str, Any]) -> Page:
    return queries.compounds(**query)


@api.get(
    "/compounds/<uuid:compound_id>/buildings",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.BuildingOut),
    summary="小区的楼栋和单元",
    operation="list_buildings",
)
def buildings(actor: Actor, compound_id: UUID) -> Page:
    return Page(queries.buildings(compound_id))


@api.get(
    "/units/<uuid:unit_id>/homes",
    permission=Permission.SIGNED_IN,
    answers=page_of(schemas.HomeOut),
    summary="单元的房号",
    operation="list_homes",
)
def homes(actor: Actor, unit_id: UUID) -> Page:
    return Page(queries.homes(unit_id))


@api.get(
    "/compounds/<uuid:compound_id>/assets",
    permission=Permission.SIGNED_IN,
    query=schemas.AssetQuery,
    answers=page_of(schemas.AssetOut),
    summary="小区的共用设施设备",
    operation="list_assets",
)
def assets(actor: Actor, compound_id: UUID, query: dict[str, Any]) -> Page:
    return Page(queries.assets(compound_id, **query))
