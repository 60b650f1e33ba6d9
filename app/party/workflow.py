"""The life of an agreement as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.auth import Actor
from app.core.errors import Conflict
from app.party.models import AgreementAction, AgreementState
from app.party.policy import AgreementFacts, may_write

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
