"""One PostgreSQL and one Valkey for a whole test run, also when it is spread over several processes.

The process that was started first (the only one, or the controller of pytest-xdist) starts both before the workers
exist and puts the addresses in HFW_TEST_PG and HFW_TEST_REDIS, which the workers inherit. It also stops them: no lock
file, and no last worker to be guessed. Enabled by `pytest_plugins = ["scripts.pytest_servers"]` in tests/conftest.py.
Both set beforehand: those servers are used (for example an older PostgreSQL), and nothing is started.

Each worker makes its own databases (`server_url`) and has its own Redis number (`worker_redis`).
"""

from __future__ import annotations

import contextlib
import os

import pytest

from scripts.servers import temporary_servers, with_database

_running = contextlib.ExitStack()


def worker_number() -> int:
    """0 without xdist or in gw0, 1 in gw1, and so on."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])


def server_url(database: str = "postgres") -> str:
    """Address of one database on the test run's PostgreSQL."""
    return with_database(os.environ["HFW_TEST_PG"], database)


def worker_redis() -> str:
    """Address of this worker's own numbered Redis database."""
    return with_database(os.environ["HFW_TEST_REDIS"], str(worker_number() + 1))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the servers before pytest-xdist starts its workers."""
    if hasattr(session.config, "workerinput") or session.config.option.collectonly:
        return
    servers = _running.enter_context(temporary_servers())
    os.environ["HFW_TEST_PG"] = servers.pg_url
    os.environ["HFW_TEST_REDIS"] = servers.redis_url


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop them after the last test; in a worker there is nothing to stop."""
    _running.close()
