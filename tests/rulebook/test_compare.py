"""Two versions side by side, and a draft carried over to a newer one: properties of all lists of rules."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.rulebook.compare import carry_over, compare

CODES = "abcdefgh"


def made(code: str, target: str = "provider", **more: Any) -> dict[str, Any]:
    """Return a stored rule."""
    plain = {"id": code, "name": f"规则{code}", "conditions": {}, "reason": "{organisation}", "deadline": None}
    return plain | {"target": target, "urgency": None} | more


@st.composite
def versions(draw) -> list[dict[str, Any]]:
    """Give a version: some of eight rules, in some order, each in one of three wordings."""
    codes = draw(st.permutations(CODES))[: draw(st.integers(0, len(CODES)))]
    return [made(code, draw(st.sampled_from(["provider", "utility", "department"]))) for code in codes]


def ids(rules) -> list[str]:
    """Return the ids of rules in order."""
    return [rule["id"] for rule in rules]


def applied(old, changes):
    """Return the version that the changes lead to, built from ``old`` and them alone."""
    touched = {change.before["id"] for change in changes if change.before}
    new = [rule for rule in old if rule["id"] not in touched]
    for change in sorted((one for one in changes if one.after), key=lambda one: one.position_after):
        new.insert(change.position_after - 1, change.after)
    return new


@given(versions(), versions())
def test_the_changes_say_everything(old, new):
    assert applied(old, [c for c in compare(old, new) if c.kind != "changed" or c.fields]) == new


@given(versions())
def test_a_version_does_not_differ_from_itself(rules):
    assert compare(rules, rules) == []


@given(versions(), st.data())
def test_one_rule_put_elsewhere_is_one_rule_moved(rules, data):
    if len(rules) < 3:
        return
    moved = data.draw(st.sampled_from(rules))
    rest = [rule for rule in rules if rule is not moved]
    at = data.draw(st.integers(0, len(rest)))
    new = [*rest[:at], moved, *rest[at:]]
    changes = compare(rules, new)
    assert [change.kind for change in changes] == ([] if new == rules else ["moved"])


@given(versions(), versions())
def test_kinds_and_positions_are_those_of_the_lists(old, new):
    before, after = ids(old), ids(new)
    for change in compare(old, new):
        code = (change.after or change.before)["id"]
        assert (code in before, code in after) == {
            "added": (False, True), "removed": (True, False), "changed": (True, True), "moved": (True, True),
        }[change.kind]  # fmt: skip
        assert change.position_before == (before.index(code) + 1 if code in before else None)
        assert change.position_after == (after.index(code) + 1 if code in after else None)
        assert bool(change.fields) == (change.kind == "changed")


@given(versions(), versions())
def test_a_draft_nobody_touched_becomes_the_newer_version(base, theirs):
    assert carry_over(base, base, theirs) == (theirs, [])


@given(versions(), versions())
def test_over_the_version_it_was_begun_from_a_draft_stays_as_it_is(base, mine):
    assert carry_over(base, mine, base) == (mine, [])


@given(versions(), versions())
def test_what_both_sides_did_alike_is_no_clash(base, mine):
    assert carry_over(base, mine, mine) == (mine, [])


@given(versions(), versions(), versions())
def test_each_side_keeps_what_it_alone_changed(base, mine, theirs):
    merged, clashes = carry_over(base, mine, theirs)
    was, ours, new, now = ({rule["id"]: rule for rule in rules} for rules in (base, mine, theirs, merged))
    assert len(now) == len(merged)
    for code in CODES:
        if new.get(code) == was.get(code):
            assert now.get(code) == ours.get(code)
        elif ours.get(code) == was.get(code):
            assert now.get(code) == new.get(code)
    clashing = {code for code in CODES if len({str(side.get(code)) for side in (was, ours, new)}) == 3}
    assert sorted(clashes) == sorted(f"规则{code}" for code in clashing)
    for code in clashing:
        assert now[code] == (ours.get(code) or new.get(code))


@given(versions(), versions(), versions())
def test_the_order_follows_one_of_the_sides(base, mine, theirs):
    merged, _ = carry_over(base, mine, theirs)

    def keeps(order: list[str]) -> bool:
        there = [code for code in order if code in ids(merged)]
        return [code for code in ids(merged) if code in there] == there

    assert keeps(ids(mine)) or keeps(ids(theirs))
