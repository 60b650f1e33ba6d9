"""Tells the person at the terminal what is going on: one line when a step begins, one when it ended, with seconds.

Standard library only and readable by any Python 3, because it also speaks before the requirements are installed.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

HEARTBEAT_SECONDS = 10.0
_one_line_at_a_time = threading.Lock()


def say(line: str = "") -> None:
    """Print one line at once."""
    with _one_line_at_a_time:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def fail(message: str) -> int:
    """Print what went wrong and what to do; returns the exit status."""
    sys.stdout.flush()
    sys.stderr.write(f"\n{message}\n")
    sys.stderr.flush()
    return 1


class StepFailed(RuntimeError):
    """A step did not work; the message says in plain words what to do."""


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    """Announce a step, show every 10 s that it still works, and say how long it took."""
    began = time.monotonic()
    over = threading.Event()

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            say(f"    … {title}: {time.monotonic() - began:.0f} s")

    say(f"  > {title} …")
    pulse = threading.Thread(target=beat, daemon=True)
    pulse.start()
    try:
        yield
    finally:
        over.set()
        pulse.join()
    say(f"  ✓ {title} ({time.monotonic() - began:.1f} s)")
