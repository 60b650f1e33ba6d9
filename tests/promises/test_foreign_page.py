"""P33: a page of another origin cannot act with an official's cookie, tried with a real browser and real origins.

Another port of this machine is another origin, yet the same site: a cookie that is `SameSite=Lax` goes along. So
nothing but the product's own check stands between that page and the official's rights. Another name of the machine is
another site too.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.browser import browser_env, browser_path, launch_args
from tests.promises.harness import Stack
from tests.promises.prepare import PASSWORD

pytestmark = pytest.mark.promise

PATIENCE_MS = 20_000
CHANGED = "a foreign page changed something"
PAGE = """<!doctype html><meta charset="utf-8"><title>foreign</title>
<iframe name="sink" style="display:none"></iframe>
<form id="plain" target="sink" method="post" action="{base}/api/v1/inbox/actions/read_all">
<input name="a" value="1"></form>
<form id="text" target="sink" method="post" enctype="text/plain" action="{base}/api/v1/auth/step-up">
<input name='{{"password":"' value='x"}}'></form>
"""
QUIETLY = """async ([base, path, method, kind]) => {
  const photo = new FormData()
  photo.set('file', new Blob(['x'], { type: 'image/jpeg' }), 'p.jpg')
  const body = { photo, text: '{"a":1}', json: '{"name":"改过的名字"}', none: undefined }[kind]
  const headers = kind === 'json' ? { 'Content-Type': 'application/json' } : {}
  const mode = kind === 'json' || method !== 'POST' ? 'cors' : 'no-cors'
  try {
    const answer = await fetch(base + path, { method, mode, credentials: 'include', headers, body })
    return answer.type + ' ' + answer.status
  } catch (error) {
    return String(error)
  }
}"""
ATTEMPTS = (
    ("/api/v1/inbox/actions/read_all", "POST", "none"),
    ("/api/v1/inbox/actions/read_all", "POST", "text"),
    ("/api/v1/media", "POST", "photo"),
    ("/api/v1/me", "PATCH", "json"),
    ("/api/v1/auth/session", "DELETE", "none"),
)


@contextmanager
def foreign_page(base: str) -> Iterator[int]:
    """Serve the page of somebody else; gives its port."""
    content = PAGE.format(base=base).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium."""
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=browser_path(), env=browser_env(), args=launch_args())
        yield program
        program.close()


@contextmanager
def serving(cluster, **how: str) -> Iterator[Stack]:
    with Stack(cluster, **how) as product:
        product.start_web(workers=1)
        product.wait_ready()
        yield product


@pytest.fixture(scope="module")
def stack(cluster) -> Iterator[Stack]:
    """The web server as it should be."""
    with serving(cluster) as product:
        yield product


@pytest.fixture(scope="module")
def trusting(cluster) -> Iterator[Stack]:
    """A web server that asks for no proof of the page."""
    with serving(cluster, sabotage="trust_every_page") as product:
        yield product


def state(stack: Stack, person) -> dict[str, object]:
    """Return everything that the attempts would change."""
    return {
        "unread": stack.value("SELECT count(*) FROM notify_notice WHERE read_at IS NULL"),
        "photos": stack.value("SELECT count(*) FROM media_file") + stack.value("SELECT count(*) FROM media_quota"),
        "name": stack.value("SELECT display_name FROM identity_person WHERE id::text = %s", str(person.id)),
        "sessions": stack.value("SELECT count(*) FROM identity_session WHERE revoked_at IS NULL"),
        "acts": stack.value("SELECT count(*) FROM core_audit"),
    }


def attacked(stack: Stack, browser: Browser, host: str) -> list[str]:
    """Sign an official in, let him open a foreign page at ``host``, and return what that page could change."""
    person, base = stack.people["community_a"], f"http://127.0.0.1:{stack.port}"
    stack.sql(
        "INSERT INTO notify_notice (id, district_id, person_id, event_key, kind, title, text)"
        " SELECT gen_random_uuid(), district_id, id, gen_random_uuid()::text, 'late', '超过完成时限', '请尽快处理'"
        " FROM identity_person WHERE id::text = %s",
        str(person.id),
    )
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_MS)
    try:
        signed_in = context.request.post(
            f"{base}/api/v1/auth/session", data={"username": person.username, "password": PASSWORD}
        )
        assert signed_in.ok, signed_in.text()
        page = context.new_page()
        seen: list[str] = []
        page.on("request", lambda sent: seen.append(sent.url))
        before = state(stack, person)
        with foreign_page(base) as port:
            page.goto(f"http://{host}:{port}/")
            for form in ("plain", "text"):
                with page.expect_response(lambda answer: answer.url.startswith(base)):
                    page.evaluate("id => document.getElementById(id).submit()", form)
            for attempt in ATTEMPTS:
                page.evaluate(QUIETLY, [base, *attempt])
        after = state(stack, person)
        assert sum(url.startswith(base) for url in seen) >= len(ATTEMPTS), seen
        own = context.request.get(f"{base}/api/v1/me")
        assert own.ok, "the official is signed in all the time"
        return [f"{CHANGED}: {name} {before[name]} -> {after[name]}" for name in before if before[name] != after[name]]
    finally:
        context.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_origin_changes_nothing(stack, browser, host):
    assert attacked(stack, browser, host) == []
    assert stack.crashes() == []


@pytest.mark.sabotage
def test_the_proof_turns_red_when_every_page_is_trusted(trusting, browser):
    assert any("unread" in wrong for wrong in attacked(trusting, browser, "127.0.0.1"))
