"""Who may call back, correct an answer, and leave an order out of the rates. Pure."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.calendar import Calendar
from app.core.clock import BEIJING
from app.core.permissions import Permission, Role


class Located(Protocol):
    """Anything that lies in a community, a street and a district."""

    @property
    def district_id(self) -> UUID: ...
    @property
    def street_id(self) -> UUID: ...
    @property
    def community_id(self) -> UUID: ...


def governs(actor: Actor, task: Located) -> bool:
    """Return whether the post in use is at a region that contains the task."""
    post = actor.post
    if post is None or post.region_id is None:
        return False
    region = {"district": task.district_id, "street": task.street_id, "community": task.community_id}
    return region.get(post.region_kind or "") == post.region_id


@dataclass(frozen=True, slots=True)
class HandlingSide:
    """Who handled one round: the people who worked on it, the organisations that were responsible in it.

    ``seats`` are the regions whose own office or committee was among the organisations.
    """

    people: AbstractSet[UUID]
    organisations: AbstractSet[UUID]
    seats: AbstractSet[UUID]


def is_for_district(task: Located, side: HandlingSide) -> bool:
    """Return whether only the district may call back: community and street both handled the round."""
    return {task.community_id, task.street_id} <= side.seats


def own_organisations(actor: Actor) -> AbstractSet[UUID]:
    """Return the organisations that count as his own when it is asked who handled something.

    Posts of one person count together: handling it in another post is handling it all the same. The district's own
    office is left out, because nobody stands above it: there somebody else calls than who worked on it.
    """
    posts = [post for post in actor.posts if post.role is not Role.DISTRICT or post is not actor.post]
    return {post.organisation_id for post in posts if post.organisation_id is not None}


def may_call(actor: Actor, task: Located, side: HandlingSide) -> Verdict:
    """Return whether he may call back about a round: an office above, never one that handled that round itself.

    The district calls only where neither community nor street may.
    """
    if not actor.holds(Permission.CALLBACKS_WORK) or not governs(actor, task):
        return deny("没有回访的权限")
    if actor.role is Role.DISTRICT and not is_for_district(task, side):
        return deny("由社区或街道回访")
    if actor.person_id in side.people or own_organisations(actor) & side.organisations:
        return deny("承办单位和承办人不能回访自己办的事，请由上一级回访")
    return ALLOW


def may_answer_for(actor: Actor, side: HandlingSide) -> Verdict:
    """Return whether a delegate (代办人) may answer for who lets him: never about what he, or his side, handled."""
    own = {post.organisation_id for post in actor.posts if post.organisation_id is not None}
    if actor.person_id in side.people or own & side.organisations:
        return deny("您的单位办了这件事，不能替居民回答，请他本人说")
    return ALLOW


def may_correct(actor: Actor, task: Located, took_it: UUID | None) -> Verdict:
    """Return whether he may correct an answer: an office above, another person than who took it down."""
    if not actor.holds(Permission.CALLBACKS_WORK) or not governs(actor, task):
        return deny("没有更正的权限")
    return deny("请由另一位工作人员更正") if took_it == actor.person_id else ALLOW


def may_decide_exclusion(actor: Actor, task: Located, asked_by: UUID) -> Verdict:
    """Return whether he may decide an exclusion: the street, another person than who asked."""
    if actor.role is not Role.STREET or not governs(actor, task):
        return deny("由街道决定")
    return deny("申请人不能自己决定") if asked_by == actor.person_id else ALLOW


def may_revoke_exclusion(actor: Actor, task: Located, decided_by: UUID | None) -> Verdict:
    """Return whether he may take an approved exclusion back: the street, another person than who approved it."""
    if actor.role is not Role.STREET or not governs(actor, task):
        return deny("由街道撤销")
    return deny("请由街道的另一位同事撤销") if decided_by == actor.person_id else ALLOW


PAUSE = timedelta(hours=3)
"""Whoever did not answer is not at the telephone a few minutes later either [common practice]."""
CALLING_FROM, CALLING_UNTIL = time(9), time(20)
MOST_A_DAY = 2
"""So that three tries fall on two days, as the rule for giving up asks for."""


def next_try(last: datetime, that_day: int, calendar: Calendar) -> datetime:
    """Return from when on somebody is worth calling again: later that day, or on the morning of the next working day.

    ``last`` is the last try, ``that_day`` how many there were on its day. It is advice; calling earlier is no mistake.
    """
    later = (last + PAUSE).astimezone(BEIJING)
    day = last.astimezone(BEIJING).date()
    if that_day < MOST_A_DAY and later.date() == day and later.time() < CALLING_UNTIL:
        return max(later, datetime.combine(day, CALLING_FROM, BEIJING))
    return datetime.combine(calendar.next_working_day(day), CALLING_FROM, BEIJING)


def may_know(actor: Actor, *, hide_me: bool, is_reporter: bool) -> bool:
    """Return whether he may read the name of who was asked: the handling side only that of an open reporter."""
    return actor.role is not Role.MANAGER or (is_reporter and not hide_me)
