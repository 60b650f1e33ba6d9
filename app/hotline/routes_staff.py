"""Orders from 12345 for those who import them and give the results back: the street and the district."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response

from app.core import spreadsheets
from app.core.attachments import made_before, once_for, uploaded_file, xlsx
from app.core.auth import Actor
from app.core.clock import today
from app.core.errors import InvalidInput
from app.core.http import Api
from app.core.idempotency import Once
from app.core.paging import decode_cursor, encode_cursor
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.core.wire import ListQuery, page_of
from app.hotline import policy, present, schemas
from app.hotline.columns import FIELDS, TEMPLATE_SHEET, template_columns
from app.hotline.models import Batch
from app.hotline.queries import batches, orders
from app.hotline.service import batches as service
from app.hotline.service import by_hand, telling

api = Api("hotline_staff", __name__, url_prefix="/api/v1/staff/hotline", description="Orders from 12345")

Shape = dict[str, Any]
HELP_COLUMNS = (
    spreadsheets.Column("列名", 8),
    spreadsheets.Column("必填", 4),
    spreadsheets.Column("怎么填", 40),
    spreadsheets.Column("例子", 20),
)


@api.get(
    "/template",
    permission=Permission.HOTLINE_WORK,
    binary=spreadsheets.MEDIA_TYPE,
    operation="get_hotline_template",
    summary="The empty table of orders, with what belongs in which column",
)
def template(actor: Actor) -> Response:
    help_rows = [[field.title, "是" if field.required else "", field.hint, field.example] for field in FIELDS]
    data = spreadsheets.write(
        spreadsheets.Table(TEMPLATE_SHEET, template_columns(), []),
        spreadsheets.Table("填写说明", HELP_COLUMNS, help_rows),
    )
    return xlsx(data, "12345工单导入模板.xlsx")


@api.post(
    "/batches",
    permission=Permission.HOTLINE_WORK,
    answers=schemas.HotlineBatchOut,
    status=201,
    creates=True,
    limit="upload",
    upload=True,
    operation="upload_hotline_batch",
    summary="Upload a table of orders, to be checked first",
)
def upload(actor: Actor, once: Once) -> Shape:
    name, data = uploaded_file("表格", "一个表格文件")
    once = once_for(once, data)
    made = made_before(once)
    if made is None:
        incoming = service.read_in(data, spreadsheets.read(data), name)
        with unit_of_work():
            made = once(lambda: service.store(actor, incoming))
    return shown(actor, made)


def shown(actor: Actor, batch_id: UUID) -> Shape:
    """Return one file as it is now."""
    return shapes([batches.one(policy.reach_of(actor), batch_id)])[0]


def shapes(rows: list[Batch]) -> list[Shape]:
    """Return files with the names of the people."""
    names = batches.names(person for row in rows for person in (row.made_by, row.confirmed_by))
    earlier = {row.id: batches.imported_before(row) for row in rows if row.confirmed_at is None}
    return [
        present.batch(row, names, found.created_at if (found := earlier.get(row.id)) is not None else None)
        for row in rows
    ]


@api.get(
    "/batches",
    permission=Permission.HOTLINE_WORK,
    query=ListQuery,
    answers=page_of(schemas.HotlineBatchOut),
    operation="list_hotline_batches",
    summary="Uploaded tables, newest first",
)
def listed(actor: Actor, query: Shape) -> Shape:
    page = batches.page(policy.reach_of(actor), **query)
    return {"items": shapes(list(page.items)), "next": page.next}


@api.get(
    "/batches/<uuid:batch_id>",
    permission=Permission.HOTLINE_WORK,
    answers=schemas.HotlineBatchOut,
    operation="get_hotline_batch",
    summary="One uploaded table and how far it is",
)
def one(actor: Actor, batch_id: UUID) -> Shape:
    return shown(actor, batch_id)


@api.get(
    "/batches/<uuid:batch_id>/rows",
    permission=Permission.HOTLINE_WORK,
    query=schemas.HotlineRowsQuery,
    answers=page_of(schemas.HotlineRowOut),
    operation="list_hotline_rows",
    summary="Rows of an uploaded table: what is wrong with them, what would happen, what happened",
)
def rows(actor: Actor, batch_id: UUID, query: Shape) -> Shape:
    batch = batches.one(policy.reach_of(actor), batch_id)
    cursor, limit = query["cursor"] or "0", query["limit"]
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 9):
        raise InvalidInput(fields={"cursor": ["无效的翻页标记"]})
    found = batches.rows(batch.id, int(cursor), limit + 1, query["verdict"])
    items = [present.row(batch, row) for row in found[:limit]]
    return {"items": items, "next": str(found[limit - 1].number) if len(found) > limit else None}


@api.post(
    "/batches/<uuid:batch_id>/rows/<int:number>/actions/match",
    permission=Permission.HOTLINE_WORK,
    body=schemas.HotlineMatchIn,
    answers=schemas.HotlineMatchedOut,
    operation="match_hotline_row",
    summary="Say which compound a row means, or what it is about",
)
def match(actor: Actor, batch_id: UUID, number: int, body: Shape) -> Shape:
    with unit_of_work():
        return {"rows": by_hand.match(actor, batch_id, number, **body)}


@api.post(
    "/batches/<uuid:batch_id>/actions/<any(confirm, discard):action>",
    permission=Permission.HOTLINE_WORK,
    body=schemas.HotlineVersionIn,
    answers=schemas.HotlineBatchOut,
    operation="act_on_hotline_batch",
    summary="Import a checked table, or forget it",
)
def act(actor: Actor, batch_id: UUID, action: str, body: Shape) -> Shape:
    with unit_of_work():
        (service.confirm if action == "confirm" else service.discard)(actor, batch_id, body["version"])
    return shown(actor, batch_id)


@api.get(
    "/batches/<uuid:batch_id>/problems",
    permission=Permission.HOTLINE_WORK,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_hotline_problems",
    summary="The rows that were not taken, as a table with row, column and reason",
)
def problems(actor: Actor, batch_id: UUID) -> Response:
    return xlsx(telling.problems_file(policy.reach_of(actor), batch_id), "未导入的行.xlsx")


@api.get(
    "/orders",
    permission=Permission.HOTLINE_WORK,
    query=schemas.HotlineOrdersQuery,
    answers=page_of(schemas.HotlineStaffOrderOut),
    operation="list_hotline_orders",
    summary="Orders from 12345 and other systems, newest first",
)
def order_list(actor: Actor, query: Shape) -> Shape:
    limit, cursor = query.pop("limit"), query.pop("cursor")
    mark = decode_cursor(cursor) if cursor else None
    found = orders.listed(policy.reach_of(actor), limit=limit + 1, mark=mark, **query)
    last = found[limit - 1] if len(found) > limit else None
    items = [present.staff_order(row) for row in found[:limit]]
    return {"items": items, "next": encode_cursor(last.created_at, last.id) if last is not None else None}


@api.get(
    "/results",
    permission=Permission.HOTLINE_WORK,
    query=schemas.HotlineResultsQuery,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_hotline_results",
    summary="Results of one uploaded table or of a span of time, as a table for 12345",
)
def results(actor: Actor, query: Shape) -> Response:
    reach = policy.reach_of(actor)
    if query["batch_id"] is not None:
        batches.one(reach, query["batch_id"])
    elif query["since"] is None:
        raise InvalidInput(fields={"since": ["请选择导入批次，或开始时间"]})
    with unit_of_work():
        data = telling.results(reach, actor=actor, by="results", **query)
    return xlsx(data, f"12345办理结果{today():%Y%m%d}.xlsx")
