"""Steps that the tests of the roster take, each through HTTP; and what is left in the database."""

from __future__ import annotations

import contextvars
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from app.core.clock import now
from tests.tickets.steps import file
from tests.world import in_app

HOUR = timedelta(hours=1)


def choose(manager, estate, mode: str, *, version: int = 0, expect: int = 200):
    """Choose how the company of ``manager`` hands out orders in a compound."""
    body = {"mode": mode, "version": version}
    answer = manager.post(f"/staff/duty/settings/{estate.compound}/actions/choose", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def shift(
    manager,
    person,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    compound=None,
    expect: int = 201,
    key: str | None = None,
):
    """Put ``person`` on duty, from an hour ago for eight hours unless told otherwise."""
    begin = starts_at or now() - HOUR
    body = {
        "person_id": str(person.id),
        "compound_id": str(compound) if compound else None,
        "starts_at": begin.isoformat(),
        "ends_at": (ends_at or begin + 8 * HOUR).isoformat(),
    }
    answer = manager.post("/staff/duty/shifts", body, headers={"Idempotency-Key": key or str(uuid.uuid4())})
    assert answer.status_code == expect, answer.json
    return answer.json


def week(person, expect: int = 200, **query):
    """Return a week of the roster as ``person`` sees it."""
    answer = person.get("/staff/duty/shifts", query_string=query)
    assert answer.status_code == expect, answer.json
    return answer.json


def ordered(world, deliver, *, category: str = "0101") -> str:
    """Report something in compound a, let it be routed and handed out, and return its id."""
    made = file(world.resident_a, world.a, category=category, description="漏水")
    deliver()
    return made["id"]


def rows(app, sql: str, **params: Any) -> list[Any]:
    """Return rows as they are in the database."""
    from app.core.db import db

    def look():
        with db.engine.connect() as connection:
            return connection.execute(text(sql), params).all()

    return in_app(app, look)


def execute(app, sql: str, **params: Any) -> None:
    """Change rows behind the product's back."""
    from app.core.db import db

    def run() -> None:
        with db.engine.begin() as connection:
            connection.execute(text(sql), params)

    in_app(app, run)


def order(app, ticket_id: str):
    """Return the order's state, assignee and whether anybody may take it."""
    return rows(app, "select state, assignee_id, open_to_all from tickets_ticket where id = :id", id=ticket_id)[0]


def handouts(app) -> list[Any]:
    """Return what became of each order, the first one first."""
    return rows(app, "select * from duty_handout order by at, ticket_id")


def told(app) -> list[dict[str, Any]]:
    """Return what a listener of the test was told of orders that wait for the manager (see conftest)."""
    found = rows(app, "select payload from core_outbox where subscriber = 'tests.listen' order by id")
    return [row.payload for row in found]


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Do ``act(0)`` to ``act(count - 1)`` at the same moment and return what they return."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        barrier.wait()
        results[number] = contextvars.Context().run(act, number)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results
