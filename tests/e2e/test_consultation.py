"""A consultation: the district asks, a visitor and a resident write, it closes, and they read what became of it."""

from __future__ import annotations

import re
import uuid
import zipfile

from playwright.sync_api import expect

from app.core.clock import now
from tests.e2e import desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

PAPER = "停车管理办法.pdf"


def press(worker: Person, name: str) -> None:
    """Press a button of the open dialog, which then goes."""
    desk.dialog(worker).get_by_role("button", name=name, exact=True).click()
    expect(desk.dialog(worker)).to_have_count(0)


def move(worker: Person, name: str) -> None:
    """Open the form of a move that needs nothing more, and send it."""
    worker.page.get_by_role("button", name=name, exact=True).click()
    press(worker, name)


def ask(stage: Stage, product: Product, title: str) -> tuple[Person, str]:
    """The district drafts it and opens it."""
    worker = stage.desk()
    desk.sign_in(worker, "district")
    desk.go(worker, "征求意见")
    worker.page.get_by_role("button", name="起草征求意见").first.click()
    form = desk.dialog(worker)
    form.get_by_label("标题").fill(title)
    form.get_by_label("征求意见稿").fill("第一条 停车费由业主共同决定。")
    form.get_by_label(re.compile("^意见主题")).fill("收费\n停车")
    press(worker, "起草征求意见")
    expect(desk.title(worker, title)).to_be_visible()
    desk.attach(worker, "征求意见稿附件", PAPER)
    move(worker, "开始征求意见")
    expect(worker.page.get_by_text("征求意见中", exact=True)).to_be_visible()
    return worker, str(product.value("SELECT id FROM consultations_consultation WHERE title = %s", title))


def write(stage: Stage, title: str) -> tuple[Person, str]:
    """A visitor writes without signing in, and gets a number."""
    visitor = stage.desk()
    visitor.goto("/opinions")
    visitor.page.get_by_role("link", name=re.compile(title)).click()
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("link", name=PAPER).click()
    assert saved.value.suggested_filename == PAPER
    visitor.page.get_by_label("您的意见").fill("停车费太高")
    visitor.page.get_by_role("button", name="提交意见").click()
    expect(visitor.page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    found = re.search(r"回执号：(\w{12})", visitor.page.locator("main").inner_text())
    assert found
    return visitor, found[1]


def write_by_phone(stage: Stage, title: str) -> Person:
    """A resident reads the draft on his phone and says what he thinks."""
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.button(resident, "我的小区").click()
    phone.button(resident, "征求意见").click()
    resident.page.get_by_role("button", name=re.compile(title)).click()
    phone.see(resident, "停车费由业主共同决定")
    with resident.page.expect_download() as saved:
        resident.page.get_by_role("button", name=re.compile(PAPER)).click()
    assert saved.value.suggested_filename == PAPER
    resident.page.get_by_role("textbox", name="写下您的意见").fill("白天给看病的亲属留几个车位")
    resident.look("resident-consultation")
    phone.button(resident, "提交").click()
    phone.see(resident, "收到了，谢谢您")
    return resident


def end(product: Product, consultation: str) -> None:
    """Let the last day be over."""
    product.connection.execute(
        "UPDATE consultations_consultation SET open_at = open_at - interval '31 days', close_at = %s WHERE id = %s",
        (now(), consultation),
    )
    product.connection.execute(
        "UPDATE core_outbox SET due_at = now() WHERE topic = 'consultations.closes'"
        " AND payload ->> 'consultation_id' = %s",
        (consultation,),
    )
    state = "SELECT state FROM consultations_consultation WHERE id = %s"
    wait_until(lambda: product.value(state, consultation) == "closed", 30, lambda: product.log_end("fast"))


def decide(worker: Person, row: str, topic: str, decision: str, reason: str) -> None:
    """Say at the desk of opinions what becomes of one."""
    page = worker.page
    page.get_by_role("row").filter(has_text=row).get_by_role("checkbox").check()
    page.keyboard.press(topic)
    expect(page.get_by_role("row").filter(has_text=row)).not_to_contain_text("还没有归类")
    worker.settle()
    page.get_by_role("row").filter(has_text=row).get_by_role("checkbox").check()
    page.get_by_role("combobox", name="采纳情况", exact=True).click()
    page.get_by_role("option", name=decision, exact=True).click()
    page.get_by_label("理由", exact=True).fill(reason)
    page.get_by_role("button", name="写明采纳情况", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=row)).to_contain_text(decision)


def asked_and_answered(stage: Stage, product: Product, title: str) -> None:
    """Play the whole of it."""
    worker, consultation = ask(stage, product, title)
    worker.look("admin-consultation")
    visitor, receipt = write(stage, title)
    resident = write_by_phone(stage, title)
    worker.page.get_by_role("button", name="录入纸质意见").click()
    form = desk.dialog(worker)
    form.get_by_label("意见表编号").fill("1")
    form.get_by_label("意见", exact=True).fill("支持")
    form.get_by_label("意见", exact=True).press("Enter")
    expect(form.get_by_text("已录入：")).to_be_visible()
    press(worker, "录完了")
    end(product, consultation)
    worker.page.reload()
    decide(worker, "停车费太高", "1", "未采纳", "停车费由业主共同决定")
    decide(worker, "支持", "2", "采纳", "")
    decide(worker, "看病的亲属", "2", "部分采纳", "每个门口留两个临时车位")
    worker.look("admin-opinions")
    worker.page.get_by_role("button", name="提交采纳情况", exact=True).click()
    press(worker, "提交采纳情况")
    expect(worker.page.get_by_role("button", name="公布采纳情况")).to_have_count(0)
    with worker.page.expect_download() as whole:
        worker.page.get_by_role("button", name="保存全部材料").click()
    with zipfile.ZipFile(whole.value.path()) as archive:
        assert f"2 附件/01 {PAPER}" in archive.namelist()

    second = stage.desk()
    desk.sign_in(second, "district2")
    second.goto(f"{desk.ADMIN}#/consultations/{consultation}")
    move(second, "公布采纳情况")
    expect(second.page.get_by_text("已公布采纳情况", exact=True)).to_be_visible()

    visitor.goto(f"/opinions/{consultation}")
    expect(visitor.page.locator("main")).to_contain_text("收到意见 3 条，采纳 1 条，部分采纳 1 条，未采纳 1 条")
    visitor.goto(f"/opinions?receipt={receipt}")
    expect(visitor.page.locator("main")).to_contain_text("未采纳")
    phone.button(resident, "回去").click()
    phone.see(resident, "每个门口留两个临时车位")


def test_what_people_say_is_answered_in_public(stage: Stage, product: Product) -> None:
    asked_and_answered(stage, product, f"示例停车办法{uuid.uuid4().hex[:6]}")
