"""Names as people write them: compounds with suggestions, buildings, categories."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from app.hotline.matching import Place, Places, building_key, building_of, category_of, fits
from app.tickets.queries.reference import CategoryFacts, Reference


def place(name: str, community: str = "古城社区", street: str = "古城街道") -> Place:
    """Return a compound."""
    return Place(uuid4(), f"code-{name}", name, "", community, street)


KNOWN = Places(
    [
        place("古城路小区"),
        place("八角南里", "八角南里社区", "八角街道"),
        place("八角北里", "八角北里社区", "八角街道"),
        place("杨庄小区", "杨庄社区", "苹果园街道"),
        place("杨庄小区", "杨庄东社区", "八角街道"),
        place("模式口"),
        place("模式口南里"),
    ]
)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("古城路小区", "古城路小区"),
        ("古城路", "古城路小区"),
        (" 古城路 小区 ", "古城路小区"),
        ("八角南里小区", "八角南里"),
        ("（八角南里）", "八角南里"),
    ],
)
def test_a_compound_is_found_however_it_is_written(written, name):
    assert KNOWN.find(written).place.name == name


def test_compounds_of_one_name_are_told_apart_by_street_or_community():
    assert "有 2 个小区叫“杨庄小区”" in KNOWN.find("杨庄小区").problem.message
    assert KNOWN.find("杨庄小区", street="八角").place.community == "杨庄东社区"
    assert KNOWN.find("杨庄", community="杨庄社区居委会").place.street == "苹果园街道"
    assert "与填写的街道、社区不一致" in KNOWN.find("杨庄小区", street="古城街道").problem.message
    assert "与填写的街道、社区不一致" in KNOWN.find("古城路小区", street="八角街道").problem.message


@pytest.mark.parametrize(
    ("written", "hints"),
    [("八角里", ["八角北里", "八角南里"]), ("古城", ["古城路小区"]), ("杨庄北区", ["杨庄小区"]), ("天安门", [])],
)
def test_what_is_not_found_gets_suggestions(written, hints):
    assert KNOWN.find(written).place is None
    assert KNOWN.suggestions(written) == hints


def test_a_compound_is_recognised_in_an_address_the_longest_name_first():
    assert KNOWN.find_in("石景山区模式口南里3号楼2单元").place.name == "模式口南里"
    assert KNOWN.find_in("模式口大街 5 号").place.name == "模式口"
    assert KNOWN.find_in("长安街1号").place is None
    assert KNOWN.by_code("code-模式口").name == "模式口"


@pytest.mark.parametrize("written", ["3号楼", "3栋", "3#", "03号楼", "三号楼", "3", " 3 号楼", "３号楼", "3幢"])
def test_a_building_is_the_same_however_it_is_written(written):
    assert building_key(written) == "3"


def test_chinese_numbers_and_names_of_buildings():
    assert [building_key(text) for text in ("十号楼", "十二号楼", "二十号楼", "二十一栋")] == ["10", "12", "20", "21"]
    names = {UUID(int=1): "3号楼", UUID(int=2): "锅炉房", UUID(int=3): "13号楼", UUID(int=4): "3栋"}
    assert building_of("锅炉房", names) == UUID(int=2)
    assert building_of("13", names) == UUID(int=3)
    assert building_of("3号楼", names) is None  # two answer to it
    assert building_of("99号楼", names) is None


def test_regions_are_the_same_with_and_without_their_ending():
    assert fits("古城街道", "古城街道办事处")
    assert fits("古城街道", "古城")
    assert fits("古城街道", "")
    assert not fits("古城街道", "八角街道")


def category(code: str, name: str, *keywords: str) -> CategoryFacts:
    """Return a category."""
    return CategoryFacts(code, code[:2], "", name, "PS", "U3", 1, None, 24, None, None, keywords, ())


TAXONOMY = Reference(
    {
        row.code: row
        for row in (
            category("0101", "屋面漏雨", "房顶漏"),
            category("0404", "下水堵塞/返水", "下水道堵"),
            category("0601", "不热 <18 ℃", "暖气不热"),
        )
    },
    (),
)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("0101", "0101"),
        ("屋面漏雨", "0101"),
        ("共用部位-屋面漏雨", "0101"),
        ("共用部位>屋面漏雨", "0101"),
        ("返水", "0404"),
        ("下水堵塞/返水", "0404"),
        ("不热<18℃", "0601"),
        ("家里暖气不热", "0601"),
        ("天上掉下来的", None),
        ("", None),
    ],
)
def test_a_category_is_found_by_code_name_part_or_keyword(written, code):
    found = category_of(written, TAXONOMY)
    assert (found.code if found else None) == code
