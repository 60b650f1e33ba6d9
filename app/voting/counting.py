"""How votes are counted: whole numbers only, heads beside areas, the thresholds of 民法典 278. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.voting.models import Choice, Matter

THREE_QUARTERS = frozenset({Matter.RAISE_FUND, Matter.REBUILD, Matter.COMMON_USE})
"""These need three quarters of those who took part; everything else more than half."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Some homes together: their areas in 0.01 ㎡, their heads, and how many homes they are."""

    area: int = 0
    heads: int = 0
    homes: int = 0

    def shape(self) -> dict[str, int]:
        """Return it as it is kept and published."""
        return {"area": self.area, "heads": self.heads, "homes": self.homes}


@dataclass(frozen=True, slots=True)
class Voter:
    """One home of the register with its vote: ``choices`` by topic, None when it did not take part."""

    area: int
    head: str
    choices: Sequence[str] | None = None


def sum_of(voters: Iterable[Voter]) -> Sum:
    """Return areas, heads and homes. Homes with the same head are one head."""
    area = homes = 0
    heads: set[str] = set()
    for voter in voters:
        area, homes = area + voter.area, homes + 1
        heads.add(voter.head)
    return Sum(area, len(heads), homes)


def took_part(part: Sum, whole: Sum) -> bool:
    """Return whether enough took part: two thirds of the areas and two thirds of the heads, the border included."""
    return part.area * 3 >= whole.area * 2 and part.heads * 3 >= whole.heads * 2


def approved(yes: Sum, part: Sum, matter: int) -> bool:
    """Return whether those who said yes are enough among those who took part.

    More than half of both for most matters, three quarters of both (the border included) for some.
    """
    if part.homes == 0:
        return False
    if matter in THREE_QUARTERS:
        return yes.area * 4 >= part.area * 3 and yes.heads * 4 >= part.heads * 3
    return yes.area * 2 > part.area and yes.heads * 2 > part.heads


def count_topic(voters: Sequence[Voter], place: int) -> dict[Choice, Sum]:
    """Return the sums of one topic by choice.

    A head that owns several homes is one head for a choice only when all its votes say the same; one that is not of
    one mind took part, and is counted for none.
    """
    areas: dict[str, int] = defaultdict(int)
    homes: dict[str, int] = defaultdict(int)
    minds: dict[str, set[str]] = defaultdict(set)
    for voter in voters:
        if voter.choices is None:
            continue
        choice = voter.choices[place]
        areas[choice] += voter.area
        homes[choice] += 1
        minds[voter.head].add(choice)
    heads: dict[str, int] = defaultdict(int)
    for said in minds.values():
        if len(said) == 1:
            heads[next(iter(said))] += 1
    return {choice: Sum(areas[choice], heads[choice], homes[choice]) for choice in Choice}


def count(voters: Sequence[Voter], matters: Mapping[int, int]) -> dict[str, Any]:
    """Return the whole result; ``matters`` are the matters of the topics by their numbers, which begin at 1."""
    whole, part = sum_of(voters), sum_of(voter for voter in voters if voter.choices is not None)
    enough = took_part(part, whole)
    topics = []
    for number in sorted(matters):
        sums = count_topic(voters, number - 1)
        topics.append(
            {
                "number": number,
                "matter": matters[number],
                **{choice.value: found.shape() for choice, found in sums.items()},
                "approved": approved(sums[Choice.YES], part, matters[number]),
                "passed": enough and approved(sums[Choice.YES], part, matters[number]),
            }
        )
    return {"whole": whole.shape(), "part": part.shape(), "enough": enough, "topics": topics}


def count_secret(
    whole: Sum,
    part: Sum,
    votes: Sequence[Sequence[str]],
    box: Sequence[Mapping[str, int]],
    matters: Mapping[int, int],
    *,
    told: bool,
) -> dict[str, Any]:
    """Return the result of a secret poll: homes only, because an area would name the home.

    ``votes`` came by phone, ``box`` holds the sums of the papers by topic. Unless ``told`` no sum is given.
    """
    enough = took_part(part, whole)
    topics = []
    for number in sorted(matters):
        homes = {
            choice: sum(vote[number - 1] == choice for vote in votes) + (box[number - 1][choice] if box else 0)
            for choice in Choice
        }
        yes, three = homes[Choice.YES], matters[number] in THREE_QUARTERS
        approved = (yes * 4 >= part.homes * 3 if three else yes * 2 > part.homes) and part.homes > 0
        topics.append(
            {
                "number": number,
                "matter": matters[number],
                **{
                    choice.value: {"area": None, "heads": None, "homes": count if told else None}
                    for choice, count in homes.items()
                },
                "approved": approved if told else None,
                "passed": (enough and approved) if told else None,
            }
        )
    return {"whole": whole.shape(), "part": part.shape(), "enough": enough, "topics": topics}
