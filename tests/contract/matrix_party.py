"""The table for agreements of Party organisations."""

from __future__ import annotations

from tests.contract.matrix import REGION_A, REGION_B, Row

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
}  # fmt: skip
