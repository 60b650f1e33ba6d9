"""The life of a claim to a home, as a table. It never changes its state by itself: a person decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.core.auth import Actor, Verdict
from app.core.errors import Conflict
from app.identity import policy
from app.identity.models import BindingState
from app.identity.policy import Claim


class BindingAction(StrEnum):
    """What can be done with a claim."""

    APPROVE = "approve"
    REFUSE = "refuse"
    END = "end"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table of moves. From the states in ``alone`` only the person himself starts."""

    action: BindingAction
    sources: frozenset[BindingState]
    target: BindingState
    allowed: Callable[[Actor, Claim], Verdict]
    alone: frozenset[BindingState] = frozenset()

    def fits(self, actor: Actor, claim: Claim) -> bool:
        """Return whether the move starts where the claim is."""
        state = BindingState(claim.binding.state)
        return state in self.sources and (state not in self.alone or claim.binding.person_id == actor.person_id)


class MoveNotPossible(Conflict):
    """The claim is in a state from which this move does not start."""

    code, message = "identity.move_not_possible", "申请当前状态不允许此操作"


PENDING, ACTIVE = BindingState.PENDING, BindingState.ACTIVE

MOVES: tuple[Move, ...] = (
    Move(BindingAction.APPROVE, frozenset({PENDING}), ACTIVE, policy.may_decide),
    Move(BindingAction.REFUSE, frozenset({PENDING}), BindingState.REFUSED, policy.may_decide),
    # A claim that waits is taken back by the person only: others approve or refuse it, so that he reads why.
    Move(BindingAction.END, frozenset({PENDING, ACTIVE}), BindingState.ENDED, policy.may_end, frozenset({PENDING})),
)
BY_ACTION = {move.action: move for move in MOVES}


def actions_for(actor: Actor, claim: Claim) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    return [m.action.value for m in MOVES if m.fits(actor, claim) and m.allowed(actor, claim)]


def move(actor: Actor, claim: Claim, action: BindingAction) -> tuple[BindingState, BindingState]:
    """Change the state and return (before, after).

    Raises ``Forbidden`` before ``MoveNotPossible``, so that an outsider learns no state.
    """
    step = BY_ACTION[action]
    step.allowed(actor, claim).enforce()
    if not step.fits(actor, claim):
        raise MoveNotPossible
    before = BindingState(claim.binding.state)
    claim.binding.state = step.target
    return before, step.target
