"""The public page of a compound beside the framework's hello, and reading on while somebody brings a large table."""

from __future__ import annotations

import contextlib
import json
import statistics
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.bench import load
from tests.bench.engine import TICKS, quiet
from tests.bench.place import Place, children, web
from tests.disclosures.bodies import fees

CLIENTS = 16
ROWS = 20_000
YEARS = 20
READERS = 2

# A fee sheet that changed every month, and accounts and revenue of every quarter: each version by two people.
PEOPLE = "SELECT array_agg(id) FROM (SELECT id FROM identity_person ORDER BY id LIMIT 2) p"
PUBLICATIONS = """
    INSERT INTO disclosures_publication (id, district_id, street_id, community_id, compound_id, form, period_from,
        period_to)
    SELECT gen_random_uuid(), c.district_id, c.street_id, c.community_id, c.id, f.form, f.first, f.last
    FROM places_compound c CROSS JOIN (
        SELECT 'fees' AS form, NULL::date AS first, NULL::date AS last
        UNION ALL
        SELECT form, (date '1980-01-01' + n * interval '3 months')::date,
               (date '1980-01-01' + (n + 1) * interval '3 months' - interval '1 day')::date
        FROM unnest(ARRAY['accounts_quarter', 'sharing']) form CROSS JOIN generate_series(0, %(quarters)s - 1) n
    ) f WHERE c.id = %(compound)s ON CONFLICT DO NOTHING
"""
VERSIONS = """
    INSERT INTO disclosures_version (id, publication_id, number, state, body, valid_from, author_id, submitted_by,
        approved_by, approved_post, published_at, hash, superseded_at)
    SELECT gen_random_uuid(), p.id, 1000 + n, CASE WHEN n = m.most THEN 'published' ELSE 'superseded' END,
           CASE WHEN p.form = 'fees' THEN %(fees)s ELSE %(other)s END::jsonb, current_date - (m.most - n) * 30,
           %(writer)s, %(writer)s, %(approver)s, '', now() - (m.most - n) * interval '30 days', repeat('0', 64),
           CASE WHEN n < m.most THEN now() END
    FROM disclosures_publication p
    CROSS JOIN LATERAL (SELECT CASE WHEN p.form = 'fees' THEN %(months)s ELSE 3 END AS most) m
    CROSS JOIN LATERAL generate_series(1, m.most) n
    WHERE p.compound_id = %(compound)s AND (p.form = 'fees' OR p.period_from < '2000-01-01')
"""
OTHER = {"head": {}, "tables": {"income": [], "expense": []}}


def measure(here: Place, url: str, table: Any, rounds: int, seconds: int, manager: str) -> None:
    """Measure both. ``url`` is the product, ``manager`` the token of a manager of the demo district."""
    assert here.web is not None
    processes = children(here.web.pid)
    compounds = fetch(f"{url}/api/v1/staff/compounds?limit=2", manager)["items"]
    served, other = (one["id"] for one in compounds)
    page(here, url, table, rounds, seconds, served, other)
    importing(processes, url, table, manager, served)


def fetch(address: str, token: str = "", body: Any = None) -> Any:
    """Return an answer of the API."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body is not None:
        headers |= {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
    data = None if body is None else json.dumps(body).encode()
    return json.load(urllib.request.urlopen(urllib.request.Request(address, data, headers)))


# --- the page ---


def page(here: Place, url: str, table: Any, rounds: int, seconds: int, new: str, old: str) -> None:
    """Compare the page of a compound with the hello, with a known tag, and with twenty years behind it."""
    with psycopg.connect(here.pg.url("app"), autocommit=True) as connection:
        quiet(connection)
        grow(connection, new, months=1, quarters=1)
        grow(connection, old, months=YEARS * 12, quarters=YEARS * 4)
        connection.execute("DELETE FROM insights_public_page")
        connection.execute("VACUUM ANALYZE disclosures_version")
    tag = fetch(f"{url}/api/v1/public/compounds/{new}")["etag"]
    asked = {
        "new": plain(url, f"/api/v1/public/compounds/{new}"),
        "old": plain(url, f"/api/v1/public/compounds/{old}"),
        "known": plain(url, f"/api/v1/public/compounds/{new}", f'If-None-Match: "{tag}"\r\n'),
    }
    found: dict[str, list[float]] = {}
    with web(here, target="tests.bench.hello:app", interface="wsgi") as bare:
        hello = plain(bare, "/")
        for _ in range(rounds):
            # The hello on both sides of what is compared with it: the machine is not the same from minute to minute.
            before = rate(bare, hello, seconds)
            rates = {name: rate(url, request, seconds) for name, request in asked.items()}
            least = (before + rate(bare, hello, seconds)) / 2
            found.setdefault("page", []).append(rates["new"] / least)
            found.setdefault("known", []).append(rates["known"] / rates["new"])
            found.setdefault("years", []).append(rates["old"] / rates["new"])
    middle = {name: statistics.median(values) for name, values in found.items()}
    table.add("public page of a compound / the framework's hello", middle["page"], 0.6, at_least=True)
    table.add("public page known by its tag (304) / sent whole", middle["known"], 1.0, at_least=True)
    table.add(f"public page after {YEARS} years of versions / a new one", middle["years"], 0.9, at_least=True)


def plain(url: str, path: str, more: str = "") -> bytes:
    """Return the bytes of a request that anybody can make."""
    return f"GET {path} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n{more}\r\n".encode()


def rate(url: str, request: bytes, seconds: int) -> float:
    """Return the requests per second of one run."""
    done = load.run_apart(url, lambda _n: request, clients=CLIENTS, seconds=seconds)
    if done.errors:
        raise RuntimeError(f"{done.errors} requests failed")
    return done.rate


def grow(connection: Any, compound: str, *, months: int, quarters: int) -> None:
    """Let a compound have published for a time."""
    (people,) = connection.execute(PEOPLE).fetchone()
    connection.execute(PUBLICATIONS, {"compound": compound, "quarters": quarters})
    values = {
        "compound": compound,
        "months": months,
        "fees": json.dumps(fees()),
        "other": json.dumps(OTHER),
        "writer": people[0],
        "approver": people[1],
    }
    connection.execute(VERSIONS, values)


# --- a large table ---


def importing(processes: list[int], url: str, table: Any, manager: str, compound: str) -> None:
    """Bring a table of 20,000 rows alone, then again while others read. ``processes`` are those of the product."""
    data = large_table()
    first, second = (draft(url, manager, compound, year) for year in (1991, 1992))
    before = sum(map(cpu_with_children, processes))
    with watched(processes) as largest:
        bring(url, manager, first, data)
    table.add(
        f"table of {ROWS:,} rows: CPU", sum(map(cpu_with_children, processes)) - before, 60, at_least=False, unit=" s"
    )
    table.add("the same: memory of the child", largest(), 512, at_least=False, unit=" MB")
    request = load.http_request(url, "GET", "/api/v1/staff/tickets?limit=20", manager)
    reading: Callable[[int], bytes] = lambda _n: request  # noqa: E731
    calm = load.run_apart(url, reading, clients=READERS, seconds=4)
    busy = []
    bringing = threading.Thread(target=bring, args=(url, manager, second, data))
    bringing.start()
    while bringing.is_alive():
        busy += load.run_apart(url, reading, clients=READERS, seconds=0.5).latencies
    bringing.join()
    slower = statistics.median(busy) / statistics.median(calm.latencies)
    table.add("the same: readers' median meanwhile / before", slower, 2.0, at_least=False)


def large_table() -> bytes:
    """Return a table of public revenue as a manager's Excel would send it."""
    from app.core.ledger import to_sheet
    from app.forms.revenue import INCOME

    rows = [
        dict.fromkeys(column.key for column in INCOME.columns)
        | {"source": "parking", "name": f"地面车位 {number:05}", "payer": "示例停车管理有限公司",
           "from_on": "1991-01-01", "to_on": "1991-12-31", "gross": 180_000, "cost": 30_000, "net": 150_000}
        for number in range(ROWS)
    ]  # fmt: skip
    return to_sheet([(INCOME, rows)])


def draft(url: str, manager: str, compound: str, year: int) -> str:
    """Begin a ledger of public revenue and return the id of its version."""
    period = {"period_from": f"{year}-01-01", "period_to": f"{year}-12-31"}
    body = {"compound_id": compound, "form": "revenue"} | period
    made: str = fetch(f"{url}/api/v1/staff/disclosures/publications", manager, body)["id"]
    return made


def bring(url: str, manager: str, version: str, data: bytes) -> None:
    """Upload the table. Raises when it is not taken as it is."""
    edge = uuid.uuid4().hex
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Authorization": f"Bearer {manager}",
        "Content-Type": f"multipart/form-data; boundary={edge}",
        "Idempotency-Key": uuid.uuid4().hex,
    }
    address = f"{url}/api/v1/staff/disclosures/versions/{version}/tables/sources/imports"
    answer = json.load(urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=120))
    if answer["problems"] or answer["counts"]["added"] != ROWS:
        raise RuntimeError(f"the table was not taken: {answer['counts']}, {answer['problems'][:3]}")


def cpu_with_children(pid: int) -> float:
    """Return the seconds of CPU of a process and of the children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICKS


def children_of_threads(pid: int) -> list[int]:
    """Return the processes that any thread of a process started."""
    found = []
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in listed.read_text().split()]
    return found


@contextlib.contextmanager
def watched(pids: list[int]) -> Iterator[Callable[[], float]]:
    """Look again and again how much memory any child of some processes has had. The value asks for megabytes."""
    most, over = [0.0], threading.Event()

    def look() -> None:
        while not over.is_set():
            for pid in pids:
                for child in children_of_threads(pid):
                    with contextlib.suppress(OSError, IndexError):
                        status = Path(f"/proc/{child}/status").read_text()
                        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
                        most[0] = max(most[0], int(peak.split()[1]) / 1024)
            time.sleep(0.01)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield lambda: most[0]
    finally:
        over.set()
        watcher.join()
