"""The whole product as `make run` starts it, with the demo district, on servers and a folder of its own."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from app.core.crypto import Crypto, parse_key, parse_key_ring
from app.identity.service.contacts import OPENID
from app.notify.templates import TEMPLATES
from scripts import frontend
from scripts.servers import free_port, temporary_servers, with_database
from tests.fakes.wechat import FakeWeChat
from tests.promises.keeper import Keeper

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
DATABASE = "journeys"
REDIS_NUMBER = "40"
TEXTS = "texts.jsonl"
"""Where text messages arrive, in the product's folder."""
START_SECONDS = 90.0
COMMAND_SECONDS = 240
LOOK_SECONDS = 0.05
WECHAT_TEMPLATES = {key: f"journey-{key}" for key in TEMPLATES}
WEB = ("--interface", "rsgi", "--host", HOST, "--workers", "2", "--no-ws")

# Straight to this machine, whatever proxy the environment names.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Product:
    """A running product: where it listens, its database to ask what is left of what people did, and the WeChat that
    it talks to."""

    base: str
    folder: Path
    connection: psycopg.Connection[dict[str, Any]]
    wechat: FakeWeChat
    crypto: Crypto

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows of one statement."""
        return self.connection.execute(statement, values or None).fetchall()

    def value(self, statement: str, *values: Any) -> Any:
        """Return the first column of the first row."""
        return next(iter(self.rows(statement, *values)[0].values()))

    def tickets_with(self, words: str) -> int:
        """Return how many tickets have these words."""
        return int(self.value("SELECT count(*) FROM tickets_ticket WHERE description = %s", words))

    def call(self, method: str, path: str, token: str = "", body: Any = None, *, key: str = "") -> tuple[int, Any]:
        """Ask the API without a browser. Returns status and body; the body is bytes unless it is JSON."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        headers |= {"Idempotency-Key": key} if key else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}{path}", data, headers, method=method)
        try:
            with _direct.open(request, timeout=20) as answer:
                status, content, kind = answer.status, answer.read(), answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            status, content, kind = error.code, error.read(), error.headers.get_content_type()
        return status, json.loads(content) if kind == "application/json" else content

    def token(self, persona: str) -> str:
        """Return a token of a demo person."""
        return str(self.call("POST", "/api/v1/auth/dev", body={"persona": persona})[1]["token"])

    @contextmanager
    def in_wechat(self, persona: str, *templates: str, times: int) -> Iterator[str]:
        """Let a demo resident have come through WeChat and allowed so many messages of each kind; yields the openid.

        In the browser nobody comes through WeChat, so her account is written as the first sign-in there does.
        """
        token = self.token(persona)
        person_id = uuid.UUID(self.call("GET", "/api/v1/me", token)[1]["person"]["id"])
        openid = f"oJourney-{persona}"
        sealed = self.crypto.encrypt(openid, column=OPENID, row_id=person_id)
        statement = "UPDATE identity_person SET openid_cipher = %s, openid_index = %s WHERE id = %s"
        self.connection.execute(statement, (sealed, self.crypto.blind_index(openid, column=OPENID), person_id))
        try:
            self.allow(token, *templates, times=times)
            yield openid
        finally:
            self.connection.execute(statement, (None, None, person_id))

    def tie_wechat(self, persona: str, *templates: str, times: int) -> str:
        """Let a demo worker tie her WeChat account and allow so many messages of each kind; returns the openid."""
        token, openid = self.token(persona), f"oJourney-{persona}"
        code = self.wechat.new_code(openid)
        status, answer = self.call("POST", "/api/v1/me/wechat", token, {"code": code})
        assert status == 204, answer
        self.allow(token, *templates, times=times)
        return openid

    def allow(self, token: str, *templates: str, times: int) -> None:
        """Allow so many messages of each kind, as the taps in WeChat's dialog do."""
        for _ in range(times):
            body = {"templates": list(templates)}
            status, answer = self.call("POST", "/api/v1/inbox/subscriptions", token, body, key=str(uuid.uuid4()))
            assert status == 204, answer

    def texts(self, template: str, words: str) -> list[dict[str, Any]]:
        """Return the text messages of a template that have ``words`` in them, oldest first."""
        path = self.folder / TEXTS
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [one for one in map(json.loads, lines) if one["template"] == template and words in one["words"]]

    def log_end(self, name: str) -> str:
        """Return the last lines of one process."""
        path = self.folder / "logs" / f"{name}.log"
        return "\n".join(path.read_text(errors="replace").splitlines()[-25:]) if path.exists() else "(no log)"


def wait_until(true: Callable[[], Any], seconds: float, otherwise: Callable[[], str]) -> Any:
    """Look again and again until ``true`` gives something, and return it; fail with ``otherwise`` after a while."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > deadline:
            raise AssertionError(otherwise())
        time.sleep(LOOK_SECONDS)
    return found


@contextmanager
def open_product() -> Iterator[Product]:
    """Build what is stale, load the demo district, start web, workers and sweeper; stop everything in the end."""
    frontend.build_all()
    folder = Path(tempfile.mkdtemp(prefix="hfw-journeys-"))
    folder.chmod(0o755)
    try:
        with temporary_servers() as servers, FakeWeChat(templates=set(WECHAT_TEMPLATES.values())) as wechat:
            database_url = _fresh_database(servers.pg_url)
            port = free_port()
            environment = _environment(folder, port, database_url, with_database(servers.redis_url, REDIS_NUMBER))
            environment |= _wechat(wechat)
            for command in ("migrate", "demo"):
                _command(environment, command)
            keeper = Keeper(folder / "logs")
            try:
                with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as connection:
                    base = f"http://{HOST}:{port}"
                    product = Product(base, folder, connection, wechat, _crypto(environment))
                    _start(keeper, product, port, environment)
                    yield product
            finally:
                keeper.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fresh_database(server: str) -> str:
    with psycopg.connect(with_database(server, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {DATABASE}")
    return with_database(server, DATABASE)


def _environment(folder: Path, port: int, database_url: str, redis_url: str) -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "HFW_ENV": "development",
        "HFW_DATABASE_URL": database_url,
        "HFW_REDIS_URL": redis_url,
        "HFW_FILES_DIR": str(folder / "files"),
        "HFW_PUBLIC_BASE_URL": f"http://{HOST}:{port}",
        "HFW_COOKIE_SECURE": "false",
        "HFW_SECRET_KEY": key(),
        "HFW_DATA_KEYS": f"j1:{key()}",
        "HFW_INDEX_KEY": key(),
        "HFW_SMS": "file",
        "HFW_SMS_FILE": str(folder / TEXTS),
        "HFW_RATE_SCALE": "1000",
    }


def _wechat(wechat: FakeWeChat) -> dict[str, str]:
    return {
        "HFW_WECHAT_BASE_URL": wechat.url,
        "HFW_WECHAT_APPID": wechat.appid,
        "HFW_WECHAT_SECRET": wechat.secret,
        "HFW_WECHAT_TEMPLATES": json.dumps(WECHAT_TEMPLATES),
    }


def _crypto(environment: dict[str, str]) -> Crypto:
    return Crypto(parse_key_ring(environment["HFW_DATA_KEYS"]), parse_key(environment["HFW_INDEX_KEY"]))


def _command(environment: dict[str, str], command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"app.cli {command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")


def _start(keeper: Keeper, product: Product, port: int, environment: dict[str, str]) -> None:
    web = [sys.executable, "-m", "granian", *WEB, "--port", str(port), "--log-level", "warning", "wsgi:server"]
    keeper.add("web", *web, environment=environment)
    for lane in ("fast", "outward"):
        keeper.add(lane, sys.executable, "-m", "app.worker", lane, environment=environment)
    keeper.add("sweeper", sys.executable, "-m", "app.sweeper", environment=environment)

    def ready() -> bool:
        try:
            return product.call("GET", "/readyz")[0] == 200
        except OSError:
            return False

    wait_until(ready, START_SECONDS, lambda: f"the web server is not ready:\n{product.log_end('web')}")
