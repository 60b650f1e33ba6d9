"""Turns are fair: whatever happens at the same moment, nobody gets two orders while a colleague waits for his."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.duty.policy import OnDuty, next_in_turn
from tests.duty.steps import choose, handouts, rows, shift, together
from tests.tickets.steps import file
from tests.world import in_app, write

PEOPLE = [UUID(int=number) for number in range(1, 9)]


class Rota:
    """The book-keeping of the product in memory: a counter, and the number of each one's last turn."""

    def __init__(self) -> None:
        self.turns = 0
        self.last: dict[UUID, int] = {}
        self.counts: Counter[UUID] = Counter()

    def hand_out(self, people) -> UUID | None:
        chosen = next_in_turn(OnDuty(one, "", self.last.get(one)) for one in people)
        if chosen is None:
            return None
        self.turns += 1
        self.last[chosen.person_id] = self.turns
        self.counts[chosen.person_id] += 1
        return chosen.person_id


@given(st.integers(1, 8), st.integers(0, 60), st.randoms())
def test_among_the_same_people_counts_differ_by_one_at_most(k, n, chance):
    rota, people = Rota(), PEOPLE[:k]
    for _ in range(n):
        asked = people[:]
        chance.shuffle(asked)  # in whatever order the database returns them
        assert rota.hand_out(asked) in people
    counts = [rota.counts[one] for one in people]
    assert sum(counts) == n
    assert max(counts) - min(counts) <= 1


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sets(st.sampled_from(PEOPLE), max_size=8), max_size=60))
def test_nobody_gets_two_while_somebody_who_was_there_all_the_time_gets_none(present):
    """People come and go: between two orders of one man, everybody who was on duty throughout had one."""
    rota, taken = Rota(), []
    for people in present:
        chosen = rota.hand_out(people)
        assert (chosen is None) == (not people)
        taken.append(chosen)
    for one in PEOPLE:
        mine = [at for at, chosen in enumerate(taken) if chosen == one]
        for first, second in pairwise(mine):
            throughout = set.intersection(*present[first : second + 1]) - {one}
            assert throughout <= set(taken[first + 1 : second])


def test_a_newcomer_comes_first_and_ties_are_stable():
    people = [OnDuty(PEOPLE[2], "", 1), OnDuty(PEOPLE[1], "", None), OnDuty(PEOPLE[0], "", None)]
    for _ in range(5):
        assert next_in_turn(people) == OnDuty(PEOPLE[0], "", None)
        people.reverse()
    assert next_in_turn([]) is None


# --- on the real database ---


@pytest.fixture
def on_duty(app, world):
    """Three repair workers of company a on duty, and round as the way."""
    from app.core.permissions import Role
    from tests.world import give_post, make_person

    def more() -> None:
        third = make_person(world, world.manager_a.client, "师傅三", key="repair_a3", username="repair-a3")
        give_post(world, third, Role.REPAIR, organisation=world.company_a)

    write(app, more)
    people = [world.repair_a, world.repair_a2, world.repair_a3]
    for person in people:
        shift(world.manager_a, person)
    choose(world.manager_a, world.a, "round")
    return people


def routed_but_not_handed_out(app, world, count: int) -> list[dict]:
    """File and route ``count`` tickets, and return the messages of which the roster has not heard yet."""
    from sqlalchemy import text

    from app.core.db import db
    from app.tickets import service

    for number in range(count):
        made = file(world.resident_a, world.a, category="0101", description=f"漏 {number} {uuid4()}")
        write(app, service.route, UUID(made["id"]))

    def silence() -> None:
        db.session.execute(text("update core_outbox set done_at = now() where subscriber <> 'duty.hand_out'"))

    write(app, silence)
    found = rows(app, "select id, topic, subscriber, payload from core_outbox where done_at is null order by id")
    return [row._asdict() for row in found]


def hand_out_at_once(app, messages) -> None:
    """Deliver the messages at the same moment, each as a worker of its own."""
    from app.core import outbox

    def deliver(number: int) -> bool:
        message = messages[number]
        return in_app(
            app, outbox.deliver, message["id"], message["topic"], message["subscriber"], message["payload"], 1
        )

    assert together(len(messages), deliver) == [True] * len(messages)


def counts(app) -> list[int]:
    """Return how many orders each got, the fewest first."""
    found = rows(app, "select count(*) as n from tickets_ticket where assignee_id is not null group by assignee_id")
    return sorted(row.n for row in found)


def test_eight_orders_at_once_go_round(app, world, on_duty):
    hand_out_at_once(app, routed_but_not_handed_out(app, world, 8))
    assert counts(app) == [2, 3, 3]
    assert rows(app, "select turns from duty_setting")[0].turns == 8
    assert sorted(row.last_turn for row in rows(app, "select last_turn from duty_turn")) == [6, 7, 8]
    # In the order in which they were handed out, each three are three people.
    taken = [row.person_id for row in handouts(app)]
    assert all(len(set(taken[at : at + 3])) == 3 for at in range(len(taken) - 2))


def test_one_message_delivered_by_eight_workers_is_one_turn(app, world, on_duty):
    [message] = routed_but_not_handed_out(app, world, 1)
    hand_out_at_once(app, [message] * 8)
    assert counts(app) == [1]
    assert rows(app, "select turns from duty_setting")[0].turns == 1
    assert len(rows(app, "select 1 from tickets_event where action = 'assign'")) == 1


@pytest.mark.sabotage
def test_the_proof_turns_red_when_the_setting_is_not_locked(app, world, on_duty, monkeypatch):
    from app.core.db import db
    from app.duty import queries
    from app.duty.models import Setting

    def unlocked(organisation_id, compound_id):
        found = db.session.get(Setting, (organisation_id, compound_id), populate_existing=True)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(queries, "lock_setting", unlocked)
    messages = routed_but_not_handed_out(app, world, 8)
    hand_out_at_once(app, messages)
    assert counts(app) != [2, 3, 3]


@pytest.mark.sabotage
def test_the_proof_turns_red_when_the_turn_is_not_noted(app, world, on_duty, monkeypatch):
    from app.duty.service import handing

    monkeypatch.setattr(handing, "_note_turn", lambda setting, person_id: None)
    hand_out_at_once(app, routed_but_not_handed_out(app, world, 8))
    assert counts(app) != [2, 3, 3]
