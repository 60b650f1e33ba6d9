"""A committee set up by the rules: six are told the clause, seven take office and decide; neighbours see it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from app.core.clock import today
from tests.e2e import desk, phone
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage

COMPOUND = "示例春晖北里"
PEOPLE = (
    ("孙主任", "居委会代表", "主任"),
    ("马秀英", "业主", "副主任"),
    *((f"业主{n}", "业主", "委员") for n in "甲乙丙丁戊"),
)


def field(worker: Person, label: str) -> Locator:
    """Return a box of the open form."""
    return desk.dialog(worker).get_by_label(re.compile(rf"^{re.escape(label)}"))


def send(worker: Person, words: str) -> None:
    """Send the open form."""
    desk.dialog(worker).get_by_role("button", name=words, exact=True).click()
    expect(desk.dialog(worker)).to_have_count(0)


def begin(stage: Stage) -> Person:
    """The community sees who has no committee, and begins one."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.go(worker, "业委会和物管会")
    row = worker.page.get_by_role("row").filter(has_text=COMPOUND)
    expect(row).to_contain_text("没有业主委员会或物业管理委员会")
    worker.look("admin-committees")
    row.get_by_role("button", name="登记").click()
    desk.dialog(worker).get_by_role("button", name="登记", exact=True).click()
    expect(desk.title(worker, f"{COMPOUND}物业管理委员会")).to_be_visible()
    return worker


def seat(worker: Person, people: tuple[tuple[str, str, str], ...]) -> None:
    """Put people on it one after the other; the dialog stays for the next."""
    worker.page.get_by_role("button", name="增加委员").click()
    dialog = desk.dialog(worker)
    for name, type_, role in people:
        dialog.get_by_label("姓名").fill(name)
        dialog.get_by_text(type_, exact=True).click()
        dialog.get_by_text(role, exact=True).click()
        if type_ == "业主":
            for words in ("上一年度在本小区住满半年", "不欠物业费、维修资金", "与物业没有利害关系"):
                dialog.get_by_label(words).check()
        dialog.get_by_role("button", name="加入，接着加下一位").click()
        expect(dialog.get_by_label("姓名")).to_have_value("")
    dialog.get_by_role("button", name="关闭").last.click()


def take_office(worker: Person, product: Product) -> None:
    """Six are told which clauses they break; with the seventh the list hangs out and they take office."""
    page = worker.page
    rules = page.get_by_role("region", name="按条例核对")
    expect(rules).to_contain_text("成员不少于 7 人，现在 6 人")
    expect(rules).to_contain_text("第五十二条")
    worker.look("admin-committee-rules")
    seat(worker, PEOPLE[6:])
    expect(rules).to_have_count(0)
    page.get_by_role("button", name="公示名单").click()
    field(worker, "张贴在哪里").fill("大门公示栏、1号楼单元门")
    send(worker, "公示名单")
    expect(page.get_by_text("成员公示中")).to_be_visible()
    product.connection.execute(
        "UPDATE governance_committee SET posted_on = posted_on - 7 WHERE id = %s", (page.url.rsplit("/", 1)[1],)
    )
    page.get_by_role("button", name="上任").click()
    send(worker, "上任")
    expect(page.get_by_text("在任", exact=True)).to_be_visible()


def meet(worker: Person) -> None:
    """A meeting with five present decides; four signatures of seven are enough; it is posted."""
    page = worker.page
    page.get_by_role("button", name="记一次会议").click()
    dialog = desk.dialog(worker)
    field(worker, "地点").fill("社区会议室")
    for name, _, role in PEOPLE[:5]:
        dialog.get_by_label(f"{name}（{role}）", exact=True).check()
    expect(dialog).to_contain_text("过半数，可以作决定")
    dialog.get_by_label(re.compile("^决定")).fill("东门晚十点以后刷卡进出")
    for name, _, _ in PEOPLE[:4]:
        dialog.get_by_label(name, exact=True).check()
    expect(dialog).to_contain_text("4 / 7")
    worker.look("admin-committee-meeting")
    send(worker, "记下")
    decisions = page.get_by_role("region", name="决定")
    expect(decisions).to_contain_text("4 人签字")
    decisions.get_by_role("button", name="公示").click()
    field(worker, "张贴在哪里").fill("大门公示栏、1号楼单元门")
    send(worker, "公示")
    expect(decisions).to_contain_text("公示于 大门公示栏、1号楼单元门")
    worker.look("admin-committee")


def give_up(worker: Person, why: str) -> None:
    """The committee is ended: the compound has none again, as the journeys that begin one in it found it."""
    worker.page.get_by_role("button", name="结束", exact=True).click()
    field(worker, "为什么结束").fill(why)
    send(worker, "结束")
    expect(worker.page.get_by_role("region", name="组织").get_by_text("已结束", exact=True)).to_be_visible()


def set_up_and_decide(stage: Stage, product: Product) -> None:
    """Play the whole of it."""
    worker = begin(stage)
    seat(worker, PEOPLE[:6])
    take_office(worker, product)
    meet(worker)
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.button(resident, "我的小区").click()
    phone.button(resident, "业委会、物管会").click()
    expect(phone.heading(resident, "业委会、物管会")).to_be_visible()
    phone.see(resident, "示例春晖里小区物业管理委员会")
    resident.look("resident-committees")
    phone.button(resident, "业主大会").click()
    expect(phone.heading(resident, "业主大会")).to_be_visible()
    phone.see(resident, "小区还没有业主大会")
    resident.look("resident-assemblies")
    there = "SELECT count(*) FROM governance_decision WHERE words = %s AND posted_on = %s"
    assert product.value(there, "东门晚十点以后刷卡进出", today()) == 1
    give_up(worker, "筹备业主委员会")


def test_a_committee_is_set_up_and_decides(stage: Stage, product: Product) -> None:
    set_up_and_decide(stage, product)
