"""The council from a proposal to what was done; and a matter that only the owners decide."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, expect

from app.core.clock import BEIJING, now, today
from tests.e2e import desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

PHOTO = Path(__file__).parent / "photos" / "worn-path.jpg"
COMPOUND = "示例春晖里小区"


def field(worker: Person, label: str) -> Locator:
    """Return a box of the open form."""
    return desk.dialog(worker).get_by_label(re.compile(rf"^{re.escape(label)}"))


def send(worker: Person, words: str) -> None:
    """Send the open form."""
    desk.dialog(worker).get_by_role("button", name=words, exact=True).click()
    expect(desk.dialog(worker)).to_have_count(0)


def propose(stage: Stage, title: str) -> Person:
    """A resident proposes something in two sentences."""
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.button(resident, "我的小区").click()
    phone.button(resident, "议事厅").click()
    expect(phone.heading(resident, "议事厅")).to_be_visible()
    phone.button(resident, "我来提一件事").click()
    resident.page.get_by_role("textbox", name="一句话说是什么事").fill(title)
    resident.page.get_by_role("textbox", name="多说几句").fill("轮椅上不去，三级台阶。")
    resident.look("resident-propose")
    phone.button(resident, "提交").click()
    phone.see(resident, "收到了，谢谢您")
    phone.button(resident, "回议事厅").click()
    card = resident.page.locator(".card").filter(has_text=title)
    expect(card).to_contain_text("居民提案，待受理")
    return resident


def take(stage: Stage, title: str) -> Person:
    """The community finds it on the desk and takes it."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    worker.page.get_by_role("link", name=re.compile(f"{title}：请看看")).click()
    expect(desk.title(worker, title)).to_be_visible()
    worker.page.get_by_role("button", name="列为议题").click()
    expect(desk.dialog(worker)).to_contain_text("全小区的邻居都看得到")
    desk.dialog(worker).get_by_role("button", name="列为议题").click()
    expect(worker.page.get_by_text("提：已列为议题")).to_be_visible()
    return worker


def support(resident: Person, title: str) -> None:
    """Neighbours stand behind it."""
    resident.page.reload()
    card = resident.page.locator(".card").filter(has_text=title)
    card.get_by_role("button", name="我支持").click()
    expect(card).to_contain_text("1 位邻居支持")
    resident.look("resident-council")


def meet(worker: Person, consensus: str) -> None:
    """Talk about who is concerned, and write the meeting down; who came is there from the last one."""
    page = worker.page
    page.get_by_role("button", name="开始商").click()
    field(worker, "在多大范围商量").fill("3 号楼业主和租户，物业")
    send(worker, "开始商")
    page.get_by_role("button", name="开始议").click()
    page.get_by_role("button", name="记一次会议").click()
    expect(page.get_by_text("已照上次会议填好")).to_be_visible()
    at = (now() - timedelta(hours=2)).astimezone(BEIJING)
    page.get_by_label("时间").fill(at.strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label(re.compile("：共识$")).first.fill(consensus)
    page.get_by_label(re.compile("：不同意见$")).first.fill("一户怕挡窗。")
    worker.look("admin-council-meeting")
    page.get_by_role("button", name="记下会议").click()
    expect(page.get_by_role("region", name="会上怎么说")).to_contain_text(consensus)


def correct(worker: Person, words: str) -> None:
    """Something was forgotten in the minutes: it is added with a photo, and what stood there still does."""
    page = worker.page
    page.get_by_role("region", name="会上怎么说").get_by_role("link").first.click()
    page.get_by_role("link", name="修改").click()
    expect(page.get_by_label(re.compile("：不同意见$")).first).to_have_value("一户怕挡窗。")
    page.get_by_label(re.compile("其他记录")).fill(words)
    page.locator("input[type=file]").set_input_files(PHOTO)
    expect(page.get_by_role("button", name="保存修改")).to_be_enabled()
    expect(page.locator(".hf-card img")).to_have_count(1)
    page.get_by_role("button", name="保存修改").click()
    expect(page.get_by_text(words)).to_be_visible()
    page.get_by_role("button", name="看大图：会议 照片 1").click()
    expect(page.get_by_role("dialog", name="查看照片")).to_be_visible()
    page.keyboard.press("Escape")
    worker.look("admin-council-minutes")
    take_off_and_back(worker)
    page.go_back()
    page.go_back()


def take_off_and_back(worker: Person) -> None:
    """The photo was a wrong one; no, it was not."""
    page = worker.page
    large = page.get_by_role("button", name="看大图：会议 照片 1")
    page.get_by_role("button", name="撤下：会议 照片 1").click()
    expect(desk.dialog(worker)).to_contain_text("谁在会议记录里都看不到它了")
    desk.dialog(worker).get_by_role("button", name="撤下", exact=True).click()
    expect(large).to_have_count(0)
    page.get_by_role("button", name="放回来").click()
    expect(large).to_be_visible()


def resolve_and_do(worker: Person, product: Product, title: str) -> None:
    """The resolution hangs out for seven days; then it is done, with proof."""
    page = worker.page
    page.get_by_role("button", name="形成决议并公示").click()
    field(worker, "决议的内容").fill("门口修坡道，宽 1.2 米")
    field(worker, "由谁决定").fill("第 8 次议事会")
    desk.dialog(worker).get_by_role("button", name="形成决议并公示").click()
    expect(desk.dialog(worker)).to_contain_text("请填写张贴在哪里")
    field(worker, "张贴在哪里").fill("大门公示栏、3号楼1单元门")
    send(worker, "形成决议并公示")
    expect(page.get_by_text("决：公示中")).to_be_visible()
    page.get_by_role("button", name="列一件要办的事").click()
    field(worker, "做什么").fill("修坡道")
    field(worker, "由谁办").fill("示例安居物业")
    field(worker, "哪天以前").fill(str(today() + timedelta(days=9)))
    send(worker, "列入")
    page.get_by_role("button", name="改：修坡道").click()
    field(worker, "做什么").fill("修坡道，宽 1.5 米")
    field(worker, "为什么改").fill("轮椅试过，1.2 米太窄")
    send(worker, "保存修改")
    expect(page.get_by_text("改要办的事：修坡道（")).to_be_visible()
    worker.look("admin-council-topic")
    with page.expect_download() as saved:
        page.get_by_role("button", name="打印张贴（PDF）").click()
    assert saved.value.suggested_filename.endswith("张贴.pdf")
    posting_ends(product, title)
    page.reload()
    page.get_by_role("button", name="办完了").click()
    field(worker, "做了什么").fill("修好了，轮椅试过")
    desk.dialog(worker).locator("input[type=file]").set_input_files(PHOTO)
    expect(desk.dialog(worker).locator("img")).to_have_count(1)
    send(worker, "记下")
    expect(page.get_by_role("button", name="看大图：修坡道，宽 1.5 米 照片 1")).to_be_visible()


def rate(resident: Person, title: str) -> None:
    """A neighbour says how content she is."""
    resident.page.reload()
    card = resident.page.locator(".card").filter(has_text=title)
    card.get_by_role("button", name="办完了，您满意吗").click()
    resident.page.get_by_role("radio", name="很满意").click()
    expect(card).to_contain_text("1 位邻居评了，平均 5 分")
    resident.look("resident-council-rated")


def close(worker: Person) -> None:
    """The community closes it with what the neighbours said."""
    page = worker.page
    page.reload()
    page.get_by_role("button", name="办完评价").click()
    expect(desk.dialog(worker)).to_contain_text("不选就用居民在手机上评的平均分")
    send(worker, "办完评价")
    expect(page.get_by_text("评：已办完")).to_be_visible()
    expect(page.get_by_text("手机上 1 人评，平均 5 分")).to_be_visible()


def posting_ends(product: Product, title: str) -> None:
    """Let seven days go by."""
    topic = str(product.value("SELECT id FROM council_topic WHERE title = %s", title))
    product.connection.execute(
        "UPDATE council_topic SET post_until = %s WHERE id = %s", (today() - timedelta(days=1), topic)
    )
    product.connection.execute(
        "UPDATE core_outbox SET due_at = now() WHERE topic = 'council.posting_ends' AND payload->>'topic_id' = %s",
        (topic,),
    )
    wait_until(
        lambda: product.value("SELECT state FROM council_topic WHERE id = %s", topic) == "doing",
        30,
        lambda: product.log_end("fast"),
    )


def for_the_owners(worker: Person, product: Product) -> None:
    """The charging shed is a matter of the owners: no resolution here, but the draft of a poll."""
    page = worker.page
    desk.go(worker, "议事厅")
    worker.look("admin-council")
    page.get_by_role("link", name="东门车棚改成充电车棚").click()
    expect(page.get_by_role("button", name="形成决议并公示")).to_have_count(0)
    page.get_by_role("button", name="送业主表决").click()
    send(worker, "送业主表决")
    expect(page.get_by_text("等业主表决", exact=True)).to_be_visible()
    there = "SELECT count(*) FROM voting_poll WHERE topic_id IS NOT NULL AND title = '东门车棚改成充电车棚'"
    wait_until(lambda: product.value(there) == 1, 30, lambda: product.log_end("fast"))
    desk.go(worker, "业主表决")
    page.get_by_role("link", name="东门车棚改成充电车棚").first.click()
    expect(page.get_by_text("这次表决由议事厅的议题提交")).to_be_visible()


def from_proposal_to_done(stage: Stage, product: Product, title: str) -> None:
    """Play the whole of it."""
    resident = propose(stage, title)
    worker = take(stage, title)
    support(resident, title)
    meet(worker, "都同意修坡道")
    correct(worker, "轮椅宽 70 厘米，坡道要够宽。")
    resolve_and_do(worker, product, title)
    rate(resident, title)
    close(worker)
    resident.page.reload()
    card = resident.page.locator(".card").filter(has_text=title)
    expect(card).to_contain_text("办完了：修坡道")
    for_the_owners(worker, product)


def test_neighbours_talk_and_it_is_done(stage: Stage, product: Product) -> None:
    from_proposal_to_done(stage, product, f"门口修坡道{uuid.uuid4().hex[:4]}")
