"""SELECTs of what was promised in agreements. What is read for staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Row, and_, cast, exists, false, func, or_, select
from sqlalchemy.sql.expression import tuple_

from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission
from app.identity.models import Person
from app.party.models import (
    OPEN,
    Agreement,
    AgreementCompound,
    AgreementState,
    Commitment,
    CommitmentAction,
    CommitmentEvent,
    CommitmentOpinion,
    CommitmentState,
    Rhythm,
)
from app.places.models import Compound, Organisation, Region

SUBJECT = "party_commitment"
SHOWN_TO_RESIDENTS = (
    CommitmentState.CLAIMED,
    CommitmentState.DOING,
    CommitmentState.SUBMITTED,
    CommitmentState.CONFIRMED,
    CommitmentState.RATED,
)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which the post in use sees something promised: a region its own, a company its own."""
    post = actor.post
    if post is None or not actor.holds(Permission.PARTY_READ):
        return false()
    if post.region_id is not None:
        columns = {"district": Commitment.district_id, "street": Commitment.street_id}
        return columns.get(post.region_kind or "", Commitment.community_id) == post.region_id
    return Commitment.organisation_id == post.organisation_id


def _commitments() -> Any:
    return (
        select(
            Commitment,
            Agreement.number,
            Region.name.label("community"),
            Organisation.name.label("organisation"),
            Compound.name.label("compound"),
        )
        .join(Agreement, Agreement.id == Commitment.agreement_id)
        .join(Region, Region.id == Commitment.community_id)
        .join(Organisation, Organisation.id == Commitment.organisation_id)
        .outerjoin(Compound, Compound.id == Commitment.compound_id)
    )


def page(
    actor: Actor,
    *,
    state: str,
    agreement_id: UUID | None,
    organisation_id: UUID | None,
    since: date | None,
    until: date | None,
    limit: int,
    cursor: str | None,
) -> Page:
    """Return what was promised that ``actor`` sees, what is due first at the top."""
    statement = _commitments().where(visible(actor))
    if state == "open":
        statement = statement.where(Commitment.state.in_(OPEN))
    elif state == "overdue":
        statement = statement.where(Commitment.state.in_(OPEN), Commitment.due_on < today())
    elif state == "all":
        statement = statement.where(Commitment.state != CommitmentState.DROPPED)
    else:
        statement = statement.where(Commitment.state == state)
    for column, value in ((Commitment.agreement_id, agreement_id), (Commitment.organisation_id, organisation_id)):
        if value is not None:
            statement = statement.where(column == value)
    if since is not None:
        statement = statement.where(Commitment.due_on >= since)
    if until is not None:
        statement = statement.where(Commitment.due_on <= until)
    day, row_id = Commitment.due_on, Commitment.id
    if cursor:
        last, after = decode_cursor(cursor)
        statement = statement.where(tuple_(day, row_id) > tuple_(last.astimezone(UTC).date(), after))
    rows = statement.add_columns(func.timezone("UTC", cast(day, DateTime)).label("created_at"), row_id.label("id"))
    found = db.session.execute(rows.order_by(day, row_id).limit(limit + 1)).all()
    return page_of_rows(found, limit)


def one(actor: Actor, commitment_id: UUID) -> Row[Any]:
    """Return something promised that ``actor`` sees. Raises ``NotFound``."""
    statement = _commitments().where(Commitment.id == commitment_id, visible(actor))
    found: Row[Any] | None = db.session.execute(statement, execution_options={"populate_existing": True}).first()
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, commitment_id: UUID) -> Commitment:
    """Return something promised that ``actor`` sees, locked until the transaction ends. Raises ``NotFound``."""
    statement = select(Commitment).where(Commitment.id == commitment_id, visible(actor)).with_for_update()
    found = db.session.scalar(statement, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def lock_for_system(commitment_id: UUID) -> Commitment | None:
    """Return something promised, locked, for a timer."""
    return db.session.scalar(select(Commitment).where(Commitment.id == commitment_id).with_for_update())


def words(commitment_id: UUID, *, hold: bool = False) -> Row[Any] | None:
    """Return what was promised, by whom and where, for what reads it across areas; None when it is gone.

    ``hold``: nobody moves it before the end of the transaction.
    """
    statement = _commitments().where(Commitment.id == commitment_id)
    if hold:
        statement = statement.with_for_update(read=True, of=Commitment)
    found: Row[Any] | None = db.session.execute(statement, execution_options={"populate_existing": True}).first()
    return found


def of_agreement(agreement_id: UUID) -> Sequence[Commitment]:
    """Return what was promised in an agreement, locked."""
    statement = select(Commitment).where(Commitment.agreement_id == agreement_id).with_for_update()
    return db.session.scalars(statement.order_by(Commitment.id)).all()


def going_on(agreement_id: UUID) -> Sequence[Commitment]:
    """Return what of an agreement goes on in the next one: what recurs or is not done, unless people dropped it."""
    by_people = exists().where(
        CommitmentEvent.commitment_id == Commitment.id,
        CommitmentEvent.action == CommitmentAction.DROP,
        CommitmentEvent.actor_id.is_not(None),
    )
    ended_with_it = and_(Commitment.state == CommitmentState.DROPPED, ~by_people)
    goes_on = or_(Commitment.state.in_(OPEN), ended_with_it, and_(Commitment.rhythm != Rhythm.ONCE, ~by_people))
    statement = select(Commitment).where(Commitment.agreement_id == agreement_id, goes_on)
    return db.session.scalars(statement.order_by(Commitment.created_at, Commitment.id)).all()


def first_due(commitment_id: UUID) -> date | None:
    """Return the day on which the first turn of something promised was due, as its history has it."""
    statement = select(CommitmentEvent.due_on).where(CommitmentEvent.commitment_id == commitment_id)
    first = statement.where(CommitmentEvent.round == 1).order_by(CommitmentEvent.seq.desc()).limit(1)
    return db.session.scalars(first).first()


def is_followed(agreement_id: UUID, except_id: UUID) -> bool:
    """Return whether another agreement that follows one was signed."""
    signed = Agreement.state.not_in([AgreementState.DRAFT, AgreementState.DISCARDED])
    statement = select(Agreement.id).where(Agreement.copied_from == agreement_id, Agreement.id != except_id, signed)
    return db.session.scalar(statement.limit(1)) is not None


def term_of(agreement_id: UUID) -> date:
    """Return the first day of an agreement."""
    return db.session.scalars(select(Agreement.starts_on).where(Agreement.id == agreement_id)).one()


def may_see(actor: Actor, commitment_id: UUID) -> bool:
    """Return whether a person may see the photos: staff in scope, and residents of the place once it is reported."""
    for_staff = exists().where(Commitment.id == commitment_id, visible(actor))
    at_home = exists().where(Commitment.id == commitment_id, _concerns(_compounds_of(actor)))
    return bool(db.session.scalar(select(or_(for_staff, at_home))))


def counts(actor: Actor, agreement_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int, int]]:
    """Return how much was promised in some agreements that ``actor`` sees, how much is done, and how much overdue."""
    is_open = Commitment.state.in_(OPEN)
    statement = (
        select(
            Commitment.agreement_id,
            func.count(),
            func.count().filter(~is_open),
            func.count().filter(is_open, Commitment.due_on < today()),
        )
        .where(visible(actor), Commitment.agreement_id.in_(list(agreement_ids)))
        .where(Commitment.state != CommitmentState.DROPPED)
        .group_by(Commitment.agreement_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(statement)}


def events(commitment_id: UUID) -> Sequence[Any]:
    """Return the history of something promised."""
    statement = (
        select(CommitmentEvent, Person.display_name.label("actor"))
        .outerjoin(Person, Person.id == CommitmentEvent.actor_id)
        .where(CommitmentEvent.commitment_id == commitment_id)
        .order_by(CommitmentEvent.seq)
    )
    return db.session.execute(statement).all()


def opinions(commitment_ids: Iterable[UUID]) -> dict[tuple[UUID, int], tuple[int, int]]:
    """Return how many residents say that it was done and that it was not, by commitment and round."""
    done = func.count().filter(CommitmentOpinion.done)
    statement = (
        select(CommitmentOpinion.commitment_id, CommitmentOpinion.round, done, func.count() - done)
        .where(CommitmentOpinion.commitment_id.in_(list(commitment_ids)))
        .group_by(CommitmentOpinion.commitment_id, CommitmentOpinion.round)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in db.session.execute(statement)}


# --- for residents ---


def _compounds_of(actor: Actor) -> list[UUID]:
    return [home.compound_id for home in actor.homes if home.state == "active"]


def _concerns(compounds: list[UUID]) -> ColumnElement[bool]:
    """Give the condition that something promised is for one of ``compounds``, in an agreement that holds or held."""
    of_it = AgreementCompound.agreement_id == Commitment.agreement_id
    return and_(
        Commitment.state.in_(SHOWN_TO_RESIDENTS),
        or_(
            Commitment.compound_id.in_(compounds),
            and_(Commitment.compound_id.is_(None), exists().where(of_it, AgreementCompound.compound_id.in_(compounds))),
        ),
    )


def for_home(actor: Actor) -> Sequence[Any]:
    """Return what was promised to the compounds where ``actor`` is at home, and what he said, the newest due first."""
    compounds = _compounds_of(actor)
    if not compounds:
        return []
    mine = (
        select(CommitmentOpinion.done)
        .where(
            CommitmentOpinion.commitment_id == Commitment.id,
            CommitmentOpinion.round == Commitment.round,
            CommitmentOpinion.person_id == actor.person_id,
        )
        .scalar_subquery()
    )
    statement = (
        _commitments()
        .add_columns(mine.label("mine"))
        .where(_concerns(compounds), Agreement.state.in_([AgreementState.IN_FORCE, AgreementState.ENDED]))
        .order_by(Commitment.due_on.desc(), Commitment.id)
        .limit(100)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return rows


def lock_for_resident(actor: Actor, commitment_id: UUID) -> Commitment:
    """Return something promised to a compound of ``actor``, locked. Raises ``NotFound``."""
    statement = select(Commitment).where(Commitment.id == commitment_id, _concerns(_compounds_of(actor)))
    found = db.session.scalar(statement.with_for_update(), execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def due_soon(actor: Actor, until: date, limit: int) -> Sequence[Any]:
    """Return what is open and due until a day, and what waits to be confirmed or rated, for a desk."""
    waits = Commitment.state.in_([CommitmentState.SUBMITTED, CommitmentState.CONFIRMED])
    statement = (
        _commitments()
        .where(visible(actor), or_(and_(Commitment.state.in_(OPEN), Commitment.due_on <= until), waits))
        .order_by(Commitment.due_on, Commitment.id)
        .limit(limit)
    )
    rows: Sequence[Any] = db.session.execute(statement).all()
    return rows
