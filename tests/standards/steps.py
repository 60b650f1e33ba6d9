"""Steps that the tests of service standards take, each through HTTP."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy import text

from tests.core.image_corpus import jpeg
from tests.world import write

BASE = "/staff/standards"
CLEAN = "ENV-01"


def plans(person, estate, *, expect: int = 200):
    """Return the plans of a compound."""
    answer = person.get(f"{BASE}/compounds/{estate.compound}/plan")
    assert answer.status_code == expect, answer.json
    return answer.json


def draft(person, estate, *, expect: int = 201, key: str | None = None, **fields):
    """Begin a plan and return it (or the error)."""
    headers = {"Idempotency-Key": key} if key else {}
    answer = person.post(f"{BASE}/compounds/{estate.compound}/plan", {"level": 1} | fields, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


def see(person, plan_id: str, *, expect: int = 200):
    """Return a plan as it is now."""
    answer = person.get(f"{BASE}/plans/{plan_id}")
    assert answer.status_code == expect, answer.json
    return answer.json


def act(person, plan: dict[str, Any], action: str, *, expect: int = 200, version: int | None = None, **fields):
    """Move a plan with the version that it shows now."""
    if version is None:
        version = see(person, plan["id"])["version"] if expect != 404 else 1
    answer = person.post(f"{BASE}/plans/{plan['id']}/actions/{action}", {"version": version} | fields)
    assert answer.status_code == expect, answer.json
    return answer.json


def fixed(person, estate, **fields):
    """Begin a plan and fix it."""
    return act(person, draft(person, estate, **fields), "fix")


def term(plan: dict[str, Any], code: str) -> dict[str, Any]:
    """Return what a plan says of an item."""
    return next(one for one in plan["terms"] if one["item_code"] == code)


def photo(person) -> str:
    """Send a photo and return its id."""
    sent = person._call("post", "/media", data={"file": (io.BytesIO(jpeg()), "a.jpg")})
    assert sent.status_code == 201, sent.json
    return sent.json["id"]


def log(person, estate=None, item_code: str = CLEAN, *, expect: int = 201, key: str | None = None, **fields):
    """Log that something was done, with a photo unless ``media_ids`` says otherwise; return the record."""
    body: dict[str, Any] = {"item_code": item_code}
    if estate is not None:
        body["compound_id"] = str(estate.compound)
    if "media_ids" not in fields:
        body["media_ids"] = [photo(person)]
    answer = person.post(f"{BASE}/records", body | fields, headers={"Idempotency-Key": key or str(uuid.uuid4())})
    assert answer.status_code == expect, answer.json
    return answer.json


def end(person, record: dict[str, Any], action: str, *, expect: int = 200, **fields):
    """Take a record back, or strike it."""
    answer = person.post(f"{BASE}/records/{record['id']}/actions/{action}", fields)
    assert answer.status_code == expect, answer.json
    return answer.json


def records(person, **query):
    """Return the records on the first page."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    answer = person.get(f"{BASE}/records?{asked}")
    assert answer.status_code == 200, answer.json
    return answer.json["items"]


def board(person, estate, *, expect: int = 200):
    """Return the board of a compound."""
    answer = person.get(f"{BASE}/compounds/{estate.compound}/board")
    assert answer.status_code == expect, answer.json
    return answer.json


def item(shown: dict[str, Any], code: str) -> dict[str, Any]:
    """Return an item of a board or of one's own items."""
    return next(one for one in shown["items"] if one["code"] == code)


def my_items(person, *, expect: int = 200, **query):
    """Return the one-tap screen."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    answer = person.get(f"{BASE}/my-items?{asked}")
    assert answer.status_code == expect, answer.json
    return answer.json


def execute(app, statement: str, **values) -> None:
    """Write with SQL, also what nothing of ours may change: to let time have passed."""
    from app.core.db import db

    def run() -> None:
        db.session.execute(text("set local session_replication_role = replica"))
        db.session.execute(text(statement), values)

    write(app, run)


def held_since(app, day: date) -> None:
    """Let every fixed plan and its demands have held since ``day``."""
    execute(app, "update standards_plan set starts_on = :day where state = 'fixed'", day=day)
    execute(app, "update standards_term set since = :day where since is not null", day=day)


def done_on(app, world, estate, code: str, day: date, *, times: int = 1) -> None:
    """Let an item have been logged on a day at noon."""
    for number in range(times):
        execute(
            app,
            "insert into standards_record (id, district_id, compound_id, catalogue_version, item_code, at, by_person)"
            " values (gen_random_uuid(), :district, :compound, 'DB11/T 751-2025', :code,"
            " (CAST(:day AS date) + interval '12 hours' + :number * interval '1 minute') AT TIME ZONE 'Asia/Shanghai',"
            " :person)",
            district=world.district_id, compound=estate.compound, code=code, day=day, number=number,
            person=world.repair_a.id,
        )  # fmt: skip


def table_of(person, plan: dict[str, Any]) -> bytes:
    """Return the plan as an xlsx file."""
    answer = person.get(f"{BASE}/plans/{plan['id']}/table.xlsx")
    assert answer.status_code == 200, answer.json
    return answer.data


def bring(person, plan: dict[str, Any], data: bytes, *, expect: int = 201, key: str | None = None):
    """Bring a table back and return the dry run (or the error)."""
    headers = {"Idempotency-Key": key} if key else {}
    # Put together here: the test client would leave a file open for what is large.
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n' + data + b"\r\n--x--\r\n"
    headers["Content-Type"] = "multipart/form-data; boundary=x"
    answer = person._call("post", f"{BASE}/plans/{plan['id']}/imports", data=body, headers=headers)
    assert answer.status_code == expect, answer.json
    return answer.json


def confirm(person, run: dict[str, Any], *, expect: int = 200):
    """Say yes to a dry run."""
    answer = person.post(f"{BASE}/ledger-imports/{run['id']}/actions/confirm")
    assert answer.status_code == expect, answer.json
    return answer.json


def days_ago(count: int) -> date:
    """Return a day of Beijing in the past."""
    from app.core.clock import today

    return today() - timedelta(days=count)
