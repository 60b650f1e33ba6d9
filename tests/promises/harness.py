"""The whole product as real processes on servers of its own, to be hurt and then asked what is left.

A scenario starts the processes it needs, works on them as clients do, hurts them, waits until everything is settled,
and then asks ``problems``. What the answer names is broken; an empty answer is the promise kept.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import psycopg
from psycopg.rows import dict_row
from redis import Redis

from scripts.servers import Valkey, free_port
from tests.promises import invariants
from tests.promises.client import Answer, Lost, Phone, Traffic, Unsent
from tests.promises.cluster import Cluster, people_of
from tests.promises.keeper import Keeper
from tests.promises.ledger import Ledger

START_SECONDS = 60.0
DRAIN_SECONDS = 30.0
LOOK_SECONDS = 0.05
TRACEBACK = re.compile(r"Traceback \(most recent call last\)|request\.bug")
WEB = ("--interface", "rsgi", "--host", "127.0.0.1", "--no-ws", "--respawn-failed-workers")

Problems = dict[str, list[Any]]
"""What is broken, by the name of the broken rule, with examples."""


class Stack:
    """One running product. ``sabotage`` names modules of ``tests.promises.sabotage`` that take a protection away."""

    def __init__(self, cluster: Cluster, *, sabotage: str = "", probe: bool = False, **settings: str) -> None:
        """Nothing is started yet but Valkey. ``probe`` adds a subscriber that counts each delivery."""
        self.cluster = cluster
        self.sabotage, self.probe = sabotage, probe
        self.database_url = cluster.copy()
        self.folder = cluster.folder / self.database_url.rpartition("/")[2]
        self.folder.mkdir(mode=0o755)
        self.files = self.folder / "files"
        self.valkey = Valkey(self.folder / "valkey")
        self.valkey.start()
        self.redis = Redis.from_url(self.valkey.url(0), socket_timeout=2, socket_connect_timeout=2)
        self.environment = cluster.environment(self.database_url, self.valkey.url(0), self.files, **settings)
        if sabotage or probe:
            names = [*sabotage.split(","), *(["probe"] if probe else [])]
            self.environment["PROMISES_CHANGE"] = ",".join(name for name in names if name)
        self.port = free_port()
        self.traffic = Traffic()
        self.ledger = Ledger(self.folder / "ledger.jsonl")
        self.keeper = Keeper(self.folder / "logs")
        self.people = people_of(cluster.world)
        self.organisations: dict[str, str] = cluster.world["organisations"]
        self.places = SimpleNamespace(**{k: SimpleNamespace(**v) for k, v in cluster.world["estates"].items()})
        self._phones: list[Phone] = []
        self._connection: psycopg.Connection[dict[str, Any]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for phone in self._phones:
            phone.close()
        self.keeper.close()
        self.redis.close()
        self.valkey.stop()
        self.ledger.close()
        if self._connection is not None:
            self._connection.close()

    # --- processes ---

    def start_web(self, workers: int = 2) -> None:
        """Start the web server as ``make run`` does, or with the sabotaged entry."""
        app = "tests.promises.wsgi_sabotaged:server" if self.changed else "wsgi:server"
        options = [*WEB, "--port", str(self.port), "--workers", str(workers), "--log-level", "warning"]
        self.keeper.add("web", sys.executable, "-m", "granian", *options, app, environment=self.environment)

    def start_worker(self, name: str = "fast", lane: str = "fast", **more: str) -> None:
        """Start a worker of ``lane``; ``more`` adds to its environment only."""
        self._start_module(name, "app.worker", lane, **more)

    def start_sweeper(self, name: str = "sweeper") -> None:
        """Start a sweeper."""
        self._start_module(name, "app.sweeper")

    @property
    def changed(self) -> bool:
        """Whether the processes run with a change to the product."""
        return bool(self.sabotage or self.probe)

    def _start_module(self, name: str, module: str, *arguments: str, **more: str) -> None:
        entry = ["tests.promises.run_sabotaged", module] if self.changed else [module]
        command = [sys.executable, "-m", *entry, *arguments]
        self.keeper.add(name, *command, environment=self.environment | more)

    def start_work(self, *, sweepers: int = 1) -> None:
        """Start a worker for each lane, and the sweepers."""
        self.start_worker("fast", "fast")
        self.start_worker("outward", "outward")
        for number in range(sweepers):
            self.start_sweeper(f"sweeper-{number + 1}")

    def start(self, *, sweepers: int = 1) -> None:
        """Start everything that production has, and wait until it serves."""
        self.start_web()
        self.start_work(sweepers=sweepers)
        self.wait_ready()

    def wait_ready(self, seconds: float = START_SECONDS) -> None:
        """Wait until the web server says that it can serve."""
        wait_until(lambda: self._ready(), seconds, lambda: f"the web server is not ready:\n{self.log_end('web')}")

    def _ready(self) -> bool:
        with contextlib.suppress(Unsent, Lost), self.phone() as phone:
            return phone.send("GET", "/readyz").status == 200
        return False

    def wait_workers(self) -> None:
        """Wait until every worker waits for the doorbell."""
        lanes = [name for name, program in self.keeper.programs.items() if "app.worker" in program.command]

        def listening() -> bool:
            return len(self.redis.smembers("rq:workers")) >= len(lanes)

        wait_until(listening, START_SECONDS, lambda: "the workers do not come up")

    def web_worker_pids(self) -> list[int]:
        """Return the processes that answer requests (not the one that looks after them)."""
        return self.keeper.children("web")

    def kill_web_worker(self, chance: random.Random) -> bool:
        """Kill one process that answers requests, without warning."""
        pids = self.web_worker_pids()
        return bool(pids) and self.keeper.kill9_child("web", chance.choice(sorted(pids)))

    # --- clients ---

    def phone(self, person: Any = None, **headers: str) -> Phone:
        """Return a client of ``person``, or of nobody; it hangs up with the end of the scenario."""
        phone = Phone(self.port, self.traffic, person.token if person else None, **headers)
        self._phones.append(phone)
        return phone

    def households(self, count: int) -> list[Any]:
        """Return residents with a home, each with the ``compound`` of it."""
        return [self.people[f"household_{number}"] for number in range(count)]

    # --- what is there ---

    def sql(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """Run one statement as the database's owner and return its rows."""
        try:
            cursor = self._connected().execute(statement, values or None)
        except psycopg.OperationalError:  # the scenario may have killed the server meanwhile
            self._connected().close()
            cursor = self._connected().execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []

    def _connected(self) -> psycopg.Connection[dict[str, Any]]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.database_url, autocommit=True, row_factory=dict_row)
        return self._connection

    def value(self, statement: str, *values: Any) -> Any:
        """Return the first column of the first row."""
        return next(iter(self.sql(statement, *values)[0].values()))

    def undone(self) -> int:
        """Return how many messages are due (or wait for another try) and not delivered, dead ones left out."""
        return int(
            self.value(
                "SELECT count(*) FROM core_outbox WHERE done_at IS NULL AND dead_at IS NULL"
                " AND (due_at <= now() OR attempts > 0)"
            )
        )

    def settle(self, seconds: float = DRAIN_SECONDS) -> float:
        """Wait until everything accepted is done, and return how long it took."""
        began = time.monotonic()
        wait_until(lambda: self.undone() == 0, seconds, lambda: f"undone after {seconds} s: {self.stuck()}")
        return time.monotonic() - began

    def stuck(self) -> list[dict[str, Any]]:
        """Return some undone messages, for the message of a failure."""
        return self.sql(
            "SELECT id, subscriber, lane, attempts, last_error, lease_until - now() AS lease, due_at - now() AS due"
            " FROM core_outbox WHERE done_at IS NULL AND (due_at <= now() OR attempts > 0) ORDER BY id LIMIT 5"
        )

    def problems(self, *allowed: str) -> Problems:
        """Return everything that is broken: rules of the database and the disk, promises to clients, crashes.

        ``allowed`` are rules that this scenario breaks on purpose.
        """
        found = invariants.of_database(self.database_url, *allowed)
        found |= invariants.of_files(self.database_url, self.files)
        found |= invariants.of_ledger(self.database_url, self.ledger)
        if self.traffic.wrong:
            found["an answer was 5xx for no good reason"] = self.traffic.wrong[:3]
        if crashes := self.crashes():
            found["a log holds a traceback"] = [crash[:80] for crash in crashes[:3]]
            sys.stdout.write("\n\n".join(crashes[:3]))
        return found

    def crashes(self) -> list[str]:
        """Return what the logs say of exceptions that nobody expected."""
        found = []
        for path in logs_of(self):
            text = path.read_text(encoding="utf-8", errors="replace")
            found += [f"{path.name}: {text[match.start() :][:5000]}" for match in TRACEBACK.finditer(text)]
        return found

    def log_end(self, name: str) -> str:
        """Return the last lines of one program."""
        path = self.folder / "logs" / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-15:]) if path.exists() else "(no log)"


class Load:
    """Clients in threads that call ``act(phone, person)`` again and again until ``stop`` or for ``seconds``."""

    def __init__(self, stack: Stack, people: list[Any], act: Callable[[Phone, Any], None], seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self._stack, self._act = stack, act
        self._errors: list[BaseException] = []
        self._threads = [threading.Thread(target=self._run, args=(person,), daemon=True) for person in people]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self._threads:
            thread.join()
        if self._errors:
            raise self._errors[0]

    def wait(self, seconds: float) -> None:
        """Let the clients go on for a while."""
        time.sleep(seconds)

    def enough(self) -> None:
        """Let the clients stop after what they are at."""
        self.until = 0.0

    @property
    def left(self) -> float:
        """Seconds until the clients stop; negative afterwards."""
        return self.until - time.monotonic()

    def _run(self, person: Any) -> None:
        try:
            with self._stack.phone(person) as phone:
                while self.left > 0:
                    self._act(phone, person)
        except BaseException as error:
            self._errors.append(error)


def wait_until(true: Callable[[], bool], seconds: float, otherwise: Callable[[], str]) -> None:
    """Look again and again until ``true``; fail with the words of ``otherwise`` after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(otherwise())
        time.sleep(LOOK_SECONDS)


def together(count: int, act: Callable[[int], Answer]) -> list[Answer]:
    """Do ``act(0)`` to ``act(count - 1)`` at the same moment, each in a thread, and return their answers."""
    barrier, answers = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        barrier.wait()
        answers[number] = act(number)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(answer is not None for answer in answers), "a client got no answer although nothing was hurt"
    return answers


def seeded(name: str) -> random.Random:
    """Return the chance of one scenario; the seed is printed and can be given back in PROMISES_SEED."""
    seed = os.environ.get("PROMISES_SEED") or f"{random.SystemRandom().randrange(10**6)}"
    sys.stdout.write(f"\n{name}: PROMISES_SEED={seed}\n")
    return random.Random(f"{name}{seed}")


def logs_of(stack: Stack) -> list[Path]:
    """Return the files to which the processes of the product wrote."""
    return sorted((stack.folder / "logs").glob("*.log"))
