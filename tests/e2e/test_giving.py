"""Work is given to somebody else: by the manager within the company, by the community to another organisation."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e import behind, desk
from tests.e2e.product import Product
from tests.e2e.stage import Stage


def test_the_manager_gives_it_to_a_colleague(stage: Stage, product: Product) -> None:
    ticket_id = behind.report(product, behind.fresh("三层楼道灯闪"))
    manager = stage.desk()
    desk.sign_in(manager, "manager")
    desk.open_ticket(manager, ticket_id)
    desk.reassign(manager, "赵海波", "就在附近，顺路")
    expect(manager.page.get_by_role("region", name="相关人员")).to_contain_text("赵海波")
    row = product.rows(
        "SELECT p.display_name FROM tickets_ticket t JOIN identity_person p ON p.id = t.assignee_id WHERE t.id = %s",
        ticket_id,
    )
    assert row == [{"display_name": "赵海波"}]


def test_the_community_gives_it_to_another_organisation(stage: Stage, product: Product) -> None:
    ticket_id = behind.report(product, behind.fresh("楼前路灯杆歪了"))
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.open_ticket(worker, ticket_id)
    desk.reassign(worker, "供电", "灯杆是供电公司的")
    expect(worker.page.get_by_role("region", name="相关人员")).to_contain_text(re.compile("供电"))
    assert behind.state_of(product, ticket_id) == "dispatched"
    assert behind.times_done(product, ticket_id, "reassign") == 1
