"""Browsers for people: phones and desks, each with its own cookies and storage, each watched for what must not be."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, expect, sync_playwright

from scripts.browser import browser_env, browser_path, launch_args
from tests.e2e.product import HOST, Product

PATIENCE_MS = 20_000
QUIET_LOOKS = 3
ASKED = 20
API = "/api/"
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
OURS = re.compile(rf"^(blob|data|about):|^https?://{re.escape(HOST)}[:/]")
RESOURCE = re.compile(r"^Failed to load resource: .*?(status of (\d+)|net::(\w+))")

Look = Callable[[Page, str], None]
"""What is done with a page that a journey calls by name: judged in a test, photographed for the handbook."""


@dataclass
class Person:
    """One person with one browser.

    ``wrong`` holds what no journey may cause, ``rung`` the numbers that the phone was asked to ring, ``asked`` the last
    calls of the API with their answers.
    """

    page: Page
    product: Product
    look_at: Look
    wrong: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)
    rung: list[str] = field(default_factory=list)
    under_way: set[Request] = field(default_factory=set)
    entered: float = field(default_factory=time.monotonic)
    asked: deque[str] = field(default_factory=lambda: deque(maxlen=ASKED))

    def look(self, name: str) -> None:
        """Show the present page, once it has what it asked for, to whoever judges or photographs it."""
        self.settle()
        self.look_at(self.page, name)

    def settle(self) -> None:
        """Wait until nothing is asked of the server and the page is drawn."""
        quiet, deadline = 0, time.monotonic() + PATIENCE_MS / 1000
        while quiet < QUIET_LOOKS:
            self.page.evaluate(TWO_FRAMES)
            quiet = 0 if self.under_way else quiet + 1
            assert time.monotonic() < deadline, f"still asks for {[request.url for request in self.under_way]}"

    def goto(self, path: str) -> None:
        """Open an address of the product."""
        self.page.goto(f"{self.product.base}{path}")

    def expects(self, pattern: str) -> None:
        """Let a line of the browser's console pass: `STATUS PATH` of a refused request, or the words."""
        self.expected.append(re.compile(pattern))

    def offline(self, cut: bool) -> None:
        """Take the network away, or give it back."""
        self.expects(r"^ERR_INTERNET_DISCONNECTED ")
        self.page.context.set_offline(cut)

    def watch(self) -> None:
        """Begin to note requests to others, errors in the console, and exceptions."""
        context = self.page.context
        context.on("request", self._request)
        context.on("requestfinished", lambda request: self.under_way.discard(request))
        context.on("requestfailed", lambda request: self.under_way.discard(request))
        context.on("response", self._answer)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.wrong.append(f"exception: {error.error}"))

    def _request(self, request: Request) -> None:
        self.under_way.add(request)
        if request.url.startswith("tel:"):
            self.rung.append(request.url.removeprefix("tel:"))
        elif not OURS.match(request.url):
            self.wrong.append(f"request to another host: {request.url}")

    def _answer(self, response: Response) -> None:
        address = urlsplit(response.url)
        if address.path.startswith(API):
            since = f"{time.monotonic() - self.entered:7.2f} s"
            self.asked.append(f"{since} {response.status} {response.request.method} {address.path}")

    def story(self) -> str:
        """Tell where they are: the address, what the page says is wrong or asks, and the last calls of the API."""
        said = [
            words.inner_text() for words in self.page.get_by_role("alert").or_(self.page.get_by_role("dialog")).all()
        ]
        now = f"{time.monotonic() - self.entered:7.2f} s now, {len(self.under_way)} under way"
        return "\n".join([self.page.url, *said, *self.asked, now])

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        line, resource = message.text, RESOURCE.match(message.text)
        if resource:
            line = f"{resource[2] or resource[3]} {urlsplit(message.location['url']).path}"
        if not any(pattern.search(line) for pattern in self.expected):
            self.wrong.append(f"console: {line} ({message.text})")


# Asking whether somebody is signed in is answered with 401 when nobody is; browsers put that in the console.
ALWAYS_EXPECTED = (re.compile(r"^401 /api/v1/auth/session$"),)


class Stage:
    """One browser program, and the people who use it."""

    def __init__(self, browser: Browser, product: Product, look: Look) -> None:
        self.browser, self.product, self.look = browser, product, look
        self.people: list[Person] = []

    def phone(self, width: int = PHONE["width"], height: int = PHONE["height"]) -> Person:
        """Return somebody with a phone."""
        return self._enter(width, height, is_mobile=True, has_touch=True)

    def desk(self) -> Person:
        """Return somebody at a desk."""
        return self._enter(DESK["width"], DESK["height"], is_mobile=False, has_touch=False)

    def clear(self) -> list[str]:
        """Send everybody home and return what went wrong."""
        wrong = [line for person in self.people for line in person.wrong]
        for person in self.people:
            person.page.context.close()
        self.people.clear()
        return wrong

    def _enter(self, width: int, height: int, *, is_mobile: bool, has_touch: bool) -> Person:
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            is_mobile=is_mobile,
            has_touch=has_touch,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        person = Person(context.new_page(), self.product, self.look, expected=list(ALWAYS_EXPECTED))
        person.watch()
        self.people.append(person)
        return person


@contextmanager
def open_stage(product: Product, look: Look) -> Iterator[Stage]:
    """Start the browser."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), env=browser_env(), args=launch_args())
        try:
            yield Stage(browser, product, look)
        finally:
            browser.close()


def nothing(page: Page, name: str) -> None:
    """Look at nothing."""


PHOTOS = Path(__file__).parent / "photos"
