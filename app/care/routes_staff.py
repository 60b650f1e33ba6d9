"""后期管护: the renovated parts of all compounds that a post reaches."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response

from app.care import listings, schemas, service
from app.core import spreadsheets
from app.core.auth import Actor
from app.core.exports import export
from app.core.http import Api
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.wire import filters_of, page_of

api = Api("care", __name__, url_prefix="/api/v1/staff/care", description="Renovated parts until and after warranty")

Shape = dict[str, Any]


@api.get(
    "/warranties",
    permission=Permission.CARE_READ,
    query=schemas.CareQuery,
    answers=page_of(schemas.CareWarrantyOut),
    operation="list_care_warranties",
    summary="Warranties that I see, what ends first before the rest",
)
def warranties(actor: Actor, query: Shape) -> Page:
    return service.page(actor, **query)


@api.get(
    "/warranties.xlsx",
    permission=Permission.CARE_READ,
    query=filters_of(schemas.CareQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_care_warranties",
    summary="Warranties that I see, as a table to be saved",
)
def warranties_file(actor: Actor, query: Shape) -> Response:
    return export(listings.WARRANTIES, actor, partial(service.page, actor), query)
