"""Two neighbours, one matter: the second sees the first one's, joins it with one tap, and is asked at the end too."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import behind, desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage


def test_the_second_joins_the_first(stage: Stage, product: Product) -> None:
    first = behind.called_in(product, behind.fresh("楼道灯一直闪"), "张大爷")
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    words = behind.fresh("楼道灯一直闪，晃眼睛")
    phone.begin_report(resident, words)
    expect(resident.page.get_by_role("radio", checked=True).first).to_be_visible()
    phone.button(resident, "下一步：看一看").click()
    phone.see(resident, "是不是同一件事？")
    resident.look("resident-similar")
    phone.button(resident, "我也遇到").first.click()
    expect(phone.heading(resident, "这件事")).to_be_visible()
    joined = product.rows("SELECT ticket_id::text, how FROM tickets_follower ORDER BY at DESC LIMIT 1")[0]
    assert joined["how"] == "joined"
    assert product.tickets_with(words) == 0, "nothing is reported twice"
    if joined["ticket_id"] == first:
        worker = stage.desk()
        desk.sign_in(worker, "community")
        desk.open_ticket(worker, first)
        expect(worker.page.get_by_role("region", name="相关人员")).to_contain_text("位居民反映同一件事")
    asked_too(product, resident, joined["ticket_id"])


def asked_too(product: Product, resident: Person, ticket_id: str) -> None:
    """Whoever joined is asked when it is done, on the first screen, and says his own word with three taps."""
    behind.work(product, ticket_id, "accept", "start", "finish")
    statement = "SELECT id, outcome FROM callbacks_task WHERE ticket_id = %s AND NOT is_reporter"
    wait_until(lambda: len(product.rows(statement, ticket_id)) == 1, 30, lambda: product.log_end("fast"))
    resident.goto(f"{phone.HOME}?again#/")
    phone.button(resident, "有 1 件事，请您说说").click()
    expect(phone.heading(resident, "请您说说")).to_be_visible()
    phone.see(resident, "楼道灯一直闪")
    phone.choice(resident, "没有解决").click()
    phone.choice(resident, "不满意").click()
    phone.write(resident, "还想说的话，可以不写", "我家门口的还在闪")
    resident.page.evaluate("window.scrollTo(0, 0)")
    resident.look("resident-callback")
    phone.button(resident, "提交").click()
    said = wait_until(
        lambda: product.rows(statement, ticket_id)[0]["outcome"], 30, lambda: "the answer has not arrived"
    )
    assert said == "unsolved"
    assert behind.state_of(product, ticket_id) == "awaiting_confirmation", "who reported it has his own word"
