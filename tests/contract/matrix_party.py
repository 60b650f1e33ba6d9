"""The table for agreements of Party organisations."""

from __future__ import annotations

from tests.contract.matrix import EVERYBODY, REGION_A, REGION_B, Row

PARTY = "/staff/party"
BASE = "/staff/party/agreements"
READERS_A, READERS_B = {"manager_a"} | REGION_A, {"manager_b"} | REGION_B
WRITERS_A, WRITERS_B = {"community_a", "secretary_a"}, {"community_b", "secretary_b"}

ROWS: dict[str, Row] = {
    "list_agreements": Row(
        "GET", BASE, READERS_A | READERS_B, sees=READERS_A, find="agreement", setup="agreement_in_force"
    ),
    "export_agreements": Row("GET", f"{BASE}.xlsx", READERS_A | READERS_B, setup="agreement_in_force"),
    "get_agreement": Row(
        "GET", BASE + "/{agreement}", READERS_A, hidden=READERS_B, sees=READERS_A, find="agreement",
        setup="agreement_in_force",
    ),
    "draft_agreement": Row(
        "POST", BASE, WRITERS_A, 201, WRITERS_B, lambda ids: ids["content"] | {"number": "示例〔2027〕1号"},
        setup="agreement_draft", changes=True,
    ),
    "copy_agreement": Row(
        "POST", BASE + "/{agreement}/copy", WRITERS_A, 201, WRITERS_B, lambda ids: {"number": "示例〔2027〕1号"},
        setup="agreement_in_force", changes=True,
    ),
    "act_on_agreement": Row(
        "POST", BASE + "/{agreement}/actions/save", WRITERS_A, hidden=WRITERS_B, setup="agreement_draft",
        body=lambda ids: {"version": 1, "content": ids["content"]}, changes=True,
    ),
    "list_commitments": Row(
        "GET", PARTY + "/commitments", READERS_A | READERS_B, sees=READERS_A, find="commitment",
        setup="commitment_listed",
    ),
    "export_commitments": Row("GET", f"{PARTY}/commitments.xlsx", READERS_A | READERS_B, setup="commitment_listed"),
    "get_commitment": Row(
        "GET", PARTY + "/commitments/{commitment}", READERS_A, hidden=READERS_B, sees=READERS_A, find="commitment",
        setup="commitment_listed",
    ),
    "add_commitment": Row(
        "POST", BASE + "/{agreement}/commitments", WRITERS_A, 201, WRITERS_B, lambda ids: ids["promise"],
        setup="commitment_listed", changes=True,
    ),
    "act_on_commitment": Row(
        "POST", PARTY + "/commitments/{commitment}/actions/claim", WRITERS_A | {"manager_a"},
        hidden=WRITERS_B | {"manager_b"}, body=lambda ids: {"version": 1}, setup="commitment_listed", changes=True,
    ),
    "list_cross_posts": Row(
        "GET", PARTY + "/cross-posts", READERS_A | READERS_B, sees=READERS_A, find="cross_post", setup="cross_post_held"
    ),
    "export_cross_posts": Row("GET", f"{PARTY}/cross-posts.xlsx", READERS_A | READERS_B, setup="cross_post_held"),
    "add_cross_post": Row(
        "POST", PARTY + "/cross-posts", WRITERS_A, 201, WRITERS_B, lambda ids: ids["post"], setup="cross_post_held",
        changes=True,
    ),
    "end_cross_post": Row(
        "POST", PARTY + "/cross-posts/{cross_post}/actions/end", WRITERS_A, hidden=WRITERS_B,
        body=lambda ids: {"version": 1, "ends_on": ids["today"], "reason": "x"}, setup="cross_post_held", changes=True,
    ),
    "get_party_coverage": Row("GET", f"{PARTY}/coverage", READERS_A | READERS_B),
    "export_party_coverage": Row("GET", f"{PARTY}/coverage.xlsx", READERS_A | READERS_B),
    "get_party_report": Row("GET", f"{PARTY}/report.docx?month=2026-10", REGION_A | REGION_B),
    "get_party_report_table": Row("GET", f"{PARTY}/report.xlsx?month=2026-10", REGION_A | REGION_B),
    "get_agreement_paper": Row(
        "GET", BASE + "/{agreement}/agreement.docx", READERS_A, hidden=READERS_B, setup="agreement_in_force"
    ),
    "print_agreement": Row(
        "GET", BASE + "/{agreement}/agreement.pdf", READERS_A, hidden=READERS_B, setup="agreement_in_force"
    ),
    "get_blank_agreement_form": Row("GET", f"{BASE}/form.docx", WRITERS_A | WRITERS_B),
    "check_new_agreement_form": Row(
        "POST", f"{BASE}/form/check", WRITERS_A | WRITERS_B, file=lambda ids: ids["form"], setup="agreement_form"
    ),
    "draft_agreement_by_form": Row(
        "POST", f"{BASE}/form", WRITERS_A | WRITERS_B, 201, file=lambda ids: ids["form"], setup="agreement_form",
        changes=True,
    ),
    "get_agreement_form": Row(
        "GET", BASE + "/{agreement}/form.docx", WRITERS_A, hidden=WRITERS_B, setup="agreement_draft"
    ),
    "check_agreement_form": Row(
        "POST", BASE + "/{agreement}/form/check", WRITERS_A, hidden=WRITERS_B, file=lambda ids: ids["form"],
        setup="agreement_form",
    ),
    "take_agreement_form": Row(
        "POST", BASE + "/{agreement}/form?version=1", WRITERS_A, hidden=WRITERS_B, file=lambda ids: ids["form"],
        setup="agreement_form", changes=True,
    ),
    "export_agreement_lists": Row("GET", f"{BASE}/lists.xlsx", READERS_A | READERS_B, setup="agreement_in_force"),
    "export_lists_of_agreement": Row(
        "GET", BASE + "/{agreement}/lists.xlsx", READERS_A, hidden=READERS_B, setup="agreement_in_force"
    ),
    "list_my_commitments": Row(
        "GET", "/party/commitments", EVERYBODY, sees={"resident_a", "family_a"}, find="commitment",
        setup="commitment_reported",
    ),
    "say_of_commitment": Row(
        "POST", "/party/commitments/{commitment}/opinion", {"resident_a", "family_a"},
        hidden=EVERYBODY - {"resident_a", "family_a"}, body=lambda ids: {"done": True}, setup="commitment_reported",
        changes=True,
    ),
}  # fmt: skip
