"""P04 for the roster: each order is handed out once and in turn, though the worker dies between effect and done."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.core import faults
from tests.promises.client import file_ticket
from tests.promises.harness import Problems, Stack, wait_until

pytestmark = pytest.mark.promise

ORDERS = 8
INSIDE = {"HFW_FAULT_SLEEP_AT": "after_effect_before_done"}
TWICE, UNFAIR, MISCOUNTED = "an order was handed out twice", "turns are unfair", "turns and orders differ"
HELD = """
    SELECT (SELECT count(*) FROM duty_setting) - count(*)
    FROM (SELECT 1 FROM duty_setting FOR UPDATE SKIP LOCKED) AS free
"""
AHEAD = "SELECT turns - (SELECT count(*) FROM tickets_event WHERE action = 'assign') FROM duty_setting"


def on_duty(stack: Stack) -> None:
    """Let company a hand out by round, with two repair workers on duty."""
    begin = datetime.now(UTC) - timedelta(hours=1)
    with stack.phone(stack.people["manager_a"]) as manager:
        path = f"/staff/duty/settings/{stack.places.a.compound}/actions/choose"
        assert manager.post(path, {"mode": "round", "version": 0}).status == 200
        for key in ("repair_a", "repair_a2"):
            body = {
                "person_id": stack.people[key].id,
                "starts_at": begin.isoformat(),
                "ends_at": (begin + timedelta(hours=12)).isoformat(),
            }
            assert manager.post("/staff/duty/shifts", body).status == 201


def unfair(stack: Stack) -> Problems:
    """Return orders that were handed out more or less than once, and turns that do not add up."""
    found: dict[str, list[Any]] = {}
    found[TWICE] = stack.sql(
        "SELECT t.no, count(e.*) AS times FROM tickets_ticket t"
        " LEFT JOIN tickets_event e ON e.ticket_id = t.id AND e.action = 'assign' GROUP BY t.id HAVING count(e.*) <> 1"
    )
    counts = sorted(row["n"] for row in stack.sql("SELECT count(*) AS n FROM tickets_ticket GROUP BY assignee_id"))
    found[UNFAIR] = [counts] if len(counts) != 2 or counts[1] - counts[0] > 1 else []
    turns, orders = stack.value("SELECT turns FROM duty_setting"), stack.value("SELECT count(*) FROM tickets_ticket")
    found[MISCOUNTED] = [(turns, orders)] if turns != orders else []
    return {name: wrong for name, wrong in found.items() if wrong}


def at_work(stack: Stack) -> bool:
    """Return whether an order is being handed out now: the setting is locked, or (sabotaged) a turn is ahead."""
    return stack.value(HELD) > 0 or stack.value(AHEAD) > 0


def kill_while_handing_out(stack: Stack, times: int) -> int:
    """Kill the worker ``times`` times while it sleeps after handing out; return how often it was hit there."""
    hit = 0
    for _ in range(times):
        wait_until(lambda: at_work(stack), 60, lambda: f"nothing is handed out: {stack.stuck()}")
        time.sleep(faults.SLEEP_SECONDS / 3)
        inside = at_work(stack)
        hit += stack.keeper.kill9("fast") and inside
        wait_until(lambda: stack.keeper.pid("fast") is not None, 30, lambda: "the worker was not started again")
    return hit


def scenario(stack: Stack) -> int:
    """File orders while the worker is killed again and again; return how often it was hit while handing out."""
    stack.start_web(workers=1)
    stack.start_sweeper()
    stack.start_worker("fast", "fast", **INSIDE)
    stack.start_worker("outward", "outward")
    stack.wait_ready()
    stack.wait_workers()
    on_duty(stack)
    with stack.phone(stack.people["resident_a"]) as phone:
        for _ in range(ORDERS):
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + 10)
    hit = kill_while_handing_out(stack, 2)
    stack.settle(120)
    return hit


def test_each_order_is_handed_out_once_and_in_turn_though_the_worker_dies(cluster):
    with Stack(cluster) as stack:
        hit = scenario(stack)

        assert unfair(stack) == {}
        assert hit >= 1, "no kill hit the worker while it handed out"
        assert stack.problems() == {}


@pytest.mark.sabotage
def test_the_proof_turns_red_when_a_turn_is_counted_apart_from_its_order(cluster):
    with Stack(cluster, sabotage="turn_apart") as stack:
        hit = scenario(stack)

        found = unfair(stack)

    assert hit >= 1
    assert MISCOUNTED in found
