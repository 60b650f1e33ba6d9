"""Places at which fault tests may hold a process. Does nothing unless the environment is ``test``."""

from __future__ import annotations

import time

from app.core.settings import get_settings

SLEEP_SECONDS = 0.3


def sleep_at(point: str) -> None:
    """Sleep when the settings name ``point``, so that a kill can hit the critical section."""
    settings = get_settings()
    if settings.fault_sleep_at == point and settings.env == "test":
        time.sleep(SLEEP_SECONDS)
