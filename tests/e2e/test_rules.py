"""Routing rules in people's hands: one drafts and tries out, another one publishes, and a new report goes by it."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Locator, expect

from app.core.clock import today
from tests.e2e import behind, desk
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import DESK, PHONE, Person, Stage

TITLE = "消防隐患归街道"
RULE = "消防隐患由街道牵头"
CLUTTER = "0802"
"""A category of the group 消防, about which no other journey reports."""
TRIED_DAYS = 300


def rule(person: Person) -> Locator:
    """Return the new rule in the list."""
    return person.page.get_by_role("listitem").filter(has=person.page.get_by_role("heading", name=re.compile(RULE)))


def begin(author: Person) -> None:
    """Begin a draft from the rules in force."""
    desk.go(author, "派单规则")
    author.page.get_by_role("button", name="起草修改").click()
    form = desk.dialog(author)
    form.get_by_role("textbox", name="标题").fill(TITLE)
    form.get_by_role("textbox", name=re.compile("为什么改")).fill("堆物、占用通道要几家一起清，物业叫不动。")
    form.get_by_role("button", name="开始起草").click()
    expect(desk.title(author, TITLE)).to_be_visible()


def write_rule(author: Person) -> None:
    """Write a rule: what is reported on fire safety goes to the street office, with a limit of its own."""
    author.page.get_by_role("button", name="添加规则").click()
    form = desk.dialog(author)
    form.get_by_role("textbox", name="名称").fill(RULE)
    form.get_by_role("group", name="添加条件").get_by_role("button", name="事项大类").click()
    form.get_by_role("checkbox", name="消防", exact=True).check()
    desk.choose(author, re.compile("派给谁"), "街道办事处")
    reason = form.get_by_role("textbox", name="理由")
    reason.fill("“”关系消防安全，由牵头处置。")
    reason.evaluate("box => box.setSelectionRange(10, 10)")
    form.get_by_role("button", name="责任单位").click()
    reason.evaluate("box => box.setSelectionRange(1, 1)")
    form.get_by_role("group", name=re.compile("插入")).get_by_role("button", name="事项类别").click()
    expect(reason).to_have_value("“{category}”关系消防安全，由{organisation}牵头处置。")
    form.get_by_label("办结期限的数量").fill("3")
    desk.choose(author, "办结期限的单位", "工作日")
    reads = form.get_by_role("region", name="读起来是")
    expect(reads).to_contain_text("如果大类是消防→派给街道办事处")
    reads.evaluate("node => node.parentElement.scrollTo(0, node.parentElement.scrollHeight)")
    author.look("admin-rule-edit")
    form.get_by_role("button", name="加入列表").click()
    expect(desk.dialog(author)).to_have_count(0)


def put_first(author: Person) -> None:
    """Put the rule first: by the menu, and to and fro by keys without losing the place of the hand."""
    rule(author).get_by_role("button", name=re.compile("更多操作")).click()
    author.page.get_by_role("menuitem", name="移到最前").click()
    handle = rule(author).get_by_role("button", name=re.compile("按上下方向键"))
    handle.press("ArrowDown")
    expect(handle).to_have_accessible_name(re.compile("^第2条"))
    expect(handle).to_be_focused()
    author.page.keyboard.press("End")
    expect(author.page.get_by_role("button", name=re.compile("按上下方向键")).last).to_be_focused()
    author.page.keyboard.press("Home")
    expect(handle).to_have_accessible_name(re.compile("^第1条"))
    expect(handle).to_be_focused()
    author.page.get_by_role("button", name="保存", exact=True).click()
    expect(author.page.get_by_text("没有发现问题")).to_be_visible()
    expect(author.page.get_by_role("toolbar", name="编辑")).to_contain_text("已保存")
    author.look("admin-rules-editor")


def try_out(author: Person) -> None:
    """Try the draft out over many months and look at what would change."""
    page = author.page
    page.get_by_role("group", name="这一版的内容").get_by_role("button", name="试算").click()
    page.get_by_text("自己选日期", exact=True).click()
    author.look("admin-rules-tries")
    page.get_by_role("textbox", name="从", exact=True).fill((today() - timedelta(days=TRIED_DAYS)).isoformat())
    page.get_by_role("button", name="开始试算").click()
    expect(desk.title(author, "试算")).to_be_visible()
    expect(page.get_by_text("已完成", exact=True)).to_be_visible()
    expect(page.get_by_role("table", name="是哪几条规则").get_by_role("row").nth(1)).to_contain_text(RULE)
    example = page.get_by_role("table", name="会变的工单").get_by_role("row").nth(1)
    expect(example).to_contain_text("关系消防安全，由")
    expect(example.get_by_role("link")).to_have_attribute("href", re.compile("#/tickets/"))
    author.look("admin-rules-run")
    page.get_by_role("link", name=re.compile("^返回")).click()


def submit(author: Person) -> None:
    """Hand it on. Who wrote it reads why he cannot publish it."""
    page = author.page
    page.get_by_role("button", name="提交审核").click()
    desk.dialog(author).get_by_role("button", name="提交").click()
    expect(page.get_by_text("不能由您自己发布（双人发布）")).to_be_visible()
    expect(page.get_by_role("button", name="撤回")).to_be_visible()
    expect(page.get_by_role("button", name="发布", exact=True)).to_have_count(0)
    desk.go(author, "待办")
    expect(page.get_by_text(f"派单规则：{TITLE}")).to_have_count(0)


def review(reviewer: Person) -> None:
    """Find it on the desk, read what it changes, and publish it."""
    page = reviewer.page
    desk.go(reviewer, "派单规则")
    waiting = page.get_by_role("region", name="等待审核").get_by_role("listitem").filter(has_text=TITLE)
    expect(waiting).to_contain_text("等您审核")
    reviewer.look("admin-rules")
    desk.go(reviewer, "待办")
    page.get_by_role("link").filter(has_text=f"派单规则：{TITLE}").click()
    changes = page.get_by_role("region", name="改了什么")
    expect(changes).to_contain_text("新增 1 条")
    expect(changes).to_contain_text("3个工作日内办结")
    reviewer.look("admin-rules-review")
    page.get_by_role("button", name="发布", exact=True).click()
    desk.dialog(reviewer).get_by_role("button", name="发布").click()
    expect(page.get_by_role("heading", level=1, name=re.compile(rf"^第 \d+ 版：{TITLE}$"))).to_be_visible()


def report_clutter(product: Product) -> str:
    """Report things left in a staircase; returns the ticket's id once it is routed."""
    token = product.token("resident")
    home = behind.ok(product.call("GET", "/api/v1/me", token))["homes"][0]
    body = {"compound_id": home["compound_id"], "building_id": home["building_id"], "kind": "repair"}
    words = {"category": CLUTTER, "description": behind.fresh("楼道里堆了旧家具")}
    ticket = behind.ok(product.call("POST", "/api/v1/tickets", token, body | words))
    wait_until(lambda: behind.state_of(product, ticket["id"]) == "dispatched", 30, lambda: product.log_end("fast"))
    return str(ticket["id"])


def known_to_the_router(product: Product) -> None:
    """Wait until the worker that routes has heard of the new version."""
    statement = "SELECT bool_and(done_at IS NOT NULL) FROM core_outbox WHERE topic = 'rulebook.published'"
    wait_until(lambda: product.value(statement), 30, lambda: product.log_end("fast"))


def on_a_phone(reviewer: Person) -> None:
    """Look at the version on a narrow screen, where nothing may be wider than it."""
    page = reviewer.page
    desk.go(reviewer, "派单规则")
    page.get_by_role("link", name=TITLE).click()
    page.set_viewport_size(PHONE)
    for tab in ("规则", "改了什么", "试算"):
        page.get_by_role("group", name="这一版的内容").get_by_role("button", name=re.compile(f"^{tab}")).click()
        reviewer.look(f"admin-rules-phone-{tab}")
        wide, room = page.evaluate("[document.body.scrollWidth, document.documentElement.clientWidth]")
        assert wide <= room, f"{tab} is {wide} px wide, {room} px are there"
    page.set_viewport_size(DESK)


def look_at_accuracy(reviewer: Person) -> None:
    """See how often the rules were right, and which tickets they were wrong about."""
    page = reviewer.page
    desk.go(reviewer, "派单规则")
    page.get_by_role("link", name="准确率").click()
    expect(desk.title(reviewer, "派单准确率")).to_be_visible()
    line = page.get_by_role("row").filter(has_text="物业服务单位按合同负责")
    expect(line).to_contain_text("%")
    reviewer.look("admin-rules-accuracy")
    line.get_by_role("link").first.click()
    page.get_by_role("button", name="派准", exact=True).click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("派准")
    reviewer.look("admin-rules-rows")


def test_two_people_change_a_rule(stage: Stage, product: Product) -> None:
    author, reviewer = stage.desk(), stage.desk()
    desk.sign_in(author, "district")
    begin(author)
    write_rule(author)
    put_first(author)
    try_out(author)
    submit(author)

    desk.sign_in(reviewer, "district2")
    review(reviewer)
    known_to_the_router(product)
    ticket_id = report_clutter(product)
    desk.open_ticket(reviewer, ticket_id)
    expect(reviewer.page.get_by_role("region", name="派单依据")).to_contain_text("“楼道堆物”关系消防安全，由")
    expect(reviewer.page.get_by_role("region", name="派单依据")).to_contain_text("街道办事处")
    clock = "SELECT finish_due_at - created_at > interval '2 days' FROM tickets_ticket WHERE id = %s"
    assert product.value(clock, ticket_id)
    reviewer.look("admin-rules-ticket")
    on_a_phone(reviewer)
    look_at_accuracy(reviewer)
