"""Idle resources for those who turn them into services, and for those who look on."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.attachments import bring_table, xlsx
from app.core.auth import Actor
from app.core.errors import NotFound
from app.core.exports import export
from app.core.failures import when_violated
from app.core.http import Api
from app.core.idempotency import Once
from app.core.ledger.wire import LedgerImportOut
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import filters_of, page_of
from app.resources import listings, schemas, service
from app.resources.models import Action
from app.resources.service import ledger
from app.resources.workflow import BY_ACTION

api = Api("resources", __name__, url_prefix="/api/v1/staff/resources", description="Idle resources")

Shape = dict[str, Any]

when_violated("uq_resources_resource_compound_id_name", service.NameTaken())


@api.get(
    "",
    permission=Permission.RESOURCES_READ,
    query=schemas.ResourcesQuery,
    answers=page_of(schemas.IdleResourceOut),
    operation="list_resources",
    summary="Idle resources in my scope, the newest first",
)
def resources(actor: Actor, query: Shape) -> Page:
    return service.page(actor, **query)


@api.get(
    "/list.xlsx",
    permission=Permission.RESOURCES_READ,
    query=filters_of(schemas.ResourcesQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_resources",
    summary="Idle resources in my scope, as a table to be saved",
)
def resources_file(actor: Actor, query: Shape) -> Response:
    return export(listings.RESOURCES, actor, partial(service.page, actor), query)


@api.get(
    "/map",
    permission=Permission.RESOURCES_READ,
    query=filters_of(schemas.ResourcesQuery),
    answers=schemas.ResourceMapOut,
    operation="get_resource_map",
    summary="Where the idle resources in my scope stand, with the filters of the list",
)
def resource_map(actor: Actor, query: Shape) -> Shape:
    return service.points(actor, **query)


@api.get(
    "/table.xlsx",
    permission=Permission.RESOURCES_WORK,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_resources_table",
    summary="What the survey wrote of my region, as a table to be filled in and brought back",
)
def table_file(actor: Actor) -> Response:
    with unit_of_work():
        found = ledger.file(actor)
    return xlsx(*found)


@api.post(
    "/imports",
    permission=Permission.RESOURCES_WORK,
    answers=LedgerImportOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="upload_resources_table",
    summary="Bring the table back: first only what it would change",
)
def bring(actor: Actor, once: Once) -> Shape:
    made = bring_table(once, partial(ledger.spec_for, actor), partial(ledger.dry_run, actor))
    return ledger.find(actor, made)


@api.get(
    "/ledger-imports/<uuid:import_id>",
    permission=Permission.RESOURCES_WORK,
    answers=LedgerImportOut,
    operation="get_resources_import",
    summary="What a table that I brought would change",
)
def dry_run(actor: Actor, import_id: UUID) -> Shape:
    return ledger.find(actor, import_id)


@api.post(
    "/ledger-imports/<uuid:import_id>/actions/confirm",
    permission=Permission.RESOURCES_WORK,
    answers=LedgerImportOut,
    operation="confirm_resources_import",
    summary="Write what the dry run showed",
)
def confirm(actor: Actor, import_id: UUID) -> Shape:
    with unit_of_work():
        return ledger.confirm(actor, import_id)


@api.get(
    "/words",
    permission=Permission.RESOURCES_READ,
    answers=schemas.ResourceWordsOut,
    operation="get_resource_words",
    summary="What every choice is called",
)
def words(actor: Actor) -> Shape:
    return service.words()


@api.get(
    "/overview",
    permission=Permission.RESOURCES_READ,
    query=schemas.ResourceOverviewQuery,
    answers=page_of(schemas.ResourceOverviewOut),
    operation="get_resource_overview",
    summary="How many are at which stage, by street or by community",
)
def overview(actor: Actor, query: Shape) -> Page:
    return Page(service.overview(actor, query["group_by"]))


@api.post(
    "",
    permission=Permission.RESOURCES_WORK,
    body=schemas.ResourceIn,
    answers=schemas.IdleResourceDetailOut,
    status=201,
    creates=True,
    operation="add_resource",
    summary="Enter what a survey found",
)
def add(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.add(actor, body))
    return service.detail(actor, made)


@api.get(
    "/<uuid:resource_id>",
    permission=Permission.RESOURCES_READ,
    answers=schemas.IdleResourceDetailOut,
    operation="get_resource",
    summary="One idle resource with its history",
)
def resource(actor: Actor, resource_id: UUID) -> Shape:
    return service.detail(actor, resource_id)


@api.post(
    "/<uuid:resource_id>/actions/<action>",
    permission=Permission.RESOURCES_WORK,
    body=schemas.ResourceActIn,
    answers=schemas.IdleResourceDetailOut,
    operation="act_on_resource",
    summary="Move it on, say what it is stuck at, change what the survey wrote, or give it up",
)
def act(actor: Actor, resource_id: UUID, action: str, body: Shape) -> Shape:
    if action not in set(BY_ACTION):
        raise NotFound
    with unit_of_work():
        service.act(actor, resource_id, Action(action), body)
    return service.detail(actor, resource_id)
