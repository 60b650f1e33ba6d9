"""The supervisor of `make run`: what ends is started again, what it started ends with it."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from scripts.supervisor import Supervisor, meaning

COUNTING = "import os, sys, time; open(sys.argv[1], 'a').write('x'); time.sleep(float(sys.argv[2]))"


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert condition()


@pytest.fixture
def supervisor(tmp_path):
    made = Supervisor(tmp_path / "logs", dict(os.environ))
    yield made
    made.stop(hurry=True)


def starts(path):
    return len(path.read_text()) if path.exists() else 0


@pytest.mark.parametrize("seconds", ["0", "60"])
def test_what_ends_or_is_killed_is_started_again(supervisor, tmp_path, seconds):
    path = tmp_path / "starts"
    supervisor.add("counting", sys.executable, "-c", COUNTING, str(path), seconds)
    wait_for(lambda: starts(path) == 1)
    if seconds == "60":
        os.kill(supervisor.processes[0].running.pid, signal.SIGKILL)

    def started_again():
        supervisor.look()
        return starts(path) == 2

    wait_for(started_again)


def test_stopping_ends_also_what_does_not_listen(tmp_path, monkeypatch):
    monkeypatch.setattr("scripts.supervisor.STOP_SECONDS", 0.5)
    supervisor = Supervisor(tmp_path / "logs", dict(os.environ))
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    supervisor.add("deaf", sys.executable, "-c", deaf)
    wait_for(lambda: "deaf" in supervisor.log_end("deaf"))
    pid = supervisor.processes[0].running.pid
    supervisor.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_exit_is_told_in_words():
    assert meaning(-9) == "killed by SIGKILL"
    assert meaning(2) == "exit status 2"
