"""The session of the admin panel: it ends when one leaves, and nobody else's page can use it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import behind, desk
from tests.e2e.product import Product
from tests.e2e.stage import Stage


def test_leaving_ends_the_session(stage: Stage, product: Product) -> None:
    words = behind.fresh("二层楼道灯不亮")
    ticket_id = behind.report(product, words)
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.open_ticket(worker, ticket_id)
    expect(worker.page.get_by_text(words)).to_be_visible()
    kept = worker.page.context.cookies()
    assert [cookie["httpOnly"] for cookie in kept if cookie["name"] == "hfw_session"] == [True]
    desk.sign_out(worker)

    worker.expects("^401 /api/v1/")
    worker.page.go_back()
    expect(worker.page.get_by_role("button", name="登录", exact=True)).to_be_visible()
    expect(worker.page.get_by_text(words)).to_have_count(0)
    # The same cookie once more, as from a copy of it.
    worker.page.context.add_cookies(kept)
    answer = worker.page.context.request.get(f"{product.base}/api/v1/staff/tickets/{ticket_id}")
    assert answer.status == 401


def test_a_cookie_alone_changes_nothing(stage: Stage, product: Product) -> None:
    ticket_id = behind.report(product, behind.fresh("六层楼道灯不亮"))
    worker = stage.desk()
    desk.sign_in(worker, "community")
    path = f"{product.base}/api/v1/staff/tickets/{ticket_id}"
    version = worker.page.context.request.get(path).json()["version"]
    answer = worker.page.context.request.post(f"{path}/actions/accept", data={"version": version})
    assert answer.status == 403
    assert answer.json()["error"]["code"].startswith("auth.")
    assert behind.state_of(product, ticket_id) == "dispatched"
