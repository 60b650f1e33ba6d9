"""What a street may propose: rules of its own, and nothing of anybody else's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.rulebook.compare import carry_over
from app.rulebook.streets import confine, is_of, settle
from tests.rulebook.ledger import code, names
from tests.rulebook.test_compare import ids, made

EAST, WEST = code("东街道"), code("西街道")
OWN = made("own", conditions={"street_id": [EAST]})
BASE = [made("first"), OWN, made("west", conditions={"street_id": [WEST]}), made("last")]


def refusals(rules, base=BASE):
    """Return the sentences in which a street's rules are refused."""
    with pytest.raises(InvalidInput) as refused:
        confine(rules, base, EAST, names())
    return refused.value.fields["rules"]


def test_a_rule_of_its_own_is_bound_to_the_street():
    new = made("new", conditions={"category": ["0201"]})
    bound = confine([new, *BASE], BASE, EAST, names())
    assert bound[0]["conditions"] == {"street_id": [EAST], "category": ["0201"]}
    assert bound[1:] == BASE


def test_its_own_rules_may_change_move_and_go():
    changed = OWN | {"target": "street_office"}
    assert confine([changed, *(rule for rule in BASE if rule is not OWN)], BASE, EAST, names())[0] == changed
    assert ids(confine([rule for rule in BASE if rule is not OWN], BASE, EAST, names())) == ["first", "west", "last"]


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([BASE[0] | {"target": "utility"}, *BASE[1:]], "第1条“规则first”：这是区里或其他街道的规则，街道不能修改"),
        ([*BASE[:2], BASE[2] | {"name": "别的"}, BASE[3]], "第3条“别的”：这是区里或其他街道的规则，街道不能修改"),
        (BASE[:3], "区里和其他街道的规则不能删除"),
        ([BASE[3], *BASE[:3]], "区里和其他街道的规则不能调换顺序"),
        ([made("n", conditions={"street_id": [WEST]}), *BASE], "第1条“规则n”：街道只能提本街道的规则"),
        (
            [made("n", conditions={"community_id": [code("三社区")]}), *BASE],
            "第1条“规则n”：条件“社区”里有不属于本街道的社区",
        ),
        (
            [made("n", conditions={"compound_id": [code("甲小区"), code("丙小区")]}), *BASE],
            "第1条“规则n”：条件“小区”里有不属于本街道的小区",
        ),
        (
            [made("n", conditions={"building_id": [code("丙小区1号楼")]}), *BASE],
            "第1条“规则n”：条件“楼栋”里有不属于本街道的楼栋",
        ),
    ],
)
def test_what_is_not_its_own_is_refused_in_words(rules, sentence):
    assert refusals(rules) == [sentence]


@st.composite
def books(draw, minimum: int = 0):
    """Give a version with rules of the district, of the west and of the east."""
    codes = draw(st.permutations("abcdefgh"))[: draw(st.integers(minimum, 8))]
    where = st.sampled_from([{}, {"street_id": [WEST]}, {"street_id": [EAST]}])
    return [made(one, draw(st.sampled_from(["provider", "utility"])), conditions=draw(where)) for one in codes]


@given(books(), books())
def test_what_is_settled_into_a_version_is_confined(rules, base):
    settled = settle(rules, base, EAST)
    assert confine(settled, base, EAST, names()) == settled
    kept = [
        rule for rule in rules if is_of(rule, EAST) and rule["id"] not in ids(r for r in base if not is_of(r, EAST))
    ]
    assert [rule for rule in settled if is_of(rule, EAST)] == kept


@given(books(1), st.data(), books())
def test_a_proposal_carried_over_to_any_newer_version_is_still_a_proposal(base, data, theirs):
    mine = [rule for rule in base if not is_of(rule, EAST) or data.draw(st.booleans())]
    mine.insert(data.draw(st.integers(0, len(mine))), made("new", conditions={"street_id": [EAST]}))
    merged, _ = carry_over(base, mine, theirs)
    settled = settle(merged, theirs, EAST)
    assert confine(settled, theirs, EAST, names()) == settled
    assert "new" in ids(settled)
