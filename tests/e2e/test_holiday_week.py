"""Holiday week: the last day of a deadline becomes a day off, and the deadline says that it moved and why."""

from __future__ import annotations

from playwright.sync_api import expect

from app.core.clock import BEIJING
from tests.e2e import behind, desk
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Stage


def with_seven_days(product: Product) -> str:
    """Report something with a limit in days; returns the ticket's id once it is routed."""
    token = product.token("resident")
    home = behind.ok(product.call("GET", "/api/v1/me", token))["homes"][0]
    body = {
        "compound_id": home["compound_id"], "building_id": home["building_id"], "kind": "repair", "category": "0103",
        "description": behind.fresh("单元门的把手松了"),
    }  # fmt: skip
    ticket = behind.ok(product.call("POST", "/api/v1/tickets", token, body))
    wait_until(lambda: behind.state_of(product, ticket["id"]) == "dispatched", 30, lambda: product.log_end("fast"))
    return str(ticket["id"])


def test_a_deadline_rolls_over_a_new_holiday(stage: Stage, product: Product) -> None:
    ticket_id = with_seven_days(product)
    due = product.value("SELECT finish_due_at FROM tickets_ticket WHERE id = %s", ticket_id)
    day = due.astimezone(BEIJING).date()
    keeper = stage.desk()
    desk.sign_in(keeper, "district")
    desk.go(keeper, "工作日历")
    if str(day.year) != keeper.page.get_by_role("button", pressed=True).first.inner_text()[:4]:
        keeper.page.get_by_role("button", name=f"{day.year} 年").click()
    keeper.look("admin-calendar")
    keeper.page.get_by_role("button", name="修改", exact=True).click()
    keeper.page.get_by_role("button", name=f"{day.isoformat()}，上班").click()
    desk.dialog(keeper).get_by_text("放假", exact=True).click()
    desk.dialog(keeper).get_by_role("textbox").fill("临时放假")
    desk.dialog(keeper).get_by_role("button", name="保存").click()
    expect(keeper.page.get_by_role("button", name=f"{day.isoformat()}，休息，临时放假")).to_be_visible()
    keeper.page.get_by_role("button", name="公布", exact=True).click()
    desk.dialog(keeper).get_by_role("button", name="公布").click()
    wait_until(
        lambda: product.value("SELECT finish_due_at FROM tickets_ticket WHERE id = %s", ticket_id) > due,
        30,
        lambda: product.log_end("fast"),
    )
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.open_ticket(worker, ticket_id)
    clocks = worker.page.get_by_role("region", name="办理期限")
    expect(clocks).to_contain_text("放假，顺延到下一个工作日")
    worker.look("admin-deadline")
