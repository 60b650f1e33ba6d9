"""What a rule may say: what is refused, and the sentence in which it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.rulebook.grammar import KEYS, MOST_VALUES
from app.rulebook.validation import examine, validate
from app.tickets.service.reference import rules as product
from tests.rulebook.ledger import code, names
from tests.rulebook.steps import rule

GOOD = rule("楼道灯", "provider")


def problems(*rules):
    """Return the sentences about ``rules``."""
    return examine(rules, names()).problems


def test_the_rules_of_the_product_are_sound_and_stay_as_they_are():
    rules = [{key: one[key] for key in ("name", "conditions", "target", "reason")} for one in product()]
    stored = validate([one | {"deadline": None, "urgency": None} for one in rules], names())
    assert [{key: one[key] for key in rules[0]} for one in stored] == rules


def test_a_rule_is_stored_in_the_order_of_the_grammar_with_ids_as_the_database_writes_them():
    compound = code("甲小区")
    conditions = {
        "hours": {"from": "22:00", "to": "06:00"},
        "compound_id": [compound.upper(), compound],
        "kind": ["repair"],
    }
    (stored,) = validate(
        [GOOD | {"conditions": conditions, "target": f"organisation:{code('好修公司').upper()}"}], names()
    )
    assert list(stored["conditions"]) == ["kind", "compound_id", "hours"]
    assert stored["conditions"]["compound_id"] == [compound]
    assert stored["target"] == f"organisation:{code('好修公司')}"
    assert len(stored["id"]) == 32
    assert validate([stored], names()) == [stored]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"conditions": {"weather": ["rain"]}}, "第1条“楼道灯”：没有“weather”这个条件"),
        ({"conditions": {"category": []}}, "第1条“楼道灯”：条件“事项类别”至少选一项"),
        ({"conditions": {"category": "0201"}}, "第1条“楼道灯”：条件“事项类别”至少选一项"),
        ({"conditions": {"category": ["9999"]}}, "第1条“楼道灯”：条件“事项类别”里有台账里没有的一项，请重新选择"),
        ({"conditions": {"kind": ["song"]}}, "第1条“楼道灯”：条件“诉求类型”里有“song”，请重新选择"),
        ({"conditions": {"kind": [["repair"]]}}, "第1条“楼道灯”：条件“诉求类型”里有台账里没有的一项，请重新选择"),
        ({"conditions": {"month": ["13"]}}, "第1条“楼道灯”：条件“月份”里有“13”，请重新选择"),
        ({"conditions": {"compound_id": ["x"]}}, "第1条“楼道灯”：条件“小区”里有台账里没有的一项，请重新选择"),
        ({"conditions": {"compound_id": [code("别处")]}}, "第1条“楼道灯”：条件“小区”里有台账里没有的一项，请重新选择"),
        ({"conditions": {"building_id": [code("别处")]}}, "第1条“楼道灯”：条件“楼栋”里有台账里没有的一项，请重新选择"),
        ({"conditions": {"kind": ["repair"] * (MOST_VALUES + 1)}}, "第1条“楼道灯”：条件“诉求类型”最多选300项"),
        ({"conditions": {"working_day": "true"}}, "第1条“楼道灯”：条件“工作日”只能选是或否"),
        (
            {"conditions": {"hours": {"from": "8:00", "to": "17:00"}}},
            "第1条“楼道灯”：条件“时段”的时间应写成 08:30 这样",
        ),
        ({"conditions": {"hours": {"from": "08:00", "to": "08:00"}}}, "第1条“楼道灯”：条件“时段”的开始和结束时间不对"),
        ({"conditions": {"hours": {"from": "24:00", "to": "08:00"}}}, "第1条“楼道灯”：条件“时段”的开始和结束时间不对"),
        ({"conditions": {"hours": {"from": "08:00"}}}, "第1条“楼道灯”：条件“时段”要有开始和结束时间"),
        ({"conditions": ["category"]}, "第1条“楼道灯”：条件的格式不正确"),
        ({"target": "mayor"}, "第1条“楼道灯”：没有“mayor”这种责任单位"),
        ({"target": f"organisation:{code('别家')}"}, "第1条“楼道灯”：指定的单位不在本区的单位名录里"),
        ({"target": "organisation:x"}, "第1条“楼道灯”：指定的单位不在本区的单位名录里"),
        ({"deadline": {"amount": 0, "unit": "hours"}}, "第1条“楼道灯”：办结期限应在1到720个小时之间"),
        ({"deadline": {"amount": 61, "unit": "working_days"}}, "第1条“楼道灯”：办结期限应在1到60个工作日之间"),
        ({"deadline": {"amount": 1, "unit": "weeks"}}, "第1条“楼道灯”：办结期限的单位应为小时、天或工作日"),
        ({"urgency": "U9"}, "第1条“楼道灯”：没有这个紧急程度，应为危急、急修、一般、普通、疑难之一"),
        ({"name": "人工改派"}, "第1条“人工改派”：这个名称留给人工改派，请换一个"),
        ({"name": "一\n二"}, "第1条“一\n二”：名称里不能换行"),
        ({"id": "../etc"}, "第1条“楼道灯”：规则编号不正确，请刷新后再试"),
        ({"reason": "归物业。"}, "第1条“楼道灯”：理由里要写明责任单位，请用“{organisation}”"),
        ({"reason": "{organisation}和{mayor}"}, "第1条“楼道灯”：理由里的“{mayor}”不是可用的名称"),
        ({"reason": "{asset}归{organisation}"}, "第1条“楼道灯”：理由里用了“{asset}”，但条件不保证有设施"),
        ({"reason": "{until}前归{organisation}"}, "第1条“楼道灯”：理由里用了“{until}”，但条件不保证有保修到期日"),
        ({"reason": "{building}归{organisation}"}, "第1条“楼道灯”：理由里用了“{building}”，但条件不保证有楼栋"),
        ({"reason": "{organisation}}"}, "第1条“楼道灯”：理由里有多余的花括号"),
    ],
)  # fmt: skip
def test_each_thing_that_is_wrong_is_said_in_a_sentence_that_names_the_row(change, sentence):
    assert problems(GOOD | change) == [sentence]


@pytest.mark.parametrize(
    ("conditions", "target", "reason"),
    [
        ({"has_warranty": True}, "provider", "{asset}（{until}）归{organisation}"),
        ({}, "warranty_contractor", "{asset}（{until}）归{organisation}"),
        ({"has_title_unit": True}, "provider", "{building}归{organisation}"),
        ({}, "title_unit", "{building}归{organisation}"),
        ({"building_id": [code("甲小区1号楼")]}, "provider", "{building}归{organisation}"),
        ({"boundary": ["utility"]}, "utility", "{asset}归{organisation}"),
        ({"has_care": True}, "provider", "{asset}归{organisation}"),
        ({}, "care", "{asset}归{organisation}"),
        ({"has_maintainer": True}, "maintainer", "{compound}的{asset}归{organisation}，管“{category}”"),
    ],
)
def test_a_reason_may_use_what_the_conditions_or_the_target_guarantee(conditions, target, reason):
    assert problems(rule("一条", target, reason, conditions=conditions)) == []


def test_an_asset_that_may_be_unknown_is_not_guaranteed():
    unsure = rule("一条", "utility", "{asset}归{organisation}", conditions={"boundary": ["utility", "unknown"]})
    assert problems(unsure) == ["第1条“一条”：理由里用了“{asset}”，但条件不保证有设施"]


def test_rules_are_counted_and_told_apart():
    assert problems() == ["至少要有一条规则"]
    many = [rule(f"规则{number}", "provider") for number in range(201)]
    assert problems(*many) == ["最多200条规则，现有201条"]
    assert problems(GOOD, GOOD) == ["名称“楼道灯”用了不止一次，请改成不同的名称"]
    assert problems(GOOD | {"id": "a"}, rule("别的", "provider", id="a")) == ["有规则重复了，请刷新后再试"]


def test_which_rows_are_wrong_is_told_and_at_most_twenty_sentences():
    rows = [rule(f"规则{number}", "provider" if number % 2 else "mayor") for number in range(60)]
    found = examine(rows, names())
    assert found.wrong == frozenset(range(0, 60, 2))
    assert len(found.problems) == 20
    with pytest.raises(InvalidInput) as refused:
        validate(rows, names())
    assert refused.value.fields["rules"] == found.problems


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted(KEYS)) | st.text(max_size=5), JSON, max_size=3))
def test_whatever_is_sent_as_conditions_is_stored_clean_or_refused_in_words(conditions):
    found = examine([GOOD | {"conditions": conditions}], names())
    if not found.problems:
        assert validate(found.rules, names()) == found.rules
        json.dumps(found.rules)
