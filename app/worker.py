"""A worker process for one lane: ``python -m app.worker fast``. A supervisor starts it again when it ends.

RQ brings only the ring of the doorbell; what there is to do is read from PostgreSQL (see ``core.outbox``).
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

import structlog
from flask import Flask
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from app.core import doorbell, outbox
from app.core.ids import new_id
from app.core.settings import SettingsError, get_settings
from app.core.surroundings import refuse_unsafe

log = structlog.get_logger(__name__)

MAX_JOBS = 5000
"""After so many drains the process ends and is started afresh, so that no leak can grow."""


@cache
def application() -> Flask:
    """Return the app of this process, without web pages being served."""
    from app import create_app

    return create_app()


def drain(lane: str) -> int:
    """The RQ job: deliver what is due in ``lane``. May run twice at once; rows are taken one by one."""
    doorbell.answered(lane)
    with application().app_context():
        return outbox.drain(lane)


class LaneWorker(SimpleWorker):
    """Runs drains in this very process: they start in milliseconds and share its pool."""

    def handle_exception(self, job: object, *exc_info: Any) -> None:
        """Log a failed drain by the class of its error; the rows themselves know what to do next.

        Quite normal while PostgreSQL is away, or when Redis was emptied under the worker's hands.
        """
        log.warning("worker.drain_failed", error=exc_info[0].__qualname__)


def main(lane: str) -> int:
    """Serve ``lane`` until told to stop. Returns the exit status."""
    if lane not in doorbell.LANES:
        sys.stderr.write(f"unknown lane {lane!r}; lanes are {', '.join(doorbell.LANES)}\n")
        return 2
    try:
        settings = get_settings()
        refuse_unsafe(settings)
    except SettingsError as error:
        sys.stderr.write(f"The settings are refused:\n{error}\n")
        return 2
    app = application()
    connection = Redis.from_url(settings.redis_url, retry=Retry(ExponentialBackoff(cap=2, base=0.1), 3))
    try:
        with app.app_context():
            outbox.drain(lane)  # what came while no worker was there
        worker = LaneWorker(
            [Queue(lane, connection=connection, serializer=JSONSerializer)],
            connection=connection,
            serializer=JSONSerializer,
            name=f"{lane}-{os.getpid()}-{new_id().hex[-6:]}",
            worker_ttl=30,
        )
        worker.work(max_jobs=MAX_JOBS, logging_level="WARNING")
    except RedisError as error:
        log.warning("worker.redis_away", error=type(error).__qualname__)
        return 1
    except SQLAlchemyError as error:
        log.warning("worker.database_away", error=type(error).__qualname__)
        return 1
    return 0


if __name__ == "__main__":
    # RQ looks drain() up in `app.worker`. Run from there too, or the process has two apps and two pools.
    from app.worker import main as run

    sys.exit(run(sys.argv[1] if len(sys.argv) > 1 else "fast"))
