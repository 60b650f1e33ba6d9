"""The table of moves: properties over random walks through HTTP-level services, and races through real threads."""

from __future__ import annotations

import contextvars
import threading
from itertools import pairwise
from types import SimpleNamespace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.auth import Actor, Post
from app.core.permissions import Role
from app.tickets.models import OVER, Action, State
from app.tickets.workflow import BY_ACTION, MOVES, MoveNotPossible, actions_for, is_legal, move
from tests.tickets.steps import act, file, finish_by_repair, see
from tests.world import in_app

ORG, COMPOUND, COMMUNITY = uuid4(), uuid4(), uuid4()


def person(role: Role | None) -> Actor:
    """Somebody with one post at the ticket's place (or none)."""
    post = None
    if role in (Role.REPAIR, Role.MANAGER, Role.HANDLER):
        post = Post(uuid4(), role, None, None, ORG, frozenset({COMPOUND}))
    elif role is not None:
        post = Post(uuid4(), role, "community", COMMUNITY, None)
    return Actor(uuid4(), "某人", uuid4(), "bearer", uuid4(), post=post)


REPORTER = person(None)
PEOPLE = {role: person(role) for role in Role}


def ticket(state: State = State.SUBMITTED) -> SimpleNamespace:
    """Facts of a ticket of company ORG, assigned to the repair worker."""
    return SimpleNamespace(
        state=state, round=1, district_id=uuid4(), street_id=uuid4(), community_id=COMMUNITY, compound_id=COMPOUND,
        reporter_id=REPORTER.person_id, filed_by_id=REPORTER.person_id, delegation_id=None, responsible_org_id=ORG,
        responsible_region_id=None, assignee_id=PEOPLE[Role.REPAIR].person_id, basis="home", open_to_all=True,
        suspend_cause="parts" if state == State.SUSPENDED else None,
        resume_to=State.IN_PROGRESS if state == State.SUSPENDED else None,
        merged_into_id=uuid4() if state == State.MERGED else None,
    )  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([None, *Role]), st.sampled_from(list(BY_ACTION))), max_size=40))
def test_random_walks_keep_to_the_table(steps):
    subject = ticket()
    for role, action in steps:
        actor = PEOPLE[role] if role else REPORTER
        before = State(subject.state)
        offered = offered_to(actor, subject)
        try:
            was, now_is = move(actor, subject, action)
        except Exception:
            assert subject.state == before
            assert action not in offered
        else:
            assert action in offered
            assert (was, now_is) == (before, subject.state)
            assert is_legal(was, action, now_is)
            stand(subject, action, was)


def offered_to(actor: Actor, subject: SimpleNamespace) -> set[Action]:
    """Return what the buttons offer, and what belongs to a request, an invitation or a hint with its own button."""
    hidden = {
        step.action
        for step in MOVES
        if step.hidden and step.allowed and step.fits(subject) and step.allowed(actor, subject)
    }
    return {*actions_for(actor, subject), *hidden}


def stand(subject: SimpleNamespace, action: Action, was: State) -> None:
    """Keep the columns that belong to a state, as the effects do."""
    causes = {Action.SUSPEND: "parts", Action.ASK: "resident", Action.SHELVE: "shelved"}
    if action in causes:
        subject.suspend_cause = causes[action]
        subject.resume_to = subject.resume_to if was == State.SUSPENDED else was
    elif subject.state != State.SUSPENDED:
        subject.suspend_cause = subject.resume_to = None


@pytest.mark.parametrize("state", list(State))
def test_the_buttons_are_exactly_the_moves_that_work(state):
    for actor in (*PEOPLE.values(), REPORTER):
        for step in MOVES:
            subject = ticket(state)
            offered = step.action in offered_to(actor, subject)
            try:
                move(actor, subject, step.action)
                worked = True
            except Exception:
                worked = False
            assert worked == offered, (state, actor.role, step.action)


def test_nothing_but_reopening_leaves_the_end():
    leaving = {step.action for step in MOVES if step.sources & OVER and step.targets}
    assert leaving == {Action.REOPEN, Action.UNMERGE}


def test_nobody_dispatches_by_hand():
    with pytest.raises(MoveNotPossible):
        move(PEOPLE[Role.DISTRICT], ticket(), Action.DISPATCH)


def test_an_outsider_learns_no_state():
    """A refusal comes before the state is looked at."""
    from app.core.errors import Forbidden

    for state in State:
        with pytest.raises(Forbidden):
            move(PEOPLE[Role.SECRETARY], ticket(state), Action.FINISH)


# --- through HTTP ---


def test_an_old_screen_is_told_so(world, deliver):
    made = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    refused = act(world.resident_a, made["id"], "withdraw", version=1, expect=409)
    assert refused.json["error"]["code"] == "app.conflict"
    act(world.resident_a, made["id"], "withdraw")
    again = act(world.resident_a, made["id"], "withdraw", expect=409)
    assert again.json["error"]["code"] == "tickets.move_not_possible"


def test_rating_before_the_end_and_beyond_five_is_refused(world, deliver):
    made = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    act(world.resident_a, made["id"], "confirm", outcome="solved", rating=5, expect=409)
    finish_by_repair(world.repair_a, made["id"])
    for rating in (0, 6, 100, -1):
        act(world.resident_a, made["id"], "confirm", outcome="solved", rating=rating, expect=422)
    act(world.resident_a, made["id"], "confirm", outcome="solved", expect=422)
    act(world.resident_a, made["id"], "confirm", rating=5, expect=422)
    act(world.resident_a, made["id"], "confirm", outcome="solved", rating=5)
    act(world.resident_a, made["id"], "confirm", outcome="solved", rating=1, expect=409)


def test_the_handling_side_cannot_confirm_for_the_resident(world, deliver):
    made = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    finish_by_repair(world.repair_a, made["id"])
    for person_ in (world.repair_a, world.manager_a, world.community_a):
        act(person_, made["id"], "confirm", staff=True, outcome="solved", rating=5, expect=403)


def test_the_third_reopening_within_a_month_goes_a_level_up(world, deliver):
    made = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    for _ in range(2):
        finish_by_repair(world.repair_a, made["id"])
        back = act(world.resident_a, made["id"], "reopen", note="没好").json
        assert back["responsible"]["id"] == str(world.company_a)
    finish_by_repair(world.repair_a, made["id"])
    up = act(world.resident_a, made["id"], "reopen", note="没好").json
    assert up["responsible"]["id"] == str(world.office_a)
    assert (up["state"], up["round"], up["level"]) == ("dispatched", 4, "street")
    assert "提级" in see(world.street_a, made["id"], staff=True)["routing"][-1]["reasons"][0]
    see(world.repair_a, made["id"], staff=True, expect=404)


def offered(person, ticket: str) -> dict[str, set[str]]:
    """Return for which actions a person may name an organisation, and for which a colleague."""
    found = person.get(f"/staff/tickets/{ticket}/targets").json
    assert bool(found["organisations"]) == bool(found["organisations_for"])
    return {"organisations": set(found["organisations_for"]), "people": set(found["people_for"])}


def test_a_list_of_whom_to_give_it_to_says_for_which_action_it_is(world, deliver):
    made = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    assert offered(world.manager_a, made) == {"organisations": {"transfer"}, "people": {"reassign"}}
    assert offered(world.community_a, made) == {"organisations": {"reassign", "decide"}, "people": set()}
    assert offered(world.street_a, made) == {"organisations": {"reassign", "whistle", "decide"}, "people": set()}
    heat = str(world.heat)
    act(world.manager_a, made, "reassign", staff=True, note="x", organisation_id=heat, expect=403)
    act(world.manager_a, made, "transfer", staff=True, note="x", organisation_id=heat)
    act(world.street_a, made, "whistle", staff=True, note="x", organisation_id=heat)
    act(world.resident_a, made, "withdraw")
    for person in (world.manager_a, world.community_a, world.street_a):
        assert offered(person, made) == {"organisations": set(), "people": set()}, "what is over goes to nobody"


def test_who_was_too_late_learns_how_it_stands_now(world, deliver):
    made = file(world.resident_a, world.a, category="0101", description="漏")["id"]
    deliver()
    version = see(world.repair_a, made, staff=True)["version"]
    act(world.manager_a, made, "assign", staff=True, assignee_id=str(world.repair_a.id))
    late = act(world.repair_a, made, "accept", staff=True, version=version, expect=409).json["error"]
    assert late["code"] == "app.conflict"
    assert late["fields"] == {"version": version + 1, "state": "dispatched", "actions": ["accept"]}
    act(world.repair_a, made, "accept", staff=True)
    late = act(world.repair_a, made, "accept", staff=True, version=version + 1, expect=409).json["error"]
    assert late["code"] == "tickets.move_not_possible"
    now = see(world.repair_a, made, staff=True)
    assert late["fields"] == {name: now[name] for name in ("version", "state", "actions")}
    asked = act(world.resident_a, made, "confirm", outcome="solved", rating=5, expect=409).json["error"]
    assert asked["fields"]["actions"] == see(world.resident_a, made)["actions"], "as he sees it, not as others do"
    refused = act(world.community_a, made, "accept", staff=True, expect=403).json["error"]
    assert refused["fields"] == {}, "who may not do it learns nothing"


def test_reassigning_to_another_organisation_and_to_a_colleague(world, deliver):
    made = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    targets = world.manager_a.get(f"/staff/tickets/{made['id']}/targets").json
    assert str(world.heat) in {item["id"] for item in targets["organisations"]}  # to offer it, not to give it
    assert str(world.repair_a2.id) in {item["id"] for item in targets["people"]}
    act(world.manager_a, made["id"], "reassign", staff=True, note="小王去", assignee_id=str(world.repair_a2.id))
    see(world.repair_a, made["id"], staff=True, expect=404)
    assert see(world.repair_a2, made["id"], staff=True)["actions"] == ["accept"]
    act(
        world.manager_a, made["id"], "reassign", staff=True, note="x", organisation_id=str(world.heat), expect=403
    )  # fmt: skip
    act(
        world.manager_a, made["id"], "reassign", staff=True, note="x", assignee_id=str(world.repair_b.id), expect=404
    )  # fmt: skip

    options = {o["id"] for o in world.community_a.get(f"/staff/tickets/{made['id']}/targets").json["organisations"]}
    assert str(world.heat) in options
    assert str(world.company_b) not in options
    due = see(world.community_a, made["id"], staff=True)["finish_due_at"]
    moved = act(
        world.community_a, made["id"], "reassign", staff=True, note="属于供热", organisation_id=str(world.heat)
    ).json
    assert moved["responsible"]["id"] == str(world.heat)
    assert moved["finish_due_at"] == due
    assert moved["routing"][-1]["reasons"] == ["属于供热（人工改派）"]
    see(world.manager_a, made["id"], staff=True, expect=404)


@pytest.mark.parametrize("rounds", [6])
def test_of_concurrent_moves_exactly_one_wins(app, world, deliver, rounds):
    """Eight threads accept the same ticket at once; the losers get 409 and history has one row more."""
    for _ in range(rounds):
        made = file(world.resident_a, world.a, category="0101", description="漏")
        deliver()
        version = see(world.manager_a, made["id"], staff=True)["version"]
        answers: list[int] = []
        start = threading.Barrier(8)

        def race(who, ticket_id=made["id"], version=version, start=start, answers=answers):
            start.wait()
            answers.append(who.post(f"/staff/tickets/{ticket_id}/actions/accept", {"version": version}).status_code)

        racers = [world.manager_a, world.repair_a] * 4
        threads = [threading.Thread(target=contextvars.Context().run, args=(race, who)) for who in racers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers)[0] == 200
        assert answers.count(200) == 1, answers
        assert set(answers) <= {200, 404, 409, 503}
        steps = see(world.community_a, made["id"], staff=True)["timeline"]
        assert [step["seq"] for step in steps] == [1, 2, 3]


def test_history_is_only_added_to(app, world, deliver):
    from app.core.db import db

    made = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    finish_by_repair(world.repair_a, made["id"])

    def rows():
        with db.engine.connect() as connection:
            statement = text("select seq, before, action, after from tickets_event order by seq")
            return connection.execute(statement).all()

    steps = in_app(app, rows)
    assert [step.seq for step in steps] == list(range(1, len(steps) + 1))
    assert all(is_legal(step.before, step.action, step.after) for step in steps)
    assert all(a.after == b.before for a, b in pairwise(steps))
