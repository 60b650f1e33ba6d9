"""Call-backs follow their order: into another month, out of a merge, and to the organisation that it gets at last."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from app.core.clock import BEIJING, now
from app.core.db import db
from tests.callbacks.test_calling import GOOD, call, desk
from tests.callbacks.test_numbers import rows
from tests.callbacks.test_rates import rates, recounted
from tests.tickets.moments import parse, pass_time
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import in_app, write

NOBODY = "00000000-0000-0000-0000-000000000000"


def tasks(app, ticket: str) -> list[tuple]:
    """Return (state, month, organisation) of the call-backs of an order, the reporter's first."""

    def look():
        statement = text(
            "select state, to_char(month, 'YYYY-MM'), company_id from callbacks_task"
            " where ticket_id = :id order by round, is_reporter desc, created_at"
        )
        with db.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(statement, {"id": ticket})]

    return in_app(app, look)


def cells(app) -> dict[tuple[str, str], int]:
    """Return how many call-backs count in each (month, organisation) that holds any."""

    def look():
        statement = text("select to_char(month, 'YYYY-MM') as m, company_id, orders from callbacks_cell")
        with db.engine.connect() as connection:
            return {(row.m, str(row.company_id)): row.orders for row in connection.execute(statement) if row.orders}

    return in_app(app, look)


def month_of(moment: str) -> str:
    """Return the month of an instant of the wire, in Beijing."""
    return parse(moment).astimezone(BEIJING).strftime("%Y-%m")


@pytest.fixture
def leak(world, deliver):
    """A leak in the hands of company a."""
    ticket = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    return ticket


# --- the deadline moves ---


@pytest.fixture
def extended(app, world, deliver, leak):
    """A leak that is asked about because its time was over, and then gets fifty days more."""
    act(world.manager_a, leak, "accept", staff=True)
    until = (now() + timedelta(days=50)).isoformat()
    act(world.manager_a, leak, "extend", staff=True, note="等材料", until=until)
    pass_time(app, hours=25)
    deliver()
    return leak


def approve_extension(world, ticket: str):
    """Let the community approve it; returns the order."""
    asked = see(world.community_a, ticket, staff=True)["requests"][0]
    return act(world.community_a, ticket, "decide", staff=True, request_id=asked["id"], approve=True, note="可").json


def test_more_time_ends_the_question_until_that_is_over_too(app, world, deliver, extended):
    before = month_of(see(world.community_a, extended, staff=True)["finish_due_at"])
    company = world.company_a
    assert tasks(app, extended) == [("open", before, company)]
    assert cells(app) == {(before, str(company)): 1}
    link_before = desk(world.community_a)[0]["id"]
    approve_extension(world, extended)
    deliver()
    assert desk(world.community_a) == []
    assert tasks(app, extended)[0][0] == "void"
    assert cells(app) == {}
    assert recounted(app) == []

    pass_time(app, days=50)
    deliver()
    after = month_of(see(world.community_a, extended, staff=True)["finish_due_at"])
    (again,) = desk(world.community_a)
    assert again["id"] == link_before  # one for each person and round
    assert tasks(app, extended) == [("open", after, company)]
    assert cells(app) == {(after, str(company)): 1}
    assert recounted(app) == []


def test_what_was_answered_counts_in_the_month_of_the_new_deadline(app, world, deliver, extended):
    before = month_of(see(world.community_a, extended, staff=True)["finish_due_at"])
    (task,) = desk(world.community_a)
    call(world.community_a, task, "answer", outcome="unsolved", satisfaction="fair", reason="没来")
    deliver()
    after = month_of(approve_extension(world, extended)["finish_due_at"])
    assert after != before
    deliver()
    company = world.company_a
    assert tasks(app, extended) == [("answered", after, company)]
    assert cells(app) == {(after, str(company)): 1}
    assert recounted(app) == []
    finish_by_start(world.manager_a, extended)
    deliver()
    assert desk(world.community_a) == []  # he was asked in this round


def finish_by_start(person, ticket: str) -> None:
    """Start and finish what was accepted."""
    act(person, ticket, "start", staff=True)
    act(person, ticket, "finish", staff=True, note="好了")


def test_done_within_the_new_time_is_asked_about_and_in_time(app, world, deliver, extended):
    approve_extension(world, extended)
    deliver()
    finish_by_start(world.manager_a, extended)
    deliver()
    after = month_of(see(world.community_a, extended, staff=True)["finish_due_at"])
    assert tasks(app, extended) == [("open", after, world.company_a)]

    def in_time():
        return db.session.scalar(text("select in_time from callbacks_task"))

    assert in_app(app, in_time) is True


def test_an_upheld_objection_ends_the_question_and_the_next_one_counts_with_the_other(app, world, deliver, leak):
    pass_time(app, hours=20)
    act(world.manager_a, leak, "return", staff=True, note="不归我们")
    pass_time(app, hours=10)
    deliver()
    assert [task["ticket_id"] for task in desk(world.community_a)] == [leak]
    asked = see(world.community_a, leak, staff=True)["requests"][0]
    other = world.contractor
    act(
        world.community_a, leak, "decide", staff=True, request_id=asked["id"], approve=True, note="属实",
        organisation_id=str(other),
    )  # fmt: skip
    deliver()
    assert desk(world.community_a) == []
    pass_time(app, hours=5)  # of the ten hours that were given back six are left
    deliver()
    month = month_of(see(world.community_a, leak, staff=True)["finish_due_at"])
    assert tasks(app, leak) == [("open", month, other)]
    assert list(cells(app)) == [(month, str(other))]
    assert recounted(app) == []


def test_a_deadline_recomputed_within_the_past_takes_the_question_along(app, world, deliver, leak):
    """A corrected calendar moved it over the end of a month; it is over all the same."""
    from app.callbacks import service

    pass_time(app, hours=25)
    deliver()
    before = month_of(see(world.community_a, leak, staff=True)["finish_due_at"])
    earlier = "update tickets_ticket set finish_due_at = finish_due_at - interval '40 days'"
    write(app, lambda: db.session.execute(text(earlier)))
    write(app, service.follow, UUID(leak))
    after = month_of(see(world.community_a, leak, staff=True)["finish_due_at"])
    assert after < before
    assert tasks(app, leak) == [("open", after, world.company_a)]
    assert cells(app) == {(after, str(world.company_a)): 1}
    assert recounted(app) == []


def test_a_late_message_about_a_deadline_that_moved_asks_nobody(app, world, deliver, leak):
    from app.callbacks import service

    write(app, service.follow, UUID(leak))
    assert tasks(app, leak) == []


def test_nobody_is_asked_while_the_clock_stands(app, world, deliver, leak):
    from app.callbacks import service

    for step in ("accept", "start"):
        act(world.manager_a, leak, step, staff=True)
    until = (now() + timedelta(days=20)).isoformat()
    act(world.manager_a, leak, "suspend", staff=True, note="等配件", until=until)
    pass_time(app, hours=30)
    deliver()
    write(app, service.follow, UUID(leak))
    assert tasks(app, leak) == []


# --- out of a merge ---


@pytest.fixture
def merged(world, deliver, leak):
    """The neighbour's own report, merged into the leak. Its id."""
    other = file(world.neighbour_a, world.a, category="0101", description="漏")["id"]
    deliver()
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=leak)
    deliver()
    return other


def asked_about(person) -> list[str]:
    """Return about which orders somebody is asked on his phone."""
    return [item["ticket_id"] for item in person.get("/callbacks").json["items"]]


def test_who_left_with_his_own_order_is_asked_about_that_one_only(app, world, deliver, leak, merged):
    finish_by_repair(world.repair_a, leak)
    deliver()
    assert asked_about(world.neighbour_a) == [leak]
    assert sum(cells(app).values()) == 2
    act(world.community_a, merged, "unmerge", staff=True, note="不是一处")
    deliver()
    assert asked_about(world.neighbour_a) == []
    assert asked_about(world.resident_a) == [leak]
    assert sum(cells(app).values()) == 1
    assert recounted(app) == []
    finish_by_repair(world.repair_a, merged)
    deliver()
    assert asked_about(world.neighbour_a) == [merged]
    assert recounted(app) == []


def test_who_could_not_be_reached_is_not_counted_there_either(app, world, deliver, leak, merged):
    finish_by_repair(world.repair_a, leak)
    deliver()
    mine = next(item for item in desk(world.community_a) if not item["is_reporter"])
    write(app, lambda: db.session.execute(text("update callbacks_task set tries = 2 where not is_reporter")))
    past = "insert into callbacks_try (task_id, seq, at, by_id) values (:id, :n, now() - interval '1 day', :by)"
    for n in (1, 2):
        values = {"id": mine["id"], "n": n, "by": world.community_a.id}
        write(app, lambda values=values: db.session.execute(text(past), values))
    call(world.community_a, mine, "missed")
    assert rates(world.community_a)["whole"]["counts"]["unreached"] == 1
    act(world.community_a, merged, "unmerge", staff=True, note="不是一处")
    deliver()
    assert rates(world.community_a)["whole"]["counts"]["unreached"] == 0
    assert recounted(app) == []


def test_who_joined_by_himself_is_still_asked(app, world, deliver, leak, merged):
    assert world.family_a.post(f"/tickets/{leak}/join", {}).status_code == 200
    finish_by_repair(world.repair_a, leak)
    deliver()
    act(world.community_a, merged, "unmerge", staff=True, note="不是一处")
    deliver()
    assert asked_about(world.family_a) == [leak]


def test_what_was_asked_before_the_merge_is_asked_again_after_it(app, world, deliver, leak):
    other = file(world.neighbour_a, world.a, category="0101", description="漏")["id"]
    deliver()
    pass_time(app, hours=25)
    deliver()
    assert asked_about(world.neighbour_a) == [other]
    act(world.community_a, other, "merge", staff=True, note="同一处", into_id=leak)
    deliver()
    assert asked_about(world.neighbour_a) == [leak]
    act(world.community_a, other, "unmerge", staff=True, note="不是一处")
    deliver()
    finish_by_repair(world.repair_a, other)
    deliver()
    assert asked_about(world.neighbour_a) == [other]
    assert recounted(app) == []


# --- never given to anybody ---


@pytest.fixture
def unrouted(app, world, deliver):
    """A leak whose deadline passed while it waited for the router."""
    made = file(world.resident_a, world.a, category="0101", description="漏")
    later = "update core_outbox set due_at = now() + interval '10 days' where subscriber = 'tickets.route'"
    write(app, lambda: db.session.execute(text(later)))
    pass_time(app, hours=30)

    def notice():
        from app.tickets import service

        service.note_deadline(UUID(made["id"]), 1, "finish")

    write(app, notice)
    deliver()
    return made["id"]


def test_an_order_without_an_organisation_counts_in_a_cell_of_its_own(app, world, unrouted):
    counts = rates(world.community_a)["whole"]["counts"]
    assert (counts["orders"], counts["waiting"]) == (1, 1)
    (group,) = rates(world.street_a, "company")["groups"]
    assert (group["id"], group["name"]) == (NOBODY, "没有承办单位")
    assert len(rows(world.street_a, "waiting", company_id=NOBODY)) == 1
    assert rows(world.street_a, "waiting", company_id=world.company_a) == []
    assert [row["organisation_name"] for row in rows(world.community_a, "orders")] == [None]
    for kind in ("compound", "community"):
        assert rates(world.street_a, kind)["groups"][0]["counts"]["orders"] == 1
    assert rates(world.manager_a)["whole"]["counts"]["orders"] == 0
    assert recounted(app) == []


def test_once_it_is_given_to_somebody_it_counts_there(app, world, deliver, unrouted):
    act(world.community_a, unrouted, "reassign", staff=True, note="补派", organisation_id=str(world.company_a))
    deliver()
    (group,) = rates(world.street_a, "company")["groups"]
    assert (group["id"], group["counts"]["orders"]) == (str(world.company_a), 1)
    assert recounted(app) == []
    finish_by_repair(world.repair_a, unrouted)
    deliver()
    act(world.resident_a, unrouted, "confirm", outcome="solved", rating=5)
    deliver()
    counts = rates(world.manager_a)["whole"]["counts"]
    assert (counts["orders"], counts["valid"], counts["solved"]) == (1, 1, 1)
    assert recounted(app) == []


def test_it_counts_with_whom_the_router_finds_late(app, world, deliver, unrouted):
    soon = "update core_outbox set due_at = now() where subscriber = 'tickets.route' and done_at is null"
    write(app, lambda: db.session.execute(text(soon)))
    deliver()
    assert tasks(app, unrouted)[0][2] == world.company_a
    assert list(cells(app).values()) == [1]
    assert recounted(app) == []


def test_an_answer_given_before_it_was_routed_goes_along(app, world, deliver, unrouted):
    call(world.community_a, desk(world.community_a)[0], "answer", **GOOD)
    assert rates(world.community_a)["whole"]["counts"]["valid"] == 1
    act(world.community_a, unrouted, "reassign", staff=True, note="补派", organisation_id=str(world.company_a))
    deliver()
    assert rates(world.manager_a)["whole"]["counts"]["valid"] == 1
    month = month_of(see(world.community_a, unrouted, staff=True)["finish_due_at"])
    assert cells(app) == {(month, str(world.company_a)): 1}
    assert recounted(app) == []
