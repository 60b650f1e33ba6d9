"""Tasks that communities have before anybody complains: repeats found in the tickets, and the checks of the season.

What is a repeat is decided by the proactive area's own rule; the tasks of the demo persons' community have got on.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from app.core.clock import BEIJING
from app.demo.chance import ident
from app.demo.compounds import PERSONA_COMPOUND
from app.demo.copying import Copier
from app.demo.district import Compound, District
from app.demo.reports import taxonomy
from app.demo.story import Story
from app.proactive.models import Task, TaskAction, TaskEvent, TaskKind, TaskState, TaskTicket
from app.proactive.policy import ANSWER_WORKING_DAYS, NOTHING_TO_DO, WINDOW, Cluster, Seen, cluster_of
from app.proactive.seasons import at_or_after, seasons
from app.proactive.service.detecting import reason_of
from app.tickets.models import Source, State
from app.workdays.service import calendar

NOT_COUNTED = frozenset({State.WITHDRAWN, State.MERGED})
FOUND_AFTER = timedelta(seconds=5)
LEAST_AGE = timedelta(days=2)
"""Only a task that is at least this old has got further than its opening."""
Walk = tuple[tuple[TaskAction, TaskState, str], ...]
WALKS: tuple[Walk, ...] = (
    ((TaskAction.START, TaskState.DOING, "已和物业约好，逐个单元看一遍。"),),
    (
        (TaskAction.START, TaskState.DOING, "请物业统一检查。"),
        (TaskAction.FINISH, TaskState.DONE, "已整改，回访三户都说好了。"),
    ),
    ((TaskAction.DISMISS, TaskState.DISMISSED, "都是同一次施工引起的，已结束，不再单独立项。"),),
    (),
)
"""How far tasks got, by turns: the steps after the opening, with the words of the one who took them."""


class Prevention:
    """Collects what counts as the stories are told."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._since = district.now - WINDOW
        self._by_id = {compound.id: compound for compound in district.compounds.values()}
        self._seen: dict[tuple[str, str], list[Seen]] = defaultdict(list)
        self._tasks: list[dict[str, Any]] = []
        self._evidence: list[dict[str, Any]] = []
        self._events: list[dict[str, Any]] = []

    def follow(self, story: Story) -> None:
        """Note a ticket of the last weeks that counts."""
        ticket = story.ticket
        if ticket.created_at < self._since or ticket.state in NOT_COUNTED or ticket.source is Source.PROACTIVE:
            return
        if story.report.category.group_code not in NOTHING_TO_DO:
            seen = Seen(ticket.id, ticket.created_at, ticket.home_id or ticket.reporter_id)
            self._seen[story.report.compound.plan.key, ticket.category].append(seen)

    def write(self, copier: Copier) -> None:
        """Write the tasks with their evidence and their history."""
        walked = 0
        for (key, category), seen in sorted(self._seen.items()):
            compound = self._district.compounds[key]
            cluster = cluster_of(seen, len(compound.homes))
            if cluster is None:
                continue
            near = compound.community == self._district.compounds[PERSONA_COMPOUND].community
            old = self._district.now - cluster.seen[-1].at > LEAST_AGE
            steps = WALKS[walked % len(WALKS)] if near and old else ()
            walked += 1 if near and old else 0
            self._repeats(compound, category, cluster, steps)
        for compound in self._district.compounds.values():
            self._seasons(compound)
        copier.rows(Task, self._tasks)
        copier.rows(TaskTicket, self._evidence)
        copier.rows(TaskEvent, self._events)

    def _repeats(self, compound: Compound, category: str, cluster: Cluster, steps: Walk) -> None:
        opened = cluster.seen[-1].at + FOUND_AFTER
        name = taxonomy().categories[category].name
        task = self._task(compound, opened, f"“{name}”反复出现", reason_of(name, cluster)) | {
            "id": ident("repeats", compound.plan.key, category),
            "kind": TaskKind.REPEATS,
            "category": category,
            "found": {
                "tickets": cluster.tickets,
                "households": cluster.households,
                "of_households": cluster.of_households,
                "rules": cluster.rules,
            },
            "next_on": calendar().add_working_days(opened, ANSWER_WORKING_DAYS).astimezone(BEIJING).date(),
        }
        self._add(task, opened)
        for one in cluster.seen:
            row = {"task_id": task["id"], "ticket_id": one.ticket_id, "role": "evidence", "at": opened}
            self._evidence.append(row)
        self._walk(task, compound, opened, steps)

    def _walk(self, task: dict[str, Any], compound: Compound, opened: datetime, steps: Walk) -> None:
        worker = self._district.cadres[compound.community.id][0].person
        for number, (action, state, note) in enumerate(steps, start=1):
            at = opened + (self._district.now - opened) * number / (len(steps) + 1)
            before, over = task["state"], state in (TaskState.DONE, TaskState.DISMISSED)
            task |= {"state": state, "version": number + 1}
            if action is TaskAction.START:
                task["owner_id"] = worker
                task["next_on"] = self._district.today + timedelta(days=5)
            if over:
                task |= {"next_on": None, "ended_at": at}
            self._note(task, at, worker, action, before, note)

    def _seasons(self, compound: Compound) -> None:
        today = self._district.today
        for season in seasons().values():
            coming = at_or_after(season, today)
            if coming.opens_on > today:
                continue
            day = coming.opens_on
            opened = datetime(day.year, day.month, day.day, 8, tzinfo=BEIJING)
            begins = coming.starts_on
            reason = f"{season.source}。请在{begins.month}月{begins.day}日前查完。"
            task = self._task(
                compound, min(opened, self._district.now), f"{coming.year}年{season.name}检查", reason
            ) | {
                "id": ident("season", compound.plan.key, season.code, coming.year),
                "kind": TaskKind.SEASONAL,
                "season": season.code,
                "season_year": coming.year,
                "next_on": max(begins, today),
            }
            self._add(task, task["created_at"])

    def _task(self, compound: Compound, opened: datetime, title: str, reason: str) -> dict[str, Any]:
        return {
            "district_id": self._district.id,
            "street_id": compound.street.id,
            "community_id": compound.community.id,
            "compound_id": compound.id,
            "category": None,
            "season": None,
            "season_year": None,
            "title": title,
            "reason": reason,
            "found": {},
            "state": TaskState.OPEN,
            "version": 1,
            "owner_id": None,
            "ended_at": None,
            "created_at": opened,
        }

    def _add(self, task: dict[str, Any], at: datetime) -> None:
        self._tasks.append(task)
        self._note(task, at, None, TaskAction.OPEN, None, "")

    def _note(self, task: dict[str, Any], at: datetime, actor: Any, action: TaskAction, before: Any, note: str) -> None:
        self._events.append(
            {
                "task_id": task["id"],
                "seq": task["version"],
                "at": at,
                "actor_id": actor,
                "action": action,
                "before": before,
                "after": task["state"],
                "note": note,
                "next_on": task["next_on"],
                "photos": [],
            }
        )
