"""Orders of 12345: the street brings a table, mends what was not found, imports it, and sees the orders."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e import desk
from tests.e2e.product import Product
from tests.e2e.stage import Person, Stage
from tests.hotline.steps import order, table

KNOWN, ODD = "示例春晖里小区", "春晖老院子"


def sheet(folder: Path) -> Path:
    """Write a table as 12345 would send it: one row is right, two name a compound as nobody else does, one is wrong."""
    path = folder / "派单.xlsx"
    rows = (
        order("JC20261123000101", compound=KNOWN, category="屋面漏雨", deadline="7天"),
        order("JC20261123000102", compound=ODD, content="院里路灯不亮", category="院内路灯"),
        order("JC20261123000103", compound=ODD, content="井盖松了", category="道路井盖破损"),
        order("JC20261123000104", compound=KNOWN, kind="抱怨", content="太吵"),
    )
    path.write_bytes(table(*rows))
    return path


def bring(stage: Stage, folder: Path) -> Person:
    """Upload the table and wait until it is checked."""
    cadre = stage.desk()
    desk.sign_in(cadre, "street")
    desk.go(cadre, "12345 工单")
    cadre.page.get_by_label("选择派单表").set_input_files(sheet(folder))
    expect(cadre.page.get_by_role("button", name="导入 1 行")).to_be_visible(timeout=30_000)
    cadre.look("admin-hotline-batch")
    return cadre


def mend(cadre: Person) -> None:
    """Choose the compound for one row; the other that writes it so comes with it."""
    cadre.page.get_by_role("button", name="选小区").first.click()
    dialog = desk.dialog(cadre)
    dialog.get_by_role("combobox", name="是哪个小区").fill(KNOWN)
    dialog.get_by_role("option").filter(has_text=KNOWN).first.click()
    dialog.get_by_role("button", name="确定").click()
    expect(cadre.page.get_by_role("button", name="导入 3 行")).to_be_visible()


def test_a_table_becomes_orders_and_what_was_not_found_is_chosen(
    stage: Stage, product: Product, tmp_path: Path
) -> None:
    cadre = bring(stage, tmp_path)
    mend(cadre)
    cadre.page.get_by_role("button", name="导入 3 行").click()
    expect(cadre.page.get_by_text("新建 3，未导入 1")).to_be_visible(timeout=30_000)
    statement = "SELECT count(*) FROM hotline_order WHERE own_no LIKE 'JC202611230001%'"
    assert product.value(statement) == 3
    cadre.page.get_by_role("link", name="返回").click()
    cadre.page.get_by_role("link", name="工单和结果").click()
    expect(cadre.page.get_by_role("link", name="JC20261123000102")).to_be_visible()
    with cadre.page.expect_download() as download:
        cadre.goto(f"{desk.ADMIN}#/hotline")
        cadre.page.get_by_role("link", name="下载模板").click()
    assert download.value.suggested_filename.endswith(".xlsx")
