"""P13: /livez says only that the process lives; /readyz says whether it can serve. P03: it heals by itself."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.promises.client import Answer, Lost, Unsent, file_ticket
from tests.promises.harness import Load, Problems, Stack, seeded, together, wait_until
from tests.promises.invariants import UNDONE
from tests.promises.ledger import OK

pytestmark = pytest.mark.promise

NOTICE_SECONDS = 5.0
"""The answer is kept two seconds; a connection that is refused is noticed at once."""
HEAL_SECONDS = 15.0
DEAD = "a process seems dead because its database is"
CONNECTIONS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def ask(stack: Stack, path: str) -> Answer:
    """Return the answer of a health route."""
    with stack.phone() as phone:
        return phone.send("GET", path)


def becomes(stack: Stack, status: int, **body: Any) -> None:
    """Wait until /readyz answers ``status`` with at least ``body``."""

    def right() -> bool:
        answer = ask(stack, "/readyz")
        return answer.status == status and body.items() <= answer.body.items()

    wait_until(right, NOTICE_SECONDS, lambda: f"/readyz does not become {status} {body}: {ask(stack, '/readyz')}")


@pytest.fixture(scope="module")
def stack(cluster) -> Iterator[Stack]:
    """The whole product, as it should be."""
    with Stack(cluster) as product:
        product.start()
        yield product


@pytest.fixture(scope="module")
def broken(cluster) -> Iterator[Stack]:
    """A web server without two protections."""
    with Stack(cluster, sabotage="database_in_livez") as product:
        name = product.database_url.rpartition("/")[2]
        product.sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
        product.start_web(workers=1)
        product.wait_ready()
        yield product


def test_readiness_says_what_is_missing(stack):
    stack.wait_workers()
    before = stack.value(CONNECTIONS)
    answers = together(100, lambda _: ask(stack, "/readyz"))
    assert {answer.status for answer in answers} == {200}
    assert stack.value(CONNECTIONS) <= before + 2, "more than one connection for each web process"
    nothing_is_told_to_outsiders(answers[0])

    stack.valkey.stop()
    becomes(stack, 200, degraded=["redis"])
    stack.valkey.start()
    becomes(stack, 200, degraded=[])

    newest = stack.value("SELECT version_num FROM alembic_version")
    stack.sql("UPDATE alembic_version SET version_num = '0000_older'")
    becomes(stack, 503, reason="migrations are pending")
    stack.sql("UPDATE alembic_version SET version_num = %s", newest)
    becomes(stack, 200)
    assert stack.problems() == {}


def nothing_is_told_to_outsiders(answer: Answer) -> None:
    """No version of anything, and nothing but the words that a load balancer needs."""
    assert set(answer.body) == {"status", "degraded"}
    assert not re.search(r"\d+\.\d+", answer.headers.get("server", ""))


def alive_without_database(stack: Stack) -> Problems:
    """Kill PostgreSQL, ask who lives and who can serve, and start it again."""
    stack.cluster.postgres.kill9()
    try:
        becomes(stack, 503, reason="the database is away")
        lives = [ask(stack, "/livez") for _ in range(5)]
    finally:
        stack.cluster.postgres.start()
    wrong = [answer for answer in lives if answer.status != 200 or answer.seconds > 1]
    return {DEAD: wrong} if wrong else {}


def test_a_crash_of_the_database_loses_nothing_and_heals_by_itself(stack):
    chance = seeded("database death")

    def act(phone: Any, person: Any) -> None:
        deadline = time.monotonic() + (HEAL_SECONDS if chance.random() < 0.5 else 0)
        file_ticket(phone, stack.ledger, person.compound, deadline=deadline)
        time.sleep(0.05)

    with Load(stack, stack.households(4), act, 60.0) as load:
        load.wait(2.0)
        try:
            assert alive_without_database(stack) == {}
            back_at = time.monotonic()
            wait_until(lambda: acknowledged_after(stack, back_at), HEAL_SECONDS, lambda: "does not heal")
            load.wait(1.0)
        finally:
            load.enough()
    stack.settle()

    assert stack.problems() == {}
    assert stack.traffic.statuses[503] > 0, "nobody met the outage"


def acknowledged_after(stack: Stack, moment: float) -> bool:
    """Return whether a report was acknowledged after ``moment``."""
    return any(entry.answered_at > moment for entry in stack.ledger.of(OK))


@pytest.mark.sabotage
def test_the_proof_turns_red_when_livez_asks_the_database(broken):
    assert DEAD in alive_without_database(broken)


def acknowledged_before_a_crash(stack: Stack, chance: random.Random) -> Problems:
    """Kill PostgreSQL while clients report at full speed, start it again, and return what is lost."""

    def act(phone: Any, person: Any) -> None:
        try:
            file_ticket(phone, stack.ledger, person.compound, deadline=time.monotonic())
        except (Lost, Unsent):
            time.sleep(0.05)

    with Load(stack, stack.households(4), act, 1.5) as load:
        load.wait(chance.uniform(1.0, 1.3))
        stack.cluster.postgres.kill9()
    stack.cluster.postgres.start()
    return stack.problems(UNDONE)


@pytest.mark.sabotage
def test_the_proof_turns_red_when_commits_do_not_wait_for_the_disk(broken):
    chance = seeded("asynchronous commits")
    broken.wait_ready()
    rounds = (acknowledged_before_a_crash(broken, chance) for _ in range(5))
    assert any("an acknowledged ticket is missing" in found for found in rounds)
