"""Not fixed: the resident says so, the community is told, and the work goes on."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import behind, desk, phone
from tests.e2e.product import Product
from tests.e2e.stage import Stage

COMPLAINT = "修了一天又不亮了"


def not_solved(stage: Stage, product: Product, words: str) -> str:
    """A resident says that it is not solved; returns the ticket's id."""
    ticket_id = behind.finished(product, words)
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.open_ticket(resident, ticket_id)
    phone.judge(resident, "没有解决", 2, COMPLAINT)
    phone.see(resident, "已经办结：没有解决")
    phone.see(resident, "没办好？接着办")
    resident.look("resident-reopen")
    the_community_is_told(stage, words)
    phone.button(resident, "继续处理").click()
    phone.see(resident, "等他们接单")
    return ticket_id


def the_community_is_told(stage: Stage, words: str) -> None:
    """It stands on the first screen of the community, and leads to the ticket."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    worker.page.get_by_role("button", name="居民说没有解决").click()
    group = worker.page.get_by_role("region", name="居民说没有解决")
    group.get_by_role("link").filter(has_text=words).click()
    expect(worker.page.get_by_role("region", name="办理过程")).to_contain_text(COMPLAINT)


def test_not_solved_goes_on(stage: Stage, product: Product) -> None:
    ticket_id = not_solved(stage, product, behind.fresh("四层楼道灯不亮"))
    row = product.rows("SELECT state, round FROM tickets_ticket WHERE id = %s", ticket_id)[0]
    assert row == {"state": "dispatched", "round": 2}
