"""Keeps the processes of the product running: starts them, starts again what ended, stops all of them in the end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.progress import say

ROOT = Path(__file__).resolve().parent.parent
CHILD = ROOT / "scripts" / "child.py"
RESTART_SECONDS = 1.0
STOP_SECONDS = 15.0
LOG_BYTES = 20 * 1024 * 1024
LINUX = sys.platform == "linux"


@dataclass
class Process:
    """One program that is to run all the time."""

    name: str
    command: list[str]
    running: subprocess.Popen[bytes] | None = None
    start_again_at: float = 0.0
    ends: list[float] = field(default_factory=list)


class Supervisor:
    """Restarts a program 1 s after it ended, like systemd with Restart=always and RestartSec=1."""

    def __init__(self, log_folder: Path, environment: dict[str, str]) -> None:
        """Each program writes to its own file in `log_folder` and gets `environment`."""
        self.log_folder = log_folder
        self.environment = environment
        self.processes: list[Process] = []
        log_folder.mkdir(parents=True, exist_ok=True)

    def log_path(self, name: str) -> Path:
        """Where one program's output goes."""
        return self.log_folder / f"{name}.log"

    def log_end(self, name: str) -> str:
        """The last lines one program wrote."""
        text = self.log_path(name).read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-15:])

    def add(self, name: str, *command: str) -> None:
        """Start a program and keep it running."""
        path = self.log_path(name)
        if path.exists() and path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        process = Process(name, list(command))
        self.processes.append(process)
        self._start(process)

    def look(self) -> None:
        """Notice what has ended and start again what is due. To be called several times a second."""
        now = time.monotonic()
        for process in self.processes:
            if process.running is not None and process.running.poll() is not None:
                self._ended(process, process.running.returncode, now)
            elif process.running is None and now >= process.start_again_at:
                self._start(process)

    def stop(self, *, hurry: bool = False) -> None:
        """Ask all programs to end, wait up to 15 s, then kill what is left."""
        for process in self.processes:
            self._signal(process, signal.SIGKILL if hurry else signal.SIGTERM)
        deadline = time.monotonic() + (0 if hurry else STOP_SECONDS)
        for process in self.processes:
            if process.running is None:
                continue
            try:
                process.running.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                say(f"  {process.name} does not end by itself and is killed.")
            # Also whatever the program left behind in its process group.
            self._signal(process, signal.SIGKILL)
            process.running.wait()
            process.running = None

    def _start(self, process: Process) -> None:
        death_signal = str(int(signal.SIGTERM))
        with self.log_path(process.name).open("ab") as log:
            process.running = subprocess.Popen(
                [sys.executable, "-S", "-E", str(CHILD), death_signal, "-", *process.command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _ended(self, process: Process, code: int, now: float) -> None:
        self._signal(process, signal.SIGKILL)
        process.running = None
        process.start_again_at = now + RESTART_SECONDS
        if code == 0:
            return  # a worker ends by itself after its share of jobs
        process.ends = [*(at for at in process.ends if now - at < 60), now]
        # The first three in a minute are told one by one, afterwards every tenth.
        if len(process.ends) <= 3 or len(process.ends) % 10 == 0:
            say(
                f"  ! {process.name} ended ({meaning(code)}); starting it again. Its log: {self.log_path(process.name)}"
            )

    @staticmethod
    def _signal(process: Process, number: signal.Signals) -> None:
        if process.running is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(process.running.pid, number)
            elif process.running.poll() is None:
                process.running.send_signal(number)


def meaning(code: int) -> str:
    """An exit status in words."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
