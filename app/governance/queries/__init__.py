"""All SELECTs of the committees. What is read for staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, literal, select, text

from app.core.auth import Actor
from app.core.dated import Span, first_of
from app.core.db import db, fast
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.governance.models import (
    KIND_NAMES,
    REPRESENTATIVES,
    Committee,
    CommitteeEvent,
    Decision,
    Meeting,
    Member,
    State,
)
from app.identity.models import Person
from app.places.models import Compound, Home, Region


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which the post in use sees a committee: those of its region."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.GOVERNANCE_READ):
        return false()
    columns = {"district": Committee.district_id, "street": Committee.street_id}
    return columns.get(post.region_kind or "", Committee.community_id) == post.region_id


OVERVIEW = """
    SELECT k.id AS compound_id, k.name AS compound, m.name AS community, k.community_id,
           g.id, g.kind, g.state, g.starts_on, g.ends_on, g.seats, g.posted_on, g.filed_on, g.fees_on,
           coalesce(n.sitting, 0) AS sitting, coalesce(n.unitless, 0) AS unitless,
           (SELECT max(t.held_on) FROM governance_meeting t WHERE t.committee_id = g.id) AS met_on,
           (SELECT count(*) FROM governance_decision d
            WHERE d.committee_id = g.id AND d.posted_on IS NULL AND d.revoked_because = ''
              AND d.decided_on + 3 < :day) AS unposted,
           a.id AS assembly_id, a.set_up_on, a.convention_on, a.procedure_on, a.every_months,
           s.regular_on, s.asked_on, s.planned_on, s.unposted_on
    FROM places_compound k
    JOIN places_region m ON m.id = k.community_id
    LEFT JOIN governance_committee g ON g.compound_id = k.id AND g.state <> 'ended'
    LEFT JOIN LATERAL (
        SELECT count(*) FILTER (WHERE x.role <> 'alternate') AS sitting,
               count(*) FILTER (WHERE x.type = ANY(:representatives) AND x.organisation_id IS NULL) AS unitless
        FROM governance_member x WHERE x.committee_id = g.id AND x.left_on IS NULL
    ) n ON true
    LEFT JOIN governance_assembly a ON a.compound_id = k.id
    LEFT JOIN LATERAL (
        SELECT max(x.held_on) FILTER (WHERE x.kind = 'regular' AND x.state IN ('held', 'posted')) AS regular_on,
               min(x.asked_on) FILTER (WHERE x.state = 'asked') AS asked_on,
               min(x.planned_on) FILTER (WHERE x.state = 'announced') AS planned_on,
               min(x.held_on) FILTER (WHERE x.state = 'held') AS unposted_on
        FROM governance_assembly_meeting x WHERE x.assembly_id = a.id
    ) s ON true
    WHERE {scope}
    ORDER BY m.name, k.name, k.id
"""


def overview(actor: Actor, day: date) -> list[Row[Any]]:
    """Return every compound in the region of the post in use with committee and assembly, in one statement."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.GOVERNANCE_READ):
        return []
    statement = text(OVERVIEW.format(scope=f"k.{post.region_kind or 'community'}_id = :region"))
    with fast() as connection:
        values = {"region": post.region_id, "day": day, "representatives": [one.value for one in REPRESENTATIVES]}
        return list(connection.execute(statement, values).all())


def one(actor: Actor, committee_id: UUID) -> Row[Any]:
    """Return a committee that ``actor`` sees. Raises ``NotFound``."""
    statement = select(Committee, Compound.name.label("compound")).join(Compound, Compound.id == Committee.compound_id)
    found: Any = db.session.execute(
        statement.where(Committee.id == committee_id, visible(actor)), execution_options={"populate_existing": True}
    ).first()
    if found is None:
        raise NotFound
    row: Row[Any] = found
    return row


def lock(actor: Actor, committee_id: UUID) -> Committee:
    """Return a committee that ``actor`` sees, locked until the transaction ends. Raises ``NotFound``."""
    statement = select(Committee).where(Committee.id == committee_id, visible(actor)).with_for_update()
    found = db.session.scalar(statement, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def members(committee_id: UUID, *, past: bool = False) -> Sequence[Member]:
    """Return who sits on a committee, head first; ``past`` adds those who left."""
    statement = select(Member).where(Member.committee_id == committee_id)
    if not past:
        statement = statement.where(Member.left_on.is_(None))
    ranks = {"head": 0, "deputy": 1, "member": 2, "alternate": 3}
    found = db.session.scalars(statement, execution_options={"populate_existing": True}).all()
    return sorted(found, key=lambda member: (member.left_on is not None, ranks[member.role], member.name, member.id))


def lock_member(actor: Actor, member_id: UUID) -> tuple[Member, Committee]:
    """Return a member and his committee, which ``actor`` sees, the committee locked. Raises ``NotFound``."""
    found = db.session.get(Member, member_id)
    if found is None:
        raise NotFound
    committee = lock(actor, found.committee_id)
    db.session.refresh(found)
    return found, committee


def lock_decision(actor: Actor, decision_id: UUID) -> tuple[Decision, Committee]:
    """Return a decision and its committee, which ``actor`` sees, the committee locked. Raises ``NotFound``."""
    found = db.session.get(Decision, decision_id)
    if found is None:
        raise NotFound
    committee = lock(actor, found.committee_id)
    db.session.refresh(found)
    return found, committee


def present_in(compound_id: UUID) -> bool:
    """Return whether a compound has a committee that has not ended."""
    statement = select(func.count()).where(Committee.compound_id == compound_id, Committee.state != State.ENDED)
    return bool(db.session.scalar(statement))


def homes(compound_id: UUID) -> int:
    """Return how many homes a compound has."""
    return db.session.scalar(select(func.count()).where(Home.compound_id == compound_id)) or 0


def meetings(committee_id: UUID) -> Sequence[Meeting]:
    """Return the meetings of a committee, the latest first."""
    statement = select(Meeting).where(Meeting.committee_id == committee_id)
    return db.session.scalars(statement.order_by(Meeting.held_on.desc(), Meeting.id.desc()).limit(50)).all()


def decisions(committee_ids: Iterable[UUID]) -> dict[UUID, list[Decision]]:
    """Return what some committees decided, by committee, the newest first."""
    statement = select(Decision).where(Decision.committee_id.in_(list(committee_ids)))
    found: dict[UUID, list[Decision]] = {}
    ordered = statement.order_by(Decision.decided_on.desc(), Decision.id.desc())
    for one_of in db.session.scalars(ordered, execution_options={"populate_existing": True}):
        found.setdefault(one_of.committee_id, []).append(one_of)
    return found


def events(committee_id: UUID) -> Sequence[Any]:
    """Return the history of a committee."""
    statement = select(CommitteeEvent, Person.display_name.label("actor"))
    statement = statement.outerjoin(Person, Person.id == CommitteeEvent.actor_id)
    ordered = statement.where(CommitteeEvent.committee_id == committee_id).order_by(CommitteeEvent.seq)
    return db.session.execute(ordered).all()


def open_at_home(actor: Actor) -> ColumnElement[bool]:
    """Give the condition under which people at home in a compound see its committee: posted or in office."""
    compounds = [home.compound_id for home in actor.homes if home.state == "active"]
    return and_(Committee.compound_id.in_(compounds), Committee.state.in_([State.POSTED, State.IN_OFFICE]))


def at_home(actor: Actor) -> Sequence[Any]:
    """Return the committees of the compounds where ``actor`` is at home that are posted or in office."""
    statement = select(Committee, Compound.name.label("compound")).join(Compound, Compound.id == Committee.compound_id)
    rows: Sequence[Any] = db.session.execute(statement.where(open_at_home(actor)).order_by(Compound.name)).all()
    return rows


# --- the calendar ---

NAMED = Compound.name.concat(case({kind.value: name for kind, name in KIND_NAMES.items()}, value=Committee.kind))


def _days(kind: str, day: Any, title: Any, done: Any) -> Select[Any]:
    return (
        select(
            literal(kind).label("kind"),
            day.label("on_day"),
            Committee.id.label("id"),
            title.label("title"),
            (Region.name if kind == "term" else NAMED).label("subtitle"),
            literal("").label("extra"),
            done.label("done"),
        )
        .join(Compound, Compound.id == Committee.compound_id)
        .join(Region, Region.id == Committee.community_id)
    )


def days(actor: Actor, span: Span) -> Sequence[Any]:
    """Return the days of a span that ``actor`` sees, the first ones first. One statement.

    Terms that end, decisions that are to be carried out, and those whose posting is over. What was revoked is gone.
    """
    held = Committee.state != State.DRAFT
    stands = Decision.revoked_because == ""
    decided = _days("decision", Decision.due_on, Decision.words, Decision.done_on.is_not(None))
    posted = _days("posting", Decision.post_until, Decision.words, Decision.post_until < span.today)
    of_it = Decision.committee_id == Committee.id
    branches = {
        "term": _days("term", Committee.ends_on, NAMED, Committee.state == State.ENDED)
        .where(held, Committee.ends_on.between(span.first, span.last)),
        "decision": decided.join(Decision, of_it).where(stands, Decision.due_on.between(span.first, span.last)),
        "posting": posted.join(Decision, of_it).where(stands, Decision.post_until.between(span.first, span.last)),
    }  # fmt: skip
    wanted = [branch.where(visible(actor)) for kind, branch in branches.items() if kind in span.kinds]
    return db.session.execute(first_of(wanted, span.limit)).all()
