"""The table for routing rules: streets see what was published and their own proposals, the district sees everything."""

from __future__ import annotations

from tests.contract.matrix import Row

KEEPERS = {"street_a", "street_b", "district"}
REACH_A = {"street_a", "district"}
STREET_B = {"street_b"}
BASE = "/staff/rulebook"
LAST = {"name": "兜底", "conditions": {}, "target": "residents_committee", "reason": "由{organisation}受理。"}


ROWS: dict[str, Row] = {
    "get_rule_grammar": Row("GET", f"{BASE}/grammar", KEEPERS),
    "list_rule_buildings": Row("GET", BASE + "/grammar/buildings?compound_id={compound}", REACH_A, hidden=STREET_B),
    "list_rule_organisations": Row("GET", f"{BASE}/grammar/organisations", KEEPERS),
    "list_rule_sets": Row("GET", f"{BASE}/sets", KEEPERS, sees=REACH_A, find="rule_set", setup="proposal"),
    "draft_rule_set": Row("POST", f"{BASE}/sets", KEEPERS, 201, body=lambda ids: {"title": "试"}, changes=True),
    "get_rule_set": Row("GET", BASE + "/sets/{rule_set}", REACH_A, hidden=STREET_B, setup="proposal"),
    "check_rules": Row(
        "POST", BASE + "/sets/{rule_set}/check", REACH_A, hidden=STREET_B, body=lambda ids: {"rules": [LAST]},
        setup="proposal",
    ),
    "compare_rule_sets": Row("GET", BASE + "/sets/{rule_set}/changes", REACH_A, hidden=STREET_B, setup="proposal"),
    # Those who wrote a version do not publish it, whatever their post.
    "act_on_rule_set": Row(
        "POST", BASE + "/sets/{rule_set}/actions/publish", {"district"}, hidden=STREET_B,
        body=lambda ids: {"version": ids["rule_set_version"]}, setup="proposal", changes=True,
    ),
    "start_rule_run": Row(
        "POST", BASE + "/sets/{rule_set}/runs", REACH_A, 201, STREET_B, lambda ids: {}, setup="proposal", changes=True
    ),
    "list_rule_runs": Row(
        "GET", BASE + "/sets/{rule_set}/runs", REACH_A, hidden=STREET_B, sees=REACH_A, find="run", setup="run"
    ),
    "get_rule_run": Row("GET", BASE + "/runs/{run}", REACH_A, hidden=STREET_B, setup="run"),
    "cancel_rule_run": Row(
        "POST", BASE + "/runs/{run}/actions/cancel", {"street_a"}, hidden=STREET_B, body=lambda ids: {}, setup="run",
        changes=True,
    ),
    "get_rule_accuracy": Row("GET", f"{BASE}/accuracy", KEEPERS),
    "list_rule_accuracy_rows": Row("GET", f"{BASE}/accuracy/rows?rule=x", KEEPERS),
}  # fmt: skip
