"""The calendar: the secretary finds when the agreement ends, goes to it, and comes back to the same month."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from app.core.clock import today
from tests.e2e import desk
from tests.e2e.product import Product
from tests.e2e.stage import DESK, PHONE, Person, Stage

AGREEMENT = "春晖联建〔2026〕1号"


def heading(worker: Person, words: str) -> Locator:
    """Return the name of the month that is shown."""
    return worker.page.get_by_role("heading", level=2, name=words, exact=True)


def month_name(year: int, month: int) -> str:
    """Return a month as people write it."""
    return f"{year}年{month}月"


def look_at_the_month(stage: Stage) -> Person:
    """The secretary opens the calendar: today is marked, and what is late is said."""
    worker = stage.desk()
    desk.sign_in(worker, "secretary")
    desk.go(worker, "日历")
    expect(heading(worker, month_name(today().year, today().month))).to_be_visible()
    expect(worker.page.locator("td[aria-current=date]")).to_contain_text("今天")
    worker.look("admin-month")
    return worker


def find_the_end(worker: Person, product: Product) -> str:
    """Only what ends, month by month with the arrow key, until the agreement is there; the day says all of it."""
    page = worker.page
    page.get_by_role("combobox", name="事项类型").click()
    page.get_by_role("option", name="协议到期").click()
    row = product.connection.execute("select ends_on from party_agreement where number = %s", (AGREEMENT,)).fetchone()
    assert row is not None
    ends_on = row["ends_on"]
    expect(page.get_by_text("只看“协议到期”").or_(page.get_by_text("没有“协议到期”"))).to_be_visible()
    page.get_by_role("heading", level=1).focus()
    for _ in range((ends_on.year - today().year) * 12 + ends_on.month - today().month):
        page.keyboard.press("ArrowRight")
    name = month_name(ends_on.year, ends_on.month)
    expect(heading(worker, name)).to_be_visible()
    expect(page.get_by_role("cell").get_by_role("link", name=re.compile(AGREEMENT))).to_be_visible()
    page.get_by_role("button", name=re.compile(rf"^{ends_on.month}月{ends_on.day}日")).click()
    expect(desk.dialog(worker)).to_contain_text("1 件事项")
    worker.look("admin-month-day")
    return name


def go_and_come_back(worker: Person, name: str) -> None:
    """The day leads to the agreement, and back leads to the same day of the same month, still only of that kind."""
    page = worker.page
    desk.dialog(worker).get_by_role("link", name=re.compile(AGREEMENT)).click()
    expect(desk.title(worker, f"《党建联建协议》{AGREEMENT}")).to_be_visible()
    page.go_back()
    expect(heading(worker, name)).to_be_visible()
    expect(desk.dialog(worker)).to_contain_text(AGREEMENT)
    desk.dialog(worker).get_by_role("button", name="关闭", exact=True).click()
    expect(desk.dialog(worker)).to_have_count(0)
    expect(page.get_by_text("只看“协议到期”")).to_be_visible()


def on_a_narrow_window(worker: Person, name: str) -> None:
    """The same month is a list by day, and the way back to the present one is one press."""
    page = worker.page
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("table")).to_have_count(0)
    expect(page.get_by_role("region").get_by_role("link", name=re.compile(AGREEMENT))).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(heading(worker, name)).to_be_visible()
    for words in ("上个月", "下个月"):
        button = page.get_by_role("button", name=words)
        expect(button).to_contain_text(words)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    page.get_by_role("button", name="回到本月").focus()
    page.keyboard.press("Enter")
    present = heading(worker, month_name(today().year, today().month))
    expect(present).to_be_visible()
    expect(present).to_be_focused()
    worker.look("admin-month-phone")
    page.set_viewport_size(DESK)


def on_paper(worker: Person) -> None:
    """A sheet for the wall says whose month it is, has the whole month on one side, and nothing to press."""
    page = worker.page
    page.get_by_role("combobox", name="事项类型").click()
    page.get_by_role("option", name="议事会").click()
    expect(page.get_by_text("议事会").first).to_be_visible()
    worker.settle()
    page.emulate_media(media="print")
    expect(page.get_by_text(re.compile(rf"^社区党组织书记，.*示例春晖社区，{today().year}年.*打印$"))).to_be_visible()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("combobox")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("月份|上个月|下个月|打印|导出"))).to_have_count(0)
    sheets = page.pdf(prefer_css_page_size=True, margin=dict.fromkeys(("top", "right", "bottom", "left"), "1cm"))
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1
    page.emulate_media(media="screen")


def the_wall(worker: Person) -> None:
    """The agreements as cards say how long they hold and how much of what was promised is done."""
    page = worker.page
    desk.go(worker, "党建联建")
    page.get_by_role("button", name="协议墙").click()
    card = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=AGREEMENT))
    expect(card).to_contain_text(re.compile(r"还有 \d+ 天到期"))
    expect(card).to_contain_text(re.compile(r"承诺 \d+ 件，已办 \d+ 件"))
    worker.look("admin-agreement-wall")


def from_month_to_agreement(stage: Stage, product: Product) -> None:
    """Walk all of it."""
    worker = look_at_the_month(stage)
    name = find_the_end(worker, product)
    go_and_come_back(worker, name)
    on_a_narrow_window(worker, name)
    on_paper(worker)
    the_wall(worker)


def test_the_secretary_finds_when_the_agreement_ends(stage: Stage, product: Product):
    from_month_to_agreement(stage, product)
