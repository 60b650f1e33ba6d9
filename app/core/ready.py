"""Answers that may be given again: what everybody gets alike is kept for two seconds, in front of the framework.

Only an answer that its route marked (``repeatable``) is kept: one to a GET without query, the same for everybody, with
a tag. It went through the guard of its route once; within two seconds the same bytes go out again without asking the
database, the framework or the rate limit, which would cost more than the answer. Nothing else passes here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any, NamedTuple

from flask import Response, request

from app.core.ids import new_id

KEPT_SECONDS = 2.0
"""How old an answer may be: nothing that everybody sees is older than this after its change."""
MOST_BYTES = 8 * 1024 * 1024
"""What a process keeps at most; it forgets everything then, and the busy answers are back at once."""

Count = Callable[[str, int], None]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer as it goes out. ``route`` is counted in the metrics."""

    until: float
    route: str
    tag: str
    headers: Pairs
    short: Pairs
    body: bytes


class ToKeep(NamedTuple):
    """What a route marks on its answer."""

    tag: str
    media_type: str
    body: bytes


_kept: dict[str, Kept] = {}
_lock = Lock()
_bytes = [0]


class InFront:
    """The WSGI application before the framework."""

    def __init__(self, inner: Callable[..., Iterable[bytes]], count: Count) -> None:
        self.inner, self.count = inner, count

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Give a kept answer, or let the framework answer."""
        kept = _kept.get(environ["PATH_INFO"])
        if (
            kept is None
            or kept.until < time.monotonic()
            or environ["REQUEST_METHOD"] != "GET"
            or environ.get("QUERY_STRING")
        ):
            return self.inner(environ, start_response)
        own = ("X-Request-Id", new_id().hex)
        if is_known(kept.tag, environ.get("HTTP_IF_NONE_MATCH")):
            self.count(kept.route, 304)
            start_response("304 NOT MODIFIED", [*kept.short, own])
            return [b""]
        self.count(kept.route, 200)
        start_response("200 OK", [*kept.headers, own])
        return [kept.body]  # a list: anything else the server streams piece by piece


def is_known(tag: str, asked: str | None) -> bool:
    """Return whether a client that sent ``If-None-Match`` has the answer with this tag already."""
    return asked is not None and (f'"{tag}"' in asked or asked.strip() == "*")


def cacheable(body: bytes, tag: str, *, media_type: str, seconds: int, repeatable: bool = False) -> Response:
    """Return ``body`` with its tag, or 304 to who has it already; others may show it ``seconds`` without asking.

    ``repeatable`` promises that everybody gets the same, so it may be given again by this process.
    """
    headers = [("ETag", f'"{tag}"'), ("Cache-Control", f"public, max-age={seconds}")]
    known = is_known(tag, request.headers.get("If-None-Match"))
    whole = [("Content-Type", media_type), *headers]
    response = Response(status=304, headers=headers) if known else Response(body, headers=whole)
    if repeatable and not request.query_string:
        # Kept also when this one client has it: else those who all have it would all come through.
        response.to_keep = ToKeep(tag, media_type, body)  # type: ignore[attr-defined]  # read by ``note``
    return response


def note(response: Response, route: str) -> None:
    """Keep a finished answer if its route allows it. Called with every answer."""
    keep: ToKeep | None = getattr(response, "to_keep", None)
    if keep is None:
        return
    own = ("X-Request-Id", "Content-Length", "Content-Type")
    short = [(name, value) for name, value in response.headers if name not in own]
    full = [*short, ("Content-Type", keep.media_type), ("Content-Length", str(len(keep.body)))]
    with _lock:
        if _bytes[0] + len(keep.body) > MOST_BYTES:
            _kept.clear()
            _bytes[0] = 0
        _bytes[0] += len(keep.body)
        _kept[request.path] = Kept(time.monotonic() + KEPT_SECONDS, route, keep.tag, full, short, keep.body)


def forget_here() -> None:
    """Forget what this process keeps. For tests."""
    with _lock:
        _kept.clear()
        _bytes[0] = 0
