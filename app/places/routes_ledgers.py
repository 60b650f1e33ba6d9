"""The tables of places: what a district, its streets and its communities enter and correct themselves."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.attachments import bring_table, xlsx
from app.core.auth import Actor
from app.core.http import Api
from app.core.idempotency import Once
from app.core.ledger.wire import LedgerImportOut
from app.core.paging import Page
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import page_of
from app.places import schemas
from app.places.service import care, removing
from app.places.service import ledgers as service

api = Api("places_ledgers", __name__, url_prefix="/api/v1/staff/places", description="What a district keeps of places")

Shape = dict[str, Any]


@api.get(
    "/ledgers",
    permission=Permission.PLACES_EDIT,
    query=schemas.LedgersQuery,
    answers=page_of(schemas.PlacesTableOut),
    operation="list_places_ledgers",
    summary="The tables of one's region, or of a compound",
)
def tables(actor: Actor, query: Shape) -> Page:
    return Page(service.tables(actor, **query))


@api.get(
    "/ledgers/<uuid:subject_id>/<string:table>",
    permission=Permission.PLACES_EDIT,
    query=schemas.LedgerQuery,
    answers=schemas.PlacesLedgerOut,
    operation="get_places_ledger",
    summary="A table as it stands",
)
def ledger(actor: Actor, subject_id: UUID, table: str, query: Shape) -> Shape:
    return service.show(actor, subject_id, table, **query)


@api.get(
    "/ledgers/<uuid:subject_id>/<string:table>/table.xlsx",
    permission=Permission.PLACES_EDIT,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_places_table",
    summary="A table to be filled in and brought back",
)
def table_file(actor: Actor, subject_id: UUID, table: str) -> Response:
    with unit_of_work():
        found = service.file(actor, subject_id, table)
    return xlsx(*found)


@api.post(
    "/ledgers/<uuid:subject_id>/<string:table>/rows",
    permission=Permission.PLACES_EDIT,
    body=schemas.PlacesRowIn,
    answers=schemas.PlacesRowOut,
    status=201,
    creates=True,
    operation="put_places_row",
    summary="Add a row, or change the one whose number it carries",
)
def put_row(actor: Actor, subject_id: UUID, table: str, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.put_row(actor, subject_id, table, body["version"], body["row"]))
    return {"id": made}


@api.post(
    "/ledgers/<uuid:subject_id>/<string:table>/rows/<uuid:row_id>/remove",
    permission=Permission.PLACES_EDIT,
    body=schemas.PlacesRemoveIn,
    answers=schemas.PlacesRowOut,
    operation="remove_places_row",
    summary="Take out a row that was entered by mistake and that nothing refers to",
)
def remove_row(actor: Actor, subject_id: UUID, table: str, row_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        return {"id": removing.remove(actor, subject_id, table, row_id, body["version"], body["reason"])}


@api.get(
    "/ledgers/<uuid:subject_id>/<string:table>/removed",
    permission=Permission.PLACES_EDIT,
    answers=page_of(schemas.PlacesRemovedOut),
    operation="list_removed_places_rows",
    summary="Rows that were taken out of a table, the last first",
)
def removed_rows(actor: Actor, subject_id: UUID, table: str) -> Page:
    return Page(removing.history(actor, subject_id, table))


@api.post(
    "/ledgers/<uuid:subject_id>/<string:table>/removed/<uuid:removed_id>/restore",
    permission=Permission.PLACES_EDIT,
    body=schemas.PlacesRestoreIn,
    answers=schemas.PlacesRowOut,
    operation="restore_places_row",
    summary="Put a row back that was taken out",
)
def restore_row(actor: Actor, subject_id: UUID, table: str, removed_id: UUID, body: Shape) -> Shape:
    with unit_of_work():
        return {"id": removing.restore(actor, subject_id, table, removed_id, body["version"])}


@api.post(
    "/ledgers/<uuid:subject_id>/<string:table>/imports",
    permission=Permission.PLACES_EDIT,
    answers=LedgerImportOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="upload_places_table",
    summary="Bring a table back: first only what it would change",
)
def bring(actor: Actor, subject_id: UUID, table: str, once: Once) -> Shape:
    which = (actor, subject_id, table)
    return service.find(actor, bring_table(once, partial(service.spec_for, *which), partial(service.dry_run, *which)))


@api.get(
    "/ledger-imports/<uuid:import_id>",
    permission=Permission.PLACES_EDIT,
    answers=LedgerImportOut,
    operation="get_places_import",
    summary="What a table that I brought would change",
)
def dry_run(actor: Actor, import_id: UUID) -> Shape:
    return service.find(actor, import_id)


@api.post(
    "/ledger-imports/<uuid:import_id>/actions/confirm",
    permission=Permission.PLACES_EDIT,
    answers=LedgerImportOut,
    operation="confirm_places_import",
    summary="Write what the dry run showed",
)
def confirm(actor: Actor, import_id: UUID) -> Shape:
    with unit_of_work():
        return service.confirm(actor, import_id)


@api.get(
    "/compounds/<uuid:compound_id>",
    permission=Permission.PLACES_EDIT,
    answers=schemas.CompoundPageOut,
    operation="get_places_compound",
    summary="A compound with its contracts and the warranties that run out",
)
def compound(actor: Actor, compound_id: UUID) -> Shape:
    return care.page(actor, compound_id)
