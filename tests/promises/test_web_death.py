"""P01: what was answered 201 is in the database and its photos are on disk, though web processes die at any moment."""

from __future__ import annotations

import random
import time
import uuid

import pytest

from tests.promises import invariants
from tests.promises.client import file_ticket
from tests.promises.harness import Load, Problems, Stack, seeded, wait_until
from tests.promises.invariants import UNDONE
from tests.promises.ledger import OK, UNKNOWN
from tests.promises.pictures import photo

pytestmark = pytest.mark.promise

CLIENTS = 4
KILLS, BETWEEN_KILLS = 3, 4
LONGEST_LOAD_SECONDS = 120.0
RETRY_SECONDS = 25.0


def kill_again_and_again(stack: Stack, chance: random.Random) -> None:
    """Kill what answers requests while it is at work, several times, in the end the whole server."""
    for number in range(KILLS):
        known = len(stack.ledger.of(OK))
        time.sleep(chance.uniform(1.0, 2.0))
        wait_until(lambda k=known: len(stack.ledger.of(OK)) >= k + BETWEEN_KILLS, 60, lambda: "nothing is acknowledged")
        if number < KILLS - 1:
            stack.kill_web_worker(chance)
        else:
            stack.keeper.kill9("web")


def test_an_acknowledged_report_survives_the_death_of_the_web_server(cluster):
    chance = seeded("web death")
    with Stack(cluster) as stack:
        stack.start()
        pictures = [photo(seed) for seed in range(4)]

        def act(phone, person):
            picture = chance.choice(pictures) if chance.random() < 0.3 else None
            # Two of three phones ask again until they know; the third gives up and leaves it unclear.
            deadline = time.monotonic() + (RETRY_SECONDS if chance.random() < 0.7 else 0)
            file_ticket(phone, stack.ledger, person.compound, photo=picture, deadline=deadline)

        with Load(stack, stack.households(CLIENTS), act, LONGEST_LOAD_SECONDS) as load:
            try:
                kill_again_and_again(stack, chance)
            finally:
                load.enough()
        stack.wait_ready()
        stack.settle()

        assert stack.problems() == {}
        assert stack.traffic.lost >= 2, "no kill hit a request in flight"
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
