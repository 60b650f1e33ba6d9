"""Slow lines: clients that trickle or withhold a photo are let go in a bounded time, and nobody else waits for them."""

from __future__ import annotations

import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.promises.client import Lost
from tests.promises.harness import Stack
from tests.promises.pictures import photo

pytestmark = pytest.mark.promise

ALLOWED_SECONDS = 3.0
SLACK_SECONDS = 3.0
QUICK_SECONDS = 2.0
"""An ordinary request takes some ten milliseconds; a thread that waits for a slow line would keep it for seconds."""
HELD = "a slow line kept the server"


class SlowLine(threading.Thread):
    """A phone with a bad line: announces a photo of a megabyte and sends a few bytes now and then, or none at all."""

    def __init__(self, stack: Stack, person, every: float | None) -> None:
        super().__init__(daemon=True)
        self.person, self.every, self.port = person, every, stack.port
        self.answer, self.seconds = b"", 0.0
        self.over = threading.Event()

    def run(self) -> None:
        mark = uuid.uuid4().hex
        head = (
            f"POST /api/v1/media HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self.person.token}\r\n"
            f"Content-Type: multipart/form-data; boundary={mark}\r\nContent-Length: 1000000\r\n\r\n"
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n\r\n'
        )
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(head.encode())
            line.settimeout(self.every or 0.5)
            while not self.over.is_set() and not self.answer:
                with suppress(TimeoutError):
                    self.answer = line.recv(4096)
                    break
                if self.every:
                    with suppress(OSError):
                        line.sendall(b"x" * 10)
            self.seconds = time.monotonic() - began
            self.over.wait(20)  # the line stays open: the server must not count on a polite end


@pytest.fixture(scope="module")
def stack(cluster) -> Iterator[Stack]:
    """Two web processes, as in production, without a proxy that collects bodies."""
    with Stack(cluster, HFW_UPLOAD_SECONDS=str(ALLOWED_SECONDS)) as product:
        product.start_web(workers=2)
        product.wait_ready()
        yield product


@pytest.fixture(scope="module")
def patient(cluster) -> Iterator[Stack]:
    """A server that waits for a body as long as the client pleases, as the interface does by itself."""
    with Stack(cluster, sabotage="wait_for_body", HFW_UPLOAD_SECONDS=str(ALLOWED_SECONDS)) as product:
        product.start_web(workers=2)
        product.wait_ready()
        yield product


def under_slow_lines(stack: Stack, every: float | None) -> list[str]:
    """Open eight slow lines, twice as many as the server has threads, work meanwhile, and return what went wrong."""
    people = stack.households(4)
    lines = [SlowLine(stack, people[number % 4], every) for number in range(8)]
    wrong = []
    for line in lines:
        line.start()
    try:
        time.sleep(0.5)
        until = time.monotonic() + ALLOWED_SECONDS
        with stack.phone(people[0]) as phone:
            while time.monotonic() < until:
                began = time.monotonic()
                try:
                    status = phone.get("/me").status
                except Lost:
                    status = 0
                took = time.monotonic() - began
                if status != 200 or took > QUICK_SECONDS:
                    wrong.append(f"{HELD}: /me got {status} after {took:.1f} s")
                    break
                time.sleep(0.1)
        for line in lines:
            left = ALLOWED_SECONDS + SLACK_SECONDS - (time.monotonic() - until + ALLOWED_SECONDS)
            waited = time.monotonic() + max(left, 0.0)
            while not line.answer and time.monotonic() < waited:
                time.sleep(0.05)
            status = line.answer[9:12]
            if status != b"408":
                wrong.append(f"{HELD}: a line got {line.answer[:40]!r}")
    finally:
        for line in lines:
            line.over.set()
    return wrong


@pytest.mark.parametrize("every", [0.3, None])
def test_slow_photos_are_let_go_and_nobody_else_waits(stack, every):
    assert under_slow_lines(stack, every) == []

    with stack.phone(stack.households(1)[0]) as phone:
        assert phone.upload(photo(), str(uuid.uuid4())).status == 201
    assert stack.crashes() == []


@pytest.mark.sabotage
def test_the_proof_turns_red_when_a_body_is_waited_for(patient):
    assert under_slow_lines(patient, None)
