"""What WeChat pushes about a photo, kept at once and applied in the worker: a push may be quicker than our own note."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from app.core import outbox
from app.core.clock import now
from app.core.errors import NotFound
from app.core.settings import get_settings
from app.core.wechat import TRACE, Suggestion, judgement_of
from app.core.wechat_push import Inbox, NotWeChat, Signature
from app.events.moderation import PhotoJudged
from app.moderation import queries
from app.moderation.models import CheckState
from app.moderation.service.asking import STATES
from app.moderation.service.judging import locked, settle

log = structlog.get_logger(__name__)

EVENT = "wxa_media_check"
MOST_LOOKS = 6
FIRST_PAUSE = timedelta(seconds=5)


def inbox() -> Inbox:
    """Return what opens WeChat's pushes. Raises ``NotFound`` when none are expected."""
    settings = get_settings()
    token = settings.wechat_push_token.get_secret_value()
    if not token:
        raise NotFound
    return Inbox(appid=settings.wechat_appid, token=token, aes_key=settings.wechat_push_aes_key.get_secret_value())


def greet(sent: Signature) -> None:
    """Check the signature with which WeChat asks whether we are we. Raises ``NotFound``."""
    try:
        inbox().check(sent, now().timestamp())
    except NotWeChat:
        raise NotFound from None


def note_push(sent: Signature, body: bytes) -> bool:
    """Keep the judgement in a push for the worker. Returns whether there was one. Raises ``NotFound``.

    Events that the product does not use are let pass.
    """
    try:
        message = inbox().open(sent, body, now().timestamp())
    except NotWeChat as error:
        log.warning("wechat.push_refused", reason=str(error))
        raise NotFound from None
    if message.get("Event") != EVENT or message.get("appid") != get_settings().wechat_appid:
        return False
    event = event_of(message)
    if event is not None:
        outbox.publish(event)
    return event is not None


def event_of(message: Mapping[str, Any]) -> PhotoJudged | None:
    """Return the judgement in a message, or None when it has no such form."""
    trace_id = message.get("trace_id")
    if not isinstance(trace_id, str) or not TRACE.fullmatch(trace_id):
        return None
    number = str(message.get("errcode", 0))
    if number != "0":
        return PhotoJudged(trace_id, Suggestion.NEVER, None, reason=number[:20])
    judgement = judgement_of(message)
    if judgement.suggestion not in STATES:
        return None
    return PhotoJudged(trace_id, judgement.suggestion, judgement.label)


def take_push(event: PhotoJudged) -> bool:
    """Apply a judgement. Returns whether it changed something.

    Its photo may not be known by that name yet, so it is looked for a few times. What a person decided stays.
    """
    check_id = queries.check_of_trace(event.trace_id)
    if check_id is None:
        _look_again(event)
        return False
    subject = queries.subject_of(check_id)
    checks = queries.lock_subject(*subject) if subject else []
    check = locked(checks, check_id)
    late_but_useful = (CheckState.WAITING, CheckState.UNAVAILABLE)
    if check is None or check.state not in late_but_useful or check.decision is not None:
        return False
    if check.trace_id != event.trace_id:
        return False
    state = STATES.get(Suggestion(event.suggestion), CheckState.UNAVAILABLE)
    settle(checks, check, state, label=event.label, reason=event.reason)
    return True


def _look_again(event: PhotoJudged) -> None:
    if event.times >= MOST_LOOKS:
        log.warning("wechat.push_for_nothing_known")
        return
    again = PhotoJudged(event.trace_id, event.suggestion, event.label, event.times + 1, event.reason)
    outbox.publish(again, due_at=now() + FIRST_PAUSE * 2**event.times)


def is_overdue(check_id: UUID, trace_id: str) -> bool:
    """Give a photo to a person for which no judgement came in time. Returns whether it still waited."""
    subject = queries.subject_of(check_id)
    checks = queries.lock_subject(*subject) if subject else []
    check = locked(checks, check_id)
    if check is None or check.state != CheckState.WAITING or check.trace_id != trace_id:
        return False
    settle(checks, check, CheckState.UNAVAILABLE, label=None, reason="no_answer")
    return True
