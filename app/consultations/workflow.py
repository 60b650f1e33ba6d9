"""The life of a consultation as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from app.consultations.models import Action, State
from app.consultations.policy import Facts, may_publish, may_work
from app.core.auth import Actor
from app.core.errors import Conflict

S, A = State, Action


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "consultations.move_not_possible", "现在不能这样做，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; without a target the state stays. ``by_clock`` moves are made by timers only."""

    action: Action
    sources: frozenset[State]
    target: State | None
    by_clock: bool = False


MOVES: tuple[Move, ...] = (
    Move(A.SAVE, frozenset({S.DRAFT}), None),
    Move(A.OPEN, frozenset({S.DRAFT}), S.OPEN),
    Move(A.EXTEND, frozenset({S.OPEN}), None),
    Move(A.FACTS, frozenset({S.OPEN, S.CLOSED, S.ANSWERED, S.PUBLISHED}), None),
    Move(A.CLOSE, frozenset({S.OPEN}), S.CLOSED, by_clock=True),
    Move(A.ANSWER, frozenset({S.CLOSED}), S.ANSWERED),
    Move(A.BACK, frozenset({S.ANSWERED}), S.CLOSED),
    Move(A.PUBLISH, frozenset({S.ANSWERED}), S.PUBLISHED),
    Move(A.ARCHIVE, frozenset({S.PUBLISHED}), S.ARCHIVED),
    Move(A.WITHDRAW, frozenset({S.DRAFT, S.OPEN, S.CLOSED}), S.WITHDRAWN),
)
BY_ACTION: dict[Action, Move] = {move.action: move for move in MOVES}


def actions_for(actor: Actor, consultation: Facts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    if not may_work(actor, consultation):
        return []
    return [
        move.action
        for move in MOVES
        if not move.by_clock
        and consultation.state in move.sources
        and (move.action is not A.PUBLISH or may_publish(actor, consultation))
    ]


def target_of(action: Action, consultation: Facts) -> State:
    """Return the state after ``action``. Raises ``MoveNotPossible``."""
    move = BY_ACTION[action]
    if consultation.state not in move.sources:
        raise MoveNotPossible
    return move.target or State(consultation.state)
