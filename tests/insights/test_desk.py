"""The desk (待办): what somebody has to act on is there, for the right posts, until somebody has acted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.clock import now
from tests.tickets.moments import pass_time
from tests.tickets.steps import act, file, finish_by_repair, see


def heaps(person):
    """Return the heaps of somebody's desk by key."""
    answer = person.get("/staff/todo")
    assert answer.status_code == 200, answer.json
    return {group["key"]: group for group in answer.json["groups"]}


def ids(person, key: str) -> list[str]:
    """Return the ids in one heap."""
    return [item["id"] for item in heaps(person).get(key, {"items": []})["items"]]


@pytest.fixture
def leak(world, deliver):
    """A leaking roof in the hands of company a."""
    ticket = file(world.resident_a, world.a, category="0101", description="屋顶漏雨")["id"]
    deliver()
    return ticket


@pytest.fixture
def unsolved(world, deliver, leak):
    """A leak that was called mended, and that the resident calls unsolved."""
    finish_by_repair(world.repair_a, leak)
    act(world.resident_a, leak, "confirm", outcome="unsolved", rating=1)
    deliver()
    return leak


# --- not solved ---


def test_not_solved_stays_on_the_desk_however_old_it_is(app, world, unsolved):
    pass_time(app, days=200)

    for person in (world.community_a, world.street_a, world.manager_a):
        assert ids(person, "unsolved") == [unsolved]
    for person in (world.community_b, world.street_b, world.manager_b, world.secretary_a, world.district):
        assert ids(person, "unsolved") == []
    item = heaps(world.community_a)["unsolved"]["items"][0]
    assert (item["link"], item["due_at"], item["late"]) == (f"/tickets/{unsolved}", None, False)


def test_a_note_of_what_was_done_takes_it_off_and_the_resident_reads_it(world, deliver, unsolved):
    act(world.manager_a, unsolved, "follow_up", staff=True, note="x", expect=403)
    act(world.repair_a, unsolved, "follow_up", staff=True, note="x", expect=403)
    act(world.secretary_a, unsolved, "follow_up", staff=True, note="x", expect=403)
    act(world.community_b, unsolved, "follow_up", staff=True, note="x", expect=404)
    act(world.community_a, unsolved, "follow_up", staff=True, expect=422)
    assert ids(world.community_a, "unsolved") == [unsolved]
    done = act(world.community_a, unsolved, "follow_up", staff=True, note="纳入明年屋面大修").json
    deliver()

    assert done["state"] == "closed"
    assert ids(world.community_a, "unsolved") == ids(world.street_a, "unsolved") == []
    last = see(world.resident_a, unsolved)["timeline"][-1]
    assert (last["text"], last["note"]) == ("社区工作者已跟进回应", "纳入明年屋面大修")
    assert "有人跟进了您的事" in world.resident_a.get("/inbox").text


def test_a_reopened_one_moves_to_its_own_heap_until_somebody_takes_it(world, deliver, unsolved):
    act(world.resident_a, unsolved, "reopen", note="还在漏")
    deliver()

    everybody = (world.community_a, world.street_a, world.secretary_a, world.district, world.manager_a, world.repair_a)
    for person in everybody:
        assert ids(person, "reopened") == [unsolved], person.name
        assert ids(person, "unsolved") == ids(person, "to_accept") == []
    act(world.repair_a, unsolved, "accept", staff=True)
    for person in everybody:
        assert ids(person, "reopened") == [], person.name


def test_what_is_not_solved_a_second_time_comes_back(world, deliver, unsolved):
    act(world.community_a, unsolved, "follow_up", staff=True, note="已说明")
    act(world.resident_a, unsolved, "reopen", note="还在漏")
    finish_by_repair(world.repair_a, unsolved)
    act(world.resident_a, unsolved, "confirm", outcome="unsolved", rating=1)
    deliver()

    assert ids(world.community_a, "unsolved") == [unsolved]


def test_who_handled_it_does_not_take_it_off_his_own_desk(world, deliver, leak):
    act(world.street_a, leak, "reassign", staff=True, note="居委会办", organisation_id=str(world.jwh_a))
    for step in ("accept", "start"):
        act(world.community_a, leak, step, staff=True)
    act(world.community_a, leak, "finish", staff=True, note="好了")
    act(world.resident_a, leak, "confirm", outcome="unsolved", rating=1)
    deliver()

    act(world.community_a, leak, "follow_up", staff=True, note="x", expect=403)
    act(world.street_a, leak, "follow_up", staff=True, note="已联系居民")
    assert ids(world.community_a, "unsolved") == []


def answer_call(person, task, action="answer", **fields):
    body = {"version": task["version"], "contacted": True} | fields
    answer = person.post(f"/staff/callbacks/{task['id']}/actions/{action}", body)
    assert answer.status_code == 200, answer.json


def test_a_call_back_lies_with_somebody_who_may_call(world, deliver, leak):
    act(world.street_a, leak, "reassign", staff=True, note="居委会办", organisation_id=str(world.jwh_a))
    for step in ("accept", "start"):
        act(world.community_a, leak, step, staff=True)
    act(world.community_a, leak, "finish", staff=True, note="好了")
    deliver()

    assert "callbacks" not in heaps(world.community_a)
    assert heaps(world.street_a)["callbacks"]["count"] == 1


def test_what_a_call_back_finds_counts_for_the_desk(world, deliver, leak):
    finish_by_repair(world.repair_a, leak)
    deliver()
    waiting = heaps(world.community_a)["callbacks"]
    assert waiting["count"] == 1
    task = world.community_a.get("/staff/callbacks?state=open").json["items"][0]
    assert waiting["items"][0]["link"] == f"/callbacks?id={task['id']}"
    assert ids(world.street_a, "callbacks") == [task["id"]]
    assert "callbacks" not in heaps(world.manager_a) | heaps(world.secretary_a) | heaps(world.community_b)

    answer_call(world.community_a, task, outcome="unsolved", satisfaction="dissatisfied", reason="还漏")
    deliver()
    assert ids(world.community_a, "unsolved") == [leak]
    assert "callbacks" not in heaps(world.community_a)

    answered = world.street_a.get("/staff/callbacks?state=answered").json["items"][0]
    answer_call(world.street_a, answered, "correct", outcome="solved", satisfaction="fair", reason="", why="听错了")
    assert ids(world.community_a, "unsolved") == []


def test_leaving_it_out_of_the_rates_is_asked_and_decided_on_the_desk(world, deliver, unsolved):
    asked = world.community_a.post(f"/staff/tickets/{unsolved}/exclusion", {"reason": "unlawful", "note": "违建"})
    assert asked.status_code == 204, asked.json
    heap = heaps(world.street_a)["exclusions"]
    assert (heap["count"], heap["items"][0]["link"]) == (1, "/rates/exclusions")
    assert "exclusions" not in heaps(world.community_a) | heaps(world.street_b) | heaps(world.manager_a)
    waiting = world.street_a.get("/staff/exclusions").json["items"][0]
    assert ids(world.community_a, "unsolved") == [unsolved]
    world.street_a.post(f"/staff/exclusions/{waiting['id']}/actions/approve", {"version": 1, "note": ""})

    assert "exclusions" not in heaps(world.street_a)
    assert ids(world.community_a, "unsolved") == []


# --- what others ask ---


def test_a_request_lies_with_who_decides_until_it_is_decided(world, leak):
    until = (now() + timedelta(days=10)).isoformat()
    asked = act(world.manager_a, leak, "extend", staff=True, note="等防水料", until=until).json["requests"][0]

    heap = heaps(world.community_a)["requests"]
    assert (heap["count"], heap["items"][0]["id"]) == (1, asked["id"])
    assert heap["items"][0]["title"].startswith("延期申请")
    assert heap["items"][0]["link"] == f"/tickets/{leak}"
    for person in (world.manager_a, world.street_a, world.community_b, world.repair_a, world.secretary_a):
        assert ids(person, "requests") == [], person.name
    act(world.community_a, leak, "decide", staff=True, request_id=asked["id"], approve=True)
    assert ids(world.community_a, "requests") == []


def test_an_objection_goes_to_the_community_and_a_conference_to_the_street(world, leak):
    act(world.manager_a, leak, "return", staff=True, note="是供热管道")
    act(world.manager_a, leak, "confer", staff=True, note="责任不清")

    assert [item["title"][:4] for item in heaps(world.community_a)["requests"]["items"]] == ["派单异议"]
    assert [item["title"][:4] for item in heaps(world.street_a)["requests"]["items"]] == ["提请会商"]


def test_a_transfer_lies_with_the_organisation_that_is_to_take_over(world, leak):
    act(world.manager_a, leak, "transfer", staff=True, note="在保修期", organisation_id=str(world.contractor))

    assert heaps(world.handler)["requests"]["items"][0]["link"] == f"/tickets/{leak}"
    assert ids(world.community_a, "requests") == ids(world.manager_a, "requests") == []
    asked = see(world.handler, leak, staff=True)["requests"][0]
    act(world.handler, leak, "decide", staff=True, request_id=asked["id"], approve=False, note="已过保")
    assert ids(world.handler, "requests") == []


def test_a_whistle_lies_with_the_called_organisation_until_it_reports(app, world, leak):
    act(world.street_a, leak, "whistle", staff=True, note="关阀", organisation_id=str(world.contractor))

    item = heaps(world.handler)["invitations"]["items"][0]
    assert (item["id"], item["link"], item["late"]) == (leak, f"/tickets/{leak}", False)
    assert "关阀" in item["title"]
    assert "invitations" not in heaps(world.manager_a) | heaps(world.street_a)
    pass_time(app, hours=25)
    assert heaps(world.handler)["invitations"]["items"][0]["late"] is True
    act(world.handler, leak, "report_in", staff=True, note="已关阀")
    assert "invitations" not in heaps(world.handler)


def test_who_was_called_and_does_not_report_in_lies_with_the_street(app, world, leak):
    act(world.street_a, leak, "whistle", staff=True, note="关阀", organisation_id=str(world.contractor))
    act(world.street_a, leak, "whistle", staff=True, note="停暖", organisation_id=str(world.heat))
    assert "silent" not in heaps(world.street_a)
    pass_time(app, hours=25)
    heap = heaps(world.street_a)["silent"]
    assert (heap["title"], heap["count"]) == ("吹哨逾期未报到", 2)
    assert {item["title"].split("：")[0] for item in heap["items"]} == {"示例施工公司", "示例供热公司"}
    assert {item["link"] for item in heap["items"]} == {f"/tickets/{leak}"}
    assert len({item["id"] for item in heap["items"]}) == 2, "a row of its own for each that was called"
    for person in (world.street_b, world.community_a, world.district, world.handler):
        assert "silent" not in heaps(person)
    act(world.handler, leak, "report_in", staff=True, note="已关阀")
    assert heaps(world.street_a)["silent"]["count"] == 1
    act(world.resident_a, leak, "withdraw")
    assert "silent" not in heaps(world.street_a), "nothing is to be done any more"


def test_a_hard_case_comes_back_on_the_day_of_its_review(app, world, leak):
    act(world.repair_a, leak, "accept", staff=True)
    until = (now() + timedelta(days=30)).isoformat()
    act(world.street_a, leak, "shelve", staff=True, note="等大修资金", until=until)
    pass_time(app, days=29)
    assert "review" not in heaps(world.street_a)
    pass_time(app, days=2)

    for person in (world.street_a, world.community_a, world.manager_a, world.district):
        assert ids(person, "review") == [leak], person.name
    assert "review" not in heaps(world.street_b) | heaps(world.community_b)
    assert "suspended" not in heaps(world.community_a)
    act(world.street_a, leak, "unshelve", staff=True, note="资金到位")
    assert "review" not in heaps(world.street_a)


# --- how many ---


def test_a_heap_counts_all_and_lists_the_first(app, world, deliver):
    for number in range(23):
        file(world.resident_a, world.a, category="0101", description=f"第{number}处漏雨")
    deliver()

    heap = heaps(world.manager_a)["to_accept"]

    assert (heap["count"], heap["more"], len(heap["items"])) == (23, True, 20)
    assert heap["link"] == "/tickets?state=dispatched"


def test_bindings_lead_to_their_own_page(world):
    heap = heaps(world.community_a)["bindings"]

    assert heap["items"][0]["link"] == f"/bindings?id={heap['items'][0]['id']}"


def test_more_rows_cost_no_more_statements(world, deliver, unsolved, count_queries):
    count_queries.clear()
    world.street_a.get("/staff/todo")
    few = len(count_queries)
    for number in range(3):
        file(world.resident_a, world.a, category="0101", description=f"第{number}处漏雨")
    deliver()
    count_queries.clear()
    world.street_a.get("/staff/todo")

    assert len(count_queries) <= few + 2  # another heap may hold something now, never one statement for each row
