"""A survey of owners: announced at the desk, voted by phone and on paper, counted, posted, and counted again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from app.core.clock import BEIJING, now
from tests.e2e import behind, desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

COMPOUND = "示例春晖里小区"
TOPIC = "东门自行车棚改成充电车棚"
RECOUNT = Path(__file__).parents[2] / "scripts" / "recount_poll.py"


def fill_time(page: Page, label: str, days: float) -> None:
    """Fill in a day with a time, as on the wall here."""
    at = (now() + timedelta(days=days)).astimezone(BEIJING)
    page.get_by_label(label).fill(at.strftime("%Y-%m-%dT%H:%M"))


def announce(stage: Stage, product: Product, title: str, *, secret: bool = False) -> tuple[Person, str]:
    """The community writes it and announces it; from then on neither topics nor register change."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.go(worker, "业主表决")
    page = worker.page
    page.get_by_role("button", name="起草一次表决").first.click()
    desk.choose(worker, "小区", COMPOUND)
    desk.dialog(worker).get_by_label("名称").fill(title)
    desk.dialog(worker).get_by_label("由谁召集").fill("示例春晖社区居民委员会")
    desk.dialog(worker).get_by_role("button", name="开始写").click()
    expect(desk.title(worker, title)).to_be_visible()
    fill_time(page, "开始投票", 1)
    fill_time(page, "截止", 8)
    page.get_by_label("说明").fill("40 个充电口，装喷淋，旧车登报清理。")
    page.get_by_label("第 1 个议题", exact=True).fill(TOPIC)
    if secret:
        page.get_by_label("不记名", exact=True).check()
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_role("button", name="公告", exact=True)).to_be_enabled()
    worker.look("admin-poll-draft")
    page.get_by_role("button", name="公告", exact=True).click()
    desk.dialog(worker).get_by_role("button", name="公告", exact=True).click()
    expect(page.get_by_text("已公告", exact=True)).to_be_visible()
    return worker, str(product.value("SELECT id FROM voting_poll WHERE title = %s", title))


def let_it(product: Product, poll_id: str, topic: str, state: str, opens: timedelta, closes: timedelta) -> None:
    """Let the time of a timer come."""
    product.connection.execute(
        "UPDATE voting_poll SET opens_at = %s, closes_at = %s WHERE id = %s", (now() + opens, now() + closes, poll_id)
    )
    product.connection.execute(
        "UPDATE core_outbox SET due_at = now() WHERE topic = %s AND payload->>'poll_id' = %s", (topic, poll_id)
    )
    wait_until(
        lambda: product.value("SELECT state FROM voting_poll WHERE id = %s", poll_id) == state,
        30,
        lambda: product.log_end("fast"),
    )


def vote_by_phone(stage: Stage, title: str, *, receipt: str = "您家投的：同意") -> Person:
    """An owner is told, reads the topic, says yes, is asked once more, and keeps his receipt."""
    owner = stage.phone()
    phone.sign_in(owner, "resident")
    phone.button(owner, "有 1 个表决，等您家投票").click()
    expect(phone.heading(owner, "业主表决")).to_be_visible()
    card = owner.page.locator(".card").filter(has_text=title)
    expect(card).to_contain_text("这是征求意见，不是业主大会的决定")
    card.get_by_role("radio", name="同意", exact=True).click()
    owner.look("resident-poll")
    card.get_by_role("button", name="投票").click()
    sheet = owner.page.get_by_role("dialog")
    expect(sheet).to_contain_text(f"{TOPIC}：同意")
    sheet.get_by_role("button", name="就这样投").click()
    expect(card).to_contain_text(receipt)
    expect(card).to_contain_text("一户一票，投了不能改")
    return owner


def read_papers(stage: Stage, worker: Person, poll_id: str, number: int) -> None:
    """Two people read the same paper; neither sees what the other one read."""
    street = stage.desk()
    desk.sign_in(street, "street")
    for person, then in ((worker, "录了一遍"), (street, "纸质票")):
        person.goto(f"{desk.ADMIN}#/polls/{poll_id}/homes")
        person.page.get_by_label("票号").fill(str(number))
        person.page.get_by_role("button", name="找这张票").click()
        dialog = desk.dialog(person)
        expect(dialog).to_contain_text(f"票 {number} 号")
        dialog.get_by_text("不同意", exact=True).click()
        if person is worker:
            person.look("admin-poll-paper")
        dialog.get_by_role("button", name="录好了").click()
        door = person.page.get_by_role("button", name=re.compile(rf"票 {number}$"))
        expect(door).to_contain_text(then)
    street.look("admin-poll-homes")


def count_and_post(worker: Person, poll_id: str) -> None:
    """After the end all votes are opened at once; the result is posted."""
    page = worker.page
    worker.goto(f"{desk.ADMIN}#/polls/{poll_id}")
    expect(page.get_by_text("谁也看不到投了什么")).to_be_visible()
    page.get_by_role("button", name="计票", exact=True).click()
    desk.dialog(worker).get_by_role("button", name="计票", exact=True).click()
    result = page.get_by_role("region", name="结果")
    expect(result).to_contain_text("参加 2 户")
    expect(result).to_contain_text("没有都达到三分之二")
    worker.look("admin-poll-result")
    page.get_by_role("button", name="公布结果").click()
    desk.dialog(worker).get_by_label("张贴在哪里").fill("大门公示栏、3号楼1单元门")
    desk.dialog(worker).get_by_role("button", name="公布", exact=True).click()
    expect(page.get_by_text("已公布结果").first).to_be_visible()


def asked_and_counted(stage: Stage, product: Product, title: str, folder: Path) -> None:
    """Play the whole of it."""
    worker, poll_id = announce(stage, product, title)
    let_it(product, poll_id, "voting.opens", "open", timedelta(minutes=-1), timedelta(days=7))
    owner = vote_by_phone(stage, title)
    home = "SELECT home_id FROM voting_ballot WHERE poll_id = %s"
    other = product.value(
        f"SELECT ballot_no FROM voting_elector WHERE poll_id = %s AND home_id NOT IN ({home})"
        " ORDER BY ballot_no LIMIT 1",
        poll_id,
        poll_id,
    )
    read_papers(stage, worker, poll_id, other)
    let_it(product, poll_id, "voting.closes", "closed", timedelta(days=-1), timedelta(seconds=-1))
    count_and_post(worker, poll_id)
    owner.page.reload()
    phone.see(owner, "没有过半：同意 1 户，不同意 1 户，弃权 0 户")

    shown = behind.ok(product.call("GET", f"/api/v1/public/polls/{poll_id}"))
    card = owner.page.locator(".card").filter(has_text=title)
    expect(card).to_contain_text(shown["hash"])
    with owner.page.expect_download() as saved:
        card.get_by_role("button", name="下载计票依据").click()
    file = folder / "recount.json"
    saved.value.save_as(file)
    run = [sys.executable, "-I", str(RECOUNT), str(file), shown["hash"]]
    again = json.loads(
        re.split(r"\nSHA-256", subprocess.run(run, capture_output=True, text=True, check=True).stdout)[0]
    )
    assert again["topics"]["1"]["yes_area"] == shown["result"]["topics"][0]["yes"]["area"]
    assert again["enough"] is False


def test_owners_are_asked_and_anybody_counts_again(stage: Stage, product: Product, tmp_path: Path) -> None:
    asked_and_counted(stage, product, f"车棚改造{uuid.uuid4().hex[:6]}", tmp_path)


def count_box(stage: Stage, worker: Person, poll_id: str) -> None:
    """Two people count the box; the second one does not see what the first one found."""
    street = stage.desk()
    desk.sign_in(street, "street")
    for person, then in ((worker, "点了一遍"), (street, "票箱已经点完")):
        person.goto(f"{desk.ADMIN}#/polls/{poll_id}")
        box = person.page.get_by_role("region", name="票箱")
        box.get_by_label("第 1 个议题不同意的张数").fill("1")
        if person is street:
            person.look("admin-poll-box")
        box.get_by_role("button", name="记下这一遍").click()
        expect(box).to_contain_text(then)


def asked_in_secret(stage: Stage, product: Product, title: str) -> None:
    """Announce a survey without names, print its paper, vote by phone and into the box, and count."""
    worker, poll_id = announce(stage, product, title, secret=True)
    page = worker.page
    expect(page.get_by_text("意见征询（不记名）")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载表决票（PDF）").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    let_it(product, poll_id, "voting.opens", "open", timedelta(minutes=-1), timedelta(days=7))
    owner = vote_by_phone(stage, title, receipt="已经投过")
    card = owner.page.locator(".card").filter(has_text=title)
    expect(card).to_contain_text("谁也查不到您家投了什么")
    assert "您家投的" not in card.inner_text()

    worker.goto(f"{desk.ADMIN}#/polls/{poll_id}/homes")
    door = page.get_by_role("button", name=re.compile("没有投 票")).first
    door.click()
    expect(desk.dialog(worker)).not_to_contain_text("照票面录")
    desk.dialog(worker).get_by_role("button", name="已投进票箱").click()
    expect(page.get_by_role("button", name=re.compile(r"^已投 \d"))).to_contain_text("2")
    let_it(product, poll_id, "voting.closes", "closed", timedelta(days=-1), timedelta(seconds=-1))
    count_box(stage, worker, poll_id)
    worker.goto(f"{desk.ADMIN}#/polls/{poll_id}")
    page.get_by_role("button", name="计票", exact=True).click()
    desk.dialog(worker).get_by_role("button", name="计票", exact=True).click()
    result = page.get_by_role("region", name="结果")
    expect(result).to_contain_text("参加的不到 5 户")
    expect(result).to_contain_text("不公布")
    assert product.value("SELECT count(sealed) + count(choices) FROM voting_ballot WHERE poll_id = %s", poll_id) == 0


def test_a_survey_without_names_leaves_none(stage: Stage, product: Product) -> None:
    asked_in_secret(stage, product, f"物业换不换{uuid.uuid4().hex[:6]}")
