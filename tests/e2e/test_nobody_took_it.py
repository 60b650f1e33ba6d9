"""Nobody took it: it climbs by itself, each level is told once, and supervisors see where it has got to."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import behind, desk
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

LEVELS = ("company", "community", "street", "district")


def climb_to(product: Product, ticket_id: str, level: str) -> None:
    """Let the time of the next rung come, and wait until the sweeper has seen it."""
    product.connection.execute("UPDATE tickets_ticket SET next_step_at = now() WHERE id = %s", (ticket_id,))
    wait_until(
        lambda: product.value("SELECT level FROM tickets_ticket WHERE id = %s", ticket_id) == level,
        20,
        lambda: product.log_end("sweeper"),
    )


def told(stage: Stage, username: str, no: str) -> Person:
    """Let somebody find the reminder among his messages."""
    person = stage.desk()
    desk.sign_in(person, username)
    desk.go(person, "消息")
    expect(person.page.get_by_text(f"（编号 {no}）办理时间已过").first).to_be_visible()
    return person


def test_what_nobody_takes_climbs(stage: Stage, product: Product) -> None:
    ticket_id = behind.report(product, behind.fresh("三层楼道灯不亮"))
    no = str(product.value("SELECT no FROM tickets_ticket WHERE id = %s", ticket_id))
    for level in LEVELS[:3]:
        climb_to(product, ticket_id, level)
    told(stage, "manager", no)
    told(stage, "community", no)
    street = told(stage, "street", no)
    street.look("admin-inbox")
    desk.open_ticket(street, ticket_id)
    expect(street.page.get_by_role("region", name="工单内容")).to_contain_text("已提级到街道")
    desk.go(street, "督办")
    expect(street.page.get_by_role("table", name="在办工单统计")).to_be_visible()
    street.look("admin-overview")
    rungs = product.rows("SELECT step FROM tickets_ladder WHERE ticket_id = %s ORDER BY step", ticket_id)
    assert [row["step"] for row in rungs] == [1, 2, 3]
