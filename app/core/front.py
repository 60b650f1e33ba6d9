"""The door of the web server: lets a request arrive as a whole, in a bounded time, before a thread has to deal with it.

Handed a request as soon as its head is there, a thread would wait for the body as long as the client pleases, and a few
phones on a bad line would keep all threads. Here bodies arrive beside each other in the event loop, where waiting costs
nothing; only then does the request take one of the few threads. Granian's own interface RSGI is what gives both.

What was too slow, too large or too much is handed on without its body and with the reason in the environment
(``REASON``), so that the answer has the form of every other error.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any, Protocol

from app.core.settings import Settings

REASON = "hfw.arrival"
SLOW, LARGE, BUSY, BROKEN = "slow", "large", "busy", "broken"

THREADS = 2
"""Requests dealt with at once in one process; as many as PostgreSQL connections of each kind make sense for a core."""
MOST_BYTES = 64 * 1024 * 1024
"""Bytes of all bodies on their way into one process."""

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, list[tuple[str, str]], bytes]


class Exchange(Protocol):
    """What the server gives to take a body and to answer."""

    def __aiter__(self) -> Any:
        """Give the pieces of the body."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send the answer."""


class Front:
    """Serves a WSGI app over RSGI: ``granian --interface rsgi wsgi:server``."""

    def __init__(self, app: Wsgi, settings: Settings) -> None:
        self._app = app
        self._seconds = settings.upload_seconds
        # Only an upload may be larger than a JSON body; both get room for what surrounds the content.
        self._most = {True: settings.upload_limit_bytes + 64 * 1024, False: settings.body_limit_bytes + 1}
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")
        self._arriving = 0

    async def __rsgi__(self, scope: Any, exchange: Exchange) -> None:
        """Take one request and answer it."""
        environ = environ_of(scope)
        body, reason = b"", ""
        if environ.get("CONTENT_LENGTH", "0") != "0" or "HTTP_TRANSFER_ENCODING" in environ:
            body, reason = await self._take_in(environ, exchange)
        if reason:
            environ[REASON] = reason
        environ |= {"wsgi.input": BytesIO(body), "wsgi.input_terminated": True}
        answer = await asyncio.get_running_loop().run_in_executor(self._threads, self._answer, environ)
        exchange.response_bytes(*answer)

    async def _take_in(self, environ: Environ, exchange: Exchange) -> tuple[bytes, str]:
        """Return the body, or the reason why it is not here."""
        most = self._most[environ.get("CONTENT_TYPE", "").startswith("multipart/form-data")]
        announced = environ.get("CONTENT_LENGTH", "")
        if announced.isdecimal() and int(announced) > most:
            return b"", LARGE
        body = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                async for piece in exchange:
                    self._arriving += len(piece)
                    body += piece
                    if len(body) > most:
                        return b"", LARGE
                    if self._arriving > MOST_BYTES:
                        return b"", BUSY
        except TimeoutError:
            return b"", SLOW
        except Exception:  # the client went away: nobody is there to be told, yet the request has to end
            return b"", BROKEN
        finally:
            self._arriving -= len(body)
        if announced.isdecimal() and len(body) < int(announced):
            return b"", BROKEN
        return bytes(body), ""

    def _answer(self, environ: Environ) -> Answer:
        """Let the app deal with a request, in a thread of its own."""
        head: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            head[:] = [int(status[:3]), headers]

        pieces = self._app(environ, start)
        try:
            body = b"".join(pieces)
        finally:
            close = getattr(pieces, "close", None)
            if close is not None:
                close()
        return head[0], head[1], body


def environ_of(scope: Any) -> Environ:
    """Return the environment of a request as WSGI wants it, without its body."""
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # WSGI wants the bytes of the path as characters.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "SERVER_NAME": host.strip("[]") or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_SOFTWARE": "Granian",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_LENGTH", "CONTENT_TYPE"):
            key = f"HTTP_{key}"
        known = environ.get(key)
        environ[key] = value if known is None else f"{known}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
    return environ
