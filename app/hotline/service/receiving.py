"""Storing orders, each number of the other side's once, whatever way and however often it comes.

A number is claimed by an insert that one of several wins; who loses waits for the winner and then sees its order. All
locks of a piece are taken in one order, numbers before telephones, so that two imports never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core.clock import now
from app.core.crypto import get_crypto
from app.core.db import db
from app.core.errors import AppError
from app.core.ids import new_id
from app.hotline.models import Order, RowOutcome
from app.hotline.policy import Reach
from app.hotline.queries import orders
from app.hotline.service.preparing import Ready
from app.identity.queries.relatives import lock_phone
from app.identity.service import contact_person
from app.identity.service.contacts import PHONE
from app.tickets import workflow
from app.tickets.models import OVER, Action
from app.tickets.queries import lock_for_system
from app.tickets.service import lodge
from app.tickets.service.recording import record
from app.tickets.service.timing import set_again
from app.workdays.service import calendar

CONTENT = "hotline_order.content"
UNKNOWN_CALLER = "来电居民"
FOREIGN = "这个编号不能在这里导入，请联系区里核对"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where orders come from: the other side's name for its numbers, and the client or file."""

    reach: Reach
    source: str
    client_id: UUID | None = None
    batch_id: UUID | None = None


@dataclass(slots=True)
class Received:
    """What became of one order."""

    outcome: RowOutcome
    order_id: UUID | None = None
    notes: list[str] = field(default_factory=list)
    error: AppError | None = None


def receive(origin: Origin, items: Sequence[Ready]) -> dict[str, Received]:
    """Store orders with different numbers in the present transaction; return what became of each, by number."""
    at = now()
    found = {ready.own_no: _claim(origin, ready, at) for ready in sorted(items, key=lambda ready: ready.own_no)}
    _lock_phones(ready.caller_phone for ready in items if found[ready.own_no][1])
    return {ready.own_no: _settle(origin, ready, *found[ready.own_no], at) for ready in items}


def content_index(ready: Ready) -> bytes:
    """Return the keyed hash of what an order says."""
    return get_crypto().blind_index(ready.words().decode(), column=CONTENT)


def _claim(origin: Origin, ready: Ready, at: datetime) -> tuple[Order, bool]:
    """Return the order with the number, and whether it was made just now."""
    order_id = new_id()
    row = {
        "id": order_id,
        "district_id": origin.reach.district_id,
        "source": origin.source,
        "own_no": ready.own_no,
        "client_id": origin.client_id,
        "batch_id": origin.batch_id,
        "called_at": ready.called_at,
        "due_at": ready.due_at(at, calendar()),
        "urged": ready.urged,
        "content_index": content_index(ready),
        "created_at": at,
    }
    statement = insert(Order).values(row).on_conflict_do_nothing(index_elements=["district_id", "source", "own_no"])
    made = db.session.execute(statement.returning(Order.id)).first() is not None
    order = orders.lock(origin.reach.district_id, origin.source, ready.own_no)
    if order is None:
        raise LookupError("an order that was claimed is gone")
    return order, made


def _lock_phones(phones: Iterable[str | None]) -> None:
    crypto = get_crypto()
    for index in sorted({crypto.phone_index(phone, column=PHONE) for phone in phones if phone}):
        lock_phone(index)


def _settle(origin: Origin, ready: Ready, order: Order, made: bool, at: datetime) -> Received:
    if not made:
        return _again(origin, ready, order)
    try:
        with db.session.begin_nested():
            order.ticket_id = _lodge(origin, ready, order, at)
            db.session.flush()
    except AppError as error:  # a place that went away since it was looked up: the other rows must not suffer
        db.session.delete(order)
        db.session.flush()
        return Received(RowOutcome.REJECTED, error=error)
    return Received(RowOutcome.CREATED, order.id)


def _lodge(origin: Origin, ready: Ready, order: Order, at: datetime) -> UUID:
    reporter = contact_person(
        district_id=origin.reach.district_id, name=ready.caller_name or UNKNOWN_CALLER, phone=ready.caller_phone
    )
    return lodge(
        actor=None,
        source=origin.source,
        compound_id=ready.compound_id,
        kind=ready.kind,
        category=ready.category,
        description=ready.content,
        reporter_id=reporter,
        contact_phone=ready.caller_phone,
        building_id=ready.building_id,
        hide_me=ready.secret,
        ordered_due_at=order.due_at,
        ordered_basis=basis(ready.own_no, ready.due_words) if order.due_at else "",
        at=at,
    )


def basis(own_no: str, words: str) -> str:
    """Return what the explanation of a deadline says of where it comes from."""
    return f"12345 工单 {own_no}，{words}"[:120]


# --- a number that is known already ---


def _again(origin: Origin, ready: Ready, order: Order) -> Received:
    """Bring a known order up to date: its deadline and how often it was urged, nothing else."""
    if order.ticket_id is None or not within(origin.reach, order):
        return Received(RowOutcome.REJECTED, notes=[FOREIGN])
    notes: list[str] = []
    changed = [step(ready, order, notes) for step in (_new_due, _urged)]
    if order.content_index != content_index(ready):
        notes.append("内容与先前收到的不同，没有改动")
    if any(changed):
        order.changed_at = now()
        db.session.flush()  # what is told about it next is read from the database
        return Received(RowOutcome.UPDATED, order.id, notes)
    return Received(RowOutcome.UNCHANGED, order.id, notes or ["已经登记过，没有变化"])


def within(reach: Reach, order: Order) -> bool:
    """Return whether the ticket of an order lies within reach."""
    if reach.street_id is None or order.ticket_id is None:
        return True
    return orders.streets_of([order.ticket_id]).get(order.ticket_id) == reach.street_id


def differs(ready: Ready, order: Order) -> bool:
    """Return whether receiving an order again would change the one that is known."""
    due = ready.due_at(order.created_at, calendar())
    return (due is not None and due != order.due_at) or ready.urged > order.urged


def _new_due(ready: Ready, order: Order, notes: list[str]) -> bool:
    due = ready.due_at(order.created_at, calendar())
    if due is None or due == order.due_at or order.ticket_id is None:
        return False
    ticket = lock_for_system(order.ticket_id)
    if ticket is None or ticket.state in OVER or ticket.finished_at is not None:
        notes.append("工单已办理完，期限不再更改")
        return False
    old = ticket.finish_due_at
    order.due_at = ticket.ordered_due_at = due
    ticket.ordered_basis = basis(order.own_no, ready.due_words)
    before, _ = workflow.move(None, ticket, Action.REDUE)
    set_again(ticket)
    detail = {"was": old.isoformat(), "due": ticket.finish_due_at.isoformat(), "ordered": True}
    record(ticket, Action.REDUE, before, now(), note=f"12345 把{ready.due_words or '办理期限改了'}", detail=detail)
    db.session.flush()  # who locks the ticket next reads it from the database
    notes.append(f"期限已更新：{ready.due_words}")
    return True


def _urged(ready: Ready, order: Order, notes: list[str]) -> bool:
    if ready.urged <= order.urged or order.ticket_id is None:
        return False
    order.urged = ready.urged
    ticket = lock_for_system(order.ticket_id)
    if ticket is None or not workflow.BY_ACTION[Action.URGE].fits(ticket):
        notes.append("工单已办理完，催办次数已记下")
        return True
    at = now()
    before, _ = workflow.move(None, ticket, Action.URGE)
    ticket.urged_at = at
    record(ticket, Action.URGE, before, at, note=f"12345 催办，共 {ready.urged} 次")
    notes.append(f"催办次数已更新为 {ready.urged}")
    return True
