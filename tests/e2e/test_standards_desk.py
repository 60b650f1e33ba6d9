"""What a contract promises, at the desk: what is late and what was done, the plan corrected by hand and by table."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e import behind, desk, sheets, story
from tests.e2e.product import Product, wait_until
from tests.e2e.stage import DESK, PHONE, Person, Stage

HOME, CORRECTED = "示例春晖里小区", "示例清泉家园"
LATE = "楼外道路及设施清洁"
LATE_CODE = "ENV-09"
HEAP = "没有按时做的服务"
STRUCK_BECAUSE = "照片拍的是别的小区"
WRONG = "合同附件把休闲椅和门禁写错了"
BENCHES, DOORS = "休闲椅、凉亭、小品巡检", "FAC-26"
NO_BENCHES = "小区没有休闲椅和凉亭，改造时拆除了"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
COMPOUND = "SELECT id FROM places_compound WHERE name = %s"


def heap(manager: Person) -> Locator:
    """Return the heap of what is late on the desk."""
    return manager.page.get_by_role("region", name=HEAP)


def late_entry(manager: Person) -> Locator:
    """Return the entry of the late item of the demo persons' compound."""
    return heap(manager).get_by_role("link").filter(has_text=LATE).filter(has_text=HOME)


def row(person: Person, words: str) -> Locator:
    """Return a row of a table."""
    return person.page.get_by_role("row").filter(has_text=words)


def from_the_desk_to_the_board(manager: Person) -> None:
    """Find in the things to do what is late, and see on the board since when."""
    desk.go(manager, "待办")
    expect(late_entry(manager)).to_be_visible()
    late_entry(manager).click()
    expect(desk.title(manager, "服务标准")).to_be_visible()
    expect(row(manager, LATE)).to_contain_text(re.compile("前该做，晚了 [0-9]+ 天"))
    expect(row(manager, LATE)).to_contain_text("已逾期")
    manager.look("admin-standards-late")


def sweep(product: Product, worker: Person, folder: Path) -> None:
    """Let the repair worker do it and send its photo, as his phone does."""
    photo = story.from_a_phone("new-paving.jpg", folder)
    token = {"Authorization": f"Bearer {product.token('repair')}"}
    ask, base = worker.page.context.request, f"{product.base}/api/v1"
    sent = ask.post(
        f"{base}/media",
        headers=token | {"Idempotency-Key": str(uuid.uuid4())},
        multipart={"file": {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo.read_bytes()}},
    )
    assert sent.status == 201, sent.text()
    body: dict[str, Any] = {
        "compound_id": str(product.value(COMPOUND, HOME)), "item_code": LATE_CODE, "media_ids": [sent.json()["id"]],
        "note": "院内道路全部冲洗",
    }  # fmt: skip
    key = str(uuid.uuid4())
    behind.ok(product.call("POST", "/api/v1/staff/standards/records", product.token("repair"), body, key=key))


def seen_on_the_board(manager: Person) -> None:
    """See on the board that it was done just now, with the photo large."""
    manager.page.get_by_role("group", name="怎么样").get_by_role("button", name=re.compile("^全部")).click()
    manager.page.keyboard.press("r")
    expect(row(manager, LATE)).to_contain_text("已按时做")
    expect(row(manager, LATE)).to_contain_text(re.compile("今天 .*院内道路全部冲洗"))
    manager.look("admin-standards")
    row(manager, LATE).get_by_role("button", name=re.compile("^看大图")).click()
    expect(manager.page.get_by_role("dialog", name="查看照片").get_by_role("img")).to_be_visible()
    manager.page.keyboard.press("Escape")


def struck(manager: Person) -> None:
    """Go on to the records of the item and declare the newest one void, with the reason: it is late again."""
    row(manager, LATE).get_by_role("link").first.click()
    expect(desk.title(manager, "服务记录")).to_be_visible()
    newest = manager.page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("院内道路全部冲洗")
    expect(newest).to_contain_text("赵海波")
    manager.look("admin-standards-records")
    newest.get_by_role("button", name=re.compile("^作废")).click()
    form = desk.dialog(manager)
    form.get_by_role("button", name="作废", exact=True).click()
    expect(form).to_contain_text("请写明作废的原因")
    form.get_by_role("textbox", name="作废的原因").fill(STRUCK_BECAUSE)
    form.get_by_role("button", name="作废", exact=True).click()
    expect(desk.dialog(manager)).to_have_count(0)
    expect(manager.page.get_by_text("院内道路全部冲洗")).to_have_count(0)
    desk.go(manager, "待办")
    expect(late_entry(manager)).to_be_visible()


# --- the plan ---


def term(manager: Person, name: str) -> Locator:
    """Return the row of an item in the plan."""
    return manager.page.get_by_role("listitem").filter(has=manager.page.get_by_role("group", name=name, exact=True))


def begin_correction(manager: Person) -> None:
    """Open the plan that holds in another compound and begin to correct it."""
    page = manager.page
    desk.go(manager, "服务标准")
    page.get_by_role("navigation", name="服务标准").get_by_role("link", name="合同约定").click()
    expect(desk.title(manager, "服务标准约定")).to_be_visible()
    box = page.get_by_role("combobox", name="小区")
    box.click()
    page.get_by_role("option").filter(has_text=CORRECTED).click()
    page.get_by_role("link", name="看全部 71 项").click()
    expect(desk.title(manager, f"{CORRECTED} 服务标准约定")).to_be_visible()
    page.get_by_role("button", name="更正").click()
    form = desk.dialog(manager)
    form.get_by_role("textbox", name="更正的原因").fill(WRONG)
    form.get_by_role("button", name="开始更正").click()
    expect(page.get_by_role("toolbar", name="编辑")).to_contain_text("已保存")


def correct_by_hand(manager: Person) -> None:
    """Say that an item does not apply, which needs its reason, and save it by the keyboard."""
    page = manager.page
    benches = term(manager, BENCHES)
    benches.get_by_role("radio", name="不适用").check(force=True)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(benches).to_contain_text("请写明为什么不适用，居民会看到")
    benches.get_by_role("textbox", name=f"{BENCHES} 不适用的原因").fill(NO_BENCHES)
    benches.scroll_into_view_if_needed()
    manager.look("admin-standards-plan")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("toolbar", name="编辑")).to_contain_text("已保存")


def correct_by_table(manager: Person, folder: Path) -> None:
    """Take the plan out to a table, raise one item there, and bring it back: first what it would change."""
    page = manager.page
    page.get_by_role("button", name="用 Excel 填").click()
    form = desk.dialog(manager)
    with page.expect_download() as download:
        form.get_by_role("link", name=re.compile("^下载")).click()
    path = folder / "约定.xlsx"
    download.value.save_as(path)
    wrong = sheets.filled_in(path, [{"编号": DOORS, "等级": "四级"}], by="编号")
    form.get_by_label("选择服务标准约定表").set_input_files(wrong)
    result = form.get_by_role("region", name="检查结果")
    expect(result).to_contain_text("表格里有 1 处要改，没有写入")
    form.get_by_label("选择服务标准约定表").set_input_files(
        sheets.filled_in(path, [{"编号": DOORS, "等级": "三级"}], by="编号")
    )
    expect(result).to_contain_text("修改 1 项")
    expect(result).to_contain_text("三级")
    manager.look("admin-standards-excel")
    form.get_by_role("button", name="确认写入草稿").click()
    expect(desk.dialog(manager)).to_have_count(0)


def fix(manager: Person) -> None:
    """Fix it: from today on it holds."""
    page = manager.page
    page.get_by_role("toolbar", name="编辑").get_by_role("button", name="确定").click()
    desk.dialog(manager).get_by_role("button", name="确定", exact=True).click()
    expect(page.get_by_role("toolbar", name="编辑")).to_have_count(0)
    expect(page.get_by_text("第 2 份")).to_be_visible()
    expect(page.get_by_text(NO_BENCHES)).to_be_visible()


def read_by_everybody(product: Product) -> None:
    """Everybody reads what was corrected."""
    compound = product.value(COMPOUND, CORRECTED)

    def shown() -> bool:
        page = behind.ok(product.call("GET", f"/api/v1/public/compounds/{compound}"))
        items = {one["code"]: one for one in page["standards"]}
        return NO_BENCHES in items["FAC-07"]["level_words"] and items[DOORS]["level"] == 3

    wait_until(shown, 30, lambda: product.log_end("fast"))


def on_a_phone(person: Person, *paths: str) -> None:
    """Look at pages on a narrow screen, where nothing may be wider than it."""
    person.page.set_viewport_size(PHONE)
    for path in paths:
        person.goto(f"{desk.ADMIN}#{path}")
        expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        person.look("admin-phone" + re.sub("[^a-z]+", "-", path))
        assert person.page.evaluate(TOO_WIDE) <= 0, f"{path} is wider than a phone"
    person.page.set_viewport_size(DESK)


def late_done_and_void(stage: Stage, product: Product, folder: Path) -> Person:
    """See what is late, see it done, declare that void; returns the manager."""
    manager = stage.desk()
    desk.sign_in(manager, "manager")
    from_the_desk_to_the_board(manager)
    sweep(product, manager, folder)
    seen_on_the_board(manager)
    struck(manager)
    return manager


def corrected(manager: Person, product: Product, folder: Path) -> None:
    """Correct a plan by hand and by table."""
    begin_correction(manager)
    draft = manager.page.url.partition("#")[2]
    correct_by_hand(manager)
    correct_by_table(manager, folder)
    on_a_phone(manager, draft)
    fix(manager)
    read_by_everybody(product)


def look_it_up(stage: Stage) -> Person:
    """An office reads the standard itself and finds what it looks for."""
    worker = stage.desk()
    desk.sign_in(worker, "community")
    desk.go(worker, "服务标准")
    expect(worker.page.get_by_role("row").nth(1)).to_be_visible()
    worker.page.get_by_role("navigation", name="服务标准").get_by_role("link", name="标准目录").click()
    expect(worker.page.get_by_role("row")).to_have_count(72)
    worker.look("admin-standards-catalogue")
    worker.page.keyboard.press("/")
    worker.page.keyboard.type("道闸")
    expect(worker.page.get_by_role("row")).to_have_count(2)
    return worker


def test_what_is_late_is_seen_done_and_void_again(stage: Stage, product: Product, tmp_path: Path) -> None:
    late_done_and_void(stage, product, tmp_path)


def test_a_plan_is_corrected_by_hand_and_by_table(stage: Stage, product: Product, tmp_path: Path) -> None:
    manager = stage.desk()
    desk.sign_in(manager, "manager")
    corrected(manager, product, tmp_path)


def test_an_office_looks_the_standard_up_and_changes_nothing(stage: Stage) -> None:
    worker = look_it_up(stage)
    page = worker.page
    page.get_by_role("navigation", name="服务标准").get_by_role("link", name="合同约定").click()
    page.get_by_role("link", name="看全部 71 项").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("服务标准约定"))).to_be_visible()
    expect(page.get_by_role("button", name="更正")).to_have_count(0)
    expect(page.get_by_role("radio")).to_have_count(0)
    on_a_phone(worker, "/standards", "/standards/plans", "/standards/records", "/standards/catalogue")
