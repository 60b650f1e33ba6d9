"""The calendar (日历): everything with a day stands on it, for those who see it, and nothing from elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from time import perf_counter

import pytest
from sqlalchemy import text

from app.core import spreadsheets
from app.core.db import db
from app.insights import calendar
from tests.council import steps as council
from tests.insights.agenda import (
    BASE,
    OFFICE,
    agreement_ending,
    at,
    decided,
    duty_due,
    everything,
    kinds_on,
    look,
    move,
    on,
)
from tests.party import steps as party
from tests.resources import steps as resources
from tests.voting import steps as voting
from tests.world import warranty, write

# --- who sees what ---


def everything_near(person) -> list[tuple[str, str]]:
    """Return kind and state of everything of two months."""
    return [(item["kind"], item["state"]) for item in look(person, on(-30), on(30))["items"]]


def test_everything_of_a_day_stands_on_it_for_those_who_see_it(app, world):
    everything(app, world)

    def seen(person) -> list[str]:
        return [kind for kind, _ in kinds_on(person, on(10))]

    assert sorted(set(seen(world.secretary_a))) == sorted(OFFICE)
    assert seen(world.community_a) == seen(world.secretary_a)
    assert seen(world.secretary_a).count("posting") == 2  # of a resolution of the council and of a committee
    for person in (world.street_a, world.district):
        found = set(seen(person))
        assert found >= set(OFFICE)
    assert "consultation" in seen(world.street_a)
    assert "consultation" in seen(world.district)
    assert "consultation" not in seen(world.secretary_a)
    assert seen(world.manager_a) == ["agreement", "commitment", "cross_post", "resource", "warranty", "disclosure"]
    for person in (world.secretary_b, world.community_b, world.street_b, world.manager_b, world.handler):
        assert seen(person) == []
    assert seen(world.repair_a) == []
    assert {kind for kind, _ in everything_near(world.secretary_a)} >= {"renewal", "agreement"}
    assert everything_near(world.secretary_b) == everything_near(world.manager_b) == []


def test_who_asks_is_told_which_kinds_there_are_for_him(world):
    def offered(person) -> list[str]:
        return [kind["name"] for kind in look(person, on(0), on(0))["kinds"]]

    assert offered(world.secretary_a) == [
        "协议到期", "协议续签", "承诺事项", "交叉任职到期", "议事会", "决议事项", "公示期满", "任期届满", "委员会决定",
        "业主大会", "业主表决", "闲置资源", "保修到期", "应公示",
    ]  # fmt: skip
    assert set(offered(world.street_a)) - set(offered(world.secretary_a)) == {"征求意见"}
    assert offered(world.manager_a) == [
        "协议到期", "协议续签", "承诺事项", "交叉任职到期", "闲置资源", "保修到期", "应公示",
    ]  # fmt: skip
    assert offered(world.handler) == ["闲置资源"]
    assert offered(world.repair_a) == []


def test_one_kind_alone(app, world):
    everything(app, world)
    for kind in OFFICE:
        assert {found for found, _ in kinds_on(world.secretary_a, on(10), kind=kind)} == {kind}
    assert kinds_on(world.manager_a, on(10), kind="term") == []


def test_each_area_is_asked_once_and_only_for_what_is_wanted(app, world, count_queries):
    everything(app, world)

    def asked(**query: str) -> int:
        count_queries.clear()
        look(world.secretary_a, on(-30), on(30), **query)
        return len(count_queries)

    asked()  # the working days are kept from now on
    alone = asked(kind="resource")
    assert asked() == alone + 7  # seven areas that a secretary reads, and the assemblies of one of them
    assert asked(kind="posting") == alone + 1
    assert asked(kind="consultation") == alone - 1


# --- what a row says ---


def test_an_agreement_ends_and_has_to_be_renewed_thirty_days_before(app, world):
    made = agreement_ending(app, world, 35)

    assert at("agreement", world.secretary_a, on(35)) == {
        "kind": "agreement", "kind_name": "协议到期", "on": str(on(35)), "title": "示例〔2026〕1号",
        "subtitle": "示例社区a", "link": f"/party/{made['id']}", "state": "open",
    }  # fmt: skip
    assert at("renewal", world.secretary_a, on(5))["subtitle"] == "示例社区a · 还没有续签"

    following = party.copy(world.community_a, made, "示例〔2027〕1号")
    assert at("renewal", world.secretary_a, on(5))["subtitle"] == "示例社区a · 下一期已起草"
    assert at("agreement", world.secretary_a, on(35))["state"] == "open"
    assert look(world.manager_a, on(36), on(90), kind="agreement")["items"] == []  # a draft has no days

    move(app, "party_agreement", "signed_on", on(0), following["id"])
    party.act(world.community_a, following, "sign")
    assert kinds_on(world.secretary_a, on(5)) == []
    assert at("agreement", world.secretary_a, on(35))["state"] == "done"


def test_a_renewal_that_was_missed_is_late(app, world):
    agreement_ending(app, world, 10)
    assert at("renewal", world.secretary_a, on(-20))["state"] == "late"


def test_an_agreement_that_was_terminated_has_no_days(app, world):
    made = agreement_ending(app, world, 35)
    party.act(world.community_a, party.see(world.community_a, made), "terminate", reason="换了物业")
    assert look(world.secretary_a, on(0), on(40))["items"] == []


def test_what_was_promised_is_open_late_and_done(app, world):
    made = party.signed(world)
    promise = party.promised(world, made)
    assert at("commitment", world.manager_a, on(20)) == {
        "kind": "commitment", "kind_name": "承诺事项", "on": str(on(20)), "title": "装晾衣杆",
        "subtitle": "示例物业a · 示例〔2026〕1号", "link": f"/party/commitments/{promise['id']}", "state": "open",
    }  # fmt: skip
    move(app, "party_commitment", "due_on", on(-1), promise["id"])
    assert at("commitment", world.secretary_a, on(-1))["state"] == "late"
    promise = party.do(world.manager_a, party.do(world.manager_a, promise, "claim"), "start")
    party.do(world.manager_a, promise, "submit", note="装好了")
    assert at("commitment", world.secretary_a, on(-1))["state"] == "done"


def test_what_is_promised_every_month_keeps_the_turns_that_are_over(world):
    promise = party.promised(world, party.signed(world), rhythm="monthly")
    for action, person, more in (
        ("claim", world.manager_a, {}), ("start", world.manager_a, {}), ("submit", world.manager_a, {"note": "做了"}),
        ("confirm", world.community_a, {}), ("rate", world.community_a, {"rating": 5}),
    ):  # fmt: skip
        promise = party.do(person, promise, action, **more)
    assert at("commitment", world.secretary_a, on(20))["state"] == "done"
    assert at("commitment", world.secretary_a, date.fromisoformat(promise["due_on"]))["state"] == "open"
    assert everything_near(world.secretary_b) == everything_near(world.manager_b) == []


def test_what_was_dropped_is_gone(world):
    promise = party.promised(world, party.signed(world))
    party.do(world.community_a, promise, "drop", note="不办了")
    assert kinds_on(world.secretary_a, on(20), kind="commitment") == []


def test_a_cross_post_that_ended_is_done(app, world):
    party.cross_post(world.community_a, world, ends_on=str(on(3)))
    assert at("cross_post", world.manager_a, on(3))["title"] == "王敏：项目质量监督员"
    party.execute(app, "update party_cross_post set starts_on = :first, ends_on = :last", first=on(-9), last=on(-1))
    assert at("cross_post", world.secretary_a, on(-1))["state"] == "done"


def test_the_council_has_meetings_postings_and_tasks(app, world):
    topic = council.resolved(world.community_a, council.topic(world.community_a, world.a))
    council.task(world.community_a, topic)
    task_id = council.see(world.community_a, topic)["tasks"][0]["id"]
    party.execute(app, "update council_meeting set at = :at", at=f"{on(-1)} 09:00+08")
    assert at("meeting", world.secretary_a, on(-1))["title"] == "议事会：社区会议室"
    assert at("meeting", world.secretary_a, on(-1))["state"] == "done"
    assert at("council_task", world.secretary_a, on(9)) | {"link": ""} == {
        "kind": "council_task", "kind_name": "决议事项", "on": str(on(9)), "title": "装 20 米晾衣杆",
        "subtitle": "示例物业 · 晾衣服的地方", "link": "", "state": "open",
    }  # fmt: skip
    until = date.fromisoformat(topic["post_until"])
    assert at("posting", world.secretary_a, until)["state"] == "open"

    move(app, "council_task", "due_on", on(-2), task_id)
    assert at("council_task", world.secretary_a, on(-2))["state"] == "late"
    move(app, "council_topic", "post_until", on(-1), topic["id"])
    assert at("posting", world.secretary_a, on(-1))["state"] == "done"


def test_a_committee_has_its_term_its_decisions_and_their_posting(app, world):
    made = decided(app, world)
    assert at("decision", world.secretary_a, on(5))["title"] == "修东门门禁"
    assert at("decision", world.secretary_a, on(5))["link"] == f"/committees/{made['committee']}"
    assert at("posting", world.secretary_a, on(4))["subtitle"] == "示例小区a物业管理委员会"
    move(app, "governance_committee", "ends_on", on(50), made["committee"])
    assert at("term", world.street_a, on(50))["title"] == "示例小区a物业管理委员会"

    move(app, "governance_decision", "due_on", on(-1), made["id"])
    assert at("decision", world.secretary_a, on(-1))["state"] == "late"
    party.execute(app, "update governance_decision set revoked_because = '违反条例'")
    assert kinds_on(world.secretary_a, on(-1)) == kinds_on(world.secretary_a, on(4)) == []


def test_a_poll_has_four_days(app, world):
    day = timedelta(days=1)
    opens, closes = voting.later(days=20), voting.later(days=30)
    poll = voting.draft(world.community_a, world.a, kind="assembly", opens_at=opens, closes_at=closes)
    assert look(world.secretary_a, on(0), on(40), kind="poll")["items"] == []  # nobody has announced it
    poll = voting.act(world.community_a, poll, "notice")
    found = look(world.secretary_a, on(0), on(40), kind="poll")["items"]
    assert [(item["title"], item["on"]) for item in found] == [
        ("屋面和车棚：公告期满", str(on(15))), ("屋面和车棚：投票开始", str(on(20))),
        ("屋面和车棚：投票截止", str(on(30))),
    ]  # fmt: skip
    assert {item["state"] for item in found} == {"open"}

    # The last day of a poll that ends at midnight is the one before.
    move(app, "voting_poll", "closes_at", f"{on(30)} 00:00+08", poll["id"])
    assert at("poll", world.secretary_a, on(30) - day)["title"] == "屋面和车棚：投票截止"


def test_a_survey_needs_no_notice_and_its_result_is_late_when_nobody_posts_it(app, world):
    poll = voting.act(world.community_a, voting.draft(world.community_a, world.a), "notice")
    voting.execute(
        app,
        "update voting_poll set state = 'counted', result = '{}', opens_at = now() - interval '20 days',"
        " closes_at = now() - interval '9 days', counted_at = now() - interval '5 days' where id = :id",
        id=poll["id"],
    )
    found = look(world.secretary_a, on(-30), on(30), kind="poll")["items"]
    assert [(item["title"][-4:], item["state"]) for item in found] == [
        ("投票开始", "done"), ("投票截止", "done"), ("张贴结果", "late"),
    ]  # fmt: skip


def test_what_is_due_today_is_not_late(app, world):
    idle = resources.add(world.community_a, world.a)
    move(app, "resources_resource", "next_on", on(0), idle["id"])
    write(app, lambda: warranty(world, world.a.roof, world.contractor, ends_on=on(0)))
    duty_due(app, world, 0)
    agreement_ending(app, world, 30)
    assert {state for _, state in kinds_on(world.secretary_a, on(0))} == {"open"}
    assert len(kinds_on(world.secretary_a, on(0))) == 4


def test_idle_rooms_warranties_and_duties_are_late_when_their_day_is_over(app, world):
    idle = resources.add(world.community_a, world.a)
    move(app, "resources_resource", "next_on", on(-1), idle["id"])
    write(app, lambda: warranty(world, world.a.roof, world.contractor, ends_on=on(-1)))
    duty = duty_due(app, world, -1)

    assert kinds_on(world.manager_a, on(-1)) == [("resource", "late"), ("warranty", "late"), ("disclosure", "late")]
    assert at("warranty", world.manager_a, on(-1))["title"] == "1号楼屋面：防水层"
    assert at("disclosure", world.manager_a, on(-1))["link"] == (
        f"/disclosures?compound={world.a.compound}&form={duty['form']}"
    )


# --- days, ranges, limits ---


def test_a_month_begins_and_ends_at_midnight_in_beijing(app, world):
    topic = council.act(world.community_a, council.topic(world.community_a, world.a), "discuss", scope="全小区")
    council.meet(world.community_a, council.act(world.community_a, topic, "deliberate"))

    def held(moment: str) -> None:
        party.execute(app, "update council_meeting set at = :at", at=moment)

    october, november = (date(2026, 10, 1), date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30))
    for moment, inside, outside, day in (
        ("2026-10-31 15:59:59+00", october, november, "2026-10-31"),
        ("2026-10-31 16:00:00+00", november, october, "2026-11-01"),
        ("2026-11-30 15:59:59+00", november, october, "2026-11-30"),
    ):
        held(moment)
        assert [item["on"] for item in look(world.secretary_a, *inside)["items"]] == [day]
        assert look(world.secretary_a, *outside)["items"] == []
    held("2026-11-30 16:00:00+00")
    assert look(world.secretary_a, *november)["items"] == []


def test_days_tell_whether_one_works(world):
    days = {day["on"]: day for day in look(world.secretary_a, date(2026, 9, 28), date(2026, 10, 11))["days"]}
    assert len(days) == 14
    assert days["2026-10-01"] == {"on": "2026-10-01", "working": False, "special": True, "known": True}
    assert days["2026-09-30"] == {"on": "2026-09-30", "working": True, "special": False, "known": True}
    assert days["2026-10-11"]["special"] is False
    assert any(day["special"] and day["working"] for day in days.values())  # one works for a day off


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ({"from": "2026-11-01", "to": "2027-01-02"}, "to", "一次最多看 62 天"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "to", "不能早于"),
        ({"from": "2026-11-01"}, "to", "请选择结束日期"),
        ({"to": "2026-11-01"}, "from", "请选择开始日期"),
        ({"from": "01.11.2026", "to": "2026-11-01"}, "from", "日期格式不正确"),
        ({"from": "2026-11-01", "to": "2026-11-01", "kind": "ticket"}, "kind", "没有这个类型"),
    ],
)
def test_a_range_that_cannot_be_shown_is_refused_in_words(world, query, field, words):
    for path in (BASE, f"{BASE}.xlsx"):
        answer = world.secretary_a.get(path, query_string=query)
        assert answer.status_code == 422
        assert words in answer.json["error"]["fields"][field][0]


def test_sixty_two_days_are_the_most(world):
    assert len(look(world.secretary_a, date(2026, 11, 1), date(2027, 1, 1))["days"]) == 62
    assert len(look(world.secretary_a, date(2199, 12, 31), date(2199, 12, 31))["days"]) == 1
    assert len(look(world.secretary_a, date(1900, 1, 1), date(1900, 1, 1))["days"]) == 1


def test_what_does_not_fit_is_cut_and_said(app, world, monkeypatch):
    monkeypatch.setattr(calendar, "SHOWN", 2)
    monkeypatch.setattr(calendar, "SAVED", 2)
    made = party.signed(world)
    for days in (3, 2, 1):
        party.promised(world, made, due_on=str(on(days)), measure=f"第 {days} 天")
    resources.add(world.community_a, world.a, next_on=str(on(4)))

    shown = look(world.secretary_a, on(0), on(9))
    assert [item["title"] for item in shown["items"]] == ["第 1 天", "第 2 天", "原锅炉房"]
    assert (shown["cut"], shown["limit"]) == (["协议到期", "协议续签", "承诺事项", "交叉任职到期"], 2)
    assert look(world.secretary_a, on(0), on(9), kind="commitment")["cut"] == ["承诺事项"]
    assert look(world.secretary_a, on(0), on(9), kind="resource")["cut"] == []
    assert look(world.secretary_a, on(0), on(2))["cut"] == []  # just as many as fit

    query = {"from": str(on(0)), "to": str(on(9))}
    refused = world.secretary_a.get(f"{BASE}.xlsx", query_string=query)
    assert (refused.status_code, refused.json["error"]["message"]) == (422, calendar.TOO_MANY)


def test_a_kind_is_not_cut_by_what_lies_beside_it(world, monkeypatch):
    monkeypatch.setattr(calendar, "SHOWN", 2)
    made = party.signed(world)
    for days in (1, 2, 3):
        party.promised(world, made, due_on=str(on(days)))
    party.cross_post(world.community_a, world, ends_on=str(on(9)))
    shown = look(world.secretary_a, on(0), on(9), kind="cross_post")
    assert (len(shown["items"]), shown["cut"]) == (1, [])


def test_the_file_says_what_the_screen_says(app, world):
    agreement_ending(app, world, 10)
    resources.add(world.community_a, world.a, next_on=str(on(4)))
    answer = world.secretary_a.get(f"{BASE}.xlsx", query_string={"from": str(on(0)), "to": str(on(20))})
    assert answer.status_code == 200
    head, *lines = [[cell.text() for cell in line.cells.values()] for line in spreadsheets.read(answer.data)]
    assert head == ["日期", "星期", "事项类型", "事项", "说明", "状态"]
    assert [(line[0], *line[2:4], line[-1]) for line in lines] == [
        (str(on(4)), "闲置资源", "原锅炉房", "待办"), (str(on(10)), "协议到期", "示例〔2026〕1号", "待办"),
    ]  # fmt: skip
    one = world.secretary_a.get(
        f"{BASE}.xlsx", query_string={"from": str(on(0)), "to": str(on(20)), "kind": "resource"}
    )
    assert len(list(spreadsheets.read(one.data))) == 2


SLOW = 1.5
"""Seconds, on a machine that does other things too."""
MANY = """
    INSERT INTO party_commitment (id, district_id, street_id, community_id, agreement_id, organisation_id, measure,
                                  rhythm, due_on, state)
    SELECT gen_random_uuid(), c.district_id, c.street_id, c.community_id, c.agreement_id, c.organisation_id, '第' || n,
           'once', c.due_on + n % 3000, 'listed'
    FROM party_commitment c, generate_series(1, 30000) n
"""


def test_a_month_of_many_years_is_quick(app, world):
    party.promised(world, party.signed(world))

    def fill() -> None:
        db.session.execute(text(MANY))
        db.session.execute(text("ANALYZE party_commitment"))

    write(app, fill)
    begin = perf_counter()
    found = look(world.district, on(1000), on(1030))
    assert perf_counter() - begin < SLOW
    assert 300 <= len(found["items"]) <= 400
