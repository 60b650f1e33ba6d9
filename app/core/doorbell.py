"""Wakes the workers after a commit. PostgreSQL holds the work; a lost ring costs one sweep, never a message."""

from __future__ import annotations

import threading
import time
from functools import cache

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from app.core.settings import get_settings

LANES = ("fast", "outward")
"""``fast``: database effects only. ``outward``: calls to other companies, which may hang."""

RING_GAP_SECONDS = 0.02
PAUSE_AFTER_FAILURE_SECONDS = 2.0

_waiting: set[str] = set()
_wake = threading.Event()
_lock = threading.Lock()
_state = {"thread": None, "silent": False}


@cache
def redis_client() -> Redis:
    """Return this process's Redis connection pool; every call on it ends within 0.3 s."""
    return Redis.from_url(
        get_settings().redis_url,
        socket_connect_timeout=0.3,
        socket_timeout=0.3,
        retry=Retry(NoBackoff(), 0),
        max_connections=8,
    )


def silence(silent: bool = True) -> None:
    """Stop (or resume) ringing in this process. For commands that load data in bulk, and for tests."""
    _state["silent"] = silent


def ring(lane: str) -> None:
    """Ask for a drain of ``lane``. Returns at once: a daemon thread of this process talks to Redis."""
    if _state["silent"]:
        return
    with _lock:
        _waiting.add(lane)
        if _state["thread"] is None:
            _state["thread"] = threading.Thread(target=_run, name="doorbell", daemon=True)  # type: ignore[assignment]
            _state["thread"].start()  # type: ignore[attr-defined]
    _wake.set()


def _run() -> None:
    while True:
        _wake.wait()
        _wake.clear()
        with _lock:
            lanes = set(_waiting)
            _waiting.clear()
        for lane in lanes:
            if not push(lane):
                time.sleep(PAUSE_AFTER_FAILURE_SECONDS)
        time.sleep(RING_GAP_SECONDS)


def push(lane: str, client: Redis | None = None) -> bool:
    """Enqueue one drain of ``lane`` unless one is waiting already. Returns whether Redis could be reached.

    The mark that one is waiting is removed by the drain before it looks for work, so a message committed
    after the drain began always gets another ring.
    """
    client = client or redis_client()
    try:
        if client.set(waiting_key(lane), b"1", nx=True, px=2000):
            queue = Queue(lane, connection=client, serializer=JSONSerializer)
            queue.enqueue(
                "app.worker.drain", lane, job_timeout=60, result_ttl=0, failure_ttl=3600, description=f"drain {lane}"
            )
    except (RedisError, OSError):
        return False
    return True


def waiting_key(lane: str) -> str:
    """Return the Redis key that says a drain of ``lane`` is already in the queue."""
    return f"hfw:bell:{lane}"


def answered(lane: str, client: Redis | None = None) -> None:
    """Note that a drain of ``lane`` has begun."""
    try:
        (client or redis_client()).delete(waiting_key(lane))
    except (RedisError, OSError):
        return
