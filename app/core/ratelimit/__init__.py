"""How often somebody may do something. Never asks Redis, so it holds when Redis is gone.

Plain classes (``read``, ``write``) count in this process, with the limit divided among the processes;
sensitive ones count in PostgreSQL, exactly, over all machines. One bucket belongs to the person and one to the
network, which may do ``NETWORK_FACTOR`` times as much: a whole community behind one address is not held up.
Keys are stored hashed.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from app.core.clock import now
from app.core.db import fast
from app.core.ratelimit.classes import NETWORK_FACTOR, RATE_CLASSES, check, check_guessing, note_guess
from app.core.ratelimit.counters import RateCounter, forget_here, network_of
from app.core.ratelimit.logins import (
    LoginFailure,
    LoginPaused,
    NewDevicePaused,
    check_login,
    device_token,
    is_known_device,
    login_succeeded,
)

__all__ = [
    "NETWORK_FACTOR",
    "RATE_CLASSES",
    "LoginFailure",
    "LoginPaused",
    "NewDevicePaused",
    "RateCounter",
    "check",
    "check_guessing",
    "check_login",
    "device_token",
    "forget_here",
    "forget_old",
    "is_known_device",
    "login_succeeded",
    "network_of",
    "note_guess",
]


def forget_old(limit: int = 5000) -> int:
    """Delete counters that no longer count. Returns how many; repeating it is harmless."""
    moment = now()
    with fast() as connection:
        counters = connection.execute(
            text("""
                DELETE FROM core_rate_counter WHERE ctid IN (
                    SELECT ctid FROM core_rate_counter WHERE window_start < :before LIMIT :limit)
            """),
            {"before": moment - timedelta(hours=3), "limit": limit},
        )
        failures = connection.execute(
            text("""
                DELETE FROM core_login_failure WHERE key IN (
                    SELECT key FROM core_login_failure WHERE last_at < :before LIMIT :limit)
            """),
            {"before": moment - timedelta(days=1), "limit": limit},
        )
        return counters.rowcount + failures.rowcount
