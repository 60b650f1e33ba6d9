"""The life of a committee as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.auth import Actor
from app.core.errors import Conflict
from app.governance.models import Action, SessionAction, SessionState, State
from app.governance.policy import CommitteeFacts, may_work

S, A = State, Action


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "governance.move_not_possible", "现在不能这样做，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    action: Action
    sources: frozenset[State]
    target: State | None
    """None: it stays where it is."""


MOVES: tuple[Move, ...] = (
    Move(A.SAVE, frozenset({S.DRAFT}), None),
    Move(A.POST, frozenset({S.DRAFT}), S.POSTED),
    Move(A.PHOTOS, frozenset({S.POSTED}), None),
    Move(A.TAKE_OFFICE, frozenset({S.POSTED}), S.IN_OFFICE),
    Move(A.FEES, frozenset({S.IN_OFFICE}), None),
    Move(A.END, frozenset({S.DRAFT, S.POSTED, S.IN_OFFICE}), S.ENDED),
)
BY_ACTION: dict[Action, Move] = {move.action: move for move in MOVES}
CHANGEABLE = (S.DRAFT, S.IN_OFFICE)
"""When members come and go: before they are posted, and by a later election."""


def actions_for(actor: Actor, committee: CommitteeFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    if not may_work(actor, committee.community_id):
        return []
    return [move.action.value for move in MOVES if committee.state in move.sources]


def target_of(action: Action, committee: CommitteeFacts) -> State:
    """Return the state after ``action``. Raises ``MoveNotPossible``."""
    move = BY_ACTION[action]
    if committee.state not in move.sources:
        raise MoveNotPossible
    return move.target or S(committee.state)


SESSION_MOVES: dict[SessionAction, tuple[frozenset[SessionState], SessionState]] = {
    SessionAction.ANNOUNCE: (frozenset({SessionState.ASKED}), SessionState.ANNOUNCED),
    SessionAction.HOLD: (frozenset({SessionState.ANNOUNCED}), SessionState.HELD),
    SessionAction.POST: (frozenset({SessionState.HELD}), SessionState.POSTED),
    SessionAction.CANCEL: (frozenset({SessionState.ASKED, SessionState.ANNOUNCED}), SessionState.CANCELLED),
}
"""The life of a meeting of the assembly: from where, and where to."""


def session_actions(state: str) -> list[str]:
    """Return what can be done to a meeting of the assembly in this state."""
    return [action.value for action, (sources, _) in SESSION_MOVES.items() if state in sources]


def session_target(action: SessionAction, state: str) -> SessionState:
    """Return the state of a meeting after ``action``. Raises ``MoveNotPossible``."""
    sources, target = SESSION_MOVES[action]
    if state not in sources:
        raise MoveNotPossible
    return target
