"""The label at the gate: a page without script, then a report as a visitor."""

from __future__ import annotations

from playwright.sync_api import expect

from app.identity.personas import PERSONAS
from tests.e2e import behind, phone
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage

BUILDING = "示例和顺园 1号楼"


def scan(stage: Stage, product: Product) -> Person:
    """Read a label with a phone on which nobody is signed in."""
    visitor = stage.phone()
    visitor.goto(f"/p/{behind.code_of(product, BUILDING)}")
    expect(visitor.page.get_by_role("heading", name="1号楼")).to_be_visible()
    visitor.look("place-landing")
    return visitor


def test_a_visitor_reports_where_the_label_hangs(stage: Stage, product: Product) -> None:
    words = behind.fresh("和顺园大门口的灯不亮")
    visitor = scan(stage, product)
    assert visitor.page.locator("a[href^='tel:']").count() >= 2
    visitor.page.get_by_role("link", name="在这里报修或投诉").click()
    expect(visitor.page.get_by_text("演示：用谁的身份进去？")).to_be_visible()
    visitor.page.get_by_text(PERSONAS["family"], exact=True).click()
    phone.see(visitor, "您在 示例和顺园 1号楼")
    phone.begin_report(visitor, words)
    phone.choice(visitor, "示例和顺园").click()
    expect(phone.choice(visitor, "示例和顺园")).to_be_checked()
    phone.see(visitor, "扫码到访，按访客报")
    phone.say_where(visitor)
    phone.see(visitor, "按访客报")
    phone.send(visitor)
    assert product.value("SELECT basis FROM tickets_ticket WHERE description = %s", words) == "visitor"
