"""The life of a ticket in full, each side move through HTTP: questions, requests, joint handling, the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import now
from tests.tickets.moments import parse, pass_time
from tests.tickets.steps import act, file, finish_by_repair, see


def later(**length) -> str:
    """Return an instant after now, as the wire has it."""
    return (now() + timedelta(**length)).isoformat()


@pytest.fixture
def leak(world, deliver):
    """A leaking roof in the hands of company a."""
    ticket = file(world.resident_a, world.a, category="0101", description="屋顶漏雨")
    deliver()
    return ticket["id"]


# --- asking the resident ---


def test_a_question_stops_the_clock_and_the_answer_gives_the_time_back(app, world, deliver, leak):
    due = parse(see(world.resident_a, leak)["finish_due_at"])
    act(world.manager_a, leak, "ask", staff=True, note="是哪间屋子漏？")
    asked = see(world.resident_a, leak)
    assert (asked["state"], asked["state_name"], asked["question"]) == ("suspended", "待补充", "是哪间屋子漏？")
    assert asked["actions"] == ["answer", "urge"]
    pass_time(app, hours=2)
    act(world.resident_a, leak, "answer", expect=422)
    answered = act(world.resident_a, leak, "answer", note="北边卧室").json
    assert answered["state"] == "dispatched"
    assert answered["question"] is None
    assert abs(parse(answered["finish_due_at"]) - due) < timedelta(seconds=5)  # shifted by 2 h, then 2 h have passed
    assert "中间停了" in answered["clocks"][-1]["explanation"]


def test_without_an_answer_work_goes_on_after_five_days_and_says_so(app, world, deliver, leak):
    act(world.manager_a, leak, "ask", staff=True, note="哪间？")
    pass_time(app, days=4, hours=23)
    deliver()
    assert see(world.resident_a, leak)["state_name"] == "待补充"
    pass_time(app, hours=2)
    deliver()
    went_on = see(world.resident_a, leak)
    assert went_on["state"] == "dispatched"
    assert went_on["timeline"][-1]["note"] == "居民 5 天内没有补充，继续处理"


def test_only_the_reporter_answers_and_only_what_was_asked(world, deliver, leak):
    act(world.resident_a, leak, "answer", note="x", expect=409)
    act(world.manager_a, leak, "ask", staff=True, note="哪间？")
    act(world.community_a, leak, "answer", staff=True, note="x", expect=403)
    act(world.manager_a, leak, "accept", staff=True, expect=409)
    act(world.manager_a, leak, "resume", staff=True)
    assert see(world.resident_a, leak)["state"] == "dispatched"


# --- objections ---


def test_an_objection_keeps_the_clock_running_unless_it_is_upheld(app, world, deliver, leak):
    due = parse(see(world.manager_a, leak, staff=True)["finish_due_at"])
    act(world.manager_a, leak, "return", staff=True, expect=422)
    seen = act(world.manager_a, leak, "return", staff=True, note="是供热管道").json
    assert seen["state"] == "dispatched"
    request = seen["requests"][0]
    assert (request["kind"], request["level"], request["state"]) == ("return", "community", "pending")
    act(world.manager_a, leak, "return", staff=True, note="再退", expect=409)
    pass_time(app, hours=3)
    body = {"request_id": request["id"], "approve": True, "note": "属实"}
    act(world.manager_a, leak, "decide", staff=True, expect=403, **body)
    act(world.community_a, leak, "decide", staff=True, expect=422, **body)  # to whom, then?
    upheld = act(world.community_a, leak, "decide", staff=True, organisation_id=str(world.heat), **body).json
    assert upheld["responsible"]["id"] == str(world.heat)
    assert upheld["requests"][0]["state"] == "approved"
    assert abs(parse(upheld["finish_due_at"]) - due) < timedelta(seconds=5)  # three hours were given back
    assert "派单异议成立" in upheld["timeline"][-1]["text"]
    see(world.manager_a, leak, staff=True, expect=404)


def test_a_refused_objection_changes_nothing_and_the_second_one_climbs(app, world, deliver, leak):
    request = act(world.manager_a, leak, "return", staff=True, note="不归我").json["requests"][0]
    due = see(world.manager_a, leak, staff=True)["finish_due_at"]
    act(world.community_a, leak, "decide", staff=True, request_id=request["id"], approve=False, expect=422)
    refused = act(
        world.community_a, leak, "decide", staff=True, request_id=request["id"], approve=False, note="合同范围内"
    ).json
    assert (refused["state"], refused["finish_due_at"]) == ("dispatched", due)
    act(world.manager_a, leak, "return", staff=True, note="再退", expect=409)  # once for each organisation
    act(world.community_a, leak, "reassign", staff=True, note="试试施工", organisation_id=str(world.contractor))
    second = act(world.handler, leak, "return", staff=True, note="过保了").json["requests"][1]
    assert second["level"] == "street"
    act(world.community_a, leak, "decide", staff=True, request_id=second["id"], approve=False, note="x", expect=403)
    act(world.street_a, leak, "decide", staff=True, request_id=second["id"], approve=False, note="在保")


def test_an_objection_is_possible_for_a_day(app, world, deliver, leak):
    pass_time(app, hours=25)
    assert act(world.manager_a, leak, "return", staff=True, note="x", expect=409).json["error"]["message"]


# --- handing over ---


def test_the_first_receiver_stays_responsible_until_the_other_accepts(world, deliver, leak):
    offered = act(
        world.manager_a, leak, "transfer", staff=True, note="施工单位熟悉", organisation_id=str(world.contractor)
    ).json
    assert offered["responsible"]["id"] == str(world.company_a)
    act(world.repair_a, leak, "accept", staff=True)  # work goes on meanwhile
    request = see(world.handler, leak, staff=True)["requests"][0]
    assert request["actions"] == ["approve", "deny"]
    taken = act(world.handler, leak, "decide", staff=True, request_id=request["id"], approve=True, note="").json
    assert taken["responsible"]["id"] == str(world.contractor)
    assert (taken["state"], taken["assignee"]["id"]) == ("accepted", str(world.handler.id))
    see(world.repair_a, leak, staff=True, expect=404)


def test_a_declined_transfer_stays_where_it_was(world, deliver, leak):
    act(world.manager_a, leak, "transfer", staff=True, note="x", organisation_id=str(world.contractor))
    request = see(world.handler, leak, staff=True)["requests"][0]
    act(world.handler, leak, "decide", staff=True, request_id=request["id"], approve=False, note="不属于我")
    assert see(world.manager_a, leak, staff=True)["responsible"]["id"] == str(world.company_a)
    assert see(world.handler, leak, staff=True)["actions"] == []  # who decided still sees what became of it
    assert world.handler.get("/staff/tickets?called=true").json["items"] == []


# --- more time ---


def test_more_time_is_asked_for_and_approved_by_another_side(app, world, deliver, leak):
    until = later(days=10)
    act(world.repair_a, leak, "accept", staff=True)
    act(world.repair_a, leak, "extend", staff=True, note="x", until=until, expect=403)
    act(world.manager_a, leak, "extend", staff=True, note="等材料", until=later(hours=1), expect=422)
    asked = act(world.manager_a, leak, "extend", staff=True, note="等材料", until=until).json
    before = asked["finish_due_at"]
    assert parse(before) < now() + timedelta(days=2)
    granted = act(
        world.community_a, leak, "decide", staff=True, request_id=asked["requests"][0]["id"], approve=True, note="同意"
    ).json
    assert abs(parse(granted["finish_due_at"]) - parse(until)) < timedelta(seconds=1)
    assert "批准延期" in granted["clocks"][-1]["explanation"]
    again = act(world.manager_a, leak, "extend", staff=True, note="还要", until=later(days=20)).json
    assert again["requests"][1]["level"] == "street"


# --- joint handling ---


def test_the_street_calls_others_and_the_lead_stays(world, deliver, leak):
    act(world.community_a, leak, "whistle", staff=True, note="x", organisation_id=str(world.heat), expect=403)
    called = act(
        world.street_a, leak, "whistle", staff=True, note="查保温层", organisation_id=str(world.contractor)
    ).json
    assert called["responsible"]["id"] == str(world.company_a)
    assert called["parties"][0]["state_name"] == "待报到"
    act(world.street_a, leak, "whistle", staff=True, note="又", organisation_id=str(world.contractor), expect=422)
    assert see(world.handler, leak, staff=True)["parties"][0]["actions"] == ["report_in"]
    assert [item["id"] for item in world.handler.get("/staff/tickets?called=true").json["items"]] == [leak]
    assert world.handler.get("/staff/tickets").json["items"] == []
    act(world.handler, leak, "accept", staff=True, expect=403)  # called to help, not to lead
    done = act(world.handler, leak, "report_in", staff=True, note="已派人查").json
    assert done["parties"][0]["state_name"] == "已报到"
    act(world.manager_a, leak, "report_in", staff=True, note="x", expect=403)


# --- the ledger of hard cases ---


def test_a_hard_case_is_shelved_by_the_street_and_reviewed(app, world, deliver, leak):
    act(world.repair_a, leak, "accept", staff=True)
    act(world.manager_a, leak, "shelve", staff=True, note="x", until=later(days=60), expect=403)
    act(world.street_a, leak, "shelve", staff=True, note="列入改造", until=later(days=400), expect=422)
    shelved = act(world.street_a, leak, "shelve", staff=True, note="列入改造", until=later(days=60)).json
    assert shelved["state_name"] == "已挂账"
    act(world.repair_a, leak, "resume", staff=True, expect=409)
    pass_time(app, days=61)
    deliver()
    assert see(world.street_a, leak, staff=True)["state_name"] == "已挂账"  # a review reminds, it does not decide
    inbox = [item["kind"] for item in world.community_a.get("/inbox").json["items"]]
    assert "review" in inbox
    back = act(world.street_a, leak, "unshelve", staff=True, note="改造完成").json
    assert back["state"] == "accepted"
    assert parse(back["finish_due_at"]) > now()


# --- conferring, pressing, results ---


def test_a_conference_is_asked_of_the_street(world, deliver, leak):
    asked = act(world.manager_a, leak, "confer", staff=True, note="产权不清").json["requests"][0]
    assert asked["level"] == "street"
    answer = act(
        world.street_a, leak, "decide", staff=True, request_id=asked["id"], approve=True, note="由物业先修，费用另议"
    ).json
    assert answer["requests"][0]["decision_note"] == "由物业先修，费用另议"
    assert answer["state"] == "dispatched"


def test_pressing_counts_once_a_day(app, world, deliver, leak):
    act(world.resident_a, leak, "urge")
    act(world.resident_a, leak, "urge", expect=409)
    pass_time(app, hours=25)
    act(world.resident_a, leak, "urge")
    act(world.community_a, leak, "urge", staff=True, expect=403)


@pytest.mark.parametrize("result", ["unsolvable", "not_ours"])
def test_what_cannot_be_solved_is_said_with_a_reason(world, deliver, leak, result):
    for step in ("accept", "start"):
        act(world.repair_a, leak, step, staff=True)
    act(world.repair_a, leak, "finish", staff=True, note="看过了", result=result, expect=422)
    said = act(world.repair_a, leak, "finish", staff=True, note="看过了", result=result, reason="属于历史违建").json
    assert (said["result"], said["result_reason"], said["outcome"]) == (result, "属于历史违建", None)
    assert "属于历史违建" in see(world.resident_a, leak)["timeline"][-1]["text"]


def test_a_pending_request_dies_with_the_way_it_was_about(world, deliver, leak):
    act(world.manager_a, leak, "transfer", staff=True, note="x", organisation_id=str(world.contractor))
    finish_by_repair(world.repair_a, leak)
    assert see(world.manager_a, leak, staff=True)["requests"][0]["state"] == "void"
    see(world.handler, leak, staff=True, expect=404)
