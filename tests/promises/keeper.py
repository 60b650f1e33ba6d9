"""The restart loop: what ended is started again after a second, like systemd with Restart=always, RestartSec=1."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.promises.cluster import ROOT

CHILD = ROOT / "scripts" / "child.py"
RESTART_SECONDS = 1.0
LOOK_SECONDS = 0.05
STOP_SECONDS = 10.0


@dataclass
class Program:
    """One program that is to run all the time. ``ends`` are the exit statuses it had."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log_path: Path
    running: subprocess.Popen[bytes] | None = None
    wanted: bool = True
    start_at: float = 0.0
    ends: list[int] = field(default_factory=list)


class Keeper:
    """Keeps programs running in a thread of its own until ``close``. Kills only what it started."""

    def __init__(self, log_folder: Path) -> None:
        log_folder.mkdir(parents=True, exist_ok=True)
        self.log_folder = log_folder
        self.programs: dict[str, Program] = {}
        self._lock = threading.RLock()
        self._stop = threading.Event()
        # The thread lives as long as its children: Linux ties their death signal to the thread that forked.
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._thread.start()

    def add(self, name: str, *command: str, environment: dict[str, str]) -> None:
        """Start a program and keep it running."""
        program = Program(name, list(command), environment, self.log_folder / f"{name}.log")
        with self._lock:
            self.programs[name] = program

    def pid(self, name: str) -> int | None:
        """Return the process id of a program, or None while it does not run."""
        with self._lock:
            running = self.programs[name].running
            return running.pid if running is not None and running.poll() is None else None

    def kill9(self, name: str) -> bool:
        """Kill a program without warning; it is started again. Returns whether it ran."""
        with self._lock:
            running = self.programs[name].running
            if running is None or running.poll() is not None:
                return False
            running.kill()
            return True

    def kill9_child(self, name: str, pid: int) -> bool:
        """Kill one child of a program without warning. Returns whether it was there."""
        with self._lock:
            if pid not in self.children(name):
                return False
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                return True
            return False

    def children(self, name: str) -> list[int]:
        """Return the process ids of a program's direct children."""
        parent = self.pid(name)
        return [] if parent is None else [pid for pid, of in parents() if of == parent]

    def hold(self, name: str) -> None:
        """End a program in order and leave it ended."""
        with self._lock:
            program = self.programs[name]
            program.wanted = False
            self._end(program, hurry=False)

    def resume(self, name: str) -> None:
        """Let a program run again that was held."""
        with self._lock:
            self.programs[name].wanted, self.programs[name].start_at = True, 0.0

    def close(self) -> None:
        """End everything, in order where it ends by itself in time."""
        self._stop.set()
        self._thread.join()
        with self._lock:
            for program in self.programs.values():
                if program.running is not None and program.running.poll() is None:
                    program.running.terminate()
            for program in self.programs.values():
                self._end(program, hurry=False)

    def _keep(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            with self._lock:
                for program in self.programs.values():
                    self._look(program)

    def _look(self, program: Program) -> None:
        if program.running is not None and program.running.poll() is not None:
            self._end(program, hurry=True)
            program.start_at = time.monotonic() + RESTART_SECONDS
        if program.running is None and program.wanted and time.monotonic() >= program.start_at:
            self._start(program)

    @staticmethod
    def _start(program: Program) -> None:
        with program.log_path.open("ab") as log:
            program.running = subprocess.Popen(
                [sys.executable, "-S", "-E", str(CHILD), str(int(signal.SIGKILL)), "-", *program.command],
                cwd=ROOT,
                env=program.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @staticmethod
    def _end(program: Program, *, hurry: bool) -> None:
        running = program.running
        if running is None:
            return
        if not hurry and running.poll() is None:
            running.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(STOP_SECONDS)
        # Whatever it left behind goes with it, as with systemd's control group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        program.ends.append(running.wait())
        program.running = None


def parents() -> list[tuple[int, int]]:
    """Return (process id, parent's id) of every process that can be seen."""
    if not Path("/proc/self").exists():
        shown = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        return [(int(pid), int(of)) for pid, of in (line.split() for line in shown.splitlines())]
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                # The name in brackets may hold spaces; the state and the parent follow it.
                found.append((int(entry.name), int((entry / "stat").read_text().rpartition(")")[2].split()[1])))
    return found
