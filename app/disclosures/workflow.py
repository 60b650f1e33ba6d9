"""The life of a version as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.auth import Actor, Verdict
from app.core.errors import Conflict
from app.disclosures import policy
from app.disclosures.models import VersionAction, VersionState
from app.disclosures.policy import VersionFacts

S, A = VersionState, VersionAction


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "disclosures.move_not_possible", "这份公示的当前状态不允许此操作，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; without a target the version stays as it is."""

    action: VersionAction
    source: VersionState
    target: VersionState | None
    allowed: Callable[[Actor, VersionFacts], Verdict]


MOVES: tuple[Move, ...] = (
    Move(A.SAVE, S.DRAFT, None, policy.may_edit),
    Move(A.SUBMIT, S.DRAFT, S.SUBMITTED, policy.may_edit),
    Move(A.DISCARD, S.DRAFT, S.DISCARDED, policy.may_begin),
    Move(A.WITHDRAW_SUBMISSION, S.SUBMITTED, S.DRAFT, policy.may_edit),
    Move(A.RETURN, S.SUBMITTED, S.DRAFT, policy.may_approve),
    Move(A.PUBLISH, S.SUBMITTED, S.PUBLISHED, policy.may_approve),
    Move(A.WITHDRAW, S.PUBLISHED, S.WITHDRAWN, policy.may_take_back),
    Move(A.CORRECT, S.PUBLISHED, None, policy.may_begin),
)
BY_ACTION: dict[VersionAction, Move] = {move.action: move for move in MOVES}


def actions_for(actor: Actor, version: VersionFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    return [move.action.value for move in MOVES if version.state == move.source and move.allowed(actor, version)]


def check(actor: Actor, version: VersionFacts, action: VersionAction) -> VersionState:
    """Return the state after ``action``.

    Raises ``Forbidden`` before ``MoveNotPossible``, so that an outsider learns no state.
    """
    step = BY_ACTION[action]
    step.allowed(actor, version).enforce()
    if version.state != step.source:
        raise MoveNotPossible
    return step.target or VersionState(version.state)
