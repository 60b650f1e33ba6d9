"""Who may do what in the council, and what each step has to have. Pure: no query, no request, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission

POSTED_DAYS = timedelta(days=7)
"""How long a resolution hangs out before it is carried out (product rule; common practice of the five steps)."""
PLACES = 2
REPEATS, WITHIN = 3, timedelta(days=90)
"""So many orders of one kind in one compound within so many days are a matter for all."""
LOOK_WITHIN = timedelta(days=7)
"""How long a resident waits for an answer to his proposal (product rule)."""
CHOOSE_WITHIN = timedelta(days=14)
"""How long a suggestion waits to be listed or put aside (product rule)."""
STEP_WITHIN = timedelta(days=30)
"""How long a topic stands in one of the first three steps: a council meets once a month (product rule)."""
LIST_WITHIN = timedelta(days=7)
"""How long after the posting it is said who does what, and after the last task how content people are."""
RATE_WITHIN = timedelta(days=30)
"""How long after a topic was closed neighbours may still say how content they are (product rule)."""
BETWEEN_PLACES = re.compile(r"[、，,;；。\n]")
OVER = ("closed", "withdrawn", "merged")
"""States in which an order is late no more."""
MOST_OPEN_PROPOSALS = 3
"""Proposals of one person that wait to be looked at."""


class TaskFacts(Protocol):
    """What a policy needs to know of a task."""

    owner: str
    measure: str
    due_on: date
    done_on: date | None


class TopicFacts(Protocol):
    """What a policy needs to know of a topic."""

    community_id: UUID
    state: str
    matter: int


def may_work(actor: Actor, community_id: UUID) -> Verdict:
    """Return whether ``actor`` keeps the council of a community: its workers and its secretary."""
    post = actor.post
    if post is not None and actor.holds(Permission.COUNCIL_WORK) and post.region_id == community_id:
        return ALLOW
    return deny("由本社区办理")


def enough_places(written: str) -> bool:
    """Return whether at least two places stand in the words."""
    return len({part.strip() for part in BETWEEN_PLACES.split(written)} - {""}) >= PLACES


def next_step(
    topic: TopicFacts, since: date, post_until: date | None, tasks: Sequence[TaskFacts], *, met: bool
) -> tuple[date | None, str]:
    """Return until when a topic has to move on, and what has to be done; ``since`` is the day of its last step.

    ``met``: a meeting has spoken of it. A topic that is over has neither; one that waits for the owners has no date.
    """
    recommends = "请送业主表决" if topic.matter else "请形成决议"
    stands: dict[str, tuple[date | None, str]] = {
        "proposed": (since + LOOK_WITHIN, "请看看居民的提案"),
        "listed": (since + STEP_WITHIN, "请开始商"),
        "discussing": (since + STEP_WITHIN, "请开始议"),
        "deliberating": (since + STEP_WITHIN, recommends if met else "请开会议，记下会议"),
        "owners": (None, "等业主表决的结果"),
        "posted": (post_until, "公示期满，自动开始办"),
    }
    if topic.state != "doing":
        return stands.get(topic.state, (None, ""))
    left = [task for task in tasks if task.done_on is None]
    if left:
        first = min(left, key=lambda task: task.due_on)
        return first.due_on, f"{first.measure}：{first.owner}"
    ended = [task.done_on for task in tasks if task.done_on is not None]
    return max([since, *ended]) + LIST_WITHIN, "请办完评价" if tasks else "请列出谁、在哪天以前、做什么"


def post_problem(posted_on: date | None, posted_at: str, met: date, day: date) -> dict[str, str]:
    """Return what is wrong with how a resolution was posted, by field; it came out of a meeting on the day ``met``."""
    wrong = {}
    if posted_on is None or posted_on > day:
        wrong["posted_on"] = "请填写张贴的日期，不能晚于今天"
    elif posted_on < met:
        wrong["posted_on"] = f"张贴的日期不能早于议这件事的会议（{met}）"
    if not enough_places(posted_at):
        wrong["posted_at"] = "请写明张贴在哪里，至少两处，用顿号或逗号隔开"
    return wrong


def rating_problem(state: str, done: Sequence[bool], since: date, day: date) -> str | None:
    """Return why neighbours may not say now how content they are: the work has to have ended, not long ago."""
    if state == "done":
        return "评价的时间已经过了" if day > since + RATE_WITHIN else None
    return None if state == "doing" and done and all(done) else "事情办完以后再评"


def close_problem(done: Sequence[bool], rating: int | None) -> dict[str, str]:
    """Return what keeps a topic from being closed: every task done, at least one, and how content people are."""
    wrong = {}
    if not done:
        wrong["tasks"] = "请先列出谁、在哪天以前、做什么"
    elif not all(done):
        wrong["tasks"] = f"还有 {len(done) - sum(done)} 件没有办完"
    if rating is None:
        wrong["rating"] = "居民还没有评，请问一问大家，选 1 到 5 分"
    return wrong
