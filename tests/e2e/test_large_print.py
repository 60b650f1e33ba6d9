"""Every phone page in every size of type, on narrow and wider phones: nothing cut off, nothing too small."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e import behind, phone
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage

WIDTHS = (360, 390)
HEIGHT = 844
LEAST_TEXT_PX = 18
MEASURE = Path(__file__).with_name("measure.js").read_text(encoding="utf-8").split("\n", 1)[1].lstrip(";")

PAGES = Path(__file__).parents[2] / "miniapp/src/pages.json"
WALKED = {f"/areas/report/pages/{page}" for page in ("what", "where", "check")} | {
    "/areas/home/pages/home",
    "/areas/identity/pages/sign-in",
    "/areas/identity/pages/invite",
}
"""Pages that are come by on the way and not by their address."""

Stop = tuple[str, str]
"""Name of a page and its address below /m/#, in the order in which one comes by."""


def all_pages() -> set[str]:
    """Return the addresses of all pages of the phone."""
    listed = json.loads(re.sub(r"^\s*//.*$", "", PAGES.read_text(encoding="utf-8"), flags=re.MULTILINE))
    packages = [{"root": "", "pages": listed["pages"]}, *listed["subPackages"]]
    return {
        f"/{package['root']}/{page['path']}".replace("//", "/") for package in packages for page in package["pages"]
    }


def resident_pages(ticket: str, waiting: str) -> list[Stop]:
    """Return the pages of residents; the report's own pages are walked through by hand."""
    return [
        ("home", "/"),
        ("emergency", "/areas/home/pages/emergency"),
        ("emergency-gas", "/areas/home/pages/emergency?key=gas"),
        ("settings", "/areas/home/pages/settings"),
        ("tickets", "/areas/tickets/pages/list"),
        ("ticket", f"/areas/tickets/pages/detail?id={ticket}"),
        ("ticket-to-confirm", f"/areas/tickets/pages/detail?id={waiting}"),
        ("done", f"/areas/report/pages/done?id={ticket}"),
        ("inbox", "/areas/inbox/pages/inbox"),
        ("homes", "/areas/identity/pages/homes"),
        ("bind", "/areas/identity/pages/bind"),
        ("helpers", "/areas/identity/pages/delegates"),
        ("voice", "/areas/report/pages/what?kind=complaint"),
    ]


def neighbourhood_pages(product: Product) -> list[Stop]:
    """Return the pages on which a resident reads of his compound and has a say in it."""
    home = behind.ok(product.call("GET", "/api/v1/me", product.token("resident")))["homes"][0]["compound_id"]
    asked = "SELECT o.{} FROM disclosures_objection o WHERE o.compound_id = %s ORDER BY o.id LIMIT 1"
    version, anchor = (product.value(asked.format(column), home) for column in ("version_id", "anchor"))
    consultation = product.value("SELECT id FROM consultations_consultation WHERE state = 'open' ORDER BY id LIMIT 1")
    about = "/areas/transparency/pages"
    return [
        ("callbacks", "/areas/callbacks/pages/list"),
        ("compound", f"{about}/compound"),
        *((page, f"{about}/{page}?compound={home}") for page in ("fees", "standards", "accounts", "all")),
        ("version", f"{about}/version?compound={home}&id={version}"),
        ("ask", f"{about}/ask?compound={home}&version={version}&anchor={anchor}"),
        ("asked", f"{about}/asked"),
        ("services", f"{about}/services"),
        ("polls", "/areas/voting/pages/polls"),
        ("promised", "/areas/party/pages/promised"),
        ("consultations", "/areas/consultations/pages/list"),
        ("consultation", f"/areas/consultations/pages/one?id={consultation}"),
        ("council", "/areas/council/pages/topics"),
        ("propose", "/areas/council/pages/propose"),
        ("committees", "/areas/council/pages/committees"),
        ("assemblies", "/areas/council/pages/assemblies"),
    ]


def family_pages(ticket: str) -> list[Stop]:
    """Return the pages on which a relative who helps sees something else than others."""
    return [
        ("helping", "/areas/identity/pages/delegates"),
        ("tickets-of-another", "/areas/tickets/pages/list"),
        ("ticket-of-another", f"/areas/tickets/pages/detail?id={ticket}"),
    ]


def staff_pages(job: str) -> list[Stop]:
    """Return the pages of the workbench."""
    return [
        ("jobs", "/areas/staff/pages/jobs"),
        ("job", f"/areas/staff/pages/job?id={job}"),
        ("step-finish", f"/areas/staff/pages/step?id={job}&action=finish"),
        ("step-suspend", f"/areas/staff/pages/step?id={job}&action=suspend"),
        ("shifts", "/areas/staff/pages/shifts"),
        ("records", "/areas/transparency/pages/records"),
    ]


def manager_pages(job: str) -> list[Stop]:
    """Return the page that only those see who give work out."""
    return [("assign", f"/areas/staff/pages/assign?id={job}")]


def measured(person: Person, name: str, least_target: int) -> Iterator[str]:
    """Measure the present page at every width."""
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": HEIGHT})
        for line in person.page.evaluate(MEASURE, {"tap": least_target, "text": LEAST_TEXT_PX}):
            yield f"{name} at {width} px: {line}"


def visit(person: Person, stop: Stop, least_target: int) -> list[str]:
    """Go to a page, wait until it has what it asked for, look at it and measure it."""
    name, address = stop
    person.page.evaluate("address => { location.hash = address }", address)
    person.settle()
    expect(person.page.get_by_role("heading", level=1)).to_be_visible()
    person.look(f"phone-{name}")
    return list(measured(person, name, least_target))


def walk_report(person: Person, least_target: int) -> list[str]:
    """Walk through a report as far as the check, then write of a danger, and measure each page."""
    person.page.evaluate("location.hash = '/areas/report/pages/what?kind=repair'")
    phone.write(person, "什么事，写一句话", "三层楼道的灯不亮，晚上上楼看不见，怕摔着")
    found = list(measured(person, "what", least_target))
    phone.button(person, "下一步：在哪里").click()
    expect(person.page.get_by_role("radio", checked=True)).to_have_count(2)
    found += measured(person, "where", least_target)
    phone.button(person, "下一步：看一看").click()
    expect(phone.heading(person, "看一看，发出去")).to_be_visible()
    found += measured(person, "check", least_target)
    person.page.evaluate("location.hash = '/areas/report/pages/what?kind=repair'")
    phone.write(person, "什么事，写一句话", "厨房漏气，有味道")
    expect(person.page.get_by_role("dialog", name="燃气泄漏")).to_be_visible()
    return found + list(measured(person, "danger", least_target))


def walk_invitation(person: Person, least_target: int) -> list[str]:
    """Ask somebody of the family to help, as far as the code, and measure the way there."""
    person.page.evaluate("location.hash = '/areas/identity/pages/invite'")
    phone.choice(person, "其他家里人").click()
    found = list(measured(person, "invite", least_target))
    phone.button(person, "生成代办码").click()
    expect(phone.heading(person, "把这 8 个数字告诉家里人")).to_be_visible()
    found += measured(person, "invite-code", least_target)
    phone.button(person, "好了").click()
    person.page.evaluate("location.hash = '/areas/identity/pages/delegates'")
    phone.button(person, "不让").click()
    expect(person.page.get_by_role("dialog")).to_be_visible()
    found += measured(person, "end-help", least_target)
    phone.button(person, "先不取消").click()
    return found


def walk_report_for_another(person: Person, least_target: int) -> list[str]:
    """Choose for whom it is reported, and measure the pages that say so."""
    person.page.evaluate("location.hash = '/areas/report/pages/what?kind=repair'")
    phone.write(person, "什么事，写一句话", "三层楼道的灯不亮，晚上上楼看不见，怕摔着")
    phone.button(person, "下一步：在哪里").click()
    phone.choice(person, "替").click()
    expect(person.page.get_by_role("radio", checked=True)).to_have_count(3)
    found = list(measured(person, "where-for-another", least_target))
    phone.button(person, "下一步：看一看").click()
    phone.see(person, "替谁报")
    return found + list(measured(person, "check-for-another", least_target))


SIZES = {"standard": ("?fs=1", 44), "fs-1.4": ("?fs=1.4", 60), "largest": ("", 60)}


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_or_too_small(stage: Stage, product: Product, size: str) -> None:
    query, least_target = SIZES[size]
    waiting = behind.finished(product, behind.fresh("楼道声控灯时亮时灭，已经半个多月了"))
    job = behind.report(product, behind.fresh("二层到三层的扶手松动，老人扶着不稳"))
    behind.work(product, job, "accept", "start")
    behind.daughter_helps(product)
    found: list[str] = []
    stops = {
        "resident": [*resident_pages(job, waiting), *neighbourhood_pages(product)],
        "family": family_pages(job),
        "repair": staff_pages(job),
        "manager": manager_pages(job),
    }
    assert {address.split("?")[0] for pages in stops.values() for _, address in pages} | WALKED == all_pages() | {"/"}
    for persona, pages in stops.items():
        person = stage.phone()
        person.goto(f"/m/{query}")
        person.settle()
        found += measured(person, "sign-in", least_target if query else 44)
        phone.sign_in(person, persona, query=query)
        if size == "largest":
            phone.button(person, "设置").click()
            phone.choice(person, "特大").click()
            phone.see(person, "167%")
        for stop in pages:
            found += visit(person, stop, least_target)
        if persona == "resident":
            found += walk_report(person, least_target) + walk_invitation(person, least_target)
        if persona == "family":
            found += walk_report_for_another(person, least_target)
    behind.nobody_helps(product)
    assert not found, "\n".join(found)
