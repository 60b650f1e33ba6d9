"""The life of a plan and of a record, as tables of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.core.auth import Actor
from app.core.errors import Conflict
from app.standards.models import PlanAction, PlanState
from app.standards.policy import RecordFacts, may_edit, may_strike, may_undo

S, A = PlanState, PlanAction


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "standards.move_not_possible", "当前状态不允许此操作，请刷新后再看"


class PlanFacts(Protocol):
    """What a move needs to know of a plan."""

    @property
    def state(self) -> str:
        """Return its state."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. ``supersede`` leaves the plan as it is and makes the next draft."""

    action: PlanAction
    source: PlanState
    target: PlanState


MOVES: tuple[Move, ...] = (
    Move(A.SAVE, S.DRAFT, S.DRAFT),
    Move(A.FIX, S.DRAFT, S.FIXED),
    Move(A.DISCARD, S.DRAFT, S.DISCARDED),
    Move(A.RESTORE, S.DISCARDED, S.DRAFT),
    Move(A.SUPERSEDE, S.FIXED, S.FIXED),
)
BY_ACTION: dict[PlanAction, Move] = {move.action: move for move in MOVES}


def actions_for(actor: Actor, plan: PlanFacts, company_id: UUID, in_force: bool) -> list[str]:
    """Return what ``actor`` may do to a plan now. Screens draw their buttons from this, and only this."""
    if not may_edit(actor, company_id, in_force):
        return []
    return [move.action.value for move in MOVES if plan.state == move.source]


def target_of(action: PlanAction, plan: PlanFacts) -> PlanState:
    """Return the state after ``action``. Raises ``MoveNotPossible``."""
    move = BY_ACTION[action]
    if plan.state != move.source:
        raise MoveNotPossible
    return move.target


def record_actions(actor: Actor, record: RecordFacts, at: datetime) -> list[str]:
    """Return what ``actor`` may do to a record now."""
    if record.undone_at is not None:
        return []
    undo = ["undo"] if may_undo(actor, record, at) else []
    return undo + (["strike"] if may_strike(actor, record) else [])
