"""A small ledger and the whole taxonomy for tests of pure functions: two streets, three compounds of one building."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from app.rulebook.grammar import Building, Compound, Ledger
from app.rulebook.wording import Names
from app.tickets.queries.reference import CategoryFacts
from app.tickets.service.reference import categories

ROOM = UUID("00000000-0000-7000-8000-000000000000")


def code(name: str) -> str:
    """Return the id of a thing by its name, as text."""
    return str(uuid5(ROOM, name))


COMPOUNDS = {"甲小区": ("一社区", "东街道"), "乙小区": ("二社区", "东街道"), "丙小区": ("三社区", "西街道")}
LEDGER = Ledger(
    streets={code(name): name for name in ("东街道", "西街道")},
    communities={code(community): (community, code(street)) for community, street in COMPOUNDS.values()},
    compounds={code(name): Compound(name, code(where[0]), code(where[1])) for name, where in COMPOUNDS.items()},
    buildings={code(f"{name}1号楼"): Building("1号楼", code(name)) for name in COMPOUNDS},
    organisations={code("好修公司"): "好修公司"},
    targets=frozenset(
        {
            "provider",
            "warranty_contractor",
            "maintainer",
            "care",
            "title_unit",
            "residents_committee",
            "street_office",
            "level_up",
        }
    ),
    operators=frozenset({"UT_W", "UT_E", "UT_G", "UT_H", "UT_T", "CG", "FR", "PO", "MS", "HD"}),
)


@cache
def taxonomy() -> dict[str, CategoryFacts]:
    """Return the categories of the data file as the router has them."""
    wanted = {one.name for one in fields(CategoryFacts)}
    found = {}
    for row in categories():
        plain = {key: value for key, value in row.items() if key in wanted}
        found[row["code"]] = CategoryFacts(**plain | {"keywords": tuple(row["keywords"]), "kinds": tuple(row["kinds"])})
    return found


def names(**other: Any) -> Names:
    """Return the names of the small ledger; ``other`` replaces parts of it."""
    return Names(replace(LEDGER, **other), taxonomy())
