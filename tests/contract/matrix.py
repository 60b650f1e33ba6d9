"""Who may do what: one row per operation, written by hand from the rules, never read off the code.

``allow`` are the actors that get the row's success status; ``hidden`` those for whom the thing does not exist (404);
every other signed-in actor gets 403, and somebody who is not signed in gets 401 (public rows: everybody succeeds).
``sees`` are, for lists, the actors whose answer must contain the thing; for every other actor it must not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

DELEGATES = {"delegate_a", "viewer_a"}
"""Two people elsewhere: one acts for resident a, the other one may only look."""
RESIDENTS = {"stranger", "resident_a", "neighbour_a", "family_a", "resident_b", "neighbour_b"} | DELEGATES
SPEAKS_A = {"resident_a", "delegate_a"}
SEES_A = {"resident_a"} | DELEGATES
COMPANY_A = {"repair_a", "repair_a2", "manager_a"}
COMPANY_B = {"repair_b", "manager_b"}
REGION_A = {"community_a", "secretary_a", "street_a", "district"}
REGION_B = {"community_b", "secretary_b", "street_b"}
MACHINE = {"auditor", "sysadmin"}
TICKET_STAFF = COMPANY_A | COMPANY_B | REGION_A | REGION_B | {"handler"}
DUTY_READERS = {"manager_a", "manager_b", "community_a", "community_b", "street_a", "street_b"}
EVERYBODY = RESIDENTS | TICKET_STAFF | MACHINE

Ids = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One operation: how it is called, and by whom it may be."""

    method: str
    path: str
    allow: set[str]
    status: int = 200
    hidden: frozenset[str] | set[str] = frozenset()
    body: Callable[[Ids], dict[str, Any]] | None = None
    sees: set[str] | None = None
    find: str = "ticket"
    setup: str = "dispatched"
    """What is there before the call: a step named in test_matrix."""
    changes: bool = False
    """Whether a success changes something for others, so that each allowed actor needs a fresh world."""
    public: bool = False
    file: Callable[[Ids], bytes] | None = None
    """The table that is uploaded."""


def move(**more: Any) -> Callable[[Ids], dict[str, Any]]:
    """Return the body of a move with the version of the setup."""
    return lambda ids: {"version": ids["version"]} | more


ROWS: dict[str, Row] = {
    # --- tickets, the resident's side ---
    "list_categories": Row("GET", "/categories", EVERYBODY, public=True),
    "file_ticket": Row(
        "POST",
        "/tickets",
        {"resident_a", "neighbour_a", "family_a"},
        201,
        EVERYBODY - {"resident_a", "neighbour_a", "family_a"},
        lambda ids: {"compound_id": ids["compound"], "kind": "repair", "description": "漏水"},
        changes=True,
    ),
    "list_my_tickets": Row("GET", "/tickets", EVERYBODY, sees=SEES_A),
    "get_my_ticket": Row("GET", "/tickets/{ticket}", SEES_A, hidden=EVERYBODY - SEES_A),
    "act_on_my_ticket": Row(
        "POST",
        "/tickets/{ticket}/actions/withdraw",
        SPEAKS_A,
        hidden=EVERYBODY - SEES_A,
        body=move(),
        changes=True,
    ),
    # --- tickets, the staff's side ---
    "list_tickets": Row("GET", "/staff/tickets", TICKET_STAFF, sees=COMPANY_A | REGION_A),
    "export_tickets": Row("GET", "/staff/tickets/list.xlsx", TICKET_STAFF),
    "count_tickets": Row("GET", "/staff/tickets/counts", TICKET_STAFF),
    "overview_tickets": Row("GET", "/staff/tickets/overview", TICKET_STAFF, sees=COMPANY_A | REGION_A, find="compound"),
    "get_ticket": Row(
        "GET", "/staff/tickets/{ticket}", COMPANY_A | REGION_A, hidden=COMPANY_B | REGION_B | {"handler"}
    ),
    "list_ticket_targets": Row(
        "GET",
        "/staff/tickets/{ticket}/targets",
        {"manager_a", "community_a", "street_a", "district"},
        hidden={"manager_b", "community_b", "street_b", "handler"},
    ),
    "act_on_ticket": Row(
        "POST",
        "/staff/tickets/{ticket}/actions/accept",
        COMPANY_A,
        hidden=COMPANY_B | REGION_B | {"handler"},
        body=move(),
        changes=True,
    ),
    "get_todo": Row("GET", "/staff/todo", TICKET_STAFF, sees=COMPANY_A),
    # --- the duty roster ---
    "list_duty_settings": Row(
        "GET", "/staff/duty/settings", DUTY_READERS, sees={"manager_a", "community_a", "street_a"}, find="compound"
    ),
    "choose_duty_mode": Row(
        "POST",
        "/staff/duty/settings/{compound}/actions/choose",
        {"manager_a"},
        hidden={"manager_b"},
        body=lambda ids: {"mode": "round", "version": 0},
        changes=True,
    ),
    "get_duty_week": Row(
        "GET",
        "/staff/duty/shifts?compound_id={compound}&day={day}",
        {"manager_a", "community_a", "street_a"},
        hidden={"manager_b", "community_b", "street_b"},
        sees={"manager_a", "community_a", "street_a"},
        find="shift",
        setup="shift",
    ),
    "add_shift": Row(
        "POST",
        "/staff/duty/shifts",
        {"manager_a", "manager_b"},
        201,
        body=lambda ids: {"person_id": ids["shared_worker"]} | ids["span"],
        setup="span",
        changes=True,
    ),
    "change_shift": Row(
        "POST",
        "/staff/duty/shifts/{shift}/actions/change",
        {"manager_a"},
        hidden={"manager_b"},
        body=lambda ids: {"version": 1} | ids["span"],
        setup="shift",
        changes=True,
    ),
    "remove_shift": Row(
        "POST",
        "/staff/duty/shifts/{shift}/actions/remove",
        {"manager_a"},
        204,
        hidden={"manager_b"},
        body=lambda ids: {"version": 1},
        setup="shift",
        changes=True,
    ),
    "copy_duty_week": Row(
        "POST",
        "/staff/duty/shifts/actions/copy_week",
        {"manager_a", "manager_b"},
        body=lambda ids: ids["weeks"],
        setup="shift",
        changes=True,
    ),
    "list_duty_load": Row(
        "GET",
        "/staff/duty/load?compound_id={compound}",
        {"manager_a", "community_a", "street_a"},
        hidden={"manager_b", "community_b", "street_b"},
        sees={"manager_a", "community_a", "street_a"},
        find="worker",
    ),
    "list_handouts": Row(
        "GET",
        "/staff/duty/handouts?compound_id={compound}",
        {"manager_a", "community_a", "street_a"},
        hidden={"manager_b", "community_b", "street_b"},
        sees={"manager_a", "community_a", "street_a"},
        setup="handed_out",
    ),
    "list_pool": Row("GET", "/staff/duty/pool", COMPANY_A | COMPANY_B, sees=COMPANY_A),
    "list_my_shifts": Row(
        "GET", "/staff/duty/mine", COMPANY_A | COMPANY_B, sees={"repair_a2"}, find="shift", setup="shift"
    ),
    # --- before anybody complains ---
    "list_proactive_tasks": Row(
        "GET", "/staff/proactive", REGION_A | REGION_B, sees=REGION_A, find="task", setup="proactive_task"
    ),
    "list_seasons": Row("GET", "/staff/proactive/seasons", REGION_A | REGION_B),
    "get_proactive_task": Row(
        "GET", "/staff/proactive/{task}", REGION_A, hidden=REGION_B, sees=REGION_A, find="task", setup="proactive_task"
    ),
    "act_on_proactive_task": Row(
        "POST",
        "/staff/proactive/{task}/actions/dismiss",
        {"community_a"},
        hidden={"community_b"},
        body=lambda ids: {"version": 1, "note": "查过了"},
        setup="proactive_task",
        changes=True,
    ),
    # --- photos ---
    "media_upload": Row("POST", "/media", EVERYBODY, 201),
    "media_photo": Row("GET", "/media/{photo}", SEES_A | COMPANY_A | REGION_A, hidden=EVERYBODY, setup="photo"),
    "media_thumb": Row("GET", "/media/{photo}/thumb", SEES_A | COMPANY_A | REGION_A, hidden=EVERYBODY, setup="photo"),
    # --- homes ---
    "claim_home": Row(
        "POST",
        "/bindings",
        EVERYBODY,
        201,
        body=lambda ids: {"home_id": ids["free_home"], "relation": "tenant"},
    ),
    "list_claims": Row("GET", "/bindings", EVERYBODY, sees={"neighbour_a"}, find="claim", setup="claim"),
    "end_claim": Row(
        "POST",
        "/bindings/{claim}/actions/end",
        {"neighbour_a"},
        hidden=EVERYBODY - {"neighbour_a"},
        body=lambda ids: {"version": 1},
        setup="claim",
        changes=True,
    ),
    "list_staff_claims": Row(
        "GET",
        "/staff/bindings?state=pending",
        {"manager_a", "manager_b", "community_a", "community_b"},
        sees={"community_a"},
        find="claim",
        setup="claim",
    ),
    "decide_claim": Row(
        "POST",
        "/staff/bindings/{claim}/actions/approve",
        {"community_a"},
        hidden={"community_b", "manager_a", "manager_b"},  # an owner's claim is not the company's to see
        body=lambda ids: {"version": 1},
        setup="claim",
        changes=True,
    ),
    # --- places ---
    "public_place": Row("GET", "/public/places/{code}", EVERYBODY, public=True),
    "public_compound": Row("GET", "/public/compounds/{compound}", EVERYBODY, public=True),
    "list_compounds": Row("GET", "/compounds?q=示例", EVERYBODY),
    "list_buildings": Row("GET", "/compounds/{compound}/buildings", EVERYBODY),
    "list_homes": Row("GET", "/units/{unit}/homes", EVERYBODY),
    "list_assets": Row("GET", "/compounds/{compound}/assets", EVERYBODY),
    "visit": Row("POST", "/visits", EVERYBODY, 201, body=lambda ids: {"code": ids["code"]}),
    "list_staff_compounds": Row(
        "GET",
        "/staff/compounds",
        TICKET_STAFF | {"sysadmin"},
        sees=COMPANY_A | REGION_A | {"sysadmin"},
        find="compound",
    ),
    "list_regions": Row("GET", "/staff/regions", TICKET_STAFF | {"sysadmin"}),
    "list_organisations": Row("GET", "/staff/organisations", TICKET_STAFF | {"sysadmin"}),
    # --- people ---
    "show_me": Row("GET", "/me", EVERYBODY),
    "change_me": Row("PATCH", "/me", EVERYBODY, body=lambda ids: {"name": "新名字"}),
    "list_people": Row(
        "GET", "/staff/people", {"manager_a", "manager_b", "sysadmin"}, sees={"manager_a", "sysadmin"}, find="worker"
    ),
    "show_person": Row("GET", "/staff/people/{worker}", {"manager_a", "sysadmin"}, hidden={"manager_b"}),
    "open_account": Row(
        "POST",
        "/staff/people",
        {"sysadmin", "manager_a", "manager_b"},
        201,
        body=lambda ids: {"username": "xin-ren", "name": "新人", "password": "Lao-Fang-Zi-9527"},
        changes=True,
    ),
    "grant_post": Row(
        "POST",
        "/staff/people/{worker}/posts",
        {"sysadmin"},
        201,
        hidden={"manager_b"},
        body=lambda ids: {"role": "community", "region_id": ids["community"], "starts_on": "2026-01-01"},
        changes=True,
    ),
    "end_post": Row(
        "POST",
        "/staff/posts/{worker_post}/actions/end",
        {"sysadmin", "manager_a"},
        204,
        hidden={"manager_b"},
        body=lambda ids: {},
        changes=True,
    ),
    # The worker's account was not opened by the company, so its manager sees it but does not rule over it.
    "act_on_account": Row(
        "POST",
        "/staff/people/{worker}/actions/disable",
        {"sysadmin"},
        hidden={"manager_b"},
        body=lambda ids: {},
        changes=True,
    ),
    # --- sessions ---
    "sign_in_wechat": Row("POST", "/auth/wechat", set(), 401, body=lambda ids: {"code": ""}, public=True),
    "sign_in_staff": Row("POST", "/auth/session", set(), 401, body=lambda ids: {}, public=True),
    "list_personas": Row("GET", "/auth/dev", EVERYBODY, public=True),
    "sign_in_persona": Row("POST", "/auth/dev", set(), 404, body=lambda ids: {"persona": "resident"}, public=True),
    "show_session": Row("GET", "/auth/session", EVERYBODY),
    "sign_out": Row("DELETE", "/auth/session", EVERYBODY, 204),
    "list_sessions": Row("GET", "/auth/sessions", EVERYBODY, sees={"resident_a"}, find="session"),
    "end_session": Row(
        "DELETE", "/auth/sessions/{session}", {"resident_a"}, 204, EVERYBODY - {"resident_a"}, changes=True
    ),
    "choose_post": Row(
        "POST",
        "/auth/post",
        {"repair_a2"},
        hidden=EVERYBODY - {"repair_a2"},
        body=lambda ids: {"post_id": ids["worker_post"]},
        changes=True,
    ),
    "change_password": Row(
        "POST",
        "/auth/password",
        set(),
        422,
        body=lambda ids: {"old_password": "x", "new_password": "y"},
    ),
    # --- messages ---
    "list_inbox": Row("GET", "/inbox", EVERYBODY, sees={"manager_a"}, find="notice", setup="notice"),
    "count_unread": Row("GET", "/inbox/unread", EVERYBODY),
    "read_notice": Row(
        "POST",
        "/inbox/{notice}/actions/read",
        {"manager_a"},
        204,
        EVERYBODY - {"manager_a"},
        setup="notice",
        changes=True,
    ),
    "read_all_notices": Row("POST", "/inbox/actions/read_all", EVERYBODY, 204),
    "list_message_templates": Row("GET", "/inbox/templates", EVERYBODY),
    "allow_messages": Row("POST", "/inbox/subscriptions", EVERYBODY, 204, body=lambda ids: {"templates": []}),
    "list_deliveries": Row(
        "GET", "/staff/deliveries", {"sysadmin"}, sees={"sysadmin"}, find="delivery", setup="delivery"
    ),
    "count_deliveries": Row("GET", "/staff/deliveries/counts", {"sysadmin"}),
    "decide_delivery": Row(
        "POST", "/staff/deliveries/{delivery}/actions/mark_sent", {"sysadmin"}, setup="delivery", changes=True
    ),
    # --- what may be shown to everybody ---
    "list_checks": Row(
        "GET", "/staff/moderation", {"community_a", "community_b"}, sees={"community_a"}, find="check", setup="check"
    ),
    "decide_check": Row(
        "POST",
        "/staff/moderation/{check}/actions/fine",
        {"community_a"},
        hidden={"community_b"},
        body=lambda ids: {"version": ids["check_version"]},
        setup="check",
        changes=True,
    ),
    "greet_wechat": Row("GET", "/wechat/push?signature=x&timestamp=1&nonce=1&echostr=x", set(), 404, public=True),
    "push_of_wechat": Row("POST", "/wechat/push", set(), 404, body=lambda ids: {}, public=True),
    "photo_for_wechat": Row("GET", "/wechat/photos/{free_home}?s=x", set(), 404, public=True),
    # --- machinery ---
    "list_audit": Row("GET", "/staff/audit", {"auditor"}),
    "export_audit": Row("GET", "/staff/audit.xlsx", {"auditor"}),
    "list_audit_acts": Row("GET", "/staff/audit/acts", {"auditor"}),
    "list_dead_jobs": Row("GET", "/staff/jobs", {"sysadmin"}, sees={"sysadmin"}, find="dead", setup="dead"),
    "get_jobs_health": Row("GET", "/staff/jobs/health", {"sysadmin"}),
    "release_clock": Row("POST", "/staff/jobs/clock/actions/release", {"sysadmin"}, 204, changes=True),
    "requeue_job": Row("POST", "/staff/jobs/{dead}/actions/requeue", {"sysadmin"}, 204, setup="dead", changes=True),
}

from tests.contract.gathering import gathered  # noqa: E402 - the tables of the areas need the words above

ROWS |= gathered("matrix", "ROWS")
from tests.contract.matrix_calendar import ROWS as CALENDAR  # noqa: E402
from tests.contract.matrix_care import ROWS as CARE  # noqa: E402
from tests.contract.matrix_consultations import ROWS as CONSULTATIONS  # noqa: E402 - it needs the words above
from tests.contract.matrix_council import ROWS as COUNCIL  # noqa: E402 - it needs the words above
from tests.contract.matrix_engine import ROWS as ENGINE  # noqa: E402
from tests.contract.matrix_governance import ROWS as GOVERNANCE  # noqa: E402
from tests.contract.matrix_hotline import ROWS as HOTLINE  # noqa: E402
from tests.contract.matrix_party import ROWS as PARTY  # noqa: E402
from tests.contract.matrix_places import ROWS as PLACES  # noqa: E402
from tests.contract.matrix_resources import ROWS as RESOURCES  # noqa: E402
from tests.contract.matrix_rulebook import ROWS as RULEBOOK  # noqa: E402
from tests.contract.matrix_transparency import ROWS as TRANSPARENCY  # noqa: E402
from tests.contract.matrix_voting import ROWS as VOTING  # noqa: E402

ROWS |= CALENDAR
ROWS |= CONSULTATIONS
ROWS |= COUNCIL
ROWS |= CARE
ROWS |= ENGINE
ROWS |= GOVERNANCE
ROWS |= HOTLINE
ROWS |= PARTY
ROWS |= PLACES
ROWS |= RESOURCES
ROWS |= RULEBOOK
ROWS |= TRANSPARENCY
ROWS |= VOTING
