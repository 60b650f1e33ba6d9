"""How rules read."""

from __future__ import annotations

import pytest

from app.rulebook.wording import deadline_words, phrases, sentence
from tests.rulebook.ledger import code, names


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({}, "所有情况"),
        ({"category": ["0101"], "has_warranty": True}, "类别是屋面漏雨，且在保修期内"),
        ({"hours": {"from": "22:00", "to": "06:00"}}, "在22:00至次日06:00"),
        ({"hours": {"from": "08:00", "to": "24:00"}}, "在08:00至24:00"),
        ({"working_day": False, "month": ["1", "2"]}, "在1月、2月，且在休息日或节假日"),
        ({"category": ["0101", "0102", "0103", "0104"]}, "类别是屋面漏雨、外墙渗漏/脱落、楼道门窗/扶手/台阶等4类"),
        ({"building_id": [code("甲小区1号楼")]}, "楼栋是甲小区1号楼"),
        ({"compound_id": [code("拆了的小区")]}, "小区是（台账里已没有）"),
    ],
)
def test_conditions_are_a_sentence(conditions, words):
    assert sentence(conditions, names()) == words


def test_a_long_list_can_be_said_whole():
    conditions = {"category": ["0101", "0102", "0103", "0104"]}
    assert sentence(conditions, names(), whole=True).endswith("地下室积水")
    assert [part["key"] for part in phrases(conditions, names())] == ["category"]


def test_targets_and_deadlines_have_names():
    known = names()
    assert known.target("level_up") == "上一级（先到社区，再到街道、区）"
    assert known.target(f"organisation:{code('好修公司')}") == "好修公司"
    assert known.target(f"organisation:{code('散了的公司')}") == "指定单位（台账里已没有）"
    assert deadline_words({"amount": 3, "unit": "working_days"}) == "3个工作日内办结"
    assert deadline_words(None) == ""
