"""What people do in the admin panel, step by step, found by the words that they read."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from app.demo.people import password_of
from tests.e2e.stage import Person
from tests.media.papers import pdf

ADMIN = "/admin/"


def title(person: Person, words: str) -> Locator:
    """Return the heading of a page."""
    return person.page.get_by_role("heading", level=1, name=words, exact=True)


def sign_in(person: Person, username: str, password: str = "") -> None:
    """Sign in with user name and password (of a demo person unless given)."""
    person.goto(ADMIN)
    person.page.get_by_role("textbox", name="用户名").fill(username)
    person.page.get_by_label("密码").fill(password or password_of(username))
    person.look("admin-sign-in")
    person.page.get_by_role("button", name="登录", exact=True).click()
    expect(person.page.get_by_role("button", name="我的账号")).to_be_visible()


def sign_out(person: Person) -> None:
    """Leave."""
    person.page.get_by_role("button", name="我的账号").click()
    person.page.get_by_role("menuitem", name="退出登录").click()
    expect(person.page.get_by_role("button", name="登录", exact=True)).to_be_visible()


def go(person: Person, name: str) -> None:
    """Go to a page of the side navigation."""
    person.page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    expect(title(person, name)).to_be_visible()


def find_ticket(person: Person, words: str) -> Locator:
    """Look for a ticket in the list and return its row."""
    go(person, "工单")
    person.page.get_by_role("searchbox").fill(words)
    row = person.page.get_by_role("row").filter(has_text=words)
    expect(row).to_have_count(1)
    return row


def open_ticket(person: Person, ticket_id: str) -> None:
    """Open a ticket by its address."""
    person.goto(f"{ADMIN}#/tickets/{ticket_id}")
    expect(person.page.get_by_role("heading", name="办理过程")).to_be_visible()


def dialog(person: Person) -> Locator:
    """Return the open dialog."""
    return person.page.get_by_role("dialog")


def choose(person: Person, label: str | re.Pattern[str], words: str) -> str:
    """Choose the first entry of a list that has these words; returns the whole entry."""
    box = dialog(person).get_by_role("combobox", name=label)
    box.click()
    option = dialog(person).get_by_role("option").filter(has_text=words).first
    expect(option).to_be_visible()
    name = option.inner_text()
    option.click()
    return name


def reassign(person: Person, to: str, note: str) -> None:
    """Give the open ticket to somebody else, with the reason."""
    person.page.get_by_role("button", name="改派").click()
    choose(person, re.compile("改派给"), to)
    dialog(person).get_by_role("textbox", name=re.compile("改派原因")).fill(note)
    person.look("admin-reassign")
    dialog(person).get_by_role("button", name="提交").click()
    expect(dialog(person)).to_have_count(0)
    expect(person.page.get_by_role("region", name="办理过程")).to_contain_text(note)


def attach(worker: Person, place: str, name: str) -> None:
    """Put a PDF of two pages on what the page shows, in the list of papers called ``place``."""
    card = worker.page.get_by_role("region", name=place)
    card.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/pdf", "buffer": pdf(pages=2)}
    )
    expect(card.get_by_role("listitem").filter(has_text=name)).to_contain_text("PDF，2 页")
