"""How long an order may stand still in one round, counted from its history. Pure.

One pause is bounded; so is what all of them take together, or an order could be suspended for ever without being
late. Who needs longer asks another person: for more time (延期), or for the ledger of hard cases (挂账).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.tickets.models import Action, Cause, State

LONGEST_SUSPENSION = timedelta(days=30)
"""No pause lasts longer without somebody looking at it, nor do all pauses of a round together (product rule)."""
MOST_QUESTIONS = 2
"""How often the resident is asked in one round (待补充, product rule): each time takes up to five days."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a round has used up: the time for which the handling side suspended it, and the questions asked."""

    suspended: timedelta
    questions: int

    @property
    def left(self) -> timedelta:
        """How long it may still be suspended."""
        return max(LONGEST_SUSPENSION - self.suspended, timedelta(0))

    @property
    def days_left(self) -> int:
        """Whole days for which it may still be suspended."""
        return self.left // ONE_DAY

    @property
    def questions_left(self) -> int:
        """How often the resident may still be asked."""
        return max(MOST_QUESTIONS - self.questions, 0)

    def shown(self) -> dict[str, int]:
        """Return it as it goes on the wire; a day that was begun is used."""
        return {
            "days": LONGEST_SUSPENSION // ONE_DAY - self.days_left,
            "days_left": self.days_left,
            "questions": self.questions,
            "questions_left": self.questions_left,
        }


def taken(history: Sequence[Mapping[str, Any]], at: datetime) -> Taken:
    """Return what the present round has used up until ``at``, a suspension that lasts included.

    ``history`` are the steps in order (keys ``at``, ``action``, ``after``, ``detail``). Time on the ledger and time
    in which the resident was asked is nobody's suspension.
    """
    first = max((n for n, step in enumerate(history) if step["action"] in (Action.SUBMIT, Action.REOPEN)), default=0)
    suspended, questions, since = timedelta(), 0, None
    for step in history[first:]:
        if since is not None and _ends(step):
            suspended, since = suspended + (step["at"] - since), None
        if step["action"] == Action.SUSPEND:
            since = step["at"]
        elif step["action"] == Action.ASK:
            questions += 1
    if since is not None:
        suspended += max(at - since, timedelta(0))
    return Taken(suspended, questions)


def _ends(step: Mapping[str, Any]) -> bool:
    """Return whether a step ends a suspension: it goes on, or stands still for another cause."""
    cause = (step["detail"] or {}).get("cause")
    return step["after"] != State.SUSPENDED or cause == Cause.SHELVED
