"""What stands where: twelve compounds drawn by hand, each with its own story, and as many plain ones as wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.demo import words
from app.demo.chance import stream
from app.demo.sizes import Size

Company = Literal["anju", "jiahe", "tongxin"]
TitleUnit = Literal["central", "factory"]

# Years before the day of loading at which the renovation was accepted, by how much of its warranty is left.
RENOVATED_LONG_AGO = 6
RENOVATED_RECENTLY = 1
RENOVATED_IN_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """One compound to be built. ``company`` is who serves it today, ``former`` who did before ``changed_days`` ago.

    ``renovated`` is years ago, None for never. The first ``title_buildings`` buildings belong to ``title_unit``.
    ``weight`` is its share of the homes; ``towers`` of its buildings are high and have elevators.
    """

    key: str
    name: str
    community: int
    built: int
    renovated: int | None
    company: Company | None
    weight: float = 1.0
    towers: int = 0
    title_unit: TitleUnit | None = None
    title_buildings: int = 0
    former: Company | None = None
    changed_days: int = 0


# The community is the place in COMMUNITY_STREETS. Community 0 is that of the demo persons.
HAND_MADE: tuple[Plan, ...] = (
    Plan("chunhui", "示例春晖里小区", 0, 1986, RENOVATED_LONG_AGO, "anju", 1.3, towers=1),
    Plan("chunhui_north", "示例春晖北里", 0, 1979, None, None, 0.8, former="tongxin", changed_days=240),
    Plan("chunhui_east", "示例春晖东里", 0, 1992, RENOVATED_RECENTLY, "anju", 1.0),
    Plan("heshun", "示例和顺园", 1, 1994, RENOVATED_IN_BETWEEN, "anju", 1.0, towers=1),
    Plan(
        "huaiyin", "示例槐荫大院", 2, 1978, RENOVATED_LONG_AGO, "jiahe", 1.0,
        title_unit="central", title_buildings=2,
    ),
    Plan("liuan", "示例柳岸小区", 3, 1990, None, "jiahe", 1.2, former="tongxin", changed_days=400),
    Plan("yingshan", "示例映山新村", 4, 1983, RENOVATED_RECENTLY, "tongxin", 0.8),
    Plan(
        "songfeng", "示例松风宿舍区", 5, 1975, None, "jiahe", 0.8,
        title_unit="factory", title_buildings=9,
    ),
    Plan("wanqing", "示例晚晴园", 6, 1998, RENOVATED_IN_BETWEEN, "tongxin", 1.0, towers=1),
    Plan("qingquan", "示例清泉家园", 7, 2000, None, "anju", 1.1, towers=1),
    Plan("shiliu", "示例石榴院", 8, 1981, RENOVATED_RECENTLY, "jiahe", 0.9),
    Plan("haitang", "示例海棠苑", 9, 1996, RENOVATED_LONG_AGO, "tongxin", 1.1, towers=2),
)  # fmt: skip

COMMUNITY_STREETS = (
    "110107003", "110107004", "110107004", "110107005", "110107006",
    "110107001", "110107002", "110107009", "110107010", "110107011",
)  # fmt: skip
"""The streets of the hand-made communities, in order."""


def community_streets(size: Size) -> list[str]:
    """Return the code of the street of every community: the hand-made ones, then by population."""
    more = size.communities - len(COMMUNITY_STREETS)
    codes = [code for code, _, weight in words.STREETS for _ in range(max(1, weight // 18))]
    return [*COMMUNITY_STREETS, *(codes[i % len(codes)] for i in range(more))]


def plans(size: Size) -> list[Plan]:
    """Return every compound of a district of ``size``."""
    more = size.compounds - len(HAND_MADE)
    return [*HAND_MADE, *(_plain(number, name, size) for number, name in enumerate(words.compound_names(more)))]


def _plain(number: int, name: str, size: Size) -> Plan:
    chance = stream("plan", number)
    first_new = len(COMMUNITY_STREETS)
    old = number % 3 != 2
    company: Company | None = chance.choices(("anju", "jiahe", "tongxin", None), (34, 33, 27, 6))[0]
    title_unit: TitleUnit | None = chance.choices(("central", "factory", None), (12, 8, 80))[0]
    return Plan(
        key=f"plain{number}",
        name=name,
        community=first_new + number % (size.communities - first_new),
        built=chance.randint(1974, 1999) if old else chance.randint(2000, 2012),
        renovated=chance.choice((None, 1, 2, 3, 4, 6)) if old else None,
        company=company,
        weight=chance.uniform(0.7, 1.4),
        towers=chance.choices((0, 1, 2, 4), (45, 25, 20, 10))[0],
        title_unit=title_unit,
        title_buildings=chance.randint(1, 3) if title_unit else 0,
    )
