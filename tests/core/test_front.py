"""The door of the web server: what arrives as a whole is dealt with, whatever else is answered, nobody waits."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from app.core import front
from app.core.front import Front, environ_of


class Headers(list):
    """Headers as the server gives them."""

    def items(self):
        """Give all of them, repeated ones too."""
        return iter(self)


def scope(*headers: tuple[str, str], method: str = "POST", path: str = "/x", query: str = "") -> SimpleNamespace:
    """Return a request as the server describes it."""
    return SimpleNamespace(
        method=method, path=path, query_string=query, scheme="http", server="127.0.0.1:5000", client="[::1]:41806",
        http_version="1.1", headers=Headers(headers),
    )  # fmt: skip


class Line:
    """A client that sends ``pieces``; ``pause`` seconds before each one, and perhaps goes away at the end."""

    def __init__(self, *pieces: bytes, pause: float = 0.0, lost: bool = False) -> None:
        self.pieces, self.pause, self.lost = pieces, pause, lost
        self.answer: tuple = ()

    async def __aiter__(self):
        for piece in self.pieces:
            await asyncio.sleep(self.pause)
            yield piece
        if self.lost:
            raise RuntimeError("transport is closed")

    def response_bytes(self, *answer) -> None:
        """Take the answer."""
        self.answer = answer


def echo(environ, start):
    """Answer with what arrived, or why it did not."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ.get(front.REASON, "").encode(), environ["wsgi.input"].read()]


@pytest.fixture
def serve(settings):
    """Serve one request and return the body of its answer."""
    small = settings.model_copy(update={"upload_seconds": 0.2, "upload_limit_bytes": 100_000, "body_limit_bytes": 1000})

    def one(line: Line, *headers: tuple[str, str]) -> bytes:
        asyncio.run(Front(echo, small).__rsgi__(scope(*headers), line))
        return line.answer[2]

    return one


UPLOAD = ("content-type", "multipart/form-data; boundary=x")


def test_a_body_arrives_as_a_whole_also_in_pieces_and_unannounced(serve):
    assert serve(Line(b"a" * 600, b"b" * 400), ("content-length", "1000")) == b"a" * 600 + b"b" * 400
    assert serve(Line(b"abc"), ("transfer-encoding", "chunked")) == b"abc"
    assert serve(Line()) == b""


@pytest.mark.parametrize(
    ("line", "headers", "reason"),
    [
        (Line(b"a", pause=5), [("content-length", "1")], b"slow"),
        (Line(*[b"a"] * 50, pause=0.05), [UPLOAD, ("content-length", "50")], b"slow"),
        (Line(), [("content-length", "1002")], b"large"),
        (Line(b"a" * 1002), [("transfer-encoding", "chunked")], b"large"),
        (Line(b"a" * 200_000), [UPLOAD, ("transfer-encoding", "chunked")], b"large"),
        (Line(b"abc"), [("content-length", "10")], b"broken"),
        (Line(b"abc", lost=True), [("content-length", "10")], b"broken"),
    ],
)
def test_what_does_not_arrive_is_handed_on_with_the_reason_and_without_a_body(serve, line, headers, reason):
    assert serve(line, *headers) == reason


def test_all_bodies_on_their_way_share_one_measure_of_memory(serve, monkeypatch):
    monkeypatch.setattr(front, "MOST_BYTES", 1500)
    assert serve(Line(b"a" * 1400, b"b" * 200), UPLOAD, ("content-length", "1600")) == b"busy"
    assert serve(Line(b"a" * 1400), UPLOAD, ("content-length", "1400")) == b"a" * 1400


def test_while_bodies_crawl_others_are_served(settings):
    door = Front(echo, settings.model_copy(update={"upload_seconds": 1.0}))
    slow = [Line(b"a", pause=9) for _ in range(20)]
    quick = Line(b"now")

    async def together() -> float:
        crawling = [asyncio.create_task(door.__rsgi__(scope(("content-length", "1")), line)) for line in slow]
        await asyncio.sleep(0.05)
        began = asyncio.get_running_loop().time()
        await door.__rsgi__(scope(("content-length", "3")), quick)
        took = asyncio.get_running_loop().time() - began
        await asyncio.gather(*crawling)
        return took

    took = asyncio.run(together())
    assert quick.answer[2] == b"now"
    assert took < 0.5
    assert {line.answer[2] for line in slow} == {b"slow"}


def test_the_environment_is_what_wsgi_wants():
    environ = environ_of(
        scope(("host", "a.example"), ("cookie", "a=1"), ("cookie", "b=2"), ("x-forwarded-for", "1.1.1.1"),
              ("x-forwarded-for", "2.2.2.2"), ("content-type", "application/json"), path="/p/你", query="a=%E4")
    )  # fmt: skip
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/p/你"
    assert (environ["HTTP_COOKIE"], environ["HTTP_X_FORWARDED_FOR"]) == ("a=1; b=2", "1.1.1.1,2.2.2.2")
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"], environ["QUERY_STRING"]) == ("::1", "5000", "a=%E4")
    assert environ["CONTENT_TYPE"] == "application/json"
    assert "HTTP_CONTENT_TYPE" not in environ


@pytest.mark.parametrize(
    ("reason", "status", "code"),
    [
        ("slow", 408, "app.timeout"),
        ("large", 413, "app.too_large"),
        ("busy", 503, "app.unavailable"),
        ("broken", 400, "app.bad_request"),
    ],
)
def test_the_reason_becomes_an_ordinary_error(world, reason, status, code):
    for path, more in (("/tickets", {"json": {}}), ("/media", {"data": {}, "content_type": "multipart/form-data"})):
        answer = world.resident_a.client.post(
            f"/api/v1{path}",
            headers={"Authorization": f"Bearer {world.resident_a.token}"},
            environ_overrides={front.REASON: reason},
            **more,
        )
        assert (answer.status_code, answer.json["error"]["code"]) == (status, code)
