"""A dry run: what a version would have done, judged in pieces by the worker, and never touching a ticket."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.clock import BEIJING, now, today
from tests.rulebook.steps import (
    BASE,
    LIGHTS,
    act,
    begin,
    drafted,
    in_front,
    look,
    published,
    rule,
    start,
    submitted,
)
from tests.tickets.moments import pass_time
from tests.tickets.steps import act as act_on
from tests.tickets.steps import file
from tests.world import in_app, write

# --- what it says ---


def test_it_counts_whom_a_version_would_have_sent_each_ticket_to(two, deliver, tickets):
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    assert (run["state"], run["total"], run["done"], run["actions"]) == ("queued", 5, 0, ["cancel"])
    deliver()
    run = look(two.district, run)
    assert (run["state"], run["state_name"], run["done"], run["actions"]) == ("done", "已完成", 5, [])
    assert run["tally"] == {"organisation": 4, "limits": 0, "rule": 0, "same": 1, "nobody": 0, "drifted": 0}
    assert run["moves"][0] == {"before": "示例物业a", "after": "示例街道办a", "count": 2}
    assert {(one["before"], one["after"], one["count"]) for one in run["moves"][1:]} == {
        ("示例居委会a", "示例街道办a", 1), ("示例物业b", "示例街道办b", 1),
    }  # fmt: skip
    assert {(one["before"], one["after"], one["count"]) for one in run["rules"]} == {
        ("物业服务单位按合同负责", "楼道灯给街道", 3), ("没有物业的由居委会受理", "楼道灯给街道", 1),
    }  # fmt: skip
    (row,) = two.district.get(f"{BASE}/sets/{run['set_id']}/runs").json["items"]
    assert row == run | {"examples": []}
    example = next(one for one in run["examples"] if one["ticket_id"] == tickets[0])
    assert (example["compound"], example["category"], example["what"]) == ("示例小区a", "楼道照明", "organisation")
    assert example["before"]["organisation"] == "示例物业a"
    assert example["after"] == {
        "organisation": "示例街道办a", "rule": "楼道灯给街道", "reason": "楼道灯由示例街道办a统一修。",
    }  # fmt: skip


def test_it_says_what_the_router_then_does(two, deliver, tickets):
    named = rule("点名", f"organisation:{two.contractor}", conditions={"group": ["02"], "has_provider": True})
    version = submitted(two.district, in_front(two.district, named))
    run = start(two.district, version)
    deliver()
    told = {one["ticket_id"]: one["after"]["organisation"] for one in look(two.district, run)["examples"]}
    act(two.district_2, version, "publish")
    again = [
        file(two.resident_a, two.a, category="0201", description="不亮"),
        file(two.resident_a, two.estates["none"], category="0201", description="不亮"),
        file(two.resident_b, two.b, category="0201", description="不亮"),
        file(two.resident_a, two.a, category="0101", description="漏"),
        file(two.resident_a, two.a, description="楼道灯不亮了"),
    ]
    deliver()
    for old, new in zip(tickets, again, strict=True):
        was, now_is = (
            two.district.get(f"/staff/tickets/{one}").json["responsible"]["name"] for one in (old, new["id"])
        )
        assert told.get(old, was) == now_is


def test_another_deadline_or_only_another_rule_are_counted_apart(two, deliver, tickets):
    book = in_front(two.district)
    same = rule("换个说法", "provider", conditions={"category": ["0101"], "compound_id": [str(two.a.compound)]})
    quick = rule("限时", "provider", conditions={"category": ["0201"]}, deadline={"amount": 4, "unit": "hours"})
    run = start(two.district, drafted(two.district, [same, quick, *book]))
    deliver()
    run = look(two.district, run)
    assert run["tally"] == {"organisation": 0, "limits": 3, "rule": 1, "same": 1, "nobody": 0, "drifted": 0}
    assert {one["what"] for one in run["examples"]} == {"limits"}
    assert run["examples"][0]["after"]["reason"].endswith("这条规则要求4小时内办结。")


def test_nobody_and_drift_are_counted(app, two, deliver, tickets):
    act_on(two.district, tickets[3], "reassign", staff=True, note="换人", organisation_id=str(two.contractor))
    from app.core.db import db

    ended = text("update places_contract set ends_on = current_date - 2 where compound_id = :c")
    write(app, lambda: db.session.execute(ended, {"c": two.b.compound}))
    by_hand = file(two.resident_a, two.a, category="0201", description="不亮")["id"]
    act_on(two.district, by_hand, "reassign", staff=True, note="先派", organisation_id=str(two.contractor))
    only = drafted(two.district, [rule("只有物业", "provider")])
    run = start(two.district, only)
    deliver()
    run = look(two.district, run)
    # b's company is gone, so today the community would get it; what a hand did, then or at once, is no rule's doing.
    assert (run["tally"]["drifted"], run["tally"]["nobody"]) == (1, 2)
    assert {"before": "示例居委会b", "after": "没有单位", "count": 1} in run["moves"]


def test_a_report_that_waits_for_its_routing_is_judged_by_its_words(app, two):
    from app.rulebook import service

    file(two.resident_a, two.a, description="楼道灯不亮了")
    run = start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    write(app, service.step, UUID(run["id"]))
    (example,) = look(two.district, run)["examples"]
    assert (example["category"], example["after"]["organisation"]) == ("楼道照明", "示例街道办a")


def test_the_tickets_stay_as_they_are(app, two, deliver, tickets):
    from app.core.db import db

    def everything() -> list:
        statement = text(
            "select t.*, (select count(*) from tickets_event e where e.ticket_id = t.id) from tickets_ticket t"
        )
        return [tuple(row) for row in db.session.execute(statement)]

    before = in_app(app, everything)
    start(two.district, drafted(two.district, in_front(two.district, LIGHTS)))
    deliver()
    assert in_app(app, everything) == before


# --- of which tickets ---


def test_by_default_it_is_the_last_calendar_month(app, two, deliver, tickets):
    first = today().replace(day=1)
    last = first - timedelta(days=1)
    pass_time(app, days=(today() - last).days)
    run = start(two.district, begin(two.district), since=None, until=None)
    assert (run["since"], run["until"]) == (last.replace(day=1).isoformat(), last.isoformat())
    assert run["total"] == 5


def test_the_days_are_those_of_beijing_and_both_are_included(app, two, deliver, tickets):
    pass_time(app, days=3)
    day = (now() - timedelta(days=3)).astimezone(BEIJING).date()
    version = begin(two.district)
    for since, until, total in ((day, day, 5), (day - timedelta(days=9), day - timedelta(days=1), 0)):
        run = start(two.district, version, since=since.isoformat(), until=until.isoformat())
        assert run["total"] == total
        two.district.post(f"{BASE}/runs/{run['id']}/actions/cancel")


@pytest.mark.parametrize(
    ("since", "until", "field"),
    [(0, -1, "until"), (0, None, "until"), (None, 0, "since"), (0, 1, "until"), (-400, 0, "until")],
)
def test_what_is_no_period_is_refused(two, since, until, field):
    days = [None if n is None else (today() + timedelta(days=n)).isoformat() for n in (since, until)]
    refused = start(two.district, begin(two.district), since=days[0], until=days[1], expect=422)
    assert list(refused["error"]["fields"]) == [field]


def test_a_street_tries_its_proposal_over_its_own_tickets(two, deliver, tickets):
    mine = drafted(two.street_a, in_front(two.street_a, LIGHTS))
    run = start(two.street_a, mine)
    deliver()
    run = look(two.street_a, run)
    assert (run["total"], run["tally"]["organisation"]) == (4, 3)
    assert look(two.district, run)["requested_by_name"] == "streeta"
    look(two.street_b, run, expect=404)
    other = start(two.district, mine)
    deliver()
    assert look(two.district, other)["total"] == 5
    look(two.street_a, other, expect=404)
    assert [one["id"] for one in two.street_a.get(f"{BASE}/sets/{mine['id']}/runs").json["items"]] == [run["id"]]


# --- one at a time, kept a while ---


def test_a_person_has_one_at_a_time(two, deliver, tickets):
    version = begin(two.district)
    run = start(two.district, version)
    refused = start(two.district, version, expect=409)["error"]
    assert (refused["code"], refused["fields"]["run"]) == ("rulebook.run_under_way", [run["id"]])
    start(two.district_2, version)
    deliver()
    start(two.district, version)


def test_the_same_key_starts_one(two, deliver, tickets):
    version = begin(two.district)
    run = start(two.district, version, key="run-once-1")
    assert start(two.district, version, key="run-once-1")["id"] == run["id"]


def test_the_newest_are_kept(app, two, deliver):
    from app.rulebook.service.running import KEPT

    version = begin(two.district)
    made = []
    for _ in range(KEPT + 3):
        made.append(start(two.district, version)["id"])
        deliver()
    shown = two.district.get(f"{BASE}/sets/{version['id']}/runs?limit=100").json["items"]
    assert [one["id"] for one in shown] == made[-KEPT:][::-1]


def test_a_result_stays_what_it_was_when_the_draft_goes_on(two, deliver, tickets):
    version = drafted(two.district, in_front(two.district, LIGHTS))
    run = start(two.district, version)
    act(two.district, version, "save", rules=in_front(two.district))
    published(
        two.district_2,
        two.district,
        in_front(two.district, rule("别的", "maintainer", conditions={"category": ["0106"]})),
    )
    deliver()
    run = look(two.district, run)
    assert (run["tally"]["organisation"], run["set_version"], run["base_number"]) == (4, version["version"], 1)
