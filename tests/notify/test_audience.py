"""Who hears of what, in which words, and that nobody hears of it twice."""

from __future__ import annotations

import re
from dataclasses import asdict, replace

import pytest
from sqlalchemy import select, text

from app.core.db import db
from app.core.permissions import Role
from app.events.tickets import TicketLate, TicketMoved, TicketRouted
from app.notify import jobs
from app.notify.models import Notice
from tests.tickets.steps import act, file, finish_by_repair
from tests.world import bind, contract, give_post, in_app, make_person, write

ACTS = {"accept": {}, "start": {}, "finish": {"note": "已修好"}}


def inbox(person) -> list[dict]:
    """Return a person's notices, newest first."""
    answer = person.get("/inbox")
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def kinds(world) -> dict[str, list[str]]:
    """Return what is new in each person's inbox, oldest first, and mark it as read."""
    found = {}
    for key, person in world.people.items():
        new = [notice["kind"] for notice in reversed(inbox(person)) if notice["read_at"] is None]
        person.post("/inbox/actions/read_all")
        if new:
            found[key] = new
    return found


@pytest.fixture
def ticket(world, deliver):
    """A routed ticket of resident_a, of which everybody has heard."""
    filed = file(world.resident_a, world.a, category="0101", description="顶楼漏雨，电话13800138000")
    deliver()
    return filed


def test_a_new_ticket_is_told_to_the_reporter_and_to_the_managers_of_the_company(world, ticket):
    assert kinds(world) == {"resident_a": ["routed"], "manager_a": ["new"]}


def test_each_move_of_others_reaches_the_reporter_and_nobody_hears_of_his_own(world, ticket, deliver):
    kinds(world)
    for action, kind in (("accept", "accepted"), ("start", "started"), ("finish", "finished")):
        act(world.repair_a, ticket["id"], action, staff=True, **ACTS[action])
        deliver()
        assert kinds(world) == {"resident_a": [kind]}, action

    act(world.resident_a, ticket["id"], "confirm", outcome="solved", rating=5)
    deliver()
    assert kinds(world) == {"repair_a": ["confirmed"]}


def test_not_solved_reaches_worker_manager_and_community(world, ticket, deliver):
    finish_by_repair(world.repair_a, ticket["id"])
    deliver()
    kinds(world)

    act(world.resident_a, ticket["id"], "confirm", outcome="unsolved", rating=1)
    deliver()

    assert kinds(world) == {"repair_a": ["unsolved"], "manager_a": ["unsolved"], "community_a": ["unsolved"]}


def test_opening_it_again_reaches_the_company(world, ticket, deliver):
    finish_by_repair(world.repair_a, ticket["id"])
    act(world.resident_a, ticket["id"], "confirm", outcome="unsolved", rating=1)
    deliver()
    kinds(world)

    act(world.community_a, ticket["id"], "reopen", staff=True, note="居民说还在漏")
    deliver()

    assert kinds(world) == {"resident_a": ["reopened"], "manager_a": ["reopened"]}


def test_a_colleague_hears_that_it_is_his(world, ticket, deliver):
    kinds(world)
    act(world.manager_a, ticket["id"], "reassign", staff=True, note="他有空", assignee_id=str(world.repair_a2.id))
    deliver()
    assert kinds(world) == {"resident_a": ["assigned"], "repair_a2": ["assigned"]}


def test_a_change_of_organisation_is_told_once(world, ticket, deliver):
    kinds(world)
    act(world.community_a, ticket["id"], "reassign", staff=True, note="在保", organisation_id=str(world.contractor))
    deliver()
    assert kinds(world) == {"resident_a": ["routed"], "handler": ["new"]}


def test_where_nobody_of_the_organisation_can_be_reached_the_community_hears(world, ticket, deliver):
    kinds(world)
    act(
        world.community_a,
        ticket["id"],
        "reassign",
        staff=True,
        note="归产权单位",
        organisation_id=str(world.title_unit),
    )
    deliver()
    assert kinds(world) == {"resident_a": ["routed"], "community_a": ["new"]}
    assert "请社区打电话联系" in inbox(world.community_a)[0]["text"]


def test_a_region_s_own_organisation_is_its_people(world, ticket, deliver):
    kinds(world)
    act(world.community_a, ticket["id"], "reassign", staff=True, note="归街道", organisation_id=str(world.office_a))
    deliver()
    assert kinds(world) == {"resident_a": ["routed"], "street_a": ["new"]}


def test_suspending_and_going_on_are_told(world, ticket, deliver):
    from tests.tickets.test_story import in_days

    for action in ("accept", "start"):
        act(world.repair_a, ticket["id"], action, staff=True)
    deliver()
    kinds(world)
    act(world.repair_a, ticket["id"], "suspend", staff=True, note="等配件", until=in_days(2))
    deliver()
    assert kinds(world) == {"resident_a": ["suspended"]}

    for sql in (
        "UPDATE tickets_ticket SET suspended_until = now()",
        "UPDATE core_outbox SET due_at = now() WHERE topic = 'tickets.suspension_over'",
    ):
        write(world_app(world), lambda sql=sql: db.session.execute(text(sql)))
    deliver()
    assert kinds(world) == {"resident_a": ["resumed"], "repair_a": ["resumed"]}


def test_a_withdrawn_ticket_reaches_who_had_it(world, ticket, deliver):
    kinds(world)
    act(world.resident_a, ticket["id"], "withdraw")
    deliver()
    assert kinds(world) == {"manager_a": ["withdrawn"]}


def world_app(world):
    """Return the app in which the world lives."""
    return world.resident_a.client.application


def late(world, ticket: dict, clock: str, **more) -> dict:
    """Return the payload of a clock that ran out."""
    event = TicketLate(
        ticket_id=ticket["id"],
        clock=clock,
        compound_id=str(world.a.compound),
        community_id=str(world.regions["community_a"]),
        organisation_id=str(world.company_a),
        no=ticket["no"],
        category_name="屋面漏雨",
    )
    return asdict(event) | more


@pytest.mark.parametrize(
    ("clock", "told"),
    [
        ("contact", {"manager_a": ["late"]}),
        ("onsite", {"manager_a": ["late"]}),
        ("finish", {"manager_a": ["late"], "community_a": ["late"]}),
    ],
)
def test_a_late_clock_reaches_the_company_and_the_last_one_the_community_too(world, ticket, clock, told):
    kinds(world)
    for _ in range(2):
        write(world_app(world), jobs.late, late(world, ticket, clock))
    assert kinds(world) == told

    write(world_app(world), lambda: db.session.execute(text("update tickets_ticket set round = 2")))
    write(world_app(world), jobs.late, late(world, ticket, clock))
    assert kinds(world) == {}, "the first round is over"
    write(world_app(world), jobs.late, late(world, ticket, clock, round=2))
    assert kinds(world) == told, "the second round has its own clocks"


def test_the_same_event_twice_makes_one_notice_each(world, ticket, deliver):
    sql = "UPDATE core_outbox SET done_at = NULL, lease_until = NULL WHERE topic LIKE 'tickets.%'"
    before = {key: len(inbox(person)) for key, person in world.people.items()}

    write(world_app(world), lambda: db.session.execute(text(sql)))
    assert deliver() > 0

    assert {key: len(inbox(person)) for key, person in world.people.items()} == before


def test_managers_elsewhere_and_accounts_that_are_closed_hear_nothing(app, world, deliver):
    def arrange():
        # Serves both compounds, but this manager's post names the other one.
        contract(world, world.company_a, world.none.compound)
        elsewhere = make_person(world, world.resident_a.client, "别处", username="elsewhere", key="elsewhere")
        give_post(world, elsewhere, Role.MANAGER, organisation=world.company_a, compound=world.none.compound)
        closed = make_person(world, world.resident_a.client, "已停用", username="closed", key="closed")
        give_post(world, closed, Role.MANAGER, organisation=world.company_a)
        db.session.execute(text("UPDATE identity_person SET status = 'disabled' WHERE id = :id"), {"id": closed.id})

    write(app, arrange)
    file(world.resident_a, world.a, category="0101", description="漏")
    deliver()

    statement = select(Notice.person_id).where(Notice.kind == "new")
    assert in_app(app, lambda: list(db.session.scalars(statement))) == [world.manager_a.id]


def test_who_gave_it_to_his_own_organisation_hears_nothing(world, ticket):
    event = TicketRouted(
        ticket_id=ticket["id"],
        compound_id=str(world.a.compound),
        community_id=str(world.regions["community_a"]),
        organisation_id=str(world.jwh_a),
        reporter_id=str(world.resident_a.id),
        no=ticket["no"],
        category_name="",
        urgency="U3",
        seq=9,
    )
    kinds(world)
    from app.notify import service

    write(world_app(world), lambda: service.tell_routed(replace(event, actor_id=str(world.community_a.id))))
    assert kinds(world) == {"resident_a": ["routed"]}


def test_somebody_who_reports_and_works_reads_it_as_the_reporter(app, world, deliver):
    write(app, lambda: bind(world, world.manager_a, world.a.homes[2], world.a.compound))
    file(world.manager_a, world.a, category="0101", description="我家也漏")
    deliver()
    assert kinds(world) == {"manager_a": ["routed"]}


def test_the_words_are_finished_and_name_nobody(world, ticket, deliver):
    finish_by_repair(world.repair_a, ticket["id"])
    deliver()
    act(world.resident_a, ticket["id"], "confirm", outcome="unsolved", rating=1, comment="还在漏")
    deliver()
    seen = 0
    for person in world.people.values():
        for notice in inbox(person):
            words = notice["title"] + notice["text"]
            assert not re.search(r"[{}]|None|[a-z_]{4,}", words), words
            assert ticket["no"] in notice["text"]
            assert "屋面漏雨" in notice["text"]
            for private in ("138", "顶楼", "还在漏", "居民a", "repair", "101室", "已修好"):
                assert private not in words
            assert notice["ticket_id"] == ticket["id"]
            seen += 1
    assert seen == 8


def test_an_action_that_concerns_nobody_is_let_pass(app, world, ticket):
    event = TicketMoved(
        ticket_id=ticket["id"],
        seq=3,
        action="dispatch",
        before="submitted",
        after="dispatched",
        compound_id=str(world.a.compound),
        community_id=str(world.regions["community_a"]),
        reporter_id=str(world.resident_a.id),
        actor_id=None,
        assignee_id=None,
        organisation_id=None,
        no=ticket["no"],
        category_name="",
    )
    kinds(world)
    write(app, jobs.moved, asdict(event))
    assert kinds(world) == {}
