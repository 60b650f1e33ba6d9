"""What a district enters itself: out and back unchanged, told row by row, written after a yes, never over others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.core.clock import today
from app.core.db import db
from app.places.models import Compound
from app.places.tables import BOOKS
from tests.places.steps import bring, confirm, file_of, fill, put, row_of, rows_in, see, sheet
from tests.world import estate, write

BY_REGION = ("organisations", "compounds", "contracts")
IN_COMPOUND = ("buildings", "homes", "assets", "warranties", "maintenance")
SEAT_A = {"street": "示例街道a", "community": "示例社区a"}
NEW_COMPOUND = {"name": "示例新村", "address": "示例路9号", "street": "示例街道a", "community": "示例社区a"}


def problems(run) -> list[str]:
    return [one["text"] for one in run["problems"]]


def counts(run) -> tuple[int, int, int]:
    return tuple(run["counts"][key] for key in ("added", "changed", "removed"))


@pytest.fixture
def full(world):
    """Compound a with one of everything."""
    put(
        world.community_a, world.a.compound, "warranties",
        {"building": "1号楼", "asset": "1号楼屋面", "part": "屋面防水", "contractor": "示例施工公司",
         "starts_on": "2025-06-30", "ends_on": "2030-06-29"},
    )  # fmt: skip
    put(
        world.community_a, world.a.compound, "maintenance",
        {"building": "1号楼", "asset": "1号楼屋面", "maintainer": "示例物业a", "payer": "contract",
         "basis": "物业服务合同第八条", "starts_on": "2030-06-30"},
    )  # fmt: skip
    put(
        world.district, world.district_id, "compounds",
        NEW_COMPOUND | {"latitude": "39.906217", "longitude": "116.195312", "built_year": 1984},
    )  # fmt: skip
    return world


@pytest.mark.parametrize("table", BY_REGION)
@pytest.mark.parametrize("who", ["district", "street_a"])
def test_a_table_of_an_office_comes_back_without_a_change(full, who, table):
    person, subject = getattr(full, who), full.regions[who]
    run = bring(person, subject, table, file_of(person, subject, table))
    assert (problems(run), counts(run)) == ([], (0, 0, 0))
    assert run["counts"]["rows"] > 0


@pytest.mark.parametrize("table", IN_COMPOUND)
def test_a_table_of_a_compound_comes_back_without_a_change(full, table):
    run = bring(full.community_a, full.a.compound, table, file_of(full.community_a, full.a.compound, table))
    assert (problems(run), counts(run)) == ([], (0, 0, 0))
    assert run["counts"]["rows"] > 0


def test_regions_come_back_without_a_change(world):
    run = bring(world.sysadmin, world.district_id, "regions", file_of(world.sysadmin, world.district_id, "regions"))
    assert (problems(run), counts(run), run["counts"]["rows"]) == ([], (0, 0, 0), 4)


def test_a_dry_run_writes_nothing_and_a_yes_writes_what_was_shown(world):
    person, here = world.community_a, world.a.compound
    rows = rows_in(file_of(person, here, "homes"), "homes")
    rows[0]["label"] = "101甲"
    rows.append({"building": "1号楼", "unit": "2单元", "label": "101", "area_centi_m2": 5680})
    run = bring(person, here, "homes", sheet("homes", rows))
    assert counts(run) == (1, 1, 0)
    assert [one["key"] for one in run["changes"]] == ["1号楼 1单元 101甲", "1号楼 2单元 101"]
    assert run["changes"][0]["cells"] == [{"column": "label", "label": "房号", "before": "101", "after": "101甲"}]
    assert see(person, here, "homes")["total"] == 3
    confirm(person, run)
    after = see(person, here, "homes")
    assert [(row["unit"], row["label"]) for row in after["rows"]] == [
        ("1单元", "102"), ("1单元", "201"), ("1单元", "101甲"), ("2单元", "101"),
    ]  # fmt: skip
    assert after["rows"][2]["id"] == str(world.a.homes[0])  # the home of its people, under its right number
    confirm(person, run)  # the answer was lost: a second yes changes nothing
    assert see(person, here, "homes")["version"] == after["version"]


def test_two_people_never_write_over_one_another(world):
    person, here = world.community_a, world.a.compound
    version = see(person, here, "buildings")["version"]
    run = bring(person, here, "buildings", file_of(person, here, "buildings"))
    put(person, here, "buildings", row_of(person, here, "buildings", "1号楼") | {"lifts": 2})
    assert "内容又有改动" in confirm(person, run, expect=409)["error"]["message"]
    assert row_of(person, here, "buildings", "1号楼")["lifts"] == 2
    put(person, here, "buildings", {"name": "3号楼", "floors": 6, "lifts": 0}, version=version, expect=409)


def test_a_street_and_its_district_never_write_over_one_another(world):
    run = bring(
        world.street_a, world.regions["street_a"], "compounds",
        file_of(world.street_a, world.regions["street_a"], "compounds"),
    )  # fmt: skip
    row = row_of(world.district, world.district_id, "compounds", "示例小区a")
    put(world.district, world.district_id, "compounds", row | {"households": 77})
    confirm(world.street_a, run, expect=409)
    assert row_of(world.district, world.district_id, "compounds", "示例小区a")["households"] == 77


def test_what_a_cell_refers_to_may_not_vanish_between_look_and_yes(world):
    person, here = world.community_a, world.a.compound
    rows = rows_in(file_of(person, here, "homes"), "homes")
    run = bring(person, here, "homes", sheet("homes", [*rows, {"building": "1号楼", "unit": "9单元", "label": "1"}]))
    put(person, here, "buildings", row_of(person, here, "buildings", "1号楼") | {"name": "甲1号楼"})
    assert "相关的台账又有改动" in confirm(person, run, expect=409)["error"]["message"]


@pytest.mark.parametrize(("who", "table"), [("district", table) for table in BY_REGION])
def test_no_row_of_an_office_may_be_left_out(world, who, table):
    rows = rows_in(file_of(world.district, world.district_id, table), table)
    run = bring(world.district, world.district_id, table, sheet(table, rows[1:]))
    assert run["state"] == "refused"
    assert [text for text in problems(run) if text.startswith("少了 1 行") and BOOKS[table].left in text]


def test_no_row_of_a_compound_may_be_left_out(full):
    for table in IN_COMPOUND:
        run = bring(full.community_a, full.a.compound, table, sheet(table, []))
        assert any(BOOKS[table].left in text for text in problems(run)), table


def test_problems_are_told_in_plain_words_by_row(world):
    person, here = world.community_a, world.a.compound
    rows = rows_in(file_of(person, here, "homes"), "homes")
    bad = [
        {"building": "7号楼", "unit": "1单元", "label": "101"},
        {"building": "1号楼", "unit": "1单元", "label": "102"},
        {"building": "1号楼", "unit": None, "label": "301"},
        {"id": "x", "building": "1号楼", "unit": "1单元", "label": "302"},
    ]
    told = problems(bring(person, here, "homes", sheet("homes", rows + bad)))
    assert "第 5 行：没有“7号楼”，请先在“楼栋”表里登记" in told
    assert "第 6 行：与第 3 行重复，请改成不同的，或只保留一行" in told
    assert "第 8 行：没有这个编号；新增的行请把编号留空" in told
    assert any("第 7 行“单元”" in text for text in told)
    assert len(told) == 4


def test_contracts_of_a_compound_do_not_overlap(world):
    street, here = world.street_a, world.regions["street_a"]
    row = row_of(street, here, "contracts", "示例小区a")
    new = {"compound": "示例小区a", "company": "示例物业b", "starts_on": today().isoformat()}
    answer = put(street, here, "contracts", new, expect=422)
    assert "重叠" in answer["error"]["fields"]["starts_on"][0]
    # The day on which one ends is still its own.
    put(street, here, "contracts", row | {"ends_on": today().isoformat()})
    put(street, here, "contracts", new, expect=422)
    put(street, here, "contracts", new | {"starts_on": (today() + timedelta(days=1)).isoformat()})
    assert see(street, here, "contracts", q="示例小区a")["total"] == 2


def test_a_contract_ends_and_the_next_begins_in_one_sheet(world):
    street, here = world.street_a, world.regions["street_a"]
    rows = rows_in(file_of(street, here, "contracts"), "contracts")
    rows[0]["ends_on"] = (today() - timedelta(days=1)).isoformat()
    rows.append({"compound": "示例小区a", "company": "示例物业b", "starts_on": today().isoformat()})
    run = bring(street, here, "contracts", sheet("contracts", rows))
    assert problems(run) == []
    confirm(street, run)
    # Who serves from today on sees the compound from today on.
    assert {row["name"] for row in world.manager_b.get("/staff/compounds").json["items"]} == {"示例小区a", "示例小区b"}
    assert world.manager_a.get("/staff/compounds").json["items"] == []


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"community": "示例社区b"}, "community"),
        ({"street": "示例街道b", "community": "示例社区b"}, "street"),
        ({"name": "示例小区b"}, "name"),
        ({"latitude": "39.9"}, "latitude"),
        ({"latitude": "139.9", "longitude": "116"}, "latitude"),
        ({"latitude": "nan", "longitude": "116"}, "latitude"),
        ({"built_year": 1990, "renovated_year": 1980}, "renovated_year"),
        ({"name": None}, "name"),
        ({"built_year": 84}, "built_year"),
    ],
)
def test_a_street_is_told_what_is_wrong_with_a_compound(world, changed, column):
    answer = put(world.street_a, world.regions["street_a"], "compounds", NEW_COMPOUND | changed, expect=422)
    assert column in answer["error"]["fields"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"kind": "utility", "name": "示例水务"}, "utility_kind"),
        ({"kind": "property_company", "utility_kind": "heat", "name": "示例供热"}, "utility_kind"),
        ({"kind": "residents_committee", "name": "示例居委会丙"}, "community"),
        (
            {"kind": "residents_committee", "name": "示例丁", "street": "示例街道a", "community": "示例社区a"},
            "community",
        ),
        ({"kind": "street_office", "name": "示例街道办丙"}, "street"),
        ({"kind": "property_company", "name": "示例物业b"}, "name"),
        ({"kind": "property_company", "name": "示例戊", "street": "没有街道"}, "street"),
    ],
)
def test_a_district_is_told_what_is_wrong_with_an_organisation(world, row, column):
    answer = put(world.district, world.district_id, "organisations", {"short_name": "示例"} | row, expect=422)
    assert column in answer["error"]["fields"]


def test_a_street_writes_organisations_of_its_own_only(world):
    street, here = world.street_a, world.regions["street_a"]
    row = {"kind": "property_company", "name": "示例丙物业", "short_name": "丙物业"}
    put(street, here, "organisations", row | {"street": "示例街道b"}, expect=422)
    put(street, here, "organisations", row | {"kind": "utility", "utility_kind": "gas"}, expect=422)
    put(street, here, "organisations", row)
    assert row_of(street, here, "organisations", "丙物业")["street"] == "示例街道a"
    assert see(world.street_b, world.regions["street_b"], "organisations", q="丙物业")["total"] == 0
    # Its name is taken for everybody, whether they see it or not.
    put(world.street_b, world.regions["street_b"], "organisations", row, expect=422)


def test_who_writes_what(world):
    district = world.district_id
    for person in (world.street_a, world.district):
        assert "由社区登记" in put(person, world.a.compound, "homes", {}, expect=403)["error"]["message"]
    for person, subject, table in (
        (world.community_b, world.a.compound, "homes"),
        (world.street_b, world.regions["street_a"], "compounds"),
        (world.street_a, district, "compounds"),
        (world.community_a, world.regions["community_a"], "compounds"),
        (world.district, district, "regions"),
        (world.sysadmin, district, "compounds"),
        (world.sysadmin, world.a.compound, "homes"),
        (world.district, district, "homes"),
        (world.district, district, "nothing"),
    ):
        see(person, subject, table, expect=404)
        file_of(person, subject, table, expect=404)
    see(world.manager_a, world.a.compound, "homes", expect=403)


def test_a_dry_run_is_its_makers(world):
    run = bring(world.community_a, world.a.compound, "homes", file_of(world.community_a, world.a.compound, "homes"))
    confirm(world.community_b, run, expect=404)
    confirm(world.street_a, run, expect=404)


def test_assets_get_a_label_and_warranties_find_their_asset(world):
    person, here = world.community_a, world.a.compound
    asset = {"kind": "elevator", "name": "1号梯", "building": "1号楼", "operator_status": "not_handed_over",
             "maintainer": "示例电梯维保"}  # fmt: skip
    put(person, here, "assets", asset)
    assert world.district.get(f"/compounds/{here}/assets").status_code in (200, 403)
    warranty = {"building": "1号楼", "asset": "1号梯", "part": "曳引机", "contractor": "示例施工公司",
                "starts_on": "2025-06-30", "ends_on": "2027-06-29"}  # fmt: skip
    put(person, here, "warranties", warranty)
    for changed, column in (
        ({"asset": "9号梯"}, "asset"), ({"building": None}, "asset"), ({"contractor": "示例物业a"}, "contractor"),
        ({"ends_on": "2025-06-29"}, "ends_on"), ({}, "part"),
    ):  # fmt: skip
        answer = put(person, here, "warranties", warranty | changed, expect=422)
        assert column in answer["error"]["fields"], changed
    answer = put(person, here, "assets", asset | {"name": "锅炉", "operator_status": "handed_over"}, expect=422)
    assert "operator" in answer["error"]["fields"]


def test_what_was_wrong_elsewhere_does_not_keep_anybody_from_a_row(app, world):
    """Rows that came another way may break a rule of the tables; the next person mends another one all the same."""

    def twin():
        estate(world, "twin", street=world.regions["street_b"], community=world.regions["community_b"])
        db.session.execute(update(Compound).where(Compound.name == "示例小区twin").values(name="示例小区b"))

    write(app, twin)
    person, here = world.district, world.district_id
    put(person, here, "compounds", row_of(person, here, "compounds", "示例路a") | {"households": 12})
    run = bring(person, here, "compounds", file_of(person, here, "compounds"))
    assert any("重复" in text for text in problems(run))


def test_regions_are_set_up_in_one_sheet(world):
    rows = [
        {"kind": "community", "code": "c9", "name": "示例社区九", "street": "示例街道九"},
        {"kind": "street", "code": "s9", "name": "示例街道九"},
    ]
    fill(world.sysadmin, world.district_id, "regions", rows)
    put(
        world.district, world.district_id, "compounds",
        NEW_COMPOUND | {"street": "示例街道九", "community": "示例社区九"},
    )  # fmt: skip
    there = rows_in(file_of(world.sysadmin, world.district_id, "regions"), "regions")
    for row in there:
        if row["name"] == "示例社区九":
            row["street"] = "示例街道a"
    run = bring(world.sysadmin, world.district_id, "regions", sheet("regions", there))
    assert any("不能换街道" in text for text in problems(run))


def test_a_street_is_renamed_with_its_communities(world):
    rows = rows_in(file_of(world.sysadmin, world.district_id, "regions"), "regions")
    for row in rows:
        for key in ("name", "street"):
            row[key] = "示例街道甲" if row[key] == "示例街道a" else row[key]
    run = bring(world.sysadmin, world.district_id, "regions", sheet("regions", rows))
    assert problems(run) == []
    confirm(world.sysadmin, run)
    assert row_of(world.district, world.district_id, "compounds", "示例小区a")["street"] == "示例街道甲"


def test_twenty_thousand_homes_come_in_one_file(world):
    person, here = world.community_a, world.a.compound
    rows = rows_in(file_of(person, here, "homes"), "homes")
    rows += [
        {"building": "1号楼", "unit": f"{n // 500 + 2}单元", "label": str(n % 500 + 101), "area_centi_m2": 5000 + n % 9}
        for n in range(20_000 - len(rows))
    ]
    run = bring(person, here, "homes", sheet("homes", rows))
    assert (problems(run), run["counts"]["added"]) == ([], 19_997)
    confirm(person, run)
    assert see(person, here, "homes")["total"] == 20_000
    again = bring(person, here, "homes", file_of(person, here, "homes"))
    assert (problems(again), counts(again)) == ([], (0, 0, 0))


def test_every_act_is_in_the_audit_log(world):
    put(world.community_a, world.a.compound, "buildings", {"name": "2号楼", "floors": 6, "lifts": 0})
    file_of(world.community_a, world.a.compound, "buildings")
    fill(world.community_a, world.a.compound, "buildings", [{"name": "3号楼", "floors": 6, "lifts": 0}])
    seen = [one["what"] for one in world.auditor.get("/staff/audit").json["items"]]
    assert {"places.row", "places.export", "ledger.import"} <= set(seen)


def test_rows_change_places_in_one_sheet(world):
    person, here = world.community_a, world.a.compound
    rows = rows_in(file_of(person, here, "homes"), "homes")
    rows[0]["label"], rows[1]["label"] = rows[1]["label"], rows[0]["label"]
    confirm(person, bring(person, here, "homes", sheet("homes", rows)))
    assert row_of(person, here, "homes", "102")["id"] == rows[0]["id"]

    put(person, here, "buildings", {"name": "2号楼", "floors": 6, "lifts": 0})
    rows = rows_in(file_of(person, here, "buildings"), "buildings")
    rows[0]["name"], rows[1]["name"] = rows[1]["name"], rows[0]["name"]
    confirm(person, bring(person, here, "buildings", sheet("buildings", rows)))
    assert row_of(person, here, "buildings", "2号楼")["id"] == str(world.a.building)

    rows = rows_in(file_of(world.sysadmin, world.district_id, "regions"), "regions")
    streets = [row for row in rows if row["kind"] == "street"]
    streets[0]["code"], streets[1]["code"] = streets[1]["code"], streets[0]["code"]
    confirm(world.sysadmin, bring(world.sysadmin, world.district_id, "regions", sheet("regions", rows)))


def test_the_day_between_two_contracts_moves_in_one_sheet(world):
    street, here = world.street_a, world.regions["street_a"]
    row = row_of(street, here, "contracts", "示例小区a")
    put(street, here, "contracts", row | {"ends_on": "2027-12-31"})
    put(street, here, "contracts", {"compound": "示例小区a", "company": "示例物业b", "starts_on": "2028-01-01"})
    rows = rows_in(file_of(street, here, "contracts"), "contracts")
    for end, start in (("2028-06-30", "2028-07-01"), ("2027-06-30", "2027-07-01")):
        for one in rows:
            one["ends_on" if one["company"] == "示例物业a" else "starts_on"] = (
                end if one["company"] == "示例物业a" else start
            )
        run = bring(street, here, "contracts", sheet("contracts", rows))
        assert problems(run) == []
        confirm(street, run)
    assert {one["ends_on"] for one in see(street, here, "contracts", q="示例物业a")["rows"]} == {"2027-06-30"}
