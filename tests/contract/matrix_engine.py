"""The table for the ticket engine in full: hints, delegates, offices, the calendar, call-backs and rates."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from app.core.clock import today
from tests.contract.matrix import EVERYBODY, MACHINE, SPEAKS_A, TICKET_STAFF, Row

CALLERS = {"community_a", "community_b", "street_a", "street_b"}
CALLERS_A = {"community_a", "street_a"}
# On the desk of the district stands only what neither of them may call back about.
NOT_CALLERS_A = {"community_b", "street_b", "district"}
ASKERS = CALLERS | {"manager_a", "manager_b"}
READERS = ASKERS | {"secretary_a", "secretary_b", "district"}
KEEPERS = {"district", "sysadmin"}
GOOD = {"outcome": "solved", "satisfaction": "satisfied"}
PERIOD = "first=2020-01&last=2027-12"


def invitation(ids):
    """Return the body of an invitation for a month."""
    return {"relation": "女儿", "scope": "all", "ends_on": (today() + timedelta(days=30)).isoformat()}


def by_phone(ids):
    """Return the body of a report by telephone in compound a."""
    return {
        "compound_id": ids["compound"], "channel": "phone", "kind": "repair", "description": "漏水",
        "reporter_name": "王奶奶", "read_back": True,
    }  # fmt: skip


ROWS: dict[str, Row] = {
    "list_similar_tickets": Row(
        "POST", "/tickets/similar", {"resident_a", "neighbour_a", "family_a"},
        hidden=EVERYBODY - {"resident_a", "neighbour_a", "family_a"},
        body=lambda ids: {"compound_id": ids["compound"], "category": "0101"},
        sees={"resident_a", "neighbour_a", "family_a"},
    ),
    "join_ticket": Row(
        "POST", "/tickets/{ticket}/join", {"neighbour_a", "family_a"},
        hidden=EVERYBODY - {"resident_a", "neighbour_a", "family_a"}, body=lambda ids: {}, changes=True,
    ),
    "list_similar_for_caller": Row(
        "POST", "/staff/tickets/similar", {"manager_a", "community_a"}, hidden={"manager_b", "community_b"},
        body=lambda ids: {"compound_id": ids["compound"], "category": "0101"}, sees={"manager_a", "community_a"},
    ),
    "join_caller": Row(
        "POST", "/staff/tickets/{ticket}/join", {"manager_a", "community_a"}, hidden={"manager_b", "community_b"},
        body=lambda ids: {"channel": "phone", "reporter_name": "王奶奶", "note": "我家也漏"}, changes=True,
    ),
    "lodge_ticket": Row(
        "POST", "/staff/tickets", {"manager_a", "community_a"}, 201, {"manager_b", "community_b"}, by_phone,
        changes=True,
    ),
    "reveal_phone": Row(
        "POST", "/staff/tickets/{ticket}/reveal", set(), 403,
        TICKET_STAFF - {"repair_a", "repair_a2", "manager_a", "community_a", "secretary_a", "street_a", "district"},
        body=lambda ids: {"reason": "contact"},
    ),
    # --- delegates and fresh proofs ---
    "list_delegations": Row("GET", "/delegations", EVERYBODY),
    "invite_delegate": Row("POST", "/delegations", EVERYBODY, 201, body=invitation),
    "accept_delegation": Row("POST", "/delegations/accept", set(), 404, EVERYBODY, lambda ids: {"code": "00000000"}),
    "revoke_delegation": Row(
        "POST", "/delegations/{delegation}/actions/revoke", {"resident_a", "neighbour_b"},
        hidden=EVERYBODY - {"resident_a", "neighbour_b"}, body=lambda ids: {"version": ids["delegation_version"]},
        setup="delegation", changes=True,
    ),
    "step_up": Row("POST", "/auth/step-up", set(), 422, body=lambda ids: {"password": "wrong"}),
    # There is no WeChat here: whoever may tie an account gets as far as asking it.
    "tie_wechat": Row(
        "POST", "/me/wechat", TICKET_STAFF | MACHINE, 503, body=lambda ids: {"code": uuid4().hex}, changes=True,
    ),
    "untie_wechat": Row("DELETE", "/me/wechat", EVERYBODY, 204),
    # --- the calendar ---
    "list_calendar_years": Row("GET", "/staff/calendar/years", TICKET_STAFF | {"sysadmin"}),
    "get_calendar_year": Row("GET", "/staff/calendar/years/2026", TICKET_STAFF | {"sysadmin"}),
    "draft_calendar_year": Row("POST", "/staff/calendar/years/2026/draft", KEEPERS, setup="no_draft"),
    "change_calendar_day": Row(
        "POST", "/staff/calendar/years/2026/days", KEEPERS, setup="draft", changes=True,
        body=lambda ids: {"revision": ids["revision"], "day": "2026-12-30", "kind": "off"},
    ),
    "paste_calendar_year": Row(
        "POST", "/staff/calendar/years/2026/paste", KEEPERS, setup="draft", changes=True,
        body=lambda ids: {"revision": ids["revision"], "text": "2026-12-30 休 试"},
    ),
    "publish_calendar_year": Row(
        "POST", "/staff/calendar/years/2026/publish", KEEPERS, setup="draft", changes=True,
        body=lambda ids: {"revision": ids["revision"]},
    ),
    # --- call-backs ---
    "list_my_callbacks": Row("GET", "/callbacks", EVERYBODY, sees=SPEAKS_A, find="callback", setup="finished"),
    "answer_my_callback": Row(
        "POST", "/callbacks/{callback}/answer", SPEAKS_A, 204, EVERYBODY - SPEAKS_A, lambda ids: GOOD,
        setup="finished", changes=True,
    ),
    "get_public_rates": Row("GET", "/public/compounds/{compound}/rates", EVERYBODY, public=True),
    "list_callbacks": Row(
        "GET", "/staff/callbacks", CALLERS | {"district"}, sees=CALLERS_A, find="callback", setup="finished"
    ),
    "get_callback": Row(
        "GET", "/staff/callbacks/{callback}", CALLERS_A, hidden=NOT_CALLERS_A, setup="finished"
    ),
    "answer_callback": Row(
        "POST", "/staff/callbacks/{callback}/actions/answer", CALLERS_A, hidden=NOT_CALLERS_A, setup="finished",
        body=lambda ids: GOOD | {"version": ids["callback_version"]}, changes=True,
    ),
    "miss_callback": Row(
        "POST", "/staff/callbacks/{callback}/actions/missed", CALLERS_A, hidden=NOT_CALLERS_A, setup="finished",
        body=lambda ids: {"version": ids["callback_version"]}, changes=True,
    ),
    "reveal_callback_phone": Row(
        "POST", "/staff/callbacks/{callback}/reveal", set(), 403, NOT_CALLERS_A,
        lambda ids: {"reason": "callback"}, setup="finished",
    ),
    "correct_callback": Row(
        "POST", "/staff/callbacks/{callback}/actions/correct", {"street_a"}, hidden=NOT_CALLERS_A,
        body=lambda ids: GOOD | {"version": ids["callback_version"], "why": "听错了"}, setup="answered", changes=True,
    ),
    "ask_exclusion": Row(
        "POST", "/staff/tickets/{ticket}/exclusion", {"manager_a", "community_a", "street_a"}, 204,
        {"manager_b", "community_b", "street_b"}, lambda ids: {"reason": "unlawful", "note": "x"}, changes=True,
    ),
    "list_exclusions": Row(
        "GET", "/staff/exclusions", ASKERS, sees={"manager_a", "community_a", "street_a"}, find="exclusion",
        setup="exclusion",
    ),
    "decide_exclusion": Row(
        "POST", "/staff/exclusions/{exclusion}/actions/approve", {"street_a"}, 204,
        {"manager_a", "manager_b", "community_b", "street_b"}, lambda ids: {"version": 1}, setup="exclusion",
        changes=True,
    ),
    "revoke_exclusion": Row(
        "POST", "/staff/exclusions/{exclusion}/actions/revoke", {"street_a"}, 204,
        {"manager_a", "manager_b", "community_b", "street_b"}, lambda ids: {"version": 2, "note": "查错了"},
        setup="left_out", changes=True,
    ),
    "get_rates": Row("GET", f"/staff/rates?{PERIOD}", READERS),
    "list_rate_rows": Row(
        "GET", f"/staff/rates/rows?{PERIOD}&measure=waiting", READERS,
        sees={"manager_a", "community_a", "secretary_a", "street_a", "district"}, find="callback", setup="finished",
    ),
}  # fmt: skip
