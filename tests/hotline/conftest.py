"""A real server for clients of Open311, and a key."""

from __future__ import annotations

import threading

import pytest
from werkzeug.serving import make_server

from tests.hotline.steps import client_of


@pytest.fixture(scope="module")
def address(app):
    """The address of our server, as another system sees it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/v1/open311/v2"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture
def key(app, world):
    """A key for Open311."""
    return client_of(world, app, scopes=("open311",)).key
