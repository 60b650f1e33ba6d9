"""The demo people of development: a fixed cast, found in the demo data by their user names.

The routes that sign somebody in as one of them are not registered in production.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.core.permissions import ROLE_NAMES, Role
from app.identity import queries
from app.identity.models import Person

PERSONAS: dict[str, str] = {
    "resident": "居民",
    "family": "居民家属",
    "repair": "物业维修人员",
    "manager": "物业项目经理",
    "community": "社区工作者",
    "secretary": "社区党组织书记",
    "street": "街道工作人员",
    "district": "区住建委工作人员",
    "auditor": "审计员",
    "sysadmin": "系统管理员",
}


@dataclass(frozen=True, slots=True)
class Persona:
    """One of the cast who is present in the data, with the posts as people read them."""

    persona: str
    title: str
    posts: list[str]


def cast() -> list[Persona]:
    """Return those of the cast who are in the data; none when the demo district is not loaded."""
    people = queries.persons_by_username(PERSONAS)
    posts: dict[str, list[str]] = {name: [] for name in people}
    names = {person.id: name for name, person in people.items()}
    for row in queries.post_rows(names):
        where = " ".join(filter(None, (row.place, row.organisation)))
        posts[names[row.person_id]].append(f"{ROLE_NAMES[Role(row.role)]} {where}".strip())
    return [Persona(name, title, posts[name]) for name, title in PERSONAS.items() if name in people]


def person_of(persona: str) -> Person | None:
    """Return the person who plays ``persona``, or None when the demo district is not loaded."""
    if persona not in PERSONAS:
        return None
    return queries.persons_by_username([persona]).get(persona)
