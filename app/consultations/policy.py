"""Who may do what in a consultation, and what its days have to be. Pure: no query, no request, no clock."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.consultations.models import Decision, Source, State
from app.core.auth import ALLOW, Actor, Verdict, deny
from app.core.calendar import Calendar
from app.core.clock import BEIJING
from app.core.permissions import Permission

SHORTEST = timedelta(days=30)
"""From the day of opening to the last day (重大行政决策程序暂行条例 15)."""
LONGEST = timedelta(days=366)
"""Product rule."""
PAPERS_BEFORE = timedelta(days=7)
"""How long before a hearing its papers are sent (16)."""
LEGAL_DAYS = 7
"""Working days that the legal review takes at least (26)."""
ENTERED = (Source.PAPER, Source.LETTER, Source.MEETING)
"""What staff take down."""
DRAFT_PAPERS, RESULT_PAPERS = "draft", "result"
CLOSING_SOON = timedelta(days=3)
OPEN_WITHIN = timedelta(days=14)
ANSWER_WITHIN = timedelta(days=30)
PUBLISH_WITHIN = timedelta(days=7)
ARCHIVE_WITHIN = timedelta(days=30)
"""Product rules for the desk."""

_HIDDEN = "＊＊＊"
_PERSONAL = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)"),
    re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)(?:0\d{2,3}[ -]?)\d{7,8}(?!\d)"),
)


class Facts(Protocol):
    """What a policy needs to know of a consultation."""

    region_id: UUID
    state: str
    summary_by: UUID | None


def may_work(actor: Actor, consultation: Facts) -> Verdict:
    """Return whether ``actor`` may prepare it and work on its opinions: only the office that asks."""
    post = actor.post
    if post is None or not actor.holds(Permission.CONSULTATIONS_WORK) or post.region_id != consultation.region_id:
        return deny("由发起征求意见的街道、区级单位办理")
    return ALLOW


def may_publish(actor: Actor, consultation: Facts) -> Verdict:
    """Return whether ``actor`` may publish: a second person of the same office."""
    if consultation.summary_by == actor.person_id:
        return deny("采纳情况是您写的，请由本单位另一位同事核对后公布")
    return may_work(actor, consultation)


def end_of(day: date) -> datetime:
    """Return the first instant after a day in Beijing."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=BEIJING)


def is_late(close_at: datetime | None, at: datetime) -> bool:
    """Return whether an opinion comes too late: the closing instant itself is too late."""
    return close_at is None or at >= close_at


def problem_of_last_day(opens: date, closes: date | None, because: str) -> tuple[str, str] | None:
    """Return the field and the sentence that stand in the way of opening on ``opens``; None when nothing does."""
    if closes is None:
        return "closes_on", "请填写截止日期"
    if closes <= opens:
        return "closes_on", "截止日期应在今天以后"
    if closes > opens + LONGEST:
        return "closes_on", "截止日期应在一年以内"
    if closes < opens + SHORTEST and not because:
        return "shorter_because", "公开征求意见一般不少于三十日；确需缩短的，请写明理由，大家看得到"
    return None


def open_by(closes: date | None, because: str, drafted: date) -> date:
    """Return the day by which a draft has to be opened, so that people have their time before its last day."""
    if closes is None:
        return drafted + OPEN_WITHIN
    return closes - (timedelta(days=1) if because else SHORTEST)


def problems_of_facts(
    hearing: date | None, papers: date | None, sent: date | None, done: date | None, calendar: Calendar
) -> dict[str, str]:
    """Return what is wrong with the days of the hearing and of the legal review, by field."""
    wrong: dict[str, str] = {}
    if (hearing is None) != (papers is None):
        wrong["hearing_on" if hearing is None else "hearing_papers_on"] = "请把听证日期和送达材料的日期都填上"
    elif hearing is not None and papers is not None and papers > hearing - PAPERS_BEFORE:
        wrong["hearing_papers_on"] = "听证材料应在听证会召开七日前送达"
    if done is not None and sent is None:
        wrong["legal_sent_on"] = "请填写送合法性审查的日期"
    elif done is not None and sent is not None and calendar.working_days_between(sent, done) < LEGAL_DAYS:
        wrong["legal_done_on"] = "合法性审查时间一般不少于七个工作日"
    return wrong


def problem_of_decision(decision: Decision, reason: str) -> str | None:
    """Return what a decision lacks; only what is adopted as it stands speaks for itself."""
    if decision is not Decision.ADOPTED and not reason:
        return "请写明理由，公布时大家看得到"
    return None


def squeezed(words: str) -> str:
    """Return ``words`` without white space: two that were typed from one letter differ in nothing else."""
    return "".join(words.split())


def takes_entries(state: str) -> bool:
    """Return whether staff may still take down what came in time."""
    return state in (State.OPEN, State.CLOSED)


def stage_of_papers(state: str) -> str | None:
    """Return as what papers may come now: with the draft, or with what became of the opinions; None when not."""
    if state in (State.DRAFT, State.OPEN):
        return DRAFT_PAPERS
    return RESULT_PAPERS if state in (State.CLOSED, State.ANSWERED) else None


def may_take_off(state: str) -> bool:
    """Return whether papers may be taken off: not while people write about them, nor after they were published."""
    return state in (State.DRAFT, State.CLOSED, State.ANSWERED)


def masked(words: str) -> str:
    """Return ``words`` without telephone numbers, mail addresses and numbers of identity cards."""
    for pattern in _PERSONAL:
        words = pattern.sub(_HIDDEN, words)
    return words


def summary_line(total: int, adopted: int, partly: int, refused: int, explained: int) -> str:
    """Return the sentence with which a published result begins."""
    return f"收到意见 {total} 条，采纳 {adopted} 条，部分采纳 {partly} 条，未采纳 {refused} 条，解释说明 {explained} 条"
