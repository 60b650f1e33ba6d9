"""All SELECTs of the list of who may hold no post. What is read for staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.core.permissions import Permission
from app.governance.models import Barred, BarredEvent, BarredOther, Committee, Member
from app.governance.queries.ties import title_units
from app.identity.models import Person
from app.places.models import Compound, Home, Organisation

FRESH = {"populate_existing": True}
MOST = 100
"""How many entries of one name are shown."""


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which the post in use sees an entry: only the street that keeps it."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.GOVERNANCE_BAR):
        return false()
    return Barred.street_id == post.region_id


def counts_on(day: date) -> ColumnElement[bool]:
    """Give the condition that an entry counts on a day; it expires by itself."""
    return and_(Barred.off_on.is_(None), Barred.from_on <= day, or_(Barred.until_on.is_(None), Barred.until_on >= day))


def page(actor: Actor, *, state: str, limit: int, cursor: str | None) -> Page:
    """Return a page of the list: those that count today, or all."""
    statement = select(Barred).where(visible(actor))
    if state == "now":
        statement = statement.where(counts_on(today()))
    return newest_first(statement, Barred.created_at, Barred.id, limit=limit, cursor=cursor)


def of_name(actor: Actor, index: bytes) -> Sequence[Barred]:
    """Return the entries of one name, the newest first."""
    statement = select(Barred).where(visible(actor), Barred.name_index == index)
    return db.session.scalars(statement.order_by(Barred.created_at.desc(), Barred.id.desc()).limit(MOST)).all()


def one(actor: Actor, barred_id: UUID, *, locked: bool = False) -> Barred:
    """Return an entry that ``actor`` sees. Raises ``NotFound``."""
    statement = select(Barred).where(Barred.id == barred_id, visible(actor))
    found = db.session.scalar(statement.with_for_update() if locked else statement, execution_options=FRESH)
    if found is None:
        raise NotFound
    return found


def events(barred_id: UUID) -> Sequence[Any]:
    """Return the history of an entry."""
    statement = select(BarredEvent, Person.display_name.label("actor"))
    statement = statement.outerjoin(Person, Person.id == BarredEvent.actor_id)
    return db.session.execute(statement.where(BarredEvent.barred_id == barred_id).order_by(BarredEvent.seq)).all()


def compound_of_street(street_id: UUID, compound_id: UUID) -> bool:
    """Return whether a compound lies in a street."""
    return bool(db.session.scalar(select(exists().where(Compound.id == compound_id, Compound.street_id == street_id))))


def home_of(compound_id: UUID, home_id: UUID) -> bool:
    """Return whether a home lies in a compound."""
    return bool(db.session.scalar(select(exists().where(Home.id == home_id, Home.compound_id == compound_id))))


def organisation_of(district_id: UUID, organisation_id: UUID) -> bool:
    """Return whether an organisation belongs to a district."""
    known = exists().where(Organisation.id == organisation_id, Organisation.district_id == district_id)
    return bool(db.session.scalar(select(known)))


def names(rows: Iterable[Barred]) -> dict[UUID, str]:
    """Return the names of the organisations and compounds that entries are tied to."""
    ids = {tie for row in rows for tie in (row.organisation_id, row.compound_id) if tie is not None}
    found = select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids))
    both = found.union_all(select(Compound.id, Compound.name).where(Compound.id.in_(ids)))
    return {row.id: row.name for row in db.session.execute(both)}


def in_compound(compound_id: UUID, index: bytes, day: date, member_id: UUID | None = None) -> Sequence[Barred]:
    """Return the entries that count for a name on a committee, locked against changes.

    Those tied to the compound, to a home in it, or to a unit that holds title to a house of it. Left out are those of
    which the desk said that ``member_id`` is another person.
    """
    tied = or_(Barred.compound_id == compound_id, Barred.organisation_id.in_(title_units(compound_id)))
    statement = select(Barred).where(Barred.name_index == index, counts_on(day), tied)
    if member_id is not None:
        other = exists().where(BarredOther.barred_id == Barred.id, BarredOther.member_id == member_id)
        statement = statement.where(~other)
    return db.session.scalars(statement.order_by(Barred.id).with_for_update(), execution_options=FRESH).all()


def in_organisations(organisation_ids: Iterable[UUID], index: bytes, day: date) -> Sequence[Barred]:
    """Return the entries that count for a name in one of some organisations, locked against changes."""
    statement = select(Barred).where(Barred.name_index == index, counts_on(day))
    statement = statement.where(Barred.organisation_id.in_(list(organisation_ids)))
    return db.session.scalars(statement.order_by(Barred.id).with_for_update(), execution_options=FRESH).all()


def others(barred_id: UUID) -> Sequence[Any]:
    """Return of which members the desk said that they are other people: where they sit, and why."""
    statement = select(BarredOther, Member.home, Compound.name.label("compound"))
    statement = statement.join(Member, Member.id == BarredOther.member_id)
    statement = statement.join(Committee, Committee.id == Member.committee_id)
    statement = statement.join(Compound, Compound.id == Committee.compound_id)
    return db.session.execute(statement.where(BarredOther.barred_id == barred_id).order_by(BarredOther.id)).all()
