"""Without network: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import behind, phone, story
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

API = re.compile(r"/api/v1/")


def has_come(person: Person, page: str) -> None:
    """Wait until the code of a page is on the phone; it is fetched ahead, for the case that the network goes."""
    person.page.wait_for_function(
        "name => performance.getEntriesByType('resource').some(entry => entry.name.includes(name))", arg=page
    )


def report_without_network(resident: Person, words: str, photo: Path) -> None:
    """Lose the network after the first step, and tell the report to go all the same."""
    has_come(resident, "pages-check")
    phone.begin_report(resident, words)
    expect(resident.page.get_by_role("radio", checked=True)).to_have_count(2)
    resident.page.go_back()
    resident.offline(True)
    phone.add_photo(resident, photo)
    phone.button(resident, "下一步：在哪里").click()
    phone.button(resident, "下一步：看一看").click()
    phone.button(resident, "发出去").click()
    phone.see(resident, "还没发出去，已经存在手机里")
    resident.look("resident-report-waiting")


def test_a_report_waits_for_the_network(stage: Stage, product: Product, tmp_path: Path) -> None:
    words, photo = behind.fresh("地下室没有灯"), story.from_a_phone("worn-path.jpg", tmp_path)
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    report_without_network(resident, words, photo)
    assert product.tickets_with(words) == 0

    # A network that leads nowhere: pages come, the server does not answer. The phone is switched off and on.
    resident.expects("^ERR_FAILED ")
    resident.page.context.route(API, lambda route: route.abort())
    resident.offline(False)
    resident.page.reload()
    resident.goto("/m/#/")
    phone.see(resident, f"还没发出去：{words}")
    assert product.tickets_with(words) == 0

    resident.offline(True)
    resident.page.context.unroute(API)
    resident.offline(False)
    wait_until(lambda: product.tickets_with(words), 40, lambda: "it was not sent")
    expect(resident.page.get_by_text(f"还没发出去：{words}")).to_have_count(0)
    resident.page.reload()
    expect(phone.button(resident, "报修")).to_be_visible()
    phone.see(resident, words)
    assert product.tickets_with(words) == 1
    assert product.value(PHOTOS_OF, words) == 1


PHOTOS_OF = """
    SELECT count(*) FROM media_file f JOIN tickets_ticket t ON t.id = f.subject_id AND f.subject_kind = 'ticket'
    WHERE t.description = %s
"""


def test_a_double_tap_sends_once(stage: Stage, product: Product) -> None:
    words = behind.fresh("单元门关不上")
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.begin_report(resident, words)
    phone.say_where(resident)
    phone.button(resident, "发出去").evaluate("button => { button.click(); button.click(); button.click() }")
    expect(phone.heading(resident, "已经收到")).to_be_visible()
    resident.page.go_back()
    expect(phone.heading(resident, "看一看，发出去")).to_have_count(0)
    assert product.tickets_with(words) == 1


def test_work_is_handed_in_once(stage: Stage, product: Product, tmp_path: Path) -> None:
    words = behind.fresh("五层声控灯坏了")
    ticket_id = behind.report(product, words)
    behind.work(product, ticket_id, "accept", "start")
    worker = stage.phone()
    phone.sign_in(worker, "repair")
    phone.to_jobs(worker)
    phone.open_job(worker, "我的活", words)
    has_come(worker, "pages-step")
    expect(phone.button(worker, "拍照完成")).to_be_visible()
    worker.offline(True)
    phone.finish(worker, story.from_a_phone("new-paving.jpg", tmp_path))
    phone.see(worker, "待发送：拍照完成")
    assert behind.state_of(product, ticket_id) == "in_progress"
    worker.offline(False)
    phone.see(worker, "待居民确认")
    expect(worker.page.get_by_text("待发送")).to_have_count(0)
    assert behind.times_done(product, ticket_id, "finish") == 1
