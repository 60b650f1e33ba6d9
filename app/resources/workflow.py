"""The way of an idle resource as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.auth import Actor
from app.core.errors import Conflict
from app.resources.models import UNDER_WAY, Action, Stage
from app.resources.policy import ResourceFacts, may_work

S, A = Stage, Action


class MoveNotPossible(Conflict):
    """The stage does not allow the action."""

    code, message = "resources.move_not_possible", "当前阶段不能这样做，请刷新后再看"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; without a target the stage stays.

    ``stuck``: only while it is, or only while it is not. ``polled``: the same for a poll of the owners under way.
    """

    action: Action
    sources: frozenset[Stage]
    target: Stage | None
    stuck: bool | None = None
    polled: bool | None = None


GOING = frozenset(UNDER_WAY)
BEFORE_WORKS = frozenset({S.FOUND, S.CONSULTED, S.PLANNED, S.FUNDED})
MOVES: tuple[Move, ...] = (
    Move(A.ASK, BEFORE_WORKS, None, stuck=False, polled=False),
    Move(A.CONSULT, frozenset({S.FOUND}), S.CONSULTED, stuck=False),
    Move(A.PLAN, frozenset({S.CONSULTED}), S.PLANNED, stuck=False),
    Move(A.FUND, frozenset({S.PLANNED}), S.FUNDED, stuck=False),
    Move(A.CONVERT, frozenset({S.FUNDED}), S.CONVERTING, stuck=False),
    Move(A.RUN, frozenset({S.FUNDED, S.CONVERTING}), S.RUNNING, stuck=False),
    Move(A.NOTE, GOING | {S.RUNNING}, None),
    Move(A.STICK, GOING, None, stuck=False),
    Move(A.GO_ON, GOING, None, stuck=True),
    Move(A.CHANGE, GOING | {S.RUNNING}, None),
    Move(A.END, GOING | {S.RUNNING}, S.ENDED),
)
BY_ACTION: dict[Action, Move] = {move.action: move for move in MOVES}


def possible(move: Move, resource: ResourceFacts) -> bool:
    """Return whether ``move`` may be made from where the resource is."""
    if resource.stage not in move.sources:
        return False
    if move.polled not in (None, resource.poll_id is not None):
        return False
    return move.stuck is None or move.stuck == (resource.stuck is not None)


def actions_for(actor: Actor, resource: ResourceFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    if not may_work(actor, resource):
        return []
    return [move.action for move in MOVES if possible(move, resource)]


def target_of(action: Action, resource: ResourceFacts) -> Stage:
    """Return the stage after ``action``. Raises ``MoveNotPossible``."""
    move = BY_ACTION.get(action)
    if move is None or not possible(move, resource):
        raise MoveNotPossible
    return move.target or Stage(resource.stage)
