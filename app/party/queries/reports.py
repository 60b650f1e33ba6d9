"""Sums and lists of a month, for the region of the post in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, case, distinct, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.expression import tuple_

from app.core.auth import Actor
from app.core.clock import today
from app.core.db import db
from app.party import queries
from app.party.models import (
    OPEN,
    RHYTHM_NAMES,
    Agreement,
    AgreementAction,
    AgreementEvent,
    AgreementState,
    Commitment,
    CommitmentAction,
    CommitmentEvent,
    CommitmentState,
    CrossPost,
    Rhythm,
)
from app.party.policy import SOON
from app.party.queries import commitments
from app.party.queries import posts as cross
from app.places.models import Organisation, Region
from app.places.queries import get_region

LONGEST = 200
"""Rows of one list in a report: more is no report."""


@dataclass(frozen=True, slots=True)
class Agreements:
    """Agreements of a month: in force on its last day so far, signed and ended in it, ending within thirty days."""

    in_force: int
    signed: int
    ended: int
    ending: int


@dataclass(frozen=True, slots=True)
class Done:
    """What was promised: due in the month, reported in time and late, rated with how many stars, overdue at its end."""

    due: int
    on_time: int
    late: int
    rated: int
    stars: int
    overdue: int


def region(actor: Actor) -> Region | None:
    """Return the region of the post in use, or None."""
    return get_region(actor.post.region_id) if actor.post and actor.post.region_id else None


def before(last: date) -> date:
    """Return the day before which a day is over for a month that ends on ``last``: today while it lasts."""
    return min(last + timedelta(days=1), today())


def held_on(day: date) -> ColumnElement[bool]:
    """Give the condition that an agreement was in force on a day, whatever became of it since."""
    broken_off = exists().where(
        AgreementEvent.agreement_id == Agreement.id,
        AgreementEvent.action == AgreementAction.TERMINATE,
        _day(AgreementEvent.at) <= day,
    )
    return and_(
        Agreement.state.in_(SIGNED), ~broken_off, Agreement.signed_on <= day,
        Agreement.starts_on <= day, Agreement.ends_on >= day,
    )  # fmt: skip


SIGNED = (AgreementState.IN_FORCE, AgreementState.ENDED, AgreementState.TERMINATED)


def agreements(actor: Actor, first: date, last: date, day: date) -> Agreements:
    """Return the sums of a month, with what held on ``day`` in it."""
    seen, over = queries.visible(actor), Agreement.state.in_([AgreementState.IN_FORCE, AgreementState.ENDED])
    row = db.session.execute(
        select(
            func.count().filter(held_on(day)),
            func.count().filter(Agreement.state.in_(SIGNED), Agreement.signed_on.between(first, last)),
            func.count().filter(over, Agreement.ends_on >= first, Agreement.ends_on < before(last)),
            func.count().filter(held_on(day), Agreement.ends_on <= day + SOON),
        ).where(seen)
    ).one()
    broken_off = (
        select(func.count())
        .select_from(AgreementEvent)
        .join(Agreement, Agreement.id == AgreementEvent.agreement_id)
        .where(seen, AgreementEvent.action == AgreementAction.TERMINATE, _day(AgreementEvent.at).between(first, last))
    )
    return Agreements(row[0], row[1], row[2] + (db.session.scalar(broken_off) or 0), row[3])


def _day(column: Any) -> Any:
    """Give the Beijing day of an instant."""
    return func.date(func.timezone("Asia/Shanghai", column))


def _turns(actor: Actor, day: date) -> Subquery:
    """Give how each turn of what was promised stood at the end of a day: its last move until then."""
    turn = (CommitmentEvent.commitment_id, CommitmentEvent.round)
    return (
        select(*turn, CommitmentEvent.due_on, CommitmentEvent.after)
        .join(Commitment, Commitment.id == CommitmentEvent.commitment_id)
        .where(commitments.visible(actor), _day(CommitmentEvent.at) <= day)
        .ext(distinct_on(*turn))
        .order_by(*turn, CommitmentEvent.seq.desc())
        .subquery()
    )


def commitments_due(actor: Actor, first: date, last: date, day: date) -> int:
    """Return how many turns were due in a month, each in the month to which it was moved last."""
    turns = _turns(actor, day).c
    statement = select(func.count()).where(
        turns.due_on.between(first, last), turns.after != CommitmentState.DROPPED
    )  # fmt: skip
    return db.session.scalar(statement) or 0


def commitments_done(actor: Actor, first: date, last: date, day: date) -> Any:
    """Return how many turns were reported in a month and not returned, in time and late, and the ratings of it."""
    turns = _turns(actor, day).c
    turn = (CommitmentEvent.commitment_id, CommitmentEvent.round)
    reports = (
        select(*turn, CommitmentEvent.on_time, _day(CommitmentEvent.at).label("on"))
        .where(CommitmentEvent.action == CommitmentAction.SUBMIT, _day(CommitmentEvent.at) <= day)
        .ext(distinct_on(*turn))
        .order_by(*turn, CommitmentEvent.seq.desc())
        .subquery()
        .c
    )
    done = and_(reports.commitment_id == turns.commitment_id, reports.round == turns.round)
    reported = db.session.execute(
        select(
            func.count().filter(reports.on_time).label("on_time"), func.count().filter(~reports.on_time).label("late")
        ).where(done, reports.on.between(first, last), turns.after.in_(REPORTED))
    ).one()
    rated = db.session.execute(
        select(func.count().label("rated"), func.coalesce(func.sum(CommitmentEvent.rating), 0).label("stars"))
        .join(Commitment, Commitment.id == CommitmentEvent.commitment_id)
        .where(commitments.visible(actor), _day(CommitmentEvent.at).between(first, last))
        .where(CommitmentEvent.action == CommitmentAction.RATE)
    ).one()
    return reported, rated


REPORTED = (CommitmentState.SUBMITTED, CommitmentState.CONFIRMED, CommitmentState.RATED)


def commitments_late(actor: Actor, last: date, day: date) -> Any:
    """Give what was open at the end of a day, though its due day was over."""
    turns = _turns(actor, day)
    return (
        select(
            Commitment.id,
            Commitment.measure,
            turns.c.due_on,
            Organisation.name.label("organisation"),
            Agreement.number,
        )
        .join(turns, turns.c.commitment_id == Commitment.id)
        .join(Agreement, Agreement.id == Commitment.agreement_id)
        .join(Organisation, Organisation.id == Commitment.organisation_id)
        .where(turns.c.after.in_(OPEN), turns.c.due_on < before(last))
    )


def overdue(actor: Actor, last: date, day: date) -> Sequence[Any]:
    """Return what should have been done in a month or earlier and was not, the longest ago first."""
    late = commitments_late(actor, last, day).subquery()
    rows: Sequence[Any] = db.session.execute(select(late).order_by(late.c.due_on, late.c.id).limit(LONGEST)).all()
    return rows


def done(actor: Actor, first: date, last: date, day: date) -> Done:
    """Return the sums of what was promised."""
    reported, rated = commitments_done(actor, first, last, day)
    late = db.session.scalar(select(func.count()).select_from(commitments_late(actor, last, day).subquery())) or 0
    due = commitments_due(actor, first, last, day)
    return Done(due, reported.on_time, reported.late, rated.rated, rated.stars, late)


def ending(actor: Actor, day: date) -> Sequence[Any]:
    """Return agreements that end within thirty days of a day, the first to end at the top."""
    statement = (
        select(Agreement.number, Agreement.ends_on, Region.name.label("community"))
        .join(Region, Region.id == Agreement.community_id)
        .where(queries.visible(actor), held_on(day), Agreement.ends_on <= day + SOON)
        .order_by(Agreement.ends_on, Agreement.id)
    )
    return db.session.execute(statement.limit(LONGEST)).all()


def posts(actor: Actor, day: date) -> dict[str, int]:
    """Return how many people hold a cross post on a day, by direction; somebody with two posts is one."""
    statement = (
        select(CrossPost.direction, func.count(distinct(tuple_(CrossPost.name, CrossPost.from_id))))
        .where(cross.visible(actor), cross.held_on(day))
        .group_by(CrossPost.direction)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def promised(agreement_id: UUID) -> Sequence[Any]:
    """Return what was promised in an agreement, in words. The caller has decided that it may be shown."""
    rhythm = case({one.value: name for one, name in RHYTHM_NAMES.items()}, value=Commitment.rhythm)
    due = case(
        (Commitment.rhythm == Rhythm.ONCE, func.to_char(Commitment.due_on, "YYYY-MM-DD")),
        else_=rhythm.concat("，下次 ").concat(func.to_char(Commitment.due_on, "YYYY-MM-DD")),
    )
    statement = (
        select(Organisation.name.label("organisation"), Commitment.measure, due.label("due"))
        .join(Organisation, Organisation.id == Commitment.organisation_id)
        .where(Commitment.agreement_id == agreement_id, Commitment.state != CommitmentState.DROPPED)
        .order_by(Organisation.name, Commitment.due_on, Commitment.id)
    )
    return db.session.execute(statement).all()
