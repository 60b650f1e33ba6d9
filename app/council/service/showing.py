"""Topics as staff and neighbours see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import day_of, today
from app.core.paging import Page
from app.council import policy, queries, workflow
from app.council.models import (
    KIND_NAMES,
    LIKELY_MATTERS,
    MEETING_NAMES,
    OPEN,
    SOURCE_NAMES,
    STATE_NAMES,
    Kind,
    MeetingKind,
    Source,
    TopicState,
)
from app.council.service.desk import next_step
from app.council.service.tasks import RESOLVED, SUBJECT
from app.media.service import photos_on

Shape = dict[str, Any]


def page(actor: Actor, **query: Any) -> Page:
    """Return topics that ``actor`` sees."""
    found = queries.topics(actor, **query)
    tasks = queries.tasks(row.Topic.id for row in found.items)
    return Page([_row(actor, row, tasks.get(row.Topic.id, [])) for row in found.items], found.next)


def _row(actor: Actor, row: Any, tasks: list[Any]) -> Shape:
    one = row.Topic
    next_on, next_words = next_step(row, tasks)
    return {
        "id": one.id,
        "compound": {"id": one.compound_id, "name": row.compound},
        "source": one.source,
        "source_name": SOURCE_NAMES[Source(one.source)],
        "kind": one.kind,
        "kind_name": KIND_NAMES[Kind(one.kind)],
        "title": one.title,
        "matter": one.matter,
        "state": one.state,
        "state_name": STATE_NAMES[TopicState(one.state)],
        "supports": row.supports,
        "created_at": one.created_at,
        "tasks_left": sum(task.done_on is None for task in tasks),
        "late": any(task.done_on is None and task.due_on < today() for task in tasks),
        "next_on": next_on,
        "next_words": next_words,
        "version": one.version,
        "actions": workflow.actions_for(actor, one),
    }


def detail(actor: Actor, topic_id: UUID) -> Shape:
    """Return one topic with its meetings, tasks and history. Raises ``NotFound``."""
    row = queries.topic(actor, topic_id)
    one, tasks = row.Topic, queries.tasks([topic_id]).get(topic_id, [])
    likely = LIKELY_MATTERS.get(Kind(one.kind))
    works = bool(policy.may_work(actor, one.community_id))
    photos = photos_on(actor, SUBJECT, [task.id for task in tasks])
    return _row(actor, row, tasks) | {
        "words": one.words,
        "proposer": row.proposer if works else None,
        "likely_matter": likely[0] if likely and not one.matter and one.state in workflow.EDITABLE else None,
        "likely_because": likely[1] if likely and not one.matter and one.state in workflow.EDITABLE else None,
        "scope": one.scope,
        "resolution": one.resolution,
        "resolved_by": one.resolved_by,
        "posted_at": one.posted_at,
        "posted_on": one.posted_on,
        "post_until": one.post_until,
        "poll_id": one.poll_id,
        "outcome": one.outcome,
        "rating": one.rating,
        "rated": row.rated,
        "stars": _mean(row),
        "because": one.because,
        "meetings": [
            {
                "id": line.id,
                "at": line.at,
                "kind_name": MEETING_NAMES[MeetingKind(line.kind)],
                "statements": line.MeetingTopic.statements,
                "consensus": line.MeetingTopic.consensus,
                "dissent": line.MeetingTopic.dissent,
            }
            for line in queries.meetings_of(topic_id)
        ],
        "tasks": [_task(task, one.state if works else "", photos.get(task.id, [])) for task in tasks],
        "may_add_task": works and one.state in (TopicState.POSTED, TopicState.DOING),
        "events": [
            {
                "seq": event.TopicEvent.seq,
                "at": event.TopicEvent.at,
                "actor": event.actor if works or event.TopicEvent.action != "propose" else None,
                "action": event.TopicEvent.action,
                "after": event.TopicEvent.after,
                "note": event.TopicEvent.note,
            }
            for event in queries.events(topic_id)
        ],
    }


def _task(task: Any, workable: str, photos: list[Shape]) -> Shape:
    """Return a task; ``workable`` is the state of its topic for who may work on it."""
    is_open = task.done_on is None
    return {
        "id": task.id,
        "owner": task.owner,
        "measure": task.measure,
        "due_on": task.due_on,
        "done_on": task.done_on,
        "proof": task.proof,
        "photos": photos,
        "late": is_open and task.due_on < today(),
        "version": task.version,
        "may_finish": is_open and workable == TopicState.DOING,
        "may_change": is_open and workable in RESOLVED,
    }


def at_home(actor: Actor) -> list[Shape]:
    """Return the topics of the compounds where ``actor`` is at home, in plain words."""
    rows = queries.at_home(actor)
    tasks = queries.tasks(row.Topic.id for row in rows)
    photos = photos_on(actor, SUBJECT, [task.id for some in tasks.values() for task in some])
    return [
        {
            "id": row.Topic.id,
            "compound": row.compound,
            "kind_name": KIND_NAMES[Kind(row.Topic.kind)],
            "title": row.Topic.title,
            "words": row.Topic.words,
            "state": row.Topic.state,
            "state_name": STATE_NAMES[TopicState(row.Topic.state)],
            "is_mine": row.Topic.proposer_id == actor.person_id,
            "supports": row.supports,
            "supported": row.mine,
            "may_support": row.Topic.state in OPEN,
            "rated": row.rated,
            "stars": _mean(row),
            "my_stars": row.my_stars,
            "may_rate": _may_rate(row, tasks.get(row.Topic.id, [])),
            "resolution": row.Topic.resolution,
            "post_until": row.Topic.post_until,
            "because": row.Topic.because,
            "tasks": [
                {
                    "owner": task.owner,
                    "measure": task.measure,
                    "due_on": task.due_on,
                    "done": task.done_on is not None,
                    "proof": task.proof,
                    "photos": photos.get(task.id, []),
                }
                for task in tasks.get(row.Topic.id, [])
            ],
        }
        for row in rows
    ]


def _mean(row: Any) -> float | None:
    return round(row.stars / row.rated, 1) if row.rated else None


def _may_rate(row: Any, tasks: list[Any]) -> bool:
    done = [task.done_on is not None for task in tasks]
    return policy.rating_problem(row.Topic.state, done, day_of(row.since), today()) is None


def words() -> Shape:
    """Return what types, bodies and matters are called."""
    return {
        "kinds": [{"value": kind.value, "name": name} for kind, name in KIND_NAMES.items()],
        "meetings": [{"value": kind.value, "name": name} for kind, name in MEETING_NAMES.items()],
    }
