"""A consultation: the district asks, a visitor writes, it closes, and he reads what became of what he wrote."""

from __future__ import annotations

import re
import uuid

from playwright.sync_api import expect

from app.core.clock import now
from tests.e2e import desk
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage


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
    move(worker, "开始征求意见")
    expect(worker.page.get_by_text("征求意见中", exact=True)).to_be_visible()
    return worker, str(product.value("SELECT id FROM consultations_consultation WHERE title = %s", title))


def write(stage: Stage, title: str) -> tuple[Person, str]:
    """A visitor writes without signing in, and gets a number."""
    visitor = stage.desk()
    visitor.goto("/opinions")
    visitor.page.get_by_role("link", name=re.compile(title)).click()
    visitor.page.get_by_label("您的意见").fill("停车费太高")
    visitor.page.get_by_role("button", name="提交意见").click()
    expect(visitor.page.get_by_role("heading", name="收到了，谢谢您")).to_be_visible()
    found = re.search(r"回执号：(\w{12})", visitor.page.locator("main").inner_text())
    assert found
    return visitor, found[1]


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
    page.get_by_role("row").filter(has_text=row).get_by_role("checkbox").check()
    page.get_by_role("combobox", name="采纳情况", exact=True).click()
    page.get_by_role("option", name=decision, exact=True).click()
    page.get_by_label("理由", exact=True).fill(reason)
    page.get_by_role("button", name="写明采纳情况", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=row)).to_contain_text(decision)


def test_what_people_say_is_answered_in_public(stage: Stage, product: Product) -> None:
    title = f"示例停车办法{uuid.uuid4().hex[:6]}"
    worker, consultation = ask(stage, product, title)
    visitor, receipt = write(stage, title)
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
    worker.page.get_by_role("button", name="提交采纳情况", exact=True).click()
    press(worker, "提交采纳情况")
    expect(worker.page.get_by_role("button", name="公布采纳情况")).to_have_count(0)

    second = stage.desk()
    desk.sign_in(second, "district2")
    second.goto(f"{desk.ADMIN}#/consultations/{consultation}")
    move(second, "公布采纳情况")
    expect(second.page.get_by_text("已公布采纳情况", exact=True)).to_be_visible()

    visitor.goto(f"/opinions/{consultation}")
    expect(visitor.page.locator("main")).to_contain_text("收到意见 2 条，采纳 1 条，部分采纳 0 条，未采纳 1 条")
    visitor.goto(f"/opinions?receipt={receipt}")
    expect(visitor.page.locator("main")).to_contain_text("未采纳")
