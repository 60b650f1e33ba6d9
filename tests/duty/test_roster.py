"""The roster: written by the company's manager, seen by his people and the community, by nobody else."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import pytest

from app.core.clock import BEIJING, now, today
from app.core.permissions import Role
from app.duty.policy import monday_of, start_of
from tests.duty.steps import HOUR, execute, rows, shift, together, week
from tests.world import contract, estate, give_post, make_person, write

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def next_week(day: int = 0, hour: int = 8) -> datetime:
    """Return an hour of a day (0 is Monday) of next week in Beijing."""
    return start_of(monday_of(today()) + WEEK + day * DAY) + hour * HOUR


def names(shown) -> dict[str, list[dict]]:
    """Return the shifts of each colleague."""
    return {row["name"]: row["shifts"] for row in shown["items"]}


@pytest.fixture
def second(app, world):
    """Another compound that company a serves, and a manager for that compound only."""

    def more() -> None:
        estate(world, "a2", street=world.regions["street_a"], community=world.regions["community_a"])
        contract(world, world.company_a, world.a2.compound)
        narrow = make_person(world, world.manager_a.client, "项目经理a2", key="manager_a2", username="manager-a2")
        give_post(world, narrow, Role.MANAGER, organisation=world.company_a, compound=world.a2.compound)
        only = make_person(world, world.manager_a.client, "只在a2", key="repair_only_a2", username="only-a2")
        give_post(world, only, Role.REPAIR, organisation=world.company_a, compound=world.a2.compound)

    write(app, more)
    return world.a2


# --- seeing ---


def test_a_shift_is_seen_by_the_manager_the_worker_and_the_community(world):
    made = shift(world.manager_a, world.repair_a, starts_at=next_week(1), ends_at=next_week(1, 16))
    assert made["actions"] == ["change", "remove"]

    shown = week(world.manager_a, day=str(monday_of(today()) + WEEK))
    assert shown["monday"] == str(monday_of(today()) + WEEK)
    assert len(shown["days"]) == 7
    assert shown["actions"] == ["add", "copy_week"]
    assert [one["id"] for one in names(shown)["repaira"]] == [made["id"]]
    assert names(shown)["同事a"] == []

    community = week(world.community_a, day=shown["monday"], compound_id=str(world.a.compound))
    assert community["actions"] == []
    assert [one["actions"] for one in names(community)["repaira"]] == [[]]

    mine = world.repair_a.get("/staff/duty/mine").json["items"]
    assert [(one["id"], one["now"]) for one in mine] == [(made["id"], False)]
    assert world.repair_a2.get("/staff/duty/mine").json["items"] == []


def test_what_is_foreign_does_not_exist(world):
    made = shift(world.manager_a, world.repair_a, starts_at=next_week(), ends_at=next_week(0, 16))
    compound = str(world.a.compound)
    for person in (world.manager_b, world.community_b, world.street_b):
        week(person, 404, compound_id=compound)
        assert person.get("/staff/duty/load", query_string={"compound_id": compound}).status_code == 404
        assert person.get("/staff/duty/handouts", query_string={"compound_id": compound}).status_code == 404
    change = {"version": 1, "starts_at": next_week().isoformat(), "ends_at": next_week(0, 12).isoformat()}
    assert world.manager_b.post(f"/staff/duty/shifts/{made['id']}/actions/change", change).status_code == 404
    assert world.manager_b.post(f"/staff/duty/shifts/{made['id']}/actions/remove", {"version": 1}).status_code == 404
    seen = {row["compound"]["id"] for row in world.manager_b.get("/staff/duty/settings").json["items"]}
    assert seen == {str(world.b.compound)}
    assert names(week(world.manager_b))["repairb"] == []


def test_an_office_names_the_compound_whose_roster_it_wants(world):
    assert "compound_id" in week(world.community_a, 422)["error"]["fields"]
    week(world.community_a, 404, compound_id=str(world.none.compound))  # nobody serves it
    assert week(world.street_a, compound_id=str(world.a.compound))["organisation"] == str(world.company_a)


def test_load_counts_what_is_open_and_late(app, world, deliver):
    from tests.tickets.steps import act, file

    tickets = [file(world.resident_a, world.a, category="0101", description=f"漏{n}")["id"] for n in range(3)]
    deliver()
    for ticket in tickets:
        act(world.repair_a, ticket, "accept", staff=True)
    execute(app, "update tickets_ticket set finish_due_at = now() - interval '1 hour' where id = :id", id=tickets[0])
    act(world.repair_a, tickets[2], "start", staff=True)
    act(world.repair_a, tickets[2], "finish", staff=True, note="好了")
    shift(world.manager_a, world.repair_a)

    load = world.manager_a.get("/staff/duty/load").json["items"]
    assert [(row["name"], row["open"], row["late"], row["on_duty"]) for row in load] == [
        ("repaira", 2, 1, True),
        ("managera", 0, 0, False),
        ("同事a", 0, 0, False),
    ]
    shown = week(world.manager_a)
    assert {row["name"]: (row["open"], row["late"]) for row in shown["items"]}["repaira"] == (2, 1)


# --- writing ---


@pytest.mark.parametrize(
    ("begin", "length", "field"),
    [
        (1, timedelta(minutes=29), "ends_at"),
        (1, timedelta(minutes=30), None),
        (1, 24 * HOUR, None),
        (1, 24 * HOUR + timedelta(minutes=1), "ends_at"),
        (1, timedelta(0), "ends_at"),
        (1, -HOUR, "ends_at"),
        (-9, 9 * HOUR, "ends_at"),
        (-9, 10 * HOUR, None),
        (24 * 92 - 1, HOUR, None),
        (24 * 92 + 1, HOUR, "starts_at"),
    ],
)
def test_the_times_of_a_shift_have_bounds(world, begin, length, field):
    starts_at = now() + begin * HOUR
    made = shift(
        world.manager_a,
        world.repair_a,
        starts_at=starts_at,
        ends_at=starts_at + length,
        expect=422 if field else 201,
    )
    if field:
        assert field in made["error"]["fields"]


def test_nobody_has_two_shifts_at_once_but_one_may_follow_the_other(world):
    shift(world.manager_a, world.repair_a, starts_at=next_week(0, 8), ends_at=next_week(0, 16))
    refused = shift(world.manager_a, world.repair_a, starts_at=next_week(0, 15), ends_at=next_week(0, 20), expect=409)
    assert refused["error"]["code"] == "duty.shift_overlaps"
    assert "08:00" in refused["error"]["message"]
    shift(world.manager_a, world.repair_a, starts_at=next_week(0, 16), ends_at=next_week(0, 20))
    shift(world.manager_a, world.repair_a2, starts_at=next_week(0, 8), ends_at=next_week(0, 16))


def test_two_managers_at_the_same_moment_make_one_shift(app, world):
    body = {
        "person_id": str(world.repair_a.id),
        "starts_at": next_week().isoformat(),
        "ends_at": next_week(0, 16).isoformat(),
    }
    answers = together(6, lambda number: world.manager_a.post("/staff/duty/shifts", body).status_code)
    assert sorted(answers) == [201, 409, 409, 409, 409, 409]
    assert len(rows(app, "select 1 from duty_shift")) == 1


def test_the_constraint_is_what_keeps_them_apart(app, world):
    """Without it the same six make several shifts: the check before writing is only there for its words."""
    execute(app, "alter table duty_shift drop constraint ex_duty_shift_no_overlap")
    try:
        body = {
            "person_id": str(world.repair_a.id),
            "starts_at": next_week().isoformat(),
            "ends_at": next_week(0, 16).isoformat(),
        }
        for _ in range(10):
            together(6, lambda number: world.manager_a.post("/staff/duty/shifts", body).status_code)
            if len(rows(app, "select 1 from duty_shift")) > 1:
                return
            execute(app, "delete from duty_shift")
        pytest.fail("six at the same moment were kept apart by something else")
    finally:
        execute(app, "delete from duty_shift")
        execute(
            app,
            "alter table duty_shift add constraint ex_duty_shift_no_overlap exclude using gist"
            " (person_id with =, tstzrange(starts_at, ends_at) with &&)",
        )


def test_the_same_key_makes_one_shift(app, world):
    key = str(uuid.uuid4())
    span = {"starts_at": next_week(), "ends_at": next_week(0, 16)}
    first = shift(world.manager_a, world.repair_a, key=key, **span)
    assert shift(world.manager_a, world.repair_a, key=key, **span)["id"] == first["id"]
    assert len(rows(app, "select 1 from duty_shift")) == 1


def test_only_people_of_the_company_are_put_on_duty(world, second):
    for person in (world.repair_b, world.resident_a, world.community_a, world.handler):
        refused = shift(world.manager_a, person, expect=404)
        assert "person_id" in refused["error"]["fields"]
    refused = shift(world.manager_a, world.repair_a, compound=world.b.compound, expect=404)
    assert "compound_id" in refused["error"]["fields"]
    refused = shift(world.manager_a, world.repair_only_a2, compound=world.a.compound, expect=404)
    assert "person_id" in refused["error"]["fields"]
    shift(world.manager_a, world.repair_only_a2, compound=second.compound)


def test_a_manager_of_one_compound_plans_that_compound_only(world, second):
    whole = shift(world.manager_a, world.repair_a, starts_at=next_week(), ends_at=next_week(0, 16))
    refused = shift(world.manager_a2, world.repair_a2, starts_at=next_week(), ends_at=next_week(0, 16), expect=422)
    assert "compound_id" in refused["error"]["fields"]
    shift(world.manager_a2, world.repair_a2, starts_at=next_week(), ends_at=next_week(0, 16), compound=second.compound)

    shown = names(week(world.manager_a2, day=str(next_week().date())))
    assert [one["actions"] for one in shown["repaira"]] == [[]]
    assert [one["actions"] for one in shown["同事a"]] == [["change", "remove"]]
    remove = world.manager_a2.post(f"/staff/duty/shifts/{whole['id']}/actions/remove", {"version": 1})
    assert remove.status_code == 403
    other = shift(world.manager_a, world.repair_a, starts_at=next_week(1), ends_at=next_week(1, 16),
                  compound=world.a.compound)  # fmt: skip
    hidden = world.manager_a2.post(f"/staff/duty/shifts/{other['id']}/actions/remove", {"version": 1})
    assert hidden.status_code == 404


def test_a_shift_is_changed_with_the_version_on_the_screen(world):
    made = shift(world.manager_a, world.repair_a, starts_at=next_week(), ends_at=next_week(0, 16))
    path = f"/staff/duty/shifts/{made['id']}/actions/change"
    body = {"version": 1, "starts_at": next_week(0, 9).isoformat(), "ends_at": next_week(0, 17).isoformat()}
    changed = world.manager_a.post(path, body | {"compound_id": str(world.a.compound)})
    assert (changed.status_code, changed.json["version"]) == (200, 2)
    assert changed.json["compound"]["id"] == str(world.a.compound)
    assert world.manager_a.post(path, body).status_code == 409

    remove = f"/staff/duty/shifts/{made['id']}/actions/remove"
    assert world.manager_a.post(remove, {"version": 1}).status_code == 409
    assert world.manager_a.post(remove, {"version": 2}).status_code == 204
    assert world.manager_a.post(remove, {"version": 2}).status_code == 404


def test_what_has_begun_keeps_its_beginning_and_what_is_over_stays(app, world):
    begin = now() - HOUR
    made = shift(world.manager_a, world.repair_a, starts_at=begin, ends_at=begin + 8 * HOUR)
    assert made["actions"] == ["change"]
    path = f"/staff/duty/shifts/{made['id']}/actions/"
    span = {"starts_at": made["starts_at"], "ends_at": (begin + 9 * HOUR).isoformat()}
    assert world.manager_a.post(path + "remove", {"version": 1}).status_code == 409
    earlier = {"version": 1} | span | {"starts_at": (begin - HOUR).isoformat()}
    refused = world.manager_a.post(path + "change", earlier)
    assert refused.json["error"]["code"] == "duty.shift_over"
    assert world.manager_a.post(path + "change", {"version": 1} | span).status_code == 200

    execute(app, "update duty_shift set starts_at = now() - interval '5 hours', ends_at = now() - interval '1 hour'")
    assert names(week(world.manager_a))["repaira"][0]["actions"] == []
    over = {"version": 2, "starts_at": (now() + HOUR).isoformat(), "ends_at": (now() + 2 * HOUR).isoformat()}
    assert world.manager_a.post(path + "change", over).json["error"]["code"] == "duty.shift_over"


# --- last week once more ---


def copy(person, source: date, target: date, expect: int = 200, **more):
    """Copy a week."""
    body = {"source": str(source), "target": str(target)} | more
    answer = person.post("/staff/duty/shifts/actions/copy_week", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def test_a_week_is_repeated_once(app, world):
    shift(world.manager_a, world.repair_a, starts_at=next_week(0, 8), ends_at=next_week(0, 20))
    shift(world.manager_a, world.repair_a2, starts_at=next_week(6, 20), ends_at=next_week(7, 8))
    source, target = monday_of(today()) + WEEK, monday_of(today()) + 2 * WEEK
    assert copy(world.manager_a, source + 3 * DAY, target + DAY) == {"copied": 2, "skipped": 0}
    assert copy(world.manager_a, source, target) == {"copied": 0, "skipped": 2}

    shown = names(week(world.manager_a, day=str(target)))
    starts = {name: [datetime.fromisoformat(s["starts_at"]).astimezone(BEIJING) for s in found]
              for name, found in shown.items()}  # fmt: skip
    assert starts["repaira"] == [next_week(7, 8)]
    # The night that began on the Sunday before runs into this week and is shown in both.
    assert starts["同事a"] == [next_week(6, 20), next_week(13, 20)]
    assert len(rows(app, "select 1 from duty_shift")) == 4


def test_who_has_left_and_what_would_be_over_is_not_repeated(app, world):
    shift(world.manager_a, world.repair_a, starts_at=next_week(1), ends_at=next_week(1, 16))
    shift(world.manager_a, world.repair_a2, starts_at=next_week(1), ends_at=next_week(1, 16))
    execute(app, "update identity_post set ended_at = now() where person_id = :id", id=world.repair_a2.id)
    source = monday_of(today()) + WEEK
    assert copy(world.manager_a, source, source + WEEK) == {"copied": 1, "skipped": 1}

    # The same shifts three weeks back: in the present week some of them are over already.
    execute(app, "delete from duty_shift where starts_at > :at", at=next_week(7, 0))
    execute(
        app, "update duty_shift set starts_at = starts_at - interval '21 days', ends_at = ends_at - '21 days'::interval"
    )
    monday = monday_of(today())
    result = copy(world.manager_a, monday - 2 * WEEK, monday)
    over = start_of(monday) + DAY + 16 * HOUR <= now()
    assert result == ({"copied": 0, "skipped": 2} if over else {"copied": 1, "skipped": 1})


def test_a_week_is_copied_forward_and_not_into_the_past(world):
    monday = monday_of(today())
    for source, target in ((monday, monday), (monday + WEEK, monday), (monday - 2 * WEEK, monday - WEEK)):
        assert "target" in copy(world.manager_a, source, target, 422)["error"]["fields"]
    copy(world.manager_a, monday, monday + 12 * WEEK)
    copy(world.manager_a, monday, monday + 14 * WEEK, 422)


def test_a_manager_of_one_compound_copies_what_he_plans(world, second):
    shift(world.manager_a, world.repair_a, starts_at=next_week(1), ends_at=next_week(1, 16))
    shift(world.manager_a, world.repair_a2, starts_at=next_week(1), ends_at=next_week(1, 16), compound=second.compound)
    source = monday_of(today()) + WEEK
    assert copy(world.manager_a2, source, source + WEEK) == {"copied": 1, "skipped": 0}
    shown = names(week(world.manager_a, day=str(source + WEEK)))
    assert (len(shown["repaira"]), len(shown["同事a"])) == (0, 1)


def test_a_change_of_the_roster_is_in_the_audit_log(world):
    made = shift(world.manager_a, world.repair_a, starts_at=next_week(), ends_at=next_week(0, 16))
    world.manager_a.post(f"/staff/duty/shifts/{made['id']}/actions/remove", {"version": 1})
    log = world.auditor.get("/staff/audit").json["items"]
    assert [row["what"] for row in log] == ["duty.remove_shift", "duty.add_shift"]
