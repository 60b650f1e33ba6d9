"""P39: a home has one vote however many are sent at once, none after the end, and no accepted vote is ever lost."""

from __future__ import annotations

import random
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.promises.client import Answer, Lost, Unsent
from tests.promises.harness import Problems, Stack, seeded, together, wait_until
from tests.promises.invariants import UNDONE

pytestmark = pytest.mark.promise

HOMES, AT_ONCE, KILLS = 150, 8, 5
NOT_ONE, TWO_ROWS, LATE = "not exactly one vote was taken", "a home has two votes", "a vote came in after the end"
MORE_HOMES = """
    INSERT INTO places_home (id, created_at, district_id, compound_id, building_id, unit_id, label, area_centi_m2)
    SELECT gen_random_uuid(), now(), h.district_id, h.compound_id, h.building_id, h.unit_id, 'v' || n, 5000 + n
    FROM places_home h CROSS JOIN generate_series(1, %s) AS n WHERE h.id::text = %s RETURNING id::text
"""
OWNERS = """
    INSERT INTO identity_home_binding (id, created_at, district_id, person_id, home_id, compound_id, relation, state)
    SELECT gen_random_uuid(), now(), h.district_id, p.id, h.id, h.compound_id, 'owner', 'active'
    FROM places_home h CROSS JOIN identity_person p
    WHERE h.label LIKE 'v%%' AND p.id::text = ANY(%s)
"""


def homes_of_two(stack: Stack) -> tuple[list[str], list[Any]]:
    """Put homes into compound a that two people own together; return the homes and the two."""
    made = [row["id"] for row in stack.sql(MORE_HOMES, HOMES, stack.places.a.homes[0])]
    people = [stack.people[key] for key in ("resident_a", "household_0")]
    stack.sql(OWNERS, [person.id for person in people])
    return made, people


def running(stack: Stack) -> str:
    """Announce a poll of compound a and let its votes begin; return its id."""
    worker = stack.phone(stack.people["community_a"])
    at = datetime.now(UTC)
    body = {
        "compound_id": stack.places.a.compound, "kind": "survey", "title": "车棚", "organiser": "居委会",
        "opens_at": (at + timedelta(minutes=5)).isoformat(), "closes_at": (at + timedelta(days=2)).isoformat(),
        "topics": [{"matter": 0, "text": "修车棚"}],
    }  # fmt: skip
    poll = worker.post("/staff/polls", body).body
    noticed = worker.post(f"/staff/polls/{poll['id']}/actions/notice", {"version": poll["version"]})
    assert noticed.body["state"] == "noticed", noticed
    stack.sql("UPDATE voting_poll SET opens_at = now() - interval '1 minute' WHERE id::text = %s", poll["id"])
    return poll["id"]


def rush(stack: Stack, poll: str, homes: list[str], people: list[Any]) -> Problems:
    """Send eight votes for each home at the same moment, from the phones of both owners. Returns what is broken."""
    phones = [stack.phone(people[number % 2]) for number in range(AT_ONCE)]
    wrong = []
    for home in homes:

        def act(number: int, home: str = home) -> Answer:
            choice = ["yes", "no", "abstain"][number % 3]
            return phones[number].post(f"/polls/{poll}/votes", {"home_id": home, "choices": [choice]})

        statuses = [answer.status for answer in together(AT_ONCE, act)]
        if sorted(statuses) != [201] + [409] * (AT_ONCE - 1):
            wrong.append(statuses)
    twice = stack.sql(
        "SELECT home_id FROM voting_ballot WHERE poll_id::text = %s GROUP BY home_id HAVING count(*) > 1", poll
    )
    found = stack.problems(UNDONE)
    return found | ({NOT_ONE: wrong} if wrong else {}) | ({TWO_ROWS: twice} if twice else {})


def around_the_end(stack: Stack, poll: str, homes: list[str], people: list[Any]) -> Problems:
    """Vote without a pause from a second before the end to a second after it; who was late and got in is broken.

    What is late is told by the clock of the database alone.
    """
    stack.sql("DELETE FROM voting_ballot WHERE poll_id::text = %s", poll)
    stack.sql("UPDATE voting_poll SET closes_at = clock_timestamp() + interval '1 second' WHERE id::text = %s", poll)
    phones = [stack.phone(people[number % 2]) for number in range(AT_ONCE)]
    statuses: list[int] = []
    over = threading.Event()

    def act(number: int) -> Answer:
        for home in homes[number::AT_ONCE]:
            answer = phones[number].post(f"/polls/{poll}/votes", {"home_id": home, "choices": ["yes"]})
            statuses.append(answer.status)
            if over.wait(0.12):
                break
        return answer

    def watch() -> None:
        wait_until(lambda: stack.value(passed, poll), 5, lambda: "the clock stands still")
        over.set()

    passed = "SELECT clock_timestamp() > closes_at + interval '1 second' FROM voting_poll WHERE id::text = %s"
    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    together(AT_ONCE, act)
    watching.join()
    late = stack.sql(
        "SELECT b.home_id, b.at FROM voting_ballot b JOIN voting_poll p ON p.id = b.poll_id"
        " WHERE p.id::text = %s AND b.at >= p.closes_at", poll
    )  # fmt: skip
    rows = stack.value("SELECT count(*) FROM voting_ballot WHERE poll_id::text = %s", poll)
    assert set(statuses) == {201, 403}, "votes have to come in on both sides of the end"
    return ({LATE: late} if late else {}) | ({NOT_ONE: [rows, statuses]} if rows != statuses.count(201) else {})


def survives(stack: Stack, poll: str, homes: list[str], person: Any, chance: random.Random) -> None:
    """Kill five web processes while votes come in; every vote that was answered is there, once."""
    taken: set[str] = set()
    answered: set[str] = set()
    over = threading.Event()

    def voting() -> None:
        phone = stack.phone(person)
        while not over.is_set() or answered != set(homes):
            home = next((one for one in homes if one not in answered), homes[0])
            try:
                answer = phone.post(f"/polls/{poll}/votes", {"home_id": home, "choices": ["no"]})
            except (Lost, Unsent):
                phone.close()
            else:
                taken.update([home] if answer.status == 201 else [])
                answered.update([home] if answer.status in (201, 409) else [])
            time.sleep(0.02)

    thread = threading.Thread(target=voting, daemon=True)
    thread.start()
    for _ in range(KILLS):
        over.wait(chance.uniform(0.1, 0.3))
        wait_until(lambda: stack.kill_web_worker(chance), 10, lambda: "no web process was there to kill")
    over.set()
    thread.join(60)
    assert not thread.is_alive(), "a vote is refused for good"
    there = [row["home"] for row in stack.sql(
        "SELECT home_id::text AS home FROM voting_ballot WHERE poll_id::text = %s", poll
    )]  # fmt: skip
    assert taken, "no vote was taken"
    assert len(there) == len(set(there))
    assert taken <= set(there), "an accepted vote is lost"
    assert set(there) == set(homes)


def test_a_home_has_one_vote_and_keeps_it(cluster):
    chance = seeded("votes")
    with Stack(cluster) as stack:
        stack.start_web()
        stack.wait_ready()
        homes, people = homes_of_two(stack)
        first, second = running(stack), running(stack)

        assert rush(stack, first, homes, people) == {}
        assert stack.value("SELECT count(*) FROM voting_ballot WHERE poll_id::text = %s", first) == HOMES
        assert around_the_end(stack, first, homes, people) == {}
        survives(stack, second, homes, people[1], chance)


@pytest.mark.sabotage
def test_the_proof_turns_red_when_a_vote_is_looked_for_before_it_is_stored(cluster):
    with Stack(cluster, sabotage="vote_unseen") as stack:
        stack.start_web()
        stack.wait_ready()
        homes, people = homes_of_two(stack)
        poll = running(stack)
        stack.sql("DROP INDEX uq_voting_ballot_home")

        found = rush(stack, poll, homes[:8], people)

    assert {NOT_ONE, TWO_ROWS} <= set(found)
