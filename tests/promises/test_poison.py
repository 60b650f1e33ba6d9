"""P11: work that can never succeed blocks nobody, gives up in the end, is seen by a person, and can be tried again."""

from __future__ import annotations

import time

import pytest

from app.core import doorbell
from tests.promises.client import file_ticket
from tests.promises.harness import Problems, Stack, wait_until
from tests.promises.invariants import GAVE_UP

pytestmark = pytest.mark.promise

GOOD, POISON, NEARLY_DEAD = 30, 12, 5
GOOD_WORK_SECONDS = 15.0
BLOCKED = "good work waits behind bad"
INSERT = """
    INSERT INTO core_outbox (topic, subscriber, lane, payload, due_at, attempts)
    SELECT 'tickets.submitted', 'tickets.route', 'first', '{"ticket_id": "no id 13800000000", "compound_id": ""}',
           now() - interval '2 minutes', CASE WHEN n <= %s THEN 11 ELSE 0 END
    FROM generate_series(1, %s) n
"""
TRIED = "SELECT count(*) FROM core_outbox WHERE attempts NOT IN (0, 11)"
UNROUTED = "SELECT count(*) FROM tickets_ticket WHERE state = 'submitted'"


def poison(stack: Stack) -> None:
    """Let reports wait for a worker, behind a whole batch of messages that nobody can ever deliver."""
    stack.start_web(workers=1)
    stack.wait_ready()
    with stack.phone(stack.people["resident_a"]) as phone:
        for _ in range(GOOD):
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + 10)
    stack.sql(INSERT, NEARLY_DEAD, POISON)


def work(stack: Stack, seconds: float) -> Problems:
    """Let a worker and a sweeper come; return what is not done ``seconds`` after the first try of anything."""
    stack.start_work()
    wait_until(lambda: stack.value(TRIED) > 0, 60, lambda: "the worker does not come")
    until = time.monotonic() + seconds
    while stack.value(UNROUTED) and time.monotonic() < until:
        time.sleep(0.1)
    left = stack.value(UNROUTED)
    return {BLOCKED: [left]} if left else {}


def test_work_that_cannot_succeed_blocks_nobody(cluster):
    with Stack(cluster) as stack:
        poison(stack)
        with stack.phone(stack.people["sysadmin"]) as admin:
            waiting = admin.get("/staff/jobs/health").body
            assert waiting["oldest_seconds"] > 100
            assert waiting["waiting"] >= GOOD + POISON
            wait_until(lambda: "workers stalled" in readiness(stack), 10, lambda: "nobody says that nothing is done")

            assert work(stack, GOOD_WORK_SECONDS) == {}

            wait_until(lambda: "workers stalled" not in readiness(stack), 10, lambda: "still stalled")
            assert admin.get("/staff/jobs/health").body["oldest_seconds"] < 60
            a_dead_message_is_seen_and_tried_again(stack, admin)
        stack.sql("DELETE FROM core_outbox WHERE payload ->> 'ticket_id' LIKE 'no id%%'")
        stack.settle()
        assert stack.problems(GAVE_UP) == {}


def readiness(stack: Stack) -> list[str]:
    """Return what /readyz says is degraded, at most two seconds ago."""
    with stack.phone() as phone:
        answer = phone.send("GET", "/readyz")
    assert answer.status == 200
    return answer.body["degraded"]


def a_dead_message_is_seen_and_tried_again(stack: Stack, admin) -> None:
    """The list names the error without its words, and a message whose cause is mended goes through."""
    dead = admin.get("/staff/jobs").body["items"]
    assert len(dead) == NEARLY_DEAD
    assert all(item["last_error"] == "builtins.ValueError" and item["attempts"] == 12 for item in dead)
    assert "13800000000" not in str(dead)
    mended, still_bad = dead[0]["id"], dead[1]["id"]
    ticket = stack.value("SELECT id::text FROM tickets_ticket LIMIT 1")
    stack.sql(
        "UPDATE core_outbox SET payload = jsonb_set(payload, '{ticket_id}', to_jsonb(%s::text)) WHERE id = %s",
        ticket,
        int(mended),
    )
    for one in (mended, still_bad):
        assert admin.post(f"/staff/jobs/{one}/actions/requeue").status == 204
    done = "SELECT count(*) FROM core_outbox WHERE id = %s AND done_at IS NOT NULL"
    wait_until(lambda: stack.value(done, int(mended)) == 1, 15, lambda: f"not tried again: {stack.stuck()}")
    tried = "SELECT attempts, dead_at FROM core_outbox WHERE id = %s"
    wait_until(lambda: stack.sql(tried, int(still_bad))[0]["attempts"] >= 1, 15, lambda: "not tried again")
    assert stack.sql(tried, int(still_bad))[0]["dead_at"] is None


def test_every_lane_has_a_worker(cluster):
    assert set(cluster.world["lanes"]) <= set(doorbell.LANES)


@pytest.mark.sabotage
def test_the_proof_turns_red_when_what_failed_is_first_again(cluster):
    with Stack(cluster, sabotage="head_of_line") as stack:
        poison(stack)

        found = work(stack, 5.0)

    assert found == {BLOCKED: [GOOD]}
