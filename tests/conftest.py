"""Real PostgreSQL and Valkey, the real app, real commits. After each test every business table is emptied."""

from __future__ import annotations

import base64
import contextvars
import os
import secrets
from collections.abc import Iterator

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from tests.emptying import empty

pytest_plugins = ["scripts.pytest_servers"]

# How fast examples are made says nothing of the product: in a fresh clone the first ones wait for tables of Unicode.
hypothesis.settings.register_profile(
    "any_machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any_machine")


def random_key() -> str:
    """Return 32 random bytes as base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def fresh_database(name: str) -> str:
    """Make an empty database and return its address."""
    from scripts.pytest_servers import server_url

    admin = create_engine(driver(server_url()), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"drop database if exists {name} with (force)"))
        connection.execute(text(f"create database {name}"))
    admin.dispose()
    return server_url(name)


def driver(url: str) -> str:
    """Return the address with the driver named."""
    from app.core.db import driver_url

    return driver_url(url)


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    """Settings of the test run, in the environment too, for code that reads them itself."""
    from app.core.settings import get_settings
    from scripts.pytest_servers import worker_redis

    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    values = {
        "HFW_ENV": "test",
        "HFW_DATABASE_URL": fresh_database(f"hfw_{worker}"),
        "HFW_REDIS_URL": worker_redis(),
        "HFW_SECRET_KEY": secrets.token_urlsafe(48),
        "HFW_DATA_KEYS": f"t1:{random_key()}",
        "HFW_INDEX_KEY": random_key(),
        "HFW_FILES_DIR": str(tmp_path_factory.mktemp("files")),
        "HFW_COOKIE_SECURE": "false",
        "HFW_WECHAT_APPID": "wx-test",
        "HFW_WECHAT_SECRET": "wx-test-secret",
        "HFW_WECHAT_BASE_URL": "http://127.0.0.1:9",  # nothing listens; tests of WeChat start their fake
        "HFW_RATE_SCALE": "1000",
        "HFW_LOG_LEVEL": "ERROR",
    }
    os.environ.update(values)
    get_settings.cache_clear()
    return get_settings()


@pytest.fixture(scope="session")
def app(settings) -> Iterator[Flask]:
    """The app on a migrated database with the reference data loaded."""
    from app import create_app
    from app.core import doorbell, migrate
    from app.core.db import dispose
    from app.core.uow import unit_of_work
    from app.standards.service import load_catalogue
    from app.tickets.service import load_reference
    from app.workdays.service import load_seed

    doorbell.silence()  # tests deliver messages themselves, when they want them
    migrate.upgrade(settings)
    application = create_app(settings)
    application.test_client_class = SeparateClient
    with application.app_context(), unit_of_work():
        load_reference()
        load_catalogue()
        load_seed()
    yield application
    with application.app_context():
        dispose()


class SeparateClient(FlaskClient):
    """Runs each request in an empty context, so that it gets its own database session, as in production."""

    def open(self, *args, **kwargs):
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture
def ctx(app: Flask) -> Iterator[None]:
    """An app context for code that is called without HTTP; its session ends with the test."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client(use_cookies=True)


@pytest.fixture(autouse=True)
def emptied(request) -> Iterator[None]:
    """Empty the database after a test that used the app."""
    if "app" not in request.fixturenames:
        yield
        return
    application = request.getfixturevalue("app")
    yield
    from app.core.db import db

    with application.app_context():
        db.session.remove()
        empty(db.engine)


@pytest.fixture
def deliver(app: Flask):
    """Deliver every message that is due, as the workers would. Returns how many were tried."""

    def run() -> int:
        from app.core import outbox

        def in_context() -> int:
            with app.app_context():
                return outbox.drain_all()

        return contextvars.Context().run(in_context)

    return run


@pytest.fixture
def count_queries() -> Iterator[list[str]]:
    """Collect the SQL statements that are sent."""
    seen: list[str] = []

    def note(conn, cursor, statement, *rest):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def world(app: Flask, client: FlaskClient):
    """The small world of tests.world, freshly stored."""
    from tests.world import build, in_app

    return in_app(app, build, app.test_client(use_cookies=False))
