"""What is found in a version as a whole: rules never reached, gaps, targets that nobody has."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import BEIJING
from app.places.routing import Named, Party, PlaceFacts
from app.rulebook.review import review
from app.rulebook.validation import validate
from app.tickets.queries.reference import rules_of
from app.tickets.routing import Circumstances, facts_of, holds
from app.tickets.service.reference import rules as product
from tests.rulebook.ledger import COMPOUNDS, LEDGER, ROOM, code, names, taxonomy
from tests.rulebook.steps import rule

LAST = rule("兜底", "residents_committee")


def findings(*rules, **ledger):
    """Return the findings as (level, text)."""
    known = names(**ledger)
    return [(one.level, one.text) for one in review(validate(rules, known), known, taxonomy())]


def without_unruled(found):
    """Leave out what is said of categories that only the last rule decides on."""
    return [one for one in found if not one[1].startswith("没有专门的规则")]


def test_the_rules_of_the_product_have_no_error():
    rules = [{key: one[key] for key in ("name", "conditions", "target", "reason")} for one in product()]
    assert [one for one in findings(*rules) if one[0] == "error"] == []


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([rule("一", "provider"), LAST], []),
        (
            [rule("一", "provider", conditions={"category": ["0101"], "group": ["02"]}), LAST],
            [("error", "第1条“一”的条件互相矛盾，永远不会成立")],
        ),
        (
            [rule("一", "utility", conditions={"compound_id": [code("甲小区")], "street_id": [code("西街道")]}), LAST],
            [("error", "第1条“一”的条件互相矛盾，永远不会成立")],
        ),
        (
            [rule("一", "provider", conditions={"has_provider": False}), LAST],
            [("error", "第1条“一”要求“小区没有物业服务单位”，又派给小区的物业服务单位")],
        ),
        (
            [rule("宽", f"organisation:{code('好修公司')}", conditions={"group": ["01"]}),
             rule("窄", "title_unit", conditions={"category": ["0101"]}), LAST],
            [("error", "第2条“窄”不会被用到：第1条“宽”的条件更宽，排在前面")],
        ),
        (
            [rule("宽", "provider", conditions={"group": ["01"]}),
             rule("窄", "provider", conditions={"category": ["0101"], "compound_id": [code("甲小区")]}), LAST],
            [("error", "第2条“窄”不会被用到：第1条“宽”的条件更宽，排在前面")],
        ),
        (
            [rule("宽", "residents_committee", conditions={"hours": {"from": "20:00", "to": "08:00"}}),
             rule("窄", "utility", conditions={"hours": {"from": "22:00", "to": "06:00"}}), LAST],
            [("warning", "第2条“窄”不会被用到：第1条“宽”的条件更宽，排在前面")],
        ),
        (
            [rule("宽", "provider", conditions={"street_id": [code("东街道")]}),
             rule("窄", "provider", conditions={"compound_id": [code("乙小区")]}), LAST],
            [("error", "第2条“窄”不会被用到：第1条“宽”的条件更宽，排在前面")],
        ),
        (
            [rule("一栋", "provider", conditions={"building_id": [code("乙小区1号楼")]}),
             rule("整个小区", "provider", conditions={"compound_id": [code("乙小区")]}), LAST],
            [],
        ),
        (
            [rule("一", "provider", conditions={"category": ["0101"]}),
             rule("二", "provider", conditions={"category": ["0101", "0102"]}), LAST],
            [],
        ),
        (
            [rule("一", "provider", conditions={"working_day": True}),
             rule("二", "provider", conditions={"working_day": False}), LAST],
            [],
        ),
        ([rule("只有一条", "provider")], [
            ("error", "缺少兜底规则：最后要有一条没有条件的规则，派给社区居委会、街道办事处或指定单位"),
        ]),
        ([LAST, rule("后面", "provider", conditions={"kind": ["repair"]})], [
            ("warning", "第2条“后面”不会被用到：第1条“兜底”的条件更宽，排在前面"),
            ("warning", "第2条“后面”排在兜底规则后面，请把没有条件的规则放在最后"),
        ]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole_is_said_in_a_sentence(rules, found):
    assert without_unruled(findings(*rules)) == found


def test_places_without_an_office_are_named():
    assert ("warning", "一社区没有登记受理的单位，兜底规则在那里派不出去，请先在单位名录里登记") in findings(
        LAST, no_committee=("一社区",)
    )
    named = rule("兜底", f"organisation:{code('好修公司')}")
    assert without_unruled(findings(named, no_committee=("一社区",))) == []


def test_a_target_that_nobody_has_is_named():
    found = findings(rule("水", "utility", conditions={"party": ["UT_W"]}), LAST, operators=frozenset({"UT_E"}))
    text = "第1条“水”要派给专营单位（水、电、气、热、通信），全区还没有登记这样的单位，暂时派不出去"
    assert without_unruled(found) == [("warning", text)]
    roof = findings(rule("屋面", "utility", conditions={"category": ["0101"]}), LAST)
    text = "第1条“屋面”要派给专营单位（水、电、气、热、通信），但条件里的类别都不归这样的单位负责，暂时派不出去"
    assert without_unruled(roof) == [("warning", text)]


def test_categories_that_only_the_last_rule_decides_on_are_counted():
    ruled = rule("几乎全部", "provider", conditions={"group": [f"{number:02d}" for number in range(2, 19)]})
    (only,) = findings(ruled, LAST)
    assert only[0] == "warning"
    assert only[1].startswith("没有专门的规则，只靠兜底规则派单的类别：屋面漏雨、外墙渗漏/脱落、")


# --- an error says the truth: the rule never decides ---

PARTY = Party(ROOM, "某单位", "某", "x", None)
CHOICES = {
    "category": ["0101", "0102", "0201", "0601"],
    "group": ["01", "02", "06"],
    "urgency": ["U1", "U2", "U3"],
    "street_id": [code("东街道"), code("西街道")],
    "compound_id": [code(name) for name in COMPOUNDS],
    "kind": ["repair", "help"],
    "month": ["1", "7"],
}
conditions = st.fixed_dictionaries(
    {},
    optional={
        **{key: st.lists(st.sampled_from(values), min_size=1, unique=True) for key, values in CHOICES.items()},
        "working_day": st.booleans(),
        "hours": st.sampled_from([{"from": "08:00", "to": "18:00"}, {"from": "10:00", "to": "12:00"}]),
    },
)


def place(name: str) -> PlaceFacts:
    """Return a place at which every kind of organisation is on record."""
    community, street = COMPOUNDS[name]
    return PlaceFacts(
        district_id=ROOM,
        compound=Named(UUID(code(name)), name),
        address="",
        community=Named(UUID(code(community)), community),
        street=Named(UUID(code(street)), street),
        building=None,
        title_unit=None,
        asset=None,
        warranty=None,
        provider=None,
        residents_committee=PARTY,
        street_office=PARTY,
        district_office=None,
        utilities={},
        departments=(),
    )


@given(st.lists(conditions, min_size=2, max_size=5), st.data())
def test_a_rule_called_unreachable_never_comes_first(asked, data):
    rules = [rule(f"规则{n}", "residents_committee", conditions=one) for n, one in enumerate(asked)]
    stored = validate([*rules, LAST], names())
    unreachable = {one.rule for one in review(stored, names(), taxonomy()) if one.level == "error" and one.rule}
    ruled = rules_of(stored, {})
    where = place(data.draw(st.sampled_from(sorted(COMPOUNDS))))
    category = taxonomy()[data.draw(st.sampled_from(CHOICES["category"]))]
    at = datetime(2026, data.draw(st.sampled_from([1, 7])), 15, data.draw(st.sampled_from([9, 11, 20])), tzinfo=BEIJING)
    came = Circumstances(at, data.draw(st.booleans()))
    facts = facts_of(data.draw(st.sampled_from(CHOICES["kind"])), category, where, came)

    first = next(number for number, one in enumerate(ruled) if holds(one.conditions, facts))

    assert stored[first]["id"] not in unreachable


def test_the_ledger_of_these_tests_has_an_office_for_every_target():
    assert LEDGER.no_committee == LEDGER.no_office == ()
