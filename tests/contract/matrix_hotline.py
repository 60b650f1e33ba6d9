"""The table for orders of other systems: imported files, keys, messages, and the doors that machines use."""

from __future__ import annotations

from tests.contract.matrix import EVERYBODY, Row
from tests.hotline.steps import order, table

OFFICES = {"street_a", "street_b", "district"}
REACH_A = {"street_a", "district"}
NOT_THERE = OFFICES - REACH_A


def an_order(ids):
    """Return an order as a centre sends it."""
    return {"own_no": "SJS20261120001", "kind": "求助", "content": "漏水", "compound_code": ids["code"]}


ROWS: dict[str, Row] = {
    "get_hotline_template": Row("GET", "/staff/hotline/template", OFFICES),
    "upload_hotline_batch": Row(
        "POST", "/staff/hotline/batches", OFFICES, 201, file=lambda ids: table(order("SJS20261120002")), changes=True
    ),
    "list_hotline_batches": Row(
        "GET", "/staff/hotline/batches", OFFICES, sees=REACH_A, find="batch", setup="batch"
    ),
    "get_hotline_batch": Row("GET", "/staff/hotline/batches/{batch}", REACH_A, hidden=NOT_THERE, setup="batch"),
    "list_hotline_rows": Row("GET", "/staff/hotline/batches/{batch}/rows", REACH_A, hidden=NOT_THERE, setup="batch"),
    "get_hotline_problems": Row(
        "GET", "/staff/hotline/batches/{batch}/problems", REACH_A, hidden=NOT_THERE, setup="batch"
    ),
    "match_hotline_row": Row(
        "POST", "/staff/hotline/batches/{batch}/rows/2/actions/match", REACH_A, hidden=NOT_THERE,
        body=lambda ids: {"version": ids["batch_version"], "category": "0101"}, setup="batch", changes=True,
    ),
    "act_on_hotline_batch": Row(
        "POST", "/staff/hotline/batches/{batch}/actions/confirm", REACH_A, hidden=NOT_THERE,
        body=lambda ids: {"version": ids["batch_version"]}, setup="batch", changes=True,
    ),
    "list_hotline_orders": Row(
        "GET", "/staff/hotline/orders", OFFICES, sees=REACH_A, find="own_no", setup="order"
    ),
    "get_hotline_results": Row(
        "GET", "/staff/hotline/results?batch_id={batch}", REACH_A, hidden=NOT_THERE, setup="batch"
    ),
    # --- keys of other systems ---
    "list_hotline_clients": Row(
        "GET", "/staff/hotline/clients", {"sysadmin"}, sees={"sysadmin"}, find="machine", setup="machine"
    ),
    "make_hotline_client": Row(
        "POST", "/staff/hotline/clients", {"sysadmin"}, 201,
        body=lambda ids: {"name": "12345", "scopes": ["orders"]}, changes=True,
    ),
    "change_hotline_client": Row(
        "PATCH", "/staff/hotline/clients/{machine}", {"sysadmin"},
        body=lambda ids: {"version": 1, "name": "新名"}, setup="machine", changes=True,
    ),
    "revoke_hotline_client": Row(
        "POST", "/staff/hotline/clients/{machine}/actions/revoke", {"sysadmin"},
        body=lambda ids: {"version": 1}, setup="machine", changes=True,
    ),
    "ping_hotline_client": Row(
        "POST", "/staff/hotline/clients/{machine}/actions/ping", {"sysadmin"}, 204, setup="machine", changes=True
    ),
    "list_hotline_callbacks": Row(
        "GET", "/staff/hotline/callbacks", {"sysadmin"}, sees={"sysadmin"}, find="message", setup="message"
    ),
    "resend_hotline_callback": Row(
        "POST", "/staff/hotline/callbacks/{message}/actions/resend", {"sysadmin"}, 204, setup="message", changes=True
    ),
    # --- machines: a person's session is no key ---
    "receive_hotline_order": Row("POST", "/hotline/orders", set(), 401, body=an_order, public=True),
    "get_hotline_order": Row("GET", "/hotline/orders/SJS1", set(), 401, public=True),
    "get_hotline_own_results": Row("GET", "/hotline/results?since=2026-01-01T00:00:00Z", set(), 401, public=True),
    # --- Open311: reading is for everybody, filing only for a key ---
    "open311_services": Row("GET", "/open311/v2/services.json", EVERYBODY, public=True),
    "open311_definition": Row("GET", "/open311/v2/services/0101.json", EVERYBODY, public=True),
    "open311_requests": Row("GET", "/open311/v2/requests.json", EVERYBODY, public=True),
    "open311_request": Row("GET", "/open311/v2/requests/GNONE.json", set(), 404, public=True),
    "open311_file": Row("POST", "/open311/v2/requests.json", set(), 403, public=True),
}  # fmt: skip
