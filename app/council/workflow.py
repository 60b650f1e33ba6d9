"""The life of a topic as one table of moves. Nothing else decides what may follow what."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.auth import Actor
from app.core.errors import Conflict
from app.council.models import TopicAction, TopicState
from app.council.policy import TopicFacts, may_work

S, A = TopicState, TopicAction


class MoveNotPossible(Conflict):
    """The state does not allow the action."""

    code, message = "council.move_not_possible", "现在不能这样做，请刷新后再看"


class OwnersDecide(Conflict):
    """The topic is a matter of 民法典 278: the council only recommends."""

    code = "council.owners_decide"
    message = "这是民法典第二百七十八条规定的事项，议事厅只能提建议，请送业主表决"


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table. ``people`` is false for what the clock or a poll does."""

    action: TopicAction
    sources: frozenset[TopicState]
    target: TopicState
    people: bool = True


MOVES: tuple[Move, ...] = (
    Move(A.TAKE, frozenset({S.PROPOSED}), S.LISTED),
    Move(A.DECLINE, frozenset({S.PROPOSED}), S.DECLINED),
    Move(A.DISCUSS, frozenset({S.LISTED}), S.DISCUSSING),
    Move(A.DELIBERATE, frozenset({S.DISCUSSING}), S.DELIBERATING),
    Move(A.TO_OWNERS, frozenset({S.DELIBERATING}), S.OWNERS),
    Move(A.RESOLVE, frozenset({S.DELIBERATING}), S.POSTED),
    Move(A.BEGIN, frozenset({S.POSTED}), S.DOING, people=False),
    Move(A.BACK, frozenset({S.POSTED}), S.DELIBERATING),
    Move(A.CLOSE, frozenset({S.DOING}), S.DONE),
    Move(A.DROP, frozenset({S.LISTED, S.DISCUSSING, S.DELIBERATING}), S.DROPPED),
)
BY_ACTION: dict[TopicAction, Move] = {move.action: move for move in MOVES}
AFTER_POLL: dict[str, TopicState] = {"passed": S.DOING, "failed": S.DROPPED, "cancelled": S.DELIBERATING}
"""Where the owners' decision leads."""
EDITABLE = (S.PROPOSED, S.LISTED, S.DISCUSSING, S.DELIBERATING)


def actions_for(actor: Actor, topic: TopicFacts) -> list[str]:
    """Return what ``actor`` may do now. Screens draw their buttons from this, and only this."""
    if not may_work(actor, topic.community_id):
        return []
    found = [move.action.value for move in MOVES if move.people and topic.state in move.sources]
    barred = A.RESOLVE if topic.matter else A.TO_OWNERS
    if topic.state in EDITABLE:
        found.insert(0, A.SAVE.value)
    return [action for action in found if action != barred]


def target_of(action: TopicAction, topic: TopicFacts) -> TopicState:
    """Return the state after ``action``. Raises ``MoveNotPossible`` or ``OwnersDecide``."""
    if action is A.SAVE:
        if topic.state not in EDITABLE:
            raise MoveNotPossible
        return S(topic.state)
    move = BY_ACTION[action]
    if topic.state not in move.sources:
        raise MoveNotPossible
    if action is A.RESOLVE and topic.matter:
        raise OwnersDecide
    if action is A.TO_OWNERS and not topic.matter:
        raise MoveNotPossible("它不属于业主共同决定的事项，可以由议事会形成决议")
    return move.target
