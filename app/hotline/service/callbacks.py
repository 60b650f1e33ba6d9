"""What another system is told about its orders: planned with the step, sent afterwards, at least once.

``begin`` commits ``sending`` before the call; ``record`` commits what became of it. Unlike a message to a person, one
of which it is unclear whether it arrived is sent again: it carries an id by which the receiver knows it already.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.dialects.postgresql import insert

from app.core import audit, outbox
from app.core.auth import Actor
from app.core.clock import now
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.core.outside import Outcome, Sending
from app.events.hotline import CallbackPlanned
from app.events.tickets import TicketMoved
from app.hotline import policy
from app.hotline.models import Callback, CallbackState
from app.hotline.queries import clients, orders
from app.hotline.service.clients import secret_of
from app.hotline.service.telling import told

MAX_ATTEMPTS = outbox.MAX_ATTEMPTS
PING = "ping"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call to make. ``number`` counts the attempts of this message from 1."""

    callback_id: UUID
    number: int
    client_id: UUID
    url: str
    secret: str
    body: bytes


def plan(event: TicketMoved) -> int:
    """Plan the messages about one step of a ticket. Returns how many; a second run plans nothing new."""
    kind = policy.event_of(event.action, event.about)
    if kind is None:
        return 0
    return sum(_plan_for(order_id, kind, event.seq) for order_id in orders.of_ticket(UUID(event.ticket_id)))


def _plan_for(order_id: UUID, kind: str, seq: int) -> bool:
    owner = orders.owner(order_id)
    client = clients.client(owner[0]) if owner and owner[0] else None
    if client is None or not client.callback_url or client.revoked_at is not None:
        return False
    row = orders.told(order_id)
    if row is None:
        return False
    body = {"event": kind, "event_name": policy.EVENT_NAMES[kind], "seq": seq, "at": now(), "order": told(row)}
    return _store(client.district_id, client.id, order_id, kind, seq, body)


def _store(
    district_id: UUID, client_id: UUID, order_id: UUID | None, kind: str, seq: int, body: dict[str, Any]
) -> bool:
    callback_id = new_id()
    row = {
        "id": callback_id,
        "district_id": district_id,
        "client_id": client_id,
        "order_id": order_id,
        "kind": kind,
        "seq": seq,
        "body": orjson.loads(orjson.dumps({"event_id": callback_id} | body)),
    }
    statement = insert(Callback).values(row).on_conflict_do_nothing(index_elements=["order_id", "kind", "seq"])
    if db.session.execute(statement.returning(Callback.id)).first() is None:
        return False
    outbox.publish(CallbackPlanned(str(callback_id)))
    return True


def ping(actor: Actor, client_id: UUID) -> None:
    """Plan a message that only tries the way. Raises ``NotFound``, or ``Conflict`` when there is no address."""
    client = clients.lock(actor.district_id, client_id)
    if client.revoked_at is not None or not client.callback_url:
        raise Conflict("请先填写回传地址")
    body = {"event": PING, "event_name": policy.EVENT_NAMES[PING], "seq": 0, "at": now(), "order": None}
    _store(client.district_id, client.id, None, PING, 0, body)
    audit.record(actor, "hotline.client_pinged", f"client:{client.id}")


# --- sending ---


def begin(callback_id: UUID) -> Attempt | None:
    """Take a message and return the call to make, or None when there is none to make.

    One that is found in ``sending`` was interrupted: it may have arrived, and is sent again.
    """
    callback = clients.lock_callback(callback_id)
    if callback is None or callback.state in (CallbackState.SENT, CallbackState.FAILED):
        return None
    client = clients.client(callback.client_id)
    if client is None or client.revoked_at is not None or not client.callback_url:
        _settle(callback, CallbackState.FAILED, "no_address")
        return None
    callback.unclear = callback.unclear or callback.state == CallbackState.SENDING
    callback.state, callback.reason = CallbackState.SENDING, ""
    callback.attempts += 1
    callback.tried_at = now()
    body = orjson.dumps(callback.body, option=orjson.OPT_SORT_KEYS)
    return Attempt(callback.id, callback.attempts, client.id, client.callback_url, secret_of(client), body)


def record(attempt: Attempt, sending: Sending) -> None:
    """Write down what became of an attempt, and plan the next one where another may help."""
    callback = clients.lock_callback(attempt.callback_id)
    if callback is None or callback.state != CallbackState.SENDING or callback.attempts != attempt.number:
        return
    if sending.outcome is Outcome.SENT:
        callback.sent_at = now()
        _settle(callback, CallbackState.SENT, "")
    elif sending.outcome is Outcome.FAILED:
        _settle(callback, CallbackState.FAILED, sending.reason)
    else:
        callback.unclear = callback.unclear or sending.outcome is Outcome.UNKNOWN
        _try_later(callback, sending.reason)


def _settle(callback: Callback, state: CallbackState, reason: str) -> None:
    callback.state, callback.reason = state, reason[:40]


def _try_later(callback: Callback, reason: str) -> None:
    """Plan the message again with growing pauses, as long as the outbox would; then give it up.

    ``unknown`` says that one of the tries may have arrived, also while the next one is waited for.
    """
    waiting = CallbackState.UNKNOWN if callback.unclear else CallbackState.PLANNED
    if callback.attempts >= MAX_ATTEMPTS:
        _settle(callback, CallbackState.UNKNOWN if callback.unclear else CallbackState.FAILED, reason)
        return
    _settle(callback, waiting, reason)
    delay = min(outbox.FIRST_DELAY_SECONDS * 2 ** (callback.attempts - 1), outbox.LONGEST_DELAY_SECONDS)
    due_at = now() + timedelta(seconds=delay * random.uniform(0.8, 1.2))  # noqa: S311 - spreads load, hides nothing
    outbox.publish(CallbackPlanned(str(callback.id)), due_at=due_at)


def resend(actor: Actor, callback_id: UUID) -> None:
    """Let a message that was given up be sent again. Raises ``NotFound``, ``Conflict``."""
    callback = clients.lock_callback(callback_id)
    if callback is None or callback.district_id != actor.district_id:
        raise NotFound
    given_up = callback.state == CallbackState.FAILED or callback.attempts >= MAX_ATTEMPTS
    if callback.state == CallbackState.SENT or not given_up:
        raise Conflict("这条消息不需要重发")
    _settle(callback, CallbackState.PLANNED, "")
    callback.attempts = 0
    outbox.publish(CallbackPlanned(str(callback.id)))
    audit.record(actor, "hotline.callback_resent", f"callback:{callback.id}")
