"""P01: what was answered 201 is in the database and its photos are on disk, though web processes die at any moment."""

from __future__ import annotations

import random
import time
import uuid

import pytest

from tests.promises import invariants
from tests.promises.client import file_ticket
from tests.promises.harness import Load, Problems, Stack, seeded
from tests.promises.invariants import UNDONE
from tests.promises.ledger import OK, UNKNOWN
from tests.promises.pictures import photo

pytestmark = pytest.mark.promise

CLIENTS = 6
LOAD_SECONDS = 8.0
RETRY_SECONDS = 25.0


def kill_web_while(load: Load, stack: Stack, chance: random.Random, *, every: float, whole: bool) -> int:
    """Kill what answers requests again and again, in the end once the whole server. Returns how many died."""
    kills = 0
    while load.left > every:
        time.sleep(every * chance.uniform(0.6, 1.4))
        kills += stack.kill_web_worker(chance)
    if whole:
        kills += stack.keeper.kill9("web")
    return kills


def test_an_acknowledged_report_survives_the_death_of_the_web_server(cluster):
    chance = seeded("web death")
    with Stack(cluster) as stack:
        stack.start()
        pictures = [photo(seed) for seed in range(4)]

        def act(phone, person):
            picture = chance.choice(pictures) if chance.random() < 0.4 else None
            # Two of three phones ask again until they know; the third gives up and leaves it unclear.
            deadline = time.monotonic() + (RETRY_SECONDS if chance.random() < 0.7 else 0)
            file_ticket(phone, stack.ledger, person.compound, photo=picture, deadline=deadline)

        with Load(stack, stack.households(CLIENTS), act, LOAD_SECONDS) as load:
            kills = kill_web_while(load, stack, chance, every=1.5, whole=True)
        stack.wait_ready()
        stack.settle()

        assert stack.problems() == {}
        assert kills >= 3
        assert stack.traffic.lost >= 2, "no kill hit a request in flight"
        assert len(stack.ledger.of(OK)) >= 10
        assert acknowledged_then_killed(stack) == {}
        no_file_is_left_over(stack)


def no_file_is_left_over(stack: Stack) -> None:
    """A kill between file and row leaves a file; the sweep of the second day after finds exactly those."""
    left = invariants.orphans(stack.database_url, stack.files, older_than=0)
    assert len(left) <= 2 * (len(stack.ledger.of(UNKNOWN)) + stack.traffic.lost)


def acknowledged_then_killed(stack: Stack) -> Problems:
    """Kill everything that answers right after some answers. Returns what is broken."""
    with stack.phone(stack.people["resident_a"]) as phone:
        for _ in range(5):
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + RETRY_SECONDS)
    for pid in stack.web_worker_pids():
        stack.keeper.kill9_child("web", pid)
    stack.wait_ready()
    return stack.problems(UNDONE)


@pytest.mark.sabotage
def test_the_proof_turns_red_when_the_answer_comes_before_the_work(cluster):
    with Stack(cluster, sabotage="answer_first,file_later") as stack:
        stack.start_web(workers=1)
        stack.wait_ready()

        assert "an acknowledged ticket is missing" in acknowledged_then_killed(stack)

        with stack.phone(stack.people["resident_a"]) as phone:
            assert phone.upload(photo(), f"photo-{uuid.uuid4()}").status == 201
        stack.keeper.kill9("web")

        assert "a photo has no file" in stack.problems(UNDONE)
