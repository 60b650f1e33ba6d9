"""Whose turn it is, and what may be done to a shift. Pure: no query, no request, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import Actor
from app.core.clock import BEIJING
from app.core.permissions import Permission

SHORTEST_SHIFT = timedelta(minutes=30)
LONGEST_SHIFT = timedelta(hours=24)
PLANNED_AHEAD = timedelta(days=92)
"""A roster is made at most a quarter ahead (product rule)."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody who is on duty now. ``last_turn`` is the number of his last order by round, None before the first."""

    person_id: UUID
    name: str
    last_turn: int | None


class Span(Protocol):
    """A shift as the rules see it."""

    organisation_id: UUID
    compound_id: UUID | None
    starts_at: datetime
    ends_at: datetime


def next_in_turn(people: Iterable[OnDuty]) -> OnDuty | None:
    """Return whose turn it is: who never had one, then whose last one is longest ago; ties by id."""
    return min(
        people,
        key=lambda one: (one.last_turn is not None, one.last_turn or 0, one.person_id),
        default=None,
    )


def is_whole_company(actor: Actor, served: frozenset[UUID]) -> bool:
    """Return whether his post covers every compound that the company serves."""
    return actor.post is not None and served <= actor.post.compounds


def may_edit(actor: Actor, shift: Span, served: frozenset[UUID]) -> bool:
    """Return whether ``actor`` may change a shift: the company's manager, within the compounds of his post.

    ``served`` are the compounds that the company serves today. A shift for all of them belongs to a manager of all.
    """
    post = actor.post
    if post is None or not actor.holds(Permission.DUTY_EDIT) or post.organisation_id != shift.organisation_id:
        return False
    if shift.compound_id is None:
        return is_whole_company(actor, served)
    return shift.compound_id in post.compounds


def actions_for(shift: Span, at: datetime, *, editable: bool) -> list[str]:
    """Return what may be done to a shift at ``at``: one that is over stays, one that runs can only be ended."""
    if not editable or shift.ends_at <= at:
        return []
    return ["change"] if shift.starts_at <= at else ["change", "remove"]


def span_problems(starts_at: datetime, ends_at: datetime, at: datetime) -> dict[str, list[str]]:
    """Return what is wrong with the times of a shift, by field; empty when nothing is."""
    found: dict[str, list[str]] = {}
    length = ends_at - starts_at
    if length <= timedelta(0):
        found["ends_at"] = ["结束时间应晚于开始时间"]
    elif length < SHORTEST_SHIFT:
        found["ends_at"] = ["一个班次至少半小时"]
    elif length > LONGEST_SHIFT:
        found["ends_at"] = ["一个班次最长 24 小时，可以分成几班"]
    elif ends_at <= at:
        found["ends_at"] = ["不能补排已经过去的班次"]
    if starts_at > at + PLANNED_AHEAD:
        found["starts_at"] = ["最多提前三个月排班"]
    return found


def monday_of(day: date) -> date:
    """Return the Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())


def start_of(day: date) -> datetime:
    """Return the first instant of ``day`` in Beijing."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)
