"""The one-tap log: one tap is one record, taken back within ten minutes with nothing lost, void only with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.core.clock import now
from tests.standards.steps import (
    BASE,
    act,
    draft,
    end,
    execute,
    fixed,
    log,
    my_items,
    photo,
    plans,
    records,
)


def pass_minutes(app, minutes: float) -> None:
    execute(
        app, "update standards_record set at = at - :by, created_at = created_at - :by", by=timedelta(minutes=minutes)
    )


def test_a_tap_at_a_label_is_a_record_with_place_person_and_photo(world, app):
    fixed(world.manager_a, world.a)
    code = world.a.code
    made = log(world.repair_a, None, code=code, note="二层窗台也擦了")

    assert (made["item_name"], made["by"], made["note"]) == ("楼内清扫地面", "repaira", "二层窗台也擦了")
    assert (made["source_name"], made["building"], len(made["photos"])) == ("现场打卡", None, 1)
    assert made["actions"] == ["undo"]
    assert [one["id"] for one in records(world.community_a)] == [made["id"]]
    seen = world.resident_b._call("get", made["photos"][0]["url"].removeprefix("/api/v1").partition("?")[0])
    assert seen.status_code == 200  # proof is for everybody


def test_the_label_of_a_building_names_the_building(world, app):
    execute(app, "update places_building set code = 'HOUSE00001' where id = :id", id=world.a.building)
    assert log(world.repair_a, None, code="HOUSE00001")["building"] == "1号楼"
    named = log(world.manager_a, world.a, building_id=str(world.a.building))
    assert named["building"] == "1号楼"
    refused = log(world.manager_a, world.a, building_id=str(world.b.building), expect=404)
    assert refused["error"]["fields"] == {"building_id": ["这栋楼不在所选小区"]}


def test_a_double_tap_is_one_record(world):
    picture = photo(world.repair_a)
    made = [log(world.repair_a, world.a, key="tap-0001", media_ids=[picture])["id"] for _ in range(2)]
    assert made[0] == made[1]
    assert len(records(world.repair_a)) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"media_ids": []}, "请先拍一张照片"),
        ({"item_code": "ENV-99"}, "没有这个服务项目"),
        ({"item_code": "CS-06"}, "这一项按回访和投诉统计，不用打卡"),
        ({"item_code": "ENV-05"}, "这一项在合同约定里是不适用（小区台账里没有电梯）"),
    ],
)
def test_what_cannot_be_logged_is_told_why(world, fields, words):
    fixed(world.manager_a, world.a)
    refused = log(world.repair_a, world.a, **({"item_code": "ENV-01"} | fields), expect=422)
    assert words in str(refused["error"]["fields"])
    assert records(world.repair_a) == []


def test_without_a_place_or_in_a_foreign_one_nothing_is_logged(world):
    assert "请扫码或选择小区" in log(world.repair_a, None, expect=422)["error"]["message"]
    log(world.repair_a, world.b, expect=404)
    log(world.repair_a, None, code=world.b.code, expect=404)
    log(world.repair_a, None, code="nothing-here", expect=404)
    assert world.community_a.post(f"{BASE}/records", {"item_code": "ENV-01"}).status_code == 403


def test_a_photo_of_somebody_else_is_no_proof(world):
    theirs = photo(world.repair_a2)
    refused = log(world.repair_a, world.a, media_ids=[theirs], expect=404)
    assert "media_ids" in refused["error"]["fields"]
    assert records(world.repair_a) == []


def test_without_a_plan_work_can_be_logged_all_the_same(world):
    assert plans(world.manager_a, world.a)["fixed"] is None
    assert log(world.repair_a, world.a)["item_code"] == "ENV-01"


def test_a_wrong_tap_is_taken_back_and_its_photo_can_be_used_for_the_right_one(world):
    picture = photo(world.repair_a)
    wrong = log(world.repair_a, world.a, "ENV-02", media_ids=[picture])

    gone = end(world.repair_a, wrong, "undo")

    assert (gone["undone_at"] is not None, gone["actions"], gone["photos"]) == (True, [], [])
    assert end(world.repair_a, wrong, "undo")["undone_at"] == gone["undone_at"]  # a second tap says the same
    right = log(world.repair_a, world.a, "ENV-01", media_ids=[picture])
    assert [one["id"] for one in records(world.repair_a)] == [right["id"]]


def test_after_ten_minutes_and_by_others_nothing_is_taken_back(world, app):
    made = log(world.repair_a, world.a)
    assert "只能撤销自己的记录" in end(world.repair_a2, made, "undo", expect=403)["error"]["message"]
    pass_minutes(app, 9.9)
    assert my_items(world.repair_a, compound_id=world.a.compound)["recent"][0]["actions"] == ["undo"]
    pass_minutes(app, 0.2)
    assert my_items(world.repair_a, compound_id=world.a.compound)["recent"] == []
    late = end(world.repair_a, made, "undo", expect=403)
    assert late["error"]["message"] == "已超过 10 分钟，不能撤销；如有误，请项目经理注明原因后作废"
    end(world.repair_b, made, "undo", expect=404)


def test_what_was_tapped_without_a_network_counts_from_the_tap(world, app):
    tapped = now() - timedelta(hours=20)
    made = log(world.repair_a, world.a, done_at=tapped.isoformat())

    assert datetime.fromisoformat(made["at"]) == tapped
    assert now() - datetime.fromisoformat(made["received_at"]) < timedelta(minutes=1)
    assert made["actions"] == ["undo"]  # it has only just come
    (shown,) = my_items(world.repair_a, compound_id=world.a.compound)["recent"]
    assert (shown["id"], shown["received_at"]) == (made["id"], made["received_at"])
    end(world.repair_a, made, "undo")


@pytest.mark.parametrize("ahead", [timedelta(minutes=-9), timedelta(0), timedelta(minutes=4)])
def test_a_few_minutes_are_not_worth_a_word(world, ahead):
    made = log(world.repair_a, world.a, done_at=(now() + ahead).isoformat())
    assert made["received_at"] is None
    assert datetime.fromisoformat(made["at"]) <= now()


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(minutes=6), "手机的时间不对，请校正手机时间后再打卡"),
        (timedelta(hours=-72, minutes=-1), "这是三天以前打的卡，已经不能补传，请重新打卡"),
    ],
)
def test_a_time_that_no_phone_in_order_means_is_refused_and_stores_nothing(world, ahead, words):
    refused = log(world.repair_a, world.a, done_at=(now() + ahead).isoformat(), expect=422)
    assert refused["error"]["fields"] == {"done_at": [words]}
    assert records(world.repair_a) == []


def test_the_manager_strikes_a_false_record_with_a_reason_and_it_stays_readable(world, app):
    made = log(world.repair_a, world.a)
    pass_minutes(app, 600)
    assert end(world.repair_a, made, "strike", expect=403)["error"]["message"] == "由项目经理作废"
    assert "reason" in end(world.manager_a, made, "strike", expect=422)["error"]["fields"]

    struck = end(world.manager_a, made, "strike", reason="照片不是本小区")

    assert (struck["undo_reason"], struck["actions"], len(struck["photos"])) == ("照片不是本小区", [], 1)
    assert records(world.community_a) == []
    again = end(world.manager_a, made, "strike", expect=409, reason="x")
    assert again["error"]["code"] == "standards.already_undone"
    hidden = world.resident_b._call("get", struck["photos"][0]["url"].removeprefix("/api/v1").partition("?")[0])
    assert hidden.status_code == 404  # what is void is nobody's proof any more


def test_the_log_is_a_list_by_compound_and_item(world):
    for code in ("ENV-01", "ENV-02", "ENV-01"):
        log(world.repair_a, world.a, code)
    log(world.repair_b, world.b)

    assert len(records(world.district)) == 4
    assert len(records(world.street_a)) == 3
    assert len(records(world.manager_a, compound_id=world.a.compound, item_code="ENV-01")) == 2
    assert world.manager_a.get(f"{BASE}/records?compound_id={world.b.compound}").status_code == 404
    first = world.manager_a.get(f"{BASE}/records?limit=2").json
    rest = world.manager_a.get(f"{BASE}/records?limit=2&cursor={first['next']}").json
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
    assert rest["next"] is None


def test_the_screen_shows_first_what_this_worker_usually_does_here(world, app):
    fixed(world.manager_a, world.a)
    for code in ("ENV-03", "ENV-03", "ENV-07"):
        log(world.repair_a, world.a, code)
    log(world.repair_a2, world.a, "ENV-01")

    shown = my_items(world.repair_a, code=world.a.code)

    assert [(one["code"], one["mine"]) for one in shown["items"]][:2] == [("ENV-03", 2), ("ENV-07", 1)]
    assert [one["state"] for one in shown["items"][2:5]] == ["due"] * 3
    assert shown["place"]["compound"]["name"] == "示例小区a"
    assert [one["item_code"] for one in shown["recent"]] == ["ENV-07", "ENV-03", "ENV-03"]
    codes = {one["code"] for one in shown["items"]}
    assert not codes & {"ENV-05", "CS-06"}  # there is no lift; rates are counted, not tapped
    assert my_items(world.repair_a, compound_id=world.b.compound, expect=404)
    assert my_items(world.repair_a, expect=422)["error"]["message"] == "请扫码或选择小区"


def test_without_a_plan_the_screen_offers_the_whole_standard(world):
    shown = my_items(world.repair_a, compound_id=world.a.compound)
    assert len(shown["items"]) == 67  # all but the four rates, which are counted
    plan = draft(world.manager_a, world.a)
    act(world.manager_a, plan, "fix")
    assert len(my_items(world.repair_a, compound_id=world.a.compound)["items"]) < 67


@pytest.mark.parametrize(
    "statement",
    [
        "update standards_record set at = at - interval '1 day'",
        "update standards_record set item_code = 'ENV-02'",
        "update standards_record set undone_at = null where undone_at is not null",
        "delete from standards_record",
    ],
)
def test_the_database_itself_keeps_what_was_logged(world, app, statement):
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    from app.core.db import db
    from tests.world import write

    made = log(world.repair_a, world.a)
    end(world.repair_a, made, "undo")
    log(world.repair_a, world.a)

    with pytest.raises(DBAPIError):
        write(app, lambda: db.session.execute(text(statement)))
