"""Repeats become one task with its evidence, through filing and routing, on the real database."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.proactive.steps import (
    ROOF,
    STAIRS,
    do,
    execute,
    households,
    in_days,
    neighbours,
    reported,
    rows,
    tasks,
    the_task,
    together,
)
from tests.tickets.steps import act
from tests.world import in_app, write


def test_the_third_of_a_kind_opens_a_task_with_its_evidence(app, world, deliver):
    households(app, world, 400)
    first = [reported(app, world, days_ago=days) for days in (12, 5)]
    deliver()
    assert tasks(world.community_a) == []
    third = reported(app, world, world.neighbour_a)
    deliver()

    task = the_task(world.community_a)
    assert (task["kind"], task["state"], task["category_name"]) == ("repeats", "open", "屋面漏雨")
    assert task["compound"]["id"] == str(world.a.compound)
    assert {row["id"] for row in task["evidence"]} == {*first, third}
    assert task["found"] == {"tickets": 3, "households": 2, "of_households": 400, "rules": ["repeats"]}
    assert task["counts"] == {"tickets": 3, "households": 2, "of_households": 400}
    assert "3件“屋面漏雨”，涉及2户" in task["reason"]
    assert "30天内达到3件" in task["reason"]
    assert task["next_on"] > in_days(0)
    assert task["owner"] == "示例社区a居委会"
    assert [event["action"] for event in task["events"]] == ["open"]
    numbers = {row["id"]: row["household"] for row in task["evidence"]}
    assert numbers[first[0]] == numbers[first[1]] != numbers[third]


@pytest.mark.parametrize(("days", "opened"), [(29, True), (30, True), (31, False)])
def test_the_window_is_thirty_days(app, world, deliver, days, opened):
    for ago in (days, 1, 0.000001):
        reported(app, world, days_ago=ago)
    newest = rows(app, "select max(created_at) as at from tickets_ticket")[0].at
    execute(app, "update tickets_ticket set created_at = :at - make_interval(days => :days) where created_at ="
                 " (select min(created_at) from tickets_ticket)", at=newest, days=days)  # fmt: skip
    deliver()
    assert (len(tasks(world.community_a)) == 1) is opened


@pytest.mark.parametrize(("of_households", "opened"), [(41, False), (40, True)])
def test_five_per_cent_of_the_households_are_enough(app, world, deliver, of_households, opened):
    households(app, world, of_households)
    reported(app, world, world.resident_a)
    deliver()
    assert tasks(world.community_a) == []
    reported(app, world, world.neighbour_a)
    deliver()
    found = tasks(world.community_a)
    assert (len(found) == 1) is opened
    if opened:
        assert "占全小区40户的5.0%，达到5%" in found[0]["reason"]


def test_one_household_three_times_counts_as_repeats_but_as_one_household(app, world, deliver):
    households(app, world, 20)
    reported(app, world, world.resident_a)
    reported(app, world, world.family_a)  # his daughter, of the same home
    deliver()
    assert tasks(world.community_a) == []  # one household of twenty is 5 %, but no cluster
    reported(app, world, world.resident_a)
    deliver()
    task = the_task(world.community_a)
    assert (task["counts"]["tickets"], task["counts"]["households"]) == (3, 1)
    assert {row["household"] for row in task["evidence"]} == {1}


def test_who_joins_a_matter_is_a_household_too(app, world, deliver):
    """Neighbours are asked to join instead of reporting again: that must not hide how many are concerned."""
    households(app, world, 40)
    ticket = reported(app, world, world.resident_a)
    deliver()
    assert world.family_a.post(f"/tickets/{ticket}/join", {}).status_code == 200
    deliver()
    assert tasks(world.community_a) == []  # of the same home
    assert world.neighbour_a.post(f"/tickets/{ticket}/join", {"note": "我家也漏"}).status_code == 200
    deliver()
    task = the_task(world.community_a)
    assert task["found"] == {"tickets": 1, "households": 2, "of_households": 40, "rules": ["share"]}
    assert task["counts"] == {"tickets": 1, "households": 2, "of_households": 40}
    assert [row["joined"] for row in task["evidence"]] == [1]


def test_merging_does_not_make_households_disappear(app, world, deliver):
    households(app, world, 41)
    first = reported(app, world, world.resident_a)
    second = reported(app, world, world.neighbour_a)
    deliver()
    assert tasks(world.community_a) == []
    act(world.community_a, second, "merge", staff=True, into_id=first, note="同一处漏雨")
    households(app, world, 40)
    reported(app, world, world.resident_a)
    deliver()
    assert the_task(world.community_a)["counts"]["households"] == 2


def test_other_kinds_and_other_compounds_do_not_add_up(app, world, deliver):
    for _ in range(2):
        reported(app, world)
        reported(app, world, category=STAIRS)
        reported(app, world, world.resident_b, estate=world.b)
    deliver()
    assert tasks(world.district) == []


def test_praise_and_questions_are_no_trouble(app, world, deliver):
    for _ in range(3):
        reported(app, world, category="1803", kind="consultation")
    deliver()
    assert tasks(world.community_a) == []


def test_what_the_router_sorted_counts_too(app, world, deliver):
    for _ in range(3):
        reported(app, world, category=None, description="屋顶漏水了")
    deliver()
    assert the_task(world.community_a)["category_name"] == "屋面漏雨"


def test_withdrawn_and_merged_ones_do_not_count(app, world, deliver):
    first = reported(app, world)
    second = reported(app, world)
    deliver()
    act(world.resident_a, first, "withdraw")
    third = reported(app, world)
    deliver()
    assert tasks(world.community_a) == []  # two are left
    act(world.community_a, third, "merge", staff=True, into_id=second, note="同一处漏雨")
    fourth = reported(app, world)
    deliver()
    assert tasks(world.community_a) == []

    act(world.community_a, third, "unmerge", staff=True, note="不是同一处")
    deliver()
    task = the_task(world.community_a)
    assert {row["id"] for row in task["evidence"]} == {second, third, fourth}


def test_evidence_that_is_withdrawn_later_stays_in_sight_but_does_not_count(app, world, deliver):
    tickets = [reported(app, world) for _ in range(3)]
    deliver()
    act(world.resident_a, tickets[0], "withdraw")
    task = the_task(world.community_a)
    assert task["counts"]["tickets"] == 2
    assert task["found"]["tickets"] == 3
    assert {row["id"]: row["counts"] for row in task["evidence"]} == {
        tickets[0]: False,
        tickets[1]: True,
        tickets[2]: True,
    }


def test_further_repeats_are_added_while_the_task_runs(app, world, deliver):
    for _ in range(3):
        reported(app, world)
    deliver()
    task = do(world.community_a, the_task(world.community_a), "start", next_on=in_days(3))
    late = reported(app, world, world.neighbour_a)
    deliver()
    again = the_task(world.community_a)
    assert again["id"] == task["id"]
    assert again["version"] == task["version"]  # what the system adds does not take a form off the screen
    assert late in {row["id"] for row in again["evidence"]}
    assert (again["counts"]["tickets"], again["counts"]["households"]) == (4, 2)


def test_after_the_task_is_over_only_new_ones_count(app, world, deliver):
    for _ in range(3):
        reported(app, world)
    deliver()
    task = do(world.community_a, the_task(world.community_a), "start", next_on=in_days(3))
    do(world.community_a, task, "finish", note="屋面重做了防水")
    for _ in range(2):
        reported(app, world)
    deliver()
    assert tasks(world.community_a) == []
    reported(app, world)
    deliver()
    second = the_task(world.community_a)
    assert second["id"] != task["id"]
    assert second["counts"]["tickets"] == 3
    assert len(tasks(world.community_a, state="all")) == 2


def test_a_message_delivered_again_and_another_routing_change_nothing(app, world, deliver):
    from app.core import outbox

    tickets = [reported(app, world) for _ in range(3)]
    deliver()
    task = the_task(world.community_a)
    detect = next(one for one in outbox.SUBSCRIBERS["tickets.routed"] if one.name == "proactive.detect").handler
    for message in rows(app, "select payload from core_outbox where subscriber = 'proactive.detect'"):
        write(app, detect, message.payload)
    act(world.community_a, tickets[0], "reassign", staff=True, organisation_id=str(world.contractor), note="保修期")
    deliver()
    assert the_task(world.community_a) == task | {"evidence": the_task(world.community_a)["evidence"]}
    assert len(rows(app, "select 1 from proactive_ticket")) == 3


def test_what_the_task_lodged_itself_is_no_repeat(app, world, deliver):
    for _ in range(3):
        reported(app, world)
    deliver()
    task = the_task(world.community_a)
    do(world.community_a, task, "lodge", description="请物业全面检查屋面")
    deliver()
    task = the_task(world.community_a)
    assert len(task["evidence"]) == 3
    assert [row["description"] for row in task["lodged"]] == ["请物业全面检查屋面"]


# --- at the same moment ---


def routed(app, world, people) -> list[UUID]:
    """Report the same thing for each of ``people``, route it, and leave the looking for repeats undone."""
    from sqlalchemy import text

    from app.core.db import db
    from app.tickets import service

    tickets = [UUID(reported(app, world, person)) for person in people]
    for ticket in tickets:
        write(app, service.route, ticket)
    write(app, lambda: db.session.execute(text("update core_outbox set done_at = now()")))
    return tickets


def detected_at_once(app, tickets) -> list:
    """Look for repeats for all tickets at the same moment, each in a transaction of its own."""
    from app.proactive.service import detect

    return together(len(tickets), lambda number: write(app, detect, tickets[number]))


def test_eight_at_once_make_one_task_with_all_of_them(app, world, deliver):
    tickets = routed(app, world, neighbours(app, world, 8))
    answers = detected_at_once(app, tickets)
    assert len(set(answers) - {None}) == 1  # None: another one has taken it along
    task = the_task(world.community_a)
    assert {row["id"] for row in task["evidence"]} == {str(ticket) for ticket in tickets}
    assert (task["counts"]["tickets"], task["counts"]["households"]) == (8, 8)
    assert len(rows(app, "select 1 from proactive_event")) == 1


def test_eight_filed_at_once_and_delivered_by_several_workers(app, world):
    from app.core import outbox

    people = neighbours(app, world, 8)
    together(8, lambda number: reported(app, world, people[number]))
    together(4, lambda number: in_app(app, outbox.drain_all))
    in_app(app, outbox.drain_all)
    task = the_task(world.community_a)
    assert (task["counts"]["tickets"], task["counts"]["households"]) == (8, 8)


@pytest.mark.sabotage
def test_the_proof_turns_red_without_the_unique_index(app, world, monkeypatch):
    import time

    from app.proactive import queries

    look = queries.near

    def slowly(*given):
        found = look(*given)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(queries, "near", slowly)
    people = neighbours(app, world, 8)
    execute(app, "drop index uq_proactive_task_repeats")
    try:
        detected_at_once(app, routed(app, world, people))
        assert len(rows(app, "select 1 from proactive_task")) > 1
    finally:
        execute(app, "truncate proactive_task cascade")
        execute(
            app,
            "create unique index uq_proactive_task_repeats on proactive_task (compound_id, category)"
            " where kind = 'repeats' and state in ('open', 'doing')",
        )


def test_looking_for_repeats_reads_one_range_of_an_index(app, world):
    from sqlalchemy import text

    from app.core.clock import now
    from app.core.db import db
    from app.proactive.queries import NEAR

    def plan() -> str:
        params = {"compound": world.a.compound, "category": ROOF, "begin": now(), "end": now()}
        with db.engine.begin() as connection:
            connection.execute(text("set local enable_seqscan = off"))
            found = connection.execute(text("explain " + NEAR.text), params).all()
        return "\n".join(row[0] for row in found)

    shown = in_app(app, plan)
    assert "ix_tickets_ticket_compound_newest" in shown
    assert "Seq Scan on tickets_ticket" not in shown
