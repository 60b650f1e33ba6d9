"""A daughter elsewhere helps: she enters her mother's code, reports for her, both see it, and the mother ends it."""

from __future__ import annotations

from playwright.sync_api import expect

from app.demo.people import PERSONAS
from tests.e2e import behind, phone
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import Person, Stage

MOTHER, DAUGHTER = dict(PERSONAS)["resident"], dict(PERSONAS)["family"]
PAGE = "家里人帮忙"


def to_helpers(person: Person, *, by_home: bool = False) -> None:
    """From home to the page of who helps whom, by the settings or by one's home."""
    phone.button(person, "我的家" if by_home else "设置").click()
    phone.button(person, PAGE).click()
    expect(phone.heading(person, PAGE)).to_be_visible()


def ask_for_help(stage: Stage) -> tuple[Person, str]:
    """The mother makes an invitation; returns her and the code that she reads out."""
    mother = stage.phone()
    phone.sign_in(mother, "resident")
    to_helpers(mother)
    phone.see(mother, "还没有请家里人帮忙")
    phone.button(mother, "请家里人帮我").click()
    phone.choice(mother, "女儿").click()
    expect(phone.choice(mother, "替我办")).to_be_checked()
    phone.choice(mother, "半年").click()
    mother.look("resident-invite")
    phone.button(mother, "生成代办码").click()
    expect(phone.heading(mother, "把这 8 个数字告诉家里人")).to_be_visible()
    mother.look("resident-invite-code")
    code = mother.page.locator(".code").inner_text().strip()
    phone.button(mother, "好了").click()
    phone.see(mother, "代办码已经给出，还没有人输入")
    return mother, code


def begin_to_help(stage: Stage, code: str) -> Person:
    """The daughter enters the code on her own phone."""
    daughter = stage.phone()
    phone.sign_in(daughter, "family")
    to_helpers(daughter, by_home=True)
    phone.write(daughter, "代办码，8 位数字", code)
    phone.button(daughter, "我来帮忙").click()
    phone.see(daughter, f"我是{MOTHER}的女儿")
    daughter.look("resident-helping")
    return daughter


def report_for_her(daughter: Person, words: str) -> str:
    """She reports something at her mother's; returns its number."""
    phone.button(daughter, f"替{MOTHER}报修").click()
    phone.see(daughter, f"替{MOTHER}报")
    phone.write(daughter, "什么事，写一句话", words)
    phone.button(daughter, "下一步：在哪里").click()
    expect(phone.choice(daughter, f"替{MOTHER}报")).to_be_checked()
    phone.see(daughter, f"{MOTHER}家在这里")
    expect(phone.choice(daughter, "3号楼")).to_be_checked()
    daughter.look("resident-report-for-her")
    phone.button(daughter, "下一步：看一看").click()
    phone.see(daughter, "替谁报")
    return phone.send(daughter)


def see_it(person: Person, ticket_id: str, mark: str) -> None:
    """Open the matter, and read for whom it was reported."""
    phone.open_ticket(person, ticket_id)
    phone.see(person, mark)


def end_it(mother: Person) -> None:
    """The mother does not want to be helped any more: she is asked once, and reads what it means."""
    mother.goto("/m/?again#/")
    to_helpers(mother)
    mother.look("resident-helpers")
    phone.button(mother, f"不让{DAUGHTER}帮了").click()
    sheet = mother.page.get_by_role("dialog")
    expect(sheet).to_contain_text(f"{DAUGHTER}马上就看不到您的事")
    sheet.get_by_role("button", name="取消代办").click()
    phone.see(mother, "还没有请家里人帮忙")


def gone_for(daughter: Person, ticket_id: str, words: str) -> None:
    """What she filed is neither found nor listed any more."""
    daughter.expects(rf"^404 /api/v1/tickets/{ticket_id}$")
    # Until the server answers, her phone shows what it saw last; the photos of it are refused at once.
    daughter.expects(r"^404 /api/v1/media/[^/]+/thumb$")
    daughter.goto("/m/?again#/")
    daughter.goto(f"/m/#/areas/tickets/pages/detail?id={ticket_id}")
    phone.see(daughter, "内容不存在或不可见")
    daughter.goto("/m/?again#/")
    phone.button(daughter, "看").first.click()
    expect(phone.heading(daughter, "我的事")).to_be_visible()
    daughter.settle()
    expect(daughter.page.get_by_text(words)).to_have_count(0)


def help_until_the_end(stage: Stage, product: Product, words: str) -> None:
    """Play the whole of it."""
    behind.nobody_helps(product)
    mother, code = ask_for_help(stage)
    daughter = begin_to_help(stage, code)
    number = report_for_her(daughter, words)
    found = product.rows("SELECT * FROM tickets_ticket WHERE no = %s", number)[0]
    ticket_id = str(found["id"])
    assert found["delegation_id"] is not None
    wait_until(lambda: behind.state_of(product, ticket_id) == "dispatched", 30, lambda: product.log_end("fast"))

    see_it(daughter, ticket_id, f"您替{MOTHER}报的")
    daughter.look("resident-ticket-for-her")
    see_it(mother, ticket_id, f"{DAUGHTER}替您报的")
    told = "SELECT count(*) FROM notify_notice WHERE ticket_id = %s AND kind = 'routed'"
    wait_until(lambda: product.value(told, ticket_id) == 2, 30, lambda: product.log_end("fast"))

    end_it(mother)
    gone_for(daughter, ticket_id, words)
    see_it(mother, ticket_id, f"{DAUGHTER}替您报的")


def test_a_daughter_helps_until_her_mother_ends_it(stage: Stage, product: Product) -> None:
    help_until_the_end(stage, product, behind.fresh("阳台的窗户关不上，往里灌风"))
