"""The table for service standards and disclosures."""

from __future__ import annotations

from tests.contract.matrix import COMPANY_A, COMPANY_B, EVERYBODY, REGION_A, REGION_B, Row

# --- standards ---

BASE = "/staff/standards"
READERS_A, READERS_B = COMPANY_A | REGION_A, COMPANY_B | REGION_B

STANDARDS: dict[str, Row] = {
    "list_standard_items": Row("GET", f"{BASE}/items", READERS_A | READERS_B),
    "get_standards_plans": Row(
        "GET", BASE + "/compounds/{compound}/plan", READERS_A, hidden=READERS_B, sees=READERS_A, find="plan",
        setup="plan_draft",
    ),
    "draft_standards_plan": Row(
        "POST", BASE + "/compounds/{compound}/plan", {"manager_a"}, 201, {"manager_b"}, lambda ids: {"level": 1},
        changes=True,
    ),
    "get_standards_plan": Row(
        "GET", BASE + "/plans/{plan}", READERS_A, hidden=READERS_B, sees=READERS_A, find="plan", setup="plan_draft"
    ),
    "act_on_standards_plan": Row(
        "POST", BASE + "/plans/{plan}/actions/save", {"manager_a"}, hidden={"manager_b"}, setup="plan_draft",
        body=lambda ids: {"version": ids["plan_version"], "terms": [{"item_code": "ENV-01", "level": 2}]},
        changes=True,
    ),
    "get_standards_table": Row(
        "GET", BASE + "/plans/{plan}/table.xlsx", READERS_A, hidden=READERS_B, setup="plan_draft"
    ),
    "upload_standards_table": Row(
        "POST", BASE + "/plans/{plan}/imports", {"manager_a"}, 201, {"manager_b"}, setup="plan_draft",
        file=lambda ids: ids["table"], changes=True,
    ),
    "get_standards_import": Row(
        "GET", BASE + "/ledger-imports/{run}", {"manager_a"}, hidden={"manager_b"}, setup="plan_import"
    ),
    "confirm_standards_import": Row(
        "POST", BASE + "/ledger-imports/{run}/actions/confirm", {"manager_a"}, hidden={"manager_b"},
        setup="plan_import", changes=True,
    ),
    "get_standards_board": Row(
        "GET", BASE + "/compounds/{compound}/board", READERS_A, hidden=READERS_B, sees=READERS_A, find="record",
        setup="service_record",
    ),
    "list_my_service_items": Row(
        "GET", BASE + "/my-items?code={code}", COMPANY_A, hidden=COMPANY_B, sees={"repair_a"}, find="record",
        setup="service_record",
    ),
    "list_service_records": Row(
        "GET", f"{BASE}/records", READERS_A | READERS_B, sees=READERS_A, find="record", setup="service_record"
    ),
    "export_service_records": Row("GET", f"{BASE}/records.xlsx", READERS_A | READERS_B, setup="service_record"),
    "log_service": Row(
        "POST", f"{BASE}/records", COMPANY_A, 201, COMPANY_B,
        lambda ids: {"compound_id": ids["compound"], "item_code": "CS-02"}, setup="plan_fixed", changes=True,
    ),
    # A colleague sees the record but cannot take it back; the manager can only strike it.
    "act_on_service_record": Row(
        "POST", BASE + "/records/{record}/actions/undo", {"repair_a"}, hidden=COMPANY_B, body=lambda ids: {},
        setup="service_record", changes=True,
    ),
}  # fmt: skip

# --- disclosures ---

SHEETS = "/staff/disclosures"
OF_A, OF_B = {"manager_a"} | REGION_A, {"manager_b"} | REGION_B
WRITERS_A, WRITERS_B = {"manager_a", "community_a", "street_a"}, {"manager_b", "community_b", "street_b"}
ASKERS = {"resident_a", "neighbour_a", "family_a"}

DISCLOSURES: dict[str, Row] = {
    "list_disclosure_forms": Row("GET", f"{SHEETS}/forms", OF_A | OF_B),
    "list_disclosure_duties": Row(
        "GET", f"{SHEETS}/duties", OF_A | OF_B, sees=OF_A, find="duty", setup="disclosure_draft"
    ),
    "export_disclosure_duties": Row("GET", f"{SHEETS}/duties.xlsx", OF_A | OF_B, setup="disclosure_draft"),
    "export_disclosure_overview": Row("GET", f"{SHEETS}/overview.xlsx", OF_A | OF_B, setup="disclosure_draft"),
    "export_objections": Row("GET", f"{SHEETS}/objections.xlsx", OF_A | OF_B, setup="disclosure_objection"),
    # The company does not say itself what it need not publish.
    "act_on_disclosure_duty": Row(
        "POST", SHEETS + "/duties/{duty}/actions/set_aside", {"community_a", "street_a"}, hidden=WRITERS_B,
        body=lambda ids: {"version": ids["duty_version"], "reason": "没有"}, setup="disclosure_draft", changes=True,
    ),
    "get_disclosure_overview": Row(
        "GET", f"{SHEETS}/overview", OF_A | OF_B, sees=OF_A, find="compound", setup="disclosure_draft"
    ),
    "list_disclosure_publications": Row(
        "GET", f"{SHEETS}/publications", OF_A | OF_B, sees=OF_A, find="disclosure", setup="disclosure_draft"
    ),
    # Where there is a company, it publishes; the community looks at it.
    "begin_disclosure": Row(
        "POST", f"{SHEETS}/publications", {"manager_a"}, 201, WRITERS_B,
        lambda ids: {"compound_id": ids["compound"], "form": "maintenance"}, changes=True,
    ),
    "get_disclosure_version": Row(
        "GET", SHEETS + "/versions/{disclosure}", OF_A, hidden=OF_B, sees=OF_A, find="disclosure",
        setup="disclosure_draft",
    ),
    "check_disclosure_version": Row(
        "POST", SHEETS + "/versions/{disclosure}/check", WRITERS_A, hidden=WRITERS_B, body=lambda ids: {},
        setup="disclosure_draft",
    ),
    "act_on_disclosure_version": Row(
        "POST", SHEETS + "/versions/{disclosure}/actions/save", {"manager_a"}, hidden=WRITERS_B,
        body=lambda ids: {"version": ids["disclosure_version"]}, setup="disclosure_draft", changes=True,
    ),
    "get_disclosure_changes": Row(
        "GET", SHEETS + "/versions/{disclosure}/changes", OF_A, hidden=OF_B, setup="disclosure_draft"
    ),
    "get_disclosure_table": Row(
        "GET", SHEETS + "/versions/{disclosure}/tables/contacts.xlsx", OF_A, hidden=OF_B, setup="disclosure_draft"
    ),
    "upload_disclosure_table": Row(
        "POST", SHEETS + "/versions/{disclosure}/tables/contacts/imports", {"manager_a"}, 201, WRITERS_B,
        setup="disclosure_draft", file=lambda ids: ids["contacts"], changes=True,
    ),
    "get_disclosure_import": Row(
        "GET", SHEETS + "/imports/{disclosure_import}", {"manager_a"}, hidden=WRITERS_A | WRITERS_B,
        setup="disclosure_import",
    ),
    "confirm_disclosure_import": Row(
        "POST", SHEETS + "/imports/{disclosure_import}/actions/confirm", {"manager_a"},
        hidden=WRITERS_A | WRITERS_B, setup="disclosure_import", changes=True,
    ),
    "list_objections": Row(
        "GET", f"{SHEETS}/objections", OF_A | OF_B, sees=OF_A, find="objection", setup="disclosure_objection"
    ),
    "question_disclosure": Row(
        "POST", "/disclosures/objections", ASKERS, 201,
        body=lambda ids: {"version_id": ids["disclosure"], "anchor": "head.complaint_phone", "reason": "打不通"},
        setup="disclosure_published", changes=True,
    ),
    "list_my_objections": Row(
        "GET", "/disclosures/objections", EVERYBODY, sees={"resident_a"}, find="objection",
        setup="disclosure_objection",
    ),
    "print_disclosure": Row(
        "GET", SHEETS + "/versions/{disclosure}/poster.pdf", OF_A, hidden=OF_B, setup="disclosure_published"
    ),
    "print_labels": Row("GET", SHEETS + "/compounds/{compound}/label.pdf?place=gate", OF_A, hidden=OF_B),
    "list_public_versions": Row("GET", "/public/compounds/{compound}/disclosures", EVERYBODY, public=True),
    "public_version": Row(
        "GET", "/public/compounds/{compound}/disclosures/{disclosure}", EVERYBODY, setup="disclosure_published",
        public=True,
    ),
    "public_photo": Row("GET", "/public/photos/{record_photo}", EVERYBODY, setup="service_record", public=True),
}  # fmt: skip

ROWS: dict[str, Row] = {**STANDARDS, **DISCLOSURES}
