"""Liveness says that the process lives; readiness that it can serve. Metrics are for the machine's own eyes."""

from __future__ import annotations

import threading
import time
from typing import Any

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core import clockwatch, doorbell, outbox
from app.core.db import read_row
from app.core.http import json_response
from app.core.migrate import pending

blueprint = Blueprint("health", __name__)

REQUESTS = Counter("hfw_requests_total", "Requests by route class and status class", ["route", "status"])
SECONDS = Histogram("hfw_request_seconds", "Time of a request in seconds", ["route"])
OLDEST = Gauge("hfw_outbox_oldest_seconds", "Age of the oldest undone message in seconds")
WAITING = Gauge("hfw_outbox_waiting", "Messages due and undone")
DEAD = Gauge("hfw_outbox_dead", "Messages that gave up")
HELD = Gauge("hfw_clock_held", "1 while work by the clock is held, because the clock jumped")

STALLED_SECONDS = 60
KEEP_SECONDS = 2.0
LOOPBACK = {"127.0.0.1", "::1"}

_lock = threading.Lock()
_kept: dict[str, Any] = {"until": 0.0, "status": 503, "body": {}}


@blueprint.get("/livez")
def livez() -> Response:
    """Answer without touching anything else."""
    return json_response({"status": "alive"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Answer whether requests can be served; computed at most every two seconds, by one thread."""
    with _lock:
        if time.monotonic() >= _kept["until"]:
            _kept["status"], _kept["body"] = _look()
            _kept["until"] = time.monotonic() + KEEP_SECONDS
        return json_response(_kept["body"], _kept["status"])


def _look() -> tuple[int, dict[str, Any]]:
    try:
        read_row(text("SELECT 1"), {})  # tried again: the pool may hold connections of a server that was restarted
        if pending():
            return 503, {"status": "unready", "reason": "migrations are pending"}
        age = outbox.health()["oldest_seconds"]
        held = clockwatch.held()
    except SQLAlchemyError:
        return 503, {"status": "unready", "reason": "the database is away"}
    degraded = []
    try:
        doorbell.redis_client().ping()
    except (RedisError, OSError):
        degraded.append("redis")
    if age > STALLED_SECONDS:
        degraded.append("workers stalled")
    if held:
        degraded.append("clock jumped")
    return 200, {"status": "ready", "degraded": degraded}


@blueprint.get("/metrics")
def metrics() -> Response:
    """Answer with Prometheus metrics, to this machine only."""
    if request.remote_addr not in LOOPBACK or request.headers.get("X-Forwarded-For"):
        abort(404)
    state = outbox.health()
    OLDEST.set(state["oldest_seconds"])
    WAITING.set(state["waiting"])
    DEAD.set(state["dead"])
    HELD.set(clockwatch.held() is not None)
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
