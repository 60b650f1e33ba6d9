"""Notices when the clock of the database jumps, and holds what acts by the clock until a person lets it go on.

A clock that is suddenly three days ahead makes every deadline pass at once: hundreds of orders would climb and their
messages would be sent, all of it false and none of it to be taken back. So the sweeper compares the clock, look by
look, with how long the machine has been running, which nobody can set. When the two disagree by more than
``TOLERANCE``, ``core_clock.held_at`` is set: no timer fires, nothing climbs and nothing leaves the product. What
people do themselves goes on. A person who has looked at the clock releases it (后台任务).

Between two looks nothing slips through: timers fire only while the last look is recent, by the same clock.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import structlog
from sqlalchemy import BigInteger, CheckConstraint, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import outbox
from app.core.db import Found, Model, db, fast, fast_row
from app.core.uow import unit_of_work

log = structlog.get_logger(__name__)

TOLERANCE = timedelta(minutes=10)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class ClockState(Model):
    """The last look at the clock, in one row. ``running`` is how long the machine had been running, in seconds."""

    __tablename__ = "core_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    seen_at: Mapped[datetime]
    machine: Mapped[str] = mapped_column(String(64))
    running: Mapped[int] = mapped_column(BigInteger)
    held_at: Mapped[datetime | None]
    jumped_seconds: Mapped[int | None] = mapped_column(BigInteger)
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]


@dataclass(frozen=True, slots=True)
class ClockJumped:
    """The clock jumped by so many seconds, and work by the clock is held. Somebody has to look."""

    topic: ClassVar[str] = "core.clock_jumped"

    at: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Look:
    """One look: what the clock says, and for how many seconds which machine has been running."""

    at: datetime
    machine: str
    running: float


LAST = text("SELECT now() AS at, seen_at, machine, running FROM (SELECT 1) AS one LEFT JOIN core_clock ON id = 1")
SEEN = text("""
    INSERT INTO core_clock (id, seen_at, machine, running) VALUES (1, :at, :machine, :running)
    ON CONFLICT (id) DO UPDATE SET seen_at = :at, machine = :machine, running = :running
""")
HOLD = text("""
    UPDATE core_clock SET held_at = :at, jumped_seconds = :jumped, released_at = NULL, released_by = NULL
    WHERE id = 1 AND held_at IS NULL RETURNING id
""")
RELEASE = text("""
    UPDATE core_clock SET held_at = NULL, released_at = now(), released_by = :by WHERE id = 1 AND held_at IS NOT NULL
    RETURNING jumped_seconds
""")
HELD = text("SELECT held_at, jumped_seconds FROM core_clock WHERE id = 1 AND held_at IS NOT NULL")


def look() -> timedelta | None:
    """Look at the clock. Returns by how much it jumped since the last look of any sweeper, None when it did not."""
    row = fast_row(LAST, {})
    if row is None:
        return None
    seen = Look(row.at, *_machine())
    jumped = jump(Look(row.seen_at, row.machine, row.running), seen) if row.seen_at is not None else None
    if jumped is not None:
        _hold(seen.at, jumped)  # first: a look that is recent lets timers fire
    with fast() as connection:
        connection.execute(SEEN, {"at": seen.at, "machine": seen.machine, "running": int(seen.running)})
    return jumped


def jump(before: Look, seen: Look) -> timedelta | None:
    """Return by how much the clock jumped between two looks, or None when it went as time did.

    Another machine, or the same one after it was started anew, cannot tell how much time went by; but a clock that
    went back has jumped.
    """
    passed = seen.at - before.at
    if seen.machine == before.machine:
        off = passed - timedelta(seconds=seen.running - before.running)
    else:
        off = min(passed, timedelta(0))
    return off if abs(off) > TOLERANCE else None


def _machine() -> tuple[str, float]:
    """Return which machine this is since when it was started, and for how many seconds it has been running.

    Seconds in which it slept count, where the system can tell.
    """
    boot = BOOT_ID.read_text(encoding="ascii").strip() if BOOT_ID.exists() else sys.platform
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return boot, time.clock_gettime(clock) if clock is not None else time.monotonic()


def _hold(at: datetime, jumped: timedelta) -> None:
    seconds = round(jumped.total_seconds())
    with unit_of_work():
        first = db.session.execute(HOLD, {"at": at, "jumped": seconds}).first() is not None
        if first:
            outbox.publish(ClockJumped(at.isoformat(), seconds))
    if first:
        log.error("clock.jumped", seconds=seconds)


def held() -> Found | None:
    """Return since when the work by the clock is held and by how many seconds it jumped, or None."""
    return fast_row(HELD, {})


def release(by: UUID) -> int | None:
    """Let the work by the clock go on, in the present transaction. Returns the jump in seconds, or None."""
    released = db.session.execute(RELEASE, {"by": by}).first()
    if released is None:
        return None
    for lane in ("fast", "outward"):
        outbox.note_lane(lane)
    seconds: int = released.jumped_seconds
    return seconds
