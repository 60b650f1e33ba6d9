"""`make run`: builds what is stale, starts the servers, brings the database up to date, starts the product.

Runs until Ctrl-C (or SIGTERM) and then stops everything it started. All data is kept in .data/. Settings may be given
in the environment (HFW_PORT, HFW_HOST, DATABASE_URL, REDIS_URL, any HFW_* setting); what is not given is filled in for
development. The secrets of a development database are made once and kept in .data/dev.env.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import fcntl
import hashlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from scripts import frontend
from scripts.child import PR_SET_PDEATHSIG
from scripts.progress import StepFailed, fail, say, step
from scripts.servers import ServerError, Servers, note_addresses, open_servers, port_is_free
from scripts.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".data"
READY_SECONDS = 90.0
LOOK_SECONDS = 0.25
ANY_ADDRESS = {"0.0.0.0", "::", ""}  # noqa: S104 - compared with, not listened on
PERSONAS = (
    ("resident", "居民"),
    ("family", "居民家属"),
    ("repair", "维修人员"),
    ("manager", "物业项目经理"),
    ("community", "社区工作者"),
    ("secretary", "社区党组织书记"),
    ("street", "街道工作人员"),
    ("district", "区住建委工作人员"),
    ("auditor", "审计员"),
    ("sysadmin", "系统管理员"),
)

stopping = threading.Event()


def asked_to_stop(*_: object) -> None:
    """Signal handler. Stopping takes a bounded time, so a second request changes nothing."""
    stopping.set()


def port_and_host() -> tuple[int, str]:
    """Where the web server is to listen. Raises StepFailed when that cannot be."""
    host, text = os.environ.get("HFW_HOST", "127.0.0.1"), os.environ.get("HFW_PORT", "5000")
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StepFailed(f"HFW_PORT is {text!r}; it has to be a number from 1 to 65535.")
    if not port_is_free(int(text), host):
        hint = " (on a Mac it is often AirPlay)" if sys.platform == "darwin" else ""
        raise StepFailed(
            f"Port {text} is taken by another program{hint}. "
            f"Close that program, or choose another port: make run HFW_PORT={int(text) % 65535 + 1}"
        )
    return int(text), host


@contextlib.contextmanager
def only_once() -> Iterator[None]:
    """Refuse to run twice on the same data."""
    DATA.mkdir(exist_ok=True)
    with (DATA / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise StepFailed(
                f"The application already runs from this folder (process {lock.read().strip()}). "
                "Stop that one first, with Ctrl-C in its window."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def development_secrets() -> dict[str, str]:
    """The secrets of this development database: made once, readable by the owner only."""
    path = DATA / "dev.env"
    if not path.exists():

        def key() -> str:
            return base64.b64encode(secrets.token_bytes(32)).decode()

        lines = {"HFW_SECRET_KEY": key(), "HFW_DATA_KEYS": f"k1:{key()}", "HFW_INDEX_KEY": key()}
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.writelines(f"{name}={value}\n" for name, value in lines.items())
    pairs = (line.partition("=") for line in path.read_text(encoding="ascii").splitlines())
    return {name: value for name, _, value in pairs}


def environment_for(servers: Servers, port: int) -> dict[str, str]:
    """Environment of the product's processes: what the caller set wins over what development needs."""
    defaults = {
        "HFW_ENV": "development",
        "HFW_PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "HFW_FILES_DIR": str(DATA / "files"),
        "HFW_COOKIE_SECURE": "false",  # plain http on this machine
        "HFW_DOCS_PUBLIC": "true",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "PATH": "/usr/bin:/bin",
        **development_secrets(),
    }
    given = {name: value for name, value in os.environ.items() if name not in {"HFW_PORT", "HFW_HOST"}}
    return {**defaults, **given, **note_addresses(servers)}


def command(environment: dict[str, str], *arguments: str) -> None:
    """Run one command of the product, showing what it prints. Raises StepFailed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line.rstrip())
        say(f"      {lines[-1]}")
        if stopping.is_set():
            process.terminate()
    if process.wait() != 0 and not stopping.is_set():
        raise StepFailed(f"`python -m app.cli {' '.join(arguments)}` did not work; its last words are above.")


def prepare_database(servers: Servers, environment: dict[str, str]) -> None:
    """Newest schema, reference data, and the demo district the first time."""
    with step("Bringing the database up to date"):
        command(environment, "migrate")
    kept = servers.postgres.folder.parent if servers.postgres else DATA
    name = hashlib.sha256(servers.pg_url.encode()).hexdigest()[:12] if servers.postgres is None else "embedded"
    stamp = kept / f"demo-loaded-{name}"
    if environment["HFW_ENV"] != "development" or stamp.exists() or stopping.is_set():
        return
    with step("Loading the demo district (this once)"):
        command(environment, "demo")
    if not stopping.is_set():
        stamp.touch()


def wait_until_ready(supervisor: Supervisor, port: int, host: str) -> None:
    """Wait until the web server says that it and its servers work. Raises StepFailed with its log."""
    address = f"http://{'127.0.0.1' if host in ANY_ADDRESS else host}:{port}/readyz"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and not stopping.is_set():
        try:
            with direct.open(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            supervisor.look()
            stopping.wait(LOOK_SECONDS)
    if not stopping.is_set():
        log = supervisor.log_path("web")
        raise StepFailed(f"The web server did not become ready. The end of {log}:\n{supervisor.log_end('web')}")


def start_processes(supervisor: Supervisor, port: int, host: str) -> None:
    """Web server, two RQ workers and the sweeper."""
    folder = Path(sys.executable).parent
    web = [str(folder / "python"), "-m", "granian", "--interface", "rsgi", "--host", host, "--port", str(port)]
    web += ["--workers", "2", "--no-ws", "--respawn-failed-workers"]
    supervisor.add("web", *web, "--workers-kill-timeout", "8", "--log-level", "warning", "wsgi:server")
    supervisor.add("worker-fast", sys.executable, "-m", "app.worker", "fast")
    supervisor.add("worker-outward", sys.executable, "-m", "app.worker", "outward")
    supervisor.add("sweeper", sys.executable, "-m", "app.sweeper")


def show_addresses(port: int, environment: dict[str, str], seconds: float) -> None:
    """Tell where to look and how to sign in."""
    base = f"http://127.0.0.1:{port}"
    say(f"\nReady after {seconds:.0f} s. 已经启动。\n")
    say(f"  Start page   首页          {base}/")
    say(f"  Phone pages  居民手机端    {base}/m/")
    say(f"  Admin panel  管理后台      {base}/admin/")
    say(f"  API          接口文档      {base}/api/v1/docs")
    if environment["HFW_ENV"] == "development":
        say("\n  Demo sign-ins 演示账号. On the phone pages choose a person; in the admin panel use")
        say("  user name and password (resident and family have no admin panel):\n")
        for name, title in PERSONAS:
            password = "" if name in {"resident", "family"} else f"Demo-2026-{name}"
            say(f"    {name:<10}  {password:<20}  {title}")
    say(f"\n  Data and logs are in {DATA}. Ctrl-C stops everything. 按 Ctrl-C 停止。\n")


def watch(supervisor: Supervisor, servers: Servers) -> None:
    """Keep everything running until somebody asks to stop."""
    own = [server for server in (servers.postgres, servers.valkey) if server is not None]
    while not stopping.wait(LOOK_SECONDS):
        supervisor.look()
        for server in own:
            if server.pid is None:
                say(f"  ! {server.name} ended; starting it again. Its log: {server.log_path}")
                server.kill9()
                server.start()


def serve(port: int, host: str, building: Future[None], began: float) -> None:
    """Everything that needs the servers. Raises StepFailed or ServerError."""
    with contextlib.ExitStack() as stack:
        with step("Starting PostgreSQL and Valkey"):
            servers = stack.enter_context(open_servers(DATA))
        environment = environment_for(servers, port)
        prepare_database(servers, environment)
        while not building.done() and not stopping.is_set():
            stopping.wait(LOOK_SECONDS)
        if stopping.is_set():
            return
        building.result()  # raises what went wrong in it
        supervisor = Supervisor(DATA / "logs", environment)
        try:
            with step("Starting the web server, the workers and the sweeper"):
                start_processes(supervisor, port, host)
                wait_until_ready(supervisor, port, host)
            if not stopping.is_set():
                show_addresses(port, environment, time.monotonic() - began)
            watch(supervisor, servers)
        finally:
            say("\nStopping …")
            supervisor.stop()


def main() -> int:
    """Run until asked to stop; returns the exit status."""
    began = time.monotonic()
    if "MAKELEVEL" in os.environ and sys.platform == "linux":
        # When `make` itself is killed, nobody could stop us any more.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked_to_stop)
    try:
        with only_once(), ThreadPoolExecutor(1) as builder:
            port, host = port_and_host()
            # The build needs no server, and the database needs no build: both at once.
            try:
                serve(port, host, builder.submit(frontend.build_all), began)
            finally:
                frontend.cancel()
    except (StepFailed, ServerError) as problem:
        return fail(str(problem))
    say("Stopped. 已停止。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
