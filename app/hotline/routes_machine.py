"""The API for a 12345 centre: send an order, ask how it stands, fetch the results."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import spreadsheets
from app.core.attachments import xlsx
from app.core.errors import InvalidInput
from app.core.http import json_response
from app.core.permissions import Permission
from app.core.uow import unit_of_work
from app.hotline import schemas
from app.hotline.machine import MachineApi, current_caller
from app.hotline.models import RowOutcome, Scope
from app.hotline.policy import Reach
from app.hotline.service import orders, telling

api = MachineApi(
    "hotline_machine",
    __name__,
    url_prefix="/api/v1/hotline",
    description="For 12345 centres, with a key",
    scope=Scope.ORDERS,
)

Shape = dict[str, Any]


@api.post(
    "/orders",
    permission=Permission.PUBLIC,
    body=schemas.HotlineOrderIn,
    answers=schemas.HotlineReceivedOut,
    status=201,
    operation="receive_hotline_order",
    summary="Send an order; a number that is known already is brought up to date (200) or left alone (200)",
)
def receive(body: Shape) -> Response:
    with unit_of_work():
        order, received = orders.accept(current_caller(), body)
    answer = schemas.HotlineReceivedOut().dump(order | {"received": received.outcome, "notes": received.notes})
    return json_response(answer, 201 if received.outcome == RowOutcome.CREATED else 200)


@api.get(
    "/orders/<string:own_no>",
    permission=Permission.PUBLIC,
    answers=schemas.HotlineOrderOut,
    operation="get_hotline_order",
    summary="How an order stands",
)
def look(own_no: str) -> Shape:
    return orders.look(current_caller(), own_no)


@api.get(
    "/results",
    permission=Permission.PUBLIC,
    query=schemas.HotlineSpanQuery,
    binary=spreadsheets.MEDIA_TYPE,
    limit="export",
    operation="get_hotline_own_results",
    summary="Results of the orders that this system sent within a span of time, as a table",
)
def results(query: Shape) -> Response:
    if query["since"] is None:
        raise InvalidInput(fields={"since": ["请给出开始时间"]})
    caller = current_caller()
    with unit_of_work():
        data = telling.results(
            Reach(caller.district_id, None),
            actor=None,
            by=f"client:{caller.client_id}",
            client_id=caller.client_id,
            **query,
        )
    return xlsx(data, "results.xlsx")
