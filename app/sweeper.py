"""A tiny process that rings again for everything undone: ``python -m app.sweeper``. Two copies may run.

It looks at all undone rows, never at a window of time, so an outage of any length is caught up with. When Redis is
away it delivers the work itself, so accepted work goes on with PostgreSQL alone.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.care import jobs as care_jobs
from app.core import clockwatch, doorbell, idempotency, outbox, ratelimit
from app.core.db import fast
from app.core.ledger import batches
from app.core.settings import SettingsError, get_settings
from app.core.surroundings import refuse_unsafe
from app.core.uow import unit_of_work
from app.disclosures import jobs as disclosures_jobs
from app.identity import jobs as identity_jobs
from app.media import jobs as media_jobs
from app.proactive import jobs as proactive_jobs
from app.tickets import service as tickets
from app.tickets.service.climbing import BATCH as CLIMB_BATCH

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 1.0
MEND_SECONDS = 60.0
CLEAN_SECONDS = 600.0
LOCK = 727002

stop = threading.Event()


def sweep() -> None:
    """Look at the clock, then ring for each lane in which something is due; deliver what nobody can be rung for."""
    clockwatch.look()
    for lane in outbox.due_lanes():
        doorbell.answered(lane)  # a mark left by a worker that died must not silence the bell
        if not doorbell.push(lane):
            outbox.drain(lane, seconds=SWEEP_SECONDS)
    while tickets.climb() == CLIMB_BATCH:
        pass


def mend() -> None:
    """Look for orders that nothing would move any more. One sweeper at a time; normally there are none."""
    with alone() as first:
        if first and any(mended := tickets.mend()):
            log.error("sweeper.mended", routing=mended.routing, timers=mended.timers)


def clean() -> None:
    """Delete what is kept only for a while. One sweeper at a time; what fails does not keep the rest from its turn."""
    with alone() as first:
        for task in CLEANING if first else ():
            try:
                task()
            except Exception as error:  # a full disk or a storage that is away is no reason to stop ringing
                log.warning("sweeper.cleaning_failed", task=task.__name__, error=type(error).__qualname__)


@contextmanager
def alone() -> Iterator[bool]:
    """Give whether this sweeper is the one that may do what one is enough for."""
    with fast() as connection:
        first = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}).scalar())
        try:
            yield first
        finally:
            if first:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})


def _forget_requests() -> None:
    with unit_of_work():
        idempotency.forget_old()
        batches.forget_old()


CLEANING: list[Callable[[], object]] = [
    outbox.forget_done,
    _forget_requests,
    media_jobs.sweep_unlinked,
    media_jobs.sweep_orphans,
    identity_jobs.forget_old,
    ratelimit.forget_old,
    proactive_jobs.arm,
    disclosures_jobs.arm,
    care_jobs.arm,
]


def main() -> int:
    """Sweep until told to stop. Returns the exit status."""
    from app import create_app

    try:
        refuse_unsafe(get_settings())
        app = create_app(get_settings())
    except SettingsError as error:
        sys.stderr.write(f"The settings are refused:\n{error}\n")
        return 2
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    now_and_then = {mend: MEND_SECONDS, clean: CLEAN_SECONDS}
    last = dict.fromkeys(now_and_then, time.monotonic())
    while not stop.is_set():
        try:
            with app.app_context():
                sweep()
                for task, seconds in now_and_then.items():
                    if time.monotonic() - last[task] > seconds:
                        last[task] = time.monotonic()
                        task()
        except SQLAlchemyError as error:
            log.warning("sweeper.database_away", error=type(error).__qualname__)
        stop.wait(SWEEP_SECONDS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
