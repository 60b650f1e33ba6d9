"""Who may do what with committees of owners."""

from __future__ import annotations

from tests.contract.matrix import EVERYBODY, Row

BASE = "/staff/committees"
ASSEMBLIES, BARRED = "/staff/assemblies", "/staff/barred"
WORK_A, WORK_B = {"community_a", "secretary_a"}, {"community_b", "secretary_b"}
READ_A, READ_B = WORK_A | {"street_a", "district"}, WORK_B | {"street_b"}
MEMBER = {"name": "新来的", "type": "owner", "role": "member"}

ROWS: dict[str, Row] = {
    "list_committees": Row("GET", BASE, READ_A | READ_B, sees=READ_A, find="committee", setup="committee"),
    "export_committees": Row("GET", f"{BASE}/export.xlsx", READ_A | READ_B, setup="committee"),
    "add_committee": Row(
        "POST", BASE, WORK_A, 201, WORK_B,
        lambda ids: {"compound_id": ids["compound"], "kind": "interim"} | ids["term"], setup="no_committee",
        changes=True,
    ),
    "get_committee": Row(
        "GET", BASE + "/{committee}", READ_A, hidden=READ_B, sees=READ_A, find="committee", setup="committee"
    ),
    "act_on_committee": Row(
        "POST", BASE + "/{committee}/actions/end", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": ids["version"], "reason": "x"}, setup="committee", changes=True,
    ),
    "add_committee_member": Row(
        "POST", BASE + "/{committee}/members", WORK_A, 201, WORK_B, lambda ids: MEMBER, setup="committee", changes=True
    ),
    "leave_committee": Row(
        "POST", BASE + "/members/{member}/actions/leave", WORK_A, hidden=WORK_B, body=lambda ids: {"reason": "x"},
        setup="committee", changes=True,
    ),
    "hold_committee_meeting": Row(
        "POST", BASE + "/{committee}/meetings", WORK_A, 201, WORK_B,
        lambda ids: {"held_on": ids["today"], "place": "居委会", "present": ids["five"]}, setup="committee",
        changes=True,
    ),
    "act_on_committee_decision": Row(
        "POST", BASE + "/decisions/{decision}/actions/post", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": 1, "day": ids["today"], "posted_at": "大门、1号楼"}, setup="committee",
        changes=True,
    ),
    "revoke_committee_decision": Row(
        "POST", BASE + "/decisions/{decision}/actions/revoke", {"street_a"}, hidden={"street_b"},
        body=lambda ids: {"version": 1, "reason": "x"}, setup="committee", changes=True,
    ),
    "say_committee_namesake": Row(
        "POST", BASE + "/members/{member}/actions/namesake", WORK_A, hidden=WORK_B, body=lambda ids: {"reason": "x"},
        setup="namesake", changes=True,
    ),
    "name_committee_unit": Row(
        "POST", BASE + "/members/{member}/actions/unit", WORK_A, hidden=WORK_B,
        body=lambda ids: {"organisation_id": ids["held"]}, setup="unitless", changes=True,
    ),
    "get_assembly": Row(
        "GET", ASSEMBLIES + "/{compound}", READ_A, hidden=READ_B, sees=READ_A, find="assembly_meeting",
        setup="assembly",
    ),
    "save_assembly": Row(
        "POST", ASSEMBLIES + "/{compound}/actions/save", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": ids["assembly_version"], "set_up_on": ids["told"]}, setup="assembly",
        changes=True,
    ),
    "call_assembly_meeting": Row(
        "POST", ASSEMBLIES + "/{compound}/meetings", WORK_A, 201, WORK_B,
        lambda ids: {
            "kind": "regular", "topics": "x", "form": "paper", "notice_on": ids["told"], "planned_on": ids["today"]
        }, setup="assembly", changes=True,
    ),
    "act_on_assembly_meeting": Row(
        "POST", ASSEMBLIES + "/meetings/{assembly_meeting}/actions/cancel", WORK_A, hidden=WORK_B,
        body=lambda ids: {"version": 1, "reason": "x"}, setup="assembly", changes=True,
    ),
    "list_barred": Row("GET", BARRED, {"street_a", "street_b"}, sees={"street_a"}, find="barred", setup="barred"),
    "search_barred": Row(
        "POST", f"{BARRED}/search", {"street_a", "street_b"}, body=lambda ids: {"name": "王业主"}, sees={"street_a"},
        find="barred", setup="barred",
    ),
    "add_barred": Row(
        "POST", BARRED, {"street_a"}, 201, {"street_b"},
        lambda ids: {
            "name": "x", "reason": "arrears", "basis": "x", "from_on": ids["today"], "compound_id": ids["compound"]
        }, setup="barred", changes=True,
    ),
    "get_barred": Row(
        "GET", BARRED + "/{barred}", {"street_a"}, hidden={"street_b"}, sees={"street_a"}, find="barred",
        setup="barred", changes=True,
    ),
    "act_on_barred": Row(
        "POST", BARRED + "/{barred}/actions/take_off", {"street_a"}, hidden={"street_b"},
        body=lambda ids: {"version": 1, "reason": "x"}, setup="barred", changes=True,
    ),
    "list_my_assemblies": Row(
        "GET", "/committees/assemblies", EVERYBODY, sees={"resident_a", "family_a"}, find="assembly_meeting",
        setup="assembly",
    ),
    "list_my_committees": Row(
        "GET", "/committees", EVERYBODY, sees={"resident_a", "family_a"}, find="committee", setup="committee"
    ),
}  # fmt: skip
