"""Messages that must survive a crash: written with the data, delivered afterwards, exactly once in effect.

A row is one message for one subscriber. RQ only rings the doorbell; this table is the truth. A worker takes a
row by a lease that ends by itself (``LEASE_SECONDS``), so the death of a worker costs at most that long. Outside the
lane ``outward`` the effect and ``done_at`` are one transaction, guarded by the row lock.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

import orjson
import structlog
from sqlalchemy import BigInteger, Identity, Index, String, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.core import faults
from app.core.db import Model, db, fast, fast_row
from app.core.errors import AppError
from app.core.uow import unit_of_work

log = structlog.get_logger(__name__)

LEASE_SECONDS = 10
BATCH = 10
MAX_ATTEMPTS = 12
FIRST_DELAY_SECONDS = 5
LONGEST_DELAY_SECONDS = 3600
DRAIN_SECONDS = 20

FIRST = "first"
"""The lane of what people wait for: the worker of lane ``fast`` takes it before everything else of its own."""
RUNG: dict[str, str] = {FIRST: "fast"}
"""Lanes that have no worker of their own: whose bell is rung for them."""

Handler = Callable[[dict[str, Any]], None]
Wanted = Callable[[Any], bool]
"""Looks at an event and tells whether its subscriber has anything to do with it."""


class Event(Protocol):
    """A frozen dataclass of ids and plain words; ``topic`` names it."""

    topic: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One function that wants one topic. ``lane`` decides which worker runs it."""

    name: str
    lane: str
    handler: Handler
    wants: Wanted | None = None


SUBSCRIBERS: dict[str, list[Subscriber]] = {}


class OutboxMessage(Model):
    """One message for one subscriber. ``payload`` holds ids, never personal data."""

    __tablename__ = "core_outbox"
    __table_args__ = (
        Index(
            "ix_core_outbox_due",
            "lane",
            "due_at",
            "id",
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL"),
        ),
        Index("ix_core_outbox_dead", "dead_at", postgresql_where=text("dead_at IS NOT NULL")),
        Index("ix_core_outbox_done", "done_at", postgresql_where=text("done_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    topic: Mapped[str] = mapped_column(String(80))
    subscriber: Mapped[str] = mapped_column(String(80))
    lane: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    dedupe: Mapped[str | None] = mapped_column(String(160), unique=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(server_default=func.now())
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    lease_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


def subscribe(
    topic: str, name: str, *, lane: str = "fast", wants: Wanted | None = None
) -> Callable[[Handler], Handler]:
    """Register a handler. It runs inside a unit of work; in lane ``outward`` it opens its own.

    ``wants`` is asked when an event is published: of what nobody wants, no row is written. It sees the event only.
    """

    def register(function: Handler) -> Handler:
        subscribers = SUBSCRIBERS.setdefault(topic, [])
        if all(known.name != name for known in subscribers):
            subscribers.append(Subscriber(name, lane, function, wants))
        return function

    return register


def _plain(value: Any) -> Any:
    """Return a dataclass as JSON holds it."""
    return orjson.loads(orjson.dumps(value))


def rows_for(event: Any, *, due_at: datetime | None = None, dedupe: str | None = None) -> list[dict[str, Any]]:
    """Return the outbox rows of ``event``, one per subscriber that wants it, for statements that insert them."""
    payload = _plain(event)
    rows = []
    for subscriber in SUBSCRIBERS.get(event.topic, ()):
        if subscriber.wants is not None and not subscriber.wants(event):
            continue
        row: dict[str, Any] = {
            "topic": event.topic,
            "subscriber": subscriber.name,
            "lane": subscriber.lane,
            "payload": payload,
            "dedupe": f"{dedupe}:{subscriber.name}" if dedupe else None,
        }
        if due_at is not None:
            row["due_at"] = due_at
        rows.append(row)
    return rows


def publish(event: Any, *, due_at: datetime | None = None, dedupe: str | None = None) -> None:
    """Store ``event`` (a frozen dataclass with a ``topic``) in the current transaction.

    ``due_at`` makes it a timer. ``dedupe`` makes a second one with the same key do nothing.
    """
    store(rows_for(event, due_at=due_at, dedupe=dedupe))


def store(rows: list[dict[str, Any]]) -> None:
    """Store rows of ``rows_for`` in the current transaction; all of them have a ``due_at``, or none has."""
    if not rows:
        return
    db.session.execute(insert(OutboxMessage).on_conflict_do_nothing(index_elements=["dedupe"]), rows)
    for row in rows:
        note_lane(row["lane"])


def note_lane(lane: str) -> None:
    """Ask for the doorbell of ``lane`` to be rung after the current transaction."""
    db.session.info.setdefault("lanes", set()).add(RUNG.get(lane, lane))


def cancel(dedupe_prefix: str) -> None:
    """Take back the timers whose key begins with ``dedupe_prefix`` and that have not fired."""
    db.session.execute(
        text("UPDATE core_outbox SET done_at = now() WHERE done_at IS NULL AND dedupe LIKE :prefix"),
        {"prefix": dedupe_prefix.replace("%", "") + "%"},
    )


# A timer, as long as nobody has tried it: what is due later than it was written down.
_TIMER = "attempts = 0 AND due_at > created_at + interval '1 minute'"
CLOCK_HELD = "EXISTS (SELECT 1 FROM core_clock WHERE held_at IS NOT NULL)"
"""SQL: whether work by the clock is held, because the clock jumped (see ``core.clockwatch``)."""
CLOCK_UNSURE = """EXISTS (SELECT 1 FROM core_clock WHERE held_at IS NOT NULL
    OR seen_at NOT BETWEEN now() - interval '10 minutes' AND now() + interval '10 minutes')"""
"""SQL: whether nobody has looked at the clock lately, or it was found to have jumped: then nothing goes by it."""
_FREE = f"(lane <> 'outward' OR NOT {CLOCK_HELD}) AND (NOT ({_TIMER}) OR NOT {CLOCK_UNSURE})"

CLAIM = text(f"""
    UPDATE core_outbox SET attempts = attempts + 1, lease_until = now() + interval '{LEASE_SECONDS} seconds'
    WHERE id IN (
        SELECT id FROM core_outbox
        WHERE lane = :lane AND done_at IS NULL AND dead_at IS NULL AND due_at <= now()
          AND (lease_until IS NULL OR lease_until < now()) AND {_FREE}
        ORDER BY due_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED)
    RETURNING id, topic, subscriber, payload, attempts
""")  # noqa: S608 - only constants of this module are put in

FAIL = text("""
    UPDATE core_outbox
    SET lease_until = NULL, last_error = :error,
        due_at = CASE WHEN :dead THEN due_at ELSE now() + make_interval(secs => :delay) END,
        dead_at = CASE WHEN :dead THEN now() END
    WHERE id = :id AND done_at IS NULL
""")

DUE = text(f"""
    SELECT lane FROM core_outbox
    WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= now() AND (lease_until IS NULL OR lease_until < now())
      AND {_FREE}
    GROUP BY lane
""")  # noqa: S608 - only constants of this module are put in

HEALTH = text("""
    SELECT coalesce(extract(epoch FROM now() - min(due_at) FILTER (WHERE dead_at IS NULL)), 0)::float AS oldest_seconds,
           count(*) FILTER (WHERE dead_at IS NULL) AS waiting, count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead
    FROM (SELECT due_at, dead_at FROM core_outbox WHERE done_at IS NULL AND (due_at <= now() OR dead_at IS NOT NULL)
          LIMIT 10000) AS undone
""")


def drain(lane: str, *, seconds: float = DRAIN_SECONDS) -> int:
    """Deliver what is due in ``lane`` until nothing is, or ``seconds`` are over. Returns how many rows were tried."""
    until = time.monotonic() + seconds
    lanes = [own for own, rung in RUNG.items() if rung == lane] + [lane]
    tried = 0
    while time.monotonic() < until:
        rows = next((rows for rows in map(_claim, lanes) if rows), None)
        if rows is None:
            break
        for row in rows:
            deliver(row.id, row.topic, row.subscriber, row.payload, row.attempts)
            tried += 1
    return tried


def _claim(lane: str) -> list[Any]:
    """Take some of what is due in ``lane`` for ``LEASE_SECONDS``."""
    with fast() as connection:
        return sorted(connection.execute(CLAIM, {"lane": lane}).all(), key=lambda row: row.id)


def deliver(message_id: int, topic: str, subscriber: str, payload: dict[str, Any], attempts: int) -> bool:
    """Run one subscriber on one message. Returns whether it succeeded now or had before."""
    found = next((s for s in SUBSCRIBERS.get(topic, ()) if s.name == subscriber), None)
    try:
        if found is None:
            raise LookupError(f"no subscriber {subscriber} for {topic}")
        if found.lane != "outward":
            with unit_of_work():
                if _lock_undone(message_id):
                    found.handler(payload)
                    faults.sleep_at("after_effect_before_done")
                    _mark_done(message_id)
        else:
            found.handler(payload)
            with unit_of_work():
                _mark_done(message_id)
    except Exception as error:  # whatever a handler raises, the row must say so and the next row must go on
        _note_failure(message_id, subscriber, attempts, error)
        return False
    return True


def _lock_undone(message_id: int) -> bool:
    statement = text("SELECT 1 FROM core_outbox WHERE id = :id AND done_at IS NULL FOR UPDATE")
    return db.session.execute(statement, {"id": message_id}).first() is not None


def _mark_done(message_id: int) -> None:
    db.session.execute(
        text("UPDATE core_outbox SET done_at = now(), lease_until = NULL WHERE id = :id"), {"id": message_id}
    )


def _note_failure(message_id: int, subscriber: str, attempts: int, error: Exception) -> None:
    # The text of an exception may quote personal data; its class and our own code cannot.
    words = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, AppError):
        words += f" {error.code}"
    dead = attempts >= MAX_ATTEMPTS
    delay = min(FIRST_DELAY_SECONDS * 2 ** (attempts - 1), LONGEST_DELAY_SECONDS) * random.uniform(0.8, 1.2)  # noqa: S311
    log.warning("outbox.failed", message=message_id, subscriber=subscriber, attempts=attempts, error=words, dead=dead)
    with fast() as connection:
        connection.execute(FAIL, {"id": message_id, "error": words, "dead": dead, "delay": delay})


def due_lanes() -> list[str]:
    """Return the lanes to be rung for: something is due there and nobody holds it."""
    with fast() as connection:
        return sorted({RUNG.get(row.lane, row.lane) for row in connection.execute(DUE)})


def health() -> dict[str, Any]:
    """Return the age in seconds of the oldest undone message, how many wait and how many are dead (capped)."""
    row = fast_row(HEALTH, {})
    return dict(row._asdict()) if row else {"oldest_seconds": 0.0, "waiting": 0, "dead": 0}


def forget_done(days: int = 7, limit: int = 5000) -> int:
    """Delete delivered rows older than ``days``. Returns how many; repeating it is harmless."""
    statement = text("""
        DELETE FROM core_outbox WHERE id IN (
            SELECT id FROM core_outbox WHERE done_at < now() - make_interval(days => :days) LIMIT :limit)
    """)
    with fast() as connection:
        return connection.execute(statement, {"days": days, "limit": limit}).rowcount


def drain_all(lanes: tuple[str, ...] = ("fast", "outward"), *, rounds: int = 20) -> int:
    """Deliver everything that is due in this process. For commands and tests. Returns how many rows were tried."""
    total = 0
    for _ in range(rounds):
        tried = sum(drain(lane) for lane in lanes)
        total += tried
        if not tried:
            break
    return total


def subject_key(*parts: UUID | str | int) -> str:
    """Return a dedupe key from its parts: ``deadline:<ticket>:1:finish``."""
    return ":".join(str(part) for part in parts)
