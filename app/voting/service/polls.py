"""Polls on their way from the draft to the posted result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import day_of, now
from app.core.db import db
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.ids import new_id
from app.events.voting import PollCancelled, PollCloses, PollNoticed, PollOpens
from app.places.queries import get_compound, reaches
from app.voting import counting, policy, queries, workflow
from app.voting.models import Kind, Poll, PollAction, PollState, Topic
from app.voting.service import box, tally
from app.voting.service.asked import tell_council, tell_resource
from app.voting.service.register import from_places

Shape = dict[str, Any]


def draft(actor: Actor, compound_id: UUID, body: Shape) -> UUID:
    """Begin a poll with the register as the compound's ledger has it; return its id.

    Raises ``NotFound``, ``Forbidden`` or ``InvalidInput``.
    """
    if not reaches(actor, compound_id):
        raise NotFound(fields={"compound_id": ["没有这个小区"]})
    compound = get_compound(compound_id)
    poll = Poll(
        id=new_id(),
        district_id=compound.district_id,
        street_id=compound.street_id,
        community_id=compound.community_id,
        compound_id=compound.id,
        state=PollState.DRAFT,
        version=1,
        created_at=now(),
    )
    policy.may_work(actor, poll).enforce()
    _take(poll, body)
    db.session.add(poll)
    db.session.flush()
    _set_topics(poll, body["topics"])
    from_places(poll)
    audit.record(actor, "voting.draft", f"poll:{poll.id}", compound=compound.id)
    return poll.id


def _take(poll: Poll, body: Shape) -> None:
    for name in ("kind", "title", "organiser", "explanation", "opens_at", "closes_at", "secret"):
        setattr(poll, name, body[name])
    if poll.secret and poll.kind != Kind.SURVEY:
        raise InvalidInput(fields={"secret": ["业主大会的表决要按面积计票，只能记名"]})
    if poll.opens_at is not None and poll.closes_at is not None and poll.opens_at >= poll.closes_at:
        raise InvalidInput(fields={"closes_at": ["截止应晚于开始"]})


def _set_topics(poll: Poll, topics: list[Shape]) -> None:
    db.session.execute(delete(Topic).where(Topic.poll_id == poll.id))
    db.session.add_all(
        Topic(poll_id=poll.id, number=number, matter=topic["matter"], text=topic["text"])
        for number, topic in enumerate(topics, start=1)
    )


def act(actor: Actor, poll_id: UUID, action: PollAction, body: Shape) -> None:
    """Move a poll on, with its audit row. ``body['version']`` is the one on the screen.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput``.
    """
    poll = queries.lock(actor, poll_id)
    policy.may_work(actor, poll).enforce()
    target = workflow.target_of(action, poll)
    if poll.version != body["version"]:
        raise Conflict
    EFFECTS[action](poll, body, now())
    before, poll.state = poll.state, target
    poll.version += 1
    audit.record(actor, f"voting.{action}", f"poll:{poll.id}", before=before, after=target)


def _save(poll: Poll, body: Shape, at: datetime) -> None:
    _take(poll, body)
    _set_topics(poll, body["topics"])


def _notice(poll: Poll, body: Shape, at: datetime) -> None:
    """Freeze topics and register, and set the two timers."""
    wrong = policy.problem_of_times(poll.kind, poll.opens_at, poll.closes_at, at)
    topics = queries.topics_of(poll.id)
    problem = policy.problem_of_topics(poll.kind, [topic.matter for topic in topics])
    if problem:
        wrong["topics"] = problem
    for name, what in (("title", "表决的名称"), ("organiser", "由谁召集")):
        if not getattr(poll, name):
            wrong[name] = f"请写明{what}"
    rows = queries.register(poll.id)
    if not rows:
        wrong["register"] = "业主名册是空的"
    if wrong or poll.opens_at is None or poll.closes_at is None:
        raise InvalidInput(fields={name: [words] for name, words in wrong.items()})
    whole = counting.sum_of(counting.Voter(row.area, row.head or str(row.home_id)) for row in rows)
    poll.frozen_at, poll.totals = at, whole.shape()
    queries.freeze(poll.id, [row.home_id for row in rows])
    for event, moment in ((PollOpens, poll.opens_at), (PollCloses, poll.closes_at)):
        outbox.publish(
            event(str(poll.id)), due_at=moment, dedupe=outbox.subject_key(event.topic, poll.id, moment.isoformat())
        )
    outbox.publish(PollNoticed(str(poll.id), str(poll.compound_id)))


def _count(poll: Poll, body: Shape, at: datetime) -> None:
    left = queries.unresolved(poll.id)
    if left:
        raise Conflict(f"还有 {left} 张纸质票没有录完，请先由第二个人（有出入的由第三个人）录完")
    if poll.secret and queries.boxed(poll.id) and box.agreed(poll.id) is None:
        raise Conflict("票箱还没有点完，请由两个人各点一遍，有出入的由第三个人点")
    tally.count(poll, at)
    tell_resource(poll)


def _announce(poll: Poll, body: Shape, at: datetime) -> None:
    if not policy.enough_places(body["posted_at"]):
        raise InvalidInput(fields={"posted_at": ["请写明张贴在哪里，至少两处，用顿号或逗号隔开"]})
    counted = day_of(poll.counted_at or at)
    if not body["posted_on"] or not counted <= body["posted_on"] <= day_of(at):
        raise InvalidInput(fields={"posted_on": [f"请填写张贴的日期：{counted} 计票以后，不晚于今天"]})
    poll.posted_at, poll.posted_on = body["posted_at"], body["posted_on"]
    passed = all(topic["passed"] for topic in (poll.result or {})["topics"])
    tell_council(poll, "passed" if passed else "failed")


def _cancel(poll: Poll, body: Shape, at: datetime) -> None:
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明为什么取消，业主看得到"]})
    poll.ended_because = body["reason"]
    if poll.frozen_at is not None:
        outbox.publish(PollCancelled(str(poll.id)))
    tell_council(poll, "cancelled")
    tell_resource(poll)


EFFECTS: dict[PollAction, Callable[[Poll, Shape, datetime], None]] = {
    PollAction.SAVE: _save,
    PollAction.NOTICE: _notice,
    PollAction.COUNT: _count,
    PollAction.ANNOUNCE: _announce,
    PollAction.CANCEL: _cancel,
}


TIMERS: dict[PollAction, type[PollOpens] | type[PollCloses]] = {
    PollAction.OPEN: PollOpens,
    PollAction.CLOSE: PollCloses,
}


def by_clock(poll_id: UUID, action: PollAction) -> bool:
    """Let the clock open or close a poll whose time has come. Returns whether it did; a second run does nothing.

    A timer that fires too early, by a clock that was ahead, is set again: without it the poll could never be counted.
    """
    poll = queries.lock_for_system(poll_id)
    if poll is None or poll.state not in workflow.BY_ACTION[action].sources:
        return False
    moment = poll.opens_at if action is PollAction.OPEN else poll.closes_at
    if moment is None:
        return False
    if moment > now():
        outbox.publish(TIMERS[action](str(poll.id)), due_at=moment)
        return False
    before, poll.state = poll.state, workflow.target_of(action, poll)
    poll.version += 1
    audit.record(None, f"voting.{action}", f"poll:{poll.id}", before=before, after=poll.state)
    return True
