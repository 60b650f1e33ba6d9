"""The lives of an agreement and of something promised, each as one table of moves. Nothing else decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.auth import Actor, Verdict
from app.core.errors import Conflict
from app.party.models import AgreementAction, AgreementState, CommitmentAction, CommitmentState
from app.party.policy import AgreementFacts, CommitmentFacts, may_confirm, may_do, may_write

S, A = AgreementState, AgreementAction


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "party.move_not_possible", "这份协议的当前状态不允许此操作，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. ``people`` is false for what only the calendar does."""

    action: AgreementAction
    source: AgreementState
    target: AgreementState
    people: bool = True


MOVES: tuple[Move, ...] = (
    Move(A.SAVE, S.DRAFT, S.DRAFT),
    Move(A.SIGN, S.DRAFT, S.IN_FORCE),
    Move(A.DISCARD, S.DRAFT, S.DISCARDED),
    Move(A.TERMINATE, S.IN_FORCE, S.TERMINATED),
    Move(A.END, S.IN_FORCE, S.ENDED, people=False),
)
BY_ACTION: dict[AgreementAction, Move] = {move.action: move for move in MOVES}
FOR_PEOPLE: frozenset[str] = frozenset(move.action.value for move in MOVES if move.people)


def actions_for(actor: Actor, agreement: AgreementFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    if not may_write(actor, agreement.community_id):
        return []
    return [move.action.value for move in MOVES if move.people and agreement.state == move.source]


def target_of(action: AgreementAction, agreement: AgreementFacts) -> AgreementState:
    """Return the state after ``action``. Raises ``MoveNotPossible``."""
    move = BY_ACTION[action]
    if agreement.state != move.source:
        raise MoveNotPossible
    return move.target


# --- what was promised ---

C, D = CommitmentState, CommitmentAction
Who = Callable[[Actor, CommitmentFacts], Verdict]


def _community(actor: Actor, commitment: CommitmentFacts) -> Verdict:
    return may_write(actor, commitment.community_id)


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table of something promised."""

    action: CommitmentAction
    sources: frozenset[CommitmentState]
    target: CommitmentState
    who: Who


STEPS: tuple[Step, ...] = (
    Step(D.SAVE, frozenset({C.LISTED}), C.LISTED, _community),
    Step(D.CLAIM, frozenset({C.LISTED}), C.CLAIMED, may_do),
    Step(D.START, frozenset({C.CLAIMED}), C.DOING, may_do),
    Step(D.SUBMIT, frozenset({C.CLAIMED, C.DOING}), C.SUBMITTED, may_do),
    Step(D.RETURN, frozenset({C.SUBMITTED}), C.DOING, may_confirm),
    Step(D.CONFIRM, frozenset({C.SUBMITTED}), C.CONFIRMED, may_confirm),
    Step(D.RATE, frozenset({C.CONFIRMED}), C.RATED, _community),
    Step(D.DROP, frozenset({C.LISTED, C.CLAIMED, C.DOING}), C.DROPPED, _community),
)
STEP_OF: dict[CommitmentAction, Step] = {step.action: step for step in STEPS}


def steps_for(actor: Actor, commitment: CommitmentFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    return [step.action.value for step in STEPS if commitment.state in step.sources and step.who(actor, commitment)]


def take(actor: Actor, action: CommitmentAction, commitment: CommitmentFacts) -> CommitmentState:
    """Return the state after ``action``. Raises ``Forbidden`` or ``MoveNotPossible``."""
    step = STEP_OF[action]
    step.who(actor, commitment).enforce()
    if commitment.state not in step.sources:
        raise MoveNotPossible("它现在的状态不允许这样做，请刷新后再看")
    return step.target
