"""Committees: made up by the rules, met, decided, posted in time; what breaks a rule is told with its clause."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import Calendar
from app.core.clock import today, years_on
from app.core.ids import new_id
from app.governance import policy
from app.governance.models import Action, State
from app.governance.workflow import MOVES
from tests.duty.steps import execute
from tests.governance.assembly_steps import save as save_assembly
from tests.governance.steps import BASE, DAY, SEATS, TWO, act, begin, decide, hold, ids, in_office, seat, seated, see


def member(type_="owner", role="member", looked=True):
    """Return somebody as the rules see him."""
    return SimpleNamespace(type=type_, role=role, lived_here=looked, no_arrears=looked, no_interest=looked)


def barred(kind, homes, people):
    """Return what bars a committee, in words."""
    return [found.words for found in policy.composition(kind, homes, people) if found.bars]


HEAD = member(role="head")


# --- the rules by themselves ---


@pytest.mark.parametrize(
    ("homes", "count", "words"),
    [
        (100, 5, []), (100, 4, ["不少于 5 人", "单数"]), (100, 6, ["单数"]), (100, 3, ["不少于 5 人"]),
        (99, 3, []), (99, 2, ["不少于 3 人", "单数"]), (100, 7, []),
    ],
)  # fmt: skip
def test_how_many_sit_on_an_elected_committee(homes, count, words):
    found = barred("committee", homes, [HEAD, *[member()] * (count - 1)])
    assert len(found) == len(words)
    assert all(word in line for word, line in zip(words, found, strict=True))


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 4))
def test_an_interim_committee_is_odd_seven_or_more_and_half_owners(owners, others, employees):
    people = [
        member("juweihui", "head"),
        *[member("owner", "deputy" if number == 0 else "member") for number in range(owners)],
        *[member("user_rep")] * others,
        *[member("employee_rep")] * employees,
    ]
    found = barred("interim", 500, people)
    count, own = len(people), owners + employees
    assert any("不少于 7 人" in line for line in found) is (count < 7)
    assert any("单数" in line for line in found) is (count % 2 == 0)
    assert any("不少于一半" in line for line in found) is (own * 2 < count)
    assert any("副主任" in line for line in found) is (owners == 0)


def test_who_may_sit_where():
    five = [HEAD, *[member()] * 4]
    assert "从业主中选举" in barred("committee", 500, [*five[:4], member("user_rep")])[0]
    assert barred("committee", 500, [*five[:4], member("employee_rep")]) == []
    assert "一名主任" in barred("committee", 500, [member()] * 5)[0]
    assert "候补委员" in barred("committee", 500, [*five, *[member(role="alternate")] * 6])[0]
    assert barred("committee", 500, [*five, *[member(role="alternate")] * 5]) == []
    assert "没有核对" in barred("committee", 500, [*five[:4], member(looked=False)])[0]
    seven = [member("owner", "head"), member("owner", "deputy"), *[member()] * 5]
    assert "主任由居委会代表担任" in barred("interim", 500, seven)[0]


def test_borders_of_quorum_signatures_and_vacancies():
    five = [member()] * 5
    assert policy.quorum("committee", five, five[:2]) is not None
    assert policy.quorum("committee", five, five[:3]) is None
    eight = [member()] * 4 + [member("juweihui")] * 4
    assert policy.quorum("committee", eight, eight[:4]) is not None, "half is not more than half"
    seven = [member()] * 4 + [member("juweihui")] * 3
    assert "业主代表应过半数" in policy.quorum("interim", seven, seven[2:]).words
    assert policy.quorum("interim", seven, seven[1:]) is None
    assert policy.signatures("committee", five, 2) is not None
    assert policy.signatures("committee", five, 3) is None
    assert policy.vacancies(7, five) is None
    assert policy.vacancies(11, five) is not None
    assert policy.vacancies(10, five) is None


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.sampled_from(["committee", "interim"]))
def test_the_longest_term(first, kind):
    most = years_on(first, 5 if kind == "committee" else 3)
    assert policy.term_problem(kind, first, most) is None
    assert policy.term_problem(kind, first, most + DAY) is not None
    assert policy.term_problem(kind, first, first) is not None


def test_half_years():
    assert policy.half_year(date(2026, 6, 30)) == date(2026, 1, 1)
    assert policy.half_year(date(2026, 7, 1)) == date(2026, 7, 1)


# --- through HTTP ---


def test_six_are_refused_with_the_clause_and_seven_take_office_after_a_week(app, world):
    committee = seated(world.community_a, world.a, SEATS[:6])
    refused = act(world.community_a, committee, "post", 422, day=str(today()), posted_at=TWO)["error"]["fields"]
    assert ["第五十二条" in words for words in refused["members"]] == [True, True]
    committee = seat(world.community_a, committee, *SEATS[6])
    assert committee["findings"] == []
    assert "posted_at" in act(world.community_a, committee, "post", 422, day=str(today()))["error"]["fields"]
    assert "day" in act(world.community_a, committee, "post", 422, posted_at=TWO)["error"]["fields"]
    committee = act(world.community_a, committee, "post", day=str(today()), posted_at=TWO)
    early = act(world.community_a, committee, "take_office", 409, day=str(today()))
    assert "公示满七天" in early["error"]["message"]
    seat(world.community_a, committee, "后来的", "owner", "member", 409)
    execute(app, "update governance_committee set posted_on = posted_on - 7")
    committee = act(world.community_a, committee, "take_office", day=str(today()))
    assert (committee["state_name"], committee["seats"]) == ("在任", 7)
    assert [one["name"] for one in committee["members"][:2]] == ["居委会", "王业主"]
    assert begin(world.community_a, world.a, 409)["error"]["message"].startswith("这个小区已经有")


def test_one_person_sits_once_and_one_is_head(world):
    committee = seated(world.community_a, world.a, SEATS[:2])
    assert "name" in seat(world.community_a, committee, "王业主", "owner", "member", 422)["error"]["fields"]
    assert "role" in seat(world.community_a, committee, "李四", "owner", "head", 422)["error"]["fields"]
    gone = committee["members"][1]["id"]
    path = f"{BASE}/members/{gone}/actions/leave"
    assert world.community_a.post(path, {}).status_code == 422
    assert world.community_b.post(path, {"reason": "x"}).status_code == 404
    after = world.community_a.post(path, {"reason": "写错了"}).json
    assert [one["name"] for one in after["members"]] == ["居委会"]


def test_terms_are_refused_with_their_length(world):
    refused = begin(world.community_a, world.a, 422, ends_on=str(years_on(today(), 3) + DAY))
    assert "任期不超过 3 年" in refused["error"]["message"]


def test_a_meeting_without_quorum_decides_nothing(app, world):
    committee = in_office(app, world.community_a, world.a)
    refused = hold(world.community_a, committee, 3, 3, 422)["error"]
    assert "到会 3 / 7" in refused["message"]
    assert "第五十七条" in refused["message"]
    assert "签字 3 / 7" in hold(world.community_a, committee, 5, 3, 422)["error"]["message"]
    owners = hold(world.community_a, committee, 5, 4, 422, decision={"matter": 5})["error"]["message"]
    assert "第四十四条" in owners
    hold(world.community_a, committee, 3, 0, place="没有决定的会")
    hold(world.community_a, committee, 5, 4, 422, held_on=str(today() + DAY))
    hold(world.community_a, committee, 5, 4, 404, present=[str(new_id())])
    held = hold(world.community_a, committee, 5, 4, told_on=str(today() - 4 * DAY))
    assert (held["decisions"][0]["signed"], held["meetings"][0]["told_late"]) == (4, True)


def test_a_decision_is_posted_for_ten_working_days_and_can_be_revoked_by_the_street(app, world):
    committee = in_office(app, world.community_a, world.a)
    [decision] = hold(world.community_a, committee, 5, 4)["decisions"]
    assert (decision["post_by"], decision["late"]) == (str(today() + 3 * DAY), False)
    assert "posted_at" in decide(world.community_a, decision, "post", 422, day=str(today()))["error"]["fields"]
    assert "day" in decide(world.community_a, decision, "post", 422, posted_at=TWO)["error"]["fields"]
    decide(world.community_a, decision, "done", 409, reason="装好了")
    [posted] = decide(world.community_a, decision, "post", day=str(today()), posted_at=TWO)["decisions"]
    until = date.fromisoformat(posted["post_until"])
    assert sum(Calendar({}).is_working(today() + n * DAY) for n in range((until - today()).days + 1)) >= 5
    assert until >= today() + 12 * DAY
    decide(world.community_a, decision, "post", 409, day=str(today()), posted_at=TWO)
    decide(world.community_a, posted, "revoke", 403, reason="违法")
    decide(world.street_b, posted, "revoke", 404, reason="违法")
    assert "reason" in decide(world.street_a, posted, "revoke", 422)["error"]["fields"]
    [revoked] = decide(world.street_a, posted, "revoke", reason="超出委员会职权")["decisions"]
    assert (revoked["revoked_because"], revoked["may_finish"]) == ("超出委员会职权", False)
    decide(world.community_a, revoked, "done", 409, reason="装好了")


def test_a_decision_is_carried_out_with_proof(app, world):
    committee = in_office(app, world.community_a, world.a)
    [decision] = hold(world.community_a, committee, 5, 4)["decisions"]
    [decision] = decide(world.community_a, decision, "post", day=str(today()), posted_at=TWO)["decisions"]
    assert "reason" in decide(world.community_a, decision, "done", 422)["error"]["fields"]
    [decision] = decide(world.community_a, decision, "done", reason="装好了，主任看过")["decisions"]
    assert decision["done_on"] == str(today())
    [shown] = world.resident_a.get("/committees").json["items"]
    assert (shown["kind_name"], shown["members"][0]["role_name"]) == ("物业管理委员会", "主任")
    assert shown["decisions"][0]["words"] == "修东门门禁"
    for stranger in (world.resident_b, world.stranger, world.neighbour_a):
        assert stranger.get("/committees").json["items"] == []


def gaps(person, name="示例小区a", **query):
    """Return what a compound lacks."""
    rows = person.get(BASE, query_string=query).json["items"]
    return {row["compound"]["name"]: row["gaps"] for row in rows}.get(name)


def test_what_is_late_stands_in_the_list_and_on_the_desk(app, world):
    assert gaps(world.community_a) == ["没有业主委员会或物业管理委员会"]
    committee = in_office(app, world.community_a, world.a)
    assert gaps(world.community_a) == []
    assert gaps(world.community_a, gaps=True) is None
    hold(world.community_a, committee, 5, 4)
    execute(app, "update governance_decision set decided_on = :day", day=today() - 4 * DAY)
    execute(app, "update governance_meeting set held_on = :day", day=today() - 62 * DAY)
    execute(
        app, "update governance_committee set starts_on = :first, filed_on = :first, ends_on = :last",
        first=today() - 900 * DAY, last=today() + 100 * DAY,
    )  # fmt: skip
    assert gaps(world.street_a) == ["任期将满，应报告换届", "两个月没有开会", "1 个决定没有按时公示"]
    for person in (world.community_a, world.street_a):  # who does it, and who sees to it
        groups = {group["key"]: group["items"] for group in person.get("/staff/todo").json["groups"]}
        assert "两个月没有开会" in groups["committees"][0]["title"]
    assert "committees" not in {group["key"] for group in world.street_b.get("/staff/todo").json["groups"]}
    assert gaps(world.community_b) is None


def test_an_elected_committee_shows_what_its_members_paid_each_half_year(app, world):
    five = [("主任", "owner", "head"), *((f"业主{n}", "owner", "member") for n in range(4))]
    committee = in_office(app, world.community_a, world.a, kind="committee", seats=five)
    save_assembly(world.community_a, world.a)
    assert gaps(world.community_a) == ["本半年没有公示委员自己的交费"]
    act(world.community_a, committee, "fees", day=str(today()))
    assert gaps(world.community_a) == []
    left = see(world.community_a, committee)["members"]
    for one in left[2:]:
        world.community_a.post(f"{BASE}/members/{one['id']}/actions/leave", {"reason": "辞职"})
    assert gaps(world.community_a) == ["委员不足一半，应重新选举"]
    over = act(world.community_a, see(world.community_a, committee), "end", reason="重新选举")
    assert over["actions"] == []
    assert gaps(world.community_a) == ["没有业主委员会或物业管理委员会"]
    begin(world.community_a, world.a)


def test_it_is_kept_by_its_community(app, world):
    committee = in_office(app, world.community_a, world.a)
    for person in (world.street_a, world.district, world.secretary_a):
        assert see(person, committee)["id"] == committee["id"]
    see(world.community_b, committee, 404)
    see(world.manager_a, committee, 403)
    act(world.street_a, committee, "end", 403, reason="x")
    act(world.community_a, committee | {"version": 99}, "end", 409, reason="x")
    begin(world.community_b, world.a, 404)
    assert "reason" in act(world.community_a, committee, "end", 422)["error"]["fields"]
    assert ids(committee, 1)


def test_what_is_over_stays_over():
    assert not [move for move in MOVES if State.ENDED in move.sources]
    assert {move.action for move in MOVES} == set(Action)
    assert timedelta(days=7) == policy.POSTED_DAYS
