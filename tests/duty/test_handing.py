"""An order inside a company: named by the manager, by turn among those on duty, or free for all."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.clock import now
from tests.duty.steps import HOUR, choose, execute, handouts, order, ordered, rows, shift, told
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import in_app, write


def test_without_a_choice_anybody_of_the_company_takes_it(app, world, deliver):
    ticket = ordered(world, deliver)
    assert order(app, ticket).open_to_all
    assert handouts(app) == []
    setting = world.manager_a.get("/staff/duty/settings").json["items"][0]
    assert (setting["mode"], setting["version"], setting["mode_name"]) == ("pool", 0, "自行接单")
    act(world.repair_a, ticket, "accept", staff=True)


def test_by_hand_nobody_takes_it_until_the_manager_names_him(app, world, deliver):
    choose(world.manager_a, world.a, "manual")
    ticket = ordered(world, deliver)
    assert not order(app, ticket).open_to_all
    assert world.repair_a.get("/staff/duty/pool").json["items"] == []
    version = see(world.manager_a, ticket, staff=True)["version"]
    refused = world.repair_a.post(f"/staff/tickets/{ticket}/actions/accept", {"version": version})
    assert refused.status_code in (403, 404)
    assert [(one["ticket_id"], one["why"]) for one in told(app)] == [(ticket, "manual")]
    assert [row.outcome for row in handouts(app)] == ["waiting"]

    act(world.manager_a, ticket, "assign", staff=True, assignee_id=str(world.repair_a2.id))
    act(world.repair_a2, ticket, "accept", staff=True)


def test_from_the_pool_whoever_is_first(app, world, deliver):
    choose(world.manager_a, world.a, "pool")
    ticket = ordered(world, deliver)
    assert order(app, ticket).open_to_all
    assert [row.outcome for row in handouts(app)] == ["pool"]
    assert [one["id"] for one in world.repair_a2.get("/staff/duty/pool").json["items"]] == [ticket]
    act(world.repair_a2, ticket, "accept", staff=True)
    assert world.repair_a.get("/staff/duty/pool").json["items"] == []


def test_by_round_those_on_duty_take_turns(app, world, deliver):
    choose(world.manager_a, world.a, "round")
    for person in (world.repair_a, world.repair_a2):
        shift(world.manager_a, person)
    tickets = [ordered(world, deliver) for _ in range(4)]
    taken = [order(app, ticket).assignee_id for ticket in tickets]
    assert set(taken) == {world.repair_a.id, world.repair_a2.id}
    assert taken[:2] == taken[2:]
    shown = see(world.resident_a, tickets[0])
    assert any("值班轮派" in step["note"] for step in shown["timeline"])
    for ticket, worker in zip(tickets, taken, strict=True):
        mine = next(one for one in (world.repair_a, world.repair_a2) if one.id == worker)
        act(mine, ticket, "accept", staff=True)


def test_only_who_is_on_duty_there_now_and_still_works_there_has_a_turn(app, world, deliver):
    choose(world.manager_a, world.a, "round")
    shift(world.manager_a, world.repair_a, starts_at=now() + HOUR, ends_at=now() + 3 * HOUR)
    shift(world.manager_a, world.repair_a2)
    assert order(app, ordered(world, deliver)).assignee_id == world.repair_a2.id

    execute(app, "update identity_post set ended_at = now() where person_id = :id", id=world.repair_a2.id)
    assert order(app, ordered(world, deliver)).assignee_id is None
    execute(app, "update identity_post set ended_at = null where person_id = :id", id=world.repair_a2.id)
    execute(app, "update identity_person set status = 'disabled' where id = :id", id=world.repair_a2.id)
    assert order(app, ordered(world, deliver)).assignee_id is None
    execute(app, "update identity_person set status = 'active' where id = :id", id=world.repair_a2.id)
    execute(app, "update duty_shift set compound_id = :other where person_id = :id",
            id=world.repair_a2.id, other=world.b.compound)  # fmt: skip
    assert order(app, ordered(world, deliver)).assignee_id is None
    execute(app, "update duty_shift set compound_id = :here where person_id = :id",
            id=world.repair_a2.id, here=world.a.compound)  # fmt: skip
    assert order(app, ordered(world, deliver)).assignee_id == world.repair_a2.id


@pytest.mark.parametrize(("begin", "end", "takes"), [(-60, 0, False), (-60, 30, True), (0, 60, True), (1, 60, False)])
def test_a_shift_counts_from_its_first_moment_and_not_at_its_last(app, world, deliver, begin, end, takes):
    from app.duty.queries import on_duty

    shift(world.manager_a, world.repair_a, starts_at=now() + HOUR, ends_at=now() + 2 * HOUR)
    at = rows(app, "select now() as at")[0].at
    execute(
        app,
        "update duty_shift set starts_at = :at + make_interval(mins => :begin),"
        " ends_at = :at + make_interval(mins => :end)",
        at=at,
        begin=begin,
        end=end,
    )
    found = in_app(app, on_duty, world.company_a, world.a.compound, at)
    assert [one.person_id for one in found] == ([world.repair_a.id] if takes else [])


def test_with_nobody_on_duty_it_goes_into_the_pool_and_says_so(app, world, deliver):
    choose(world.manager_a, world.a, "round")
    ticket = ordered(world, deliver)
    found = order(app, ticket)
    assert (found.assignee_id, found.open_to_all) == (None, True)
    assert [(one["ticket_id"], one["why"]) for one in told(app)] == [(ticket, "nobody_on_duty")]
    row = world.manager_a.get("/staff/duty/handouts").json["items"][0]
    assert (row["id"], row["outcome"], row["person"]) == (ticket, "pool", None)
    assert "没有人值班" in row["reason"]
    seen = world.community_a.get("/staff/duty/handouts", query_string={"compound_id": str(world.a.compound)})
    assert [one["id"] for one in seen.json["items"]] == [ticket]
    act(world.repair_a, ticket, "accept", staff=True)


def test_who_took_it_before_the_roster_did_has_had_no_turn(app, world, deliver):
    """Routed, but not yet handed out; a colleague is faster than the worker."""
    from app.tickets import service

    choose(world.manager_a, world.a, "round")
    shift(world.manager_a, world.repair_a)
    made = file(world.resident_a, world.a, category="0101", description="漏")
    write(app, service.route, UUID(made["id"]))
    act(world.repair_a2, made["id"], "accept", staff=True)
    deliver()
    assert order(app, made["id"]).assignee_id == world.repair_a2.id
    assert handouts(app) == []
    assert rows(app, "select turns from duty_setting")[0].turns == 0
    assert rows(app, "select 1 from duty_turn") == []


def test_a_message_delivered_twice_hands_out_once(app, world, deliver):
    from app.core import outbox

    choose(world.manager_a, world.a, "round")
    for person in (world.repair_a, world.repair_a2):
        shift(world.manager_a, person)
    ticket = ordered(world, deliver)
    before = order(app, ticket)
    message = rows(app, "select payload from core_outbox where subscriber = 'duty.hand_out'")[0].payload
    hand_out = next(one for one in outbox.SUBSCRIBERS["tickets.routed"] if one.name == "duty.hand_out").handler
    for _ in range(2):
        write(app, hand_out, message)
    assert order(app, ticket) == before
    assert len(handouts(app)) == 1
    assert rows(app, "select turns from duty_setting")[0].turns == 1


def test_by_hand_a_message_delivered_twice_tells_the_manager_once(app, world, deliver):
    from app.core import outbox

    choose(world.manager_a, world.a, "manual")
    ordered(world, deliver)
    message = rows(app, "select payload from core_outbox where subscriber = 'duty.hand_out'")[0].payload
    hand_out = next(one for one in outbox.SUBSCRIBERS["tickets.routed"] if one.name == "duty.hand_out").handler
    write(app, hand_out, message)
    assert len(told(app)) == 1


def test_an_order_that_is_opened_again_is_handed_out_again(app, world, deliver):
    choose(world.manager_a, world.a, "round")
    for person in (world.repair_a, world.repair_a2):
        shift(world.manager_a, person)
    ticket = ordered(world, deliver)
    first = order(app, ticket).assignee_id
    worker, other = (
        (world.repair_a, world.repair_a2) if first == world.repair_a.id else (world.repair_a2, world.repair_a)
    )
    finish_by_repair(worker, ticket)
    act(world.resident_a, ticket, "confirm", outcome="unsolved", rating=1)
    act(world.resident_a, ticket, "reopen", note="还在漏")
    deliver()
    assert order(app, ticket).assignee_id == other.id
    assert [row.outcome for row in handouts(app)] == ["assigned", "assigned"]


def test_each_company_hands_out_its_own_way(app, world, deliver):
    choose(world.manager_a, world.a, "manual")
    choose(world.manager_b, world.b, "pool")
    ticket = ordered(world, deliver)
    assert not order(app, ticket).open_to_all
    act(world.district, ticket, "reassign", staff=True, organisation_id=str(world.contractor), note="保修期内")
    deliver()
    assert order(app, ticket).open_to_all  # another organisation, which never chose
    other = file(world.resident_b, world.b, category="0101", description="漏")["id"]
    deliver()
    assert order(app, other).open_to_all


# --- another way from now on ---


def test_what_waits_is_handed_out_anew_when_the_manager_chooses_another_way(app, world, deliver):
    choose(world.manager_a, world.a, "manual")
    waiting = [ordered(world, deliver) for _ in range(3)]
    choose(world.manager_a, world.a, "pool", version=1)
    deliver()
    assert all(order(app, ticket).open_to_all for ticket in waiting)

    shift(world.manager_a, world.repair_a)
    act(world.repair_a2, waiting[0], "accept", staff=True)
    choose(world.manager_a, world.a, "round", version=2)
    deliver()
    assert order(app, waiting[0]).assignee_id == world.repair_a2.id
    assert [order(app, ticket).assignee_id for ticket in waiting[1:]] == [world.repair_a.id] * 2

    choose(world.manager_a, world.a, "manual", version=3)
    deliver()
    assert [order(app, ticket).assignee_id for ticket in waiting[1:]] == [world.repair_a.id] * 2


def test_many_waiting_orders_are_handed_out_in_portions(app, world, deliver, monkeypatch):
    from app.duty.service import handing

    monkeypatch.setattr(handing, "AT_ONCE", 2)
    choose(world.manager_a, world.a, "manual")
    waiting = [ordered(world, deliver) for _ in range(5)]
    choose(world.manager_a, world.a, "pool", version=1)
    deliver()
    assert all(order(app, ticket).open_to_all for ticket in waiting)


def test_of_two_managers_who_choose_at_once_one_is_told(app, world):
    choose(world.manager_a, world.a, "round")
    choose(world.manager_a, world.a, "pool", expect=409)
    choose(world.manager_a, world.a, "pool", version=1)
    choose(world.manager_a, world.a, "manual", version=1, expect=409)
    found = rows(app, "select mode, version from duty_setting")
    assert [(row.mode, row.version) for row in found] == [("pool", 2)]
    choose(world.manager_b, world.a, "pool", expect=404)
    log = rows(app, "select detail from core_audit where what = 'duty.choose_mode' order by id")
    assert [row.detail for row in log] == [
        {"before": "pool", "after": "round"},
        {"before": "round", "after": "pool"},
    ]
