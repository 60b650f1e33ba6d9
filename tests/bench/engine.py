"""The ladder over very many open tickets, the three rates of a large district, and a dry run of routing rules."""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from tests.bench import load
from tests.bench.place import Place, process

TICKS = os.sysconf("SC_CLK_TCK")
DUE = 2_000

# The filled tickets become open ones whose next rung lies ahead; history and clocks do not matter to the sweep.
OPEN = """
    UPDATE tickets_ticket t SET state = 'in_progress', finished_at = NULL, closed_at = NULL, outcome = NULL,
        rating = NULL, next_step = 1, level = NULL, next_step_at = now() + interval '1 day' * (1 + n.place %% 9),
        ladder = ARRAY[now() + interval '1 day', now() + interval '2 days', now() + interval '3 days',
                       now() + interval '4 days']
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM tickets_ticket WHERE no LIKE 'S%%'
          ORDER BY id LIMIT %(many)s) n WHERE n.id = t.id
"""
COME_DUE = """
    UPDATE tickets_ticket SET next_step = 1, next_step_at = now() - interval '1 minute'
    WHERE id IN (SELECT id FROM tickets_ticket WHERE next_step_at IS NOT NULL AND no LIKE 'S%%'
                 ORDER BY md5(id::text) LIMIT %(due)s)
"""
FORGET = "DELETE FROM tickets_ladder; DELETE FROM core_outbox WHERE topic = 'tickets.step'"
TASKS = """
    INSERT INTO callbacks_task (id, ticket_id, round, person_id, is_reporter, district_id, street_id, community_id,
        compound_id, company_id, kind, month, state, in_time, responded, outcome, satisfaction, answered_at)
    SELECT gen_random_uuid(), id, 1, reporter_id, true, district_id, street_id, community_id, compound_id,
           responsible_org_id, kind, date_trunc('month', finish_due_at AT TIME ZONE 'Asia/Shanghai')::date, 'answered',
           true, true, 'solved', 'satisfied', closed_at
    FROM tickets_ticket WHERE no LIKE 'S%' AND state = 'closed'
    ON CONFLICT DO NOTHING
"""


def quiet(connection: Any) -> None:
    """Skip triggers and references in this session: the rows were made for the measurement."""
    connection.execute("SET session_replication_role = replica")


def cpu_of(pid: int) -> float:
    """Return the seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def sweep(app: Any) -> tuple[float, float, int]:
    """Climb until nothing is due. Returns seconds of CPU (here and in the database), wall seconds, how many climbed."""
    from app.core.db import fast
    from app.tickets import service

    with app.app_context():
        with fast() as connection:
            backend = connection.execute(text("select pg_backend_pid()")).scalar_one()
        begun, cpu = time.perf_counter(), time.process_time() + cpu_of(backend)
        climbed = 0
        while done := service.climb():
            climbed += done
        with fast() as connection:
            assert connection.execute(text("select pg_backend_pid()")).scalar_one() == backend, (
                "one connection at a time"
            )
        return time.process_time() + cpu_of(backend) - cpu, time.perf_counter() - begun, climbed


def ladder(here: Place, app: Any, table: Any, rounds: int) -> None:
    """Sweep 2,000 due tickets among 10,000 and among 100,000 open ones."""
    found: dict[int, list[tuple[float, float, int]]] = {}
    with psycopg.connect(here.pg.url("app"), autocommit=True) as connection:
        quiet(connection)
        for many in (10_000, 100_000):
            connection.execute("UPDATE tickets_ticket SET next_step_at = NULL WHERE next_step_at IS NOT NULL")
            if connection.execute(OPEN, {"many": many}).rowcount < many:
                table.note(f"the ladder was not measured: fewer than {many:,} tickets")
                return
            connection.execute("VACUUM ANALYZE tickets_ticket")
            for _ in range(rounds + 1):
                connection.execute(COME_DUE, {"due": DUE})
                found.setdefault(many, []).append(sweep(app))
                connection.execute(FORGET)
    if {climbed for runs in found.values() for _, _, climbed in runs} != {DUE}:
        raise RuntimeError(f"the sweep missed some: {found}")
    cpu = {many: statistics.median(run[0] for run in runs[1:]) for many, runs in found.items()}  # the first one warms
    table.add("ladder: CPU of a sweep, 2,000 due of 100,000 open", cpu[100_000], 1.0, at_least=False, unit=" s")
    table.add("ladder: the same / with 10,000 open", cpu[100_000] / cpu[10_000], 1.5, at_least=False)


def rates(here: Place, app: Any, url: str, token: str, table: Any, rounds: int) -> None:
    """Read the three rates of a full month and of an empty one, side by side."""
    from app.callbacks.service.rollup import recount
    from app.core.uow import unit_of_work

    with psycopg.connect(here.pg.url("app"), autocommit=True) as connection:
        quiet(connection)
        connection.execute(TASKS)
        connection.execute("ANALYZE callbacks_task")
    with app.app_context(), unit_of_work():
        recount()
    with psycopg.connect(here.pg.url("app"), autocommit=True) as connection:
        connection.execute("ANALYZE callbacks_cell")
        month, orders = connection.execute(
            "SELECT to_char(month, 'YYYY-MM'), sum(orders)::int FROM callbacks_cell GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
        ).fetchone()

    def reading(which: str) -> Callable[[int], bytes]:
        path = f"/api/v1/staff/rates?first={which}&last={which}&group_by=community"
        return lambda _n: load.http_request(url, "GET", path, token)

    ratios = []
    for _ in range(rounds):
        empty = load.run_apart(url, reading("2001-01"), clients=1, seconds=2)
        full = load.run_apart(url, reading(month), clients=1, seconds=2)
        if empty.errors or full.errors:
            raise RuntimeError("the rates could not be read")
        ratios.append(empty.rate / full.rate)
    what = f"three rates of a month ({orders:,} call-backs) / of an empty one"
    table.add(what, statistics.median(ratios), 2.0, at_least=False)


JUDGED = 50_000
LIGHTS = {
    "name": "楼道照明由街道统一维修",
    "conditions": {"category": ["0201"], "working_day": True, "hours": {"from": "08:00", "to": "18:00"}},
    "target": "street_office",
    "reason": "{compound}的楼道照明由{organisation}统一维修。",
}
RULE_FIELDS = ("id", "name", "conditions", "target", "reason", "deadline", "urgency")


def call(url: str, token: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what the product answers to a read, or to a post of ``body``."""
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}/api/v1/staff/rulebook{path}", data, headers)
    answer: dict[str, Any] = json.load(urllib.request.urlopen(request))
    return answer


def dry_runs(here: Place, url: str, token: str, table: Any, rounds: int) -> None:
    """Let a worker judge a version over 50,000 tickets, and look on as the screen does."""
    with psycopg.connect(here.pg.url("app"), autocommit=True) as connection:
        quiet(connection)
        # What was filed for the measurements before still waits for its routing and would be measured with it.
        connection.execute("UPDATE core_outbox SET done_at = now() WHERE done_at IS NULL AND due_at <= now()")
    version = call(url, token, "/sets", {"title": "试算"})
    rules = [LIGHTS, *({name: rule[name] for name in RULE_FIELDS} for rule in version["rules"])]
    call(url, token, f"/sets/{version['id']}/actions/save", {"version": version["version"], "rules": rules})
    seconds = []
    with contextlib.ExitStack() as stack:
        for program in (["-m", "app.worker", "fast"], ["-m", "app.sweeper"]):
            stack.enter_context(process([sys.executable, *program], here.env))
        for _ in range(rounds + 1):
            run = looked_on(url, token, version["id"])
            if run["done"] < JUDGED:
                table.note(f"the dry run was not measured: fewer than {JUDGED:,} tickets")
                return
            if not run["tally"]["organisation"]:
                raise RuntimeError(f"nothing would change: {run['tally']}")
            moments = [datetime.fromisoformat(run[name]) for name in ("created_at", "finished_at")]
            seconds.append((moments[1] - moments[0]).total_seconds())
    what = f"dry run of {len(rules)} rules over {JUDGED:,} tickets, with progress"
    table.add(what, statistics.median(seconds[1:]), 10.0, at_least=False, unit=" s")  # the first one warms


def looked_on(url: str, token: str, version: str) -> dict[str, Any]:
    """Start a dry run over the last year and return it when it is done. Raises when it shows no progress."""
    from app.core.clock import today

    # Not today: what was filed for the measurements before is all of one category.
    period = {"since": str(today() - timedelta(days=365)), "until": str(today() - timedelta(days=1))}
    run = call(url, token, f"/sets/{version}/runs", period)
    seen = set()
    until = time.monotonic() + 120
    while run["state"] not in ("done", "cancelled"):
        if time.monotonic() > until:
            raise TimeoutError(f"the dry run stands at {run['done']} of {run['total']}")
        time.sleep(0.2)
        run = call(url, token, f"/runs/{run['id']}")
        seen.add(run["done"])
    if run["total"] and len(seen) < 3:
        raise RuntimeError(f"no progress was shown: {seen}")
    return run
