"""Topics on their way through the five steps; a matter of 民法典 278 leaves them for the owners."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import BEIJING, day_of, now, today
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.council import policy, queries, workflow
from app.council.models import (
    LIKELY_MATTERS,
    OPEN,
    Kind,
    Rating,
    Source,
    Support,
    Task,
    Topic,
    TopicAction,
    TopicEvent,
    TopicState,
)
from app.council.service import telling
from app.events.council import OwnersDecisionAsked, PostingEnds
from app.places.queries import get_compound, reaches

Shape = dict[str, Any]
OBJECTED = "公示期间有不同意见，再议："


def new_topic(compound: Any, source: Source, state: TopicState, body: Shape, source_key: str = "") -> Topic:
    """Return a topic of a compound, not yet stored."""
    return Topic(
        id=new_id(),
        created_at=now(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        source=source,
        source_key=source_key,
        kind=body["kind"],
        title=body["title"],
        words=body["words"],
        matter=body.get("matter", 0),
        state=state,
        version=1,
    )


def add(actor: Actor, compound_id: UUID, body: Shape) -> UUID:
    """List a topic that the community raises itself; return its id. Raises ``NotFound`` or ``Forbidden``."""
    if not reaches(actor, compound_id):
        raise NotFound(fields={"compound_id": ["没有这个小区"]})
    compound = get_compound(compound_id)
    policy.may_work(actor, compound.community_id).enforce()
    made = new_topic(compound, Source.STAFF, TopicState.LISTED, body)
    db.session.add(made)
    note(actor, made, "add")
    return made.id


def propose(actor: Actor, compound_id: UUID, body: Shape) -> UUID:
    """Keep what a resident proposes until the community has looked at it; return its id.

    Raises ``NotFound`` for a compound where he is not at home, ``Conflict`` when too many of his wait.
    """
    if compound_id not in {home.compound_id for home in actor.homes if home.state == "active"}:
        raise NotFound(fields={"compound_id": ["您在这个小区没有认证过的家"]})
    if queries.waiting_proposals(actor.person_id) >= policy.MOST_OPEN_PROPOSALS:
        raise Conflict(f"您已经有 {policy.MOST_OPEN_PROPOSALS} 个提案在等社区看，请等一等再提")
    made = new_topic(get_compound(compound_id), Source.RESIDENT, TopicState.PROPOSED, body)
    made.proposer_id = actor.person_id
    db.session.add(made)
    note(actor, made, "propose")
    return made.id


def support(actor: Actor, topic_id: UUID, *, on: bool) -> None:
    """Stand behind a topic, or no longer. Raises ``NotFound`` or ``Conflict`` for one that is over."""
    topic = queries.lock_at_home(actor, topic_id)
    if topic.state not in OPEN:
        raise Conflict("这个议题已经结束")
    if on:
        statement = insert(Support).values(topic_id=topic.id, person_id=actor.person_id, at=now())
        db.session.execute(statement.on_conflict_do_nothing())
    else:
        mine = Support.topic_id == topic.id, Support.person_id == actor.person_id
        db.session.execute(delete(Support).where(*mine))


def rate(actor: Actor, topic_id: UUID, stars: int) -> None:
    """Say how content one is with what was done, or say it anew. Raises ``NotFound`` or ``Conflict``."""
    topic = queries.lock_at_home(actor, topic_id)
    done = [task.done_on is not None for task in queries.tasks([topic.id]).get(topic.id, [])]
    since = day_of(queries.last_step(topic.id) or topic.created_at)
    if problem := policy.rating_problem(topic.state, done, since, today()):
        raise Conflict(problem)
    said = {"stars": stars, "at": now()}
    statement = insert(Rating).values(topic_id=topic.id, person_id=actor.person_id, **said)
    db.session.execute(statement.on_conflict_do_update(index_elements=["topic_id", "person_id"], set_=said))


def act(actor: Actor, topic_id: UUID, action: TopicAction, body: Shape) -> None:
    """Move a topic. ``body['version']`` is the one on the screen.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``OwnersDecide``, ``Conflict`` or ``InvalidInput``.
    """
    topic = queries.lock_topic(actor, topic_id)
    policy.may_work(actor, topic.community_id).enforce()
    target = workflow.target_of(action, topic)
    if topic.version != body["version"]:
        raise Conflict
    with db.session.no_autoflush:
        EFFECTS[action](topic, body)
    topic.state = target
    topic.version += 1
    note(actor, topic, action, body["note"])
    if action in AFTERWARDS:
        AFTERWARDS[action](topic)


def refused(**fields: str) -> InvalidInput:
    """Return the error that names what is wrong, by field."""
    return InvalidInput(next(iter(fields.values())), fields={name: [words] for name, words in fields.items()})


def _save(topic: Topic, body: Shape) -> None:
    content = body["content"]
    if content is None:
        raise refused(content="请填写")
    for name in ("kind", "title", "words", "matter"):
        setattr(topic, name, content[name])


def _take(topic: Topic, body: Shape) -> None:
    if body["content"] is not None:
        _save(topic, body)


def _because(topic: Topic, body: Shape) -> None:
    if not body["note"]:
        raise refused(note="请写明为什么，提的人看得到")
    topic.because = body["note"]


def _discuss(topic: Topic, body: Shape) -> None:
    if not body["scope"]:
        raise refused(scope="请写明在多大范围商量、请谁参加")
    topic.scope = body["scope"]


def _deliberate(topic: Topic, body: Shape) -> None:
    return None


def _treated(topic: Topic, body: Shape) -> None:
    _last_met(topic)


def _last_met(topic: Topic) -> date:
    at = queries.last_treated(topic.id)
    if at is None:
        raise Conflict("请先把议这件事的会议记下来")
    return day_of(at)


def _resolve(topic: Topic, body: Shape) -> None:
    met = _last_met(topic)
    wrong = {
        name: words
        for name, words in (("resolution", "请写明决议的内容"), ("resolved_by", "请写明由谁决定"))
        if not body[name]
    } | policy.post_problem(body["posted_on"], body["posted_at"], met, today())
    likely = LIKELY_MATTERS.get(Kind(topic.kind))
    if likely and not body["note"]:
        wrong["note"] = f"{likely[1]}，往往要业主共同决定；这一件不是的话，请写明为什么"
    if wrong:
        raise refused(**wrong)
    for name in ("resolution", "resolved_by", "posted_at", "posted_on"):
        setattr(topic, name, body[name])
    topic.post_until, topic.because = body["posted_on"] + policy.POSTED_DAYS, ""


def _back(topic: Topic, body: Shape) -> None:
    """Somebody objected while the resolution hung out: nothing of it holds, nor what it asked of whom."""
    if not body["note"]:
        raise refused(note="请写明谁有什么不同意见，居民看得到")
    topic.because = f"{OBJECTED}{body['note']}"[:500]
    topic.resolution = topic.resolved_by = topic.posted_at = ""
    topic.posted_on = topic.post_until = None
    outbox.cancel(_timers(topic))
    db.session.execute(delete(Task).where(Task.topic_id == topic.id))


def _timers(topic: Topic) -> str:
    return f"council:{topic.id}:"


def _close(topic: Topic, body: Shape) -> None:
    done = [task.done_on is not None for task in queries.tasks([topic.id]).get(topic.id, [])]
    count, stars = queries.ratings(topic.id)
    rating = body["rating"] or ((2 * stars + count) // (2 * count) if count else None)
    wrong = policy.close_problem(done, rating)
    if wrong:
        raise refused(**wrong)
    topic.rating = rating


EFFECTS: dict[TopicAction, Callable[[Topic, Shape], None]] = {
    TopicAction.SAVE: _save,
    TopicAction.TAKE: _take,
    TopicAction.DECLINE: _because,
    TopicAction.DISCUSS: _discuss,
    TopicAction.DELIBERATE: _deliberate,
    TopicAction.TO_OWNERS: _treated,
    TopicAction.RESOLVE: _resolve,
    TopicAction.BACK: _back,
    TopicAction.CLOSE: _close,
    TopicAction.DROP: _because,
}


def _ask_owners(topic: Topic) -> None:
    outbox.publish(OwnersDecisionAsked(str(topic.id), str(topic.compound_id), topic.matter))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)


def _wait(topic: Topic) -> None:
    if topic.post_until is None:
        return
    telling.posted(topic)
    outbox.publish(
        PostingEnds(str(topic.id)), due_at=_end_of(topic.post_until), dedupe=f"{_timers(topic)}{topic.version}"
    )


AFTERWARDS: dict[TopicAction, Callable[[Topic], None]] = {
    TopicAction.TAKE: telling.proposer,
    TopicAction.DECLINE: telling.proposer,
    TopicAction.TO_OWNERS: _ask_owners,
    TopicAction.RESOLVE: _wait,
    TopicAction.DROP: telling.dropped,
}


def begin(topic_id: UUID) -> None:
    """Let the work begin when the last day of a posting is over. Harmless when it did already.

    A timer that fires before is set again: without it the work would never begin.
    """
    topic = queries.lock_topic_for_system(topic_id)
    if topic is None or topic.state != TopicState.POSTED or topic.post_until is None:
        return
    if topic.post_until >= today():
        outbox.publish(PostingEnds(str(topic.id)), due_at=_end_of(topic.post_until))
        return
    _move(topic, TopicAction.BEGIN, workflow.target_of(TopicAction.BEGIN, topic))


def decided(topic_id: UUID, poll_id: UUID, outcome: str) -> None:
    """Take up what the owners decided. Harmless when the topic does not wait for them."""
    topic = queries.lock_topic_for_system(topic_id)
    if topic is None or topic.state != TopicState.OWNERS:
        return
    topic.poll_id, topic.outcome = poll_id, outcome
    if outcome == "passed":
        topic.resolution, topic.resolved_by = "业主表决通过了。", "业主共同决定"
    if outcome == "failed":
        topic.because = "业主表决没有通过。"
    _move(topic, TopicAction.DECIDED, workflow.AFTER_POLL.get(outcome, TopicState.DELIBERATING))


def _move(topic: Topic, action: TopicAction, target: TopicState) -> None:
    topic.state = target
    topic.version += 1
    note(None, topic, action)


def note(actor: Actor | None, topic: Topic, action: str, words: str = "") -> None:
    """Add what was done to the history and to the audit log."""
    db.session.flush()
    db.session.add(
        TopicEvent(
            topic_id=topic.id,
            seq=topic.version,
            at=now(),
            actor_id=actor.person_id if actor else None,
            action=action,
            after=topic.state,
            note=words,
        )
    )
    audit.record(actor, f"council.{action}", f"topic:{topic.id}")
    db.session.flush()


def topic_words(topic_id: UUID) -> tuple[str, str] | None:
    """Return title and text of a topic, for the poll that it asks for; None when it is gone."""
    topic = db.session.get(Topic, topic_id)
    return (topic.title, topic.words) if topic else None
