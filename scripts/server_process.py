"""One server as a child process: start, wait until it answers, stop in order, or kill without warning."""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Self

from scripts.accounts import ServerError, account_for_servers, usable_folder

HOST = "127.0.0.1"
START_SECONDS = 60
RETRY_SECONDS = 10
STOP_SECONDS = 20
CHILD = Path(__file__).resolve().with_name("child.py")


def free_port() -> int:
    """A loopback TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int, host: str = HOST) -> bool:
    """Whether a server could listen on this TCP port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class Server:
    """What PostgreSQL and Valkey have in common: one child process, one folder, one port."""

    name = "server"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path | str, *, fast: bool = False, port: int | None = None) -> None:
        """Starts nothing yet.

        `folder` gets a sub-folder with the data and a log beside it. `fast` trades durability for speed (tests of
        behaviour only, never tests of durability). Without `port` a free one is chosen once and kept.
        """
        self.fast = fast
        self.port = port or free_port()
        self.account = account_for_servers()
        self.folder = usable_folder(Path(folder)) / self.name
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process id while it runs, else None."""
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    @property
    def log_path(self) -> Path:
        """Where the server writes what it has to say."""
        return self.folder.with_suffix(".log")

    def start(self) -> None:
        """Start and wait until it answers.

        After `kill9()` or `stop()` the same data comes back on the same port. Raises ServerError, with the end of
        the server's log, when it does not come up.
        """
        if self.pid is not None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        if self.account is not None:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        self._prepare()
        if not port_is_free(self.port):
            raise ServerError(f"{self.name} cannot start: port {self.port} is taken by another program.")
        began = time.monotonic()
        while not self._launch(began + START_SECONDS):
            # Right after kill -9 the dead server's helpers may still hold its memory; they are gone in seconds.
            if time.monotonic() > began + RETRY_SECONDS:
                self.kill9()
                raise ServerError(f"{self.name} did not start. The end of {self.log_path}:\n{self.log_end()}")
            time.sleep(0.3)
        atexit.register(self.stop)

    def stop(self) -> None:
        """Shut down in order, keeping the data; no error when it is not running."""
        atexit.unregister(self.stop)
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(self.stop_signal)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._reap()

    def kill9(self) -> None:
        """Kill without warning (SIGKILL), as a power cut would, and wait until it is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        self._reap()

    def log_end(self) -> str:
        """The last lines of the server's log."""
        if not self.log_path.exists():
            return "(empty)"
        return "\n".join(self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-12:])

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait()
            self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def _spawn(self, command: list[str], log: IO[bytes], *, until_parent_ends: bool = True) -> subprocess.Popen[bytes]:
        account = "-" if self.account is None else f"{self.account.pw_uid}:{self.account.pw_gid}"
        # Linux ties the death signal to the thread that forked; a helper thread that ends would take its server along.
        lasting = until_parent_ends and threading.current_thread() is threading.main_thread()
        death_signal = str(int(self.stop_signal) if lasting else 0)
        return subprocess.Popen(
            [sys.executable, "-S", "-E", str(CHILD), death_signal, account, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8" if sys.platform == "linux" else "C"},
            start_new_session=True,  # a Ctrl-C in the terminal reaches us only; we decide the order of stopping
        )

    def _launch(self, deadline: float) -> bool:
        """One attempt: True once it answers, False when the process ended instead."""
        if self._log is None:
            self._log = self.log_path.open("ab")
        self._process = self._spawn(self._command(), self._log)
        while time.monotonic() < deadline:
            if self._answers():
                return True
            if self._process.poll() is not None:
                return False
            time.sleep(0.02)
        return False

    def _prepare(self) -> None:
        """Make the folder ready for a start."""

    def _command(self) -> list[str]:
        raise NotImplementedError

    def _answers(self) -> bool:
        raise NotImplementedError
