"""Polls of a compound of five thousand homes: the count of three channels, and the notices to their owners."""

from __future__ import annotations

import contextlib
import json
import statistics
import sys
import threading
import time
import urllib.request
from typing import Any
from uuid import UUID

import psycopg

from tests.bench import load
from tests.bench.place import Place, process

HOMES = 5_000
COMMUNITY = "/api/v1/staff/polls"
PLACE = """
    INSERT INTO places_home (id, created_at, district_id, compound_id, building_id, unit_id, label, area_centi_m2)
    SELECT gen_random_uuid(), now(), u.district_id, u.compound_id, u.building_id, u.unit_id, 'b' || n, 4000 + n
    FROM (SELECT h.district_id, h.compound_id, h.building_id, h.unit_id FROM places_home h
          WHERE h.compound_id = %(compound)s LIMIT 1) u CROSS JOIN generate_series(1, %(homes)s) AS n
"""
PEOPLE = """
    WITH made AS (
        INSERT INTO identity_person (id, created_at, district_id, display_name)
        SELECT gen_random_uuid(), now(), h.district_id, '业主' || row_number() OVER ()
        FROM places_home h WHERE h.compound_id = %(compound)s AND h.label LIKE 'b%%' RETURNING id, district_id
    )
    INSERT INTO identity_home_binding (id, created_at, district_id, person_id, home_id, compound_id, relation, state)
    SELECT gen_random_uuid(), now(), p.district_id, p.id, h.id, %(compound)s, 'owner', 'active'
    FROM (SELECT id, district_id, row_number() OVER () AS n FROM made) p
    JOIN (SELECT id, row_number() OVER () AS n FROM places_home
          WHERE compound_id = %(compound)s AND label LIKE 'b%%') h USING (n)
"""


def post(url: str, token: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return what the product answers to a post."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{url}{path}", json.dumps(body).encode(), headers)
    answer: dict[str, Any] = json.load(urllib.request.urlopen(request))
    return answer


def announced(url: str, token: str, compound: str) -> dict[str, Any]:
    """Draft a survey of two topics and announce it; its owners are told by whoever works."""
    from datetime import timedelta

    from app.core.clock import now

    body = {
        "compound_id": compound, "kind": "survey", "title": "量一量", "organiser": "居委会",
        "opens_at": (now() + timedelta(hours=1)).isoformat(), "closes_at": (now() + timedelta(days=9)).isoformat(),
        "topics": [{"matter": 0, "text": "改车棚"}, {"matter": 0, "text": "改车位"}],
    }  # fmt: skip
    poll = post(url, token, COMMUNITY, body)
    return post(url, token, f"{COMMUNITY}/{poll['id']}/actions/notice", {"version": poll["version"]})


def voted(connection: Any, app: Any, poll: str) -> None:
    """Give every home of the register a sealed vote, by three channels, and let the end come."""
    from app.core.ids import new_id
    from app.voting.service.voting import BALLOT, seal

    homes = connection.execute("SELECT home_id FROM voting_elector WHERE poll_id = %s", (poll,)).fetchall()
    person = connection.execute("SELECT id FROM identity_person LIMIT 1").fetchone()[0]
    rows = []
    with app.app_context():
        for number, (home,) in enumerate(homes):
            ballot = new_id()
            choices = [("yes", "no", "abstain")[number % 3], ("no", "yes")[number % 2]]
            sealed = seal(choices, column=BALLOT, row_id=ballot)
            rows.append((ballot, UUID(poll), home, ("app", "paper", "door")[number % 3], person, sealed))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO voting_ballot (id, poll_id, home_id, channel, by_person, sealed)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            rows,
        )
    connection.execute(
        "UPDATE voting_poll SET state = 'closed', opens_at = now() - interval '9 days', closes_at = now()"
        " WHERE id = %s",
        (poll,),
    )


def tally(connection: Any, app: Any, url: str, token: str, compound: str, table: Any, rounds: int) -> None:
    """Count polls of five thousand homes through the product."""
    seconds = []
    for _ in range(rounds + 1):
        poll = announced(url, token, compound)
        voted(connection, app, poll["id"])
        begun = time.perf_counter()
        counted = post(url, token, f"{COMMUNITY}/{poll['id']}/actions/count", {"version": poll["version"]})
        seconds.append(time.perf_counter() - begun)
        if counted["result"]["part"]["homes"] < HOMES or len(counted["result"]["channels"]) != 3:
            raise RuntimeError(f"not everything was counted: {counted['result']['part']}")
    what = f"count of {HOMES:,} homes by three channels, request and answer"
    table.add(what, statistics.median(seconds[1:]), 0.5, at_least=False, unit=" s")  # the first one warms


def notices(here: Place, connection: Any, url: str, token: str, compound: str, table: Any, rounds: int) -> None:
    """Read a list at ease and while five thousand owners are told; compare the medians."""
    make = lambda _n: load.http_request(url, "GET", "/api/v1/staff/tickets?limit=20", token)  # noqa: E731
    told = "SELECT count(*) FROM notify_notice WHERE event_key = %s"
    ratios, spans = [], []
    with contextlib.ExitStack() as stack:
        for program in (["-m", "app.worker", "fast"], ["-m", "app.sweeper"]):
            stack.enter_context(process([sys.executable, *program], here.env))
        for _ in range(rounds):
            ease = load.run_apart(url, make, clients=2, seconds=4)
            poll = announced(url, token, compound)
            begun = time.monotonic()
            busy: list[load.Result] = []
            reading = threading.Thread(target=lambda b=busy: b.append(load.run_apart(url, make, clients=2, seconds=4)))
            reading.start()
            while connection.execute(told, (f"poll:{poll['id']}",)).fetchone()[0] < HOMES:
                if time.monotonic() - begun > 120:
                    raise TimeoutError("not every owner was told")
                time.sleep(0.1)
            spans.append(time.monotonic() - begun)
            reading.join()
            if ease.errors or busy[0].errors:
                raise RuntimeError("the list could not be read")
            ratios.append(busy[0].percentile(0.5) / ease.percentile(0.5))
    what = f"median of the staff list while {HOMES:,} notices go out / at ease"
    table.add(what, statistics.median(ratios), 1.3, at_least=False)
    table.add(f"{HOMES:,} notices, from the announcement on", statistics.median(spans), 60, at_least=False, unit=" s")


def measure(here: Place, app: Any, url: str, token: str, table: Any, rounds: int) -> None:
    """Fill a compound with homes and owners and measure both; ``token`` belongs to a worker of a community."""
    with psycopg.connect(here.pg.url("app"), autocommit=True) as connection:
        connection.execute("UPDATE core_outbox SET done_at = now() WHERE done_at IS NULL AND due_at <= now()")
        compound = connection.execute(
            "SELECT k.id FROM places_compound k JOIN identity_post p ON p.region_id = k.community_id"
            " JOIN identity_session s ON s.person_id = p.person_id WHERE s.token_hash = %s ORDER BY k.id LIMIT 1",
            (_digest(token),),
        ).fetchone()[0]
        values = {"compound": compound, "homes": HOMES}
        connection.execute(PLACE, values)
        connection.execute(PEOPLE, values)
        connection.execute("VACUUM ANALYZE places_home, identity_person, identity_home_binding")
        tally(connection, app, url, token, str(compound), table, rounds)
        notices(here, connection, url, token, str(compound), table, rounds)


def _digest(token: str) -> bytes:
    import hashlib

    return hashlib.sha256(token.encode()).digest()
