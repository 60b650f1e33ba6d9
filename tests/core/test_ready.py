"""Answers that are given again: only marked ones, only for two seconds, only to a plain GET, with every header."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from app.core import ready

COUNTED: list[tuple[str, int]] = []


@pytest.fixture
def made():
    """A small app with a page that counts how often it is made."""
    app = Flask(__name__)
    app.made = 0

    @app.get("/page")
    def page() -> Response:
        app.made += 1
        body = f"page {app.made}".encode()
        return ready.cacheable(body, f"t{app.made}", media_type="text/plain", seconds=60, repeatable=True)

    @app.get("/own")
    def own() -> Response:
        app.made += 1
        return ready.cacheable(b"own", "o", media_type="text/plain", seconds=60)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Request-Id"] = "of the first"
        ready.note(response, "page")
        return response

    COUNTED.clear()
    app.wsgi_app = ready.InFront(app.wsgi_app, lambda route, status: COUNTED.append((route, status)))
    ready.forget_here()
    yield app
    ready.forget_here()


def test_a_marked_answer_is_made_once_and_given_again_whole(made):
    first, again = (made.test_client().get("/page") for _ in range(2))

    assert made.made == 1
    assert first.data == again.data == b"page 1"
    kept = {name: value for name, value in again.headers if name != "X-Request-Id"}
    assert kept == {name: value for name, value in first.headers if name != "X-Request-Id"}
    assert again.headers["X-Request-Id"] not in ("", "of the first")
    assert again.headers["Content-Length"] == "6"
    assert COUNTED == [("page", 200)]


@pytest.mark.parametrize("asked", ['"t1"', 'W/"t1"', '"x", "t1"', "*"])
def test_who_has_it_is_told_so(made, asked):
    client = made.test_client()
    client.get("/page")

    again = client.get("/page", headers={"If-None-Match": asked})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == '"t1"'
    assert again.headers["Cache-Control"] == "public, max-age=60"
    assert "Content-Type" not in again.headers
    assert COUNTED == [("page", 304)]


def test_those_who_all_have_it_are_told_so_without_asking_the_framework_each_time(made, monkeypatch):
    client = made.test_client()
    known = {"If-None-Match": '"t1"'}

    assert client.get("/page", headers=known).status_code == 304, "the first one comes through, and has it already"
    assert client.get("/page", headers=known).status_code == 304
    assert made.made == 1
    whole = client.get("/page")
    assert (whole.data, whole.headers["Content-Length"]) == (b"page 1", "6")
    assert whole.headers["Content-Type"] == "text/plain"


def test_who_has_another_one_gets_it(made):
    client = made.test_client()
    client.get("/page")

    assert client.get("/page", headers={"If-None-Match": '"t2"'}).data == b"page 1"


def test_after_two_seconds_it_is_made_anew(made, monkeypatch):
    client = made.test_client()
    client.get("/page")
    later = ready.time.monotonic() + ready.KEPT_SECONDS + 0.01
    monkeypatch.setattr(ready.time, "monotonic", lambda: later)

    assert client.get("/page").data == b"page 2"


@pytest.mark.parametrize("path", ["/own", "/page?a=1", "/nowhere"])
def test_nothing_else_is_kept(made, path):
    client = made.test_client()
    client.get(path)
    before = made.made
    client.get(path)

    assert made.made == before + (path != "/nowhere")
    assert COUNTED == []


def test_no_other_method_is_answered_from_what_is_kept(made):
    client = made.test_client()
    client.get("/page")

    assert client.post("/page").status_code == 405
    assert client.head("/page").data == b""
    assert made.made == 2


def test_a_process_keeps_no_more_than_it_may(made, monkeypatch):
    monkeypatch.setattr(ready, "MOST_BYTES", 10)
    client = made.test_client()
    client.get("/page")
    big = Response(b"x" * 8)
    big.to_keep = ready.ToKeep("b", "text/plain", b"x" * 8)
    with made.test_request_context("/big"):
        ready.note(big, "big")

    assert client.get("/page").data == b"page 2"  # the first one made room
