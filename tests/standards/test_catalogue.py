"""The catalogue is the standard: 71 items, three levels of which the third asks most, words that are the frequency."""

from __future__ import annotations

import re
from collections import Counter

from app.places.models import AssetKind
from app.standards.catalogue import CURRENT, PER_WORDS, by_category, catalogues, items
from app.standards.timing import PERIODS
from app.tickets.service import reference

YEARLY = {
    "day": 365, "week": 52, "half_month": 24, "month": 12, "two_months": 6, "quarter": 4, "half_year": 2, "year": 1,
    "two_years": 0.5, "season": 1,
}  # fmt: skip


def test_there_are_seventy_one_items_in_seven_parts():
    found = items()

    assert len(found) == 71
    assert Counter(item.category for item in found.values()) == {
        "GEN": 3, "CS": 11, "FAC": 31, "ENV": 13, "GRN": 6, "SEC": 6, "RISK": 1,
    }  # fmt: skip
    for part in ("GEN", "CS", "FAC", "ENV", "GRN", "SEC", "RISK"):
        numbers = [int(code.split("-")[1]) for code in found if code.startswith(f"{part}-")]
        assert numbers == list(range(1, len(numbers) + 1))
    assert [*catalogues()] == [CURRENT]


def test_every_item_is_whole():
    for item in items().values():
        count = 3 if item.levelled else 1
        assert len(item.words) == len(item.frequency) == count, item.code
        assert re.fullmatch(r"4\.\d+(\.\d+)?(、4\.\d+\.\d+)?", item.clause), item.code
        assert item.measure in {"freq", "time", "rate", "presence"}
        assert item.evidence in {"photo", "record", "none"}
        assert (item.evidence == "none") == (item.measure == "rate"), item.code
        assert item.equipment is None or item.equipment in set(AssetKind)
        assert item.equipment is None or item.optional, item.code
        assert any(item.frequency) == (item.measure == "freq"), item.code
        for rule in (rule for rules in item.frequency for rule in rules):
            assert rule.per in PERIODS or (rule.per == "season" and rule.between), item.code


def test_a_higher_level_never_asks_for_less():
    for item in items().values():
        asked = [sum(rule.times * YEARLY[rule.per] for rule in rules if not rule.between) for rules in item.frequency]
        assert asked == sorted(asked), item.code


def test_the_words_say_the_frequency():
    plain = 0
    for item in items().values():
        for words, rules in zip(item.words, item.frequency, strict=True):
            said = re.fullmatch(r"(每\w+)至少 (\d) 次|(每年)至少 (\d+) 次", words)
            if said:
                (rule,) = rules
                assert (PER_WORDS[rule.per], str(rule.times)) == (said[1] or said[3], said[2] or said[4]), item.code
                plain += 1
    assert plain > 80


def test_some_rows_are_as_the_standard_has_them():
    known = items()

    assert known["ENV-01"].words == ("每周至少 1 次", "每周至少 2 次", "每天至少 1 次")
    assert known["CS-05"].words == ("4 小时以内", "2 小时以内", "1 小时以内")
    assert known["CS-04"].said(None).startswith("急修 15 分钟内到现场")
    assert known["FAC-20"].said(3) == "一般故障 4 小时、复杂故障 12 小时内"
    assert known["SEC-05"].rules(3)[0].times == 4
    assert known["GRN-05"].rules(1) == ()
    assert not known["ENV-13"].levelled
    assert not known["ENV-13"].optional


def test_repairs_are_proof_of_items_that_exist():
    categories = {row["code"] for row in reference.categories()}

    assert set(by_category()) <= categories
    assert {code for codes in by_category().values() for code in codes} <= set(items())
