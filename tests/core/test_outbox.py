"""The outbox: one effect for each message, failures that wait and end in sight, timers, leases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

import pytest
from sqlalchemy import text

from app.core import outbox
from app.core.clock import now
from tests.world import in_app, write


@dataclass(frozen=True)
class Rung:
    topic: ClassVar[str] = "tests.rung"

    number: int


SEEN: list[int] = []


@pytest.fixture(autouse=True)
def subscriber():
    """Subscribe a handler that notes the number, and fails for 13."""
    SEEN.clear()

    def note(payload) -> None:
        if payload["number"] == 13:
            raise ValueError("王秀兰 13812345678")
        SEEN.append(payload["number"])

    outbox.SUBSCRIBERS["tests.rung"] = [outbox.Subscriber("tests.note", "fast", note)]
    yield
    del outbox.SUBSCRIBERS["tests.rung"]


def rows(app):
    """Return the state of every message."""
    from app.core.db import db

    def look():
        with db.engine.connect() as connection:
            return connection.execute(text("select * from core_outbox order by id")).all()

    return in_app(app, look)


def change(app, sql: str) -> None:
    """Run one UPDATE."""
    from app.core.db import db

    write(app, lambda: db.session.execute(text(sql)))


def test_a_message_is_delivered_once(app, deliver):
    write(app, outbox.publish, Rung(1))
    assert deliver() == 1
    assert deliver() == 0
    assert SEEN == [1]


def test_what_is_rolled_back_is_never_delivered(app, deliver):
    def fail() -> None:
        outbox.publish(Rung(1))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(app, fail)
    assert deliver() == 0


def test_the_same_key_is_one_message(app, deliver):
    for _ in range(3):
        write(app, lambda: outbox.publish(Rung(5), dedupe="once"))
    deliver()
    assert SEEN == [5]


def test_a_timer_waits_for_its_time_and_can_be_taken_back(app, deliver):
    write(app, lambda: outbox.publish(Rung(2), due_at=now() + timedelta(hours=1), dedupe="timer:a"))
    write(app, lambda: outbox.publish(Rung(3), due_at=now() + timedelta(hours=1), dedupe="timer:b"))
    write(app, outbox.cancel, "timer:a")
    assert deliver() == 0
    change(app, "update core_outbox set due_at = now()")
    deliver()
    assert SEEN == [3]


def test_a_poison_message_blocks_nobody_and_ends_in_sight(app, deliver, world):
    write(app, outbox.publish, Rung(13))
    for number in range(20, 40):
        write(app, outbox.publish, Rung(number))
    deliver()
    assert sorted(SEEN) == list(range(20, 40))
    for _ in range(outbox.MAX_ATTEMPTS):
        change(app, "update core_outbox set due_at = now() where done_at is null and dead_at is null")
        deliver()
    poison = next(row for row in rows(app) if row.payload == {"number": 13})
    assert poison.dead_at is not None
    assert poison.attempts == outbox.MAX_ATTEMPTS
    assert poison.last_error == "builtins.ValueError"  # the words of the error quote a person
    listed = world.sysadmin.get("/staff/jobs").json["items"]
    assert [item["id"] for item in listed] == [str(poison.id)]
    assert world.sysadmin.get("/staff/jobs/health").json["dead"] == 1

    assert world.sysadmin.post(f"/staff/jobs/{poison.id}/actions/requeue").status_code == 204
    assert world.sysadmin.get("/staff/jobs").json["items"] == []
    assert world.sysadmin.post(f"/staff/jobs/{poison.id}/actions/requeue").status_code == 404


def test_backoff_grows(app, deliver):
    write(app, outbox.publish, Rung(13))
    waits = []
    for _ in range(5):
        deliver()
        row = rows(app)[0]
        waits.append((row.due_at - now()).total_seconds())
        change(app, "update core_outbox set due_at = now()")
    assert all(later > earlier * 1.2 for earlier, later in pairwise(waits)), waits


def test_a_leased_message_is_left_alone_until_the_lease_is_over(app, deliver):
    write(app, outbox.publish, Rung(7))
    change(app, "update core_outbox set lease_until = now() + interval '1 minute'")
    assert deliver() == 0
    change(app, "update core_outbox set lease_until = now() - interval '1 second'")
    deliver()
    assert SEEN == [7]


def test_effect_and_done_are_one(app):
    """A handler whose effect is written but whose transaction fails leaves neither."""
    from app.core.db import db

    def effect(payload) -> None:
        db.session.execute(text("insert into core_login_failure (key, failures) values ('x', 1)"))
        raise RuntimeError

    outbox.SUBSCRIBERS["tests.rung"] = [outbox.Subscriber("tests.note", "fast", effect)]
    write(app, outbox.publish, Rung(1))
    in_app(app, outbox.drain, "fast")
    assert rows(app)[0].done_at is None

    def count() -> int:
        with db.engine.connect() as connection:
            return connection.execute(text("select count(*) from core_login_failure")).scalar_one()

    assert in_app(app, count) == 0


def test_done_messages_are_forgotten_after_a_week(app, deliver):
    write(app, outbox.publish, Rung(1))
    deliver()
    assert in_app(app, outbox.forget_done) == 0
    change(app, "update core_outbox set done_at = now() - interval '8 days'")
    assert in_app(app, outbox.forget_done) == 1
