"""People for tests, and their sign-ins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import factory

from app.core.clock import now, today
from app.core.db import db
from app.core.ids import new_id
from app.core.permissions import Role
from app.core.uow import unit_of_work
from app.identity import login, models, passwords
from app.identity.principal import actor_of_session
from app.identity.service import contacts, sign_in
from app.places.models import Region
from app.places.queries import provider_of
from tests.factories.places import CompoundFactory, ContractFactory, DistrictFactory, ModelFactory

PASSWORD = "Korb-Lampe-Tisch-47"
REGION_LEVEL = {"community": "community_id", "secretary": "community_id", "street": "street_id"}


class PersonFactory(ModelFactory):
    """A person without a way to sign in."""

    class Meta:
        model = models.Person

    class Params:
        district = factory.SubFactory(DistrictFactory)

    district_id = factory.SelfAttribute("district.id")
    display_name = factory.Sequence(lambda n: f"居民{n:04d}")


def resident(*, district=None, phone=None, openid=None, **columns):
    """Return a resident, perhaps with a phone and a WeChat account."""
    person = PersonFactory.build(district=district or DistrictFactory(), **columns)
    if phone:
        contacts.set_phone(person, phone)
    if openid:
        person.openid_cipher, person.openid_index = contacts.sealed_openid(openid, person.id)
    return saved(person)


def staff(role, *, compound=None, company=None, password=None, username=None, **columns):
    """Return somebody who holds ``role`` where it reaches ``compound``; None as a role gives an account only.

    Roles of a company are held in ``company``, by default the one under contract with the compound.
    """
    compound = compound or CompoundFactory()
    person = PersonFactory.build(
        district=district_of(compound),
        username=username or f"staff-{new_id().hex[-12:]}",
        display_name=columns.pop("display_name", "示例人员"),
        **columns,
    )
    if password:
        person.password_hash = passwords.hash_password(password)
    saved(person)
    if role is not None:
        give_post(person, role, compound=compound, company=company)
    return person


def give_post(person, role, *, compound, company=None, **columns):
    """Give ``person`` a post of ``role`` where it reaches ``compound``, and return it."""
    role = Role(role)
    columns.setdefault("starts_on", today() - timedelta(days=10))
    if role in models.COMPANY_ROLES:
        place = {"organisation_id": company.id if company else provider_id(compound)}
    else:
        place = {"region_id": getattr(compound, REGION_LEVEL.get(role.value, "district_id"))}
    return saved(
        models.Post(
            id=new_id(), district_id=compound.district_id, person_id=person.id, role=role.value, **place, **columns
        )
    )


def provider_id(compound):
    """Return the company under contract with ``compound``, which gets one if it has none."""
    found = provider_of(compound.id)
    return found[0].id if found else ContractFactory(compound=compound).company_id


def bind(person, home, *, relation="owner", state="active"):
    """Return a binding of ``person`` to ``home``."""
    return saved(
        models.HomeBinding(
            id=new_id(),
            district_id=home.district_id,
            person_id=person.id,
            home_id=home.id,
            compound_id=home.compound_id,
            relation=relation,
            state=state,
        )
    )


def stand_in(person, compound):
    """Let ``person`` have scanned the label of ``compound`` just now, and return the visit."""
    return saved(
        models.Visit(
            id=new_id(),
            district_id=compound.district_id,
            person_id=person.id,
            compound_id=compound.id,
            place_kind="compound",
            place_id=compound.id,
            expires_at=now() + timedelta(hours=24),
        )
    )


@dataclass(frozen=True)
class Bearer:
    """A phone's session."""

    token: str
    session_id: object

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(frozen=True)
class Cookie:
    """A browser's session. ``headers`` are those of our own page; send them by a client that keeps no cookies."""

    token: str
    session_id: object

    @property
    def headers(self) -> dict[str, str]:
        return {"X-CSRF-Token": login.csrf_token(self.session_id), "Cookie": f"hfw_session={self.token}"}


def bearer(person) -> Bearer:
    """Sign ``person`` in on a phone."""
    with unit_of_work():
        session = sign_in.sign_in_staff(person, "", kind="bearer", user_agent="phone")
    return Bearer(session.token, session.session_id)


def cookie(person) -> Cookie:
    """Sign ``person`` in in a browser, without asking for the password."""
    with unit_of_work():
        session = sign_in.sign_in_staff(person, "", user_agent="browser")
    return Cookie(session.token, session.session_id)


def headers_for(person) -> dict[str, str]:
    """Return the headers with which ``person`` sends requests from a phone."""
    return bearer(person).headers


def actor_for(person):
    """Return ``person`` as the business logic sees somebody who is signed in."""
    return actor_of_session(bearer(person).session_id)


def district_of(compound):
    """Return the district of ``compound``."""
    return db.session.get(Region, compound.district_id)


def saved(row):
    """Commit ``row`` and return it."""
    db.session.add(row)
    db.session.commit()
    return row
