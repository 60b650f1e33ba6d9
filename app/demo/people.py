"""Everybody with a name: the demo persons, the staff of every organisation, and the residents with their homes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.crypto import get_crypto
from app.core.permissions import Role
from app.demo import words
from app.demo.chance import ident, stream
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import Compound, District, Worker
from app.identity import models
from app.identity.passwords import hash_password

PHONE_COLUMN = "identity_person.phone"
PERSONA_COMPANY = "anju"
HANDLERS = (
    "central", "factory", "water", "power", "gas", "heat", "telecom", "builder", "installer", "lifts",
    "commission", "CG", "FR", "PO", "MS",
)  # fmt: skip
COMPANIES = ("anju", "jiahe", "tongxin")
STAFF_PLACE = 10_000
PERSONA_PLACE = 100_000
"""Microseconds after the beginning: lists show the newest first, so the demo persons stand at the top."""


@dataclass(slots=True)
class Register:
    """The rows of people as they come up. ``phones`` counts the numbers given out."""

    district: District
    people: list[dict[str, Any]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    bindings: list[dict[str, Any]] = field(default_factory=list)
    phones: int = 0

    def person(
        self, key: str, name: str, at: datetime, *, username: str | None = None, password: str | None = None
    ) -> UUID:
        """Enter a person and return the id. Only who gets a password can sign in with one."""
        person_id = ident("person", key)
        self.phones += 1
        phone = words.mobile(self.phones)
        crypto = get_crypto()
        self.people.append(
            {
                "id": person_id,
                "district_id": self.district.id,
                "display_name": name,
                "phone_cipher": crypto.encrypt(phone, column=PHONE_COLUMN, row_id=person_id),
                "phone_index": crypto.phone_index(phone, column=PHONE_COLUMN),
                "username": username,
                "password_hash": hash_password(password) if password else None,
                "status": models.PersonStatus.ACTIVE,
                "created_at": at,
            }
        )
        return person_id

    def post(
        self,
        person_id: UUID,
        role: Role,
        *,
        region: UUID | None = None,
        organisation: UUID | None = None,
        compound: UUID | None = None,
        ended_days_ago: int | None = None,
    ) -> None:
        """Give a person a post, since the beginning."""
        beginning = self.district.beginning(STAFF_PLACE + len(self.posts))
        ended = None if ended_days_ago is None else self.district.now - timedelta(days=ended_days_ago)
        self.posts.append(
            {
                "id": ident("post", str(person_id), role, str(region or organisation), str(compound)),
                "district_id": self.district.id,
                "person_id": person_id,
                "role": role,
                "region_id": region,
                "organisation_id": organisation,
                "compound_id": compound,
                "starts_on": beginning.date(),
                "ends_on": None,
                "ended_at": ended,
                "created_at": beginning,
            }
        )

    def write(self, copier: Copier) -> None:
        """Write everybody who was entered."""
        copier.rows(models.Person, self.people)
        copier.rows(models.Post, self.posts)
        copier.rows(models.HomeBinding, self.bindings)


# --- staff ---

PERSONAS: tuple[tuple[str, str], ...] = (
    ("resident", "李秀兰"),
    ("family", "张晓燕"),
    ("repair", "赵海波"),
    ("manager", "陈立新"),
    ("community", "刘文静"),
    ("secretary", "孙建华"),
    ("street", "杨俊杰"),
    ("district", "周思远"),
    ("auditor", "吴雅琴"),
    ("sysadmin", "郑浩然"),
    ("double", "何春梅"),
    ("district2", "林国栋"),
    ("manager2", "黄晓东"),
)
"""User name and invented name.

``double`` holds two posts, to show that one has to be chosen; ``district2`` is the second person at the district
without whom no routing rules are published, and ``manager2`` the one of the company without whom it discloses nothing.
"""
RESIDENT_PERSONAS = ("resident", "family")


def password_of(persona: str) -> str:
    """Return the password with which a demo person of the staff signs in."""
    return f"Demo-2026-{persona}"


def enter_personas(register: Register) -> None:
    """Enter the demo persons and the posts of those who work."""
    district = register.district
    for place, (persona, name) in enumerate(PERSONAS):
        district.personas[persona] = register.person(
            persona,
            name,
            district.beginning(PERSONA_PLACE - place),
            username=persona,
            password=None if persona in RESIDENT_PERSONAS else password_of(persona),
        )
    home = district.compounds[PERSONA_COMPOUND]
    company = district.organisations[PERSONA_COMPANY].id
    who = district.personas
    register.post(who["repair"], Role.REPAIR, organisation=company)
    for persona in ("manager", "manager2"):
        register.post(who[persona], Role.MANAGER, organisation=company)
    register.post(who["community"], Role.COMMUNITY, region=home.community.id)
    register.post(who["secretary"], Role.SECRETARY, region=home.community.id)
    register.post(who["street"], Role.STREET, region=home.street.id)
    for role in (Role.DISTRICT, Role.AUDITOR, Role.SYSADMIN):
        register.post(who[role.value], role, region=district.id)
    register.post(who["district2"], Role.DISTRICT, region=district.id)
    for role in (Role.SECRETARY, Role.COMMUNITY):
        register.post(who["double"], role, region=district.communities[1].id)


def enter_staff(register: Register) -> None:
    """Enter who works for companies, committees, streets, departments and operators, and note who does what."""
    _company_staff(register)
    _region_staff(register)
    _handlers(register)
    _somebody_who_left(register)


def _worker(
    register: Register,
    key: str,
    role: Role,
    *,
    region: UUID | None = None,
    organisation: UUID | None = None,
    compound: UUID | None = None,
) -> Worker:
    chance = stream("worker", key)
    name = words.person_name(chance, old=False)
    at = register.district.beginning(STAFF_PLACE + len(register.people))
    person = register.person(key, name, at)
    register.post(person, role, region=region, organisation=organisation, compound=compound)
    return Worker(person, name, role)


def _persona_worker(district: District, persona: str, role: Role) -> Worker:
    return Worker(district.personas[persona], dict(PERSONAS)[persona], role)


def _company_staff(register: Register) -> None:
    district = register.district
    with_persona = district.compounds[PERSONA_COMPOUND].community.id
    for compound in district.compounds.values():
        service = compound.company_on(district.today)
        if service is None:
            continue
        key, company = compound.plan.key, service.company.id
        if compound.plan.company == PERSONA_COMPANY and compound.community.id == with_persona:
            compound.manager = _persona_worker(district, "manager", Role.MANAGER)
            compound.repairers.append(_persona_worker(district, "repair", Role.REPAIR))
        else:
            compound.manager = _worker(
                register, f"manager:{key}", Role.MANAGER, organisation=company, compound=compound.id
            )
        for number in range(district.size.repairers_per_compound):
            name = f"repair:{key}:{number}"
            compound.repairers.append(_worker(register, name, Role.REPAIR, organisation=company, compound=compound.id))
    for key in COMPANIES:
        company = district.organisations[key].id
        district.staff[company] = [_worker(register, f"flying:{key}", Role.REPAIR, organisation=company)]
        district.deputies[company] = (
            _persona_worker(district, "manager2", Role.MANAGER)
            if key == PERSONA_COMPANY
            else _worker(register, f"deputy:{key}", Role.MANAGER, organisation=company)
        )


def _region_staff(register: Register) -> None:
    district, size = register.district, register.district.size
    for number, community in enumerate(district.communities):
        workers = [
            _worker(register, f"community:{number}:{n}", Role.COMMUNITY, region=community.id)
            for n in range(size.workers_per_community)
        ]
        if number == 0:
            workers.insert(0, _persona_worker(district, "community", Role.COMMUNITY))
        else:
            _worker(register, f"secretary:{number}", Role.SECRETARY, region=community.id)
        district.staff[community.office.id] = district.cadres[community.id] = workers
    for street in district.streets.values():
        workers = [
            _worker(register, f"street:{street.code}:{n}", Role.STREET, region=street.id)
            for n in range(size.street_cadres)
        ]
        if street.id == district.compounds[PERSONA_COMPOUND].street.id:
            workers.insert(0, _persona_worker(district, "street", Role.STREET))
        district.staff[street.office.id] = district.cadres[street.id] = workers
    district.cadres[district.id] = [
        _persona_worker(district, persona, Role.DISTRICT) for persona in ("district", "district2")
    ]


def _handlers(register: Register) -> None:
    district = register.district
    for key in HANDLERS:
        organisation = district.organisations[key].id
        district.staff[organisation] = [
            _worker(register, f"handler:{key}:{n}", Role.HANDLER, organisation=organisation) for n in (1, 2)
        ]


def _somebody_who_left(register: Register) -> None:
    district = register.district
    at = district.beginning(STAFF_PLACE + len(register.people))
    person = register.person("left", words.person_name(stream("left"), old=False), at)
    register.people[-1]["status"] = models.PersonStatus.DISABLED
    company = district.organisations[PERSONA_COMPANY].id
    register.post(person, Role.REPAIR, organisation=company, ended_days_ago=75)


def workers_on(district: District, compound: Compound, organisation: UUID) -> Iterator[Worker]:
    """Yield who may accept work of ``organisation`` in ``compound``: repair workers first, then the manager."""
    service = compound.company_on(district.today)
    if service is not None and service.company.id == organisation:
        yield from compound.repairers
        if compound.manager:
            yield compound.manager
    else:
        yield from district.staff.get(organisation, ())
