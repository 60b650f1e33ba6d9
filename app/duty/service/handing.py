"""Handing out one order inside a company, in the worker: to whose turn it is, to the manager, or into the pool.

The row of the setting is locked first, so two orders at once are handed out one after the other and nobody is passed
over; what becomes of the order, the turn and the note of it are one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core import outbox
from app.core.clock import BEIJING, as_beijing, now
from app.core.db import db
from app.duty import policy, queries
from app.duty.models import Handout, Mode, Outcome, Setting, Turn
from app.events.duty import ModeChanged, OrderWaits
from app.tickets import service as tickets

AT_ONCE = 50
"""How many waiting orders one transaction hands out anew; each takes some milliseconds of the 5 s that it may last."""

MANUAL = "本单位由项目经理指派，等待指派"
POOL = "本单位自行接单，已放入待接单"
NOBODY = "{at}没有人值班，已放入待接单，请项目经理安排"
TURN = "值班轮派：轮到{name}"

WAITS = {(Mode.MANUAL, Outcome.WAITING): "manual", (Mode.ROUND, Outcome.POOL): "nobody_on_duty"}
"""What is left to the manager, by the way of handing out and what became of the order."""


def hand_out(*, ticket_id: UUID, seq: int, organisation_id: UUID, compound_id: UUID) -> Outcome | None:
    """Hand out the order that came to a company with version ``seq``. A second run does nothing.

    Returns what became of it; None when it is no longer there to hand out, or the company never chose how.
    """
    setting = queries.lock_setting(organisation_id, compound_id)
    order = queries.waiting_order(ticket_id, organisation_id)
    if order is None or queries.was_handed_out(ticket_id, seq):
        return None
    if setting is None:
        tickets.open_to_all(ticket_id, True)
        return None
    outcome = _hand(setting, order, seq)
    why = WAITS.get((Mode(setting.mode), outcome)) if outcome else None
    if why:
        _tell_manager(setting, order, seq, why)
    return outcome


def apply_mode(*, organisation_id: UUID, compound_id: UUID, version: int) -> int:
    """Hand out anew what waits after the manager chose another way. Returns how many orders were.

    Does nothing when he chose again meanwhile: that choice has a message of its own. Nobody is told of each order: the
    manager sees on the screen on which he chose what the new way means for what waits.
    """
    setting = queries.lock_setting(organisation_id, compound_id)
    if setting is None or setting.version != version:
        return 0
    # What came after the choice has a message of its own, which may only be slower than this one.
    waiting = queries.waiting_orders(organisation_id, compound_id, version, setting.changed_at, AT_ONCE)
    for order in waiting:
        _hand(setting, order, order.version)
    if len(waiting) == AT_ONCE:
        outbox.publish(ModeChanged(str(organisation_id), str(compound_id), version))
    return len(waiting)


def _hand(setting: Setting, order: Any, seq: int) -> Outcome | None:
    at = now()
    found = BY_MODE[Mode(setting.mode)](setting, order, seq, at)
    if found is None:
        return None
    outcome, person_id, reason = found
    db.session.add(
        Handout(
            ticket_id=order.id,
            seq=seq,
            setting_version=setting.version,
            district_id=order.district_id,
            organisation_id=setting.organisation_id,
            compound_id=setting.compound_id,
            at=at,
            mode=setting.mode,
            outcome=outcome,
            person_id=person_id,
            reason=reason,
        )
    )
    db.session.flush()
    return outcome


Found = tuple[Outcome, UUID | None, str]


def _by_hand(setting: Setting, order: Any, seq: int, at: datetime) -> Found:
    tickets.open_to_all(order.id, False)
    return Outcome.WAITING, None, MANUAL


def _into_pool(setting: Setting, order: Any, seq: int, at: datetime) -> Found:
    tickets.open_to_all(order.id, True)
    return Outcome.POOL, None, POOL


def _by_round(setting: Setting, order: Any, seq: int, at: datetime) -> Found | None:
    chosen = policy.next_in_turn(queries.on_duty(setting.organisation_id, setting.compound_id, at))
    if chosen is None:
        tickets.open_to_all(order.id, True)
        return Outcome.POOL, None, NOBODY.format(at=as_beijing(at))
    reason = TURN.format(name=chosen.name)
    if not tickets.assign(order.id, chosen.person_id, reason=reason):
        return None  # somebody took it meanwhile: that is no turn
    _note_turn(setting, chosen.person_id)
    return Outcome.ASSIGNED, chosen.person_id, reason


def _note_turn(setting: Setting, person_id: UUID) -> None:
    setting.turns += 1
    statement = insert(Turn).values(
        organisation_id=setting.organisation_id,
        compound_id=setting.compound_id,
        person_id=person_id,
        last_turn=setting.turns,
    )
    statement = statement.on_conflict_do_update(
        index_elements=["organisation_id", "compound_id", "person_id"], set_={"last_turn": setting.turns}
    )
    db.session.execute(statement)


def _tell_manager(setting: Setting, order: Any, seq: int, why: str) -> None:
    outbox.publish(
        OrderWaits(
            ticket_id=str(order.id),
            seq=seq,
            organisation_id=str(setting.organisation_id),
            compound_id=str(setting.compound_id),
            community_id=str(order.community_id),
            no=order.no,
            category_name=order.category_name,
            why=why,
            hour=now().astimezone(BEIJING).strftime("%Y%m%d%H"),
        )
    )


BY_MODE: dict[Mode, Callable[[Setting, Any, int, datetime], Found | None]] = {
    Mode.MANUAL: _by_hand,
    Mode.ROUND: _by_round,
    Mode.POOL: _into_pool,
}
