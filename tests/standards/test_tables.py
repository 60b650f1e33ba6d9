"""A plan as a table: out and back without a change, what is wrong told row by row, written only after a yes."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import xlsxwriter

from app.core.ledger import compare, from_sheet
from app.core.spreadsheets import read
from app.standards.service.tables import PLAN
from tests.core.sheet_corpus import HOSTILE
from tests.core.test_spreadsheets import live
from tests.standards.steps import BASE, act, bring, confirm, draft, execute, fixed, see, table_of, term

HEADS = [column.title for column in PLAN.columns]


def lines_of(data: bytes) -> list[list]:
    """Return the cells of a table as lists, heading first."""
    rows = from_sheet(read(data), PLAN).rows
    return [HEADS, *([column.show(row[column.key]) for column in PLAN.columns] for row in rows)]


def book(lines: list[list]) -> bytes:
    """Return a file with these lines."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as file:
        sheet = file.add_worksheet("表")
        for number, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, str) and value.startswith("!"):
                    sheet.write_formula(number, column, value[1:], None, "一级")
                elif value is not None:
                    sheet.write(number, column, value)
    return made.getvalue()


def line_of(lines: list[list], code: str) -> list:
    return next(line for line in lines if line[0] == code)


def problems(run) -> list[str]:
    return [one["text"] for one in run["problems"]]


def test_a_table_comes_back_without_a_change(world):
    plan = draft(world.manager_a, world.a, level=2)
    terms = [{"item_code": "GRN-01", "not_applicable": "=cmd|' /C calc'!A0 😀"}, {"item_code": "ENV-01", "level": 3}]
    act(world.manager_a, plan, "save", terms=terms)
    data = table_of(world.manager_a, plan)

    run = bring(world.manager_a, plan, data)

    assert (run["state"], run["changes"], run["problems"]) == ("ready", [], [])
    assert run["counts"] == {"rows": 71, "added": 0, "removed": 0, "changed": 0}
    assert [found for found in live(data) if "<f" in found or "xl/" in found] == []
    before = see(world.manager_a, plan["id"])
    confirm(world.manager_a, run)
    after = see(world.manager_a, plan["id"])
    assert after["terms"] == before["terms"]


def test_what_was_changed_in_the_sheet_is_shown_first_and_written_after_a_yes(world):
    plan = draft(world.manager_a, world.a)
    lines = lines_of(table_of(world.manager_a, plan))
    line_of(lines, "ENV-01")[3] = "三级"
    line_of(lines, "GRN-01")[3:5] = [None, "小区没有草坪"]

    run = bring(world.manager_a, plan, book(lines))

    assert run["actions"] == ["confirm"]
    assert [(one["kind"], one["key"]) for one in run["changes"]] == [("changed", "ENV-01"), ("changed", "GRN-01")]
    assert run["changes"][0]["cells"] == [{"column": "level", "label": "等级", "before": "一级", "after": "三级"}]
    assert term(see(world.manager_a, plan["id"]), "ENV-01")["level"] == 1  # nothing yet
    done = confirm(world.manager_a, run)
    assert (done["state"], done["state_name"], done["actions"]) == ("confirmed", "已导入", [])
    now = see(world.manager_a, plan["id"])
    assert (now["version"], term(now, "ENV-01")["level"], term(now, "GRN-01")["not_applicable"]) == (
        2,
        3,
        "小区没有草坪",
    )
    assert confirm(world.manager_a, run)["state"] == "confirmed"  # a second tap changes nothing
    assert see(world.manager_a, plan["id"])["version"] == 2


def test_every_mistake_is_told_with_its_row_and_nothing_can_be_confirmed(world):
    plan = draft(world.manager_a, world.a)
    lines = lines_of(table_of(world.manager_a, plan))
    line_of(lines, "ENV-01")[3] = "四级"
    line_of(lines, "ENV-02")[2] = "改了名字"
    line_of(lines, "ENV-03")[3] = "!=A1"
    line_of(lines, "ENV-13")[3:5] = [None, "没人做"]
    line_of(lines, "GRN-01")[4] = "没有草坪"
    lines.remove(line_of(lines, "GRN-06"))
    lines.append(["ENV-77", None, None, "一级", None, None, None, None])
    rows = {line[0]: number for number, line in enumerate(lines, start=1)}

    run = bring(world.manager_a, plan, book(lines))

    assert (run["state"], run["state_name"], run["actions"], run["changes"]) == ("refused", "有问题，未导入", [], [])
    assert problems(run) == [
        f"第 {rows['ENV-01']} 行“等级”：应为一级、二级、三级、必须做到之一，现在是“四级”",
        f"第 {rows['ENV-03']} 行“等级”：是公式，请复制这一格后“粘贴为数值”",
        f"第 {rows['ENV-02']} 行：编号 ENV-02 是“楼内清拖地面”，请不要改这一列，也不要错行",
        f"第 {rows['ENV-13']} 行“生活垃圾清运”：这一项必须做到，不能填不适用",
        f"第 {rows['GRN-01']} 行“草坪高度”：等级、合同约定、不适用只能填一种",
        f"第 {rows['ENV-77']} 行“编号”：没有 ENV-77 这一项",
        "缺少 1 项：灌木修剪；每一项都要保留一行",
    ]
    refused = confirm(world.manager_a, run, expect=409)
    assert refused["error"]["message"] == "表格里还有问题，请改好后重新上传"
    assert see(world.manager_a, plan["id"])["version"] == 1


def test_what_changed_after_the_upload_is_not_written_over(world):
    plan = draft(world.manager_a, world.a)
    run = bring(world.manager_a, plan, table_of(world.manager_a, plan))
    act(world.manager_a, plan, "save", terms=[{"item_code": "ENV-01", "level": 3}])

    refused = confirm(world.manager_a, run, expect=409)

    assert refused["error"]["message"] == "上传之后内容又有改动，请重新上传，看清变化后再确认"
    assert term(see(world.manager_a, plan["id"]), "ENV-01")["level"] == 3


def test_an_upload_of_yesterday_is_over(world, app):
    plan = draft(world.manager_a, world.a)
    run = bring(world.manager_a, plan, table_of(world.manager_a, plan))
    execute(app, "update core_ledger_import set created_at = created_at - :by", by=timedelta(hours=24, minutes=1))

    assert world.manager_a.get(f"{BASE}/ledger-imports/{run['id']}").json["state"] == "expired"
    assert confirm(world.manager_a, run, expect=409)["error"]["message"] == "上传已超过 24 小时，请重新上传后再确认"


def test_a_dry_run_is_only_its_makers(world, app):
    plan = draft(world.manager_a, world.a)
    run = bring(world.manager_a, plan, table_of(world.manager_a, plan))

    for person in (world.manager_b,):
        assert person.get(f"{BASE}/ledger-imports/{run['id']}").status_code == 404
        confirm(person, run, expect=404)
    assert world.community_a.post(f"{BASE}/ledger-imports/{run['id']}/actions/confirm").status_code == 403


def test_a_file_sent_twice_is_one_dry_run_and_another_file_is_told(world):
    plan = draft(world.manager_a, world.a)
    data = table_of(world.manager_a, plan)

    first = bring(world.manager_a, plan, data, key="one-upload")
    assert bring(world.manager_a, plan, data, key="one-upload")["id"] == first["id"]
    other = bring(world.manager_a, plan, book([HEADS]), key="one-upload", expect=422)
    assert other["error"]["code"] == "app.idempotency_key_reused"


def test_a_fixed_plan_takes_no_table_and_foreigners_get_none(world):
    plan = fixed(world.manager_a, world.a)
    data = table_of(world.community_a, plan)
    assert bring(world.manager_a, plan, data, expect=409)["error"]["code"] == "standards.move_not_possible"
    bring(world.manager_b, plan, data, expect=404)
    assert world.manager_b.get(f"{BASE}/plans/{plan['id']}/table.xlsx").status_code == 404


@pytest.mark.parametrize("sample", HOSTILE, ids=lambda sample: sample.name)
def test_hostile_files_are_refused_and_nothing_is_lost(world, sample):
    plan = draft(world.manager_a, world.a)
    refused = bring(world.manager_a, plan, sample.make(), expect=422)
    assert "file" in refused["error"]["fields"]
    assert see(world.manager_a, plan["id"])["version"] == 1


def test_the_second_sheet_tells_what_each_level_asks(world):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(table_of(world.repair_a, draft(world.manager_a, world.a)))) as archive:
        names = archive.read("xl/workbook.xml").decode()
        inside = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    assert all(f'name="{name}"' in names for name in ("服务标准约定", "各等级标准", "填写说明"))
    assert "每周至少 2 次" in inside


def test_the_rows_of_a_plan_are_its_table():
    assert compare(PLAN, [], []) == []
    assert PLAN.row_key == ("code",)
