"""Danger: the telephone comes before any form."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e import behind, phone
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage

GAS = "燃气泄漏"


def rings(person: Person, name: str) -> str:
    """Tap a call button and return the number that the phone is asked to ring."""
    before = len(person.rung)
    with person.page.expect_request("tel:*"):
        person.page.get_by_role("button", name=name).first.click()
    assert len(person.rung) == before + 1
    return person.rung[-1]


def call_for_help(stage: Stage) -> Person:
    """From home: call for help, gas."""
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    phone.button(resident, "打电话求助").click()
    expect(phone.heading(resident, "打电话求助")).to_be_visible()
    resident.look("resident-emergency")
    phone.button(resident, GAS).click()
    expect(phone.heading(resident, GAS)).to_be_visible()
    phone.see(resident, "本小区物业")
    resident.look("resident-emergency-gas")
    return resident


def words_of_danger(resident: Person, words: str) -> None:
    """Write about the danger in the form: the calls cover it."""
    resident.goto("/m/")
    phone.button(resident, "报修").click()
    phone.write(resident, "什么事，写一句话", words)
    calls = resident.page.get_by_role("dialog", name=GAS)
    expect(calls.get_by_role("button", name="打电话给").first).to_be_visible()
    resident.look("resident-danger-words")


def test_calls_stand_before_any_form(stage: Stage) -> None:
    resident = call_for_help(stage)
    expect(resident.page.get_by_role("textbox")).to_have_count(0)
    buttons = resident.page.get_by_role("button").all_inner_texts()
    calls = [at for at, text in enumerate(buttons) if any(digit.isdigit() for digit in text)]
    form = next(at for at, text in enumerate(buttons) if "也报给物业" in text)
    assert len(calls) >= 2
    assert max(calls) < form
    assert rings(resident, "打电话给燃气抢修") == "96777"


def test_words_of_danger_bring_the_calls(stage: Stage, product: Product) -> None:
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    words = behind.fresh("厨房漏气，有味道")
    words_of_danger(resident, words)
    # Not tapped here: a browser without a telephone waits for one ever after.
    expect(resident.page.get_by_role("button", name="打电话给燃气抢修，96777")).to_be_visible()
    phone.button(resident, "电话打了，接着报").click()
    phone.button(resident, "下一步：在哪里").click()
    phone.say_where(resident)
    phone.send(resident)
    row = product.rows("SELECT category, urgency FROM tickets_ticket WHERE description = %s", words)[0]
    assert row == {"category": "0701", "urgency": "U1"}


def test_a_category_of_danger_brings_the_calls_too(stage: Stage, product: Product) -> None:
    resident = stage.phone()
    phone.sign_in(resident, "resident")
    resident.goto("/m/")
    words = behind.fresh("请来看看")
    phone.button(resident, "报修").click()
    phone.write(resident, "什么事，写一句话", words)
    phone.button(resident, "下一步：在哪里").click()
    phone.say_where(resident)
    resident.page.get_by_text("类别：由物业来分").click()
    phone.button(resident, "燃气").click()
    phone.choice(resident, "泄漏").click()
    calls = resident.page.get_by_role("dialog", name=GAS)
    expect(calls.get_by_role("button", name="打电话给").first).to_be_visible()
    resident.look("resident-danger-category")
    phone.button(resident, "电话打了，接着报").click()
    expect(calls).to_have_count(0)
    phone.send(resident)
    row = product.rows("SELECT category, urgency FROM tickets_ticket WHERE description = %s", words)[0]
    assert row == {"category": "0701", "urgency": "U1"}
