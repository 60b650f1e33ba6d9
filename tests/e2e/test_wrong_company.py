"""Wrong company: it objects with a reason, the community decides, another one goes on; everybody can read it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import behind, desk, phone
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage

WHY = "这盏灯装在产权单位的门房里，不归物业管"


def more(worker: Person, action: str) -> None:
    """Choose one of the steps behind 更多操作."""
    worker.page.get_by_role("button", name="更多操作").click()
    worker.page.get_by_role("menuitem", name=action).click()
    expect(desk.dialog(worker)).to_be_visible()


def submit(worker: Person) -> None:
    """Send the open form."""
    desk.dialog(worker).get_by_role("button", name="提交").click()
    expect(desk.dialog(worker)).to_have_count(0)


def object_to_it(stage: Stage, ticket_id: str) -> None:
    """The company's manager objects."""
    manager = stage.desk()
    desk.sign_in(manager, "manager")
    desk.open_ticket(manager, ticket_id)
    more(manager, "派单异议（退单）")
    desk.dialog(manager).get_by_role("textbox", name=re.compile("为什么不该由本单位办")).fill(WHY)
    manager.look("admin-return")
    submit(manager)
    asked = manager.page.get_by_role("region", name="申请与决定")
    expect(asked).to_contain_text("待决定")
    expect(asked.get_by_role("button")).to_have_count(0)


def uphold(stage: Stage, ticket_id: str) -> str:
    """The community upholds it and names who is responsible. Returns the organisation."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.open_ticket(worker, ticket_id)
    asked = worker.page.get_by_role("region", name="申请与决定")
    expect(asked).to_contain_text(WHY)
    worker.look("admin-decide")
    asked.get_by_role("button", name="同意", exact=True).click()
    organisation = desk.choose(worker, re.compile("改由哪个单位负责"), "").splitlines()[0]
    submit(worker)
    expect(worker.page.get_by_role("region", name="相关人员")).to_contain_text(organisation)
    expect(worker.page.get_by_role("region", name="申请与决定")).to_contain_text("已同意")
    return organisation


def test_the_wrong_company_gives_it_back(stage: Stage, product: Product) -> None:
    ticket_id = behind.report(product, behind.fresh("门房的灯不亮"))
    object_to_it(stage, ticket_id)
    organisation = uphold(stage, ticket_id)
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.open_ticket(resident, ticket_id)
    phone.see(resident, f"已经交给{organisation}，等他们接单")
    before = product.value("SELECT paused_seconds FROM tickets_ticket WHERE id = %s", ticket_id)
    assert before >= 0, "the time of an upheld objection is given back"
