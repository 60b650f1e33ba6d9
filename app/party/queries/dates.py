"""The days of agreements, of what was promised in them, and of cross posts, for the calendar. One statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, case, cast, exists, literal, select, union_all
from sqlalchemy.orm import aliased

from app.core.auth import Actor
from app.core.dated import Span, first_of
from app.core.db import db
from app.party import queries
from app.party.models import (
    OPEN,
    Agreement,
    AgreementState,
    Commitment,
    CommitmentAction,
    CommitmentEvent,
    CommitmentState,
    CrossPost,
)
from app.party.policy import SOON
from app.party.queries import commitments, posts
from app.places.models import Organisation, Region

NOTHING = literal("").label("extra")


def _followed(*states: AgreementState) -> ColumnElement[bool]:
    """Give the condition that the next agreement was made from one, and is in one of ``states``."""
    follower = aliased(Agreement)
    return exists().where(follower.copied_from == Agreement.id, follower.state.in_(states))


SIGNED = (AgreementState.IN_FORCE, AgreementState.ENDED, AgreementState.TERMINATED)


def _ends(actor: Actor, span: Span) -> Any:
    return (
        select(
            literal("agreement").label("kind"),
            Agreement.ends_on.label("on_day"),
            Agreement.id.label("id"),
            Agreement.number.label("title"),
            Region.name.label("subtitle"),
            NOTHING,
            ((Agreement.state == AgreementState.ENDED) | _followed(*SIGNED)).label("done"),
        )
        .join(Region, Region.id == Agreement.community_id)
        .where(queries.visible(actor), Agreement.state.in_([AgreementState.IN_FORCE, AgreementState.ENDED]))
        .where(Agreement.ends_on.between(span.first, span.last))
    )


def _renewals(actor: Actor, span: Span) -> Any:
    """Give the days from which an agreement in force has to be thought of, unless the next one is signed."""
    drafted = _followed(AgreementState.DRAFT)
    return (
        select(
            literal("renewal").label("kind"),
            cast(Agreement.ends_on - SOON, Date).label("on_day"),
            Agreement.id.label("id"),
            Agreement.number.label("title"),
            Region.name.concat(case((drafted, " · 下一期已起草"), else_=" · 还没有续签")).label("subtitle"),
            NOTHING,
            literal(value=False).label("done"),
        )
        .join(Region, Region.id == Agreement.community_id)
        .where(queries.visible(actor), Agreement.state == AgreementState.IN_FORCE, ~_followed(*SIGNED))
        .where(Agreement.ends_on.between(span.first + SOON, span.last + SOON))
    )


def _commitments(actor: Actor, span: Span) -> Any:
    """Give the present turn of what was promised, and the turns of a rhythm that are over."""
    present = (
        select(
            Commitment.id.label("id"), Commitment.due_on.label("on_day"), Commitment.state.not_in(OPEN).label("done")
        )
        .where(commitments.visible(actor), Commitment.state != CommitmentState.DROPPED)
        .where(Commitment.due_on.between(span.first, span.last))
    )
    over = (
        select(Commitment.id, CommitmentEvent.due_on, literal(value=True))
        .join(CommitmentEvent, CommitmentEvent.commitment_id == Commitment.id)
        .where(commitments.visible(actor), Commitment.state != CommitmentState.DROPPED)
        .where(CommitmentEvent.action == CommitmentAction.RATE, CommitmentEvent.round < Commitment.round)
        .where(CommitmentEvent.due_on.between(span.first, span.last))
    )
    turn = union_all(present, over).subquery()
    return (
        select(
            literal("commitment").label("kind"),
            turn.c.on_day,
            turn.c.id,
            Commitment.measure.label("title"),
            Organisation.name.concat(" · ").concat(Agreement.number).label("subtitle"),
            NOTHING,
            turn.c.done,
        )
        .select_from(turn)
        .join(Commitment, Commitment.id == turn.c.id)
        .join(Agreement, Agreement.id == Commitment.agreement_id)
        .join(Organisation, Organisation.id == Commitment.organisation_id)
    )


def _posts(actor: Actor, span: Span) -> Any:
    target = aliased(Organisation)
    return (
        select(
            literal("cross_post").label("kind"),
            CrossPost.ends_on.label("on_day"),
            CrossPost.id.label("id"),
            CrossPost.name.concat("：").concat(CrossPost.to_post).label("title"),
            target.name.label("subtitle"),
            NOTHING,
            (CrossPost.ends_on < span.today).label("done"),
        )
        .join(target, target.id == CrossPost.to_id)
        .where(posts.visible(actor), CrossPost.ends_on.between(span.first, span.last))
    )


BRANCHES: dict[str, Callable[[Actor, Span], Any]] = {
    "agreement": _ends,
    "renewal": _renewals,
    "commitment": _commitments,
    "cross_post": _posts,
}


def between(actor: Actor, span: Span) -> Sequence[Any]:
    """Return the days of a span that ``actor`` sees, the first ones first."""
    wanted = [branch(actor, span) for kind, branch in BRANCHES.items() if kind in span.kinds]
    return db.session.execute(first_of(wanted, span.limit)).all()
