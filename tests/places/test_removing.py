"""A row entered by mistake is taken out with a reason and comes back; what is in use ends by a date instead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app.core.clock import today
from app.core.db import db
from tests.places.steps import BASE, bring, file_of, put, row_of, see
from tests.tickets.steps import act, file
from tests.tickets.steps import see as ticket_of
from tests.world import warranty, write

WRONG = {"kind": "pump", "name": "登错的水泵", "operator_status": "not_handed_over"}


def remove(person, subject, table, row_id, *, reason="登记错了", version=None, expect=200):
    """Take a row out of a table."""
    version = version or see(person, subject, table)["version"]
    body = {"version": version, "reason": reason}
    answer = person.post(f"{BASE}/ledgers/{subject}/{table}/rows/{row_id}/remove", body)
    assert answer.status_code == expect, answer.json
    return answer.json


def restore(person, subject, table, removed_id, *, version=None, expect=200):
    """Put a row back."""
    version = version or see(person, subject, table)["version"]
    answer = person.post(f"{BASE}/ledgers/{subject}/{table}/removed/{removed_id}/restore", {"version": version})
    assert answer.status_code == expect, answer.json
    return answer.json


def removed(person, subject, table, *, expect=200):
    """Return the rows that were taken out."""
    answer = person.get(f"{BASE}/ledgers/{subject}/{table}/removed")
    assert answer.status_code == expect, answer.json
    return answer.json["items"] if expect == 200 else None


def test_a_mistake_goes_with_its_reason_and_comes_back_as_it_was(world):
    person, here = world.community_a, world.a.compound
    made = put(person, here, "assets", WRONG)["id"]
    before = row_of(person, here, "assets", "登错的水泵")
    gone = remove(person, here, "assets", made, reason="是隔壁小区的")["id"]
    assert see(person, here, "assets", q="登错的水泵")["rows"] == []
    [kept] = removed(world.street_a, here, "assets")
    assert (kept["label"], kept["reason"], kept["removed_by"]) == ("登错的水泵", "是隔壁小区的", "communitya")
    assert {"label": "类别", "value": "水泵"} in kept["cells"]
    assert kept["restored_at"] is None
    assert restore(person, here, "assets", gone) == {"id": made}
    assert row_of(person, here, "assets", "登错的水泵") == before
    [kept] = removed(person, here, "assets")
    assert (kept["restored_by"], kept["reason"]) == ("communitya", "是隔壁小区的")
    assert restore(person, here, "assets", gone, expect=409)["error"]["message"] == "这一行已经恢复"


def test_the_label_of_a_row_that_comes_back_still_works(app, world, client):
    person, here = world.community_a, world.a.compound
    made = put(person, here, "assets", WRONG)["id"]

    def label() -> str:
        return db.session.scalar(text("select code from places_asset where id = :id"), {"id": made})

    code = write(app, label)
    gone = remove(person, here, "assets", made)["id"]
    assert client.get(f"/api/v1/public/places/{code}").status_code == 404
    restore(person, here, "assets", gone)
    assert client.get(f"/api/v1/public/places/{code}").json["name"] == "登错的水泵"


def test_what_something_refers_to_stays_and_ends_by_a_date(app, world):
    person, here = world.community_a, world.a.compound
    file(world.resident_a, world.a, category="0101", description="漏", asset_id=str(world.a.roof))
    said = remove(person, here, "assets", world.a.roof, expect=409)["error"]["message"]
    assert said == "这一行还有别的记录在用，不能移除；已经拆除、停用的，请填写停用日期"
    assert remove(person, here, "homes", world.a.homes[0], expect=409)
    assert remove(person, here, "buildings", world.a.building, expect=409)
    district = world.district, world.district_id
    assert "请填写撤场日期" in remove(*district, "organisations", world.company_a, expect=409)["error"]["message"]
    assert see(person, here, "assets")["total"] == 1
    assert removed(person, here, "assets") == []


def test_an_organisation_that_a_rule_names_stays(app, world):
    named = f'[{{"id": "a", "target": "organisation:{world.title_unit}"}}]'
    sql = text("""
        insert into tickets_rule_set
            (id, district_id, title, state, rules, version, author_id, editors, changed_at)
        values (gen_random_uuid(), :district, '甲', 'draft', cast(:rules as jsonb), 1, :me, '{}', now())
    """)
    values = {"district": world.district_id, "rules": named, "me": world.district.id}
    write(app, lambda: db.session.execute(sql, values))
    remove(world.district, world.district_id, "organisations", world.title_unit, expect=409)
    remove(world.district, world.district_id, "organisations", world.lift_firm)


def test_a_building_takes_its_empty_stairwells_along_and_brings_them_back(app, world):
    person, here = world.community_a, world.a.compound
    building = put(person, here, "buildings", {"name": "9号楼", "floors": 6, "lifts": 0})["id"]
    home = put(person, here, "homes", {"building": "9号楼", "unit": "1单元", "label": "101"})["id"]
    remove(person, here, "buildings", building, expect=409)
    gone_home = remove(person, here, "homes", home)["id"]
    gone = remove(person, here, "buildings", building)["id"]
    assert "9号楼" in restore(person, here, "homes", gone_home, expect=409)["error"]["message"]
    restore(person, here, "buildings", gone)
    restore(person, here, "homes", gone_home)
    assert row_of(person, here, "homes", "9号楼")["id"] == home


def test_what_was_entered_anew_meanwhile_is_not_doubled(world):
    person, here = world.community_a, world.a.compound
    gone = remove(person, here, "assets", put(person, here, "assets", WRONG)["id"])["id"]
    put(person, here, "assets", WRONG)
    said = restore(person, here, "assets", gone, expect=409)["error"]["message"]
    assert said.startswith("现在不能恢复：与已有的一行重复")


def test_a_contract_comes_back_only_into_free_days(world):
    street, here = world.street_a, world.regions["street_a"]
    [row] = see(street, here, "contracts")["rows"]
    gone = remove(street, here, "contracts", row["id"])["id"]
    assert world.repair_a.get("/staff/compounds").json["items"] == []
    put(street, here, "contracts", row | {"id": None, "company": "示例物业b"})
    assert "日期重叠" in restore(street, here, "contracts", gone, expect=409)["error"]["message"]
    assert removed(world.street_b, world.regions["street_b"], "contracts") == []
    assert len(removed(world.district, world.district_id, "contracts")) == 1


def test_who_does_not_write_a_table_takes_nothing_out(world):
    here = world.a.compound
    made = put(world.community_a, here, "assets", WRONG)["id"]
    for person, expect in (
        (world.street_a, 403),
        (world.district, 403),
        (world.community_b, 404),
        (world.street_b, 404),
    ):
        remove(person, here, "assets", made, version=1, expect=expect)
    remove(world.manager_a, here, "assets", made, version=1, expect=403)
    gone = remove(world.community_a, here, "assets", made)["id"]
    restore(world.street_a, here, "assets", gone, version=1, expect=403)
    restore(world.community_b, world.b.compound, "assets", gone, expect=404)
    remove(world.sysadmin, world.district_id, "regions", world.regions["street_a"], version=1, expect=404)
    remove(world.district, world.district_id, "compounds", here, version=1, expect=404)


def test_two_people_never_take_out_what_the_other_has_just_changed(world):
    person, here = world.community_a, world.a.compound
    made = put(person, here, "assets", WRONG)["id"]
    version = see(person, here, "assets")["version"]
    put(person, here, "assets", row_of(person, here, "assets", "登错的水泵") | {"name": "改好的水泵"})
    remove(person, here, "assets", made, version=version, expect=409)
    remove(person, here, "assets", made, reason="错", expect=422)
    assert remove(person, here, "assets", made)
    remove(person, here, "assets", made, expect=404)


def test_an_old_file_does_not_bring_a_removed_row_back(world):
    person, here = world.community_a, world.a.compound
    made = put(person, here, "assets", WRONG)["id"]
    data = file_of(person, here, "assets")
    remove(person, here, "assets", made)
    assert "没有这个编号" in str(bring(person, here, "assets", data)["problems"])


# --- what is there no longer ---


def end_asset(world, day, why="removed") -> None:
    row = row_of(world.community_a, world.a.compound, "assets", "1号楼屋面")
    put(world.community_a, world.a.compound, "assets", row | {"ended_on": day.isoformat(), "ended_why": why})


def end_organisation(world, name: str, day) -> None:
    row = row_of(world.district, world.district_id, "organisations", name)
    put(world.district, world.district_id, "organisations", row | {"ended_on": day.isoformat()})


def test_what_was_taken_down_is_offered_no_longer_and_old_orders_still_name_it(app, world, deliver, client):
    old = file(world.resident_a, world.a, category="0101", description="漏", asset_id=str(world.a.roof))
    code = write(app, lambda: db.session.scalar(text("select code from places_asset")))
    path = f"/compounds/{world.a.compound}/assets"
    end_asset(world, today() + timedelta(days=1))
    assert len(world.resident_a.get(path).json["items"]) == 1
    end_asset(world, today())
    assert world.resident_a.get(path).json["items"] == []
    file(world.resident_a, world.a, category="0101", description="漏", asset_id=str(world.a.roof), expect=404)
    assert "1号楼屋面" in ticket_of(world.resident_a, old["id"])["place_text"]
    label = client.get(f"/api/v1/public/places/{code}").json
    assert (label["kind"], label["name"], label["asset_id"]) == ("building", "1号楼", None)


def test_its_warranty_counts_no_longer_for_what_is_found_by_its_kind(app, world, deliver):
    write(app, warranty, world, world.a.roof, world.contractor)
    end_asset(world, today())
    ticket = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    assert ticket_of(world.district, ticket["id"], staff=True)["responsible"]["id"] == str(world.company_a)


def test_a_contractor_that_left_gets_nothing_more_and_keeps_its_name(app, world, deliver):
    write(app, warranty, world, world.a.roof, world.contractor)
    old = file(world.resident_a, world.a, category="0101", description="漏")
    deliver()
    end_organisation(world, "示例施工公司", today())
    new = file(world.resident_a, world.a, category="0101", description="又漏")
    deliver()
    assert ticket_of(world.district, old["id"], staff=True)["responsible"]["name"] == "示例施工公司"
    assert ticket_of(world.district, new["id"], staff=True)["responsible"]["id"] == str(world.company_a)
    names = {one["name"] for one in world.district.get("/staff/organisations?limit=100").json["items"]}
    assert "示例施工公司" not in names
    assert "示例产权单位" in names
    targets = world.district.get(f"/staff/tickets/{new['id']}/targets").json
    assert "示例施工公司" not in str(targets)
    to = {"note": "给施工单位", "organisation_id": str(world.contractor)}
    act(world.community_a, new["id"], "reassign", staff=True, expect=404, **to)


def test_a_company_ends_its_contracts_before_it_leaves(world):
    row = row_of(world.district, world.district_id, "organisations", "示例物业a")
    leaving = row | {"ended_on": today().isoformat()}
    said = put(world.district, world.district_id, "organisations", leaving, expect=422)["error"]["fields"]
    assert said["ended_on"] == ["还有没结束的物业服务合同，请先填写合同的结束日期"]
    contract = row_of(world.district, world.district_id, "contracts", "示例物业a")
    yesterday = today() - timedelta(days=1)
    put(world.district, world.district_id, "contracts", contract | {"ends_on": yesterday.isoformat()})
    put(world.district, world.district_id, "organisations", leaving)


def test_a_row_keeps_the_one_that_left_and_no_new_row_names_it(world):
    person, here = world.community_a, world.a.compound
    row = {"building": "1号楼", "asset": "1号楼屋面", "part": "防水", "contractor": "示例施工公司",
           "starts_on": "2025-06-30", "ends_on": "2099-06-29"}  # fmt: skip
    put(person, here, "warranties", row)
    end_organisation(world, "示例施工公司", today())
    put(person, here, "warranties", row_of(person, here, "warranties", "防水") | {"ends_on": "2098-06-29"})
    said = put(person, here, "warranties", row | {"part": "保温"}, expect=422)["error"]["fields"]
    assert said["contractor"] == ["“示例施工公司”已撤场或停用，不能再选"]
    end_asset(world, today())
    said = put(person, here, "warranties", row | {"part": "保温", "contractor": "示例施工公司"}, expect=422)
    assert "asset" in said["error"]["fields"]


@pytest.mark.parametrize("half", [{"ended_on": "2026-01-01"}, {"ended_why": "removed"}])
def test_day_and_reason_of_an_end_belong_together(world, half):
    row = row_of(world.community_a, world.a.compound, "assets", "1号楼屋面")
    said = put(world.community_a, world.a.compound, "assets", row | half, expect=422)["error"]["fields"]
    assert "要一起填" in said["ended_on"][0]
