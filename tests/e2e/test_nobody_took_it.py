"""Nobody took it: it climbs by itself, each level is told once, and supervisors see where it has got to."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import behind, desk
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

PAGES = 40
"""More than any list here has."""
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
    product, person = stage.product, stage.desk()
    stored = """
        SELECT count(*) FROM notify_notice n JOIN identity_person p ON p.id = n.person_id
        WHERE p.username = %s AND n.kind = 'climbed' AND n.text LIKE %s
    """
    wait_until(lambda: product.value(stored, username, f"%{no}%"), 30, lambda: product.log_end("fast"))
    desk.sign_in(person, username)
    desk.go(person, "消息")
    expect(person.page.get_by_text(f"（编号 {no}）办理时间已过").first).to_be_visible()
    return person


def place_of(product: Product, ticket_id: str, kind: str) -> str:
    """Return the name of the community or street of a ticket."""
    statement = f"SELECT r.name FROM tickets_ticket t JOIN places_region r ON r.id = t.{kind}_id WHERE t.id = %s"
    return str(product.value(statement, ticket_id))


def behind_the_figure(person: Person, place: str, figure: str) -> None:
    """Open the orders behind a figure: exactly as many as it says."""
    page = person.page
    table = page.get_by_role("table", name="在办工单统计")
    link = table.get_by_role("link", name=re.compile(rf"^{place} {figure} \d+ 件$"))
    count = int(link.inner_text())
    link.click()
    expect(desk.title(person, "工单")).to_be_visible()
    expect(page.get_by_text("只看：")).to_contain_text(place)
    whole = page.get_by_text("已全部显示")
    for _ in range(PAGES):
        person.settle()
        if whole.count():
            break
        page.mouse.wheel(0, 20_000)
    expect(page.get_by_role("table", name="工单列表").get_by_role("row")).to_have_count(count + 1)  # and the head


def test_what_nobody_takes_climbs(stage: Stage, product: Product) -> None:
    ticket_id = behind.report(product, behind.fresh("三层楼道灯不亮"))
    no = str(product.value("SELECT no FROM tickets_ticket WHERE id = %s", ticket_id))
    for level in LEVELS:
        climb_to(product, ticket_id, level)
    told(stage, "manager", no)
    told(stage, "community", no)
    street = told(stage, "street", no)
    street.look("admin-inbox")
    desk.open_ticket(street, ticket_id)
    expect(street.page.get_by_role("region", name="工单内容")).to_contain_text("已提级到区")
    desk.go(street, "督办")
    expect(street.page.get_by_role("table", name="在办工单统计")).to_be_visible()
    street.look("admin-overview")
    behind_the_figure(street, place_of(product, ticket_id, "community"), "提级到区")
    expect(street.page.get_by_role("row").filter(has_text=no)).to_have_count(1)
    desk.go(street, "督办")
    behind_the_figure(street, place_of(product, ticket_id, "community"), "超期")
    street.look("admin-behind-a-figure")
    district = told(stage, "district", no)
    desk.go(district, "督办")
    district.page.get_by_role("button", name="按街道").click()
    behind_the_figure(district, place_of(product, ticket_id, "street"), "提级到区")
    row = district.page.get_by_role("row").filter(has_text=no)
    expect(row).to_have_count(1)
    rungs = product.rows("SELECT step FROM tickets_ladder WHERE ticket_id = %s ORDER BY step", ticket_id)
    assert [row["step"] for row in rungs] == [1, 2, 3, 4]


def test_what_nobody_is_responsible_for_climbs_too(stage: Stage, product: Product) -> None:
    """No rule found anybody: the community is told, it is seen as nobody's, and it climbs like any other."""
    ticket_id = behind.unrouted(product, behind.fresh("院墙外面的围挡倒了"))
    no = str(product.value("SELECT no FROM tickets_ticket WHERE id = %s", ticket_id))
    for level in LEVELS[:2]:
        climb_to(product, ticket_id, level)
    community = told(stage, "community", no)
    desk.go(community, "督办")
    community.page.get_by_role("button", name="按责任单位").click()
    table = community.page.get_by_role("table", name="在办工单统计")
    table.get_by_role("link", name=re.compile(r"^尚未确定责任单位 待受理 \d+ 件$")).click()
    expect(community.page.get_by_text("尚未确定责任单位", exact=False).first).to_be_visible()
    row = community.page.get_by_role("row").filter(has_text=no)
    expect(row).to_contain_text("尚未确定")
    row.get_by_role("link").click()
    desk.reassign(community, "供电", "围挡是供电公司施工立的")
    assert behind.state_of(product, ticket_id) == "dispatched"
    climb_to(product, ticket_id, "street")
    told(stage, "street", no)
