"""The ledger as Excel: out and back unchanged, every row told of, written by the same steps as on the screen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import today
from app.core.ledger import from_sheet, to_sheet
from app.core.spreadsheets import read
from app.resources import policy
from app.resources.models import Kind, Ownership
from app.resources.service.ledger import LARGEST_AREA, LEDGER
from tests.duty.steps import execute
from tests.resources.steps import BASE, act, add, bring, file_of, inventory, opened, see, soon
from tests.world import in_app

NEW = {
    "compound": "示例小区a", "name": "原传达室", "kind": "room", "place": "南门西侧", "area": 2_800,
    "ownership": "unit", "owner": "示例厂", "present_use": "空着", "next_on": soon(),
}  # fmt: skip


def rows_in(data):
    found = from_sheet(read(data), LEDGER)
    assert not found.problems
    return found.rows


def confirm(person, run, expect=200):
    answer = person.post(f"{BASE}/ledger-imports/{run['id']}/actions/confirm")
    assert answer.status_code == expect, answer.json
    return answer.json


def problems(run):
    return [one["text"] for one in run["problems"]]


def counts(run):
    return tuple(run["counts"][key] for key in ("rows", "added", "changed", "removed"))


@pytest.fixture
def full(world):
    """Compound a with one resource under way, one that runs, one given up."""
    add(world.community_a, world.a)
    opened_one = add(world.community_a, world.a, name="原粮店", owner_id=str(world.orgs["contractor"]), owner_text="")
    for action in ("consult", "plan", "fund", "run"):
        opened_one = act(world.community_a, opened_one, action)
    act(world.community_a, add(world.community_a, world.a, name="拆了的"), "end")
    return world


@pytest.mark.parametrize("who", ["community_a", "secretary_a", "street_a"])
def test_it_comes_back_without_a_change(full, who):
    person = getattr(full, who)
    run = bring(person, file_of(person))
    assert (problems(run), counts(run), run["actions"]) == ([], (2, 0, 0, 0), ["confirm"])
    before = person.get(BASE).json["items"]
    confirm(person, run)
    assert person.get(BASE).json["items"] == before, "nothing is written for what stays as it is"


def test_what_is_new_and_what_differs_is_shown_and_then_written(full):
    person = full.community_a
    rows = rows_in(file_of(person))
    [house] = [row for row in rows if row["name"] == "原锅炉房"]
    house |= {"area": 20_000, "owner": "示例二厂"}
    run = bring(person, [*rows, NEW])
    assert (problems(run), counts(run)) == ([], (3, 1, 1, 0))
    changed = next(change for change in run["changes"] if change["kind"] == "changed")
    assert {cell["label"]: (cell["before"], cell["after"]) for cell in changed["cells"]} == {
        "面积": ("186.50 ㎡", "200.00 ㎡"), "归谁": ("示例厂", "示例二厂"),
    }  # fmt: skip
    assert len(person.get(BASE).json["items"]) == 3, "nothing is written before somebody says yes"
    confirm(person, run)
    found = {one["name"]: one for one in person.get(BASE).json["items"]}
    assert (found["原锅炉房"]["area"], found["原锅炉房"]["owner"], found["原锅炉房"]["version"]) == (
        20_000,
        "示例二厂",
        2,
    )
    made = see(person, found["原传达室"])
    assert (made["stage"], made["compound"]["name"], made["next_on"]) == ("found", "示例小区a", soon())
    assert [(step["action"], step["note"]) for step in made["steps"]] == [("add", "从 Excel 台账导入")]
    steps = see(person, found["原锅炉房"])["steps"]
    assert [(step["action"], step["actor"]) for step in steps][-1] == ("change", person.name)
    confirm(person, run)
    assert len(person.get(BASE).json["items"]) == 4, "a second yes writes nothing"


def test_an_owner_of_the_ledger_of_places_is_tied(app, full):
    person = full.community_a
    execute(app, "update places_organisation set name = '示例房管中心' where id = :id", id=full.orgs["contractor"])
    confirm(person, bring(person, [*rows_in(file_of(person)), NEW | {"owner": "示例房管中心"}]))
    [made] = person.get(f"{BASE}?q=传达室").json["items"]
    assert (made["owner_id"], made["owner"]) == (str(full.orgs["contractor"]), "示例房管中心")


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"compound": "示例小区b"}, "compound", "第 4 行：本辖区没有“示例小区b”这个小区"),
        ({"compound": "没有的"}, "compound", "第 4 行：本辖区没有“没有的”这个小区"),
        ({"name": "原锅炉房"}, "name", "第 4 行：与第 3 行重名，同一小区不能重名"),
        ({"name": "拆了的"}, "name", "第 4 行：这个小区已经登记过“拆了的”，请用能区分开的名称"),
        ({"owner": None}, "owner", "第 4 行：请选择或写明是哪个产权单位"),
        ({"next_on": None}, "next_on", f"第 4 行：{policy.NEXT_DAY}"),
        ({"next_on": soon(-1)}, "next_on", f"第 4 行：{policy.NEXT_DAY}"),
        ({"next_on": soon(367)}, "next_on", f"第 4 行：{policy.NEXT_DAY}"),
        ({"id": "11111111-1111-1111-1111-111111111111"}, "id", "第 4 行：没有这个编号；新增的行请把编号留空"),
        ({"area": None}, "area", "第 4 行“面积”：请填写"),
    ],
)
def test_a_row_that_cannot_be_is_told_of_and_nothing_is_written(full, cells, column, said):
    person = full.community_a
    run = bring(person, [*rows_in(file_of(person)), NEW | cells])
    assert [(one["row"], one["column"], one["text"]) for one in run["problems"]] == [(4, column, said)]
    assert (run["changes"], run["actions"]) == ([], [])
    confirm(person, run, 409)
    assert len(person.get(BASE).json["items"]) == 3


def test_two_new_ones_of_one_name_and_a_row_left_out_are_told_of(full):
    person = full.community_a
    [first, _] = rows_in(file_of(person))
    run = bring(person, [first, NEW, NEW])
    assert problems(run) == [
        "第 4 行：与第 3 行重名，同一小区不能重名",
        "少了 1 行：示例小区a 原锅炉房。每一处都要保留一行；拆除、收回的，在页面上标为“不再利用”"
        if first["name"] == "原粮店"
        else "少了 1 行：示例小区a 原粮店。每一处都要保留一行；拆除、收回的，在页面上标为“不再利用”",
    ]


def test_one_does_not_move_and_what_runs_has_no_next_day(full):
    person = full.street_a
    rows = rows_in(file_of(person))
    for row in rows:
        row["compound"] = "示例小区none" if row["name"] == "原锅炉房" else row["compound"]
        row["next_on"] = soon() if row["name"] == "原粮店" else row["next_on"]
    said = problems(bring(person, rows))
    assert len(said) == 2
    assert any("不能改到别的小区" in one for one in said)
    assert any("已经开放，“下次再看”请留空" in one for one in said)


def test_a_planned_one_does_not_become_common_without_a_decision(world):
    person = world.community_a
    resource = act(person, act(person, add(person, world.a), "consult"), "plan")
    [row] = rows_in(file_of(person))
    run = bring(person, [row | {"ownership": "common"}])
    assert "业主共同决定" in problems(run)[0]
    assert see(person, resource)["ownership"] == "unit"


def test_a_day_that_has_passed_keeps_nobody_from_mending_the_rest(app, world):
    person = world.community_a
    resource = add(person, world.a)
    execute(app, "update resources_resource set next_on = :day", day=today() - timedelta(days=3))
    [row] = rows_in(file_of(person))
    run = bring(person, [row | {"present_use": "清空了"}])
    assert problems(run) == []
    confirm(person, run)
    assert see(person, resource)["present_use"] == "清空了"


def test_what_changed_meanwhile_is_not_written_over(full):
    person = full.community_a
    run = bring(person, [*rows_in(file_of(person)), NEW])
    [house] = [one for one in person.get(BASE).json["items"] if one["name"] == "原锅炉房"]
    act(full.secretary_a, house, "note")
    assert confirm(person, run, 409)["error"]["code"] == "ledger.import_not_possible"


def test_a_compound_that_was_renamed_meanwhile_is_asked_about_again(app, full):
    person = full.community_a
    run = bring(person, [*rows_in(file_of(person)), NEW])
    execute(app, "update places_compound set name = '改了名' where id = :id", id=full.a.compound)
    assert "请重新上传" in confirm(person, run, 409)["error"]["message"]


def test_a_file_sent_twice_is_one_dry_run_of_ones_own(full):
    person = full.community_a
    data = file_of(person)
    first, second = bring(person, data, key="a" * 32), bring(person, data, key="a" * 32)
    assert first["id"] == second["id"]
    assert full.secretary_a.get(f"{BASE}/ledger-imports/{first['id']}").status_code == 404
    confirm(full.secretary_a, first, 404)
    assert person.get(f"{BASE}/ledger-imports/{first['id']}").json["state"] == "ready"


@pytest.mark.parametrize("who", ["manager_a", "district", "handler"])
def test_who_only_reads_has_no_table(full, who):
    file_of(getattr(full, who), 403)
    bring(getattr(full, who), b"x", 403)


TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=20)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.none(),
            "compound": TEXTS,
            "name": TEXTS,
            "kind": st.sampled_from([kind.value for kind in Kind]),
            "place": TEXTS,
            "area": st.integers(1, LARGEST_AREA),
            "ownership": st.sampled_from([one.value for one in Ownership]),
            "owner": st.none() | TEXTS,
            "present_use": st.none() | TEXTS,
            "next_on": st.none() | st.dates(today(), today() + policy.LONGEST_PLAN).map(str),
        }
    ),
    max_size=5,
)


def test_a_sheet_keeps_every_cell(app):
    @given(ROWS)
    def check(rows):
        found = from_sheet(read(to_sheet([(LEDGER, rows)])), LEDGER)
        assert [*map(len, (found.rows, found.problems))] == [len(rows), 0]
        assert [row["area"] for row in found.rows] == [row["area"] for row in rows]
        assert [row["next_on"] for row in found.rows] == [row["next_on"] for row in rows]

    in_app(app, check)


# --- the map ---


def test_the_map_has_what_the_list_has_and_where_it_stands(app, world):
    add(world.community_a, world.a, ownership="common", owner_text="")
    opened(world.community_b, world.b)
    execute(app, "update places_compound set latitude = 39.9, longitude = 116.2 where id = :id", id=world.a.compound)
    found = world.district.get(f"{BASE}/map").json
    assert [(one["street"], one["stage_name"], one["latitude"]) for one in found["items"]] == [
        ("示例街道a", "已摸排", 39.9), ("示例街道b", "已开放", None),
    ]  # fmt: skip
    assert found["more"] is False
    assert [one["compound"] for one in world.district.get(f"{BASE}/map?stage=running").json["items"]] == ["示例小区b"]
    assert [one["compound"] for one in world.street_a.get(f"{BASE}/map").json["items"]] == ["示例小区a"]
    assert world.manager_b.get(f"{BASE}/map?q=锅炉").json["items"][0]["compound"] == "示例小区b"


def test_a_map_that_is_cut_says_so(world, monkeypatch):
    from app.resources.service import showing

    monkeypatch.setattr(showing, "MOST_POINTS", 2)
    for n in range(3):
        add(world.community_a, world.a, **inventory(name=f"第{n}处"))
    found = world.community_a.get(f"{BASE}/map").json
    assert (len(found["items"]), found["more"]) == (2, True)
