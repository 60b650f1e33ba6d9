"""What people do on the phone pages, step by step, found by the words that they read."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from app.identity.personas import PERSONAS
from tests.e2e.stage import Person

HOME = "/m/"
NUMBER = re.compile(r"[A-Z]*\d{6,}[\d-]*")


def button(person: Person, words: str) -> Locator:
    """Return the button that begins with these words."""
    return person.page.get_by_role("button", name=re.compile(rf"^\s*{re.escape(words)}"))


def choice(person: Person, words: str) -> Locator:
    """Return the answer that begins with these words."""
    return person.page.get_by_role("radio", name=re.compile(rf"^\s*{re.escape(words)}"))


def heading(person: Person, words: str) -> Locator:
    """Return the heading with exactly these words."""
    return person.page.get_by_role("heading", name=words, exact=True)


def see(person: Person, words: str) -> Locator:
    """Wait until these words can be seen, and return where."""
    place = person.page.get_by_text(words).first
    expect(place).to_be_visible()
    return place


def sign_in(person: Person, persona: str, *, query: str = "") -> None:
    """Come in as one of the demo people."""
    person.goto(f"{HOME}{query}")
    expect(person.page.get_by_text("演示：用谁的身份进去？")).to_be_visible()
    person.look("resident-sign-in")
    person.page.get_by_text(PERSONAS[persona], exact=True).click()
    expect(button(person, "报修")).to_be_visible()


def sign_in_with_password(person: Person, username: str, password: str) -> None:
    """Come in with a staff account, as no demo person."""
    person.goto(HOME)
    button(person, "工作人员用账号登录").click()
    person.page.get_by_role("textbox", name="账号").fill(username)
    person.page.get_by_role("textbox", name="密码").fill(password)
    button(person, "登录").click()


def add_photo(person: Person, photo: Path) -> None:
    """Take a photo, and wait until it has been sent (or kept, without network)."""
    with person.page.expect_file_chooser() as chooser:
        person.page.get_by_role("button", name=re.compile("拍照片|再加一张")).click()
    chooser.value.set_files(photo)
    expect(person.page.get_by_text(re.compile("已传好|有网络时再传"))).to_be_visible()


def write(person: Person, name: str, words: str) -> None:
    """Fill in a field."""
    person.page.get_by_role("textbox", name=name).fill(words)


def begin_report(person: Person, words: str, photo: Path | None = None) -> None:
    """From home: say what is the matter, and go on to where."""
    button(person, "报修").click()
    expect(heading(person, "报修")).to_be_visible()
    if photo:
        add_photo(person, photo)
    write(person, "什么事，写一句话", words)
    person.look("resident-report-what")
    button(person, "下一步：在哪里").click()


def say_where(person: Person) -> None:
    """Take the place that is offered, and go on to the check."""
    expect(person.page.get_by_role("radio", checked=True).first).to_be_visible()
    expect(button(person, "下一步：看一看")).to_be_enabled()
    person.look("resident-report-where")
    button(person, "下一步：看一看").click()
    expect(heading(person, "看一看，发出去")).to_be_visible()
    person.look("resident-report-check")


def send(person: Person) -> str:
    """Send, and return the number on the screen that says it has come in."""
    button(person, "发出去").click()
    expect(heading(person, "已经收到")).to_be_visible()
    number = person.page.locator(".done-no")
    expect(number).not_to_be_empty()
    person.look("resident-report-done")
    return number.inner_text().strip()


def report(person: Person, words: str, photo: Path | None = None) -> str:
    """Report something from home to the end; returns its number."""
    begin_report(person, words, photo)
    say_where(person)
    return send(person)


def open_ticket(person: Person, ticket_id: str) -> None:
    """Open a matter by its address, as a message does."""
    # The page takes the address up only when it starts.
    person.goto("/m/?again#/")
    person.goto(f"/m/#/areas/tickets/pages/detail?id={ticket_id}")
    expect(heading(person, "这件事")).to_be_visible()
    expect(person.page.get_by_text("办到哪一步")).to_be_visible()


def judge(person: Person, outcome: str, stars: int, comment: str = "") -> None:
    """Say whether it is done, and give stars."""
    choice(person, outcome).click()
    person.page.get_by_role("button", name=re.compile(rf"^{stars} 颗星")).click()
    if comment:
        write(person, "还想说的话，可以不写", comment)
    person.look("resident-confirm")
    button(person, "提交").click()


def to_jobs(person: Person) -> None:
    """From home to the workbench."""
    button(person, "工作台").click()
    expect(heading(person, "工作台")).to_be_visible()


def open_job(person: Person, tab: str, words: str) -> None:
    """Open the job with these words from one of the lists of the workbench."""
    person.page.get_by_role("tab", name=tab).click()
    expect(person.page.get_by_role("tab", name=tab, selected=True)).to_be_visible()
    person.page.get_by_role("button").filter(has_text=words).first.click()
    expect(heading(person, "这张工单")).to_be_visible()


def step(person: Person, words: str, then: str) -> None:
    """Take a step that needs no form, and wait for the step that follows."""
    button(person, words).click()
    expect(button(person, then)).to_be_visible()


def finish(person: Person, photo: Path | None, note: str = "修好了，试过没问题") -> None:
    """Hand the work in."""
    button(person, "拍照完成").click()
    expect(heading(person, "拍照完成")).to_be_visible()
    if photo:
        add_photo(person, photo)
    choice(person, note).click()
    person.look("staff-finish")
    button(person, "办完了，交上去").click()
    expect(heading(person, "这张工单")).to_be_visible()
