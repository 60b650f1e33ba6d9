"""WeChat is dead for an hour: the whole story goes on by phone and panel, everybody reads it in the product, and
when WeChat is back each message leaves once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.e2e import behind, desk, phone, story
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

QUESTION = "请说清是几单元几层"
ANSWER = "二单元三层，楼梯口那一盏"
COMPLAINT = "换了灯泡，晚上又不亮了"
TIMES = 8
PAUSE_SECONDS = 3.0
"""Between two looks at what is due; a line that was dead is tried again after ten."""


@contextmanager
def dead(product: Product) -> Iterator[None]:
    """Let WeChat refuse every connection."""
    product.wechat.stop()
    try:
        yield
    finally:
        product.wechat.start()


def read(person: Person, *titles: str) -> None:
    """From home, open the inbox of the phone and find all of these there."""
    person.goto(f"{phone.HOME}?again#/")
    phone.button(person, "消息").click()
    expect(phone.heading(person, "消息")).to_be_visible()
    for title in titles:
        phone.see(person, title)


def the_work(stage: Stage, resident: Person, words: str, ticket_id: str) -> None:
    """The worker takes it, asks, is answered, and finishes; the resident reads each step on her phone."""
    worker = stage.phone()
    phone.sign_in(worker, "repair")
    phone.to_jobs(worker)
    phone.open_job(worker, "待接单", words)
    phone.step(worker, "接单", "到场，开始修")
    phone.button(worker, "问问报修的人").click()
    expect(phone.heading(worker, "问问报修的人")).to_be_visible()
    phone.choice(worker, QUESTION).click()
    phone.button(worker, "问问报修的人").click()
    expect(phone.heading(worker, "这张工单")).to_be_visible()

    read(resident, "已转给", "已有人接单", "请您补充情况")
    resident.look("resident-inbox")
    resident.page.get_by_role("button").filter(has_text="请您补充情况").first.click()
    phone.see(resident, QUESTION)
    phone.write(resident, "您的回答", ANSWER)
    resident.look("resident-answer")
    phone.button(resident, "回答").click()
    phone.see(resident, ANSWER)

    worker.goto(f"/m/?again#/areas/staff/pages/job?id={ticket_id}")
    phone.see(worker, ANSWER)
    phone.step(worker, "到场，开始修", "拍照完成")
    phone.finish(worker, None)
    phone.see(worker, "待居民确认")


def the_end(stage: Stage, resident: Person, number: str) -> None:
    """She says that it is not solved; manager and community read it at their desks."""
    read(resident, "已到场处理", "处理完了，请您确认")
    resident.page.get_by_role("button").filter(has_text="处理完了，请您确认").first.click()
    phone.judge(resident, "没有解决", 2, COMPLAINT)
    phone.see(resident, "已经办结：没有解决")
    for username, told in (("manager", ("新工单", "居民反映没有解决")), ("community", ("居民反映没有解决",))):
        worker = stage.desk()
        desk.sign_in(worker, username)
        desk.go(worker, "消息")
        for title in told:
            about = worker.page.get_by_role("listitem").filter(has_text=number).filter(has_text=title)
            expect(about.first).to_be_visible()


def waiting_is_seen(stage: Stage, number: str) -> None:
    """The system administrator sees what waits, and that it is nobody's fault here."""
    admin = stage.desk()
    desk.sign_in(admin, "sysadmin")
    desk.go(admin, "消息发送")
    admin.page.get_by_role("button", name="待发送").click()
    expect(admin.page.get_by_role("row").filter(has_text=number).first).to_be_visible()
    admin.look("admin-messages-waiting")


def planned(product: Product, ticket_id: str) -> list[dict[str, str]]:
    """Return the WeChat messages about a ticket that people had allowed, in the order of their making."""
    statement = """
        SELECT d.state, d.template, d.attempts FROM notify_delivery d
        WHERE d.ticket_id = %s AND d.channel = 'wechat' AND d.reason NOT IN ('not_subscribed', 'no_account')
        ORDER BY d.created_at, d.id
    """
    return product.rows(statement, ticket_id)


def an_hour_passes(product: Product) -> None:
    """Let what waits to be tried again be due; nothing is tried faster than the product itself would."""
    statement = "UPDATE core_outbox SET due_at = now() WHERE done_at IS NULL AND dead_at IS NULL AND lane = 'outward'"
    product.connection.execute(statement)


def all_sent(product: Product, ticket_id: str) -> bool:
    """Let time pass and look whether everything has left."""
    an_hour_passes(product)
    product.connection.execute("SELECT pg_sleep(%s)", (PAUSE_SECONDS,))
    return {row["state"] for row in planned(product, ticket_id)} == {"sent"}


def test_an_hour_without_wechat_stops_nobody(stage: Stage, product: Product) -> None:
    words, taken_before = behind.fresh("七号楼楼道灯不亮"), len(product.wechat.ledger)
    for persona in ("repair", "manager", "community"):
        product.tie_wechat(persona, "work", "alert", times=TIMES)
    with product.in_wechat("resident", "progress", "confirm", times=TIMES) as hers:
        with dead(product):
            resident = stage.phone()
            phone.sign_in(resident, "resident")
            number = phone.report(resident, words)
            ticket_id = str(story.routed(product, number)["id"])
            the_work(stage, resident, words, ticket_id)
            the_end(stage, resident, number)
            an_hour_passes(product)
            waiting_is_seen(stage, number)
            wait_for = planned(product, ticket_id)
            assert {row["state"] for row in wait_for} <= {"planned", "sending"}, wait_for
            assert {row["template"] for row in wait_for} == {"progress", "confirm", "work", "alert"}
            assert len(product.wechat.ledger) == taken_before
        wait_until(lambda: all_sent(product, ticket_id), 90, lambda: f"{planned(product, ticket_id)}")
        once_each(product, number, hers, len(wait_for))
        judged = [text for openid, text in product.wechat.texts if openid == hers and words in text]
        assert judged, "what she wrote was judged when WeChat was back"


def once_each(product: Product, number: str, hers: str, count: int) -> None:
    """Every message about it left once, to the account that its reader came with or tied."""
    about = [sent for sent in product.wechat.ledger if number in sent.data.values()]
    assert len(about) == count
    twice = [one for one, times in Counter(map(str, about)).items() if times > 1]
    assert twice == []
    readers = {sent.openid for sent in about}
    assert {hers, "oJourney-repair", "oJourney-manager", "oJourney-community"} == readers
