"""P04: each report is routed once and each effect happens once, though workers die and doorbells ring too often."""

from __future__ import annotations

import random
import time

import pytest

from app.core import doorbell, faults
from tests.promises.client import file_ticket
from tests.promises.harness import Load, Problems, Stack, seeded, wait_until
from tests.promises.ledger import OK
from tests.promises.sabotage import probe

pytestmark = pytest.mark.promise

KILLS = 5
LONGEST_LOAD_SECONDS = 90.0
RECOVERY_SECONDS = 15.0
INSIDE = {"HFW_FAULT_SLEEP_AT": "after_effect_before_done"}
DOUBLED, MISSING = "an effect happened more than once", "an effect is missing"
HELD = "SELECT count(*) FROM core_outbox WHERE done_at IS NULL AND lease_until > now()"
HELD_IDS = "SELECT id FROM core_outbox WHERE done_at IS NULL AND lease_until > now()"
OPEN = "SELECT count(*) FROM core_outbox WHERE id = ANY(%s) AND done_at IS NULL"
EFFECTS = """
    SELECT t.id, count(e.*) AS times FROM tickets_ticket t LEFT JOIN promise_effect e ON e.ticket_id = t.id
    GROUP BY t.id HAVING count(e.*) <> 1
"""


def effects(stack: Stack) -> Problems:
    """Return reports whose counted effect did not happen exactly once."""
    rows = stack.sql(EFFECTS)
    found = {DOUBLED: [r for r in rows if r["times"] > 1][:5], MISSING: [r for r in rows if r["times"] == 0][:5]}
    return {name: wrong for name, wrong in found.items() if wrong}


def ring_three_times(stack: Stack) -> None:
    """Put three rings into the queue where one would do."""
    for _ in range(3):
        doorbell.answered("fast", stack.redis)
        doorbell.push("fast", stack.redis)


def kill_again_and_again(stack: Stack, chance: random.Random) -> int:
    """Kill workers at work, the sleepy one inside its critical section. Returns how often it was hit there."""
    inside = 0
    for _ in range(KILLS):
        ring_three_times(stack)
        time.sleep(chance.uniform(0.5, 1.0))
        name = chance.choice(("fast", "sleepy", "sleepy"))
        wait_until(lambda n=name: stack.keeper.pid(n) is not None, 30, lambda n=name: f"{n} was not started again")
        wait_until(lambda: stack.value(HELD) > 0, 30, lambda: "no worker takes anything")
        inside += stack.keeper.kill9(name) and stack.value(HELD) > 0
    return inside


def killed_between_effect_and_done(stack: Stack, victim: str) -> float:
    """Kill the only worker while it sleeps after an effect; return the seconds until what it held is done."""
    with stack.phone(stack.people["resident_a"]) as phone:
        for _ in range(3):
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + 10)
    wait_until(lambda: stack.value(HELD) > 0, 30, lambda: "the worker took nothing")
    time.sleep(faults.SLEEP_SECONDS / 2)  # the effect is there, the note that it is done is not
    stack.keeper.kill9(victim)
    began = time.monotonic()
    held = [row["id"] for row in stack.sql(HELD_IDS)]
    wait_until(lambda: stack.value(OPEN, held) == 0, 30, lambda: f"never done: {stack.stuck()}")
    return time.monotonic() - began


def test_each_effect_happens_once_though_workers_die(cluster):
    chance = seeded("worker death")
    with Stack(cluster, probe=True) as stack:
        stack.sql(probe.TABLE)
        stack.start_worker("sleepy", "fast", **INSIDE)
        stack.start(sweepers=2)
        stack.wait_workers()

        def act(phone, person):
            file_ticket(phone, stack.ledger, person.compound, deadline=time.monotonic() + 10)
            time.sleep(0.3)

        with Load(stack, stack.households(3), act, LONGEST_LOAD_SECONDS) as load:
            try:
                inside = kill_again_and_again(stack, chance)
            finally:
                load.enough()
        stack.settle()

        assert stack.problems() | effects(stack) == {}
        assert len(stack.ledger.of(OK)) >= 20
        assert inside >= 1, "no kill hit a worker at work"
        assert stack.value("SELECT max(attempts) FROM core_outbox") > 1, "no message needed a second try"

        stack.keeper.hold("fast")
        assert killed_between_effect_and_done(stack, "sleepy") <= RECOVERY_SECONDS
        stack.settle()
        assert stack.problems() | effects(stack) == {}


@pytest.mark.sabotage
def test_the_proof_turns_red_when_effect_and_done_are_two_transactions(cluster):
    with Stack(cluster, probe=True, sabotage="done_apart") as stack:
        stack.sql(probe.TABLE)
        stack.start_web(workers=1)
        stack.start_sweeper()
        stack.start_worker("fast", "fast", **INSIDE)
        stack.start_worker("outward", "outward")
        stack.wait_ready()
        stack.wait_workers()
        killed_between_effect_and_done(stack, "fast")
        stack.settle()

        found = stack.problems() | effects(stack)

    assert DOUBLED in found
