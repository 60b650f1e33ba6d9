"""All SELECTs of the party area. What is read for a person begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, false, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.expression import tuple_

from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission
from app.identity.models import Person
from app.party.models import Agreement, AgreementCompound, AgreementEvent, AgreementParty, AgreementState
from app.party.policy import SOON, STILL_TOLD, PartyFacts
from app.places.models import Building, Compound, Contract, Organisation, Region
from app.places.queries import in_force, in_scope


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which the post in use sees an agreement.

    A region sees its own. A company sees what it signed for a compound that it serves today, and no draft.
    """
    post = actor.post
    if post is None or not actor.holds(Permission.PARTY_READ):
        return false()
    if post.region_id is not None:
        columns = {"district": Agreement.district_id, "street": Agreement.street_id}
        return columns.get(post.region_kind or "", Agreement.community_id) == post.region_id
    of_it = AgreementCompound.agreement_id == Agreement.id, AgreementParty.agreement_id == Agreement.id
    return and_(
        Agreement.state.not_in([AgreementState.DRAFT, AgreementState.DISCARDED]),
        exists().where(of_it[0], AgreementCompound.compound_id.in_(post.compounds)),
        exists().where(of_it[1], AgreementParty.organisation_id == post.organisation_id),
    )


def _agreements() -> Any:
    return select(Agreement, Region.name.label("community")).join(Region, Region.id == Agreement.community_id)


def page(actor: Actor, *, state: str, compound_id: UUID | None, limit: int, cursor: str | None) -> Page:
    """Return agreements that ``actor`` sees, the newest first."""
    statement = _agreements().where(visible(actor))
    if state == "ending":
        last = Agreement.ends_on.between(today(), today() + SOON)
        statement = statement.where(Agreement.state == AgreementState.IN_FORCE, last)
    elif state == "all":
        statement = statement.where(Agreement.state != AgreementState.DISCARDED)
    else:
        statement = statement.where(Agreement.state == state)
    if compound_id is not None:
        here = AgreementCompound.agreement_id == Agreement.id, AgreementCompound.compound_id == compound_id
        statement = statement.where(exists().where(*here))
    at, row_id = Agreement.created_at, Agreement.id
    if cursor:
        statement = statement.where(tuple_(at, row_id) < tuple_(*decode_cursor(cursor)))
    rows = statement.add_columns(at.label("created_at"), row_id.label("id")).order_by(at.desc(), row_id.desc())
    return page_of_rows(db.session.execute(rows.limit(limit + 1)).all(), limit)


def to_renew(actor: Actor, limit: int) -> Sequence[Any]:
    """Return agreements that ``actor`` sees, that end soon or ended of late, and that no signed one follows.

    Each with whether the next one is drafted. One that is over counts no longer when a compound of it has another.
    """
    follower = aliased(Agreement)
    follows = follower.copied_from == Agreement.id
    signed = exists().where(follows, follower.state.not_in([AgreementState.DRAFT, AgreementState.DISCARDED]))
    drafted = exists().where(follows, follower.state == AgreementState.DRAFT)
    statement = (
        select(Agreement, drafted.label("next_made"))
        .where(visible(actor), ~signed)
        .where(Agreement.state.in_([AgreementState.IN_FORCE, AgreementState.ENDED]))
        .where(Agreement.ends_on.between(today() - STILL_TOLD, today() + SOON))
        .where((Agreement.ends_on >= today()) | ~_replaced())
        .order_by(Agreement.ends_on, Agreement.id)
        .limit(limit)
    )
    return db.session.execute(statement).all()


def _replaced() -> ColumnElement[bool]:
    """Give the condition that a compound of an agreement has one that ends later."""
    other, here, there = aliased(Agreement), aliased(AgreementCompound), aliased(AgreementCompound)
    return (
        exists()
        .where(here.agreement_id == Agreement.id, there.compound_id == here.compound_id)
        .where(other.id == there.agreement_id, other.state == AgreementState.IN_FORCE)
        .where(other.ends_on > Agreement.ends_on)
    )


def agreement(actor: Actor, agreement_id: UUID) -> Row[Any]:
    """Return an agreement that ``actor`` sees. Raises ``NotFound``."""
    statement = _agreements().where(Agreement.id == agreement_id, visible(actor))
    found: Row[Any] | None = db.session.execute(statement, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound
    return found


def sees(actor: Actor, agreement_id: UUID) -> bool:
    """Return whether ``actor`` sees an agreement, and with it the scans of the signed paper."""
    statement = select(Agreement.id).where(Agreement.id == agreement_id, visible(actor))
    return db.session.execute(statement).first() is not None


def lock(actor: Actor, agreement_id: UUID) -> Agreement:
    """Return an agreement that ``actor`` sees, locked until the transaction ends. Raises ``NotFound``."""
    statement = select(Agreement).where(Agreement.id == agreement_id, visible(actor)).with_for_update()
    found = db.session.scalar(statement, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def lock_for_system(agreement_id: UUID) -> Agreement | None:
    """Return an agreement, locked, for a timer."""
    return db.session.scalar(select(Agreement).where(Agreement.id == agreement_id).with_for_update())


def compounds_in_reach(actor: Actor, ids: Iterable[UUID]) -> Sequence[Compound]:
    """Return the compounds among ``ids``. Raises ``NotFound`` when one is not in reach of the post in use."""
    wanted = set(ids)
    found = db.session.scalars(select(Compound).where(Compound.id.in_(wanted), in_scope(actor))).all()
    if len(found) != len(wanted):
        raise NotFound
    return found


def compound_names(agreement_ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Return id and name of the compounds of some agreements, by agreement."""
    statement = (
        select(AgreementCompound.agreement_id, Compound.id, Compound.name)
        .join(Compound, Compound.id == AgreementCompound.compound_id)
        .where(AgreementCompound.agreement_id.in_(list(agreement_ids)))
        .order_by(Compound.name, Compound.id)
    )
    return _grouped(db.session.execute(statement).all())


def party_names(agreement_ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Return id, name and role of the parties of some agreements, by agreement, in their order."""
    statement = (
        select(AgreementParty.agreement_id, Organisation.id, Organisation.name, AgreementParty.role)
        .join(Organisation, Organisation.id == AgreementParty.organisation_id)
        .where(AgreementParty.agreement_id.in_(list(agreement_ids)))
        .order_by(AgreementParty.position)
    )
    return _grouped(db.session.execute(statement).all())


def _grouped(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.agreement_id, []).append(row)
    return found


def party_facts(district_id: UUID, roles: dict[UUID, str], compounds: Iterable[UUID], day: date) -> list[PartyFacts]:
    """Return what the rules ask of organisations, in the order of ``roles``. Raises ``NotFound`` for an unknown one."""
    here = list(compounds)
    serves = exists().where(
        Contract.company_id == Organisation.id,
        Contract.compound_id.in_(here),
        in_force(Contract.starts_on, Contract.ends_on, day),
    )
    owns = exists().where(Building.title_unit_id == Organisation.id, Building.compound_id.in_(here))
    statement = select(Organisation, serves.label("serves"), owns.label("owns")).where(
        Organisation.id.in_(list(roles)), Organisation.district_id == district_id
    )
    known = {row.Organisation.id: row for row in db.session.execute(statement)}
    if len(known) != len(roles):
        raise NotFound
    return [
        PartyFacts(
            one, known[one].Organisation.name, known[one].Organisation.kind, role,
            known[one].Organisation.region_id, known[one].serves, known[one].owns,
            ended if (ended := known[one].Organisation.ended_on) is not None and ended <= day else None,
        )
        for one, role in roles.items()
    ]  # fmt: skip


def is_number_taken(community_id: UUID, number: str, except_id: UUID | None) -> bool:
    """Return whether another agreement of a community has a number."""
    same = Agreement.community_id == community_id, Agreement.number == number
    statement = select(func.count()).where(*same, Agreement.state != AgreementState.DISCARDED)
    if except_id is not None:
        statement = statement.where(Agreement.id != except_id)
    return bool(db.session.scalar(statement))


def links(agreement_id: UUID) -> tuple[list[UUID], dict[UUID, str]]:
    """Return the compounds of an agreement and the roles of its parties, in their order."""
    compounds = select(AgreementCompound.compound_id).where(AgreementCompound.agreement_id == agreement_id)
    parties = select(AgreementParty).where(AgreementParty.agreement_id == agreement_id)
    ordered = db.session.scalars(parties.order_by(AgreementParty.position)).all()
    return list(db.session.scalars(compounds)), {one.organisation_id: one.role for one in ordered}


def events(agreement_id: UUID) -> Sequence[Any]:
    """Return the history of an agreement."""
    statement = (
        select(AgreementEvent, Person.display_name.label("actor"))
        .outerjoin(Person, Person.id == AgreementEvent.actor_id)
        .where(AgreementEvent.agreement_id == agreement_id)
        .order_by(AgreementEvent.seq)
    )
    return db.session.execute(statement).all()
