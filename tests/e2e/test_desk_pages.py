"""Every page of the admin panel, for everybody who works there: judged by axe, nothing wider than the screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e import desk
from tests.e2e.stage import Person, Stage

ACCOUNT = {"登录设备": "sessions", "修改密码": "password"}


def judged(person: Person, name: str) -> None:
    """Look at a page; nothing on it may be wider than the screen."""
    person.look(name)
    wide, room = person.page.evaluate("[document.body.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{name} is {wide} px wide, {room} px are there"


@pytest.mark.parametrize("persona", ["community", "manager", "sysadmin", "auditor"])
def test_every_page_can_be_read(stage: Stage, persona: str) -> None:
    worker = stage.desk()
    desk.sign_in(worker, persona)
    entries = worker.page.get_by_role("navigation").get_by_role("link")
    expect(entries.first).to_be_visible()
    pages = [(entry.inner_text().strip(), entry.get_attribute("href") or "") for entry in entries.all()]
    assert pages
    for words, address in pages:
        desk.go(worker, words)
        judged(worker, f"admin-{address.rpartition('/')[2]}")
    for name, key in ACCOUNT.items():
        worker.page.get_by_role("button", name="我的账号").click()
        worker.page.get_by_role("menuitem", name=name).click()
        expect(desk.title(worker, name)).to_be_visible()
        judged(worker, f"admin-{key}")
