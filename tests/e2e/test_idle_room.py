"""An idle room: the community enters it, walks it step by step to a service, and a neighbour finds and rates it."""

from __future__ import annotations

import re
import uuid
from urllib.parse import quote

from playwright.sync_api import Locator, expect

from tests.e2e import behind, desk, phone
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage

COMPOUND = "示例春晖里小区"


def field(worker: Person, label: str) -> Locator:
    """Return a box of the open form."""
    return desk.dialog(worker).get_by_label(re.compile(rf"^{re.escape(label)}"))


def submit(worker: Person) -> None:
    """Send the open form."""
    desk.dialog(worker).get_by_role("button", name="提交").click()
    expect(desk.dialog(worker)).to_have_count(0)


def enter(stage: Stage, name: str) -> Person:
    """The community enters what it found; what is missing is said first."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.go(worker, "闲置资源")
    expect(worker.page.get_by_role("link", name="东门自行车棚")).to_be_visible()
    worker.look("admin-resources")
    worker.page.get_by_role("button", name="登记一处").click()
    desk.dialog(worker).get_by_role("button", name="提交").click()
    expect(desk.dialog(worker)).to_contain_text("请选择小区")
    desk.choose(worker, "小区", COMPOUND)
    field(worker, "名称").fill(name)
    field(worker, "位置").fill("3号楼北侧")
    field(worker, "面积").fill("186.5")
    desk.dialog(worker).get_by_text("业主共有", exact=True).click()
    desk.dialog(worker).get_by_role("button", name="一个月后").click()
    worker.look("admin-resource-enter")
    submit(worker)
    expect(desk.title(worker, name)).to_be_visible()
    return worker


def walk(worker: Person) -> None:
    """Ask, plan with the owners' decision, find the money, open."""
    page = worker.page
    page.get_by_role("button", name="征求意见", exact=True).click()
    field(worker, "征求了谁的意见").fill("问了 86 户，72 户同意")
    desk.dialog(worker).get_by_role("button", name="一周后").click()
    submit(worker)
    page.get_by_role("button", name="定方案", exact=True).click()
    desk.choose(worker, "准备用来做什么", "社区食堂")
    field(worker, "方案").fill("改成食堂")
    desk.dialog(worker).get_by_role("button", name="一周后").click()
    desk.dialog(worker).get_by_role("button", name="提交").click()
    expect(desk.dialog(worker)).to_contain_text("请写明是哪一次业主决定")
    field(worker, "业主决定").fill("2026 年第 1 次业主大会，决定〔2026〕3 号")
    submit(worker)
    page.get_by_role("button", name="落实资金", exact=True).click()
    field(worker, "金额").fill("380,000")
    field(worker, "资金来源").fill("街道为民服务资金")
    desk.dialog(worker).get_by_role("button", name="一周后").click()
    submit(worker)
    expect(page.get_by_text("380,000.00 元，街道为民服务资金")).to_be_visible()


def open_it(worker: Person, service: str) -> None:
    """It needs no building work: it opens at once, and neighbours see it."""
    worker.page.get_by_role("button", name="开放服务", exact=True).click()
    field(worker, "居民看到的名称").fill(service)
    field(worker, "开放时间").fill("每天 7:00-19:00")
    submit(worker)
    expect(worker.page.get_by_text("还没有人打分")).to_be_visible()
    worker.look("admin-resource")


def rate_it(stage: Stage, service: str) -> None:
    """A neighbour finds it in two taps and says what he thinks."""
    neighbour = stage.phone()
    phone.sign_in(neighbour, "resident")
    phone.button(neighbour, "我的小区").click()
    phone.button(neighbour, "便民服务").click()
    expect(phone.heading(neighbour, "便民服务")).to_be_visible()
    card = neighbour.page.locator(".card").filter(has_text=service)
    expect(card).to_contain_text("每天 7:00-19:00")
    card.get_by_role("button", name="4 颗星").click()
    expect(card).to_contain_text("谢谢，已经记下了")
    expect(card).to_contain_text("1 人打分，平均 4.0 分")
    neighbour.look("resident-services")


def from_room_to_service(stage: Stage, product: Product, name: str, service: str) -> None:
    """Play the whole of it."""
    worker = enter(stage, name)
    walk(worker)
    open_it(worker, service)
    rate_it(stage, service)
    worker.page.reload()
    expect(worker.page.get_by_text("4.0 分（1 人）")).to_be_visible()
    desk.go(worker, "闲置资源")
    with worker.page.expect_download() as saved:
        worker.page.get_by_role("button", name="导出 Excel").click()
    assert re.fullmatch(r"闲置资源台账\d{8}\.xlsx", saved.value.suggested_filename)
    path = f"/api/v1/staff/resources?q={quote(name)}"
    assert behind.ok(product.call("GET", path, product.token("street")))["items"][0]["stage"] == "running"


def test_an_idle_room_becomes_a_service(stage: Stage, product: Product) -> None:
    mark = uuid.uuid4().hex[:6]
    from_room_to_service(stage, product, f"旧库房{mark}", f"示例食堂{mark}")
