"""What a form says: kept or refused value by value, reconciled whatever the figures, sealed whatever their order."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.forms import FORMS, Level
from app.forms import content as contents
from tests.disclosures import bodies
from tests.disclosures.bodies import RIGHT, changed, facts

amounts = st.integers(0, 10**11)
fen = st.integers(-1_000_000, 1_000_000).filter(bool)


def errors(form: str, body) -> list[str]:
    """Return the sentences about what is wrong."""
    found = contents.problems(FORMS[form], body, facts(form))
    return [one.text for one in found if one.level is Level.ERROR]


# --- reconciliation ---


@st.composite
def accounts(draw):
    """Accounts that come out, whatever the amounts."""
    whole = bodies.accounts()
    for table in ("income", "expense"):
        for row in whole["tables"][table]:
            row["amount"] = draw(amounts)
    head = whole["head"]
    head["opening"], head["tax"] = draw(st.integers(-(10**10), 10**10)), draw(amounts)
    head["fees_due"] = None
    head["total_income"] = sum(row["amount"] for row in whole["tables"]["income"])
    head["total_expense"] = sum(row["amount"] for row in whole["tables"]["expense"])
    head["balance"] = head["total_income"] - head["total_expense"] - head["tax"]
    head["closing"] = head["opening"] + head["balance"]
    return whole


@settings(max_examples=60, deadline=None)
@given(whole=accounts(), off=fen, key=st.sampled_from(["total_income", "total_expense", "balance", "closing"]))
def test_accounts_are_right_exactly_when_they_come_out(whole, off, key):
    assert errors("accounts", whole) == []
    wrong = deepcopy(whole)
    wrong["head"][key] += off
    said = " ".join(errors("accounts", wrong))
    cents = f"差 {abs(off) // 100:,}.{abs(off) % 100:02d} 元"
    assert cents in said or (wrong["head"][key] < 0 and "不能是负数" in said)


@settings(max_examples=60, deadline=None)
@given(
    sources=st.lists(st.tuples(amounts, amounts), min_size=1, max_size=8),
    used=st.lists(amounts, max_size=4),
    off=fen,
)
def test_revenue_is_right_exactly_when_it_comes_out(sources, used, off):
    net = sum(gross - cost for gross, cost in sources)
    opening = max(0, sum(used) - net)
    whole = bodies.revenue(
        opening=opening, gross=sum(g for g, _ in sources), cost=sum(c for _, c in sources), net=net, used=sum(used),
        refill=0, closing=opening + net - sum(used), fund_balance=30_000_00,
    )  # fmt: skip
    spec = FORMS["revenue"]
    columns = [column.key for column in spec.table("sources").columns]
    whole["tables"]["sources"] = [
        dict.fromkeys(columns)
        | {"source": "other", "name": str(n), "gross": g, "cost": c, "net": g - c, "note": "成本"}
        for n, (g, c) in enumerate(sources)
    ]
    uses = [column.key for column in spec.table("uses").columns]
    whole["tables"]["uses"] = [
        dict.fromkeys(uses) | {"use": "other", "name": str(n), "amount": amount, "decision": "决定"}
        for n, amount in enumerate(used)
    ]
    assert errors("revenue", whole) == []
    whole["tables"]["sources"][0]["net"] += off
    assert any("差" in text for text in errors("revenue", whole))


# --- the seal ---

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def shuffled(value, random):
    """Return the same value with its keys in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random.shuffle(keys)
        return {key: shuffled(value[key], random) for key in keys}
    return [shuffled(one, random) for one in value] if isinstance(value, list) else value


@given(value=plain, other=plain, random=st.randoms(use_true_random=False))
def test_the_seal_is_that_of_what_is_said_and_of_nothing_else(value, other, random):
    assert contents.seal(value) == contents.seal(shuffled(value, random))
    same = repr(shuffled_sorted(value)) == repr(shuffled_sorted(other))
    assert (contents.seal(value) == contents.seal(other)) is same


def shuffled_sorted(value):
    """Return a value with its keys in one order, so that two can be compared by type as well (1 is not True)."""
    if isinstance(value, dict):
        return {key: shuffled_sorted(value[key]) for key in sorted(value)}
    return [shuffled_sorted(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("value", [0.1, {"a": [1.0]}, [float("nan")], {1: "a"}])
def test_what_can_be_written_in_several_ways_is_not_sealed(value):
    with pytest.raises(TypeError):
        contents.seal(value)


def test_the_seal_can_be_made_again_with_the_tools_of_a_terminal():
    """What ``printf '%s' ... | sha256sum`` prints."""
    assert contents.canonical({"b": 1, "a": "中"}) == '{"a":"中","b":1}'.encode()
    assert contents.seal({"b": 1, "a": "中"}) == ("d8158d9a7acf211407d1309876015fc6e69f13b7dd8126a571e429ddce565911")


# --- what is kept, what is refused ---


def read(form: str, raw):
    """Return (paths refused, paths missing)."""
    found = contents.read(FORMS[form], raw)
    return [one.path for one in found.refused], [one.path for one in found.missing]


def test_what_is_not_filled_in_yet_is_kept_and_told():
    whole = changed(changed(bodies.fees(), "items.1.rate", None), "head.uscc", "  ")
    assert read("fees", whole) == ([], ["head.uscc", "items.1.rate"])
    kept = contents.read(FORMS["fees"], whole).body
    assert kept["head"]["uscc"] is None
    assert kept["tables"]["items"][0]["name"] == "物业服务费"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("items.1.rate", "0.58"),
        ("items.1.rate", 0.58),
        ("items.1.rate", -58),
        ("items.1.rate", True),
        ("items.1.rate", 10**30),
        ("items.1.unit", "元"),
        ("items.1.start_on", "2026-02-30"),
        ("items.1.name", "a\x00b"),
        ("items.1.name", "长" * 61),
        ("items.1.content", ["x"]),
        ("head.way_to_pay", {"a": 1}),
        ("head.contract_from", 20260101),
        ("reliefs.1.share", 1001),
    ],
)
def test_what_cannot_be_kept_is_refused_where_it_stands(path, value):
    assert read("fees", changed(bodies.fees(), path, value)) == ([path], [])


@pytest.mark.parametrize("path", ["split.1.area"])
def test_an_area_is_not_negative(path):
    assert read("fund_emergency", changed(bodies.fund_emergency(), path, -1)) == ([path], [])
    assert read("fund_emergency", changed(bodies.fund_emergency(), path, 0)) == ([path], [])


def test_a_row_that_is_there_twice_is_kept_and_told():
    whole = bodies.fees(bodies.item(), bodies.item())
    assert read("fees", whole) == ([], ["items.2.name"])
    assert len(contents.read(FORMS["fees"], whole).body["tables"]["items"]) == 2


@pytest.mark.parametrize(
    "raw",
    [None, [], "x", {}, {"head": {}}, {"head": [], "tables": {}}, {"head": {}, "tables": []},
     {"head": {}, "tables": {}, "more": 1}, {"head": {}, "tables": {"unknown": []}},
     {"head": {}, "tables": {"items": {}}}, {"head": {}, "tables": {"items": ["x"]}},
     {"head": {"unknown": 1, "uscc": "x"}, "tables": {}}, {"head": {}, "tables": {"items": [{"x": 1, "name": "a"}]}}],
)  # fmt: skip
def test_what_is_no_body_is_refused_as_a_whole(raw):
    refused, _ = read("fees", raw)
    assert refused


def test_more_problems_than_can_be_told_lose_nothing():
    """Two hundred empty cells come first; the wrong one after them is still refused."""
    rows = [bodies.item(str(n), rate=None) for n in range(200)]
    assert read("fees", bodies.fees(*rows[:199]))[0] == []
    rows[199]["rate"] = -1
    rows.append(bodies.item("x", rate=None))
    refused, missing = read("fees", bodies.fees(*rows[:200]))
    assert refused == ["items.200.rate"]
    many = [bodies.item(str(n), rate=None, unit=None) for n in range(199)] + [bodies.item("x", rate=-1)]
    refused, missing = read("fees", bodies.fees(*many))
    assert refused == ["items"]
    assert len(missing) > 199


@pytest.mark.parametrize("code", list(RIGHT))
def test_reading_again_changes_nothing(code):
    form = FORMS[code]
    once = contents.read(form, RIGHT[code]())
    assert (once.refused, once.missing) == ([], [])
    assert contents.read(form, once.body).body == once.body


# --- places in a form ---


def test_an_anchor_stays_with_its_row():
    form = FORMS["fees"]
    whole = bodies.fees(bodies.item(), bodies.item("门禁卡", kind="other", unit="time", rate=20_00))
    spot = contents.spot(form, whole, "items.门禁卡.rate")
    assert (spot.label, spot.shown) == ("收费项目“门禁卡”收费标准", "20.00 元")
    whole["tables"]["items"].reverse()
    assert contents.spot(form, whole, "items.门禁卡.rate") == spot
    assert contents.spot(form, whole, "head.company_name").shown == "示例物业服务有限公司"
    for nothing in ("items.门禁卡.decision", "items.1.rate", "head.unknown", "", "x.y.z"):
        assert contents.spot(form, whole, nothing) is None


def test_an_anchor_may_hold_any_mark():
    form = FORMS["fees"]
    whole = bodies.fees(bodies.item(), bodies.item("1.5 吨/辆.月", kind="other", unit="time", rate=20_00))
    assert contents.spot(form, whole, "items.1.5 吨/辆.月.rate").shown == "20.00 元"


@pytest.mark.parametrize("code", list(RIGHT))
def test_anchors_are_unique(code):
    anchors = [spot.anchor for spot in contents.spots(FORMS[code], RIGHT[code]())]
    assert anchors
    assert len(set(anchors)) == len(anchors)


def test_changes_are_told_in_words():
    old, new = bodies.fees(), changed(bodies.fees(complaint_phone="010-1"), "items.1.rate", 65)
    head, items = contents.changes(FORMS["fees"], old, new)
    assert head.changes[0]["cells"][0] == {
        "column": "complaint_phone", "label": "企业投诉电话", "before": "010-00000000", "after": "010-1",
    }  # fmt: skip
    assert items.changes[0]["kind"] == "changed"
    assert items.changes[0]["cells"][0]["before"] == "0.58 元"
    assert contents.changes(FORMS["fees"], old, old) == []
