"""Duties D1 to D16 with their rhythm and the ladder of reminders, each step once, on the real database and outbox."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.core.clock import BEIJING, today
from app.disclosures.duties import Shown, ladder, moment, next_due, public_step, reached, rule_of, rules
from app.forms import FORMS
from tests.disclosures.steps import (
    BASE,
    act,
    arm,
    begin,
    duties,
    execute,
    let_be_due,
    public,
    published,
    rows,
    written,
)


def days(count: int) -> timedelta:
    return timedelta(days=count)


# --- the rhythm (pure) ---


def test_the_duties_are_those_of_the_regulation():
    assert {rule.code for rule in rules()} == {f"D{number}" for number in range(1, 17)}
    for rule in rules():
        assert rule.code in FORMS[rule.form].duties, rule
        assert rule.basis
        assert rule.rhythm_words
    assert [(step.days, step.level) for step in ladder()] == [
        (-14, "manager"), (-3, "manager"), (0, "community"), (1, "everybody"), (7, "street"), (30, "district"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "form", "shown", "since", "due"),
    [
        # what hangs there all the time: a month for the first one, then nothing until it ends
        ("D1", "company", Shown(), date(2026, 5, 1), date(2026, 5, 31)),
        ("D1", "company", Shown(True), date(2026, 5, 1), None),
        ("D9", "fees", Shown(True, date(2027, 1, 1)), date(2026, 5, 1), date(2027, 1, 1)),
        # a year: by the end of March of the next one
        ("D4", "accounts", Shown(), date(2026, 3, 31), date(2026, 3, 31)),
        ("D4", "accounts", Shown(), date(2026, 4, 1), date(2027, 3, 31)),
        ("D4", "accounts", Shown(True, None, date(2025, 12, 31)), date(2026, 1, 1), date(2027, 3, 31)),
        ("D4", "accounts", Shown(True, None, date(2023, 12, 31)), date(2026, 1, 1), date(2025, 3, 31)),
        ("D4", "accounts", Shown(True, None, date(2025, 6, 30)), date(2026, 1, 1), date(2026, 3, 31)),
        # a survey: in its own year
        ("D11", "survey", Shown(), date(2026, 5, 1), date(2026, 12, 31)),
        ("D11", "survey", Shown(True, None, date(2026, 12, 31)), date(2026, 5, 1), date(2027, 12, 31)),
        # a quarter: a fortnight after it
        ("D14", "selfmanaged", Shown(), date(2026, 5, 1), date(2026, 7, 15)),
        ("D14", "selfmanaged", Shown(True, None, date(2026, 6, 30)), date(2026, 5, 1), date(2026, 10, 15)),
        ("D14", "selfmanaged", Shown(True, None, date(2026, 9, 30)), date(2026, 5, 1), date(2027, 1, 15)),
        # an occasion: no day
        ("D10", "outage", Shown(), date(2026, 5, 1), None),
        ("D12", "decision", Shown(True), date(2026, 5, 1), None),
    ],
)
def test_when_the_next_one_is_due(code, form, shown, since, due):
    assert next_due(rule_of(code, form), shown, date(2026, 5, 1), since) == due


def test_the_steps_come_in_the_morning_and_the_public_one_at_midnight():
    due = date(2026, 3, 31)
    assert moment(due, 1) == datetime(2026, 3, 17, 8, tzinfo=BEIJING)
    assert moment(due, public_step()) == datetime(2026, 4, 1, tzinfo=BEIJING)
    assert reached(due, moment(due, 1) - timedelta(seconds=1)) == 0
    assert reached(due, moment(due, 1)) == 1
    assert reached(due, datetime(2026, 4, 1, tzinfo=BEIJING)) == 4
    assert reached(due, datetime(2027, 1, 1, tzinfo=BEIJING)) == 6


# --- who has which ---


def test_compounds_get_their_duties_once(app, world):
    arm(app)
    mine = duties(world.manager_a)
    assert {one["code"] for one in mine} == {f"D{n}" for n in range(1, 17)} - {"D13", "D14"}
    assert {one["compound"]["id"] for one in mine} == {str(world.a.compound)}
    none = duties(world.community_a, compound_id=str(world.none.compound))
    assert {one["code"] for one in none} == {"D12", "D13", "D14", "D15", "D16"}
    count = rows(app, "select count(*) as n from disclosures_duty")[0].n
    arm(app)
    assert rows(app, "select count(*) as n from disclosures_duty")[0].n == count


def test_a_duty_of_a_company_counts_while_there_is_one(app, world):
    arm(app)
    let_be_due(app, world.a, "company", -5)
    assert [one["code"] for one in public(app, world.a)["overdue"]] == ["D1"]
    execute(app, "update places_contract set ends_on = current_date - 1 where compound_id = :id", id=world.a.compound)
    assert public(app, world.a)["overdue"] == []
    arm(app)
    assert {one["code"] for one in duties(world.community_a, compound_id=str(world.a.compound))} == {
        "D12", "D13", "D14", "D15", "D16",
    }  # fmt: skip


# --- the ladder ---


def climb(app, deliver, duty_id: str, in_days: int) -> None:
    """Let the timer of today's step ring for a duty that is due in some days."""
    from app.disclosures.models import Duty
    from app.disclosures.service.duties import plan
    from tests.world import write

    execute(
        app,
        "update disclosures_duty set next_due_on = :day, version = version + 1 where id = :id",
        day=today() + days(in_days), id=duty_id,
    )  # fmt: skip

    def ring():
        from app.core.db import db

        plan(db.session.get(Duty, duty_id))

    write(app, ring)
    # Steps of tomorrow wait; a step of today may come later this morning.
    execute(
        app,
        "update core_outbox set due_at = now() where topic = 'disclosures.duty_step' and done_at is null"
        " and due_at < cast(:tomorrow as timestamptz)",
        tomorrow=datetime.combine(today() + days(1), datetime.min.time(), BEIJING),
    )
    deliver()


def inboxes(world) -> dict[str, int]:
    """Return how many notices of disclosures everybody has."""
    people = ("manager_a", "community_a", "street_a", "district", "manager_b", "community_b", "street_b", "resident_a")
    return {
        name: sum("公示" in one["title"] for one in world.people[name].get("/inbox").json["items"]) for name in people
    }


def test_the_ladder_climbs_one_level_after_the_other_each_step_once(app, world, deliver):
    arm(app)
    duty = let_be_due(app, world.a, "company", 15)
    nobody = inboxes(world)
    assert set(nobody.values()) == {0}
    expected = dict(nobody)
    for in_days, told in ((15, None), (14, "manager_a"), (3, "manager_a"), (0, "community_a"), (-1, None),
                          (-7, "street_a"), (-30, "district")):  # fmt: skip
        for _ in range(2):  # the second time is a timer that rings again
            climb(app, deliver, duty, in_days)
        if told:
            expected[told] += 1
        assert inboxes(world) == expected, in_days
    assert "已超过 30 天" in world.district.get("/inbox").json["items"][0]["text"]
    assert "应公示未公示" in world.street_a.get("/inbox").json["items"][0]["title"]


@pytest.fixture(autouse=True)
def _past_eight(monkeypatch):
    """Let it be noon in Beijing for the ladder, whatever the hour of the run."""
    from app.disclosures.service import duties as service

    noon = datetime.combine(today(), datetime.min.time(), BEIJING) + timedelta(hours=12)
    monkeypatch.setattr(service, "now", lambda: noon)


def test_a_manager_of_other_compounds_hears_nothing(app, world, deliver):
    from app.core.permissions import Role
    from tests.world import contract, give_post, make_person, write

    def elsewhere():
        contract(world, world.company_a, world.none.compound)
        person = make_person(world, world.manager_a.client, "别处经理", username="elsewhere", key="elsewhere")
        give_post(world, person, Role.MANAGER, organisation=world.company_a, compound=world.none.compound)

    write(app, elsewhere)
    arm(app)
    duty = let_be_due(app, world.a, "company", 14)
    climb(app, deliver, duty, 14)
    act(world.manager_a, written(world.manager_a, world.a, "maintenance"), "submit")
    deliver()
    assert inboxes(world)["manager_a"] == 1
    assert world.people["elsewhere"].get("/inbox").json["items"] == []


def test_a_step_slept_through_is_passed_over(app, world, deliver):
    arm(app)
    duty = let_be_due(app, world.a, "company", 20)
    climb(app, deliver, duty, -8)
    told = {name for name, count in inboxes(world).items() if count}
    assert told == {"street_a"}  # not the manager of three weeks ago, and everybody sees it
    events = rows(app, "select topic from core_outbox where topic like 'disclosures.%'")
    assert [one.topic for one in events].count("disclosures.overdue") <= 1
    assert rows(app, "select stage from disclosures_duty where id = :id", id=duty)[0].stage == 5


def test_the_day_after_everybody_sees_that_nothing_was_published(app, world, deliver):
    from app.core import outbox
    from app.events.disclosures import DisclosureOverdue

    heard = []
    outbox.subscribe(DisclosureOverdue.topic, "tests.heard")(heard.append)
    try:
        arm(app)
        duty = let_be_due(app, world.a, "company", 0)
        assert public(app, world.a)["overdue"] == []
        climb(app, deliver, duty, 0)
        assert heard == []
        climb(app, deliver, duty, -1)
        climb(app, deliver, duty, -1)
    finally:
        outbox.SUBSCRIBERS[DisclosureOverdue.topic][:] = [
            one for one in outbox.SUBSCRIBERS[DisclosureOverdue.topic] if one.name != "tests.heard"
        ]
    assert [event["code"] for event in heard] == ["D1"]
    [missing] = public(app, world.a)["overdue"]
    assert missing["form_name"] == "物业服务企业和项目负责人"
    assert missing["due_on"] == str(today() - days(1))
    assert duties(world.manager_a, state="overdue")[0]["days_late"] == 1


def test_without_a_company_the_community_is_reminded(app, world, deliver):
    arm(app)
    [duty] = [one for one in duties(world.community_a, compound_id=str(world.none.compound)) if one["code"] == "D14"]
    ask_again(world.community_a, duty)
    identity = let_be_due(app, world.none, "selfmanaged", 14)
    climb(app, deliver, identity, 14)
    assert {name for name, count in inboxes(world).items() if count} == {"community_a"}


# --- publication and the duty ---


def test_a_publication_ends_the_duty_and_a_withdrawal_begins_it_again(app, world, second):
    arm(app)
    let_be_due(app, world.a, "company", -5)
    done = published(world.manager_a, second, world.a)
    [duty] = [one for one in duties(world.manager_a) if one["code"] == "D1"]
    assert (duty["state"], duty["next_due_on"]) == ("ok", None)
    assert duty["last_published_at"]
    assert public(app, world.a)["overdue"] == []
    act(second, done, "withdraw", reason="x")
    [duty] = [one for one in duties(world.manager_a) if one["code"] == "D1"]
    assert (duty["state"], duty["next_due_on"]) == ("due", str(today() + days(7)))


def test_the_year_that_was_forgotten_stays_due(app, world, second):
    arm(app)
    old = begin(world.manager_a, world.a, "accounts", period_from="2023-01-01", period_to="2023-12-31")
    old = written(world.manager_a, world.a, "accounts", begun=old)
    act(second, act(world.manager_a, old, "submit"), "publish")
    [duty] = [one for one in duties(world.manager_a) if one["code"] == "D4"]
    assert duty["next_due_on"] == "2025-03-31"
    assert duty["state"] == "overdue"
    published(world.manager_a, second, world.a, "accounts")
    [duty] = [one for one in duties(world.manager_a) if one["code"] == "D4"]
    assert duty["next_due_on"] == "2027-03-31"


def test_a_publication_takes_the_ladder_back(app, world, second, deliver):
    arm(app)
    duty = let_be_due(app, world.a, "company", 14)
    published(world.manager_a, second, world.a)
    execute(
        app,
        "update core_outbox set due_at = now() where topic = 'disclosures.duty_step' and payload->>'duty_id' = :duty",
        duty=duty,
    )
    deliver()
    assert inboxes(world)["manager_a"] == 0
    assert rows(app, "select stage from disclosures_duty where id = :id", id=duty)[0].stage == 0


# --- setting aside ---


def set_aside(person, duty, expect: int = 200, **body):
    """Set a duty aside."""
    path = f"{BASE}/duties/{duty['id']}/actions/set_aside"
    answer = person.post(path, {"version": duty["version"], "reason": "没有车位"} | body)
    assert answer.status_code == expect, answer.json
    return answer.json


def ask_again(person, duty, expect: int = 200):
    """Ask for a duty again."""
    answer = person.post(f"{BASE}/duties/{duty['id']}/actions/ask_again", {"version": duty["version"]})
    assert answer.status_code == expect, answer.json
    return answer.json


def test_a_duty_that_does_not_apply_is_set_aside_with_a_reason(app, world, deliver):
    arm(app)
    identity = let_be_due(app, world.a, "parking", -9)
    [duty] = [one for one in duties(world.community_a, compound_id=str(world.a.compound)) if one["form"] == "parking"]
    set_aside(world.manager_a, duty, 403)
    set_aside(world.community_b, duty, 404)
    set_aside(world.community_a, duty, 422, reason="")
    gone = set_aside(world.community_a, duty)
    assert (gone["state"], gone["exempt_reason"], gone["actions"]) == ("exempt", "没有车位", ["ask_again"])
    set_aside(world.community_a, duty, 409)
    assert public(app, world.a)["overdue"] == []
    climb(app, deliver, identity, -9)
    assert set(inboxes(world).values()) == {0}
    back = ask_again(world.community_a, duties(world.community_a, state="exempt", compound_id=str(world.a.compound))[0])
    assert back["state"] in ("ok", "due")


def test_what_is_asked_for_again_has_a_week_and_its_ladder(app, world):
    arm(app)
    let_be_due(app, world.a, "parking", -9)
    execute(app, "update disclosures_duty set created_at = now() - interval '90 days' where form = 'parking'")
    [duty] = [one for one in duties(world.manager_a, state="overdue") if one["form"] == "parking"]
    gone = set_aside(world.community_a, duty)
    back = ask_again(world.community_a, gone)
    assert back["next_due_on"] == str(today() + days(7))
    timers = rows(
        app,
        "select payload from core_outbox where topic = 'disclosures.duty_step' and done_at is null"
        " and payload->>'due_on' = :day",
        day=back["next_due_on"],
    )
    assert [row.payload["duty_id"] for row in timers] == [duty["id"]]
