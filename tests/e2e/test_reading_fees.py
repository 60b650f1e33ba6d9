"""What the fee buys: found in two taps in large type, a number questioned and answered; the work logged by one tap."""

from __future__ import annotations

import hashlib
import json
import re
import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from app.core import ready
from app.core.clock import BEIJING
from app.forms.accounts import COST_ITEMS
from tests.disclosures.bodies import PERIODS, accounts, fees
from tests.e2e import behind, phone, story
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage
from tests.e2e.test_large_print import measured
from tests.e2e.test_public_reading import HAS_FEES, PUBLISH, SPOKEN, TOO_WIDE

PAGES = "#/areas/transparency/pages"
FEES = "物业费多少、包括什么"
STANDARDS = "服务标准和最近一次"
ACCOUNTS = "收支和公共收益"
PRICE = "物业服务费，收费标准"
REASON = "去年好像没有这么多，为什么这么高"
ANSWER = "合同第三条约定的价格，三年没有变过，合同可以到项目部看"
SWEEPING, AT_THE_DESK = "ENV-01", "CS-01"
"""An item that needs a photo, and one that does not."""
RECORDS = "SELECT count(*) FROM standards_record WHERE compound_id = %s AND item_code = %s AND undone_at IS NULL"
HAS_ACCOUNTS = HAS_FEES.replace("'fees'", "'accounts'")
PUBLISH_ACCOUNTS = PUBLISH.replace("form)", "form, period_from, period_to)").replace("'fees'", "'accounts', %s, %s")
NEWEST = "SELECT max(at) FROM standards_record WHERE compound_id = %s AND item_code = %s AND undone_at IS NULL"
OLD = "2000-01-01T00:00:00+00:00"
ANSWERED = "SELECT count(*) FROM disclosures_objection WHERE ticket_id = %s AND state = 'answered'"
TICKET = "SELECT id FROM tickets_ticket WHERE no = %s"


def home_of(product: Product) -> str:
    """Return the compound in which the demo resident lives, with a fee sheet and a plan of standards."""
    me = behind.ok(product.call("GET", "/api/v1/me", product.token("resident")))
    compound = str(me["homes"][0]["compound_id"])
    if not product.value(HAS_FEES, compound):
        body = json.dumps(fees())
        product.rows(PUBLISH, compound, body, hashlib.sha256(body.encode()).hexdigest())
        product.rows("DELETE FROM insights_public_page WHERE compound_id = %s RETURNING compound_id", compound)
    manager, base = product.token("manager"), "/api/v1/staff/standards"
    plans = behind.ok(product.call("GET", f"{base}/compounds/{compound}/plan", manager))
    if plans["fixed"] is None:
        draft = behind.ok(product.call("POST", f"{base}/compounds/{compound}/plan", manager, {"level": 1}))
        behind.ok(
            product.call("POST", f"{base}/plans/{draft['id']}/actions/fix", manager, {"version": draft["version"]})
        )
    return compound


def with_accounts(product: Product) -> str:
    """Return the demo resident's compound, with the accounts of a year."""
    compound = home_of(product)
    if not product.value(HAS_ACCOUNTS, compound):
        body = json.dumps(accounts())
        seal, days = hashlib.sha256(body.encode()).hexdigest(), PERIODS["year"]
        product.rows(PUBLISH_ACCOUNTS, *days, compound, body, seal)
        product.rows("DELETE FROM insights_public_page WHERE compound_id = %s RETURNING compound_id", compound)
    return compound


def page_of(product: Product, compound: str) -> dict[str, Any]:
    """Return what everybody may read of a compound."""
    return dict(behind.ok(product.call("GET", f"/api/v1/public/compounds/{compound}")))


def to_fees(person: Person) -> None:
    """From the first screen to what one pays: two taps."""
    phone.button(person, "我的小区").click()
    expect(phone.button(person, FEES)).to_be_visible()
    person.look("resident-compound")
    phone.button(person, FEES).click()
    expect(phone.heading(person, FEES)).to_be_visible()


def to_accounts(person: Person) -> None:
    """From the first screen to where the money went."""
    phone.button(person, "我的小区").click()
    phone.button(person, ACCOUNTS).click()
    expect(phone.heading(person, ACCOUNTS)).to_be_visible()


def question(person: Person, value: str, reason: str) -> str:
    """Tap a number, say what is wrong with it, and return the number of the ticket."""
    phone.button(person, value).click()
    expect(phone.heading(person, "问一问")).to_be_visible()
    phone.write(person, "写一句：哪里不对，或者想问什么", reason)
    person.look("resident-question")
    phone.button(person, "提交").click()
    expect(phone.heading(person, "已经交给物业")).to_be_visible()
    number = person.page.locator(".filed-no").inner_text().strip()
    person.look("resident-question-filed")
    phone.button(person, "回去接着看").click()
    return number


def answer(product: Product, number: str, words: str = ANSWER) -> None:
    """Let the manager answer the question with this number; everybody can read it then."""
    ticket_id = str(product.value(TICKET, number))
    token, path = product.token("manager"), f"/api/v1/staff/tickets/{ticket_id}"
    wait_until(lambda: behind.state_of(product, ticket_id) == "dispatched", 30, lambda: product.log_end("fast"))
    for action, more in (("accept", {}), ("start", {}), ("finish", {"note": words})):
        version = behind.ok(product.call("GET", path, token))["version"]
        behind.ok(product.call("POST", f"{path}/actions/{action}", token, {"version": version} | more))
    wait_until(lambda: product.value(ANSWERED, ticket_id), 30, lambda: product.log_end("fast"))


def asked_and_answered(stage: Stage, product: Product) -> Person:
    """Read what one pays, question the price, and read the answer beside it."""
    home_of(product)
    resident = stage.phone()
    phone.sign_in(resident, "resident", query="?fs=1.4")
    to_fees(resident)
    expect(resident.page.get_by_text(re.compile(r"[\d.]+ 元/㎡·月")).first).to_be_visible()
    expect(resident.page.get_by_text(re.compile("^包括：.+")).first).to_be_visible()
    me = behind.ok(product.call("GET", "/api/v1/me", product.token("resident")))
    registered = me["homes"][0]["area_centi_m2"]
    by_register = re.compile(f"按登记的建筑面积 {registered / 100:g} 平方米算")
    expect(resident.page.get_by_text(by_register)).to_be_visible()
    expect(resident.page.get_by_text(re.compile(rf"{registered / 100:.2f} ㎡ × .* = 每月 .* 元"))).to_be_visible()
    resident.look("resident-fees-large")
    resident.page.get_by_label("建筑面积（平方米）").get_by_role("spinbutton").fill("58.3")
    phone.button(resident, "算一算").click()
    expect(resident.page.get_by_text(re.compile(r"58\.30 ㎡ × .* = 每月 .* 元"))).to_be_visible()
    resident.look("resident-my-fee")

    number = question(resident, PRICE, REASON)
    note = resident.page.locator(".note").filter(has_text=number)
    expect(note).to_contain_text("还没有答复")
    answer(product, number)
    phone.button(resident, "返回").click()
    phone.button(resident, FEES).click()
    expect(note).to_contain_text(ANSWER)
    note.scroll_into_view_if_needed()
    resident.look("resident-answer")
    return resident


def test_what_one_pays_is_read_questioned_and_answered(stage: Stage, product: Product) -> None:
    resident = asked_and_answered(stage, product)

    phone.button(resident, "返回").click()
    phone.button(resident, "我问过的").click()
    expect(phone.heading(resident, "我问过的")).to_be_visible()
    expect(resident.page.locator(".card").filter(has_text=ANSWER).first).to_contain_text(f"您问的：{REASON}")
    resident.look("resident-asked")


def test_where_the_money_went_is_told_to_the_fen_with_the_budget_beside_it(stage: Stage, product: Product) -> None:
    compound = with_accounts(product)
    entry = next(one for one in page_of(product, compound)["disclosures"] if one["form"] == "accounts")
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    to_accounts(resident)
    resident.look("resident-accounts")
    expect(resident.page.get_by_text("每一项加起来，正好等于合计。")).to_be_visible()
    total = Decimal(entry["body"]["head"]["total_expense"]).scaleb(-2)
    expect(phone.button(resident, f"支出合计：{total:,.2f} 元")).to_be_visible()
    for _, name in COST_ITEMS:
        expect(resident.page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_a_neighbour_reads_the_answer_without_signing_in_but_not_who_asked(stage: Stage, product: Product) -> None:
    compound = home_of(product)
    resident = product.token("resident")
    page = page_of(product, compound)
    sheet = page["fees"]["version_id"]
    made = behind.ok(product.call("POST", "/api/v1/disclosures/objections", resident, {
        "version_id": sheet, "anchor": "head.way_to_pay", "reason": behind.fresh("能不能按月交"),
    }))  # fmt: skip
    words = behind.fresh(ANSWER)
    answer(product, made["ticket_no"], words)
    wait_until(lambda: words in str(page_of(product, compound)), 30, lambda: product.log_end("fast"))
    time.sleep(ready.KEPT_SECONDS)  # for as long the other web process may still give out what it has

    neighbour = stage.phone()
    neighbour.goto(f"/m/{PAGES}/fees?code={page['code']}")
    expect(phone.heading(neighbour, FEES)).to_be_visible()
    note = neighbour.page.locator(".note").filter(has_text=words)
    expect(note).to_contain_text("有人问过“缴费方式”")
    assert "能不能按月交" not in neighbour.page.locator("body").inner_text()


def test_from_the_plain_page_to_a_question_with_signing_in_between(stage: Stage, product: Product) -> None:
    compound = home_of(product)
    code = page_of(product, compound)["code"]
    reader = stage.phone()
    reader.goto(f"/p/{code}/fees")
    reader.page.get_by_role("link", name="在好服务里点一下那个数字就能问").click()
    expect(phone.heading(reader, FEES)).to_be_visible()
    phone.button(reader, "企业投诉电话").click()
    expect(reader.page.get_by_text("演示：用谁的身份进去？")).to_be_visible()
    phone.button(reader, "居民家属").click()
    phone.button(reader, "接着问刚才那个数字").click()
    phone.choice(reader, "看不明白，请说明").click()
    phone.button(reader, "提交").click()
    expect(phone.heading(reader, "已经交给物业")).to_be_visible()


def test_the_page_is_read_aloud_and_falls_silent_when_one_leaves(stage: Stage, product: Product) -> None:
    home_of(product)
    resident = stage.phone()
    resident.page.add_init_script(SPOKEN)
    phone.sign_in(resident, "resident")
    to_fees(resident)
    phone.button(resident, "朗读这一页").click()
    expect(phone.button(resident, "停止朗读")).to_be_visible()
    assert "元/㎡·月" in resident.page.evaluate("spoken.join('')")
    phone.button(resident, "返回").click()
    phone.button(resident, FEES).click()
    expect(phone.button(resident, "朗读这一页")).to_be_visible()


# --- the work itself ---


def item_card(person: Person, name: str) -> Locator:
    """Return the card of an item on the one-tap screen, wherever it stands."""
    card = person.page.locator(".item").filter(has=person.page.get_by_role("heading", name=name, exact=True))
    expect(person.page.locator(".item").first).to_be_visible()
    if card.count() == 0:
        phone.button(person, "别的项目").click()
    expect(card).to_have_count(1)
    return card


def names_of(product: Product, compound: str) -> dict[str, str]:
    """Return how the items of the standard are called, by code."""
    return {one["code"]: one["name"] for one in page_of(product, compound)["standards"]}


def tap_with_photo(person: Person, name: str, photo: Path) -> None:
    """Log an item that needs a photo: one tap, and the shutter."""
    with person.page.expect_file_chooser() as chooser:
        item_card(person, name).get_by_role("button", name="拍照打卡").click()
    chooser.value.set_files(photo)
    expect(person.page.locator(".lately")).to_contain_text(re.compile(f"{re.escape(name)}.*打好了.*撤销"))


def to_records(stage: Stage) -> Person:
    """Let the repair worker go to the one-tap screen."""
    worker = stage.phone()
    phone.sign_in(worker, "repair")
    phone.to_jobs(worker)
    phone.button(worker, "打卡").click()
    expect(phone.heading(worker, "打卡")).to_be_visible()
    return worker


def logged_and_undone(stage: Stage, product: Product, folder: Path) -> tuple[Person, str]:
    """Log the sweeping by one tap, take it back, and log it again; returns the worker and the compound."""
    compound = home_of(product)
    name = names_of(product, compound)[SWEEPING]
    before = product.value(RECORDS, compound, SWEEPING)
    worker = to_records(stage)
    worker.look("staff-records")
    photo = story.from_a_phone("new-paving.jpg", folder)
    tap_with_photo(worker, name, photo)
    wait_until(lambda: product.value(RECORDS, compound, SWEEPING) == before + 1, 20, lambda: "not logged")
    worker.look("staff-record-undo")

    worker.page.locator(".lately").get_by_role("button", name="撤销").click()
    expect(worker.page.locator(".lately").filter(has_text=name)).to_have_count(0)
    assert product.value(RECORDS, compound, SWEEPING) == before

    tap_with_photo(worker, name, photo)
    wait_until(lambda: product.value(RECORDS, compound, SWEEPING) == before + 1, 20, lambda: "not logged again")
    return worker, compound


def to_standard(person: Person, name: str) -> Locator:
    """From the first screen to one item of the standard; returns its card."""
    phone.button(person, "我的小区").click()
    phone.button(person, STANDARDS).click()
    expect(phone.heading(person, STANDARDS)).to_be_visible()
    expect(phone.button(person, "环境")).to_be_visible()
    card = person.page.locator(".card").filter(has=person.page.get_by_role("heading", name=name, exact=True))
    if card.count() == 0:
        phone.button(person, "环境").click()
    card.scroll_into_view_if_needed()
    person.look("resident-standards")
    return card


def let_the_minute_pass(product: Product) -> None:
    """Let the end of the minute come, at which the public page is built anew for everything that was tapped."""
    due = "UPDATE core_outbox SET due_at = now() WHERE topic = 'insights.page_stale' AND done_at IS NULL RETURNING id"
    wait_until(lambda: product.rows(due), 20, lambda: product.log_end("fast"))


def last_time(product: Product, compound: str) -> str:
    """Return when the sweeping was done last, as everybody reads it."""
    found = next(one for one in page_of(product, compound)["standards"] if one["code"] == SWEEPING)
    return str(found["last_at"] or "")


def as_people_say(moment: str) -> str:
    """Return a moment of today as the phone says it."""
    at = datetime.fromisoformat(moment).astimezone(BEIJING)
    return f"今天 {at.hour}:{at:%M}"


def test_one_tap_one_record_undone_and_logged_again_is_what_everybody_reads(
    stage: Stage, product: Product, tmp_path: Path
) -> None:
    compound = home_of(product)
    name, before = names_of(product, compound)[SWEEPING], last_time(product, compound)
    logged_and_undone(stage, product, tmp_path)
    stored = product.value(NEWEST, compound, SWEEPING)
    let_the_minute_pass(product)
    wait_until(
        lambda: datetime.fromisoformat(last_time(product, compound) or OLD) == stored,
        30,
        lambda: f"{before}, {last_time(product, compound)}, {stored}: {product.log_end('fast')}",
    )
    time.sleep(ready.KEPT_SECONDS)  # the other web process may give again what it gave a moment ago
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    card = to_standard(resident, name)
    expect(card).to_contain_text(f"最近一次{as_people_say(last_time(product, compound))}（现场打卡）")
    expect(card.get_by_role("button", name=re.compile("照片 1")).first).to_be_visible()


def test_a_tap_in_the_basement_goes_out_once(stage: Stage, product: Product) -> None:
    compound = home_of(product)
    name = names_of(product, compound)[AT_THE_DESK]
    before = product.value(RECORDS, compound, AT_THE_DESK)
    worker = to_records(stage)
    card = item_card(worker, name)
    worker.offline(True)
    card.get_by_role("button", name="打卡", exact=True).click()
    expect(worker.page.locator(".lately")).to_contain_text(re.compile(f"{re.escape(name)}.*待发送"))
    worker.look("staff-record-waiting")
    assert not list(measured(worker, "waiting", 44))
    assert product.value(RECORDS, compound, AT_THE_DESK) == before
    worker.offline(False)
    expect(worker.page.locator(".lately")).to_contain_text(re.compile(f"{re.escape(name)}.*打好了"))
    assert product.value(RECORDS, compound, AT_THE_DESK) == before + 1


# --- how it looks ---

SIZES = {"standard": ("?fs=1", 44), "fs-1.4": ("?fs=1.4", 60)}


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_in_every_size_of_type(stage: Stage, product: Product, size: str) -> None:
    query, least_target = SIZES[size]
    compound = home_of(product)
    sheet = page_of(product, compound)["fees"]["version_id"]
    here = f"compound={compound}"
    stops = {
        "resident": {
            "compound": f"compound?{here}",
            "fees": f"fees?{here}",
            "standards": f"standards?{here}",
            "accounts": f"accounts?{here}",
            "all": f"all?{here}",
            "version": f"version?{here}&id={sheet}",
            "ask": f"ask?{here}&version={sheet}&anchor=head.relief_rules",
            "asked": "asked",
        },
        "repair": {"records": "records"},
    }
    found: list[str] = []
    for persona, pages in stops.items():
        person = stage.phone()
        phone.sign_in(person, persona, query=query)
        for name, address in pages.items():
            person.page.evaluate("address => { location.hash = address }", f"{PAGES}/{address}")
            person.settle()
            expect(person.page.get_by_role("heading", level=1)).to_be_visible()
            person.look(f"transparency-{name}")
            found += measured(person, f"{name} in {size}", least_target)
    desk = stage.desk()
    desk.goto(f"/m/{query}{PAGES}/fees?{here}")
    expect(phone.heading(desk, FEES)).to_be_visible()
    desk.settle()
    assert desk.page.evaluate(TOO_WIDE) <= 0
    assert not found, "\n".join(found)
