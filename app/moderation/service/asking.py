"""Asking WeChat, in two transactions with the call between them. Asking twice does no harm: nobody is told anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.core import outbox
from app.core.clock import now
from app.core.settings import get_settings
from app.core.wechat import LONGEST_TEXT, Judgement, Suggestion, get_wechat
from app.events.moderation import CheckOverdue, CheckPlanned
from app.identity.service.contacts import openid_of
from app.moderation import queries
from app.moderation.models import Check, CheckState, What
from app.moderation.service.judging import locked, settle
from app.moderation.service.links import address

WARM = timedelta(hours=2)
"""WeChat looks only at what somebody wrote who opened the mini-program within two hours (msgSecCheck)."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
OVERDUE = timedelta(minutes=45)
"""WeChat promises its judgement of a photo within half an hour (mediaCheckAsync)."""

STATES = {
    Suggestion.GOOD: CheckState.GOOD,
    Suggestion.REVIEW: CheckState.REVIEW,
    Suggestion.RISKY: CheckState.RISKY,
}
WORST_FIRST = (Suggestion.RISKY, Suggestion.REVIEW, Suggestion.COLD, Suggestion.NEVER, Suggestion.LATER)


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask. ``number`` counts the questions of this check; a photo has an address instead of texts."""

    check_id: UUID
    number: int
    openid: str
    texts: tuple[str, ...] = ()
    url: str = ""


def begin(check_id: UUID) -> Question | None:
    """Take a check and return what to ask, or None when there is nothing to ask."""
    subject = queries.subject_of(check_id)
    checks = queries.lock_subject(*subject) if subject else []
    check = locked(checks, check_id)
    if check is None or check.state not in (CheckState.PLANNED, CheckState.SENDING):
        return None
    openid, reason = _asked_as(check)
    if openid is None:
        settle(checks, check, CheckState.UNAVAILABLE, label=None, reason=reason)
        return None
    check.state = CheckState.SENDING
    check.attempts += 1
    if check.what == What.IMAGE:
        check.opens = 0
        return Question(check.id, check.attempts, openid, url=address(check.id))
    words = queries.words_of(check.subject_id)
    texts = tuple(words[start : start + LONGEST_TEXT] for start in range(0, len(words), LONGEST_TEXT))
    return Question(check.id, check.attempts, openid, texts)


def _asked_as(check: Check) -> tuple[str | None, str]:
    """Return the openid in whose name WeChat can be asked, or None and why it cannot."""
    settings = get_settings()
    if not settings.wechat_appid or not settings.wechat_secret.get_secret_value():
        return None, "not_configured"
    if check.what == What.IMAGE and not settings.wechat_push_token.get_secret_value():
        return None, "no_push"
    openid = openid_of(check.author_id) if check.author_id else None
    if openid is None or check.author_id is None:
        return None, "no_account"
    return (openid, "") if now() < _warm_until(check.author_id) else (None, "cold")


def _warm_until(person_id: UUID) -> datetime:
    seen = queries.seen_lately(person_id)
    return seen + WARM if seen else now()


def ask(question: Question) -> Judgement:
    """Ask WeChat, outside any transaction. Of a text in several parts the worst judgement counts."""
    if question.url:
        return get_wechat().check_image(question.openid, question.url)
    judgements = [get_wechat().check_text(question.openid, part) for part in question.texts]
    for suggestion in WORST_FIRST:
        found = next((one for one in judgements if one.suggestion is suggestion), None)
        if found is not None:
            return found
    return judgements[0] if judgements else Judgement(Suggestion.GOOD)


def record(question: Question, judgement: Judgement) -> None:
    """Write down what WeChat answered. What a person decided meanwhile stays."""
    subject = queries.subject_of(question.check_id)
    checks = queries.lock_subject(*subject) if subject else []
    check = locked(checks, question.check_id)
    if check is None or check.state != CheckState.SENDING or check.attempts != question.number:
        return
    if judgement.suggestion is None:
        _wait(check, judgement.trace_id)
    elif judgement.suggestion in STATES:
        settle(checks, check, STATES[judgement.suggestion], label=judgement.label)
    elif judgement.suggestion is Suggestion.LATER:
        _ask_later(checks, check)
    else:
        reason = "cold" if judgement.suggestion is Suggestion.COLD else judgement.reason
        settle(checks, check, CheckState.UNAVAILABLE, label=None, reason=reason)


def _wait(check: Check, trace_id: str) -> None:
    check.state, check.trace_id = CheckState.WAITING, trace_id
    outbox.publish(CheckOverdue(str(check.id), trace_id), due_at=now() + OVERDUE)


def _ask_later(checks: list[Check], check: Check) -> None:
    """Ask again with growing pauses, as long as WeChat would still look; then a person has to."""
    pause = min(FIRST_PAUSE * 2 ** min(check.attempts - 1, 10), LONGEST_PAUSE)
    if check.author_id is None or now() + pause >= _warm_until(check.author_id):
        settle(checks, check, CheckState.UNAVAILABLE, label=None, reason="cold")
        return
    check.state = CheckState.PLANNED
    outbox.publish(CheckPlanned(str(check.id)), due_at=now() + pause)
