"""The life of a poll as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.auth import Actor
from app.core.errors import Conflict
from app.voting.models import PollAction, PollState
from app.voting.policy import PollFacts, may_work

S, A = PollState, PollAction


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "voting.move_not_possible", "现在不能这样做，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. ``by_clock`` moves are made by timers only."""

    action: PollAction
    sources: frozenset[PollState]
    target: PollState
    by_clock: bool = False


MOVES: tuple[Move, ...] = (
    Move(A.SAVE, frozenset({S.DRAFT}), S.DRAFT),
    Move(A.NOTICE, frozenset({S.DRAFT}), S.NOTICED),
    Move(A.OPEN, frozenset({S.NOTICED}), S.OPEN, by_clock=True),
    Move(A.CLOSE, frozenset({S.NOTICED, S.OPEN}), S.CLOSED, by_clock=True),
    Move(A.COUNT, frozenset({S.CLOSED}), S.COUNTED),
    Move(A.ANNOUNCE, frozenset({S.COUNTED}), S.ANNOUNCED),
    Move(A.CANCEL, frozenset({S.DRAFT, S.NOTICED, S.OPEN, S.CLOSED}), S.CANCELLED),
)
BY_ACTION: dict[PollAction, Move] = {move.action: move for move in MOVES}


def actions_for(actor: Actor, poll: PollFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    if not may_work(actor, poll):
        return []
    return [move.action for move in MOVES if not move.by_clock and poll.state in move.sources]


def target_of(action: PollAction, poll: PollFacts) -> PollState:
    """Return the state after ``action``. Raises ``MoveNotPossible``."""
    move = BY_ACTION[action]
    if poll.state not in move.sources:
        raise MoveNotPossible
    return move.target
