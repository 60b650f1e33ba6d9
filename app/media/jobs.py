"""Scheduled work of photos. Every function may run twice, and at the same time as itself."""

from __future__ import annotations

from datetime import timedelta

import structlog

from app.core.clock import today
from app.core.errors import Unavailable
from app.core.uow import unit_of_work
from app.media import service

log = structlog.get_logger(__name__)

ORPHAN_DAYS = (2, 3, 4)
"""How many days back to look for files without a row: later than any upload can take, and several
times, so that a day on which nothing swept is made up for."""


def sweep_unlinked() -> int:
    """Delete photos that nobody attached within a day. Returns how many files are gone.

    Rows go first: a row without a file would be a broken picture, a file without a row is only swept later.
    """
    gone = 0
    while True:
        with unit_of_work():
            keys = service.forget_unlinked()
            service.forget_quotas()
        if not keys:
            return gone
        try:
            service.delete_files(keys)
        except Unavailable:
            log.warning("media.sweep_postponed", files=len(keys))
            return gone
        gone += len(keys)


def sweep_orphans() -> int:
    """Delete stored files that have no row. Returns how many. Once a day is enough."""
    gone = 0
    for days in ORPHAN_DAYS:
        keys = service.orphans(today() - timedelta(days=days))
        service.delete_files(keys)
        gone += len(keys)
    return gone
