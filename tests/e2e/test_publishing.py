"""A quarter of accounts from a table to the public page: two people, one refusal to the fen, one sent back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from app.core.clock import today
from app.forms.accounts import COST_ITEMS
from app.forms.words import month_end, period_words
from tests.e2e import desk, sheets, story
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import DESK, PHONE, Person, Stage

FORM = "收支情况（季度）"
WRITER, SECOND = "manager", "manager2"
QUARTERS_BACK = 12
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FREE = """
    SELECT c.name, c.code FROM places_compound c
    JOIN places_contract k ON k.compound_id = c.id AND k.starts_on <= %s
        AND coalesce(k.ends_on, 'infinity') >= current_date
    JOIN identity_post p ON p.organisation_id = k.company_id AND p.compound_id IS NULL
    JOIN identity_person m ON m.id = p.person_id AND m.username = 'manager'
    WHERE NOT EXISTS (SELECT 1 FROM disclosures_publication d WHERE d.compound_id = c.id
        AND d.form = 'accounts_quarter' AND d.period_from <= %s AND d.period_to >= %s)
    ORDER BY c.name LIMIT 1
"""
HEAD = {
    "计费方式": "包干制", "应收物业费": 120000, "上期结转": 2000, "收入合计": 110000.01, "支出合计": 90000,
    "税费": 6600, "本期结余": 13400, "期末结余": 15400,
}  # fmt: skip
INCOME = [
    {"科目": "物业服务费（实收）", "实际数": 100000},
    {"科目": "停车费", "明细": "地面车位", "实际数": 10000},
]
REASON = "停车费请注明是哪几个月的，居民会问。"
ANSWERED = "7 月至 9 月地面车位"
BOARD = "1 号楼 2 单元公告栏"
WHY = "少计 0.50 元停车费"


@dataclass(frozen=True)
class Quarter:
    """A quarter of a compound for which nothing is published yet."""

    compound: str
    code: str
    first: date
    last: date

    @property
    def words(self) -> str:
        """Return how people call it."""
        return period_words("quarter", self.first, self.last)

    @property
    def title(self) -> str:
        """Return what its sheet is called."""
        return f"{FORM} {self.words}"


def free_quarter(product: Product) -> Quarter:
    """Return the last quarter that is over and that some compound of the demo company has not published."""
    day = today()
    for _ in range(QUARTERS_BACK):
        last = date(day.year, 3 * ((day.month + 2) // 3) - 2, 1) - timedelta(days=1)
        first, last = date(last.year, last.month - 2, 1), month_end(last.year, last.month)
        found = product.rows(FREE, last, last, first)
        if found:
            return Quarter(found[0]["name"], found[0]["code"], first, last)
        day = first
    raise AssertionError("every compound has published its last quarters")


# --- the desk ---


def begin(manager: Person, quarter: Quarter) -> None:
    """Begin the sheet of the quarter."""
    page = manager.page
    desk.go(manager, "信息公示")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    manager.look("admin-disclosures")
    page.get_by_role("button", name="编制公示").click()
    desk.choose(manager, "小区", quarter.compound)
    desk.choose(manager, "公示什么", FORM)
    desk.choose(manager, "哪一期", quarter.words)
    manager.look("admin-disclosure-begin")
    desk.dialog(manager).get_by_role("button", name="开始编制").click()
    expect(desk.title(manager, quarter.title)).to_be_visible()


def part(person: Person, name: str) -> Locator:
    """Return a part of the form."""
    return person.page.get_by_role("region", name=name, exact=True)


def export(manager: Person, table: str, folder: Path) -> Path:
    """Open the dialog of a table and save its file."""
    part(manager, table).get_by_role("button", name="Excel").click()
    with manager.page.expect_download() as download:
        desk.dialog(manager).get_by_role("link", name=re.compile("^下载")).click()
    path = folder / f"{table}.xlsx"
    download.value.save_as(path)
    return path


def bring(manager: Person, table: str, path: Path) -> Locator:
    """Bring a file; returns where it stands what it would do."""
    desk.dialog(manager).get_by_label(re.compile(f"^选择“{table}”")).set_input_files(path)
    return desk.dialog(manager).get_by_role("region", name="检查结果")


def confirm(manager: Person) -> None:
    """Say yes to what a file would change."""
    desk.dialog(manager).get_by_role("button", name="确认写入草稿").click()
    expect(desk.dialog(manager)).to_have_count(0)


def fill_from_tables(manager: Person, folder: Path) -> None:
    """Fill in the whole sheet from tables; one of them is wrong in two cells at first."""
    path = export(manager, "支出", folder)
    costs: list[dict[str, Any]] = [{"科目": name, "实际数": 10000} for _, name in COST_ITEMS]
    wrong = [costs[0] | {"实际数": "一万元"}, costs[1] | {"实际数": -1}, *costs[2:]]
    result = bring(manager, "支出", sheets.filled_in(path, wrong, by="科目"))
    expect(result).to_contain_text("表格里有 2 处要改，没有写入")
    expect(result).to_contain_text("第 2 行“实际数”：应为数字，现在是“一万元”")
    expect(result).to_contain_text("第 3 行“实际数”：不能是负数")
    manager.look("admin-disclosure-excel-wrong")
    result = bring(manager, "支出", sheets.filled_in(path, costs, by="科目"))
    expect(result).to_contain_text("修改 9 行")
    manager.look("admin-disclosure-excel")
    confirm(manager)
    bring(manager, "收入", sheets.filled_in(export(manager, "收入", folder), INCOME, by="科目"))
    confirm(manager)
    bring(manager, "收支总表", sheets.filled_in(export(manager, "收支总表", folder), [HEAD]))
    confirm(manager)


def refused_by_one_fen(manager: Person) -> None:
    """Try to hand in a sheet whose total is off by one fen, and put it right."""
    page = manager.page
    said = "收入合计应为 110,000.00 元，表上写的是 110,000.01 元，差 0.01 元"
    expect(part(manager, "检查")).to_contain_text(said)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_text("还有 1 处要改，改好后再提交")).to_be_attached()  # a note, which pictures leave out
    expect(desk.dialog(manager)).to_have_count(0)
    manager.look("admin-disclosure-editor")
    part(manager, "检查").get_by_role("button", name=re.compile("差 0.01 元")).click()
    field = page.get_by_label("收入合计（元）")
    expect(field).to_be_focused()
    field.fill("110,000.00")
    expect(part(manager, "检查")).to_contain_text("没有发现问题")


def asked_before_leaving(manager: Person, quarter: Quarter) -> None:
    """Try to leave with an edit that is not saved, stay, and save it by the keyboard."""
    page = manager.page
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="待办").click()
    expect(desk.dialog(manager)).to_contain_text("改动还没有保存")
    desk.dialog(manager).get_by_role("button", name="取消").click()
    expect(desk.title(manager, quarter.title)).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("toolbar", name="编辑")).to_contain_text("已保存")


def post_up(manager: Person, photo: Path) -> None:
    """Note where the sheet hangs in the compound, with a photo."""
    section = part(manager, "张贴和证明")
    section.get_by_role("button", name="加一处张贴地点").click()
    section.get_by_role("textbox", name="第 1 处地点").fill(BOARD)
    expect(section).to_contain_text("还差一张照片，拍好才算一处")
    section.get_by_label("第 1 处的照片").set_input_files(photo)
    expect(section.get_by_role("img", name="第 1 处的照片")).to_be_visible()
    section.get_by_label("加一张证明照片").set_input_files(photo)
    expect(section.get_by_role("img", name="证明照片 1")).to_be_visible()
    section.scroll_into_view_if_needed()
    manager.look("admin-disclosure-posted")
    manager.page.keyboard.press("Control+s")
    expect(manager.page.get_by_role("toolbar", name="编辑")).to_contain_text("已保存")
    expect(section.get_by_role("img", name="证明照片 1")).to_be_visible()


def submit(manager: Person) -> None:
    """Hand it in. Who wrote it reads that somebody else has to look."""
    page = manager.page
    page.get_by_role("button", name="提交审核").click()
    desk.dialog(manager).get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_text("起草、修改或提交过的人不能审核，请另一位同事审核")).to_be_visible()
    expect(page.get_by_role("button", name="审核通过，发布")).to_have_count(0)
    expect(page.get_by_role("button", name="撤回修改")).to_be_visible()


# --- the second person ---


def open_waiting(second: Person, quarter: Quarter) -> None:
    """Find the sheet on the approval desk."""
    desk.go(second, "信息公示")
    second.page.get_by_role("link", name="审批台").click()
    row = second.page.get_by_role("row").filter(has_text=quarter.title).filter(has_text=quarter.compound)
    expect(row).to_contain_text("等您审核")
    second.look("admin-disclosure-approvals")
    row.get_by_role("link", name="去审核").click()
    expect(desk.title(second, quarter.title)).to_be_visible()


def send_back(second: Person) -> None:
    """Look at the figures and send them back with the reason."""
    page = second.page
    expect(part(second, "收入")).to_contain_text("10,000.00")
    page.get_by_role("button", name="退回").click()
    form = desk.dialog(second)
    form.get_by_role("button", name="退回").click()
    expect(form).to_contain_text("请写明退回原因")
    form.get_by_role("textbox", name="退回原因").fill(REASON)
    second.look("admin-disclosure-return")
    form.get_by_role("button", name="退回").click()
    expect(page.get_by_text(REASON)).to_be_visible()


def mend(manager: Person, quarter: Quarter) -> None:
    """See on the desk why it came back, put it right in the table, and hand it in again."""
    page = manager.page
    desk.go(manager, "信息公示")
    draft = part(manager, "正在编的").get_by_role("listitem").filter(has_text=quarter.title)
    draft = draft.filter(has_text=quarter.compound)
    expect(draft).to_contain_text(f"退回原因：{REASON}")
    draft.get_by_role("link").click()
    expect(page.get_by_text("被退回，请改好再提交")).to_be_visible()
    part(manager, "收入").get_by_label("第 2 行 明细").fill(ANSWERED)
    submit(manager)


def publish(second: Person, quarter: Quarter) -> None:
    """Find it in the things to do, and publish it."""
    page = second.page
    desk.go(second, "待办")
    entry = page.get_by_role("link").filter(has_text=quarter.title)
    expect(entry.first).to_be_visible()
    desk.go(second, "信息公示")
    page.get_by_role("link", name="审批台").click()
    page.get_by_role("row").filter(has_text=quarter.title).filter(has_text=quarter.compound).get_by_role(
        "link"
    ).first.click()
    expect(part(second, "收入")).to_contain_text(ANSWERED)
    second.look("admin-disclosure-review")
    page.get_by_role("button", name="审核通过，发布").click()
    desk.dialog(second).get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("link", name="居民看到的页面")).to_be_visible()


# --- afterwards ---


def look_back(second: Person) -> None:
    """See the versions with their seals, and save the sheet for the board and the labels."""
    page = second.page
    page.get_by_role("group", name="这份公示").get_by_role("button", name="历次版本").click()
    first = page.get_by_role("list", name="历次版本").get_by_role("listitem").first
    expect(first).to_contain_text(re.compile("校验码 [0-9a-f]{64}"))
    second.look("admin-disclosure-history")
    with page.expect_download() as sheet:
        page.get_by_role("link", name="A4 公示单").click()
    assert Path(sheet.value.path()).read_bytes().startswith(b"%PDF")
    desk.go(second, "信息公示")
    page.get_by_role("navigation", name="信息公示").get_by_role("link", name="张贴打印").click()
    page.get_by_text("A3", exact=True).click()
    second.look("admin-disclosure-print")
    with page.expect_download() as labels:
        page.get_by_role("link", name=re.compile("^大门（A3）")).click()
    assert Path(labels.value.path()).read_bytes().startswith(b"%PDF")


def read_in_public(stage: Stage, product: Product, quarter: Quarter) -> None:
    """Anybody reads the figures, without signing in."""
    visitor = stage.phone()

    def there() -> bool:
        status, page = product.call("GET", f"/p/{quarter.code}/accounts")
        return status == 200 and quarter.title in page.decode()

    wait_until(there, 30, lambda: product.log_end("fast"))
    visitor.goto(f"/p/{quarter.code}/accounts")
    section = visitor.page.get_by_role("region", name=quarter.title)
    expect(section).to_contain_text("收入 110,000.00 元，支出 90,000.00 元")
    section.get_by_role("link", name=re.compile("看每一笔")).click()
    expect(visitor.page.get_by_text(ANSWERED).first).to_be_visible()
    expect(visitor.page.get_by_text(BOARD).first).to_be_visible()
    visitor.look("public-quarter")


def correct(manager: Person, second: Person, quarter: Quarter) -> None:
    """Put a published number right: a new version with its reason, approved by the other one again."""
    page = manager.page
    page.reload()
    page.get_by_role("button", name="更正").click()
    desk.dialog(manager).get_by_role("textbox", name="更正原因").fill(WHY)
    desk.dialog(manager).get_by_role("button", name="起草更正").click()
    expect(page.get_by_text("这是一份更正")).to_be_visible()
    part(manager, "收入").get_by_label("第 2 行 实际数").fill("10000.5")
    for field, amount in (("收入合计", "110000.5"), ("本期结余", "13400.5"), ("期末结余", "15400.5")):
        page.get_by_label(f"{field}（元）").fill(amount)
    expect(part(manager, "检查")).to_contain_text("没有发现问题")
    submit(manager)
    open_waiting(second, quarter)
    changes = part(second, "改了什么")
    expect(changes).to_contain_text("和第 1 版相比")
    expect(changes).to_contain_text(re.compile("110,000.00 元.*110,000.50 元"))
    second.look("admin-disclosure-correction")
    second.page.get_by_role("button", name="审核通过，发布").click()
    desk.dialog(second).get_by_role("button", name="发布", exact=True).click()
    expect(second.page.get_by_text("第 2 版", exact=True)).to_be_visible()


def read_the_correction(stage: Stage, product: Product, quarter: Quarter) -> None:
    """Anybody reads what the number was before, and why it changed."""

    def there() -> bool:
        return "110,000.50" in product.call("GET", f"/p/{quarter.code}/accounts")[1].decode()

    wait_until(there, 30, lambda: product.log_end("fast"))
    visitor = stage.phone()  # somebody else: a page that was read a moment ago may be shown again as it was
    visitor.goto(f"/p/{quarter.code}/accounts")
    section = visitor.page.get_by_role("region", name=quarter.title)
    section.get_by_role("link", name=re.compile("看每一笔")).click()
    expect(visitor.page.get_by_text("改正以前：110,000.00 元").first).to_be_visible()
    expect(visitor.page.get_by_text(WHY).first).to_be_visible()


def on_a_phone(person: Person, paths: tuple[str, ...]) -> None:
    """Look at pages on a narrow screen, where nothing may be wider than it."""
    page = person.page
    page.set_viewport_size(PHONE)
    for path in paths:
        person.goto(f"{desk.ADMIN}#{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        person.look("admin-phone" + re.sub("[^a-z]+", "-", path))
        assert page.evaluate(TOO_WIDE) <= 0, f"{path} is wider than a phone"
    page.set_viewport_size(DESK)


def test_a_quarter_from_the_table_to_the_public_page(stage: Stage, product: Product, tmp_path: Path) -> None:
    quarter = free_quarter(product)
    manager, second = stage.desk(), stage.desk()
    desk.sign_in(manager, WRITER)
    begin(manager, quarter)
    editor = manager.page.url.partition("#")[2]
    fill_from_tables(manager, tmp_path)
    refused_by_one_fen(manager)
    asked_before_leaving(manager, quarter)
    post_up(manager, story.from_a_phone("new-paving.jpg", tmp_path))
    on_a_phone(manager, (editor,))
    submit(manager)

    desk.sign_in(second, SECOND)
    open_waiting(second, quarter)
    send_back(second)
    mend(manager, quarter)
    publish(second, quarter)
    look_back(second)
    read_in_public(stage, product, quarter)
    correct(manager, second, quarter)
    read_the_correction(stage, product, quarter)


def test_offices_see_who_is_late(stage: Stage) -> None:
    for username in ("community", "street"):
        cadre = stage.desk()
        desk.sign_in(cadre, username)
        desk.go(cadre, "信息公示")
        cadre.page.get_by_role("link", name="总览").click()
        expect(cadre.page.get_by_role("row").nth(1)).to_be_visible()
        cadre.look("admin-disclosure-overview")
        shown = cadre.page.get_by_role("row").nth(1).get_by_role("link", name="打开公示页")
        expect(shown).to_have_attribute("href", re.compile("^/p/"))
    tabs = ("", "/approvals", "/overview", "/records", "/questions", "/print")
    on_a_phone(cadre, tuple(f"/disclosures{tab}" for tab in tabs))
