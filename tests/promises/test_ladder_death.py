"""P09: each rung is climbed and told once, though sweepers die; a clock that jumps tells nobody anything."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from tests.promises.client import file_ticket
from tests.promises.harness import Problems, Stack, seeded, together, wait_until

pytestmark = pytest.mark.promise

ORDERS, CLIENTS, RUNGS = 300, 6, 4
FIRST_AFTER, APART, SPREAD = 2.0, 1.5, 6.0
"""Seconds until the first rung, between the rungs of an order, and over which the orders are spread."""
SWEEPERS = ("sweeper-1", "sweeper-2")
EARLY, WRONG, FALSE = "a rung was climbed too early", "a rung was not climbed once", "a jump of the clock made rungs"
KILLS = 5
CLIMBED = "SELECT coalesce(sum(next_step), 0) FROM tickets_ticket"
LEFT = "SELECT count(*) FROM tickets_ticket WHERE next_step <= 4"
TOLD = "SELECT count(*) FROM core_outbox WHERE topic = 'tickets.step'"


def file_orders(stack: Stack, orders: int) -> None:
    """Let households report things; each is routed."""

    def file(number: int) -> Any:
        person = stack.households(CLIENTS)[number]
        with stack.phone(person) as phone:
            for _ in range(orders // CLIENTS):
                answer = file_ticket(phone, stack.ledger, person.compound, deadline=time.monotonic() + 60)
        return answer

    together(CLIENTS, file)
    stack.settle(120)


def let_them_be_due(stack: Stack) -> None:
    """Give every order a ladder whose rungs lie in the next seconds, one after the other."""
    stack.sql(
        """
        WITH n AS (SELECT id, row_number() OVER (ORDER BY id) AS n FROM tickets_ticket), m AS (
            SELECT id, now() + make_interval(secs => %s + %s * n / (SELECT count(*) FROM n)) AS first FROM n)
        UPDATE tickets_ticket t SET next_step = 1, next_step_at = m.first, ladder = ARRAY[
            m.first, m.first + make_interval(secs => %s), m.first + make_interval(secs => 2 * %s),
            m.first + make_interval(secs => 3 * %s)]
        FROM m WHERE m.id = t.id
        """,
        FIRST_AFTER,
        SPREAD,
        APART,
        APART,
        APART,
    )


def kill_sweepers(stack: Stack, chance: random.Random) -> int:
    """Kill both sweepers ``KILLS`` times, each time when orders have just climbed; return how often one died."""
    died = 0
    while died < KILLS and stack.value(LEFT):
        before = stack.value(CLIMBED)
        wait_until(lambda n=before: stack.value(CLIMBED) > n, 60, lambda: "nothing climbs any more")
        time.sleep(chance.choice([0, chance.uniform(0, 0.2)]))
        died += sum(stack.keeper.kill9(name) for name in SWEEPERS) > 0
    return died


def wrong_rungs(stack: Stack) -> Problems:
    """Return orders whose rungs are not each there once, each told once and none before its time."""
    lanes = stack.value("SELECT count(DISTINCT subscriber) FROM core_outbox WHERE topic = 'tickets.step'")
    found: dict[str, list[Any]] = {
        WRONG: stack.sql(
            """
            SELECT t.no, s.step, count(DISTINCT l.step) AS rungs, count(o.id) AS told FROM tickets_ticket t
            CROSS JOIN generate_series(1, %s) AS s (step)
            LEFT JOIN tickets_ladder l ON l.ticket_id = t.id AND l.round = t.round AND l.step = s.step
            LEFT JOIN core_outbox o ON o.topic = 'tickets.step' AND o.payload ->> 'ticket_id' = t.id::text
                AND (o.payload ->> 'step')::int = s.step
            GROUP BY t.id, s.step HAVING count(DISTINCT l.step) <> 1 OR count(o.id) <> %s
            """,
            RUNGS,
            lanes,
        ),
        EARLY: stack.sql("SELECT ticket_id, step, at, moment FROM tickets_ladder WHERE at < moment"),
    }
    return {name: rows[:5] for name, rows in found.items() if rows}


def scenario(stack: Stack, chance: random.Random, orders: int = ORDERS) -> int:
    """File orders, let them be due, and kill sweepers while they climb. Returns how often."""
    stack.start(sweepers=2)
    stack.wait_workers()
    file_orders(stack, orders)
    let_them_be_due(stack)
    died = kill_sweepers(stack, chance)
    wait_until(lambda: stack.value(LEFT) == 0, 60, lambda: f"{stack.value(LEFT)} never climbed")
    stack.settle(120)
    return died


def test_each_rung_is_climbed_and_told_once_though_sweepers_die(cluster):
    chance = seeded("ladder death")
    with Stack(cluster) as stack:
        stack.environment["TZ"] = "America/New_York"  # where the server is does not matter
        died = scenario(stack, chance)

        assert wrong_rungs(stack) == {}
        assert died >= 3, "the sweepers were done before they were hurt"
        assert stack.problems() == {}


@pytest.mark.sabotage
def test_the_proof_turns_red_when_a_rung_is_written_apart_from_climbing(cluster):
    chance = seeded("ladder death")
    with Stack(cluster, sabotage="rung_apart") as stack:
        scenario(stack, chance, 60)

        found = wrong_rungs(stack)

    assert WRONG in found


# --- the clock ---

FAKE_CLOCK = """
    CREATE SCHEMA fake;
    CREATE TABLE fake.shift (by interval NOT NULL);
    INSERT INTO fake.shift VALUES ('0');
    CREATE FUNCTION fake.now() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT pg_catalog.now() + by FROM fake.shift';
"""
"""A clock that can be set, found before the real one by whoever connects from now on."""


def set_clock(stack: Stack, by: str) -> None:
    """Let the clock of the database be ``by`` ahead."""
    stack.sql("UPDATE fake.shift SET by = %s::interval", by)


def jumping(stack: Stack) -> Problems:
    """File orders that are due in hours, let the clock jump three days ahead and back. Returns what came of it."""
    for statement in FAKE_CLOCK.split(";\n"):
        if statement.strip():
            stack.sql(statement)
    database = stack.database_url.rpartition("/")[2]
    stack.sql(f"ALTER DATABASE {database} SET search_path = fake, pg_catalog, public")
    stack.start(sweepers=2)
    stack.wait_workers()
    file_orders(stack, 60)
    time.sleep(2)
    set_clock(stack, "3 days")
    time.sleep(6)  # some looks, some sweeps, some drains
    ahead = stack.value(TOLD)
    stack.keeper.kill9("sweeper-1")
    time.sleep(3)  # who is started anew knows of it too
    ahead = max(ahead, stack.value(TOLD))
    set_clock(stack, "0")
    time.sleep(3)
    late = stack.value("SELECT count(*) FROM tickets_ticket WHERE late_at IS NOT NULL")
    return {name: [n] for name, n in ((FALSE, ahead), ("a jump of the clock made orders late", late)) if n}


def test_a_clock_that_jumps_makes_nothing_climb_until_a_person_says_that_it_is_right(cluster):
    with Stack(cluster) as stack:
        found = jumping(stack)

        assert found == {}
        assert stack.value("SELECT held_at IS NOT NULL FROM core_clock") is True
        with stack.phone(stack.people["resident_a"]) as phone:  # people are served meanwhile
            file_ticket(phone, stack.ledger, stack.places.a.compound, deadline=time.monotonic() + 20)
        routed = "SELECT count(*) FROM tickets_ticket WHERE state = 'submitted'"
        wait_until(lambda: stack.value(routed) == 0, 20, lambda: f"not routed: {stack.stuck()}")
        with stack.phone(stack.people["sysadmin"]) as phone:
            told = phone.get("/inbox").body["items"]
            assert [notice["title"] for notice in told] == ["系统时间跳变，定时任务已暂停"]
            assert phone.post("/staff/jobs/clock/actions/release").status == 204
        let_them_be_due(stack)
        wait_until(lambda: stack.value(TOLD) > 0, 30, lambda: "nothing climbs after the release")


@pytest.mark.sabotage
def test_the_proof_turns_red_when_nobody_looks_at_the_clock(cluster):
    with Stack(cluster, sabotage="unwatched") as stack:
        assert FALSE in jumping(stack)
