"""When something may be shown to everybody. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from app.moderation.models import FOR_A_PERSON, CheckState, Decision


class CheckFacts(Protocol):
    """What the policy needs to know of a check."""

    state: str
    decision: str | None


def verdict(check: CheckFacts) -> bool | None:
    """Return whether this text or photo may be shown; None while nobody has looked. A person outranks WeChat."""
    if check.decision is not None:
        return check.decision == Decision.FINE
    if check.state == CheckState.GOOD:
        return True
    return False if check.state in FOR_A_PERSON else None


def may_be_public(checks: Iterable[CheckFacts]) -> bool:
    """Return whether a thing may be shown to everybody: everything in it was looked at and is fine."""
    verdicts = [verdict(check) for check in checks]
    return bool(verdicts) and all(one is True for one in verdicts)


def actions_for(check: CheckFacts) -> list[str]:
    """Return what a person may decide now: either at first, later only the other one."""
    if check.decision is not None:
        return [WITHHOLD] if check.decision == Decision.FINE else [FINE]
    return [FINE, WITHHOLD] if check.state in FOR_A_PERSON else []


FINE, WITHHOLD = "fine", "withhold"
DECISIONS: dict[str, Decision] = {FINE: Decision.FINE, WITHHOLD: Decision.WITHHELD}
