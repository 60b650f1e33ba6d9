"""Wrong company: it objects with a reason, the community decides, another one goes on; everybody can read it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import behind, desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

WHY = "这根灯杆归供电公司管，不归物业"
RIGHT = "供电"
DONE = "灯杆扶正加固，灯已亮"


def more(worker: Person, action: str) -> None:
    """Choose one of the steps behind 更多操作."""
    worker.page.get_by_role("button", name="更多操作").click()
    worker.page.get_by_role("menuitem", name=action).click()
    expect(desk.dialog(worker)).to_be_visible()


def submit(worker: Person) -> None:
    """Send the open form."""
    desk.dialog(worker).get_by_role("button", name="提交").click()
    expect(desk.dialog(worker)).to_have_count(0)


def object_to_it(stage: Stage, ticket_id: str) -> None:
    """The company's manager objects."""
    manager = stage.desk()
    desk.sign_in(manager, "manager")
    desk.open_ticket(manager, ticket_id)
    more(manager, "派单异议（退单）")
    desk.dialog(manager).get_by_role("textbox", name=re.compile("为什么不该由本单位办")).fill(WHY)
    manager.look("admin-return")
    submit(manager)
    asked = manager.page.get_by_role("region", name="申请与决定")
    expect(asked).to_contain_text("待决定")
    expect(asked.get_by_role("button")).to_have_count(0)


def uphold(stage: Stage, ticket_id: str) -> str:
    """The community upholds it and names who is responsible. Returns the organisation."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.open_ticket(worker, ticket_id)
    asked = worker.page.get_by_role("region", name="申请与决定")
    expect(asked).to_contain_text(WHY)
    worker.look("admin-decide")
    asked.get_by_role("button", name="同意", exact=True).click()
    organisation = desk.choose(worker, re.compile("改由哪个单位负责"), RIGHT).splitlines()[0]
    submit(worker)
    expect(worker.page.get_by_role("region", name="相关人员")).to_contain_text(organisation)
    expect(worker.page.get_by_role("region", name="申请与决定")).to_contain_text("已同意")
    return organisation


def rates_of(product: Product, month: str) -> dict[str, dict[str, int]]:
    """Return the counts of a month behind the three rates, by company, as the district reads them."""
    path = f"/api/v1/staff/rates?group_by=company&first={month}&last={month}"
    answer = behind.ok(product.call("GET", path, product.token("district")))
    return {group["name"]: group["counts"] for group in answer["groups"]}


def the_right_one_does_it(stage: Stage, username: str, ticket_id: str) -> None:
    """A worker of the other organisation takes it, comes, and finishes, at his desk."""
    worker = stage.desk()
    desk.sign_in(worker, username, behind.PASSWORD)
    desk.open_ticket(worker, ticket_id)
    for action, then in (("接单", "开始处理（已到场）"), ("开始处理（已到场）", "完成")):
        worker.page.get_by_role("button", name=action, exact=True).click()
        expect(worker.page.get_by_role("button", name=then, exact=True)).to_be_visible()
    worker.page.get_by_role("button", name="完成", exact=True).click()
    desk.dialog(worker).get_by_text("已解决", exact=True).click()
    desk.dialog(worker).get_by_role("textbox", name=re.compile("处理结果")).fill(DONE)
    submit(worker)
    expect(worker.page.get_by_role("region", name="工单内容")).to_contain_text("待居民确认")


def both_histories_say_it(stage: Stage, organisation: str, ticket_id: str) -> None:
    """The company that was wrong reads what was decided and who did it; it has nothing more to do with it."""
    community = stage.desk()
    desk.sign_in(community, "community")
    desk.open_ticket(community, ticket_id)
    told = community.page.get_by_role("region", name="办理过程")
    for said in (WHY, f"认定派单异议成立，改由{organisation}处理", DONE, "居民确认：已解决"):
        expect(told).to_contain_text(said)
    reasons = community.page.get_by_role("region", name="派单依据")
    expect(reasons).to_contain_text("派单异议成立")
    community.look("admin-objection-upheld")
    manager = stage.desk()
    desk.sign_in(manager, "manager")
    desk.go(manager, "消息")
    expect(manager.page.get_by_role("listitem").filter(has_text="派单异议已同意").first).to_be_visible()
    assert manager.page.request.get(f"{manager.product.base}/api/v1/staff/tickets/{ticket_id}").status == 404


def test_the_wrong_company_gives_it_back(stage: Stage, product: Product) -> None:
    ticket_id = behind.report(product, behind.fresh("门口的路灯杆歪了，灯不亮"))
    first = behind.responsible(product, ticket_id)
    due = product.value("SELECT finish_due_at FROM tickets_ticket WHERE id = %s", ticket_id)
    object_to_it(stage, ticket_id)
    organisation = uphold(stage, ticket_id)
    assert organisation != first
    credited = product.rows(
        "SELECT finish_due_at, (SELECT e.detail->>'credit_from' FROM tickets_event e WHERE e.ticket_id = t.id"
        " AND e.action = 'decide') AS since FROM tickets_ticket t WHERE id = %s",
        ticket_id,
    )[0]
    assert credited["since"], "the time of an upheld objection is given back"
    assert credited["finish_due_at"] >= due
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.open_ticket(resident, ticket_id)
    phone.see(resident, f"已经交给{organisation}，等他们接单")

    month = behind.month_of(product, product.value("SELECT no FROM tickets_ticket WHERE id = %s", ticket_id))
    before = rates_of(product, month)
    the_right_one_does_it(stage, behind.colleague(product, "handler", organisation, "高志远"), ticket_id)
    behind.called_back(product, ticket_id)
    phone.open_ticket(resident, ticket_id)
    phone.judge(resident, "解决了", 5)
    phone.see(resident, "已经办结：解决了")
    phone.see(resident, f"改由{organisation}处理")
    both_histories_say_it(stage, organisation, ticket_id)

    def counted() -> bool:
        now, then = rates_of(product, month).get(organisation), before.get(organisation, {})
        return bool(now) and now["solved"] == then.get("solved", 0) + 1

    wait_until(counted, 30, lambda: f"{rates_of(product, month).get(organisation)}\n{product.log_end('fast')}")
    after = rates_of(product, month)
    assert after[organisation]["orders"] == before.get(organisation, {}).get("orders", 0) + 1
    assert after.get(first) == before.get(first), "what was not its own does not count for the first company"
