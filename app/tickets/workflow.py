"""The life of a ticket as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.auth import Actor, Verdict
from app.core.errors import Conflict
from app.tickets import policy
from app.tickets.models import Action, State
from app.tickets.policy import TicketFacts

S = State


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "tickets.move_not_possible", "这件事的当前状态不允许此操作，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. ``allowed`` is None for moves that only the system makes."""

    action: Action
    sources: frozenset[State]
    target: State
    allowed: Callable[[Actor, TicketFacts], Verdict] | None


MOVES: tuple[Move, ...] = (
    Move(Action.DISPATCH, frozenset({S.SUBMITTED}), S.DISPATCHED, None),
    Move(Action.ACCEPT, frozenset({S.DISPATCHED}), S.ACCEPTED, policy.may_accept),
    Move(Action.START, frozenset({S.ACCEPTED}), S.IN_PROGRESS, policy.may_work),
    Move(Action.FINISH, frozenset({S.IN_PROGRESS}), S.AWAITING_CONFIRMATION, policy.may_work),
    Move(Action.SUSPEND, frozenset({S.IN_PROGRESS}), S.SUSPENDED, policy.may_work),
    Move(Action.RESUME, frozenset({S.SUSPENDED}), S.IN_PROGRESS, policy.may_work),
    Move(Action.CONFIRM, frozenset({S.AWAITING_CONFIRMATION}), S.CLOSED, policy.may_judge),
    Move(Action.REOPEN, frozenset({S.AWAITING_CONFIRMATION, S.CLOSED}), S.DISPATCHED, policy.may_reopen),
    Move(Action.WITHDRAW, frozenset({S.SUBMITTED, S.DISPATCHED, S.ACCEPTED}), S.WITHDRAWN, policy.may_withdraw),
    Move(
        Action.REASSIGN,
        frozenset({S.SUBMITTED, S.DISPATCHED, S.ACCEPTED, S.IN_PROGRESS, S.SUSPENDED}),
        S.DISPATCHED,
        policy.may_reassign,
    ),
)

BY_ACTION: dict[Action, Move] = {move.action: move for move in MOVES}
PEOPLES_ACTIONS: tuple[Action, ...] = tuple(move.action for move in MOVES if move.allowed is not None)


def actions_for(actor: Actor, ticket: TicketFacts) -> list[Action]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    return [
        move.action
        for move in MOVES
        if move.allowed is not None and ticket.state in move.sources and move.allowed(actor, ticket)
    ]


def move(actor: Actor | None, ticket: TicketFacts, action: Action) -> tuple[State, State]:
    """Change ``ticket.state`` and return (before, after). ``actor`` is None for the system.

    Raises ``Forbidden`` before ``MoveNotPossible``, so that an outsider learns no state.
    """
    step = BY_ACTION[action]
    if actor is not None:
        if step.allowed is None:
            raise MoveNotPossible
        step.allowed(actor, ticket).enforce()
    if ticket.state not in step.sources:
        raise MoveNotPossible
    before = State(ticket.state)
    ticket.state = step.target
    return before, step.target


def is_legal(before: str | None, action: str, after: str) -> bool:
    """Return whether a history row is one that the table allows. The first row is the submission."""
    if before is None:
        return action == Action.SUBMIT and after == S.SUBMITTED
    step = BY_ACTION.get(Action(action))
    return step is not None and before in step.sources and after == step.target
