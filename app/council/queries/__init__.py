"""All SELECTs of the council. What is read for staff begins with ``visible``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, exists, false, func, or_, select, text
from sqlalchemy.sql.expression import tuple_

from app.core.auth import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, decode_cursor, page_of_rows
from app.core.permissions import Permission
from app.council import policy
from app.council.models import (
    OPEN,
    SHOWN,
    Meeting,
    MeetingTopic,
    Rating,
    Suggestion,
    Support,
    Task,
    Topic,
    TopicAction,
    TopicEvent,
    TopicState,
)
from app.identity.models import HomeBinding, Person
from app.places.models import Compound, Region

Scoped = type[Topic] | type[Suggestion] | type[Meeting]


def visible(actor: Actor, table: Scoped) -> ColumnElement[bool]:
    """Give the condition under which the post in use sees rows of ``table``: those of its region."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.COUNCIL_READ):
        return false()
    columns = {"district": table.district_id, "street": table.street_id}
    return columns.get(post.region_kind or "", table.community_id) == post.region_id


PROPOSES = 7281
"""The advisory lock of who proposes; the second number says who."""
SUPPORTS = select(func.count()).where(Support.topic_id == Topic.id).correlate(Topic).scalar_subquery()


SINCE = (
    select(func.max(TopicEvent.at))
    .where(TopicEvent.topic_id == Topic.id, TopicEvent.action != TopicAction.SAVE)
    .correlate(Topic)
    .scalar_subquery()
)
RATED = select(func.count()).where(Rating.topic_id == Topic.id).correlate(Topic).scalar_subquery()
STARS = select(func.sum(Rating.stars)).where(Rating.topic_id == Topic.id).correlate(Topic).scalar_subquery()
MET = exists().where(MeetingTopic.topic_id == Topic.id)


def _topics() -> Any:
    return select(
        Topic,
        Compound.name.label("compound"),
        SUPPORTS.label("supports"),
        func.coalesce(SINCE, Topic.created_at).label("since"),
        MET.label("met"),
        RATED.label("rated"),
        func.coalesce(STARS, 0).label("stars"),
    ).join(Compound, Compound.id == Topic.compound_id)


def topics(
    actor: Actor, *, state: str, compound_id: UUID | None, q: str | None, limit: int, cursor: str | None
) -> Page:
    """Return topics that ``actor`` sees, the newest first."""
    statement = _topics().where(visible(actor, Topic))
    if state == "open":
        statement = statement.where(Topic.state.in_(OPEN))
    elif state != "all":
        statement = statement.where(Topic.state == state)
    if compound_id is not None:
        statement = statement.where(Topic.compound_id == compound_id)
    if q:
        statement = statement.where(
            or_(Topic.title.icontains(q, autoescape=True), Topic.words.icontains(q, autoescape=True))
        )
    return _page(statement, Topic, limit, cursor)


def _page(statement: Any, table: Scoped, limit: int, cursor: str | None, at: Any = None) -> Page:
    moment, row_id = table.created_at if at is None else at, table.id
    if cursor:
        statement = statement.where(tuple_(moment, row_id) < tuple_(*decode_cursor(cursor)))
    rows = statement.add_columns(moment.label("created_at"), row_id.label("id"))
    found = db.session.execute(rows.order_by(moment.desc(), row_id.desc()).limit(limit + 1)).all()
    return page_of_rows(found, limit)


def topic(actor: Actor, topic_id: UUID) -> Row[Any]:
    """Return a topic that ``actor`` sees. Raises ``NotFound``."""
    statement = _topics().add_columns(Person.display_name.label("proposer"))
    statement = statement.outerjoin(Person, Person.id == Topic.proposer_id)
    found: Row[Any] | None = db.session.execute(
        statement.where(Topic.id == topic_id, visible(actor, Topic)), execution_options={"populate_existing": True}
    ).first()
    if found is None:
        raise NotFound
    return found


def lock_topic(actor: Actor, topic_id: UUID) -> Topic:
    """Return a topic that ``actor`` sees, locked until the transaction ends. Raises ``NotFound``."""
    found: Topic = _found(select(Topic).where(Topic.id == topic_id, visible(actor, Topic)))
    return found


def lock_topic_for_system(topic_id: UUID) -> Topic | None:
    """Return a topic, locked, for the clock or another area."""
    found: Topic | None = db.session.scalar(select(Topic).where(Topic.id == topic_id).with_for_update())
    return found


def _found(statement: Any) -> Any:
    found = db.session.scalar(statement.with_for_update(), execution_options={"populate_existing": True})
    if found is None:
        raise NotFound
    return found


def events(topic_id: UUID) -> Sequence[Any]:
    """Return the history of a topic."""
    statement = select(TopicEvent, Person.display_name.label("actor"))
    statement = statement.outerjoin(Person, Person.id == TopicEvent.actor_id)
    return db.session.execute(statement.where(TopicEvent.topic_id == topic_id).order_by(TopicEvent.seq)).all()


def tasks(topic_ids: Iterable[UUID]) -> dict[UUID, list[Task]]:
    """Return the tasks of some topics, by topic, what is due first at the top."""
    statement = select(Task).where(Task.topic_id.in_(list(topic_ids))).order_by(Task.due_on, Task.id)
    found: dict[UUID, list[Task]] = {}
    for one in db.session.scalars(statement, execution_options={"populate_existing": True}):
        found.setdefault(one.topic_id, []).append(one)
    return found


def lock_task(actor: Actor, task_id: UUID) -> tuple[Task, Topic]:
    """Return a task and its topic, which ``actor`` sees, both locked, the topic first. Raises ``NotFound``."""
    topic_id = db.session.scalar(select(Task.topic_id).where(Task.id == task_id))
    if topic_id is None:
        raise NotFound
    topic = lock_topic(actor, topic_id)
    found: Task = _found(select(Task).where(Task.id == task_id))
    return found, topic


def sees_task(actor: Actor, task_id: UUID) -> bool:
    """Return whether ``actor`` sees a task and the photos of its proof: as staff, or at home where it is done."""
    at_home = and_(Topic.compound_id.in_(_homes(actor)), Topic.state.in_(SHOWN))
    statement = select(
        exists().where(Task.id == task_id, Topic.id == Task.topic_id, or_(visible(actor, Topic), at_home))
    )
    return bool(db.session.scalar(statement))


def last_treated(topic_id: UUID) -> datetime | None:
    """Return when a meeting last spoke of a topic, None when none has."""
    statement = select(func.max(Meeting.at)).join(MeetingTopic, MeetingTopic.meeting_id == Meeting.id)
    return db.session.scalar(statement.where(MeetingTopic.topic_id == topic_id))


def is_source_open(compound_id: UUID, source: str, source_key: str) -> bool:
    """Return whether a source has an open topic already."""
    same = Topic.compound_id == compound_id, Topic.source == source, Topic.source_key == source_key
    return bool(db.session.scalar(select(exists().where(*same, Topic.state.in_([*OPEN, TopicState.PROPOSED])))))


# --- for residents ---


def _homes(actor: Actor) -> list[UUID]:
    return [home.compound_id for home in actor.homes if home.state == "active"]


def at_home(actor: Actor) -> Sequence[Any]:
    """Return the topics of the compounds where ``actor`` is at home, and his own proposals, the newest first."""
    compounds = _homes(actor)
    if not compounds:
        return []
    mine = exists().where(Support.topic_id == Topic.id, Support.person_id == actor.person_id)
    shown = or_(Topic.state.in_(SHOWN), Topic.proposer_id == actor.person_id)
    stars = select(Rating.stars).where(Rating.topic_id == Topic.id, Rating.person_id == actor.person_id)
    own = mine.label("mine"), stars.correlate(Topic).scalar_subquery().label("my_stars")
    statement = _topics().add_columns(*own).where(Topic.compound_id.in_(compounds), shown)
    rows: Sequence[Any] = db.session.execute(
        statement.order_by(Topic.created_at.desc(), Topic.id.desc()).limit(100)
    ).all()
    return rows


def lock_at_home(actor: Actor, topic_id: UUID) -> Topic:
    """Return a topic that neighbours of ``actor`` see, locked. Raises ``NotFound``."""
    statement = select(Topic).where(Topic.id == topic_id, Topic.compound_id.in_(_homes(actor)), Topic.state.in_(SHOWN))
    found: Topic = _found(statement)
    return found


def supporters(topic_id: UUID) -> Sequence[UUID]:
    """Return who stands behind a topic and is still at home there."""
    lives = HomeBinding.person_id == Support.person_id, HomeBinding.compound_id == Topic.compound_id
    at_home = exists().where(*lives, HomeBinding.state == "active")
    statement = select(Support.person_id).join(Topic, Topic.id == Support.topic_id)
    return db.session.scalars(statement.where(Support.topic_id == topic_id, at_home)).all()


def ratings(topic_id: UUID) -> tuple[int, int]:
    """Return how many neighbours rated a topic, and all their stars together."""
    statement = select(func.count(), func.coalesce(func.sum(Rating.stars), 0)).where(Rating.topic_id == topic_id)
    count, stars = db.session.execute(statement).one()
    return count, stars


def last_step(topic_id: UUID) -> datetime | None:
    """Return when a topic was last moved."""
    return db.session.scalar(select(SINCE).where(Topic.id == topic_id))


def waiting_proposals(person_id: UUID) -> int:
    """Return how many proposals of somebody wait to be looked at; he makes no other before the transaction ends."""
    db.session.execute(select(func.pg_advisory_xact_lock(PROPOSES, func.hashtext(str(person_id)))))
    statement = select(func.count()).where(Topic.proposer_id == person_id, Topic.state == TopicState.PROPOSED)
    return db.session.scalar(statement) or 0


# --- suggestions ---


def suggestions(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return open suggestions that ``actor`` sees, the newest first."""
    statement = select(Suggestion, Compound.name.label("compound")).join(
        Compound, Compound.id == Suggestion.compound_id
    )
    return _page(statement.where(visible(actor, Suggestion), Suggestion.state == "open"), Suggestion, limit, cursor)


def lock_suggestion(actor: Actor, suggestion_id: UUID) -> Suggestion:
    """Return a suggestion that ``actor`` sees, locked. Raises ``NotFound``."""
    found: Suggestion = _found(select(Suggestion).where(Suggestion.id == suggestion_id, visible(actor, Suggestion)))
    return found


REPEATED = text("""
    SELECT count(*) AS times, t.category AS code, max(c.name) AS category
    FROM tickets_ticket t JOIN tickets_category c ON c.code = t.category
    WHERE t.compound_id = :compound AND t.created_at >= :since AND t.state NOT IN ('withdrawn', 'merged')
      AND t.category = (SELECT x.category FROM tickets_ticket x WHERE x.id = :ticket)
    GROUP BY t.category
""")


def repeats(compound_id: UUID, ticket_id: UUID, since: datetime) -> Row[Any] | None:
    """Return how often the matter of an order was reported in its compound since an instant."""
    return db.session.execute(REPEATED, {"compound": compound_id, "ticket": ticket_id, "since": since}).first()


HELD = text("SELECT state FROM tickets_ticket WHERE id = :ticket FOR SHARE")


def is_over(ticket_id: UUID) -> bool:
    """Return whether an order is gone or done by now; it stays as it is until the transaction ends."""
    state = db.session.execute(HELD, {"ticket": ticket_id}).scalar()
    return state is None or state in policy.OVER


def is_talked_about(compound_id: UUID, source: str, prefix: str) -> bool:
    """Return whether something of a source waits to be taken up in a compound, or is a topic there."""
    waits = exists().where(
        Suggestion.compound_id == compound_id,
        Suggestion.source == source,
        Suggestion.source_key.startswith(prefix, autoescape=True),
        Suggestion.state == "open",
    )
    topic = exists().where(
        Topic.compound_id == compound_id,
        Topic.source == source,
        Topic.source_key.startswith(prefix, autoescape=True),
        Topic.state.in_(OPEN),
    )
    return bool(db.session.scalar(select(or_(waits, topic))))


def first_compound(community_id: UUID) -> UUID | None:
    """Return a compound of a community, the first by name, or None."""
    statement = select(Compound.id).where(Compound.community_id == community_id)
    return db.session.scalar(statement.order_by(Compound.name, Compound.id).limit(1))


# --- meetings ---


def meetings(actor: Actor, *, kind: str | None, limit: int, cursor: str | None) -> Page:
    """Return meetings that ``actor`` sees, the latest first."""
    statement: Any = select(Meeting, Region.name.label("community")).join(Region, Region.id == Meeting.community_id)
    if kind is not None:
        statement = statement.where(Meeting.kind == kind)
    return _page(statement.where(visible(actor, Meeting)), Meeting, limit, cursor, Meeting.at)


def meeting(actor: Actor, meeting_id: UUID) -> Row[Any]:
    """Return a meeting that ``actor`` sees. Raises ``NotFound``."""
    statement: Any = select(Meeting, Region.name.label("community")).join(Region, Region.id == Meeting.community_id)
    found: Row[Any] | None = db.session.execute(
        statement.where(Meeting.id == meeting_id, visible(actor, Meeting)),
        execution_options={"populate_existing": True},
    ).first()
    if found is None:
        raise NotFound
    return found


def lock_meeting(actor: Actor, meeting_id: UUID) -> Meeting:
    """Return a meeting that ``actor`` sees, locked. Raises ``NotFound``."""
    found: Meeting = _found(select(Meeting).where(Meeting.id == meeting_id, visible(actor, Meeting)))
    return found


def treated(meeting_ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Return what some meetings said to which topics, by meeting."""
    statement = (
        select(MeetingTopic, Topic.title)
        .join(Topic, Topic.id == MeetingTopic.topic_id)
        .where(MeetingTopic.meeting_id.in_(list(meeting_ids)))
        .order_by(Topic.created_at, Topic.id)
    )
    found: dict[UUID, list[Any]] = {}
    for row in db.session.execute(statement, execution_options={"populate_existing": True}):
        found.setdefault(row.MeetingTopic.meeting_id, []).append(row)
    return found


def meetings_of(topic_id: UUID) -> Sequence[Any]:
    """Return the meetings that spoke of a topic, the first one first."""
    statement = (
        select(Meeting.id, Meeting.at, Meeting.kind, MeetingTopic)
        .join(Meeting, Meeting.id == MeetingTopic.meeting_id)
        .where(MeetingTopic.topic_id == topic_id)
        .order_by(Meeting.at, Meeting.id)
    )
    return db.session.execute(statement).all()


def topics_of_community(community_id: UUID, ids: Iterable[UUID]) -> dict[UUID, Topic]:
    """Return the topics of a community among ``ids``."""
    statement = select(Topic).where(Topic.id.in_(list(ids)), Topic.community_id == community_id)
    return {one.id: one for one in db.session.scalars(statement)}


# --- the desk ---


def under_way(actor: Actor, limit: int) -> Sequence[Any]:
    """Return topics in reach of ``actor`` with which something is to be done, what has stood longest at the top."""
    states = [TopicState.PROPOSED, *(state for state in OPEN if state not in (TopicState.OWNERS, TopicState.POSTED))]
    statement = _topics().where(visible(actor, Topic), Topic.state.in_(states))
    rows: Sequence[Any] = db.session.execute(statement.order_by(text("since"), Topic.id).limit(limit)).all()
    return rows
