"""Steps of people who keep the ledger of places, over HTTP."""

from __future__ import annotations

from typing import Any

from app.core.ledger import from_sheet, to_sheet
from app.core.spreadsheets import read
from app.places.tables import BOOKS

BASE = "/staff/places"


def see(person, subject, table: str, *, expect: int = 200, **query: Any) -> Any:
    """Return a table as it stands (or the error)."""
    answer = person.get(f"{BASE}/ledgers/{subject}/{table}", query_string=query)
    assert answer.status_code == expect, answer.json
    return answer.json


def file_of(person, subject, table: str, *, expect: int = 200) -> bytes:
    """Return a table as a file."""
    answer = person.get(f"{BASE}/ledgers/{subject}/{table}/table.xlsx")
    assert answer.status_code == expect, answer.json
    return answer.data


def rows_in(data: bytes, table: str) -> list[dict[str, Any]]:
    """Return the rows of a file; none of its cells is wrong."""
    found = from_sheet(read(data), BOOKS[table].spec)
    assert not found.problems
    return found.rows


def sheet(table: str, rows: list[dict[str, Any]]) -> bytes:
    """Return rows, in which columns may be left out, as a file."""
    return to_sheet([(BOOKS[table].spec, rows)])


def bring(person, subject, table: str, data: bytes, *, expect: int = 201, key: str | None = None) -> Any:
    """Bring a file and return the dry run (or the error)."""
    headers = {"Idempotency-Key": key} if key else {}
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n' + data + b"\r\n--x--\r\n"
    headers["Content-Type"] = "multipart/form-data; boundary=x"
    answer = person._call("post", f"{BASE}/ledgers/{subject}/{table}/imports", data=body, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


def confirm(person, run: dict[str, Any], *, expect: int = 200) -> Any:
    """Say yes to a dry run."""
    answer = person.post(f"{BASE}/ledger-imports/{run['id']}/actions/confirm")
    assert answer.status_code == expect, answer.json
    return answer.json


def fill(person, subject, table: str, rows: list[dict[str, Any]]) -> Any:
    """Add rows to those that are there, by a file; nothing is wrong with them."""
    there = rows_in(file_of(person, subject, table), table)
    run = bring(person, subject, table, sheet(table, there + rows))
    assert run["problems"] == [], run["problems"]
    return confirm(person, run)


def put(person, subject, table: str, row: dict[str, Any], *, version: int | None = None, expect: int = 201) -> Any:
    """Add a row or change one."""
    version = version or see(person, subject, table)["version"]
    answer = person.post(f"{BASE}/ledgers/{subject}/{table}/rows", {"version": version, "row": row})
    assert answer.status_code == expect, answer.json
    return answer.json


def row_of(person, subject, table: str, q: str) -> dict[str, Any]:
    """Return the one row in which the words stand."""
    [row] = see(person, subject, table, q=q)["rows"]
    return row
