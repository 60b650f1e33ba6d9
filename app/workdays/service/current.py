"""The calendar in force, kept in memory for a short while."""

from __future__ import annotations

import time
from typing import Any

from app.core.calendar import Calendar
from app.workdays import queries

KEEP_SECONDS = 30.0
_kept: dict[str, Any] = {"until": 0.0, "value": None}


def calendar(*, fresh: bool = False) -> Calendar:
    """Return the calendar of working days in force, at most ``KEEP_SECONDS`` old."""
    if fresh or _kept["value"] is None or time.monotonic() > _kept["until"]:
        _kept["value"] = queries.in_force()
        _kept["until"] = time.monotonic() + KEEP_SECONDS
    value: Calendar = _kept["value"]
    return value


def forget() -> None:
    """Read the calendar again the next time it is wanted."""
    _kept["value"] = None
