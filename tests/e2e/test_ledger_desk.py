"""A community keeps its compound at the desk: what runs out, a building added in a form, and the homes by table."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from app.core.ledger import from_sheet, to_sheet
from app.core.spreadsheets import read
from app.places.tables import HOMES
from tests.e2e import desk
from tests.e2e.stage import Person, Stage

HOME = "示例春晖里小区"


def add_a_building(community: Person) -> None:
    """Add a row in a form, told first what is missing."""
    community.page.get_by_role("button", name="楼栋", exact=True).click()
    community.page.get_by_role("button", name="新增").click()
    form = desk.dialog(community)
    form.get_by_label("楼号").fill("示例新楼")
    form.get_by_role("button", name="保存", exact=True).click()
    expect(form.get_by_text("请填写").first).to_be_visible()
    form.get_by_label("层数").fill("6")
    form.get_by_label("电梯数").fill("1")
    community.look("admin-ledger-row")
    form.get_by_role("button", name="保存", exact=True).click()
    expect(form).to_be_hidden()
    expect(community.page.get_by_role("row").filter(has_text="示例新楼")).to_be_visible()


def bring_its_homes(community: Person, folder: Path) -> None:
    """Take the homes along as a table, add one, look at the change and say yes."""
    community.page.get_by_role("button", name="房屋", exact=True).click()
    community.page.get_by_role("button", name="Excel 导入、导出").click()
    form = desk.dialog(community)
    with community.page.expect_download() as saved:
        form.get_by_role("link", name="下载“房屋”表格").click()
    rows = from_sheet(read(saved.value.path().read_bytes()), HOMES).rows
    file = folder / "房屋.xlsx"
    file.write_bytes(to_sheet([(HOMES, [*rows, {"building": "示例新楼", "unit": "1单元", "label": "101"}])]))
    form.get_by_label("选择“房屋”表格").set_input_files(file)
    expect(form.get_by_role("status").filter(has_text="新增 1 行")).to_be_visible()
    community.look("admin-ledger-import")
    form.get_by_role("button", name="确认写入").click()
    expect(form).to_be_hidden()
    community.page.get_by_role("searchbox", name="查找房屋").fill("示例新楼")
    expect(community.page.get_by_text("共 1 行")).to_be_visible()


def test_a_community_keeps_its_compound(stage: Stage, tmp_path: Path) -> None:
    community = stage.desk()
    desk.sign_in(community, "community")
    desk.go(community, "小区台账")
    community.page.get_by_role("link", name=HOME).click()
    expect(desk.title(community, HOME)).to_be_visible()
    expect(community.page.get_by_role("heading", name="质保维护")).to_be_visible()
    community.look("admin-ledger")
    add_a_building(community)
    bring_its_homes(community, tmp_path)
