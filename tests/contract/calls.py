"""One request for each id that a body may hold: who sends it, where to, and what else it says."""

from __future__ import annotations

from typing import Any

from tests.contract.foreign import Call, Ids
from tests.contract.gathering import gathered
from tests.council.steps import held
from tests.resources.steps import BASE as RESOURCES
from tests.resources.steps import inventory, soon
from tests.voting.steps import BASE as POLLS
from tests.voting.steps import body as poll_body


def move(action: str, **more: Any) -> tuple[str, Any]:
    """Return path and body of a move of the ticket by staff."""
    return f"/staff/tickets/{{ticket}}/actions/{action}", lambda ids: {"version": ids["version"], "note": "x"} | more


def report(**more: Any) -> Any:
    """Return a report of resident a."""
    return lambda ids: (
        {"compound_id": ids["compound"], "kind": "repair", "category": "0101", "description": "漏"} | more
    )


def lodged(**more: Any) -> Any:
    """Return a report that staff take down."""
    return lambda ids: report()(ids) | {"channel": "phone", "reporter_name": "x", "read_back": True} | more


def idle_room(ids: Ids) -> dict[str, Any]:
    """Return what a survey writes down of a room of compound a."""
    return inventory() | {"compound_id": ids["compound"]}


def sheet(**more: Any) -> Any:
    """Return what the desk saves of a disclosure."""
    return lambda ids: {"version": ids["disclosure_version"]} | more


def alike(ids: Ids) -> Ids:
    """Return what is compared with open matters."""
    return {"compound_id": ids["compound"], "category": "0101"}


def found(ids: Ids) -> Ids:
    """Return what a task has found."""
    return {"version": 1, "note": "x", "description": "漏"}


def agreement(ids: Ids) -> Ids:
    """Return what a community saves of its draft of an agreement."""
    return {"version": 1, "content": ids["content"]}


AGREEMENTS = "/staff/party/agreements"
COMMITMENT, CROSS_POSTS = "/staff/party/commitments/{commitment}", "/staff/party/cross-posts"


def commitment(ids: Ids) -> Ids:
    """Return what a community saves of something promised."""
    return {"version": 1, "content": ids["promise"]}


def meeting(ids: Ids) -> Ids:
    """Return a meeting that spoke of a topic."""
    return held({"id": ids["topic"]})


def meeting_saved(ids: Ids) -> Ids:
    """Return a corrected meeting."""
    return meeting(ids) | {"version": 1}


def committee_met(ids: Ids) -> Ids:
    """Return a meeting of a committee that decided something."""
    five = ids["five"]
    return {
        "held_on": ids["today"],
        "place": "居委会",
        "present": five,
        "decisions": [{"words": "修门", "signed": five}],
    }


COMMITTEES = "/staff/committees"
MEETINGS = "/staff/council/meetings"
SHEET = "/staff/disclosures/versions/{disclosure}"
ALIKE = "/staff/tickets/similar"
SERVICE = "/staff/standards/records"
TASK = "/staff/proactive/{task}/actions/lodge"

CALLS: dict[tuple[str, str], Call] = {
    **gathered("foreign", "CALLS"),
    ("choose_post", "post_id"): Call("repair_a2", "/auth/post", lambda ids: {}, ("other_post",)),
    ("claim_home", "home_id"): Call("stranger", "/bindings", lambda ids: {"relation": "tenant"}),
    ("question_disclosure", "version_id"): Call(
        "resident_a", "/disclosures/objections", lambda ids: {"anchor": "head.complaint_phone", "reason": "打不通"},
        ("disclosure",), setup="disclosure_draft",
    ),
    ("begin_disclosure", "compound_id"): Call(
        "manager_a", "/staff/disclosures/publications", lambda ids: {"form": "maintenance"}, ("other_compound",)
    ),
    ("act_on_disclosure_version", "attachments.[]"): Call(
        "manager_a", SHEET + "/actions/save", sheet(), ("other_photo",), setup="disclosure_draft"
    ),
    ("act_on_disclosure_version", "places.[].media_id"): Call(
        "manager_a", SHEET + "/actions/save", sheet(), ("other_photo",), setup="disclosure_draft"
    ),
    ("add_shift", "compound_id"): Call(
        "manager_a", "/staff/duty/shifts", lambda ids: {"person_id": ids["worker"]} | ids["span"], ("other_compound",),
        setup="span",
    ),
    ("add_shift", "person_id"): Call("manager_a", "/staff/duty/shifts", lambda ids: ids["span"], ("stranger",), "span"),
    ("change_shift", "compound_id"): Call(
        "manager_a", "/staff/duty/shifts/{shift}/actions/change", lambda ids: {"version": 1} | ids["span"],
        ("other_compound",), setup="shift",
    ),
    ("copy_duty_week", "compound_id"): Call(
        "manager_a", "/staff/duty/shifts/actions/copy_week", lambda ids: ids["weeks"], ("other_compound",), "shift"
    ),
    ("match_hotline_row", "compound_id"): Call(
        "street_a", "/staff/hotline/batches/{batch}/rows/2/actions/match",
        lambda ids: {"version": ids["batch_version"]},
        ("other_compound",), setup="batch",
    ),
    ("grant_post", "compound_id"): Call(
        "manager_a", "/staff/people/{worker}/posts",
        lambda ids: {"role": "repair", "organisation_id": ids["company"], "starts_on": "2026-01-01"},
        ("other_compound",),
    ),
    ("grant_post", "organisation_id"): Call(
        "sysadmin", "/staff/people/{worker}/posts", lambda ids: {"role": "repair", "starts_on": "2026-01-01"}
    ),
    ("grant_post", "region_id"): Call(
        "sysadmin", "/staff/people/{worker}/posts", lambda ids: {"role": "community", "starts_on": "2026-01-01"}
    ),
    ("act_on_proactive_task", "asset_id"): Call(
        "community_a", TASK, found, setup="proactive_task"
    ),
    ("act_on_proactive_task", "building_id"): Call(
        "community_a", TASK, found, ("other_building",), setup="proactive_task"
    ),
    ("act_on_proactive_task", "media_ids.[]"): Call(
        "community_a", "/staff/proactive/{task}/actions/finish", lambda ids: {"version": 2, "note": "x"},
        ("other_photo",), setup="task_begun",
    ),
    ("draft_poll", "compound_id"): Call("community_a", POLLS, lambda ids: poll_body(), ("other_compound",)),
    ("read_poll_paper", "home_id"): Call(
        "community_a", POLLS + "/{poll}/papers", lambda ids: {"choices": ["yes", "no"]}, ("other_home",), "poll_open"
    ),
    ("read_poll_paper", "media_ids.[]"): Call(
        "community_a", POLLS + "/{poll}/papers", lambda ids: {"home_id": ids["elector"], "choices": ["yes", "no"]},
        ("other_photo",), "poll_open",
    ),
    ("take_back_poll_paper", "home_id"): Call(
        "community_a", POLLS + "/{poll}/papers/withdraw", lambda ids: {}, ("other_home",), "poll_open"
    ),
    ("put_poll_paper_in", "home_id"): Call(
        "community_a", POLLS + "/{poll}/boxed", lambda ids: {}, ("other_home",), "poll_secret"
    ),
    ("note_poll_visit", "home_id"): Call(
        "community_a", POLLS + "/{poll}/visits", lambda ids: {"state": "absent"}, ("other_home",), "poll_open"
    ),
    ("add_resource", "compound_id"): Call("community_a", RESOURCES, lambda ids: inventory(), ("other_compound",)),
    ("add_resource", "owner_id"): Call("community_a", RESOURCES, idle_room),
    ("add_resource", "media_ids.[]"): Call("community_a", RESOURCES, idle_room, ("other_photo",)),
    ("act_on_resource", "owner_id"): Call(
        "community_a", RESOURCES + "/{resource}/actions/change", lambda ids: inventory() | {"version": 1},
        setup="resource",
    ),
    ("act_on_resource", "media_ids.[]"): Call(
        "community_a", RESOURCES + "/{resource}/actions/note",
        lambda ids: {"version": 1, "note": "x", "next_on": soon()}, ("other_photo",), setup="resource",
    ),
    ("draft_rule_set", "based_on_id"): Call(
        "district", "/staff/rules/sets", lambda ids: {"title": "试"}, needs_it=True
    ),
    ("add_committee", "compound_id"): Call(
        "community_a", COMMITTEES, lambda ids: {"kind": "interim"} | ids["term"], ("other_compound",), "no_committee"
    ),
    ("hold_committee_meeting", "present.[]"): Call(
        "community_a", COMMITTEES + "/{committee}/meetings", committee_met, setup="committee"
    ),
    ("hold_committee_meeting", "decisions.[].signed.[]"): Call(
        "community_a", COMMITTEES + "/{committee}/meetings", committee_met, setup="committee"
    ),
    ("add_council_topic", "compound_id"): Call(
        "community_a", "/staff/council/topics", lambda ids: {"title": "x"}, ("other_compound",)
    ),
    ("propose_topic", "compound_id"): Call(
        "resident_a", "/council/topics", lambda ids: {"title": "x"}, ("other_compound",)
    ),
    ("add_council_meeting", "topics.[].topic_id"): Call("community_a", MEETINGS, meeting, setup="council_topic"),
    ("add_council_meeting", "media_ids.[]"): Call(
        "community_a", MEETINGS, meeting, ("other_photo",), setup="council_topic"
    ),
    ("save_council_meeting", "topics.[].topic_id"): Call(
        "community_a", MEETINGS + "/{meeting}/actions/save", meeting_saved, setup="council_meeting"
    ),
    ("save_council_meeting", "media_ids.[]"): Call(
        "community_a", MEETINGS + "/{meeting}/actions/save", lambda ids: held() | {"version": 1}, ("other_photo",),
        "council_meeting",
    ),
    ("add_commitment", "organisation_id"): Call(
        "community_a", AGREEMENTS + "/{agreement}/commitments", lambda ids: ids["promise"], setup="commitment_listed"
    ),
    ("add_commitment", "compound_id"): Call(
        "community_a", AGREEMENTS + "/{agreement}/commitments", lambda ids: ids["promise"], ("other_compound",),
        setup="commitment_listed",
    ),
    ("act_on_commitment", "content.organisation_id"): Call(
        "community_a", COMMITMENT + "/actions/save", commitment, setup="commitment_listed"
    ),
    ("act_on_commitment", "content.compound_id"): Call(
        "community_a", COMMITMENT + "/actions/save", commitment, ("other_compound",), setup="commitment_listed"
    ),
    ("act_on_commitment", "media_ids.[]"): Call(
        "manager_a", COMMITMENT + "/actions/submit", lambda ids: {"version": 2, "note": "x"}, ("other_photo",),
        setup="commitment_claimed",
    ),
    ("add_cross_post", "from_id"): Call("community_a", CROSS_POSTS, lambda ids: ids["post"], setup="cross_post_held"),
    ("add_cross_post", "to_id"): Call("community_a", CROSS_POSTS, lambda ids: ids["post"], setup="cross_post_held"),
    ("add_cross_post", "agreement_id"): Call(
        "community_a", CROSS_POSTS, lambda ids: ids["post"], setup="cross_post_held"
    ),
    ("draft_agreement", "compound_ids.[]"): Call(
        "community_a", AGREEMENTS, lambda ids: ids["content"], ("other_compound",), setup="agreement_draft"
    ),
    ("draft_agreement", "parties.[].organisation_id"): Call(
        "community_a", AGREEMENTS, lambda ids: ids["content"], setup="agreement_draft"
    ),
    ("act_on_agreement", "content.compound_ids.[]"): Call(
        "community_a", AGREEMENTS + "/{agreement}/actions/save", agreement, ("other_compound",), "agreement_draft"
    ),
    ("act_on_agreement", "content.parties.[].organisation_id"): Call(
        "community_a", AGREEMENTS + "/{agreement}/actions/save", agreement, setup="agreement_draft"
    ),
    ("log_service", "building_id"): Call(
        "repair_a", SERVICE, lambda ids: {"compound_id": ids["compound"], "item_code": "CS-02"}, ("other_building",),
        setup="plan_fixed",
    ),
    ("log_service", "compound_id"): Call(
        "repair_a", SERVICE, lambda ids: {"item_code": "CS-02"}, ("other_compound",), setup="plan_fixed"
    ),
    ("log_service", "media_ids.[]"): Call(
        "repair_a", SERVICE, lambda ids: {"compound_id": ids["compound"], "item_code": "CS-02"}, ("other_photo",),
        setup="plan_fixed",
    ),
    ("lodge_ticket", "asset_id"): Call("community_a", "/staff/tickets", lodged()),
    ("lodge_ticket", "building_id"): Call("community_a", "/staff/tickets", lodged(), ("other_building",)),
    ("lodge_ticket", "compound_id"): Call("community_a", "/staff/tickets", lodged(), ("other_compound",)),
    ("lodge_ticket", "media_ids.[]"): Call("community_a", "/staff/tickets", lodged(), ("other_photo",)),
    ("act_on_ticket", "assignee_id"): Call("manager_a", *move("reassign"), ("stranger", "other_worker")),
    ("act_on_ticket", "into_id"): Call("community_a", *move("merge"), ("other_ticket",)),
    ("act_on_ticket", "media_ids.[]"): Call("repair_a", *move("start"), ("other_photo",), setup="accepted"),
    ("act_on_ticket", "organisation_id"): Call("street_a", *move("reassign")),
    ("act_on_ticket", "request_id"): Call("street_a", *move("decide", approve=True), needs_it=True),
    ("file_ticket", "asset_id"): Call("resident_a", "/tickets", report()),
    ("file_ticket", "building_id"): Call("resident_a", "/tickets", report(), ("other_building",)),
    ("file_ticket", "compound_id"): Call("resident_a", "/tickets", report(), ("other_compound",)),
    ("file_ticket", "media_ids.[]"): Call("resident_a", "/tickets", report(), ("other_photo",)),
    ("file_ticket", "on_behalf_of"): Call("resident_a", "/tickets", report(), ("stranger",)),
    ("list_similar_tickets", "asset_id"): Call("resident_a", "/tickets/similar", alike),
    ("list_similar_tickets", "building_id"): Call("resident_a", "/tickets/similar", alike, ("other_building",)),
    ("list_similar_tickets", "compound_id"): Call("resident_a", "/tickets/similar", alike, ("other_compound",)),
    ("list_similar_tickets", "on_behalf_of"): Call("resident_a", "/tickets/similar", alike, ("stranger",)),
    ("list_similar_for_caller", "asset_id"): Call("community_a", ALIKE, alike),
    ("list_similar_for_caller", "building_id"): Call("community_a", ALIKE, alike, ("other_building",)),
    ("list_similar_for_caller", "compound_id"): Call("community_a", ALIKE, alike, ("other_compound",)),
    ("join_ticket", "on_behalf_of"): Call("neighbour_a", "/tickets/{ticket}/join", lambda ids: {}, ("stranger",)),
    ("act_on_my_ticket", "media_ids.[]"): Call(
        "resident_a", "/tickets/{ticket}/actions/answer", lambda ids: {"version": ids["version"], "note": "x"},
        ("other_photo",), setup="asked",
    ),
}  # fmt: skip
