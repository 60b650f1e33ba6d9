"""What else people stop at on the phone: their shifts, the pool, a scanned lift, and who calls about the same thing."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import behind, desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage
from tests.e2e.test_called_by_phone import number, pick

COMPOUND = "示例春晖里小区"


def to_pool(worker: Person, words: str) -> None:
    """From the workbench to the orders that anybody may take, and find one there."""
    worker.page.get_by_role("tab", name="待接单").click()
    expect(worker.page.get_by_role("button").filter(has_text=words).first).to_be_visible()


def take(worker: Person, words: str) -> None:
    """Take the order with these words with the button below it."""
    order = worker.page.locator(".order").filter(has_text=words)
    order.get_by_role("button", name="接单", exact=True).click()


def test_who_is_quicker_has_it_and_the_other_is_told(stage: Stage, product: Product) -> None:
    words = behind.fresh("三层楼道灯不亮，抢单")
    ticket_id = behind.report(product, words)
    company = behind.responsible(product, ticket_id)
    quick, slow = stage.phone(), stage.phone()
    phone.sign_in(quick, "repair")
    phone.to_jobs(quick)
    phone.sign_in_with_password(slow, behind.colleague(product, "repair", company, "马立国"), behind.PASSWORD)
    expect(phone.button(slow, "工作台")).to_be_visible()
    phone.to_jobs(slow)
    for worker in (quick, slow):
        to_pool(worker, words)
    quick.look("staff-pool")
    take(quick, words)
    phone.see(quick, "接到了，去“我的活”里办")
    slow.expects(r"^(403|404|409) ")
    take(slow, words)
    phone.see(slow, "这一单刚被别人接走了")
    expect(slow.page.locator(".order").filter(has_text=words)).to_have_count(0)
    quick.page.get_by_role("tab", name="我的活").click()
    expect(quick.page.get_by_role("button").filter(has_text=words).first).to_be_visible()
    assert behind.state_of(product, ticket_id) == "accepted"


def test_a_worker_sees_when_he_is_on_duty(stage: Stage, product: Product) -> None:
    worker = stage.phone()
    phone.sign_in(worker, "repair")
    phone.to_jobs(worker)
    phone.button(worker, "我的班次").click()
    expect(phone.heading(worker, "我的班次")).to_be_visible()
    phone.see(worker, re.compile(r"\d{1,2}:\d{2} 到"))
    worker.look("staff-shifts")
    shown = worker.page.locator(".card").count()
    token = product.token("repair")
    assert shown == len(behind.ok(product.call("GET", "/api/v1/staff/duty/mine", token))["items"]) > 0


def lift_of(product: Product) -> tuple[str, str, str]:
    """Return id, code and name of something shared in the demo resident's compound."""
    row = product.rows(
        "SELECT a.id::text, a.code, a.name FROM places_asset a JOIN places_compound c ON c.id = a.compound_id"
        " WHERE c.name = %s AND a.building_id IS NOT NULL ORDER BY a.kind, a.name LIMIT 1",
        COMPOUND,
    )[0]
    return row["id"], row["code"], row["name"]


def test_a_scanned_thing_is_what_it_is_about_until_one_says_no(stage: Stage, product: Product) -> None:
    asset_id, code, name = lift_of(product)
    token = product.token("family")
    behind.ok(product.call("POST", "/api/v1/visits", token, {"code": code}))
    known = behind.fresh("这里坏了")
    body = {"kind": "repair", "category": "0201", "description": known, "asset_id": asset_id}
    body["compound_id"] = product.value("SELECT compound_id::text FROM places_asset WHERE id = %s", asset_id)
    behind.ok(product.call("POST", "/api/v1/tickets", token, body))

    resident = stage.phone()
    phone.sign_in(resident, "resident", query=f"#/?code={code}")
    words = behind.fresh("扫码说的是它")
    phone.begin_report(resident, words)
    phone.see(resident, "您扫的码是")
    phone.see(resident, name)
    resident.look("resident-scanned")
    phone.button(resident, "下一步：看一看").click()
    phone.see(resident, "是不是同一件事？")
    resident.look("resident-scanned-check")
    phone.send(resident)
    assert product.value("SELECT asset_id::text FROM tickets_ticket WHERE description = %s", words) == asset_id

    other = behind.fresh("其实是别的事")
    resident.goto(f"/m/?again#/?code={code}")
    expect(phone.button(resident, "报修")).to_be_visible()
    phone.begin_report(resident, other)
    phone.see(resident, "您扫的码是")
    phone.button(resident, "下一步：看一看").click()
    resident.page.get_by_role("button", name=f"不是{name}的事").last.click()
    expect(resident.page.get_by_text("您扫的码是").last).to_be_hidden()
    phone.send(resident)
    assert product.value("SELECT asset_id FROM tickets_ticket WHERE description = %s", other) is None


def test_who_calls_about_the_same_thing_is_added_with_one_tap(stage: Stage, product: Product) -> None:
    words = behind.fresh("二层楼道灯一闪一闪")
    ticket_id = behind.report(product, words)
    worker, caller = stage.desk(), number()
    desk.sign_in(worker, "community")
    desk.go(worker, "代居民报事")
    pick(worker, "小区", COMPOUND)
    worker.page.get_by_role("textbox", name="什么事").fill(words)
    worker.page.get_by_role("textbox", name="居民怎么称呼").fill("孙奶奶")
    worker.page.get_by_role("textbox", name="联系电话").fill(caller)
    found = worker.page.get_by_role("complementary", name="可能是同一件事").get_by_role("listitem")
    same = found.filter(has_text=words)
    expect(same).to_have_count(1)
    worker.look("admin-lodge-similar")
    same.get_by_role("button", name="来电人也遇到").click()
    desk.dialog(worker).get_by_role("button", name="加进去").click()
    expect(worker.page.get_by_role("region", name="办理过程")).to_contain_text("又有一位居民来电说遇到同样的问题")
    behind.work(product, ticket_id, "accept", "start", "finish")
    asked = "SELECT count(*) FROM callbacks_task WHERE ticket_id = %s AND NOT is_reporter"
    wait_until(lambda: product.value(asked, ticket_id) == 1, 30, lambda: product.log_end("fast"))
