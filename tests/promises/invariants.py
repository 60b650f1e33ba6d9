"""What must be true of database, disk and clients' knowledge after any fault. Names what is not."""

from __future__ import annotations

import hashlib
import re
import time
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.promises.ledger import FAIL, OK, UNKNOWN, Ledger

RULES = Path(__file__).with_name("invariants.sql")
GAVE_UP = "a message gave up"
UNDONE = "accepted work is still undone"

KEYS = "SELECT id::text, substring(description FROM 'key:([0-9a-f-]{36})') AS key FROM tickets_ticket"

Problems = dict[str, list[Any]]


def rules() -> dict[str, str]:
    """Return the queries of invariants.sql by name."""
    parts = re.split(r"^-- rule: (.+)$", RULES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name.strip(): query.strip().rstrip(";") for name, query in zip(parts[::2], parts[1::2], strict=True)}


def legal_moves() -> list[tuple[str | None, str, str]]:
    """Return (before, action, after) of every history row that the product's own table allows."""
    from app.tickets.models import Action, State
    from app.tickets.workflow import is_legal

    befores: list[str | None] = [None, *(state.value for state in State)]
    every = product(befores, (action.value for action in Action), (state.value for state in State))
    return [row for row in every if is_legal(*row)]


def of_database(url: str, *allowed: str) -> Problems:
    """Return the rows that break a rule, by rule; ``allowed`` ones are not looked at."""
    found: Problems = {}
    with psycopg.connect(url, row_factory=dict_row) as connection:
        connection.execute("CREATE TEMP TABLE legal_move (before text, action text, after text)")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO legal_move VALUES (%s, %s, %s)", legal_moves())
        for name, query in rules().items():
            if name not in allowed and (rows := connection.execute(query).fetchall()):
                found[name] = rows[:5]
    return found


def of_files(url: str, folder: Path) -> Problems:
    """Return photos whose row and file do not fit."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT storage_key, thumb_key, sha256, linked_at FROM media_file").fetchall()
    missing = [key for key, thumb, _, _ in rows if not (folder / key).is_file() or not (folder / thumb).is_file()]
    spoilt = [
        key
        for key, _, digest, _ in rows
        if (folder / key).is_file() and hashlib.sha256((folder / key).read_bytes()).digest() != bytes(digest)
    ]
    problems: Problems = {}
    if missing:
        problems["a photo has no file"] = missing[:5]
    if spoilt:
        problems["a file is not what was stored"] = spoilt[:5]
    return problems


def of_ledger(url: str, ledger: Ledger) -> Problems:
    """Return what clients know that the database does not, and the other way round."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(KEYS).fetchall()
        photos = dict(connection.execute("SELECT id::text, subject_id::text FROM media_file").fetchall())
    by_key = {key: made for made, key in rows}
    acknowledged = [entry for entry in ledger.of(OK) if entry.op == "file"]
    problems: Problems = {
        "an acknowledged ticket is missing": [e.key for e in acknowledged if e.key not in by_key],
        "a ticket was answered with another id": [
            e.key for e in acknowledged if e.key in by_key and e.made != by_key[e.key]
        ],
        "a refused ticket was stored": [e.key for e in ledger.of(FAIL) if e.op == "file" and e.key in by_key],
        "a photo of an acknowledged ticket is missing": [
            e.key for e in acknowledged for photo in e.files if photos.get(photo) != e.made
        ],
        "a ticket was stored that nobody sent": sorted(
            key for key in by_key if key and key not in ledger.entries and ledger.entries
        ),
    }
    return {name: found[:5] for name, found in problems.items() if found}


def orphans(url: str, folder: Path, *, older_than: float) -> list[str]:
    """Return stored files without a row that are older than ``older_than`` seconds."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT storage_key, thumb_key FROM media_file").fetchall()
    known = {key for row in rows for key in row}
    now = time.time()
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and path.relative_to(folder).as_posix() not in known
        and now - path.stat().st_mtime > older_than
    ]


def unclear(ledger: Ledger) -> int:
    """Return how many acts a fault left unclear to their client."""
    return len(ledger.of(UNKNOWN))
