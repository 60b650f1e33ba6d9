"""Steps that many tests of orders from 12345 take: files as a centre makes them, uploads, keys."""

from __future__ import annotations

import io
import uuid
from typing import Any

import xlsxwriter

from app.hotline.columns import FIELDS

TITLES = {field.key: field.title for field in FIELDS}


def order(own_no: str, **more: Any) -> dict[str, Any]:
    """Return a row that is right in every column it fills."""
    return {
        "own_no": own_no,
        "called_at": "2026-11-20 09:30",
        "caller_name": "王女士",
        "caller_phone": "13800138000",
        "kind": "求助",
        "compound": "示例小区a",
        "content": "顶层楼道漏水，下雨就漏",
    } | more


def table(*rows: dict[str, Any], keys: list[str] | None = None, above: int = 0) -> bytes:
    """Return an xlsx with the columns that the rows use, under a heading that begins after ``above`` rows."""
    keys = keys or [key for key in TITLES if any(key in row for row in rows)]
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as workbook:
        sheet = workbook.add_worksheet("工单")
        for line in range(above):
            sheet.write_string(line, 0, "石景山区派单表")
        sheet.write_row(above, 0, [TITLES[key] for key in keys])
        for line, row in enumerate(rows, start=above + 1):
            for column, key in enumerate(keys):
                value = row.get(key)
                if value is None:
                    continue
                if isinstance(value, str) and value.startswith("formula:"):
                    sheet.write_formula(line, column, value.removeprefix("formula:"), None, "x")
                elif isinstance(value, str):
                    sheet.write_string(line, column, value)
                else:
                    sheet.write(line, column, value)
    return made.getvalue()


def upload(person, data: bytes, *, expect: int = 201, name: str = "派单.xlsx", key: str | None = None):
    """Upload a file and return the batch (or the error)."""
    answer = person._call(
        "post",
        "/staff/hotline/batches",
        data={"file": (io.BytesIO(data), name)},
        headers={"Idempotency-Key": key or str(uuid.uuid4())},
    )
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, batch_id: str):
    """Return a batch as it is now."""
    answer = person.get(f"/staff/hotline/batches/{batch_id}")
    assert answer.status_code == 200, answer.json
    return answer.json


def rows(person, batch_id: str, **query: str) -> list[dict[str, Any]]:
    """Return all rows of a batch, page by page."""
    found: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = person.get(
            f"/staff/hotline/batches/{batch_id}/rows",
            query_string={"limit": 100} | query | ({"cursor": cursor} if cursor else {}),
        )
        assert answer.status_code == 200, answer.json
        found += answer.json["items"]
        cursor = answer.json["next"]
        if not cursor:
            return found


def act(person, batch, action: str, *, expect: int = 200):
    """Confirm or discard a batch."""
    answer = person.post(
        f"/staff/hotline/batches/{batch['id']}/actions/{action}", {"version": see(person, batch["id"])["version"]}
    )
    assert answer.status_code == expect, answer.json
    return answer.json


def check(person, deliver, *rows_: dict[str, Any], **how: Any):
    """Upload rows, let them be checked, and return the batch."""
    batch = upload(person, table(*rows_, **how))
    deliver()
    return see(person, batch["id"])


def bring_in(person, deliver, *rows_: dict[str, Any], **how: Any):
    """Upload rows, let them be checked, confirm, let them be imported, and return the batch."""
    batch = check(person, deliver, *rows_, **how)
    act(person, batch, "confirm")
    deliver()
    return see(person, batch["id"])


def tally(batch: dict[str, Any]) -> dict[str, int]:
    """Return the counts of a batch that are not zero."""
    return {word: count for word, count in batch["tally"].items() if count}


class Machine:
    """Another system with a key."""

    def __init__(self, client, made: dict[str, Any]) -> None:
        self.client, self.made, self.key, self.secret = client, made, made["key"], made["secret"]

    def get(self, path: str, **kwargs: Any):
        return self.client.get(f"/api/v1/hotline{path}", headers=self._headers(), **kwargs)

    def post(self, path: str, json: Any, **kwargs: Any):
        return self.client.post(f"/api/v1/hotline{path}", json=json, headers=self._headers(), **kwargs)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def client_of(world, app, *, scopes: tuple[str, ...] = ("orders",), **more: Any) -> Machine:
    """Give another system a key and return it."""
    body = {"name": "12345 中心", "scopes": list(scopes)} | more
    answer = world.sysadmin.post("/staff/hotline/clients", body, headers={"Idempotency-Key": str(uuid.uuid4())})
    assert answer.status_code == 201, answer.json
    return Machine(app.test_client(use_cookies=False), answer.json)
