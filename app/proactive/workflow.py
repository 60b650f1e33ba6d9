"""The life of a task as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.auth import Actor
from app.core.errors import Conflict
from app.proactive.models import TaskAction, TaskState
from app.proactive.policy import TaskFacts, may_work

S, A = TaskState, TaskAction


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "proactive.move_not_possible", "这件任务的当前状态不允许此操作，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; without a target the state stays as it is."""

    action: TaskAction
    sources: frozenset[TaskState]
    target: TaskState | None


MOVES: tuple[Move, ...] = (
    Move(A.START, frozenset({S.OPEN}), S.DOING),
    Move(A.LODGE, frozenset({S.OPEN, S.DOING}), S.DOING),
    Move(A.PLAN, frozenset({S.OPEN, S.DOING}), None),
    Move(A.FINISH, frozenset({S.DOING}), S.DONE),
    Move(A.DISMISS, frozenset({S.OPEN, S.DOING}), S.DISMISSED),
)
BY_ACTION: dict[TaskAction, Move] = {move.action: move for move in MOVES}


def actions_for(actor: Actor, task: TaskFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    if not may_work(actor, task):
        return []
    return [move.action for move in MOVES if task.state in move.sources]


def target_of(action: TaskAction, task: TaskFacts) -> TaskState:
    """Return the state after ``action``. Raises ``MoveNotPossible``."""
    step = BY_ACTION.get(action)
    if step is None or task.state not in step.sources:
        raise MoveNotPossible
    return step.target or TaskState(task.state)
