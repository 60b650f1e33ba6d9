"""The life of a version of the routing rules, as a table of moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.core.auth import Actor, Verdict
from app.core.errors import Conflict
from app.rulebook import policy
from app.tickets.models.reference import RuleSet, RuleSetState


class MoveNotPossible(Conflict):
    """The version is in a state in which this cannot be done."""

    code, message = "rulebook.move_not_possible", "这一版现在不能这样操作，请刷新后再看"


class Stale(Conflict):
    """Another version was published since this one was begun."""

    code, message = "rulebook.stale", "起草之后又发布了新的一版，请先把改动合并到新版上，再提交审核"


class Action(StrEnum):
    """What can be done with a version."""

    SAVE = "save"
    REBASE = "rebase"
    DISCARD = "discard"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    SEND_BACK = "return"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table."""

    action: Action
    source: RuleSetState
    target: RuleSetState
    allowed: Callable[[Actor, RuleSet], Verdict]


MOVES: dict[Action, Move] = {
    move.action: move
    for move in (
        Move(Action.SAVE, RuleSetState.DRAFT, RuleSetState.DRAFT, policy.may_write),
        Move(Action.REBASE, RuleSetState.DRAFT, RuleSetState.DRAFT, policy.may_write),
        Move(Action.DISCARD, RuleSetState.DRAFT, RuleSetState.DISCARDED, policy.may_write),
        Move(Action.SUBMIT, RuleSetState.DRAFT, RuleSetState.SUBMITTED, policy.may_write),
        Move(Action.WITHDRAW, RuleSetState.SUBMITTED, RuleSetState.DRAFT, policy.may_write),
        Move(Action.PUBLISH, RuleSetState.SUBMITTED, RuleSetState.PUBLISHED, policy.may_judge),
        Move(Action.SEND_BACK, RuleSetState.SUBMITTED, RuleSetState.DRAFT, policy.may_judge),
    )
}


def actions_for(actor: Actor, version: RuleSet, *, stale: bool) -> list[str]:
    """Return what ``actor`` may do now. ``stale``: another version was published since this one was begun."""
    shut = {Action.SUBMIT, Action.PUBLISH} if stale else {Action.REBASE}
    return [
        move.action.value
        for move in MOVES.values()
        if version.state == move.source and move.action not in shut and move.allowed(actor, version)
    ]


def move(actor: Actor, version: RuleSet, action: Action, seen: int) -> None:
    """Take a version one step on. ``seen`` is the version number on the person's screen.

    Raises ``Forbidden``, then ``MoveNotPossible``, then ``Conflict``.
    """
    step = MOVES[action]
    step.allowed(actor, version).enforce()
    if version.state != step.source:
        raise MoveNotPossible
    if version.version != seen:
        raise Conflict
    version.state = step.target
    version.version += 1
