"""A small world for tests: one district with two of everything that must not see each other, and people in it.

Everything is written through the models, with real sessions; tests speak HTTP with the tokens found here.
"""

from __future__ import annotations

import contextvars
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, text

from app.core.clock import today
from app.core.db import db
from app.core.ids import new_id
from app.core.permissions import Role
from app.core.uow import unit_of_work
from app.identity.models import HomeBinding, Person, Post, Session
from app.places.models import Asset, Building, Compound, Contract, Home, Organisation, Region, Unit, Warranty

YEAR = timedelta(days=365)


@dataclass
class Someone:
    """A person with a live session."""

    id: UUID
    name: str
    token: str
    session_id: UUID
    client: object = None

    def get(self, path: str, **kwargs):
        return self._call("get", path, **kwargs)

    def post(self, path: str, json=None, **kwargs):
        return self._call("post", path, json={} if json is None else json, **kwargs)

    def patch(self, path: str, json=None, **kwargs):
        return self._call("patch", path, json=json, **kwargs)

    def delete(self, path: str, **kwargs):
        return self._call("delete", path, **kwargs)

    def _call(self, method: str, path: str, headers=None, **kwargs):
        headers = {"Authorization": f"Bearer {self.token}"} | (headers or {})
        return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **kwargs)


@dataclass
class Estate:
    """A compound with a building, a unit, two homes and a roof."""

    compound: UUID
    building: UUID
    unit: UUID
    homes: list[UUID]
    roof: UUID
    code: str


@dataclass
class World:
    """What ``build`` has made. ``a`` and ``b`` are in different streets with different companies."""

    district_id: UUID = field(default_factory=new_id)
    regions: dict[str, UUID] = field(default_factory=dict)
    orgs: dict[str, UUID] = field(default_factory=dict)
    estates: dict[str, Estate] = field(default_factory=dict)
    people: dict[str, Someone] = field(default_factory=dict)

    def __getattr__(self, name: str):
        for store in ("people", "estates", "orgs"):
            found = self.__dict__.get(store, {})
            if name in found:
                return found[name]
        raise AttributeError(name)


_together: contextvars.ContextVar[list | None] = contextvars.ContextVar("together", default=None)


def add(thing):
    """Store one row: now, or with the others when ``stored_together`` ends."""
    if (waiting := _together.get()) is not None:
        waiting.append(thing)
        return thing
    db.session.add(thing)
    db.session.flush()
    return thing


@contextmanager
def stored_together() -> Iterator[None]:
    """Send the rows that are added meanwhile table by table: a world of 120 rows in a dozen statements."""
    waiting: list = []
    token = _together.set(waiting)
    try:
        yield
    finally:
        _together.reset(token)
    for table in db.metadata.sorted_tables:
        if rows := [row for row in waiting if row.__table__ is table]:
            db.session.add_all(rows)
            db.session.flush()


def make_person(world: World, client, name: str, *, username: str | None = None, key: str | None = None) -> Someone:
    """Store a person with a bearer session."""
    token = secrets.token_urlsafe(32)
    person = add(Person(id=new_id(), district_id=world.district_id, display_name=name, username=username))
    session = add(
        Session(
            id=new_id(),
            district_id=world.district_id,
            person_id=person.id,
            kind="bearer",
            token_hash=hashlib.sha256(token.encode()).digest(),
            idle_until=func.now() + text("interval '1 day'"),
            abs_until=func.now() + text("interval '1 day'"),
            user_agent="test",
        )
    )
    someone = Someone(person.id, name, token, session.id, client)
    world.people[key or name] = someone
    return someone


def give_post(
    world: World, someone: Someone, role: Role, *, region=None, organisation=None, compound=None, ends_on=None
):
    """Store a post that counts today (unless ``ends_on`` is past)."""
    return add(
        Post(
            id=new_id(),
            district_id=world.district_id,
            person_id=someone.id,
            role=role,
            region_id=region,
            organisation_id=organisation,
            compound_id=compound,
            starts_on=today() - YEAR,
            ends_on=ends_on,
        )
    )


def bind(world: World, someone: Someone, home: UUID, compound: UUID, *, relation="owner", state="active"):
    """Store a claim to a home."""
    return add(
        HomeBinding(
            id=new_id(),
            district_id=world.district_id,
            person_id=someone.id,
            home_id=home,
            compound_id=compound,
            relation=relation,
            state=state,
            note="",
        )
    )


def organisation(world: World, key: str, kind: str, name: str, *, region=None, utility=None) -> UUID:
    """Store an organisation."""
    row = add(
        Organisation(
            id=new_id(),
            district_id=world.district_id,
            kind=kind,
            utility_kind=utility,
            name=name,
            short_name=name[:30],
            phone="010-00000000",
            region_id=region,
        )
    )
    world.orgs[key] = row.id
    return row.id


def estate(world: World, key: str, *, street: UUID, community: UUID, title_unit: UUID | None = None) -> Estate:
    """Store a compound with a building, a unit, two homes and a roof."""
    compound = add(
        Compound(
            id=new_id(),
            district_id=world.district_id,
            street_id=street,
            community_id=community,
            code=secrets.token_hex(6),
            name=f"示例小区{key}",
            address=f"示例路{key}号",
        )
    )
    building = add(
        Building(
            id=new_id(),
            district_id=world.district_id,
            compound_id=compound.id,
            title_unit_id=title_unit,
            code=secrets.token_hex(6),
            name="1号楼",
        )
    )
    unit = add(Unit(id=new_id(), district_id=world.district_id, building_id=building.id, name="1单元"))
    homes = [
        add(
            Home(
                id=new_id(),
                district_id=world.district_id,
                unit_id=unit.id,
                building_id=building.id,
                compound_id=compound.id,
                label=label,
                area_centi_m2=600000,
            )
        ).id
        for label in ("101", "102", "201")
    ]
    roof = add(
        Asset(
            id=new_id(),
            district_id=world.district_id,
            compound_id=compound.id,
            building_id=building.id,
            kind="roof",
            name="1号楼屋面",
            code=secrets.token_hex(6),
        )
    )
    made = Estate(compound.id, building.id, unit.id, homes, roof.id, compound.code)
    world.estates[key] = made
    return made


def contract(
    world: World, company: UUID, compound: UUID, *, starts_on: date | None = None, ends_on: date | None = None
):
    """Store a service contract in force today (unless dated otherwise)."""
    return add(
        Contract(
            id=new_id(),
            district_id=world.district_id,
            company_id=company,
            compound_id=compound,
            starts_on=starts_on or today() - YEAR,
            ends_on=ends_on,
        )
    )


def warranty(world: World, asset: UUID, contractor: UUID, *, ends_on: date | None = None):
    """Store a warranty in force today (unless dated otherwise)."""
    return add(
        Warranty(
            id=new_id(),
            district_id=world.district_id,
            asset_id=asset,
            contractor_id=contractor,
            part="防水层",
            starts_on=today() - YEAR,
            ends_on=ends_on or today() + YEAR,
        )
    )


def build(client) -> World:
    """Store the whole world in one transaction."""
    world = World()
    with unit_of_work(), stored_together():
        _regions(world)
        _organisations(world)
        for key in ("a", "b"):
            estate(world, key, street=world.regions[f"street_{key}"], community=world.regions[f"community_{key}"])
            contract(world, world.orgs[f"company_{key}"], world.estates[key].compound)
        estate(world, "none", street=world.regions["street_a"], community=world.regions["community_a"])
        _people(world, client)
    return world


def _regions(world: World) -> None:
    add(
        Region(
            id=world.district_id,
            district_id=world.district_id,
            parent_id=None,
            kind="district",
            code="110107",
            name="示例区",
        )
    )
    world.regions["district"] = world.district_id
    for key in ("a", "b"):
        street = add(
            Region(
                id=new_id(),
                district_id=world.district_id,
                parent_id=world.district_id,
                kind="street",
                code=f"street-{key}",
                name=f"示例街道{key}",
            )
        )
        community = add(
            Region(
                id=new_id(),
                district_id=world.district_id,
                parent_id=street.id,
                kind="community",
                code=f"community-{key}",
                name=f"示例社区{key}",
            )
        )
        world.regions |= {f"street_{key}": street.id, f"community_{key}": community.id}


def _organisations(world: World) -> None:
    for key in ("a", "b"):
        organisation(world, f"company_{key}", "property_company", f"示例物业{key}")
        organisation(
            world, f"jwh_{key}", "residents_committee", f"示例居委会{key}", region=world.regions[f"community_{key}"]
        )
        organisation(world, f"office_{key}", "street_office", f"示例街道办{key}", region=world.regions[f"street_{key}"])
    organisation(world, "contractor", "contractor", "示例施工公司")
    organisation(world, "title_unit", "title_unit", "示例产权单位")
    organisation(world, "lift_firm", "lift_firm", "示例电梯维保")
    organisation(world, "heat", "utility", "示例供热公司", utility="heat")
    organisation(world, "gas", "utility", "示例燃气公司", utility="gas")
    organisation(world, "housing", "district_office", "示例区住建委", region=world.district_id)


def _people(world: World, client) -> None:
    regions, orgs = world.regions, world.orgs
    for key in ("a", "b"):
        here = world.estates[key]
        bind(world, make_person(world, client, f"居民{key}", key=f"resident_{key}"), here.homes[0], here.compound)
        neighbour = make_person(world, client, f"邻居{key}", key=f"neighbour_{key}")
        bind(world, neighbour, here.homes[1], here.compound, state="pending")
        for role in (Role.REPAIR, Role.MANAGER):
            person = make_person(world, client, f"{role}{key}", username=f"{role}-{key}", key=f"{role}_{key}")
            give_post(world, person, role, organisation=orgs[f"company_{key}"])
        for role, place in (
            (Role.COMMUNITY, f"community_{key}"),
            (Role.SECRETARY, f"community_{key}"),
            (Role.STREET, f"street_{key}"),
        ):
            person = make_person(world, client, f"{role}{key}", username=f"{role}-{key}", key=f"{role}_{key}")
            give_post(world, person, role, region=regions[place])
    for role in (Role.DISTRICT, Role.AUDITOR, Role.SYSADMIN):
        person = make_person(world, client, str(role), username=str(role), key=str(role))
        give_post(world, person, role, region=world.district_id)
    handler = make_person(world, client, "施工人员", username="handler", key="handler")
    give_post(world, handler, Role.HANDLER, organisation=orgs["contractor"])
    second = make_person(world, client, "同事a", username="repair-a2", key="repair_a2")
    give_post(world, second, Role.REPAIR, organisation=orgs["company_a"])
    make_person(world, client, "陌生人", key="stranger")
    family = make_person(world, client, "女儿a", key="family_a")
    bind(world, family, world.estates["a"].homes[0], world.estates["a"].compound, relation="family")


def in_app(app, function, *args):
    """Run ``function`` in a fresh app context, as a request or a job would."""

    def run():
        with app.app_context():
            return function(*args)

    return contextvars.Context().run(run)


def write(app, function, *args):
    """Run ``function`` in a unit of work of its own."""

    def run():
        with unit_of_work():
            return function(*args)

    return in_app(app, run)
