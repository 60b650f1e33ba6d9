"""Who may do what in a poll, and what its days have to be. Pure: no query, no request, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.permissions import Permission
from app.voting.models import RUNNING, Choice, Kind, Matter, PollState

NOTICE = timedelta(days=15)
"""From the notice to the first vote of an assembly (PMR 35); a survey only has to lie ahead."""
LONGEST = timedelta(days=90)
"""How long votes may be given (product rule)."""
POST_WITHIN = timedelta(days=3)
"""From the count to the result on the boards (PMR 35)."""
PLACES = 2
"""At how many places a result is posted at least."""
ENDED = (PollState.CLOSED, PollState.COUNTED, PollState.ANNOUNCED)
BETWEEN_PLACES = re.compile(r"[、，,;；。\n]")
MOST_TOPICS = 20
MOST_PHOTOS = 2
"""Of one paper: its two sides."""
FEWEST_SECRET = 5
"""With fewer homes than these a secret poll says nothing of its topics: a sum would name somebody (product rule)."""


class PollFacts(Protocol):
    """What a policy needs to know of a poll."""

    community_id: UUID
    street_id: UUID
    kind: str
    state: str
    opens_at: datetime | None
    closes_at: datetime | None


def may_work(actor: Actor, poll: PollFacts) -> Verdict:
    """Return whether ``actor`` may prepare it, take votes down and count: its community or its street."""
    post = actor.post
    if post is None or not actor.holds(Permission.VOTING_WORK):
        return deny("由社区、街道组织")
    return ALLOW if post.region_id in (poll.community_id, poll.street_id) else deny("由所在社区、街道组织")


def may_look_at_papers(actor: Actor, poll: PollFacts) -> bool:
    """Return whether ``actor`` may see photos of papers: those who count, once nobody can vote any more."""
    return bool(may_work(actor, poll)) and poll.state in ENDED


def is_time(poll: PollFacts, at: datetime) -> bool:
    """Return whether votes are taken at this instant: from the first one on, up to the last, which is too late."""
    return (
        poll.state in RUNNING
        and poll.opens_at is not None
        and poll.closes_at is not None
        and poll.opens_at <= at < poll.closes_at
    )


def why_not(actor: Actor, poll: PollFacts, home_id: UUID, owners: Sequence[UUID] | None, at: datetime) -> str | None:
    """Return why ``actor`` may not vote by phone for a home, in words; None when he may.

    ``owners`` are those of the frozen register, None when the home is not in it. He has to be one of them still.
    """
    home = next((one for one in actor.homes if one.home_id == home_id and one.state == "active"), None)
    if home is None or owners is None:
        return "这处房屋不在您名下，或不在这次的业主名册里"
    if home.relation != "owner":
        return "只有业主能投，家庭成员和租户不能代投"
    if actor.person_id not in owners:
        return "名册在公告那天定下，您是之后才认证的，请到居委会填纸质票"
    if poll.kind != Kind.SURVEY:
        return "业主大会的表决请投纸质票；网上表决要在全市统一的系统上进行"
    if not is_time(poll, at):
        early = poll.state in RUNNING and poll.opens_at is not None and at < poll.opens_at
        return "投票还没有开始" if early else "投票已经截止"
    return None


def may_read_choices(actor: Actor, home_id: UUID, owners: Sequence[UUID] | None) -> bool:
    """Return whether ``actor`` may read what a home chose: owners of the frozen register who own it still."""
    owns = any(one.home_id == home_id and one.state == "active" and one.relation == "owner" for one in actor.homes)
    return owns and owners is not None and actor.person_id in owners


def problem_of_times(kind: str, opens_at: datetime | None, closes_at: datetime | None, at: datetime) -> dict[str, str]:
    """Return what is wrong with the days of a poll that is to be announced now, by field."""
    if opens_at is None or closes_at is None:
        return {"opens_at": "请填写开始和截止的时间"}
    if kind == Kind.ASSEMBLY and opens_at < at + NOTICE:
        return {"opens_at": f"业主大会应提前 {NOTICE.days} 日公告，开始时间至少在 {NOTICE.days} 天以后"}
    if opens_at < at:
        return {"opens_at": "开始时间已经过了"}
    if not opens_at < closes_at <= opens_at + LONGEST:
        return {"closes_at": f"截止应晚于开始，最长 {LONGEST.days} 天"}
    return {}


def enough_places(written: str) -> bool:
    """Return whether at least ``PLACES`` places stand in the words."""
    return len({part.strip() for part in BETWEEN_PLACES.split(written)} - {""}) >= PLACES


def problem_of_topics(kind: str, matters: Sequence[int]) -> str | None:
    """Return why these topics cannot be announced."""
    if not matters:
        return "请写明要表决什么"
    if kind == Kind.ASSEMBLY and Matter.NONE in matters:
        return "业主大会的每个议题都要选是第几项法定表决事项"
    return None


def problem_of_box(sums: Sequence[dict[str, int]], topics: int, papers: int) -> str | None:
    """Return why these sums cannot be those of a box: each topic has the same papers, no more than were put in."""
    if len(sums) != topics:
        return "每个议题都要填同意、不同意和弃权的张数"
    found = {sum(one.values()) for one in sums}
    if len(found) != 1:
        return "每个议题的张数加起来应当一样多；没写的、看不清的算弃权"
    if found.pop() > papers:
        return f"投进票箱的只有 {papers} 户，张数不能更多"
    return None


def clean_choices(choices: Sequence[str], topics: int) -> bool:
    """Return whether there is one known choice for each topic."""
    return len(choices) == topics and all(choice in set(Choice) for choice in choices)
