"""Steps of those who look after renovated parts, over HTTP, and days of their clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import time_machine

from app.core.clock import BEIJING, today
from tests.places.steps import put, row_of
from tests.world import in_app, warranty, write

BASE = "/staff/care/warranties"


def listed(person, *, expect: int = 200, **query: Any) -> list[dict[str, Any]]:
    """Return the rows of a list that is short enough for one page."""
    answer = person.get(BASE, query_string=query)
    assert answer.status_code == expect, answer.json
    return answer.json["items"] if expect == 200 else answer.json


def guaranteed(app, world, left: int, **fields: Any) -> str:
    """Put the roof of compound a under a warranty that has ``left`` days; return its id."""
    made = write(app, lambda: str(warranty(world, world.a.roof, world.contractor, ends_on=in_days(left)).id))
    assert not fields
    return made


def in_days(count: int) -> date:
    """Return the day that is ``count`` days away."""
    return today() + timedelta(days=count)


def care_of(world, maintainer: str, starts_on: date, *, expect: int = 201, **fields: Any) -> Any:
    """Enter who looks after the roof of compound a from a day on, as its community does."""
    row = {
        "building": "1号楼", "asset": "1号楼屋面", "maintainer": maintainer, "payer": "contract",
        "basis": "物业服务合同第八条", "starts_on": starts_on.isoformat(),
    } | fields  # fmt: skip
    return put(world.community_a, world.a.compound, "maintenance", row, expect=expect)


def move_end(world, day: date) -> None:
    """Correct the last day of the only warranty of compound a."""
    row = row_of(world.community_a, world.a.compound, "warranties", "防水层")
    put(world.community_a, world.a.compound, "warranties", row | {"ends_on": day.isoformat()})


@contextmanager
def on(day: date, *, hour: int = 9) -> Iterator[None]:
    """Let it be an hour of a day in Beijing."""
    with time_machine.travel(datetime.combine(day, time(hour), BEIJING), tick=True):
        yield


def sweep(app, deliver) -> None:
    """Let the sweeper look, and the worker do what it found."""
    from app.care.jobs import arm

    in_app(app, arm)
    deliver()


def told(person) -> list[str]:
    """Return what somebody was told of warranties, the newest first."""
    return [one["text"] for one in person.get("/inbox").json["items"] if one["title"].startswith("保修快到期")]


def waiting(person) -> list[dict[str, Any]]:
    """Return what somebody's desk says of warranties."""
    return list(desk_heap(person).get("items", []))


def desk_heap(person) -> dict[str, Any]:
    """Return the heap of warranties on somebody's desk, empty when there is none."""
    groups = person.get("/staff/todo").json["groups"]
    return next((one for one in groups if one["key"] == "warranties"), {})
