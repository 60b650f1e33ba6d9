"""P02: Redis may be flushed, killed or slow: nothing accepted is lost, and reports are accepted all the time."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.promises.client import file_ticket
from tests.promises.harness import Load, Problems, Stack, wait_until
from tests.promises.ledger import FAIL, OK, UNKNOWN, percentile

pytestmark = pytest.mark.promise

LOAD_SECONDS = 8.5
DRAIN_SECONDS = 30.0
SLOW_SECONDS = 1.5
"""More than any submission takes on a busy machine, and far less than a client that waits for Redis would need."""


def filing(stack: Stack) -> Any:
    """Return what a client does: report something, then rest a moment."""

    def act(phone: Any, person: Any) -> None:
        file_ticket(phone, stack.ledger, person.compound, deadline=time.monotonic())
        time.sleep(0.1)

    return act


def filed_then_flushed(stack: Stack) -> Problems:
    """Report ten things while no worker runs, flush Redis, and let a worker and the sweeper come."""
    with stack.phone(stack.people["resident_a"]) as phone:
        for _ in range(10):
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + 10)
    wait_until(lambda: stack.redis.llen("rq:queue:fast") > 0, 10, lambda: "nobody rang")
    stack.redis.flushall()
    stack.start_work()
    stack.wait_workers()
    stack.settle()
    return stack.problems()


def test_redis_can_be_thrown_away_at_any_time(cluster):
    with Stack(cluster) as stack:
        stack.start_web()
        stack.wait_ready()
        assert filed_then_flushed(stack) == {}

        with Load(stack, stack.households(4), filing(stack), LOAD_SECONDS) as load:
            load.wait(1.5)
            stack.redis.flushall()
            load.wait(1.0)
            stack.valkey.kill9()
            gone_at = time.monotonic()
            load.wait(2.5)
            back_at = time.monotonic()
            stack.valkey.start()
            load.wait(1.0)
            stack.redis.execute_command("CLIENT", "PAUSE", "1500", "ALL")
            load.wait(2.0)
            stack.redis.flushall()
        stack.settle(DRAIN_SECONDS)

        assert stack.problems() == {}
        assert stack.ledger.of(FAIL, UNKNOWN) == [], "a report was refused while Redis was away"
        waited = [e.seconds for e in stack.ledger.of(OK) if gone_at <= e.sent_at <= back_at]
        assert len(waited) >= 5
        assert percentile(waited, 0.95) < SLOW_SECONDS


@pytest.mark.sabotage
def test_the_proof_turns_red_when_work_is_only_in_the_queue(cluster):
    with Stack(cluster, sabotage="enqueue_only") as stack:
        stack.start_web(workers=1)
        stack.wait_ready()

        found = filed_then_flushed(stack)

    assert "a ticket was never routed although all work is done" in found
