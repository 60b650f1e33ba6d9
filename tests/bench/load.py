"""A load generator that costs little: raw sockets, keep-alive, one selector loop, one request in flight each."""

from __future__ import annotations

import multiprocessing
import selectors
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Result:
    """What one run gave. Times are in seconds."""

    requests: int
    seconds: float
    latencies: list[float] = field(repr=False)
    errors: int = 0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Return the latency below which ``share`` of the requests stayed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Connection:
    """One keep-alive connection with at most one request in flight."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent = 0.0
        self.got = b""

    def send(self, request: bytes) -> None:
        self.got = b""
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def read(self) -> int | None:
        """Take what has come; return the status when the answer is whole."""
        self.got += self.socket.recv(262_144)
        head, found, body = self.got.partition(b"\r\n\r\n")
        if not found:
            return None
        length = 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return int(head[9:12]) if len(body) >= length else None


def http_request(url: str, method: str, path: str, token: str, body: bytes = b"", key: str = "") -> bytes:
    """Return the bytes of one request."""
    host = urlsplit(url).netloc
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    if key:
        head += f"Idempotency-Key: {key}\r\n"
    return head.encode() + b"\r\n" + body


def run(url: str, make: Callable[[int], bytes], *, clients: int, seconds: float) -> Result:
    """Keep ``clients`` connections busy for ``seconds``; ``make(n)`` gives the n-th request."""
    where = urlsplit(url)
    selector = selectors.DefaultSelector()
    number = 0
    begun = time.perf_counter()
    for _ in range(clients):
        connection = Connection(where.hostname or "127.0.0.1", where.port or 80)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(make(number))
        number += 1
    latencies: list[float] = []
    errors = 0
    while (now := time.perf_counter()) - begun < seconds:
        for key, _ in selector.select(timeout=1):
            connection = key.data
            status = connection.read()
            if status is None:
                continue
            now = time.perf_counter()
            latencies.append(now - connection.sent)
            errors += status >= 400
            connection.send(make(number))
            number += 1
    spent = time.perf_counter() - begun
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return Result(len(latencies), spent, latencies, errors)


def _child(pipe, url, make, clients, seconds) -> None:
    pipe.send(run(url, make, clients=clients, seconds=seconds))


def run_apart(url: str, make: Callable[[int], bytes], *, clients: int, seconds: float) -> Result:
    """Like ``run``, in a process of its own, so that the measuring program does not share its interpreter."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_child, args=(there, url, make, clients, seconds))
    process.start()
    result: Result = here.recv()
    process.join()
    return result
