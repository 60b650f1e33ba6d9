"""What follows from a resolution: who does what until when, put right when it has to be, done with proof."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core import audit
from app.core.auth import Actor
from app.core.clock import now, today
from app.core.db import db
from app.core.errors import Conflict
from app.core.ids import new_id
from app.council import policy, queries
from app.council.models import Task, Topic, TopicState
from app.council.service import telling
from app.council.service.topics import note, refused
from app.media.service import link

Shape = dict[str, Any]
SUBJECT = "council_task"
RESOLVED = (TopicState.POSTED, TopicState.DOING)


def add(actor: Actor, topic_id: UUID, body: Shape) -> UUID:
    """Write down who does what until when. Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``."""
    topic = queries.lock_topic(actor, topic_id)
    policy.may_work(actor, topic.community_id).enforce()
    if topic.state not in RESOLVED:
        raise Conflict("有了决议以后才列要办的事")
    _still_to_come(body)
    made = Task(id=new_id(), created_at=now(), topic_id=topic.id, version=1, proof="", **body)
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "council.task_add", f"topic:{topic.id}")
    return topic.id


def _still_to_come(body: Shape) -> None:
    if body["due_on"] < today():
        raise refused(due_on="日期已经过了")


def _open(actor: Actor, task_id: UUID, version: int) -> tuple[Task, Topic]:
    task, topic = queries.lock_task(actor, task_id)
    policy.may_work(actor, topic.community_id).enforce()
    if topic.state not in RESOLVED or task.version != version or task.done_on is not None:
        raise Conflict
    return task, topic


def change(actor: Actor, task_id: UUID, body: Shape) -> UUID:
    """Put a task right that is not done yet; what it said before stays in the history. Returns its topic.

    Raises ``NotFound``, ``Forbidden``, ``Conflict`` or ``InvalidInput``.
    """
    task, topic = _open(actor, task_id, body["version"])
    if not body["reason"]:
        raise refused(reason="请写明为什么改")
    _still_to_come(body)
    before = _said(task)
    task.owner, task.measure, task.due_on = body["owner"], body["measure"], body["due_on"]
    task.version += 1
    topic.version += 1
    note(actor, topic, "task_change", f"{before}改为{_said(task)}：{body['reason']}"[:500])
    return topic.id


def remove(actor: Actor, task_id: UUID, body: Shape) -> UUID:
    """Take a task off that is not done yet; it stays in the history. Returns its topic. Raises as ``change`` does."""
    task, topic = _open(actor, task_id, body["version"])
    if not body["reason"]:
        raise refused(reason="请写明为什么不办")
    db.session.delete(task)
    topic.version += 1
    note(actor, topic, "task_remove", f"{_said(task)}：{body['reason']}"[:500])
    return topic.id


def _said(task: Task) -> str:
    return f"{task.measure[:120]}（{task.owner[:60]}，{task.due_on} 以前）"


def finish(actor: Actor, task_id: UUID, body: Shape) -> UUID:
    """Write down that a task was done, with the proof and photos of it; return its topic."""
    task, topic = queries.lock_task(actor, task_id)
    policy.may_work(actor, topic.community_id).enforce()
    if topic.state != TopicState.DOING:
        raise Conflict("公示期满、开始办以后才能记办完")
    if task.version != body["version"] or task.done_on is not None:
        raise Conflict
    if not body["proof"]:
        raise refused(proof="请写明做了什么、谁看过")
    task.done_on, task.proof = today(), body["proof"]
    task.version += 1
    link(actor.person_id, body["media_ids"], SUBJECT, task.id, "proof")
    db.session.flush()
    if all(one.done_on for one in queries.tasks([topic.id])[topic.id]):
        telling.ended(topic)
    audit.record(actor, "council.task_done", f"topic:{topic.id}")
    return topic.id
