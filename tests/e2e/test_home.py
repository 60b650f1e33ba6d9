"""A home: applied for on the phone, checked by the community, and given up again."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import desk, phone
from tests.e2e.stage import Person, Stage

COMPOUND = "示例春晖东里"
NAME = "张晓燕"


def apply(stage: Stage) -> tuple[Person, str]:
    """The daughter applies for a home; returns her and the home."""
    applicant = stage.phone()
    phone.sign_in(applicant, "family")
    phone.button(applicant, "我的家").click()
    phone.button(applicant, "登记一处住址").click()
    applicant.page.get_by_role("searchbox", name="小区名字").fill("春晖东里")
    phone.button(applicant, "找一找").click()
    for words in (COMPOUND, "1号楼", "1单元"):
        phone.button(applicant, words).click()
    door = applicant.page.get_by_role("button", name=re.compile(r"\d+室")).nth(3)
    home = door.inner_text().strip()
    door.click()
    phone.choice(applicant, "家里人").click()
    phone.write(applicant, "想对社区说的话，可以不写", "房主是我父亲")
    applicant.look("resident-bind")
    phone.button(applicant, "交给社区核对").click()
    phone.see(applicant, "社区正在核对")
    return applicant, home


def decide(stage: Stage) -> None:
    """The community lets her in."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.go(worker, "房屋认证")
    row = worker.page.get_by_role("row").filter(has_text=NAME).filter(has_text=COMPOUND)
    expect(row).to_contain_text("房主是我父亲")
    worker.look("admin-bindings")
    row.get_by_role("button", name="通过", exact=True).click()
    desk.dialog(worker).get_by_role("button", name="通过", exact=True).click()
    expect(row).to_have_count(0)


def test_from_application_to_home(stage: Stage) -> None:
    applicant, home = apply(stage)
    decide(stage)
    applicant.page.reload()
    card = applicant.page.locator(".card").filter(has_text=COMPOUND).filter(has_text=home).first
    expect(card).to_contain_text("已经核对")
    card.get_by_role("button", name="不住这里了，解除").click()
    applicant.page.get_by_role("dialog").get_by_role("button", name="解除", exact=True).click()
    expect(card).to_contain_text("已经解除")
