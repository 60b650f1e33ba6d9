"""Service standards for those who promise them, do the work, and look after it."""

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
from app.core.http import Api
from app.core.idempotency import Once
from app.core.ledger.wire import LedgerImportOut
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import filters_of, page_of
from app.standards import listings, schemas, service
from app.standards.models import PlanAction

api = Api("standards", __name__, url_prefix="/api/v1/staff/standards", description="Service standards and their proof")

Shape = dict[str, Any]


@api.get(
    "/items",
    permission=Permission.STANDARDS_READ,
    query=schemas.StandardsQuery,
    answers=page_of(schemas.CatalogueItemOut),
    operation="list_standard_items",
    summary="The items of the standard with their levels",
)
def catalogue(actor: Actor, query: Shape) -> Page:
    return Page(service.catalogue(query["version"]))


# --- plans ---


@api.get(
    "/compounds/<uuid:compound_id>/plan",
    permission=Permission.STANDARDS_READ,
    answers=schemas.CompoundPlansOut,
    operation="get_standards_plans",
    summary="What the contract of a compound promises, and what earlier ones did",
)
def plans(actor: Actor, compound_id: UUID) -> Shape:
    return service.plans(actor, compound_id)


@api.post(
    "/compounds/<uuid:compound_id>/plan",
    permission=Permission.STANDARDS_EDIT,
    body=schemas.PlanIn,
    answers=schemas.PlanOut,
    status=201,
    creates=True,
    operation="draft_standards_plan",
    summary="Begin the plan of the contract in force",
)
def draft(actor: Actor, compound_id: UUID, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.draft(actor, compound_id, **body))
    return service.plan(actor, made)


@api.get(
    "/plans/<uuid:plan_id>",
    permission=Permission.STANDARDS_READ,
    answers=schemas.PlanOut,
    operation="get_standards_plan",
    summary="One plan with what it says of every item",
)
def plan(actor: Actor, plan_id: UUID) -> Shape:
    return service.plan(actor, plan_id)


@api.post(
    "/plans/<uuid:plan_id>/actions/<action>",
    permission=Permission.STANDARDS_EDIT,
    body=schemas.PlanActIn,
    answers=schemas.PlanOut,
    operation="act_on_standards_plan",
    summary="Save, fix, give up, take up again or correct a plan; a correction answers with its draft",
)
def act(actor: Actor, plan_id: UUID, action: str, body: Shape) -> Shape:
    if action not in set(PlanAction):
        raise NotFound
    with unit_of_work():
        shown = service.act(actor, plan_id, PlanAction(action), body)
    return service.plan(actor, shown)


@api.get(
    "/plans/<uuid:plan_id>/table.xlsx",
    permission=Permission.STANDARDS_READ,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_standards_table",
    summary="A plan as a table to be filled in and brought back",
)
def table(actor: Actor, plan_id: UUID) -> Response:
    return xlsx(*service.sheet(actor, plan_id))


@api.post(
    "/plans/<uuid:plan_id>/imports",
    permission=Permission.STANDARDS_EDIT,
    answers=LedgerImportOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="upload_standards_table",
    summary="Bring a table of a draft back: first only what it would change",
)
def bring(actor: Actor, plan_id: UUID, once: Once) -> Shape:
    return service.find(
        actor, bring_table(once, partial(service.spec_for, actor, plan_id), partial(service.dry_run, actor, plan_id))
    )


@api.get(
    "/ledger-imports/<uuid:import_id>",
    permission=Permission.STANDARDS_EDIT,
    answers=LedgerImportOut,
    operation="get_standards_import",
    summary="What a table that I brought would change",
)
def dry_run(actor: Actor, import_id: UUID) -> Shape:
    return service.find(actor, import_id)


@api.post(
    "/ledger-imports/<uuid:import_id>/actions/confirm",
    permission=Permission.STANDARDS_EDIT,
    answers=LedgerImportOut,
    operation="confirm_standards_import",
    summary="Write what the dry run showed",
)
def confirm(actor: Actor, import_id: UUID) -> Shape:
    with unit_of_work():
        service.confirm(actor, import_id)
    return service.find(actor, import_id)


# --- how things stand ---


@api.get(
    "/compounds/<uuid:compound_id>/board",
    permission=Permission.STANDARDS_READ,
    answers=schemas.BoardOut,
    operation="get_standards_board",
    summary="What is to be done and when it was done last, item by item",
)
def board(actor: Actor, compound_id: UUID) -> Shape:
    return service.board(actor, compound_id)


@api.get(
    "/my-items",
    permission=Permission.RECORDS_WRITE,
    query=schemas.MyItemsQuery,
    answers=schemas.MyItemsOut,
    operation="list_my_service_items",
    summary="What I usually log at a place, and what I may still take back",
)
def my_items(actor: Actor, query: Shape) -> Shape:
    return service.my_items(actor, query["code"], query["compound_id"])


# --- records ---


@api.get(
    "/records",
    permission=Permission.STANDARDS_READ,
    query=schemas.RecordQuery,
    answers=page_of(schemas.ServiceRecordOut),
    operation="list_service_records",
    summary="What was done, the newest first",
)
def records(actor: Actor, query: Shape) -> Page:
    return service.page(actor, **query)


@api.get(
    "/records.xlsx",
    permission=Permission.STANDARDS_READ,
    query=filters_of(schemas.RecordQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_service_records",
    summary="What was done, as a table to be saved",
)
def records_file(actor: Actor, query: Shape) -> Response:
    return export(listings.RECORDS, actor, partial(service.page, actor), query)


@api.post(
    "/records",
    permission=Permission.RECORDS_WRITE,
    body=schemas.RecordIn,
    answers=schemas.ServiceRecordOut,
    status=201,
    creates=True,
    operation="log_service",
    summary="Log that something was done, here and now",
)
def log(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.log(actor, **body))
    return service.one(actor, made)


@api.post(
    "/records/<uuid:record_id>/actions/<any(undo, strike):action>",
    permission=Permission.RECORDS_WRITE,
    body=schemas.RecordActIn,
    answers=schemas.ServiceRecordOut,
    operation="act_on_service_record",
    summary="Take back what I just logged, or declare a record void",
)
def end(actor: Actor, record_id: UUID, action: str, body: Shape) -> Shape:
    with unit_of_work():
        if action == "undo":
            service.undo(actor, record_id)
        else:
            service.strike(actor, record_id, body["reason"])
    return service.one(actor, record_id)
