"""Consultations on their way from the draft to the archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from app.consultations import policy, queries, workflow
from app.consultations.models import Action, Consultation, State, Topic
from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import day_of, now, today
from app.core.db import db
from app.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from app.core.ids import new_id
from app.events.consultations import ConsultationCloses
from app.media.service import exchange_papers
from app.workdays.service import calendar

Shape = dict[str, Any]
SUBJECT = "consultation"
FACTS = ("hearing_on", "hearing_papers_on", "legal_sent_on", "legal_done_on")
FOLLOWED = (State.CLOSED, State.ANSWERED, State.PUBLISHED, State.ARCHIVED)
"""Only what nobody can answer to any more has a next round."""


class RoundTaken(Conflict):
    """Two drafts would follow the same round."""

    code, message = "consultations.round_taken", "这一轮之后已经有下一轮征求意见"


def draft(actor: Actor, body: Shape) -> UUID:
    """Begin a consultation of the actor's own office; return its id.

    Raises ``Forbidden``, ``InvalidInput``, or ``NotFound`` for a round that is not the office's own.
    """
    post = actor.post
    if post is None or post.region_id is None:
        raise Forbidden
    before = queries.lock(actor, body["follows_id"]) if body["follows_id"] else None
    if before is not None and before.region_id != post.region_id:
        raise NotFound(fields={"follows_id": ["没有这一轮征求意见"]})
    if before is not None and before.state not in FOLLOWED:
        raise InvalidInput(fields={"follows_id": ["上一轮截止以后才能开始下一轮"]})
    made = Consultation(
        id=new_id(),
        district_id=actor.district_id,
        region_id=post.region_id,
        follows_id=before.id if before else None,
        round=before.round + 1 if before else 1,
        state=State.DRAFT,
        version=1,
        created_at=now(),
    )
    policy.may_work(actor, made).enforce()
    _take(made, body)
    db.session.add(made)
    db.session.flush()
    _set_topics(made, body["topics"])
    audit.record(actor, "consultations.draft", f"consultation:{made.id}", round=made.round)
    return made.id


def _take(consultation: Consultation, body: Shape) -> None:
    for name in ("title", "draft_text", "explanation", "closes_on", "shorter_because"):
        setattr(consultation, name, body[name])
    _take_facts(consultation, body)


def _take_facts(consultation: Consultation, body: Shape) -> None:
    hearing, papers, sent, done = days = [body[name] for name in FACTS]
    wrong = policy.problems_of_facts(hearing, papers, sent, done, calendar())
    if done is not None and done > today():
        wrong.setdefault("legal_done_on", "完成的日期不能晚于今天，审查完了再补记")
    if wrong:
        raise InvalidInput(fields={name: [words] for name, words in wrong.items()})
    for name, day in zip(FACTS, days, strict=True):
        setattr(consultation, name, day)


def _set_topics(consultation: Consultation, names: list[str]) -> None:
    """Rename topics by their place and add what is new; a topic under which opinions may stand never goes away."""
    there = queries.topics_for_change(consultation.id)
    if len(set(names)) != len(names):
        raise InvalidInput(fields={"topics": ["主题不能重复"]})
    if len(names) < len(there):
        raise InvalidInput(fields={"topics": ["已有的主题可以改名，不能删除"]})
    for number, name in enumerate(names, start=1):
        if number in there:
            there[number].name = name
        else:
            db.session.add(Topic(consultation_id=consultation.id, number=number, name=name))
    db.session.flush()


def set_topics(actor: Actor, consultation_id: UUID, version: int, names: list[str]) -> None:
    """Keep the list of topics. Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``."""
    consultation = queries.lock(actor, consultation_id)
    policy.may_work(actor, consultation).enforce()
    if consultation.state not in (State.DRAFT, State.OPEN, State.CLOSED):
        raise workflow.MoveNotPossible
    if consultation.version != version:
        raise Conflict
    _set_topics(consultation, names)
    consultation.version += 1
    audit.record(actor, "consultations.topics", f"consultation:{consultation.id}", count=len(names))


def change_papers(actor: Actor, consultation_id: UUID, body: Shape) -> None:
    """Put papers on a consultation, or take them off: first the draft and what explains it, then the result.

    While people can write their opinion papers are only added: nobody may be answering to something that has gone.
    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput``.
    """
    consultation = queries.lock(actor, consultation_id)
    policy.may_work(actor, consultation).enforce()
    stage = policy.stage_of_papers(consultation.state)
    if stage is None:
        raise workflow.MoveNotPossible
    if consultation.version != body["version"]:
        raise Conflict
    if body["removed_ids"] and not policy.may_take_off(consultation.state):
        raise Conflict("征求意见期间只能增加附件，不能撤下")
    exchange_papers(actor, SUBJECT, consultation.id, stage, add=body["paper_ids"], remove=body["removed_ids"])
    consultation.version += 1
    counts = {"count": len(body["paper_ids"]), "removed": len(body["removed_ids"])}
    audit.record(actor, "consultations.papers", f"consultation:{consultation.id}", **counts)


def act(actor: Actor, consultation_id: UUID, action: Action, body: Shape) -> None:
    """Move a consultation on, with its audit row. ``body['version']`` is the one on the screen.

    Raises ``NotFound``, ``Forbidden``, ``MoveNotPossible``, ``Conflict`` or ``InvalidInput``.
    """
    consultation = queries.lock(actor, consultation_id)
    policy.may_work(actor, consultation).enforce()
    if action is Action.CLOSE:
        raise NotFound
    target = workflow.target_of(action, consultation)
    if consultation.version != body["version"]:
        raise Conflict
    EFFECTS[action](actor, consultation, body, now())
    before, consultation.state = consultation.state, target
    consultation.version += 1
    audit.record(
        actor, f"consultations.{action}", f"consultation:{consultation.id}", before=before, after=consultation.state
    )


def _save(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    for name, what in (("title", "标题"), ("draft_text", "征求意见稿")):
        if not body[name]:
            raise InvalidInput(fields={name: [f"请填写{what}"]})
    _take(consultation, body)


def _open(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    found = policy.problem_of_last_day(day_of(at), consultation.closes_on, consultation.shorter_because)
    if found or consultation.closes_on is None:
        name, words = found or ("closes_on", "请填写截止日期")
        raise InvalidInput(fields={name: [words]})
    consultation.open_at, consultation.close_at = at, policy.end_of(consultation.closes_on)
    _set_timer(consultation)


def _extend(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    """A later last day. It is never an earlier one: somebody counts on the day that was announced."""
    day = body["closes_on"]
    if day is None or consultation.closes_on is None or day <= consultation.closes_on:
        raise InvalidInput(fields={"closes_on": ["征求意见期间只能延长，请填写更晚的截止日期"]})
    if policy.is_late(consultation.close_at, at):
        raise Conflict("征求意见已经截止，不能再延长")
    opened = day_of(consultation.open_at or at)
    if found := policy.problem_of_last_day(opened, day, consultation.shorter_because):
        raise InvalidInput(fields={found[0]: [found[1]]})
    consultation.closes_on, consultation.close_at = day, policy.end_of(day)
    _set_timer(consultation)


def _facts(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    _take_facts(consultation, body)


def _answer(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    left = queries.counts_now(consultation.id).undecided
    if left:
        raise Conflict(f"还有 {left} 条意见没有写明采纳情况")
    if not body["summary"]:
        raise InvalidInput(fields={"summary": ["请写明主要意见和采纳情况"]})
    consultation.summary, consultation.summary_by = body["summary"], actor.person_id


def _back(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明要改什么"]})
    consultation.summary_by = None


def _publish(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    policy.may_publish(actor, consultation).enforce()
    consultation.published_by, consultation.published_at = actor.person_id, at


def _archive(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    if consultation.legal_done_on is None:
        raise InvalidInput(fields={"legal_done_on": ["请先补记合法性审查完成的日期"]})


def _withdraw(actor: Actor, consultation: Consultation, body: Shape, at: datetime) -> None:
    if not body["reason"]:
        raise InvalidInput(fields={"reason": ["请写明为什么撤回"]})
    consultation.ended_because = body["reason"]


EFFECTS: dict[Action, Callable[[Actor, Consultation, Shape, datetime], None]] = {
    Action.SAVE: _save,
    Action.OPEN: _open,
    Action.EXTEND: _extend,
    Action.FACTS: _facts,
    Action.ANSWER: _answer,
    Action.BACK: _back,
    Action.PUBLISH: _publish,
    Action.ARCHIVE: _archive,
    Action.WITHDRAW: _withdraw,
}


def _set_timer(consultation: Consultation) -> None:
    if consultation.close_at is None:
        return
    event = ConsultationCloses(str(consultation.id))
    dedupe = outbox.subject_key(event.topic, consultation.id, consultation.close_at.isoformat())
    outbox.publish(event, due_at=consultation.close_at, dedupe=dedupe)


def close_by_clock(consultation_id: UUID) -> bool:
    """Let the clock close a consultation whose time has come. Returns whether it did; a second run does nothing.

    A timer that fires too early, by a clock that was ahead, is set again: without it nothing would ever close.
    """
    consultation = queries.lock_for_system(consultation_id)
    if consultation is None or consultation.state != State.OPEN:
        return False
    if not policy.is_late(consultation.close_at, now()):
        outbox.publish(ConsultationCloses(str(consultation.id)), due_at=consultation.close_at)
        return False
    consultation.state = workflow.target_of(Action.CLOSE, consultation)
    consultation.version += 1
    audit.record(
        None, "consultations.close", f"consultation:{consultation.id}", before=State.OPEN, after=consultation.state
    )
    return True
