"""A part with seven days of warranty left: the community finds it with its open defect and notes who comes after."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, expect

from app.core.clock import today
from tests.e2e import behind, desk
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

COMPOUND = "示例春晖里小区"
PART = "监控系统：监控设备（按合同）"
CAMERAS = "0204"


def report(product: Product, words: str) -> dict[str, Any]:
    """A resident reports that the cameras are broken; returns the order once it is routed, as the district sees it."""
    token = product.token("resident")
    home = behind.ok(product.call("GET", "/api/v1/me", token))["homes"][0]
    path = f"/api/v1/compounds/{home['compound_id']}/assets"
    assets = behind.ok(product.call("GET", path, token))["items"]
    asset = next(one["id"] for one in assets if one["name"] == "监控系统")
    body = {"compound_id": home["compound_id"], "kind": "repair", "category": CAMERAS, "asset_id": asset}
    made = behind.ok(product.call("POST", "/api/v1/tickets", token, body | {"description": words}))
    wait_until(lambda: behind.state_of(product, made["id"]) == "dispatched", 30, lambda: product.log_end("fast"))
    return dict(behind.ok(product.call("GET", f"/api/v1/staff/tickets/{made['id']}", product.token("district"))))


def part(worker: Person) -> Locator:
    """Return the row of the part in the list."""
    return worker.page.get_by_role("row").filter(has_text=PART)


def find_it(stage: Stage, number: str) -> tuple[Person, int]:
    """The desk says that there is work; the list says with whom, until when and what is open."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    heap = worker.page.get_by_role("link", name=re.compile(re.escape(PART)))
    said = re.compile(r"还有 7 天到期 · (\d+) 件报修没有办结 · 期满后由谁负责还没有登记")
    expect(heap).to_contain_text(said)
    found = said.search(heap.inner_text())
    assert found is not None
    desk.go(worker, "后期管护")
    worker.page.get_by_role("button", name="7 天内").click()
    expect(part(worker)).to_contain_text("还有 7 天")
    expect(part(worker)).to_contain_text(number)
    expect(part(worker)).to_contain_text("期满后由谁负责还没有登记")
    worker.look("admin-care")
    return worker, int(found[1])


def note_who_comes_after(worker: Person, name: str) -> None:
    """The table of upkeep asks who, with what money and on which paper."""
    part(worker).get_by_role("link", name="登记期满后由谁负责").click()
    expect(desk.title(worker, COMPOUND)).to_be_visible()
    form = desk.dialog(worker)
    expect(form.get_by_label("设施名称")).to_have_value("监控系统")
    expect(form.get_by_label("开始日期")).to_have_value((today() + timedelta(days=8)).isoformat())
    form.get_by_label("谁来维护").fill(name)
    form.get_by_label("费用来源").select_option(label="公共收益")
    form.get_by_label("依据").fill("业主大会决定〔2026〕6 号")
    worker.look("admin-care-duty")
    form.get_by_role("button", name="保存", exact=True).click()
    expect(form).to_be_hidden()
    desk.go(worker, "后期管护")
    expect(part(worker)).to_contain_text(name)
    expect(part(worker)).to_contain_text("公共收益 · 业主大会决定〔2026〕6 号")


def bring_the_end_forward(product: Product) -> None:
    """Let the warranty end yesterday, and the one who comes after begin today."""
    product.connection.execute("UPDATE places_warranty SET ends_on = %s WHERE part = '监控设备（按合同）'",
                               (today() - timedelta(days=1),))  # fmt: skip
    product.connection.execute("UPDATE places_maintenance SET starts_on = %s WHERE basis LIKE '业主大会决定%%6 号'",
                               (today(),))  # fmt: skip


def from_warranty_to_upkeep(stage: Stage, product: Product, words: str) -> None:
    """Play the whole of it."""
    before = report(product, words)
    assert "保修期内" in before["routing"][0]["reasons"][0]
    worker, count = find_it(stage, before["no"])
    organisations = behind.ok(
        product.call("GET", "/api/v1/staff/organisations?kind=title_unit&limit=1", product.token("district"))
    )
    name = organisations["items"][0]["name"]
    note_who_comes_after(worker, name)
    bring_the_end_forward(product)
    after = report(product, f"{words}，又坏了")
    assert after["responsible"]["name"] != before["responsible"]["name"]
    assert f"由{name}维修" in after["routing"][0]["reasons"][0]
    assert "费用：公共收益" in after["routing"][0]["reasons"][1]
    worker.page.get_by_role("button", name="已到期").click()
    worker.page.get_by_role("checkbox", name="有没办完的报修").check()
    expect(part(worker)).to_contain_text(f"{count + 1} 件")
    with worker.page.expect_download() as saved:
        worker.page.get_by_role("button", name="导出 Excel").click()
    assert re.fullmatch(r"改造部位后期管护\d{8}\.xlsx", saved.value.suggested_filename)


def test_a_part_changes_hands_when_its_warranty_is_over(stage: Stage, product: Product) -> None:
    from_warranty_to_upkeep(stage, product, behind.fresh("东门的摄像头黑屏"))
