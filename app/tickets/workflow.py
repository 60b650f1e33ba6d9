"""The life of a ticket as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.core.auth import Actor, Verdict
from app.core.errors import Conflict
from app.tickets import policy
from app.tickets.models import Action, State
from app.tickets.policy import TicketFacts

S = State


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "tickets.move_not_possible", "这件事的当前状态不允许此操作，请刷新后再看"


class Merged(MoveNotPossible):
    """The ticket was merged; what happens now happens to the one it went into."""

    code, message = "tickets.merged", "这件事已并入另一件，请到那一件里操作"


STAYS: frozenset[State] = frozenset()
"""Target of a step that is written down without the state changing."""


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. ``allowed`` is None for moves that only the system makes.

    With several targets the ticket goes where it was before it stood still (``resume_to``); with none it stays.
    ``hidden`` moves belong to a request, an invitation or a hint, which shows its own buttons. ``when`` narrows the
    move by more than the state.
    """

    action: Action
    sources: frozenset[State]
    targets: frozenset[State]
    allowed: Callable[[Actor, TicketFacts], Verdict] | None
    hidden: bool = False
    when: Callable[[TicketFacts], bool] | None = None

    def fits(self, ticket: TicketFacts) -> bool:
        """Return whether the ticket is where this move starts."""
        return ticket.state in self.sources and (self.when is None or self.when(ticket))


def _one(*states: State) -> frozenset[State]:
    return frozenset(states)


AT_WORK = _one(S.ACCEPTED, S.IN_PROGRESS)
IN_HAND = _one(S.DISPATCHED, S.ACCEPTED, S.IN_PROGRESS)
HELD = IN_HAND | {S.SUSPENDED}
UNDONE = policy.UNDONE

MOVES: tuple[Move, ...] = (
    Move(Action.DISPATCH, _one(S.SUBMITTED), _one(S.DISPATCHED), None),
    Move(Action.ASSIGN, _one(S.DISPATCHED), STAYS, policy.may_assign, hidden=True),
    Move(Action.ACCEPT, _one(S.DISPATCHED), _one(S.ACCEPTED), policy.may_accept),
    Move(Action.START, _one(S.ACCEPTED), _one(S.IN_PROGRESS), policy.may_work),
    Move(Action.FINISH, _one(S.IN_PROGRESS), _one(S.AWAITING_CONFIRMATION), policy.may_work),
    Move(Action.SUSPEND, _one(S.IN_PROGRESS), _one(S.SUSPENDED), policy.may_work),
    Move(Action.RESUME, _one(S.SUSPENDED), IN_HAND, policy.may_work, when=policy.is_not_shelved),
    Move(Action.ASK, IN_HAND, _one(S.SUSPENDED), policy.may_ask_resident),
    Move(Action.ANSWER, _one(S.SUSPENDED), IN_HAND, policy.may_answer, when=policy.waits_for_resident),
    Move(Action.SHELVE, AT_WORK | {S.SUSPENDED}, _one(S.SUSPENDED), policy.may_shelve),
    Move(Action.UNSHELVE, _one(S.SUSPENDED), IN_HAND, policy.may_shelve, when=policy.is_shelved),
    Move(Action.EXTEND, IN_HAND, STAYS, policy.may_request),
    Move(Action.RETURN, _one(S.DISPATCHED, S.ACCEPTED), STAYS, policy.may_request),
    Move(Action.TRANSFER, IN_HAND, STAYS, policy.may_request),
    Move(Action.CONFER, HELD, STAYS, policy.may_request),
    Move(Action.DECIDE, HELD, IN_HAND, policy.may_take_part, hidden=True),
    Move(Action.WHISTLE, HELD, STAYS, policy.may_whistle),
    Move(Action.REPORT_IN, HELD, STAYS, policy.may_take_part, hidden=True),
    Move(Action.CONFIRM, _one(S.AWAITING_CONFIRMATION), _one(S.CLOSED), policy.may_judge),
    Move(Action.SETTLE, _one(S.AWAITING_CONFIRMATION), _one(S.CLOSED), None),
    Move(Action.REOPEN, _one(S.AWAITING_CONFIRMATION, S.CLOSED), _one(S.DISPATCHED), policy.may_reopen),
    Move(Action.WITHDRAW, _one(S.SUBMITTED, S.DISPATCHED, S.ACCEPTED), _one(S.WITHDRAWN), policy.may_withdraw),
    Move(Action.REASSIGN, UNDONE, _one(S.DISPATCHED), policy.may_reassign),
    Move(Action.MERGE, HELD, _one(S.MERGED), policy.may_merge),
    Move(Action.UNMERGE, _one(S.MERGED), _one(S.DISPATCHED), policy.may_merge),
    # What is over learns that something was taken out of it again; people join only what is not.
    Move(Action.JOIN, frozenset(State) - {S.MERGED}, STAYS, policy.may_join, hidden=True, when=policy.is_undone),
    Move(Action.URGE, UNDONE, STAYS, policy.may_urge),
    Move(Action.FOLLOW_UP, _one(S.CLOSED), STAYS, policy.may_follow_up),
    Move(Action.REDUE, UNDONE, STAYS, None),
)

BY_ACTION: dict[Action, Move] = {move.action: move for move in MOVES}
PEOPLES_ACTIONS: tuple[Action, ...] = tuple(move.action for move in MOVES if move.allowed is not None)


def actions_for(actor: Actor, ticket: TicketFacts) -> list[Action]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    return [
        move.action
        for move in MOVES
        if move.allowed is not None and not move.hidden and move.fits(ticket) and move.allowed(actor, ticket)
    ]


def as_seen(actor: Actor, ticket: TicketFacts) -> dict[str, Any]:
    """Return what whoever was too late is told with his refusal: the present version, state, and what he may do now."""
    return {"version": ticket.version, "state": ticket.state, "actions": actions_for(actor, ticket)}


def purposes(actor: Actor, ticket: TicketFacts) -> tuple[list[Action], list[Action]]:
    """Return for which actions ``actor`` may name an organisation now, and for which a colleague."""
    now = actions_for(actor, ticket)
    decides = BY_ACTION[Action.DECIDE].fits(ticket) and policy.governs(actor, ticket)
    organisation = {
        Action.REASSIGN: Action.REASSIGN in now and bool(policy.may_change_organisation(actor, ticket)),
        Action.TRANSFER: Action.TRANSFER in now,
        Action.WHISTLE: Action.WHISTLE in now,
        Action.DECIDE: decides,
    }
    colleague = Action.REASSIGN in now and bool(policy.may_change_assignee(actor, ticket))
    return [action for action, may in organisation.items() if may], [Action.REASSIGN] if colleague else []


def move(actor: Actor | None, ticket: TicketFacts, action: Action) -> tuple[State, State]:
    """Change ``ticket.state`` and return (before, after). ``actor`` is None for the system.

    Raises ``Forbidden`` before ``MoveNotPossible``, so that an outsider learns no state.
    """
    step = BY_ACTION[action]
    if actor is not None:
        if step.allowed is None:
            raise MoveNotPossible
        step.allowed(actor, ticket).enforce()
    if not step.fits(ticket):
        refusal = Merged if ticket.state == S.MERGED else MoveNotPossible
        raise refusal(fields=as_seen(actor, ticket) if actor is not None else None)
    before = State(ticket.state)
    ticket.state = _target(step, ticket)
    return before, ticket.state


def _target(step: Move, ticket: TicketFacts) -> State:
    if not step.targets or step.action is Action.DECIDE:
        return State(ticket.state)  # a decision moves the ticket only by what it decides
    if len(step.targets) == 1:
        return next(iter(step.targets))
    return State(ticket.resume_to or S.IN_PROGRESS)


def is_legal(before: str | None, action: str, after: str) -> bool:
    """Return whether a history row is one that the table allows. The first row is the submission."""
    if before is None:
        return action == Action.SUBMIT and after == S.SUBMITTED
    step = BY_ACTION.get(Action(action))
    if step is None or before not in step.sources:
        return False
    stays_possible = not step.targets or step.action is Action.DECIDE
    return after in step.targets or (stays_possible and after == before)
