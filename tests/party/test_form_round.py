"""Whatever an agreement says, its form says the same after a round through Word; days are read as people write them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.core import documents, word_child, word_read_child, words
from app.core.wire import UNWANTED
from app.party.models import LIST_NAMES
from app.party.wordform import layout, reading
from app.party.wordform.comparing import compare, words_of

PIECES = st.sampled_from(
    ["楼道堆物", "\n", "\r\n", "\t", "  ", "“引号”", "'\"", "ＡＢ１２", "（全角）", "　", "<w:t>&amp;]]>", "無。",
     "无。", "𠮷", "e\u0301", "\u2028", "\xa0", "‑", "|｜", "=1+1", "￼"]
)  # fmt: skip


@st.composite
def texts(draw, least: int = 0):
    """Texts as a draft keeps them: clean, trimmed, composed."""
    plain = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=8)
    text = "".join(draw(st.lists(st.one_of(PIECES, plain), max_size=6)))
    kept = normalize("NFC", UNWANTED.sub("", text)).strip()
    seen = not words.NOTHING_SEEN.fullmatch(kept)
    return kept if seen else "事" * least


COMPOUNDS = st.sampled_from(["东里", "西里、一区", "南里"])
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
ROWS = st.lists(st.fixed_dictionaries({"text": texts(1), "owner": texts(), "note": texts()}), max_size=4)


@st.composite
def agreements(draw):
    """Agreements as they are shown."""
    return {
        "number": draw(texts(1)),
        "community": "示例社区",
        "compounds": [{"name": name} for name in draw(st.sets(COMPOUNDS, min_size=1))],
        "starts_on": draw(DAYS), "ends_on": draw(DAYS), "signed_on": draw(st.none() | DAYS),
        "goal": draw(texts()),
        "parties": [
            {"role_name": "社区党组织", "name": "示例党委"}, {"role_name": "其他共建单位", "name": draw(texts(1))},
        ],
        "lists": {key: draw(ROWS) for key in LIST_NAMES},
    }  # fmt: skip


def through_word(agreement) -> reading.Filled:
    """Return what the form of an agreement says, made and read with the children's own code."""
    order = documents._clean(documents._order(layout.filled(agreement)), tab="\t")
    writer = word_child.Writer(json.loads(json.dumps(order)))
    for block in order["blocks"]:
        getattr(writer, block["kind"])(block)
    lines = word_read_child.answered(writer.saved())[2:].split(b"\n")
    return reading.read([words._block(json.loads(line)) for line in lines])


def again(agreement, form: reading.Filled):
    """Return an agreement as the form says it."""
    return {
        "number": form.number,
        "compounds": [{"name": name} for name in form.compounds.split("\n")],
        "goal": form.goal,
        "parties": [{"role_name": role, "name": name} for _, role, name in form.parties],
        "lists": {
            key: [{"text": text, "owner": owner, "note": note} for _, text, owner, note in rows]
            for key, rows in form.lists.items()
        },
        **form.days,
    }


@settings(max_examples=80, deadline=None)
@given(agreements())
def test_a_round_through_word_changes_nothing(agreement):
    form = through_word(agreement)
    assert [asdict(one) for one in form.problems] == []
    before, after = words_of(agreement), words_of(again(agreement, form))
    assert before == after
    assert compare(before, after) == []
    assert form.community == "示例社区"


@given(DAYS, st.sampled_from(["年月日", "-", ".", "/"]), st.booleans(), st.booleans(), st.booleans())
@example(date(2027, 3, 1), "年月日", True, True, True)
def test_a_day_is_read_in_each_way_that_people_write_it(day, marks, wide, padded, blanks):
    month, number = (f"{day.month:02}", f"{day.day:02}") if padded else (str(day.month), str(day.day))
    parts = [str(day.year), month, number]
    text = "{}年{}月{}日".format(*parts) if marks == "年月日" else marks.join(parts)
    if wide:
        text = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    if blanks:
        text = "\u3000".join(text)
    assert reading.day_of(text) == day


@pytest.mark.parametrize(
    "text",
    ["2027年13月1日", "2027-2-30", "27年3月1日", "2027-03.01", "3月1日", "2027年3月", "20270301", "٢٠٢٧-03-01", "x"],
)
def test_what_is_no_day_is_none(text):
    assert reading.day_of(text) is None
