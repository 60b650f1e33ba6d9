"""Counting how often a key does something: a sliding window of two buckets, here or in PostgreSQL.

What counts is what happened in this window, plus the share of the previous window that has not passed yet.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import Model, fast, fast_row
from app.core.settings import get_settings

HOUR = 3600


class RateCounter(Model):
    """How often a (hashed) key did something in the window that began at ``window_start``."""

    __tablename__ = "core_rate_counter"
    __table_args__ = (Index("ix_core_rate_counter_window_start", "window_start"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Window:
    """A moment within a window of ``seconds`` that began at ``start`` (seconds of the epoch)."""

    start: float
    elapsed: float
    seconds: int

    @classmethod
    def at(cls, moment: float, seconds: int) -> Window:
        """Return the window that ``moment`` lies in."""
        start = moment // seconds * seconds
        return cls(start, moment - start, seconds)

    @property
    def weight(self) -> float:
        """The share of the previous window that still counts."""
        return 1 - self.elapsed / self.seconds

    @property
    def start_at(self) -> datetime:
        """The beginning, as the table keeps it."""
        return datetime.fromtimestamp(self.start, UTC)

    @property
    def previous_at(self) -> datetime:
        """The beginning of the window before."""
        return datetime.fromtimestamp(self.start - self.seconds, UTC)

    def wait(self, limit: float, count: int, before: int) -> int:
        """Return after how many whole seconds one more is allowed; 0 means now."""
        if count + 1 + before * self.weight <= limit:
            return 0
        if count + 1 <= limit and before:
            free_at = self.seconds * (1 - (limit - 1 - count) / before)
        else:  # this window is full: it has to become the previous one, and then to fade
            free_at = self.seconds * (2 - (limit - 1) / max(count, 1))
        return max(1, math.ceil(free_at - self.elapsed))


@lru_cache(maxsize=4096)
def network_of(ip: str) -> str:
    """Return the network that counts as one client: /24 of IPv4, /64 of IPv6, one bucket for the unreadable."""
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return "unknown"
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 64), strict=False))


def folded(name: str) -> str:
    """Return a login name or an id in the one form that is counted."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def hashed(name: str, value: str) -> str:
    """Return the key of a bucket. The table must not tell who signs in from where."""
    digest = get_crypto().blind_index(value, column="core_rate_counter.key")
    return f"{name}:{digest[:16].hex()}"


# --- counting in this process ---

MOST_KEYS = 100_000
_here: dict[str, tuple[float, int, int]] = {}  # key -> (start of window, count in it, count in the one before)
_lock = threading.Lock()


def take_here(key: str, limit: float, seconds: int) -> int:
    """Count one in this process. Returns 0, or the seconds to wait."""
    window = Window.at(now().timestamp(), seconds)
    share = max(1.0, limit / get_settings().web_processes)
    with _lock:
        start, count, before = _here.get(key, (window.start, 0, 0))
        if start != window.start:
            count, before = 0, count if window.start - start == seconds else 0
        wait = window.wait(share, count, before)
        if key not in _here and len(_here) >= MOST_KEYS:
            _forget_here(window.start - 2 * HOUR)
        _here[key] = (window.start, count + (not wait), before)
    return wait


def _forget_here(older_than: float) -> None:
    """Make room. When everything is recent somebody makes up addresses: memory goes before the counts."""
    for key in [key for key, (start, _, _) in _here.items() if start < older_than]:
        del _here[key]
    if len(_here) >= MOST_KEYS:
        _here.clear()


def forget_here() -> None:
    """Empty the counters of this process. For tests."""
    with _lock:
        _here.clear()


# --- counting in PostgreSQL ---

TAKE = text("""
    WITH earlier AS (
        SELECT p.count FROM core_rate_counter p WHERE p.key = :key AND p.window_start = :previous
    ), before AS (
        SELECT coalesce((SELECT count FROM earlier), 0) * CAST(:weight AS float8) AS share
    )
    INSERT INTO core_rate_counter AS c (key, window_start, count)
    SELECT CAST(:key AS varchar), CAST(:start AS timestamptz), 1 FROM before WHERE 1 + share <= CAST(:allowed AS float8)
    ON CONFLICT (key, window_start) DO UPDATE SET count = c.count + 1
        WHERE c.count + 1 + (SELECT share FROM before) <= CAST(:allowed AS float8)
    RETURNING c.count
""")

LOOK = text("""
    SELECT coalesce(sum(count) FILTER (WHERE window_start = :start), 0)::int AS happened,
           coalesce(sum(count) FILTER (WHERE window_start = :previous), 0)::int AS before
    FROM core_rate_counter WHERE key = :key AND window_start IN (:start, :previous)
""")

GIVE_BACK = text("""
    UPDATE core_rate_counter SET count = count - 1 WHERE key = :key AND window_start = :start AND count > 0
""")


def take_exact(key: str, limit: float, seconds: int) -> int:
    """Count one, by one statement in a transaction of its own. Returns 0, or the seconds to wait."""
    window = Window.at(now().timestamp(), seconds)
    values = {"key": key, "start": window.start_at, "previous": window.previous_at}
    if fast_row(TAKE, values | {"weight": window.weight, "allowed": limit}) is not None:
        return 0
    return max(1, look_exact(key, limit, seconds))


def look_exact(key: str, limit: float, seconds: int) -> int:
    """Return the seconds until one more is allowed, 0 for now. Counts nothing."""
    window = Window.at(now().timestamp(), seconds)
    row = fast_row(LOOK, {"key": key, "start": window.start_at, "previous": window.previous_at})
    return window.wait(limit, row.happened, row.before) if row else 0


def give_back(key: str, seconds: int) -> None:
    """Take back one that was counted in this window."""
    with fast() as connection:
        connection.execute(GIVE_BACK, {"key": key, "start": Window.at(now().timestamp(), seconds).start_at})
