"""Assemblies of owners: set up, with their rules, meetings called in time, results posted; what is late is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import today
from app.core.ids import new_id
from app.governance import policy
from app.governance.models import SessionAction, SessionState
from app.governance.workflow import SESSION_MOVES
from tests.duty.steps import execute
from tests.governance.assembly_steps import ASSEMBLIES, ask, call, held, look, posted, save, step
from tests.governance.steps import BASE, DAY, TWO, in_office

FIVE = [("主任", "owner", "head"), *((f"业主{n}", "owner", "member") for n in range(4))]


def gaps(person, name="示例小区a"):
    """Return what a compound lacks."""
    rows = person.get(BASE).json["items"]
    return {row["compound"]["name"]: row["gaps"] for row in rows}.get(name)


def todo(person):
    """Return what waits on the desk of committees and assemblies."""
    groups = {group["key"]: group["items"] for group in person.get("/staff/todo").json["groups"]}
    return [(item["title"], item["late"]) for item in groups["committees"]]


# --- the rules by themselves ---


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_a_fifth_of_the_owners_may_ask(askers, owners):
    assert (policy.enough_askers(askers, owners) is None) == (owners > 0 and askers / owners >= 0.2)


@given(st.integers(1, 1000))
def test_exactly_a_fifth_is_enough(askers):
    assert policy.enough_askers(askers, askers * 5) is None
    assert policy.enough_askers(askers, askers * 5 + 1) is not None


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 40))
def test_owners_are_told_fifteen_days_before(day, days):
    assert (policy.notice_problem(day, day + days * DAY) is None) == (days >= 15)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(1, 12))
def test_months_end_with_the_month(day, months):
    later = policy.months_on(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + DAY).day == 1)


def test_the_earliest_step_comes_first_and_none_before_it_is_set_up():
    facts = policy.AssemblyFacts(date(2026, 1, 31), None, None, 1, None, None, None, None)
    assert [step.day for step in policy.assembly_steps(facts)] == [date(2026, 2, 28)]
    waiting = replace(facts, asked_on=date(2026, 2, 1), unposted_on=date(2026, 2, 20))
    assert [step.day for step in policy.assembly_steps(waiting)] == [date(2026, 2, d) for d in (16, 23, 28)]
    assert policy.assembly_steps(replace(waiting, set_up_on=None)) == []


def test_a_posted_meeting_stays_as_it_is():
    over = {SessionState.POSTED, SessionState.CANCELLED}
    assert not [action for action, (sources, _) in SESSION_MOVES.items() if sources & over]
    assert set(SESSION_MOVES) == set(SessionAction)


# --- through HTTP ---


def test_an_assembly_is_written_down_with_its_rules(world):
    assert (look(world.community_a, world.a)["version"], look(world.community_a, world.a)["steps"]) == (0, [])
    wrong = save(world.community_a, world.a, expect=422, convention_on=None, set_up_on=str(today() + DAY))
    assert set(wrong["error"]["fields"]) == {"convention", "set_up_on"}
    made = save(world.community_a, world.a, procedure_on=None, procedure="")
    assert [one["words"] for one in made["lacks"]] == ["没有业主大会议事规则"]
    assert "第二百七十八条" in made["lacks"][0]["clause"]
    save(world.community_a, world.a, 0, 409)
    made = save(world.community_a, world.a, made["version"], every_months=6)
    assert (made["lacks"], made["convention"]) == ([], "2025年版")
    assert made["steps"][0]["day"] == str(policy.months_on(today() - 200 * DAY, 6))
    assert (made["steps"][0]["late"], "第三十五条" in made["steps"][0]["clause"]) == (True, True)
    assert [event["action"] for event in made["events"]] == ["save", "save"]


def test_owners_are_told_of_a_meeting_before_it_is_held(world):
    refused = call(world.community_a, world.a, 409)
    assert "先登记" in refused["error"]["message"]
    save(world.community_a, world.a)
    early = call(world.community_a, world.a, 422, planned_on=str(today() - 6 * DAY))["error"]
    assert "提前十五日" in early["fields"]["planned_on"][0]
    assert "第三十五条" in early["message"]
    assert "notice_on" in call(world.community_a, world.a, 422, notice_on=str(today() + DAY))["error"]["fields"]
    assert "form" in call(world.community_a, world.a, 422, form=None)["error"]["fields"]
    assert list(call(world.community_a, world.a, 422, form="together")["error"]["fields"]) == ["place"]
    made = call(world.community_a, world.a)
    assert made["meetings"][0]["actions"] == ["hold", "cancel"]
    early = step(world.community_a, made, "hold", 422, day=str(today() - 6 * DAY), result="一、通过")
    assert "day" in early["error"]["fields"]
    assert "result" in step(world.community_a, made, "hold", 422, day=str(today()))["error"]["fields"]
    strange = step(world.community_a, made, "hold", 404, day=str(today()), result="x", poll_id=str(new_id()))
    assert "poll_id" in strange["error"]["fields"]
    made = step(world.community_a, made, "hold", day=str(today()), result="一、通过")
    assert made["meetings"][0]["post_by"] == str(today() + 3 * DAY)
    step(world.community_a, made, "hold", 409, day=str(today()), result="x")
    assert "posted_at" in step(world.community_a, made, "post", 422, day=str(today()))["error"]["fields"]
    before = step(world.community_a, made, "post", 422, day=str(today() - DAY), posted_at=TWO)
    assert "day" in before["error"]["fields"]
    made = step(world.community_a, made, "post", day=str(today()), posted_at=TWO)
    assert (made["meetings"][0]["state_name"], made["meetings"][0]["actions"]) == ("结果已公示", [])
    assert made["steps"][0]["day"] == str(policy.months_on(today(), 12)), "the next one is counted from this one"


def test_a_meeting_that_owners_asked_for(app, world):
    save(world.community_a, world.a)
    assert "kind" in ask(world.community_a, world.a, expect=422, kind="regular")["error"]["fields"]
    assert "askers" in ask(world.community_a, world.a, 4, 422)["error"]["fields"]
    assert "asked_on" in ask(world.community_a, world.a, expect=422, days=-1)["error"]["fields"]
    made = ask(world.community_a, world.a, days=20)
    assert (made["meetings"][0]["askers"], made["meetings"][0]["owners"]) == (1, 3)
    first = made["steps"][0]
    assert (first["late"], first["day"]) == (True, str(today() - 5 * DAY))
    assert ("示例小区a：业主提议的业主大会临时会议还没有通知", True) in todo(world.community_a)
    assert "reason" in step(world.community_a, made, "cancel", 422)["error"]["fields"]
    made = step(
        world.community_a, made, "announce", notice_on=str(today()), planned_on=str(today() + 15 * DAY),
        form="together", place="社区活动室",
    )  # fmt: skip
    assert made["meetings"][0]["place"] == "社区活动室"
    assert (made["meetings"][0]["state"], made["steps"][0]["words"]) == ("announced", "业主大会开会")
    stale = made | {"meetings": [made["meetings"][0] | {"version": 1}]}
    step(world.community_a, stale, "cancel", 409, reason="撤回")
    made = step(world.community_a, made, "cancel", reason="业主撤回提议")
    assert (made["meetings"][0]["because"], made["events"][-1]["note"]) == ("业主撤回提议", "业主撤回提议")


def test_fewer_than_a_fifth_are_refused_with_the_clause(app, world):
    save(world.community_a, world.a)
    clone = """
        insert into places_home (id, district_id, unit_id, building_id, compound_id, label, created_at)
        select gen_random_uuid(), district_id, unit_id, building_id, compound_id, label || '-' || n, now()
        from places_home, generate_series(1, 4) n where id = :home
    """
    execute(app, clone, home=world.a.homes[0])
    refused = ask(world.community_a, world.a, 1, 422)["error"]["fields"]["askers"][0]
    assert ("1 / 7" in refused, "第三十五条" in refused) == (True, True)
    ask(world.community_a, world.a, 2)


def test_what_an_assembly_lacks_stands_in_the_list_and_on_the_desk(app, world):
    in_office(app, world.community_a, world.a, kind="committee", seats=FIVE)
    assert "没有登记业主大会" in gaps(world.community_a)
    made = save(world.community_a, world.a, procedure_on=None, procedure="", set_up_on=str(today() - 400 * DAY))
    assert {"没有业主大会议事规则", "业主大会定期会议过期没有开"} <= set(gaps(world.street_a))
    assert ("示例小区a：业主大会定期会议过期没有开", True) in todo(world.community_a)
    save(world.community_a, world.a, made["version"], set_up_on=str(today() - 340 * DAY))
    assert "业主大会定期会议过期没有开" not in gaps(world.community_a)
    assert ("示例小区a：召开业主大会定期会议", False) in todo(world.community_a), "it is told before it is late"
    held(world.community_a, world.a)
    execute(app, "update governance_assembly_meeting set held_on = held_on - 4")
    assert "业主大会的结果没有按时公示" in gaps(world.community_a)


def test_an_interim_committee_needs_no_assembly_yet(app, world):
    in_office(app, world.community_a, world.a)
    assert gaps(world.community_a) == []


def test_the_vote_of_a_meeting_is_one_of_its_compound(app, world):
    save(world.community_a, world.a)
    insert = """
        insert into voting_poll (id, district_id, street_id, community_id, compound_id, kind, title, organiser,
                                 opens_at, closes_at, created_at)
        select :id, district_id, street_id, community_id, id, :kind, '修订管理规约', '业委会', now(),
               now() + interval '9 days', now()
        from places_compound where id = :compound
    """
    vote, survey, other = new_id(), new_id(), new_id()
    for poll, kind, place in ((vote, "assembly", world.a), (survey, "survey", world.a), (other, "assembly", world.b)):
        execute(app, insert, id=poll, kind=kind, compound=place.compound)
    made = call(world.community_a, world.a)
    for wrong in (survey, other):
        step(world.community_a, made, "hold", 404, day=str(today()), result="一、通过", poll_id=str(wrong))
    made = step(world.community_a, made, "hold", day=str(today()), result="一、通过", poll_id=str(vote))
    assert made["meetings"][0]["poll"] == "修订管理规约（草稿）"


def test_it_is_kept_by_its_community(world):
    save(world.street_a, world.a, expect=403)
    save(world.community_b, world.a, expect=404)
    made = posted(world.community_a, world.a) if save(world.community_a, world.a) else {}
    look(world.community_b, world.a, 404)
    look(world.manager_a, world.a, 403)
    seen = look(world.street_a, world.a)
    assert (seen["may_change"], seen["meetings"][0]["actions"]) == (False, [])
    gone = save(world.community_a, world.a, made["version"], 422, set_up_on=None)
    assert "set_up_on" in gone["error"]["fields"]
    assert world.community_a.post(f"{ASSEMBLIES}/meetings/{new_id()}/actions/hold", {"version": 1}).status_code == 404
