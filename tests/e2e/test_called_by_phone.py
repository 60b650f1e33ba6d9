"""Called by phone, no smartphone: one caller answers by the link in his text message, the other on the telephone.

Everything happens where it does in life: the community takes the call down, reads it back and prints the slip; the
company repairs it; the link comes by text message and is opened on a phone; and both answers show in the three rates.
"""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import Locator, expect

from app.demo.people import password_of
from tests.e2e import behind, desk, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

CALLER, SECOND = "王奶奶", "李大爷"
A5 = {"width": 559, "height": 794}
LINK = re.compile(r"http://[\d.:]+/c/[\w-]+")
COUNTED = ("有效回访", "已解决", "部分解决")


def number() -> str:
    """Return a mobile number that nobody has: the people of the demo district have the first of the range."""
    return f"1999{secrets.randbelow(10**7):07d}"


# --- the call ---


def pick(worker: Person, label: str, words: str) -> None:
    """Choose the entry of a list of the form that has these words."""
    box = worker.page.get_by_role("combobox", name=label)
    box.click()
    box.fill(words)
    worker.page.get_by_role("option").filter(has_text=words).first.click()


def take_the_call(worker: Person, words: str, phone_number: str) -> str:
    """Take a call down, read it back, store it. Returns the number on the slip."""
    page = worker.page
    desk.go(worker, "代居民报事")
    pick(worker, "小区", "示例春晖里")
    pick(worker, "楼栋", "3号楼")
    page.get_by_role("textbox", name="什么事").fill(words)
    pick(worker, "类别", "楼道照明")
    page.get_by_role("textbox", name="居民怎么称呼").fill(CALLER)
    page.get_by_role("textbox", name="联系电话").fill(phone_number)
    worker.look("admin-lodge")
    page.get_by_role("button", name="念给居民听").click()
    aloud = page.get_by_role("region", name="念给居民听")
    expect(aloud).to_contain_text(f"{CALLER}，您反映的是示例春晖里小区 3号楼的事：{words}")
    expect(aloud).to_contain_text(f"有进展打 {phone_number} 告诉您")
    expect(aloud.get_by_role("button", name="登记")).to_be_disabled()
    aloud.get_by_text("已念给居民听，居民说没有错").click()
    worker.look("admin-read-back")
    aloud.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", name="居民诉求受理回执")).to_be_visible()
    return page.locator(".slip .no b").inner_text()


def look_at_the_slip(worker: Person, no: str) -> None:
    """Look at the slip as the printer gets it: the number large, who handles it and until when, and no button."""
    page, screen = worker.page, worker.page.viewport_size
    page.reload()  # by now it is known who handles it
    slip = page.get_by_role("article")
    expect(slip).to_contain_text("示例")
    page.emulate_media(media="print")
    page.set_viewport_size(A5)
    expect(slip).to_contain_text(no)
    for said in (CALLER, "联系您", "办完", "最晚", "请保留这张回执"):
        expect(slip).to_contain_text(said)
    expect(slip).not_to_contain_text("正在派单")
    for hidden in (desk.title(worker, "受理回执"), page.get_by_text("打印回执"), page.get_by_role("navigation")):
        expect(hidden).to_be_hidden()
    assert slip.bounding_box()["width"] <= A5["width"], "the slip is wider than its paper"
    worker.look("admin-slip")
    page.emulate_media(media="screen")
    page.set_viewport_size(screen)


def repair_it(stage: Stage, words: str) -> None:
    """The repair worker takes it, comes and finishes, on his phone."""
    worker = stage.phone()
    phone.sign_in(worker, "repair")
    phone.to_jobs(worker)
    phone.open_job(worker, "待接单", words)
    phone.step(worker, "接单", "到场，开始修")
    phone.step(worker, "到场，开始修", "拍照完成")
    phone.finish(worker, None)
    phone.see(worker, "待居民确认")


# --- the link ---


def link_of(product: Product, no: str, phone_number: str) -> str:
    """Wait for the text message about an order, and return the link in it."""
    message = wait_until(
        lambda: product.texts("callback_link", no), 30, lambda: f"no text message:\n{product.log_end('outward')}"
    )[0]
    assert message["phone"] == phone_number
    found = LINK.search(message["words"])
    assert found, message["words"]
    return found[0]


def answer_by_link(stage: Stage, link: str, no: str) -> None:
    """Open the link on a phone, answer, and find that it is used up."""
    caller = stage.phone()
    caller.page.goto(link)
    expect(caller.page.get_by_role("heading", name="办理得怎么样？")).to_be_visible()
    expect(caller.page.get_by_text(no)).to_be_visible()
    caller.page.get_by_role("radio", name="解决了", exact=True).check()
    caller.page.get_by_role("radio", name="满意", exact=True).check()
    caller.page.get_by_label("还想说点什么").fill("谢谢，灯亮了")
    caller.look("link-callback")
    caller.page.get_by_role("button", name="告诉社区").click()
    expect(caller.page.get_by_role("heading", name="谢谢您，已经记下了")).to_be_visible()
    caller.look("link-thanks")
    caller.expects(r"^404 /c/")
    caller.page.goto(link)
    expect(caller.page.get_by_role("heading", name="这个链接已经用过或者过期了")).to_be_visible()
    expect(caller.page.get_by_role("link", name="打 12345")).to_be_visible()
    caller.look("link-used")


# --- the telephone ---


def open_call(worker: Person, ticket_id: str) -> Locator:
    """Open the call-back about a ticket; returns what stands about it."""
    product = worker.product
    desk.go(worker, "回访台")
    no = product.value("SELECT no FROM tickets_ticket WHERE id = %s", ticket_id)
    task = product.value("SELECT id FROM callbacks_task WHERE ticket_id = %s", ticket_id)
    worker.goto(f"{desk.ADMIN}#/callbacks?id={task}")
    call = worker.page.get_by_role("article", name=f"回访 {no}")
    expect(call).to_be_visible()
    return call


def reveal(worker: Person, phone_number: str) -> None:
    """Show the number, after the password."""
    worker.expects(r"^403 .*/reveal$")
    worker.page.get_by_role("button", name="查看电话号码").click()
    dialog = desk.dialog(worker)
    dialog.get_by_role("button", name="查看", exact=True).click()
    dialog.get_by_label("登录密码").fill(password_of("community"))
    dialog.get_by_role("button", name="确认并查看").click()
    expect(worker.page.get_by_role("link", name=phone_number)).to_be_visible()


def take_down(worker: Person, call: Locator) -> None:
    """Take down the three answers by keys, and the reason by hand."""
    expect(call).to_contain_text("问题解决了吗")
    for key in ("7", "2", "5"):
        worker.page.keyboard.press(key)
    for answer in ("联系过", "解决了一部分", "基本满意"):
        expect(call.get_by_role("radio", name=answer, checked=True)).to_be_visible()
    worker.page.get_by_label("居民怎么说").fill("还有一盏不亮")
    worker.look("admin-callback")
    worker.page.get_by_role("button", name="保存", exact=True).click()
    expect(call).to_have_count(0)  # the next one has taken its place


# --- the rates ---


def figures(worker: Person, month: str) -> list[int]:
    """Return what the page of the three rates counts for one month: ``COUNTED``."""
    worker.goto(f"{desk.ADMIN}#/rates?first={month}&last={month}")
    strip = worker.page.locator(".strip")
    expect(strip).to_be_visible()
    worker.settle()
    return [int(strip.get_by_role("link", name=name).locator("b").inner_text()) for name in COUNTED]


def see_who_is_behind(worker: Person, no: str) -> None:
    """Open a number of the rates and find the order in it."""
    worker.page.locator(".strip").get_by_role("link", name="部分解决").click()
    expect(worker.page.get_by_role("heading", level=1, name="部分解决")).to_be_visible()
    row = worker.page.get_by_role("row").filter(has_text=no)
    expect(row).to_have_count(1)
    expect(row).to_contain_text(SECOND)


def outcome(product: Product, no: str) -> tuple[str, str, str]:
    """Return how an order ended, and by which way the answer came."""
    row = product.rows(
        "SELECT t.state, t.outcome, a.channel FROM tickets_ticket t JOIN callbacks_task q ON q.ticket_id = t.id"
        " JOIN callbacks_answer a ON a.task_id = q.id WHERE t.no = %s",
        no,
    )[0]
    return row["state"], row["outcome"], row["channel"]


def both_are_heard(stage: Stage, product: Product, words: str, second_words: str) -> None:
    """Two people call; one answers by the link, the other on the telephone; the rates show both."""
    first_number, second_number = number(), number()
    worker = stage.desk()
    desk.sign_in(worker, "community")
    no = take_the_call(worker, words, first_number)
    ticket_id = str(product.value("SELECT id FROM tickets_ticket WHERE no = %s", no))
    wait_until(lambda: behind.state_of(product, ticket_id) == "dispatched", 30, lambda: product.log_end("fast"))
    look_at_the_slip(worker, no)
    repair_it(stage, words)
    second = behind.called_in(product, second_words, SECOND, second_number)
    behind.work(product, second, "accept", "start", "finish")
    behind.called_back(product, second)
    second_no = str(product.value("SELECT no FROM tickets_ticket WHERE id = %s", second))
    month = behind.month_of(product, no)
    before = figures(worker, month)

    answer_by_link(stage, link_of(product, no, first_number), no)
    assert outcome(product, no) == ("closed", "solved", "link")
    call = open_call(worker, second)
    reveal(worker, second_number)
    take_down(worker, call)
    assert outcome(product, second_no) == ("closed", "partly", "phone")

    assert figures(worker, month) == [counted + more for counted, more in zip(before, (2, 1, 1), strict=True)]
    see_who_is_behind(worker, second_no)
    desk.go(worker, "三率")
    expect(worker.page.get_by_role("region", name="解决率")).to_be_visible()
    worker.look("admin-rates")


def test_who_has_no_smartphone_is_heard(stage: Stage, product: Product) -> None:
    both_are_heard(stage, product, behind.fresh("二层楼道灯一闪一闪"), behind.fresh("单元门口的灯不亮"))
