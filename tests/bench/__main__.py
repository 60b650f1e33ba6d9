"""``make bench``: ratios against what PostgreSQL itself does with the same SQL, interleaved in one run.

Absolute numbers mean nothing on another machine; every line compares two things measured seconds apart.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from scripts import frontend
from tests.bench import engine, load, public, statements, votes
from tests.bench.place import Place, children, pgbench, place, process, resident_megabytes, web

CLIENTS = 16
DESCRIPTION = "顶楼漏雨，厨房滴水"


def say(line: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Table:
    """The lines of the report: what, measured, goal, whether it holds."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str]] = []

    def add(self, what: str, measured: float, goal: float, *, at_least: bool, unit: str = "") -> None:
        """Add a line; ``goal`` is a lower or an upper bound."""
        holds = measured >= goal if at_least else measured <= goal
        sign = "≥" if at_least else "≤"
        self.rows.append((what, f"{measured:.3g}{unit}", f"{sign} {goal:g}{unit}", "yes" if holds else "NO"))
        say(f"  {what}: {measured:.3g}{unit} (goal {sign} {goal:g}{unit})")

    def note(self, what: str) -> None:
        """Say that something was not measured, which is no success."""
        self.rows.append((what, "-", "-", "NO"))
        say(f"  {what}")

    def show(self) -> None:
        """Print the table."""
        widths = [max(len(row[column]) for row in self.rows) for column in range(4)]
        for row in self.rows:
            say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))


def sign_in(url: str, persona: str) -> tuple[str, dict[str, Any]]:
    """Return a demo person's token and /me."""
    body = json.dumps({"persona": persona}).encode()
    request = urllib.request.Request(f"{url}/api/v1/auth/dev", body, {"Content-Type": "application/json"})
    token = json.load(urllib.request.urlopen(request))["token"]
    me = urllib.request.Request(f"{url}/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    return token, json.load(urllib.request.urlopen(me))


def filing(url: str, token: str, compound: str) -> Callable[[int], bytes]:
    """Return a maker of requests that file a ticket, each with its own key."""
    body = json.dumps(
        {"compound_id": compound, "kind": "repair", "category": "0101", "description": DESCRIPTION, "media_ids": []}
    ).encode()
    return lambda _n: load.http_request(url, "POST", "/api/v1/tickets", token, body, uuid.uuid4().hex)


def scripts(app: Any, resident: str, staff: str) -> tuple[str, str]:
    """Return the pgbench scripts of filing and of the staff list, with the product's own SQL."""
    from sqlalchemy import event

    from app.identity.principal import load_principal
    from app.tickets.queries import Door, ListFilter, page

    with app.app_context():
        me = load_principal("bearer", resident)
        worker = load_principal("bearer", staff)
        assert me is not None
        assert worker is not None
        home = next(claim for claim in me.homes if claim.state == "active")
        create = statements.create_script(
            resident, me.person_id, me.session_id, home.compound_id, home.home_id, home.building_id
        )
        from app.core.db import fast_engine

        seen: list[tuple[str, Any]] = []
        event.listen(
            fast_engine(), "before_cursor_execute", lambda c, cur, sql, params, *rest: seen.append((sql, params))
        )
        page(worker, Door.STAFF, ListFilter(), limit=20, cursor=None)
        listing = statements.principal(staff) + "\n" + statements.captured(*seen[-1]) + "\n"
    return create, listing


def compare(here: Place, url: str, app: Any, rounds: int, seconds: int) -> dict[str, float]:
    """Return the medians of one size of the database: ratios and rates of filing and listing."""
    resident, me = sign_in(url, "resident")
    staff, _ = sign_in(url, "community")
    compound = next(c["id"] for c in me["compounds"] if c["basis"] == "home")
    create_sql, list_sql = scripts(app, resident, staff)
    make_list = lambda _n: load.http_request(url, "GET", "/api/v1/staff/tickets?limit=20", staff)  # noqa: E731
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        limit = pgbench(here, create_sql, clients=CLIENTS, seconds=seconds)
        filed = load.run_apart(url, filing(url, resident, compound), clients=CLIENTS, seconds=seconds)
        list_limit = pgbench(here, list_sql, clients=CLIENTS, seconds=seconds)
        listed = load.run_apart(url, make_list, clients=CLIENTS, seconds=seconds)
        if filed.errors or listed.errors:
            raise RuntimeError(f"{filed.errors} + {listed.errors} requests failed")
        for name, value in {
            "create": filed.rate / limit.rate,
            "create_p99": filed.percentile(0.99) / limit.mean,
            "create_rate": filed.rate,
            "list": listed.rate / list_limit.rate,
            "list_rate": listed.rate,
        }.items():
            found.setdefault(name, []).append(value)
    return {name: statistics.median(values) for name, values in found.items()}


def routing(here: Place, url: str, table: Table, seconds: int) -> None:
    """Submit 20 tickets a second and look how long each waits for its routing; then kill the worker."""
    token, me = sign_in(url, "resident")
    compound = next(c["id"] for c in me["compounds"] if c["basis"] == "home")
    make = filing(url, token, compound)
    with contextlib.ExitStack() as stack:
        worker = stack.enter_context(process([sys.executable, "-m", "app.worker", "fast"], here.env))
        stack.enter_context(process([sys.executable, "-m", "app.sweeper"], here.env))
        connection = stack.enter_context(psycopg.connect(here.pg.url("app"), autocommit=True))
        _paced(url, make, rate=20, seconds=1)
        _until_routed(connection)  # the worker has started, and knows its statements
        since = connection.execute("select now()").fetchone()[0]
        _paced(url, make, rate=20, seconds=seconds)
        _until_routed(connection)
        waits = _waits(connection, since)
        table.add("submit → routed at 20/s, p99", waits[int(len(waits) * 0.99)], 1.0, at_least=False, unit=" s")
        table.add("RQ worker, resident memory", resident_megabytes(worker.pid), 150, at_least=False, unit=" MB")
        since = connection.execute("select now()").fetchone()[0]
        _paced(url, make, rate=20, seconds=1)
        worker.kill()
        killed = time.monotonic()
        _paced(url, make, rate=20, seconds=1)
        stack.enter_context(process([sys.executable, "-m", "app.worker", "fast"], here.env))
        _until_routed(connection)
        table.add("recovery after kill -9 of the worker", time.monotonic() - killed, 15, at_least=False, unit=" s")


def _paced(url: str, make: Callable[[int], bytes], *, rate: int, seconds: int) -> None:
    connection = load.Connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    for number in range(rate * seconds):
        connection.send(make(number))
        while connection.read() is None:
            pass
        time.sleep(max(0.0, 1 / rate - (time.perf_counter() - connection.sent)))
    connection.socket.close()


def _until_routed(connection: Any) -> None:
    until = time.monotonic() + 120
    undone = (
        "select 1 from core_outbox where subscriber = 'tickets.route' and done_at is null and dead_at is null limit 1"
    )
    while connection.execute(undone).fetchone():
        if time.monotonic() > until:
            raise TimeoutError("tickets stayed unrouted")
        time.sleep(0.05)


def _waits(connection: Any, since: Any) -> list[float]:
    rows = connection.execute(
        """
        select extract(epoch from r.at - t.created_at)::float from tickets_ticket t
        join tickets_routing r on r.ticket_id = t.id and r.seq = 2 where t.created_at > %s order by 1
        """,
        (since,),
    )
    return [row[0] for row in rows]


SIZE_LINES = (
    re.compile(r"^\s*(?P<size>[\d.]+) KB\s+(?P<what>.*), budget (?P<most>\d+) KB$", re.MULTILINE),
    re.compile(r"^(?P<what>\S.*?)\s+(?P<size>[\d.]+) KB  of (?P<most>\d+) KB", re.MULTILINE),
)
BUILDS = {"admin_ui": ("build",), "miniapp": ("build:h5", "build:mp-weixin")}


def sizes(table: Table) -> None:
    """Build the front ends and compare what a first visit loads with its budget, as their own checks count it."""
    for project in frontend.PROJECTS:
        frontend.install(project)
        for script in (*BUILDS[project.folder.name], "size"):
            status, output = frontend.npm(project, "run", script)
            if status and script != "size":
                raise RuntimeError(output[-2000:])
        found = [match for line in SIZE_LINES for match in line.finditer(output)]
        if not found:
            table.note(f"the size of {project.title} was not printed")
        for match in found:
            what = f"{project.title}: {match['what']}"
            table.add(what, float(match["size"]), float(match["most"]), at_least=False, unit=" KB")


def settle(here: Place) -> None:
    """Bring the database to rest after a bulk load, which would be measured otherwise."""
    with psycopg.connect(here.pg.url("app"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def measure(args: argparse.Namespace, table: Table) -> None:
    """Measure each size of the database with servers of its own."""
    from app import create_app
    from app.demo.scale import fill

    folder = Path(tempfile.mkdtemp(prefix="haofuwu-bench-"))
    by_size: dict[int, dict[str, float]] = {}
    try:
        with place(folder) as here:
            app = create_app()
            before = 0
            for size in args.sizes:
                with app.app_context():
                    fill(size - before, say, seed=len(by_size) + 1)
                before = size
                settle(here)
                with web(here) as url:
                    say(f"\n{size:,} tickets")
                    if size == args.sizes[0]:  # before thousands of tickets are filed that wait for their routing
                        routing(here, url, table, args.seconds * 2)
                    by_size[size] = compare(here, url, app, args.rounds, args.seconds)
                    say(f"  {json.dumps({k: round(v, 3) for k, v in by_size[size].items()})}")
                    if size == args.sizes[0]:
                        web_memory = max(resident_megabytes(pid) for pid in children(here.web.pid))
                    if size == max(args.sizes):
                        district = sign_in(url, "district")[0]
                        engine.rates(here, app, url, district, table, args.rounds)
                        engine.dry_runs(here, url, district, table, args.rounds)
                        votes.measure(here, app, url, sign_in(url, "community")[0], table, args.rounds)
                        public.measure(here, url, table, args.rounds, args.seconds, sign_in(url, "manager")[0])
                if size == max(args.sizes):
                    engine.ladder(here, app, table, args.rounds)
            report(table, by_size, web_memory)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def report(table: Table, by_size: dict[int, dict[str, float]], web_memory: float) -> None:
    """Add the lines that compare sizes."""
    smallest, largest = min(by_size), max(by_size)
    middle = 100_000 if 100_000 in by_size else largest
    table.add(f"file a ticket / pgbench, at {middle:,}", by_size[middle]["create"], 0.35, at_least=True)
    table.add(f"file a ticket p99 / pgbench mean, at {middle:,}", by_size[middle]["create_p99"], 6, at_least=False)
    table.add(f"staff list / pgbench, at {middle:,}", by_size[middle]["list"], 0.08, at_least=True)
    for name in ("create", "list"):
        slower = by_size[smallest][f"{name}_rate"] / by_size[largest][f"{name}_rate"]
        table.add(f"{name}: time at {largest:,} / at {smallest:,}", slower, 1.3, at_least=False)
    table.add("web process, resident memory", web_memory, 150, at_least=False, unit=" MB")


def main() -> int:
    """Measure and print the table. Returns 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    args = parser.parse_args()
    table = Table()
    measure(args, table)
    sizes(table)
    say()
    table.show()
    return 1 if any(row[3] == "NO" for row in table.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
