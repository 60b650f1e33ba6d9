"""Sums and lists of a month, for the region of the post in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from app.core.auth import Actor
from app.core.db import db
from app.party import queries
from app.party.models import (
    OPEN,
    RHYTHM_NAMES,
    Agreement,
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
    """Agreements of a month: in force on its last day, signed and ended in it, ending within thirty days."""

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


def agreements(actor: Actor, first: date, last: date) -> Agreements:
    """Return the sums of a month."""
    seen = queries.visible(actor)
    signed = Agreement.state.in_([AgreementState.IN_FORCE, AgreementState.ENDED, AgreementState.TERMINATED])
    held = Agreement.state == AgreementState.IN_FORCE
    row = db.session.execute(
        select(
            func.count().filter(held, Agreement.starts_on <= last, Agreement.ends_on >= last),
            func.count().filter(signed, Agreement.signed_on.between(first, last)),
            func.count().filter(held, Agreement.ends_on.between(last, last + SOON)),
        ).where(seen)
    ).one()
    over = select(func.count()).select_from(AgreementEvent).join(Agreement, Agreement.id == AgreementEvent.agreement_id)
    ended = over.where(
        seen,
        AgreementEvent.action.in_(["end", "terminate"]),
        _day(AgreementEvent.at).between(first, last),
    )
    return Agreements(row[0], row[1], db.session.scalar(ended) or 0, row[2])


def _day(column: Any) -> Any:
    """Give the Beijing day of an instant."""
    return func.date(func.timezone("Asia/Shanghai", column))


def commitments_due(actor: Actor, first: date, last: date) -> int:
    """Return how many turns were due in a month, each counted once however often it was moved."""
    turns = (
        select(CommitmentEvent.commitment_id, CommitmentEvent.round)
        .join(Commitment, Commitment.id == CommitmentEvent.commitment_id)
        .where(
            commitments.visible(actor),
            CommitmentEvent.due_on.between(first, last),
            Commitment.state != CommitmentState.DROPPED,
        )
        .distinct()
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(turns)) or 0


def commitments_done(actor: Actor, first: date, last: date) -> Any:
    """Return the last report of each turn that was reported in a month, in time or late, and the ratings of it."""
    seen, inside = commitments.visible(actor), _day(CommitmentEvent.at).between(first, last)
    is_report = CommitmentEvent.action == CommitmentAction.SUBMIT
    is_rating = CommitmentEvent.action == CommitmentAction.RATE
    turn = (CommitmentEvent.commitment_id, CommitmentEvent.round)
    reports = (
        select(*turn, func.bool_and(CommitmentEvent.on_time).label("on_time"))
        .join(Commitment, Commitment.id == CommitmentEvent.commitment_id)
        .where(seen, inside, is_report)
        .group_by(*turn)
        .subquery()
    )
    ratings = (
        select(CommitmentEvent.rating)
        .join(Commitment, Commitment.id == CommitmentEvent.commitment_id)
        .where(seen, inside, is_rating)
        .subquery()
    )
    return db.session.execute(
        select(
            select(func.count().filter(reports.c.on_time)).select_from(reports).scalar_subquery().label("on_time"),
            select(func.count().filter(~reports.c.on_time)).select_from(reports).scalar_subquery().label("late"),
            select(func.count()).select_from(ratings).scalar_subquery().label("rated"),
            select(func.coalesce(func.sum(ratings.c.rating), 0)).scalar_subquery().label("stars"),
        )
    ).one()


def commitments_late(actor: Actor, day: date) -> Any:
    """Give what is open on a day after its due day."""
    return (
        select(
            Commitment.measure,
            Commitment.due_on,
            Organisation.name.label("organisation"),
            Agreement.number,
        )
        .join(Agreement, Agreement.id == Commitment.agreement_id)
        .join(Organisation, Organisation.id == Commitment.organisation_id)
        .where(commitments.visible(actor), Commitment.state.in_(OPEN), Commitment.due_on < day)
    )


def overdue(actor: Actor, day: date) -> Sequence[Any]:
    """Return what should have been done before a day and is still open, the longest ago first."""
    statement = commitments_late(actor, day).order_by(Commitment.due_on, Commitment.id)
    rows: Sequence[Any] = db.session.execute(statement.limit(LONGEST)).all()
    return rows


def done(actor: Actor, first: date, last: date, day: date) -> Done:
    """Return the sums of what was promised."""
    row = commitments_done(actor, first, last)
    late = db.session.scalar(select(func.count()).select_from(commitments_late(actor, day).subquery())) or 0
    return Done(commitments_due(actor, first, last), row.on_time, row.late, row.rated, row.stars, late)


def ending(actor: Actor, day: date) -> Sequence[Any]:
    """Return agreements that end within thirty days of a day, the first to end at the top."""
    statement = (
        select(Agreement.number, Agreement.ends_on, Region.name.label("community"))
        .join(Region, Region.id == Agreement.community_id)
        .where(queries.visible(actor), Agreement.state == AgreementState.IN_FORCE)
        .where(Agreement.ends_on.between(day, day + SOON))
        .order_by(Agreement.ends_on, Agreement.id)
    )
    return db.session.execute(statement.limit(LONGEST)).all()


def posts(actor: Actor, day: date) -> dict[str, int]:
    """Return how many cross posts are held on a day, by direction."""
    statement = (
        select(CrossPost.direction, func.count())
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
