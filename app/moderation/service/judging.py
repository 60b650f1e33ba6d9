"""Writing a judgement down, and telling the rest of the product what may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.core import outbox
from app.core.clock import now
from app.core.permissions import Role
from app.events.moderation import ContentJudged
from app.identity.queries import people_with_post
from app.moderation import policy
from app.moderation.models import FOR_A_PERSON, Check, CheckState
from app.notify.service import tell
from app.workdays.service import calendar

REVIEW_WORKING_DAYS = 1
"""A person looks within one working day (product rule)."""


def locked(checks: Sequence[Check], check_id: UUID) -> Check | None:
    """Return one of the locked checks."""
    return next((check for check in checks if check.id == check_id), None)


def settle(checks: Sequence[Check], check: Check, state: CheckState, *, label: int | None, reason: str = "") -> None:
    """Note what WeChat thinks of one of ``checks`` (all of one thing, locked), and tell what follows."""
    check.state, check.label, check.reason = state, label, reason[:60]
    check.version += 1
    if state in FOR_A_PERSON:
        check.due_at = calendar().add_working_days(now(), REVIEW_WORKING_DAYS)
    announce(checks)
    if state in (CheckState.REVIEW, CheckState.RISKY):
        _call_a_person(check)


def announce(checks: Sequence[Check]) -> None:
    """Tell whether the thing of these checks may be shown. Its checks have to be locked."""
    first = checks[0]
    seq = sum(check.version for check in checks)
    ok = policy.may_be_public(checks)
    outbox.publish(ContentJudged(first.subject_kind, str(first.subject_id), ok, seq))


def _call_a_person(check: Check) -> None:
    """Tell the community's workers once for each thing that something in it should be looked at."""
    tell(
        people_with_post(Role.COMMUNITY, community_id=check.community_id),
        event_key=f"moderation:{check.subject_id}",
        district_id=check.district_id,
        title="有内容需要复核",
        text="有一件报事的文字或照片，微信提示需要人工复核。请在“内容复核”里看看能不能公开，办理不受影响。",
        ticket_id=check.subject_id,
    )
