"""Lets nobody look at the clock."""

from __future__ import annotations


def before() -> None:
    """Take the look away; without one, timers go by whatever the clock says."""
    from app.core import clockwatch

    clockwatch.look = lambda: None
