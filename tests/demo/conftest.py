"""The small demo district, loaded once for all tests here, in a database of its own that no test empties."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from tests.conftest import SeparateClient, fresh_database


@contextmanager
def empty_app(settings, name: str) -> Iterator[Flask]:
    """Give an app on a migrated, empty database of its own."""
    from app import create_app
    from app.core import doorbell, migrate
    from app.core.db import db, dispose

    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    own = settings.model_copy(update={"database_url": fresh_database(f"hfw_{name}_{worker}")})
    doorbell.silence()
    migrate.upgrade(own)
    application = create_app(own)
    application.test_client_class = SeparateClient
    try:
        yield application
    finally:
        with application.app_context():
            db.session.remove()
            dispose()


@pytest.fixture(scope="session")
def told_at() -> datetime:
    """The moment at which the stories of ``demo_app`` end."""
    return clock.now()


@pytest.fixture(scope="session")
def demo_app(settings, told_at) -> Iterator[Flask]:
    """An app on the loaded demo district. Tests may add rows, but not change what is there."""
    from app.demo import load

    with empty_app(settings, "demo") as application:
        with application.app_context():
            load(False, lambda line: None, told_at)
        yield application


@pytest.fixture
def demo(demo_app: Flask) -> Iterator[Callable[[str], list]]:
    """Run one SELECT on the demo district and return its rows."""
    from app.core.db import db

    with demo_app.app_context():

        def rows(statement: str, **params):
            return db.session.execute(text(statement), params).all()

        yield rows
        db.session.remove()


class Persona:
    """One of the demo persons, signed in."""

    def __init__(self, app: Flask, name: str) -> None:
        self._client = app.test_client(use_cookies=False)
        answer = self._client.post("/api/v1/auth/dev", json={"persona": name})
        assert answer.status_code == 200, answer.text
        self._headers = {"Authorization": f"Bearer {answer.json['token']}"}

    def get(self, path: str):
        """Return the JSON of a page that must be there."""
        answer = self._client.get(path if path.startswith("/api") else f"/api/v1{path}", headers=self._headers)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json if answer.is_json else answer.data


@pytest.fixture
def persona(demo_app: Flask) -> Callable[[str], Persona]:
    """Sign in as a demo person."""
    return lambda name: Persona(demo_app, name)
