"""The data files of the tickets area: taxonomy, emergencies and routing rules."""

from __future__ import annotations

import string
from collections import Counter

import pytest

from app.demo.reports import phrases, taxonomy
from app.places.models import AssetKind
from app.tickets.models import Kind, Urgency
from app.tickets.service.reference import categories, emergencies, rules

PARTIES = {
    "PS", "CS", "UT_W", "UT_E", "UT_G", "UT_H", "UT_T", "CON", "LM", "OWN", "TU", "ST", "JWH", "CG", "FR", "PO",
    "MS", "HD",
}  # fmt: skip
FACTS = {
    "party", "urgency", "kind", "category", "group", "has_warranty", "boundary", "has_title_unit", "has_provider",
    "has_maintainer", "has_care",
}  # fmt: skip
TARGETS = {
    "warranty_contractor", "utility", "maintainer", "title_unit", "provider", "residents_committee",
    "street_office", "department", "care",
}  # fmt: skip
GROUP_SIZES = [7, 8, 5, 6, 4, 3, 3, 4, 4, 4, 2, 5, 4, 5, 6, 4, 4, 3]


def test_there_are_18_groups_and_81_categories():
    sizes = Counter(row["group_code"] for row in categories())

    assert [sizes[f"{group:02d}"] for group in range(1, 19)] == GROUP_SIZES
    assert sum(sizes.values()) == 81


def test_every_category_is_well_formed():
    for row in categories():
        assert row["code"][:2] == row["group_code"]
        assert row["party"] in PARTIES
        assert row["urgency"] in set(Urgency)
        assert row["finish_hours"] in (2, 12, 24, 168, 360)
        assert row["asset_kind"] is None or row["asset_kind"] in set(AssetKind)
        assert row["emergency"] is None or row["emergency"] in emergencies()
        assert 3 <= len(row["keywords"]) <= 8
        assert row["kinds"]
        assert set(row["kinds"]) <= set(Kind)


@pytest.mark.parametrize(
    ("code", "contact", "onsite", "finish"),
    [
        ("0101", 15, 15, 24),  # emergency repair: 15 minutes on site, not 30
        ("0301", 15, 30, 2),  # entrapment: 30 minutes are the maintenance firm's
        ("0201", 240, None, 12),
        ("0501", 15, 45, 24),
        ("0601", 15, 60, 24),
        ("1501", 240, None, 168),
        ("1604", 120, None, 24),
        ("1803", 1440, None, 24),
    ],
)
def test_limits_are_those_of_the_rules_in_force(code, contact, onsite, finish):
    row = next(row for row in categories() if row["code"] == code)

    assert (row["contact_minutes"], row["onsite_minutes"], row["finish_hours"]) == (contact, onsite, finish)


def test_no_keyword_stands_in_two_categories():
    words = Counter(word for row in categories() for word in row["keywords"])

    assert [word for word, times in words.items() if times > 1] == []


def test_words_of_residents_lead_to_the_right_category():
    said = [(code, sentence) for code, phrase in phrases().items() for sentence in phrase.say]
    wrong = [
        (code, sentence)
        for code, sentence in said
        if (found := taxonomy().suggest(sentence)) is None or found.code != code
    ]

    assert len(wrong) <= len(said) * 0.05, wrong


def test_emergencies_say_what_to_do_and_whom_to_call():
    assert set(emergencies()) == {"gas", "entrapment", "fire", "power", "burst_pipe"}
    for emergency in emergencies().values():
        assert 2 <= len(emergency["advice"]) <= 3
        assert emergency["keywords"]
        for call in emergency["calls"]:
            assert bool(call["phone"]) != bool(call["place"])
            assert call["source"]


def test_rules_speak_only_of_known_facts_and_targets():
    known = {row["code"] for row in categories()}
    positions = [rule["position"] for rule in rules()]

    assert positions == sorted(set(positions))
    for rule in rules():
        assert set(rule["conditions"]) <= FACTS
        assert set(rule["conditions"].get("category", [])) <= known
        assert rule["target"] in TARGETS
        names = {name for _, name, _, _ in string.Formatter().parse(rule["reason"]) if name}
        assert names <= {"organisation", "category", "compound", "building", "asset", "until"}


def test_the_last_rules_hold_for_everything():
    assert [rule["conditions"] for rule in rules()][-2:] == [{}, {}]
