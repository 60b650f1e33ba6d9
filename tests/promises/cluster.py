"""One durable PostgreSQL for all promises, with a migrated database and people in it that every scenario copies."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scripts.servers import Postgres

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = "promises_template"
PREPARE_SECONDS = 120


def random_key() -> str:
    """Return 32 random bytes as base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass
class Cluster:
    """The server, the folder for everything the run writes, and the secrets that all scenarios share."""

    postgres: Postgres
    folder: Path
    keys: dict[str, str]
    copies: int = 0

    def environment(self, database_url: str, redis_url: str, files: Path, **more: str) -> dict[str, str]:
        """Return the environment of the product's processes: complete, and nothing of the test run's own."""
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            "HFW_ENV": "test",
            "HFW_DATABASE_URL": database_url,
            "HFW_REDIS_URL": redis_url,
            "HFW_FILES_DIR": str(files),
            "HFW_COOKIE_SECURE": "false",
            # No account with WeChat: whoever asks it again and again because it is away is never done.
            "HFW_WECHAT_BASE_URL": "http://127.0.0.1:9",
            "HFW_RATE_SCALE": "1000",
            **self.keys,
            **more,
        }

    @cached_property
    def world(self) -> dict[str, Any]:
        """Migrate the database that is copied, put people into it, and return what ``prepare`` says of them."""
        url = self.postgres.create_database(TEMPLATE)
        environment = self.environment(url, "redis://127.0.0.1:9/0", self.folder / "files")
        self._run(environment, "app.cli", "migrate")
        world: dict[str, Any] = json.loads(self._run(environment, "tests.promises.prepare"))
        return world

    def copy(self) -> str:
        """Return the address of a fresh copy of the prepared database."""
        assert self.world
        self.copies += 1
        return self.postgres.create_database(f"promise_{self.copies}", template=TEMPLATE)

    @staticmethod
    def _run(environment: dict[str, str], module: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PREPARE_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"python -m {module} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done.stdout


@contextmanager
def open_cluster() -> Iterator[Cluster]:
    """Start PostgreSQL with fsync on in a throw-away folder, and stop it in the end."""
    # Not pytest's own folder: the servers' account has to get through it.
    folder = Path(tempfile.mkdtemp(prefix="hfw-promises-"))
    folder.chmod(0o755)
    keys = {
        "HFW_SECRET_KEY": secrets.token_urlsafe(48),
        "HFW_DATA_KEYS": f"p1:{random_key()}",
        "HFW_INDEX_KEY": random_key(),
    }
    try:
        postgres = Postgres(folder)
        postgres.start()
        try:
            yield Cluster(postgres, folder, keys)
        finally:
            postgres.kill9()  # its data is thrown away; an orderly stop would first write all of it
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def people_of(world: dict[str, Any]) -> dict[str, SimpleNamespace]:
    """Return the prepared people by key; each has ``key``, ``id``, ``token``, ``username``, ``compound`` and more."""
    return {key: SimpleNamespace(key=key, **person) for key, person in world["people"].items()}
