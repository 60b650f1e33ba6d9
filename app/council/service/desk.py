"""What waits on the desk of those who keep a council: each row with the day until which it waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from app.core.auth import Actor
from app.core.clock import BEIJING, day_of, today
from app.core.permissions import Permission
from app.council import policy, queries
from app.council.models import TopicState

Shape = dict[str, Any]
SOON = timedelta(days=7)
MOST_TOPICS, MOST_SUGGESTIONS = 200, 50


def next_step(row: Any, tasks: list[Any]) -> tuple[date | None, str]:
    """Return until when the topic of a row has to move on, and what has to be done."""
    return policy.next_step(row.Topic, day_of(row.since), row.Topic.post_until, tasks, met=row.met)


def todo(actor: Actor) -> list[Shape]:
    """Return proposals, suggestions, topics that stand still and tasks, near or past, the first due at the top."""
    if actor.post is None or not actor.holds(Permission.COUNCIL_WORK):
        return []
    rows = queries.under_way(actor, MOST_TOPICS)
    tasks = queries.tasks(row.Topic.id for row in rows)
    found = [*_suggestions(actor), *(one for row in rows for one in _of_topic(row, tasks.get(row.Topic.id, [])))]
    return sorted(found, key=lambda one: one["due_at"])


def _suggestions(actor: Actor) -> Iterator[Shape]:
    for row in queries.suggestions(actor, limit=MOST_SUGGESTIONS, cursor=None).items:
        one, until = row.Suggestion, day_of(row.Suggestion.created_at) + policy.CHOOSE_WITHIN
        yield _row(one.id, f"{one.title}：请决定列不列为议题", row.compound, until, "/council/suggestions")


def _of_topic(row: Any, tasks: list[Any]) -> Iterator[Shape]:
    one = row.Topic
    left = [task for task in tasks if task.done_on is None and one.state == TopicState.DOING]
    for task in left:
        if task.due_on <= today() + SOON:
            about = f"{one.title} · {row.compound}"
            yield _row(one.id, f"{task.measure}：{task.owner}", about, task.due_on, f"/council/{one.id}")
    day, what = next_step(row, tasks)
    if not left and day is not None and day <= today() + SOON:
        yield _row(one.id, f"{one.title}：{what}", row.compound, day, f"/council/{one.id}")


def _row(row_id: Any, title: str, subtitle: str, day: date, link: str) -> Shape:
    return {
        "kind": "topic",
        "id": row_id,
        "title": title,
        "subtitle": subtitle,
        "due_at": datetime.combine(day + timedelta(days=1), time(), BEIJING),
        "late": day < today(),
        "link": link,
    }
