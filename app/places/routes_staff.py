"""Places as staff choose them: the compounds they reach, regions, organisations."""

from __future__ import annotations

from typing import Any

from app.core.auth import Actor
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.wire import ListQuery, page_of
from app.places import queries, schemas

api = Api("places_staff", __name__, url_prefix="/api/v1/staff")


@api.get(
    "/compounds",
    permission=Permission.PLACES_READ,
    query=ListQuery,
    answers=page_of(schemas.StaffCompoundOut),
    summary="本岗位负责的小区",
    operation="list_staff_compounds",
)
def compounds(actor: Actor, query: dict[str, Any]) -> Page:
    return queries.compounds_in_scope(actor, **query)


@api.get(
    "/regions",
    permission=Permission.PLACES_READ,
    answers=page_of(schemas.RegionOut),
    summary="区、街道和社区",
    operation="list_regions",
)
def regions(actor: Actor) -> Page:
    return Page(queries.regions(actor.district_id))


@api.get(
    "/organisations",
    permission=Permission.PLACES_READ,
    query=schemas.OrganisationQuery,
    answers=page_of(schemas.OrganisationOut),
    summary="单位名录",
    operation="list_organisations",
)
def organisations(actor: Actor, query: dict[str, Any]) -> Page:
    return queries.organisations(actor.district_id, **query)
