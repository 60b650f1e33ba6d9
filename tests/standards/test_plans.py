"""What a contract promises: filled in step by step, fixed once, corrected only by a new number, foreign to others."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.clock import today
from app.core.db import db
from tests.standards.steps import act, days_ago, draft, execute, fixed, held_since, plans, see, term
from tests.world import contract, write


def error_of(answer):
    return answer["error"]


def test_a_plan_begins_with_one_level_and_what_the_compound_has(world):
    plan = draft(world.manager_a, world.a, level=2)

    assert (plan["state"], plan["number"], plan["level"], plan["version"]) == ("draft", 1, 2, 1)
    assert len(plan["terms"]) == 71
    assert (term(plan, "ENV-01")["level"], term(plan, "ENV-01")["said"]) == (2, "每周至少 2 次")
    assert (term(plan, "ENV-13")["level"], term(plan, "ENV-13")["level_name"]) == (None, "必须做到")
    assert term(plan, "ENV-05")["not_applicable"] == "小区台账里没有电梯"
    assert term(plan, "FAC-27")["level_name"] == "不适用"
    assert plan["problems"] == []
    assert plan["actions"] == ["save", "fix", "discard"]


def test_equipment_that_is_there_is_not_left_out(world, app):
    execute(
        app,
        "insert into places_asset (id, district_id, compound_id, kind, name) values"
        " (gen_random_uuid(), :district, :compound, 'elevator', '1号电梯')",
        district=world.district_id,
        compound=world.a.compound,
    )
    assert term(draft(world.manager_a, world.a), "ENV-05")["level"] == 1


def test_terms_are_saved_one_by_one_and_nothing_else_is_lost(world):
    plan = draft(world.manager_a, world.a, level=1)

    saved = act(
        world.manager_a,
        plan,
        "save",
        terms=[{"item_code": "ENV-01", "level": 3}, {"item_code": "GRN-01", "not_applicable": "小区没有草坪"}],
    )

    assert (saved["version"], saved["state"]) == (2, "draft")
    assert term(saved, "ENV-01")["level"] == 3
    assert (term(saved, "GRN-01")["level"], term(saved, "GRN-01")["said"]) == (None, "不适用：小区没有草坪")
    assert term(saved, "ENV-02")["level"] == 1
    emptied = act(world.manager_a, plan, "save", terms=[{"item_code": "GRN-01"}])
    assert [one["item_code"] for one in emptied["problems"]] == ["GRN-01"]
    again = act(world.manager_a, plan, "save", terms=[{"item_code": "GRN-01", "level": 1}])
    assert again["problems"] == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"item_code": "ENV-01", "level": 1, "not_applicable": "x"}, "等级、合同约定、不适用只能填一种"),
        ({"item_code": "ENV-13", "level": 1}, "这一项不分等级，必须做到，请不要选等级"),
        ({"item_code": "ENV-13", "not_applicable": "没人扫"}, "这一项必须做到，不能填不适用"),
        ({"item_code": "ENV-01", "agreed": "每周三次"}, "按现行标准约定的，请选等级"),
        ({"item_code": "ENV-99", "level": 1}, "没有这个服务项目"),
    ],
)
def test_what_cannot_be_promised_is_refused_in_plain_words_and_nothing_is_written(world, said, words):
    plan = draft(world.manager_a, world.a)

    refused = act(world.manager_a, plan, "save", expect=422, terms=[{"item_code": "ENV-02", "level": 3}, said])

    assert words in error_of(refused)["message"]
    assert f"terms.{said['item_code']}" in error_of(refused)["fields"]
    now = see(world.manager_a, plan["id"])
    assert (now["version"], term(now, "ENV-02")["level"]) == (1, 1)


def test_a_plan_with_gaps_is_not_fixed_and_says_which(world):
    plan = draft(world.manager_a, world.a)
    act(world.manager_a, plan, "save", terms=[{"item_code": "ENV-01"}, {"item_code": "ENV-02"}])

    refused = act(world.manager_a, plan, "fix", expect=422)

    assert error_of(refused)["message"] == "还有 2 项没有填完：楼内清扫地面、楼内清拖地面"
    assert set(error_of(refused)["fields"]) == {"terms.ENV-01", "terms.ENV-02"}


def test_a_fixed_plan_counts_from_today_and_does_not_change(world):
    plan = fixed(world.manager_a, world.a)

    assert (plan["state"], plan["starts_on"], plan["fixed_by"]) == ("fixed", str(today()), "managera")
    assert plan["actions"] == ["supersede"]
    assert {one["since"] for one in plan["terms"]} == {str(today())}
    refused = act(world.manager_a, plan, "save", expect=409, terms=[{"item_code": "ENV-01", "level": 3}])
    assert error_of(refused)["code"] == "standards.move_not_possible"


@pytest.mark.parametrize(
    "statement",
    [
        "update standards_term set level = 3 where item_code = 'ENV-01'",
        "delete from standards_term where item_code = 'ENV-01'",
        "update standards_plan set level = 3",
        "update standards_plan set state = 'draft', fixed_at = null, fixed_by = null, starts_on = null",
        "update standards_plan set state = 'discarded', fixed_at = null, fixed_by = null, starts_on = null",
        "delete from standards_plan",
    ],
)
def test_the_database_itself_keeps_what_was_promised(world, app, statement):
    fixed(world.manager_a, world.a)

    with pytest.raises(DBAPIError) as caught:
        write(app, lambda: db.session.execute(text(statement)))
    assert "42501" in str(getattr(caught.value.orig, "sqlstate", ""))


def test_a_correction_is_the_next_number_and_the_old_one_stays_readable(world):
    first = fixed(world.manager_a, world.a)
    refused = act(world.manager_a, first, "supersede", expect=422)
    assert error_of(refused)["fields"] == {"reason": ["请写明为什么更正"]}

    second = act(world.manager_a, first, "supersede", reason="合同补充协议提高了保洁等级")
    assert (second["number"], second["state"], second["reason"]) == (2, "draft", "合同补充协议提高了保洁等级")
    assert [one["level"] for one in second["terms"]] == [one["level"] for one in first["terms"]]
    act(world.manager_a, second, "save", terms=[{"item_code": "ENV-01", "level": 3}])
    assert see(world.manager_a, first["id"])["state"] == "fixed"  # it holds until the new one is fixed
    second = act(world.manager_a, second, "fix")

    old = see(world.manager_a, first["id"])
    assert (old["state"], old["ended_on"], old["actions"]) == ("superseded", str(today()), [])
    assert (term(old, "ENV-01")["level"], term(second, "ENV-01")["level"]) == (1, 3)
    shown = plans(world.community_a, world.a)
    assert (shown["fixed"]["id"], shown["draft"]) == (second["id"], None)
    assert [row["number"] for row in shown["history"]] == [2, 1]


def test_a_correction_does_not_begin_the_count_anew_for_what_stays(world, app):
    first = fixed(world.manager_a, world.a)
    long_ago = days_ago(100)
    held_since(app, long_ago)
    second = act(world.manager_a, first, "supersede", reason="更正")
    act(
        world.manager_a,
        second,
        "save",
        terms=[{"item_code": "ENV-01", "level": 3}, {"item_code": "GRN-01", "level": 2}],
    )

    second = act(world.manager_a, second, "fix")

    assert term(second, "ENV-02")["since"] == str(long_ago)
    assert term(second, "ENV-01")["since"] == str(today())


def test_one_draft_at_a_time(world):
    draft(world.manager_a, world.a)
    assert error_of(draft(world.manager_a, world.a, expect=409))["code"] == "standards.plan_there"
    plan = plans(world.manager_a, world.a)["draft"]
    first = act(world.manager_a, plan, "fix")
    assert error_of(draft(world.manager_a, world.a, expect=409))["code"] == "standards.plan_there"
    act(world.manager_a, first, "supersede", reason="更正")
    assert (
        error_of(act(world.manager_a, first, "supersede", expect=409, reason="更正"))["code"] == "standards.plan_there"
    )


def test_a_draft_sent_twice_is_one(world):
    made = [draft(world.manager_a, world.a, key="the-same-key")["id"] for _ in range(2)]
    assert made[0] == made[1]


def test_a_draft_that_was_given_up_can_be_taken_up_again(world):
    plan = draft(world.manager_a, world.a)
    act(world.manager_a, plan, "save", terms=[{"item_code": "ENV-01", "level": 3}])
    gone = act(world.manager_a, plan, "discard")
    assert (gone["state"], gone["actions"]) == ("discarded", ["restore"])
    assert plans(world.manager_a, world.a)["history"] == []

    back = act(world.manager_a, plan, "restore")

    assert (back["state"], term(back, "ENV-01")["level"]) == ("draft", 3)
    act(world.manager_a, plan, "discard")
    draft(world.manager_a, world.a)
    assert error_of(act(world.manager_a, plan, "restore", expect=409))["code"] == "standards.plan_there"


def test_what_somebody_else_saved_meanwhile_is_not_written_over(world):
    plan = draft(world.manager_a, world.a)
    act(world.manager_a, plan, "save", terms=[{"item_code": "ENV-01", "level": 2}])

    stale = act(world.manager_a, plan, "save", expect=409, version=1, terms=[{"item_code": "ENV-01", "level": 3}])

    assert error_of(stale)["code"] == "app.conflict"
    assert term(see(world.manager_a, plan["id"]), "ENV-01")["level"] == 2


def test_a_contract_older_than_the_standard_may_keep_its_own_words(world, app):
    execute(app, "update places_contract set starts_on = '2025-09-30' where compound_id = :id", id=world.a.compound)
    assert plans(world.manager_a, world.a)["may_keep_own"] is True
    plan = draft(world.manager_a, world.a, level=None, basis="own")
    assert len(plan["problems"]) == len([one for one in plan["terms"] if one["levelled"] and not one["not_applicable"]])

    said = {"item_code": "ENV-01", "agreed": "每周清扫三次", "agreed_times": 3, "agreed_per": "week"}
    saved = act(world.manager_a, plan, "save", terms=[said])

    assert (term(saved, "ENV-01")["level_name"], term(saved, "ENV-01")["said"]) == ("合同约定", "每周清扫三次")
    half = {"item_code": "ENV-02", "agreed": "两周一次", "agreed_times": 1}
    refused = act(world.manager_a, plan, "save", expect=422, terms=[half])
    assert "约定次数和约定周期要一起填" in error_of(refused)["message"]


def test_a_contract_of_the_new_standard_may_not(world, app):
    execute(app, "update places_contract set starts_on = '2025-10-01' where compound_id = :id", id=world.a.compound)
    assert "basis" in error_of(draft(world.manager_a, world.a, expect=422, basis="own"))["fields"]
    assert "level" in error_of(draft(world.manager_a, world.a, expect=422, level=None))["fields"]


def test_an_earlier_contract_keeps_its_own_terms(world, app):
    old = fixed(world.manager_a, world.a, level=1)
    execute(
        app, "update places_contract set ends_on = :day where compound_id = :id", day=days_ago(1), id=world.a.compound
    )
    begins = partial(contract, starts_on=today())
    write(app, begins, world, world.orgs["company_a"], world.a.compound)

    shown = plans(world.manager_a, world.a)
    assert (shown["fixed"], shown["draft"], shown["actions"]) == (None, None, ["draft"])
    assert [row["actions"] for row in shown["history"]] == [[]]
    new = fixed(world.manager_a, world.a, level=3)
    assert new["number"] == 1
    assert (term(see(world.manager_a, old["id"]), "ENV-01")["level"], term(new, "ENV-01")["level"]) == (1, 3)
    refused = act(world.manager_a, old, "supersede", expect=403, reason="更正")
    assert error_of(refused)["message"] == "合同不在有效期内，不能再改"


def test_without_a_contract_nothing_can_be_promised(world, app):
    execute(app, "update places_contract set ends_on = :day", day=date.today() - timedelta(days=2))  # noqa: DTZ011
    draft(world.manager_a, world.a, expect=404)
    assert plans(world.community_a, world.a)["contract"] is None


def test_others_do_not_see_a_plan_and_supervisors_do_not_write_it(world):
    plan = fixed(world.manager_a, world.a)

    for person in (world.manager_b, world.repair_b, world.community_b, world.street_b):
        see(person, plan["id"], expect=404)
        plans(person, world.a, expect=404)
    act(world.manager_b, plan, "supersede", expect=404, reason="x")
    for person in (world.community_a, world.secretary_a, world.street_a, world.district, world.repair_a):
        assert see(person, plan["id"])["actions"] == []
    assert world.community_a.post(f"/staff/standards/plans/{plan['id']}/actions/supersede", {}).status_code == 403
    assert world.manager_a.post(f"/staff/standards/plans/{plan['id']}/actions/burn", {"version": 1}).status_code == 404
