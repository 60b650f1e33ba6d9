"""Call-backs: an answer for every round that ended within the last months, the calls that are due, and the counts.

Only months whose rates are shown are filled. The counts are those that the product itself counts from the tasks.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.callbacks import queries
from app.callbacks.models import Answer, Cell, Exclusion, Reason, Task, TaskState, Try
from app.callbacks.service.following import satisfaction_of
from app.core.clock import BEIJING
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District
from app.demo.draft import Said
from app.demo.life import PREFIX
from app.demo.story import CHECK_LAG, Story
from app.tickets.ladder import RUNNING
from app.tickets.models import State

MONTHS = 3
"""So many whole months before the present one have rates."""
TRIES = (timedelta(hours=27), timedelta(hours=3), timedelta(0))
"""How long before giving up each call was: on two days at least."""
CALLED_IN_VAIN = f"{PREFIX}phone"
EXCLUDED, TO_EXCLUDE = f"{PREFIX}not-ours", f"{PREFIX}followed"
NO_ANSWER = "没有人接"


def first_month(today: date, back: int) -> date:
    """Return the first day of the month ``back`` months before that of ``today``."""
    months = today.year * 12 + today.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


class Calls:
    """Collects the call-backs as the stories are told."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._since = first_month(district.today, MONTHS)
        self._tasks: list[dict[str, Any]] = []
        self._tries: list[dict[str, Any]] = []
        self._answers: list[dict[str, Any]] = []
        self._exclusions: list[dict[str, Any]] = []

    def follow(self, story: Story) -> None:
        """Note the call-backs of ``story``."""
        for said in story.said:
            if _month(said.due) >= self._since:
                self._said(story, said)
        begin = _opened(story)
        if begin is not None:
            people = story.hearing
            for person in people:
                self._tasks.append(self._open(story, person, begin))
        if story.report.key == EXCLUDED:
            self._exclude(story, approved=True)
        elif story.report.key == TO_EXCLUDE:
            self._exclude(story, approved=False)

    def write(self, copier: Copier) -> None:
        """Write everything, and the counts of it."""
        copier.rows(Task, self._tasks)
        copier.rows(Try, self._tries)
        copier.rows(Answer, self._answers)
        copier.rows(Exclusion, self._exclusions)
        copier.rows(Cell, (dict(row._mapping) for row in queries.all_counted()))

    def _said(self, story: Story, said: Said) -> None:
        task = self._task(story, story.ticket.reporter_id, said.round, said.company, said.due, said.begun)
        task |= {"in_time": said.in_time}
        if said.outcome is None or said.rating is None:
            task |= {"state": TaskState.UNREACHED, "tries": len(TRIES), "version": 1 + len(TRIES)}
            self._tries.extend(_try(task["id"], n, said.at - ago, said.by) for n, ago in enumerate(TRIES, start=1))
        else:
            satisfaction = satisfaction_of(said.rating)
            task |= {
                "state": TaskState.ANSWERED,
                "version": 2,
                "responded": said.responded,
                "outcome": said.outcome,
                "satisfaction": satisfaction,
                "answered_at": said.at,
            }
            self._answers.append(
                {
                    "task_id": task["id"],
                    "seq": 1,
                    "at": said.at,
                    "channel": said.channel,
                    "contacted": None,
                    "outcome": said.outcome,
                    "satisfaction": satisfaction,
                    "reason": said.comment,
                    "by_id": said.by,
                    "why_corrected": "",
                }
            )
        self._tasks.append(task)

    def _open(self, story: Story, person: UUID, begin: datetime) -> dict[str, Any]:
        ticket = story.ticket
        task = self._task(story, person, ticket.round, ticket.responsible_org_id, ticket.finish_due_at, begin)
        task |= {"in_time": ticket.in_time, "excluded": story.report.key == EXCLUDED}
        if story.report.key == CALLED_IN_VAIN:
            at, caller = self._district.now - timedelta(hours=4), self._district.personas["community"]
            self._tries.append(_try(task["id"], 1, at, caller))
            task |= {"tries": 1, "version": 2}
        return task

    def _task(
        self, story: Story, person: UUID, number: int, company: UUID | None, due: datetime, begin: datetime
    ) -> dict[str, Any]:
        ticket = story.ticket
        return {
            "id": ident("callback", str(ticket.id), number, str(person)),
            "ticket_id": ticket.id,
            "round": number,
            "person_id": person,
            "is_reporter": person == ticket.reporter_id,
            "district_id": ticket.district_id,
            "street_id": ticket.street_id,
            "community_id": ticket.community_id,
            "compound_id": ticket.compound_id,
            "company_id": company,
            "kind": ticket.kind,
            "month": _month(due),
            "state": TaskState.OPEN,
            "version": 1,
            "in_time": False,
            "excluded": False,
            "tries": 0,
            "responded": None,
            "outcome": None,
            "satisfaction": None,
            "answered_at": None,
            "created_at": begin,
        }

    def _exclude(self, story: Story, *, approved: bool) -> None:
        who, ticket = self._district.personas, story.ticket
        at = story.last_at() + timedelta(hours=1)
        note = "户内插座短路，属于业主自己的线路。" if approved else "老鼠从隔壁在拆的平房跑来，不在本小区。"
        self._exclusions.append(
            {
                "id": ident("exclusion", story.report.key),
                "ticket_id": ticket.id,
                "district_id": ticket.district_id,
                "street_id": ticket.street_id,
                "community_id": ticket.community_id,
                "reason": Reason.BEYOND_DUTY,
                "note": note,
                "state": "approved" if approved else "pending",
                "version": 2 if approved else 1,
                "asked_by": who["manager"],
                "decided_by": who["street"] if approved else None,
                "decided_at": at + timedelta(hours=5) if approved else None,
                "decision_note": "情况属实，已电话核实" if approved else "",
                "created_at": at,
            }
        )


def _month(due: datetime) -> date:
    return due.astimezone(BEIJING).date().replace(day=1)


def _opened(story: Story) -> datetime | None:
    """Return when the present round began to be asked about: done, or late; None while neither holds."""
    ticket = story.ticket
    if ticket.state is State.AWAITING_CONFIRMATION:
        return ticket.finished_at
    if ticket.state in RUNNING and ticket.late_at is not None:
        return ticket.finish_due_at + CHECK_LAG
    return None


def _try(task: UUID, seq: int, at: datetime, caller: UUID | None) -> dict[str, Any]:
    return {"task_id": task, "seq": seq, "at": at, "by_id": caller, "note": NO_ANSWER}
