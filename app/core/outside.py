"""Calls to another company's server: they end within seconds, are never repeated by themselves, and are not even tried
while the other side is known to be away. What matters most is what is known afterwards: surely not arrived, or unclear.
"""

from __future__ import annotations

import json
import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

# At level DEBUG the library logs whole addresses, and an address of WeChat's holds our secret.
logging.getLogger("urllib3").setLevel(logging.INFO)

CONNECT_SECONDS, READ_SECONDS = 1.0, 3.0
WHOLE_ANSWER_SECONDS = 5.0
ANSWER_BYTES = 64 * 1024
FAILURES_TO_OPEN, OPEN_SECONDS = 5, 10.0

HEADERS = {"Content-Type": "application/json", "Connection": "close"}


class Outcome(StrEnum):
    """What is known of a message after trying to send it."""

    SENT = "sent"
    REFUSED = "refused"
    """The person does not want it: quite normal."""
    FAILED = "failed"
    """The other side will never take it like this."""
    UNKNOWN = "unknown"
    """It may have been sent. It must not be sent again."""
    NOT_SENT = "not_sent"
    """It surely was not sent; trying later is right."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The result of one try. ``reason`` is a code of the other side's or a word of ours, without personal data;
    ``receipt`` is the number under which the other side knows the message, if it gave one."""

    outcome: Outcome
    reason: str = ""
    receipt: str = ""


class NotSent(Exception):
    """The request surely did not reach the other side."""


class Unclear(Exception):
    """The request may have reached the other side."""


class Breaker:
    """Stops asking for ``OPEN_SECONDS`` after ``FAILURES_TO_OPEN`` failures in a row; then one may try."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_from = 0.0

    def is_open(self) -> bool:
        """Return whether a call would be refused now."""
        with self._lock:
            return self._failures >= FAILURES_TO_OPEN and self._clock() < self._closed_from

    def enter(self) -> None:
        """Let a call pass, or raise. Whoever passes after the pause is alone until the result is known."""
        with self._lock:
            if self._failures >= FAILURES_TO_OPEN:
                if self._clock() < self._closed_from:
                    raise NotSent("paused")
                self._closed_from = self._clock() + OPEN_SECONDS

    def worked(self) -> None:
        """Note an answer in the other side's protocol, whatever it says."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """Note that no such answer came."""
        with self._lock:
            self._failures += 1
            if self._failures >= FAILURES_TO_OPEN:
                self._closed_from = self._clock() + OPEN_SECONDS


class Line:
    """The way to one server that answers JSON objects. Safe to share between threads.

    ``understood`` says whether an object is an answer of the protocol; anything else counts as no answer.
    """

    def __init__(
        self,
        base_url: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        understood: Callable[[dict[str, Any]], bool] = bool,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._clock = clock
        self._understood = understood
        self._breaker = Breaker(clock)
        self._tls = ssl.create_default_context()

    def is_away(self) -> bool:
        """Return whether the other side is known to be away, so that a call would not even be tried."""
        return self._breaker.is_open()

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Return the other side's answer, be it an error of its own. Raises ``NotSent`` or ``Unclear``."""
        self._breaker.enter()
        url = self._base_url + path + ("?" + urlencode(query) if query else "")
        try:
            answer = _parsed(*self._exchange(method, url, content, HEADERS | dict(headers or {})))
            if not self._understood(answer):
                raise Unclear("another form")
        except (NotSent, Unclear):
            self._breaker.failed()
            raise
        self._breaker.worked()
        return answer

    def _connection(self) -> urllib3.PoolManager:
        """Return a pool for one call. A connection that was kept open may be closed by the other side at the very
        moment in which the next message is written, and then it is unclear whether that one arrived."""
        limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        return urllib3.PoolManager(retries=False, timeout=limits, ssl_context=self._tls)

    def _exchange(self, method: str, url: str, content: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Return status and content. Errors are named by their class only: their words quote the address."""
        until = self._clock() + WHOLE_ANSWER_SECONDS
        try:
            with (
                self._connection() as connection,
                connection.request(
                    method, url, body=content, headers=headers, redirect=False, preload_content=False
                ) as response,
            ):
                data = b""
                while chunk := response.read1(8192):
                    data += chunk
                    if len(data) > ANSWER_BYTES or self._clock() > until:
                        raise Unclear("endless answer")
        except (ConnectTimeoutError, NewConnectionError) as error:
            raise NotSent(type(error).__name__) from None
        except SSLError as error:
            rejected = any(isinstance(cause, ssl.SSLCertVerificationError) for cause in error.args)
            raise (NotSent if rejected else Unclear)(type(error).__name__) from None
        except (HTTPError, OSError) as error:
            raise Unclear(type(error).__name__) from None
        return response.status, data


def _parsed(status: int, data: bytes) -> dict[str, Any]:
    if status != 200:
        raise Unclear(f"status {status}")
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        raise Unclear("not json") from None
    if not isinstance(answer, dict):
        raise Unclear("another form")
    return answer
