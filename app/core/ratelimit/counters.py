"""Counting how often a key does something within a sliding window, here or in PostgreSQL.

A window is cut into ``BUCKETS`` buckets. A bucket counts as a whole until its last moment has left the window, so no
window of that length, wherever it begins, ever holds more than the limit; the price is that somebody at the limit
waits up to a twelfth longer. (Two buckets with a weighted share, as is often done, let nearly twice the limit pass.)
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
BUCKETS = 12

Counts = list[tuple[float, int]]
"""(start of a bucket in seconds of the epoch, how often), oldest first."""


class RateCounter(Model):
    """How often a (hashed) key did something in the bucket that began at ``window_start``."""

    __tablename__ = "core_rate_counter"
    __table_args__ = (Index("ix_core_rate_counter_window_start", "window_start"),)

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


@dataclass(frozen=True, slots=True)
class Window:
    """The window of ``seconds`` that ends at ``moment`` (seconds of the epoch)."""

    moment: float
    seconds: int

    @property
    def width(self) -> float:
        """The length of a bucket in seconds."""
        return self.seconds / BUCKETS

    @property
    def start(self) -> float:
        """The beginning of the bucket that is being filled."""
        return self.moment // self.width * self.width

    @property
    def since(self) -> float:
        """The beginning of the oldest bucket that still counts."""
        return self.start - self.seconds

    def wait(self, limit: float, counts: Counts) -> int:
        """Return after how many whole seconds one more is allowed; 0 means now."""
        total = sum(count for _, count in counts)
        if total + 1 <= limit:
            return 0
        for start, count in counts:
            total -= count
            if total + 1 <= limit:
                return max(1, math.ceil(start + self.width + self.seconds - self.moment))
        return math.ceil(self.seconds + self.width)


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
_here: dict[str, Counts] = {}
_lock = threading.Lock()


def take_here(key: str, limit: float, seconds: int) -> int:
    """Count one in this process. Returns 0, or the seconds to wait."""
    window = Window(now().timestamp(), seconds)
    start, since = window.start, window.since
    share = max(1.0, limit / get_settings().web_processes)
    with _lock:
        counts = [bucket for bucket in _here.get(key, ()) if bucket[0] >= since]
        wait = window.wait(share, counts)
        if not wait:
            if counts and counts[-1][0] == start:
                counts[-1] = (start, counts[-1][1] + 1)
            else:
                counts.append((start, 1))
        if key not in _here and len(_here) >= MOST_KEYS:
            _forget_here(start - 2 * HOUR)
        _here[key] = counts
    return wait


def _forget_here(older_than: float) -> None:
    """Make room. When everything is recent somebody makes up addresses: memory goes before the counts."""
    for key in [key for key, counts in _here.items() if not counts or counts[-1][0] < older_than]:
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
        SELECT coalesce(sum(p.count), 0) AS total FROM core_rate_counter p
        WHERE p.key = :key AND p.window_start >= :since AND p.window_start < :start
    )
    INSERT INTO core_rate_counter AS c (key, window_start, count)
    SELECT CAST(:key AS varchar), CAST(:start AS timestamptz), 1 FROM earlier
    WHERE 1 + total <= CAST(:allowed AS float8)
    ON CONFLICT (key, window_start) DO UPDATE SET count = c.count + 1
        WHERE c.count + 1 + (SELECT total FROM earlier) <= CAST(:allowed AS float8)
    RETURNING c.count
""")

LOOK = text("""
    SELECT extract(epoch FROM window_start)::float8 AS start, count AS happened
    FROM core_rate_counter WHERE key = :key AND window_start >= :since ORDER BY window_start
""")

GIVE_BACK = text("""
    UPDATE core_rate_counter SET count = count - 1
    WHERE count > 0 AND (key, window_start) = (
        SELECT p.key, p.window_start FROM core_rate_counter p
        WHERE p.key = :key AND p.window_start >= :since AND p.count > 0 ORDER BY p.window_start DESC LIMIT 1)
""")


def take_exact(key: str, limit: float, seconds: int) -> int:
    """Count one, by one statement in a transaction of its own. Returns 0, or the seconds to wait."""
    window = Window(now().timestamp(), seconds)
    values = {"key": key, "start": _at(window.start), "since": _at(window.since), "allowed": limit}
    if fast_row(TAKE, values) is not None:
        return 0
    return max(1, look_exact(key, limit, seconds))


def look_exact(key: str, limit: float, seconds: int) -> int:
    """Return the seconds until one more is allowed, 0 for now. Counts nothing."""
    window = Window(now().timestamp(), seconds)
    with fast() as connection:
        rows = connection.execute(LOOK, {"key": key, "since": _at(window.since)}).all()
    return window.wait(limit, [(row.start, row.happened) for row in rows])


def give_back(key: str, seconds: int) -> None:
    """Take back the latest one that was counted."""
    window = Window(now().timestamp(), seconds)
    with fast() as connection:
        connection.execute(GIVE_BACK, {"key": key, "since": _at(window.since)})


def _at(moment: float) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
