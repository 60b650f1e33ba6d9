"""What only the owners may decide is put to them, and nothing goes on against what they said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import outbox
from app.core.clock import today
from app.core.uow import unit_of_work
from app.events.voting import ResourcePollConcluded
from app.resources import policy
from app.resources.models import Ownership
from app.resources.service import polls as service
from tests.duty.steps import rows
from tests.resources.steps import act, add, see
from tests.voting import steps as voting
from tests.world import in_app

PLAN = "装 40 个充电口和喷淋，由示例充电运营，每度 1 元"
SHED = {"name": "东门车棚", "kind": "shed", "place": "东门内", "area": 9_200, "ownership": "common", "owner_text": ""}


def asked(world, deliver, **more):
    """Ask the owners of compound a about the shed; return the resource and its poll."""
    resource = act(world.community_a, add(world.community_a, world.a, **SHED | more), "consult")
    resource = act(world.community_a, resource, "ask", use="charging", note=PLAN)
    deliver()
    resource = see(world.community_a, resource)
    return resource, voting.see(world.community_a, {"id": resource["polls"][0]["id"]})


def counted(app, world, deliver, poll, choices):
    """Take the poll all the way to its count; ``choices`` are what the homes of the compound say on paper."""
    other = voting.second_community(app, world)
    days = {"opens_at": voting.later(16), "closes_at": voting.later(30), "organiser": "示例小区业主委员会"}
    topics = [{"matter": one["matter"], "text": one["text"]} for one in poll["topics"]]
    body = {"kind": poll["kind"], "title": poll["title"], "explanation": poll["explanation"], "topics": topics}
    poll = voting.act(world.community_a, poll, "save", **body | days)
    poll = voting.act(world.community_a, poll, "notice")
    voting.shift(app, poll, timedelta(minutes=-1), timedelta(days=1))
    deliver()
    for home, choice in zip(world.a.homes, choices, strict=False):
        for person in (world.community_a, other):
            voting.paper(person, poll, home, [choice])
    poll = voting.closed(app, world, deliver, poll)
    poll = voting.act(world.community_a, poll, "count")
    deliver()
    return poll


def conclude(app, resource, outcome, *, decides=True, times=1):
    """Let the last poll of a resource end."""

    def publish():
        with unit_of_work():
            for _ in range(times):
                poll = resource["polls"][0]["id"]
                outbox.publish(ResourcePollConcluded(poll, resource["id"], outcome, decides))
        outbox.drain_all()

    in_app(app, publish)


def test_a_vote_of_the_owners_is_drafted_with_everything_that_is_known(world, deliver):
    resource, poll = asked(world, deliver)
    assert (poll["title"], poll["kind"], poll["state"]) == ("东门车棚改作电动自行车充电", "assembly", "draft")
    [topic] = poll["topics"]
    assert topic["matter"] == 8
    assert topic["text"] == "是否同意把东门内的“东门车棚”（92.00 ㎡）改作电动自行车充电"
    assert (poll["explanation"], poll["resource_id"], poll["register"]) == (PLAN, resource["id"], 3)
    [shown] = resource["polls"]
    assert (shown["state_name"], shown["outcome"], shown["may_open"]) == ("草稿", None, True)
    assert resource["steps"][-1]["action_name"] == "请业主表决"
    assert "ask" not in resource["actions"], "one poll at a time"
    act(world.community_a, resource, "ask", 409, use="charging", note=PLAN)


def test_it_says_so_while_the_draft_is_being_made(world):
    resource = act(world.community_a, add(world.community_a, world.a, **SHED), "ask", use="charging", note=PLAN)
    [shown] = resource["polls"]
    assert (shown["title"], shown["state_name"]) == ("东门车棚改作电动自行车充电", "正在起草")
    assert shown["may_open"] is False


def test_what_is_not_common_is_a_question_and_keeps_nobody(world, deliver):
    resource, poll = asked(world, deliver, ownership="unit", owner_text="示例厂")
    assert (poll["kind"], [one["matter"] for one in poll["topics"]]) == ("survey", [0])
    assert act(world.community_a, resource, "plan")["stage"] == "planned"


@pytest.mark.parametrize("missing", ["use", "note"])
def test_the_owners_are_asked_for_something(world, missing):
    resource = add(world.community_a, world.a, **SHED)
    body = {"use": "charging", "note": PLAN} | {missing: None if missing == "use" else ""}
    assert missing in act(world.community_a, resource, "ask", 422, **body)["error"]["fields"]


def test_what_the_owners_agreed_to_stands_in_the_history_and_leads_on(app, world, deliver):
    resource, poll = asked(world, deliver)
    refused = act(world.community_a, resource, "plan", 422, use="charging", decision="议事厅说可以")
    assert "业主正在表决" in refused["error"]["fields"]["decision"][0]
    counted(app, world, deliver, poll, ["yes", "yes", "yes"])
    resource = see(world.community_a, resource)
    [shown] = resource["polls"]
    assert (shown["outcome_name"], shown["state_name"], shown["decides"]) == ("通过", "已计票", True)
    assert shown["said"] == "3 户中 3 户投票：同意 3，不同意 0，弃权 0"
    last = resource["steps"][-1]
    assert (last["action_name"], last["actor"]) == ("业主表决的结果", None)
    assert last["note"] == f"业主大会书面表决《{poll['title']}》：通过。{shown['said']}"
    other = act(world.community_a, resource, "plan", 422, use="parking")
    assert "同意的是“电动自行车充电”" in other["error"]["fields"]["use"][0]
    planned = act(world.community_a, resource, "plan", use="charging")
    assert planned["decision"] == f"业主大会书面表决《{poll['title']}》：通过（{today()} 计票）"
    manager = see(world.manager_a, planned)
    assert (manager["polls"][0]["outcome_name"], manager["polls"][0]["may_open"]) == ("通过", False)


def test_what_the_owners_refused_goes_no_further_whatever_is_written(app, world, deliver):
    resource, poll = asked(world, deliver)
    counted(app, world, deliver, poll, ["yes", "yes", "no"])
    resource = see(world.community_a, resource)
    assert resource["polls"][0]["outcome_name"] == "没有通过", "two of three are no three quarters"
    refused = act(world.community_a, resource, "plan", 422, use="charging", decision="居委会会议纪要")
    assert "没有通过" in refused["error"]["fields"]["decision"][0]
    again = act(world.community_a, resource, "ask", use="parking", note="改成 6 个车位")
    deliver()
    assert len(see(world.community_a, again)["polls"]) == 2


def test_a_cancelled_poll_leaves_the_other_ways_open(app, world, deliver):
    resource, poll = asked(world, deliver)
    voting.act(world.community_a, poll, "cancel", reason="改由业主委员会召集")
    deliver()
    resource = see(world.community_a, resource)
    assert resource["polls"][0]["outcome_name"] == "已取消"
    refused = act(world.community_a, resource, "plan", 422, use="charging")
    assert "第二百七十八条" in refused["error"]["fields"]["decision"][0]
    assert act(world.community_a, resource, "plan", use="charging", decision="决定〔2026〕3 号")["stage"] == "planned"


def test_cancelling_another_poll_does_not_wash_a_refusal_away(app, world, deliver):
    resource, _ = asked(world, deliver)
    conclude(app, resource, "failed")
    resource = act(world.community_a, see(world.community_a, resource), "ask", use="charging", note=PLAN)
    deliver()
    conclude(app, resource, "cancelled")
    refused = act(world.community_a, see(world.community_a, resource), "plan", 422, use="charging", decision="另有决定")
    assert "没有通过" in refused["error"]["fields"]["decision"][0]


@pytest.mark.parametrize(("outcome", "status"), [(None, 409), ("failed", 409), ("cancelled", 200), ("passed", 200)])
@pytest.mark.parametrize("action", ["convert", "run"])
def test_works_wait_for_the_owners_who_were_asked_late(app, world, deliver, action, outcome, status):
    resource = act(world.community_a, add(world.community_a, world.a, **SHED), "consult")
    resource = act(world.community_a, resource, "plan", use="charging", decision="决定〔2024〕1 号")
    resource = act(world.community_a, resource, "fund")
    resource = act(world.community_a, resource, "ask", use="parking", note=PLAN)
    assert resource["polls"][0]["use"] == "charging", "they are asked for what is planned"
    if outcome:
        conclude(app, resource, outcome)
    answer = act(world.community_a, see(world.community_a, resource), action, status)
    if status == 409:
        assert answer["error"]["code"] == "resources.owners_undecided"


def test_a_survey_decides_nothing_even_when_it_agreed(app, world, deliver):
    resource, _ = asked(world, deliver)
    conclude(app, resource, "passed", decides=False)
    resource = see(world.community_a, resource)
    assert resource["decision"] == ""
    assert "decision" in act(world.community_a, resource, "plan", 422, use="charging")["error"]["fields"]


def test_the_owners_are_heard_once(app, world, deliver):
    resource, _ = asked(world, deliver)
    conclude(app, resource, "passed", times=2)
    conclude(app, resource, "failed")
    resource = see(world.community_a, resource)
    assert [step["action"] for step in resource["steps"]].count("decided") == 1
    assert resource["polls"][0]["outcome"] == "passed"
    said = rows(app, "select what from core_audit where what = 'resources.decided'")
    assert len(said) == 1


def test_who_may_not_work_does_not_ask(world):
    resource = add(world.community_a, world.a, **SHED)
    act(world.manager_a, resource, "ask", 403, use="charging", note=PLAN)
    act(world.community_b, resource, "ask", 404, use="charging", note=PLAN)


def test_what_is_stuck_or_being_rebuilt_is_not_put_to_the_vote(world):
    stuck = act(world.community_a, add(world.community_a, world.a, **SHED), "stick")
    act(world.community_a, stuck, "ask", 409, use="charging", note=PLAN)


def test_the_number_of_the_law_is_that_of_the_polls():
    from app.voting.models import MATTER_NAMES, Matter

    assert "共有部分的用途" in MATTER_NAMES[Matter(service.COMMON_USE)]
    assert policy.problem_of_consent(Ownership.UNIT, "charging", None) is None
