"""Last year's agreement taken over in Word: the form goes out, is filled in, comes back with a mistake, then right."""

from __future__ import annotations

import io
import re
import uuid
from pathlib import Path
from typing import Any

import docx
from playwright.sync_api import Page, expect

from app.core.clock import today, years_on
from app.party.wordform.layout import day_words
from tests.e2e import desk
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage
from tests.e2e.test_party import LAST_YEAR, field
from tests.party.forms import NEEDS, packed, put, write_row

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def copied(stage: Stage, number: str) -> Person:
    """The community takes last year's agreement over and looks at the draft."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.go(worker, "党建联建")
    page = worker.page
    page.get_by_role("link", name=LAST_YEAR).click()
    page.get_by_role("button", name="复制下一期").click()
    field(worker, "新的协议编号").fill(number)
    desk.dialog(worker).get_by_role("button", name="复制", exact=True).click()
    expect(desk.title(worker, "修改协议草稿")).to_be_visible()
    draft = re.search(r"/party/([0-9a-f-]+)/edit", page.url)
    assert draft is not None
    worker.goto(f"/admin/#/party/{draft[1]}")
    expect(desk.title(worker, f"《党建联建协议》{number}")).to_be_visible()
    return worker


def downloaded(page: Page, words: str) -> tuple[str, bytes]:
    """Save a file by a button; return its name and content."""
    with page.expect_download() as saved:
        page.get_by_role("button", name=words).click()
    return saved.value.suggested_filename, Path(saved.value.path()).read_bytes()


def bring(page: Page, paper: Any) -> None:
    """Choose the filled form."""
    page.get_by_label("选择填写表").set_input_files({"name": "填写表.docx", "mimeType": WORD, "buffer": packed(paper)})


def corrected_in_word(worker: Person, number: str, mark: str) -> None:
    """The form is filled in; a wrong date is told with its place, then what changes is shown and written."""
    page, dialog = worker.page, desk.dialog(worker)
    page.get_by_role("button", name="用 Word 修改").click()
    name, data = downloaded(page, "下载这份协议的填写表")
    assert name.endswith("填写表.docx")
    paper = docx.Document(io.BytesIO(data))
    put(paper, "协议编号", f"{number}（改）")
    put(paper, "签订日期", "今天")
    write_row(paper, NEEDS, len(paper.tables[NEEDS].rows), f"{mark}修门禁", "示例春晖社区", "先修三单元")
    bring(page, paper)
    expect(dialog).to_contain_text("表里有 1 处要改，没有写入")
    expect(dialog).to_contain_text("签订日期：“今天”不是日期，请写成 2027年3月1日")
    worker.look("admin-party-form-problem")
    put(paper, "签订日期", day_words(today()))
    bring(page, paper)
    expect(dialog).to_contain_text("请核对")
    expect(dialog).to_contain_text(f"{mark}修门禁")
    expect(dialog).to_contain_text(f"{number}（改）")
    worker.look("admin-party-form")
    dialog.get_by_role("button", name="按表修改").click()
    expect(dialog).to_have_count(0)
    expect(desk.title(worker, f"《党建联建协议》{number}（改）")).to_be_visible()
    expect(page.get_by_text(f"{mark}修门禁")).to_be_visible()


def signed_and_listed(worker: Person) -> None:
    """It is signed, and its lists leave as a table."""
    page = worker.page
    page.get_by_role("button", name="签订生效").click()
    desk.dialog(worker).get_by_role("button", name="已签订").click()
    expect(page.get_by_text("已签订，未生效")).to_be_visible()
    name, _ = downloaded(page, "导出三张清单")
    assert re.fullmatch(r"需求资源项目清单\d{8}\.xlsx", name)


def begun_by_an_empty_form(worker: Person, number: str) -> None:
    """An empty form is looked at and filled in, and begins a draft."""
    page = worker.page
    desk.go(worker, "党建联建")
    page.get_by_role("button", name="用 Word 登记").click()
    _, data = downloaded(page, "下载空白填写表")
    paper = docx.Document(io.BytesIO(data))
    put(paper, "协议编号", number)
    put(paper, "小区", "示例春晖里小区")
    put(paper, "开始日期", day_words(today()))
    put(paper, "结束日期", day_words(years_on(today(), 2)))
    write_row(paper, NEEDS, 1, "晾晒的地方", "", "")
    bring(page, paper)
    expect(desk.dialog(worker)).to_contain_text("晾晒的地方")
    desk.dialog(worker).get_by_role("button", name="登记为草稿").click()
    expect(desk.title(worker, f"《党建联建协议》{number}")).to_be_visible()
    expect(page.get_by_text("缺少社区党组织")).to_be_visible()


def through_word(stage: Stage, mark: str) -> None:
    """Play the whole of it."""
    number = f"春晖联建〔2027〕W{mark}号"
    worker = copied(stage, number)
    corrected_in_word(worker, number, mark)
    signed_and_listed(worker)
    begun_by_an_empty_form(worker, f"春晖联建〔2028〕W{mark}号")


def test_an_agreement_goes_through_word(stage: Stage, product: Product) -> None:
    mark = uuid.uuid4().hex[:4]
    through_word(stage, mark)
    state = product.value("SELECT state FROM party_agreement WHERE number = %s", f"春晖联建〔2027〕W{mark}号（改）")
    assert state == "in_force"
