"""An assembly is written down and called in time; one on the street's list is not nominated, and nobody learns why."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from app.core.clock import today
from tests.e2e import desk
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage
from tests.e2e.test_governance import COMPOUND, begin, field, give_up, send

NAME, PAPER = "冯大河", "示例街办〔2026〕21号"


def fill_day(worker: Person, label: str, day: str) -> None:
    """Type a day into the open form."""
    field(worker, label).fill(day)


def write_down(worker: Person) -> None:
    """The community writes the assembly down and calls a meeting in fifteen days."""
    page = worker.page
    page.get_by_role("link", name="成立、规约和会议").click()
    expect(page.get_by_text("还没有登记业主大会")).to_be_visible()
    page.get_by_role("button", name="登记业主大会").click()
    fill_day(worker, "成立的日期", str(today().replace(year=today().year - 2, day=1)))
    field(worker, "管理规约版本").fill("2024年版")
    fill_day(worker, "规约通过日期", str(today().replace(year=today().year - 2, day=1)))
    send(worker, "保存")
    steps = page.get_by_role("region", name="接下来要办")
    expect(steps).to_contain_text("没有业主大会议事规则")
    expect(steps).to_contain_text("第三十五条")
    page.get_by_role("button", name="记一次会议").click()
    field(worker, "议题").fill("一、修订业主大会议事规则\n二、听取一年的工作报告")
    worker.look("admin-assembly-call")
    send(worker, "记下")
    meetings = page.get_by_role("region", name="会议", exact=True)
    expect(meetings).to_contain_text("已通知")
    worker.look("admin-assembly")


def put_on_the_list(stage: Stage) -> None:
    """The street puts somebody of the compound on its list and finds him by his whole name."""
    worker = stage.desk()
    desk.sign_in(worker, "street")
    desk.go(worker, "业委会和物管会")
    page = worker.page
    page.get_by_role("button", name="不宜任职名单").click()
    expect(desk.title(worker, "不宜任职名单")).to_be_visible()
    page.get_by_role("button", name="列入名单").click()
    field(worker, "姓名").fill(NAME)
    desk.choose(worker, re.compile("^小区"), COMPOUND)
    field(worker, "依据的文号").fill(PAPER)
    send(worker, "列入名单")
    expect(desk.title(worker, NAME)).to_be_visible()
    worker.look("admin-barred-entry")
    page.go_back()
    page.get_by_label("按姓名查，写全名").fill(NAME)
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_role("row").filter(has_text=COMPOUND)).to_contain_text("冯**")
    worker.look("admin-barred")


def nominate(worker: Person) -> None:
    """He is not taken, and the paper is not told; a namesake is, with a word on how that was looked at."""
    page = worker.page
    page.get_by_role("button", name="增加委员").click()
    dialog = desk.dialog(worker)
    dialog.get_by_label("姓名").fill(NAME)
    worker.expects(r"422")
    dialog.get_by_role("button", name="加入，接着加下一位").click()
    expect(dialog.get_by_role("alert")).to_contain_text("不宜任职名单")
    expect(dialog).not_to_contain_text(PAPER)
    worker.look("admin-committee-barred")
    field(worker, "是同名的另一个人吗").fill("核对过身份证，住 3 号楼，不是名单上的人")
    dialog.get_by_role("button", name="加入，接着加下一位").click()
    expect(dialog.get_by_label("姓名")).to_have_value("")
    dialog.get_by_role("button", name="关闭").last.click()
    expect(page.get_by_role("row").filter(has_text=NAME)).to_be_visible()


def keep_assembly_and_list(stage: Stage, product: Product) -> None:
    """Play the whole of it."""
    worker = begin(stage)
    committee = worker.page.url
    write_down(worker)
    put_on_the_list(stage)
    worker.page.goto(committee)
    nominate(worker)
    assert product.value("SELECT count(*) FROM governance_barred_other") == 1
    give_up(worker, "名单还要再商量")


def test_an_assembly_meets_and_one_on_the_list_is_not_nominated(stage: Stage, product: Product) -> None:
    keep_assembly_and_list(stage, product)
