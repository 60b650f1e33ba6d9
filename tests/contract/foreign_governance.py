"""Ids of polls, places, units and photos in requests about committees, members, assemblies and barred persons."""

from __future__ import annotations

from tests.contract.foreign import Call

BAR = {"name": "x", "reason": "arrears", "basis": "x", "from_on": "2026-01-01"}
OWNER = {"name": "x", "type": "owner", "role": "member"}
REPRESENTATIVE = {"name": "y", "type": "owner_unit_rep", "role": "member"}

CALLS: dict[tuple[str, str], Call] = {
    ("act_on_committee", "media_ids.[]"): Call(
        "community_a", "/staff/committees/{committee}/actions/post",
        lambda ids: {"version": ids["version"], "day": ids["today"], "posted_at": "大门、1号楼"}, ("other_photo",),
        setup="committee_seated",
    ),
    ("act_on_committee_decision", "media_ids.[]"): Call(
        "community_a", "/staff/committees/decisions/{decision}/actions/post",
        lambda ids: {"version": 1, "day": ids["today"], "posted_at": "大门、1号楼"}, ("other_photo",),
        setup="committee",
    ),
    ("act_on_assembly_meeting", "poll_id"): Call(
        "community_a", "/staff/assemblies/meetings/{assembly_meeting}/actions/hold",
        lambda ids: {"version": 1, "day": ids["today"], "result": "通过"}, setup="assembly",
    ),
    ("add_barred", "compound_id"): Call("street_a", "/staff/barred", lambda ids: BAR, ("other_compound",)),
    ("add_barred", "organisation_id"): Call("street_a", "/staff/barred", lambda ids: BAR),
    ("add_barred", "home_id"): Call(
        "street_a", "/staff/barred", lambda ids: BAR | {"compound_id": ids["compound"]}, ("other_home",)
    ),
    ("add_committee_member", "organisation_id"): Call(
        "community_a", "/staff/committees/{committee}/members",
        lambda ids: REPRESENTATIVE | {"organisation_id": ids["held"]}, setup="unitless",
    ),
    ("add_committee_member", "home_id"): Call(
        "community_a", "/staff/committees/{committee}/members", lambda ids: OWNER, ("other_home",), setup="unitless"
    ),
    ("name_committee_unit", "organisation_id"): Call(
        "community_a", "/staff/committees/members/{member}/actions/unit",
        lambda ids: {"organisation_id": ids["held"]}, setup="unitless",
    ),
}  # fmt: skip
