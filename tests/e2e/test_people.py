"""Accounts and posts: opened and granted by the administrator, used at once, and ended at once."""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import expect

from tests.e2e import desk
from tests.e2e.stage import Person, Stage

PASSWORD = "Korb-Lampe-Tisch-47"
ROLE, COMMUNITY = "社区工作者", "社区"


def open_account(admin: Person, name: str, username: str) -> None:
    """Open an account."""
    desk.go(admin, "人员与岗位")
    admin.look("admin-people")
    admin.page.get_by_role("button", name="新增人员").click()
    form = desk.dialog(admin)
    form.get_by_role("textbox", name="姓名").fill(name)
    form.get_by_role("textbox", name="用户名").fill(username)
    form.get_by_label("初始密码").fill(PASSWORD)
    form.get_by_role("button", name="开设账号").click()
    expect(desk.title(admin, name)).to_be_visible()


def grant(admin: Person) -> None:
    """Grant the post of a community worker."""
    admin.page.get_by_role("button", name="授予岗位").click()
    desk.choose(admin, "岗位", ROLE)
    desk.choose(admin, "所在社区", COMMUNITY)
    desk.dialog(admin).get_by_role("button", name="授予岗位").click()
    expect(admin.page.get_by_role("row").filter(has_text=ROLE)).to_be_visible()
    admin.look("admin-person")


def test_a_post_begins_and_ends_at_once(stage: Stage) -> None:
    username = f"journey-{secrets.token_hex(3)}"
    admin, worker = stage.desk(), stage.desk()
    desk.sign_in(admin, "sysadmin")
    open_account(admin, "钱志强", username)
    grant(admin)

    desk.sign_in(worker, username, PASSWORD)
    expect(desk.title(worker, "待办")).to_be_visible()
    expect(worker.page.get_by_text(ROLE).first).to_be_visible()
    worker.settle()  # the first answer is there: what comes next is the answer to the button

    admin.page.get_by_role("button", name="结束岗位").click()
    desk.dialog(admin).get_by_role("button", name="结束岗位").click()
    expect(admin.page.get_by_text("已结束岗位")).to_be_visible()

    worker.expects("^40[13] /api/v1/")
    with worker.page.expect_response(re.compile("/api/v1/staff/todo")) as refused:
        worker.page.get_by_role("button", name="刷新").click()
    assert refused.value.status in (401, 403)
