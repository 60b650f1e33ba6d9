"""Disclosures for those who write and approve them, and for the offices that see to it that they are there."""

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
from app.core.wire import ListQuery, filters_of, page_of
from app.disclosures import listings, schemas, service
from app.disclosures.models import NO_OVERLAP, VersionAction
from app.disclosures.service import drafting, duties, objections, sheets, showing

api = Api("disclosures", __name__, url_prefix="/api/v1/staff/disclosures", description="Disclosures and their duties")

Shape = dict[str, Any]

when_violated(NO_OVERLAP, drafting.PeriodsOverlap())
when_violated("uq_disclosures_publication_name", drafting.DraftThere())
when_violated("uq_disclosures_version_open", drafting.DraftThere())
when_violated("uq_disclosures_objection_open", objections.AskedAlready())


@api.get(
    "/forms",
    permission=Permission.DISCLOSURES_READ,
    answers=page_of(schemas.DisclosureFormOut),
    operation="list_disclosure_forms",
    summary="Every form with its tables and columns",
)
def forms(actor: Actor) -> Page:
    return Page(showing.forms())


# --- duties ---


@api.get(
    "/duties",
    permission=Permission.DISCLOSURES_READ,
    query=schemas.DutiesQuery,
    answers=page_of(schemas.DisclosureDutyOut),
    operation="list_disclosure_duties",
    summary="What has to be disclosed by when, the earliest first",
)
def list_duties(actor: Actor, query: Shape) -> Page:
    return duties.page(actor, **query)


@api.get(
    "/duties.xlsx",
    permission=Permission.DISCLOSURES_READ,
    query=filters_of(schemas.DutiesQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_disclosure_duties",
    summary="What has to be disclosed by when, as a table to be saved",
)
def duties_file(actor: Actor, query: Shape) -> Response:
    return export(listings.DUTIES, actor, partial(duties.page, actor), query)


@api.post(
    "/duties/<uuid:duty_id>/actions/<action>",
    permission=Permission.DISCLOSURES_APPROVE,
    body=schemas.DutyActIn,
    answers=schemas.DisclosureDutyOut,
    operation="act_on_disclosure_duty",
    summary="Set a duty aside with a reason, or ask for it again",
)
def act_on_duty(actor: Actor, duty_id: UUID, action: str, body: Shape) -> Shape:
    with unit_of_work():
        return duties.act(actor, duty_id, action, body)


@api.get(
    "/overview",
    permission=Permission.DISCLOSURES_READ,
    query=ListQuery,
    answers=page_of(schemas.DisclosureOverviewOut),
    operation="get_disclosure_overview",
    summary="Who is late and who never published, by compound",
)
def overview(actor: Actor, query: Shape) -> Page:
    return duties.overview(actor, **query)


@api.get(
    "/overview.xlsx",
    permission=Permission.DISCLOSURES_READ,
    query=filters_of(ListQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_disclosure_overview",
    summary="Who is late and who never published, compound by compound, as a table to be saved",
)
def overview_file(actor: Actor, query: Shape) -> Response:
    return export(listings.OVERVIEW, actor, partial(duties.overview, actor), query)


# --- publications and versions ---


@api.get(
    "/publications",
    permission=Permission.DISCLOSURES_READ,
    query=schemas.PublicationsQuery,
    answers=page_of(schemas.PublicationVersionsOut),
    operation="list_disclosure_publications",
    summary="Publications with their versions, the newest first",
)
def publications(actor: Actor, query: Shape) -> Page:
    return showing.page(actor, **query)


@api.post(
    "/publications",
    permission=Permission.DISCLOSURES_WRITE,
    body=schemas.PublicationIn,
    answers=schemas.DisclosureVersionOut,
    status=201,
    creates=True,
    operation="begin_disclosure",
    summary="Begin a version: empty, or from the last period",
)
def begin(actor: Actor, body: Shape, once: Once) -> Shape:
    with unit_of_work():
        made = once(lambda: service.begin(actor, body))
    return showing.version(actor, made)


@api.get(
    "/versions/<uuid:version_id>",
    permission=Permission.DISCLOSURES_READ,
    answers=schemas.DisclosureVersionOut,
    operation="get_disclosure_version",
    summary="One version in full, with what is wrong with it",
)
def version(actor: Actor, version_id: UUID) -> Shape:
    return showing.version(actor, version_id)


@api.post(
    "/versions/<uuid:version_id>/check",
    permission=Permission.DISCLOSURES_WRITE,
    body=schemas.VersionContentIn,
    answers=schemas.DisclosureCheckOut,
    operation="check_disclosure_version",
    summary="What is wrong with what is on the screen, and its sums; nothing is kept",
)
def check(actor: Actor, version_id: UUID, body: Shape) -> Shape:
    return showing.check(actor, version_id, body)


@api.post(
    "/versions/<uuid:version_id>/actions/<action>",
    permission=Permission.DISCLOSURES_WRITE,
    body=schemas.VersionActIn,
    answers=schemas.DisclosureVersionOut,
    operation="act_on_disclosure_version",
    summary="Save, submit, return, publish, withdraw or correct a version; a correction answers with its draft",
)
def act(actor: Actor, version_id: UUID, action: str, body: Shape) -> Shape:
    if action not in set(VersionAction):
        raise NotFound
    with unit_of_work():
        shown = service.act(actor, version_id, VersionAction(action), body)
    return showing.version(actor, shown)


@api.get(
    "/versions/<uuid:version_id>/changes",
    permission=Permission.DISCLOSURES_READ,
    answers=schemas.DisclosureChangesOut,
    operation="get_disclosure_changes",
    summary="What a version changes against the one before, in words",
)
def changes(actor: Actor, version_id: UUID) -> Shape:
    return showing.changes(actor, version_id)


# --- tables as files ---


@api.get(
    "/versions/<uuid:version_id>/tables/<table>.xlsx",
    permission=Permission.DISCLOSURES_READ,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_disclosure_table",
    summary="One table of a version as a file to be filled in and brought back",
)
def table_file(actor: Actor, version_id: UUID, table: str) -> Response:
    with unit_of_work():
        data, name = sheets.table_file(actor, version_id, table)
    return xlsx(data, name)


@api.post(
    "/versions/<uuid:version_id>/tables/<table>/imports",
    permission=Permission.DISCLOSURES_WRITE,
    answers=LedgerImportOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="upload_disclosure_table",
    summary="Bring a table: what it would change, or why it cannot be taken",
)
def upload(actor: Actor, version_id: UUID, table: str, once: Once) -> Shape:
    which = (actor, version_id, table)
    return sheets.shown(actor, bring_table(once, partial(sheets.spec_for, *which), partial(sheets.dry_run, *which)))


@api.get(
    "/imports/<uuid:import_id>",
    permission=Permission.DISCLOSURES_WRITE,
    answers=LedgerImportOut,
    operation="get_disclosure_import",
    summary="One dry run of mine",
)
def dry_run(actor: Actor, import_id: UUID) -> Shape:
    return sheets.shown(actor, import_id)


@api.post(
    "/imports/<uuid:import_id>/actions/confirm",
    permission=Permission.DISCLOSURES_WRITE,
    answers=LedgerImportOut,
    operation="confirm_disclosure_import",
    summary="Write the rows of a dry run into its draft",
)
def confirm(actor: Actor, import_id: UUID) -> Shape:
    with unit_of_work():
        return sheets.confirm(actor, import_id)


# --- questions ---


@api.get(
    "/objections",
    permission=Permission.DISCLOSURES_READ,
    query=schemas.ObjectionsQuery,
    answers=page_of(schemas.ObjectionOut),
    operation="list_objections",
    summary="What residents question, the newest first",
)
def list_objections(actor: Actor, query: Shape) -> Page:
    return objections.page(actor, **query)


@api.get(
    "/objections.xlsx",
    permission=Permission.DISCLOSURES_READ,
    query=filters_of(schemas.ObjectionsQuery),
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="export_objections",
    summary="What residents question and how it was answered, as a table to be saved",
)
def objections_file(actor: Actor, query: Shape) -> Response:
    return export(listings.OBJECTIONS, actor, partial(objections.page, actor), query)
