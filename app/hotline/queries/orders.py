"""SELECTs on orders: by number, by ticket, and what is told about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.db import db
from app.hotline.models import Order
from app.hotline.policy import Reach

HOTLINE = "hotline"
OPEN311 = "open311"

COLUMNS = """
    o.id, o.created_at, o.own_no, o.source, o.client_id, o.batch_id, o.called_at, o.urged, o.due_at AS ordered_due_at,
    own.no AS ticket_no, own.id AS ticket_id, own.hide_me, own.contact_cipher, own.reporter_id, own.state AS own_state,
    t.no AS handled_no, t.state, t.suspend_cause, t.result, t.result_reason, t.outcome, t.rating, t.contacted_at,
    t.finished_at, t.closed_at, t.finish_due_at, t.version AS seq, t.late_at,
    g.name AS handled_by, k.name AS category_name, c.name AS compound_name,
    p.display_name AS caller_name, p.phone_cipher AS caller_phone_cipher, f.note AS reply,
    q.state AS objection_state, q.note AS objection_note, q.decision_note AS objection_decision
"""
# A merged ticket is handled as the one it went into; number and caller stay its own.
JOINS = """
    FROM hotline_order o
    JOIN tickets_ticket own ON own.id = o.ticket_id
    JOIN tickets_ticket t ON t.id = coalesce(own.merged_into_id, own.id)
    JOIN places_compound c ON c.id = own.compound_id
    JOIN identity_person p ON p.id = own.reporter_id
    LEFT JOIN places_organisation g ON g.id = t.responsible_org_id
    LEFT JOIN tickets_category k ON k.code = t.category
    LEFT JOIN LATERAL (
        SELECT e.note FROM tickets_event e WHERE e.ticket_id = t.id AND e.action = 'finish' ORDER BY e.seq DESC LIMIT 1
    ) f ON t.finished_at IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT r.state, r.note, r.decision_note FROM tickets_request r
        WHERE r.ticket_id = t.id AND r.kind = 'return' ORDER BY r.asked_at DESC LIMIT 1
    ) q ON true
"""
ONE = text(f"SELECT {COLUMNS} {JOINS} WHERE o.id = :id")
LIST = text(
    f"""
    SELECT {COLUMNS} {JOINS}
    WHERE o.district_id = :district
      AND (CAST(:street AS uuid) IS NULL OR own.street_id = :street)
      AND (CAST(:client AS uuid) IS NULL OR o.client_id = :client)
      AND (CAST(:batch AS uuid) IS NULL OR o.batch_id = :batch)
      AND (CAST(:source AS text) IS NULL OR o.source = :source)
      AND (CAST(:own_no AS text) IS NULL OR o.own_no = :own_no)
      AND (CAST(:since AS timestamptz) IS NULL OR o.created_at >= :since)
      AND (CAST(:until AS timestamptz) IS NULL OR o.created_at < :until)
      AND (CAST(:at AS timestamptz) IS NULL OR (o.created_at, o.id) < (:at, :row))
    ORDER BY o.created_at DESC, o.id DESC LIMIT :limit
"""
)
OF_TICKET = text("""
    SELECT o.id FROM hotline_order o JOIN tickets_ticket t ON t.id = o.ticket_id
    WHERE t.id = :ticket OR t.merged_into_id = :ticket ORDER BY o.id
""")
REPEATED = text("""
    SELECT o.own_no FROM hotline_order o JOIN tickets_ticket t ON t.id = o.ticket_id
    WHERE o.client_id = :client AND o.content_index = :content AND o.created_at > :since
      AND t.category IS NOT DISTINCT FROM :category
    ORDER BY o.created_at DESC LIMIT 1
""")
LOCK_WORDS = text("SELECT pg_advisory_xact_lock(:key)")


def known(district_id: UUID, source: str, numbers: Iterable[str]) -> dict[str, Order]:
    """Return the orders with some numbers of the other side's, by number."""
    statement = select(Order).where(
        Order.district_id == district_id, Order.source == source, Order.own_no.in_(list(numbers))
    )
    return {order.own_no: order for order in db.session.scalars(statement)}


def lock(district_id: UUID, source: str, own_no: str) -> Order | None:
    """Lock and return the order with a number, or None."""
    statement = select(Order).where(Order.district_id == district_id, Order.source == source, Order.own_no == own_no)
    return db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


def streets_of(ticket_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the street of tickets."""
    statement = text("SELECT id, street_id FROM tickets_ticket WHERE id = ANY(:ids)")
    return {row.id: row.street_id for row in db.session.execute(statement, {"ids": list(ticket_ids)})}


def told(order_id: UUID) -> Row[Any] | None:
    """Return what can be told about one order, or None."""
    return db.session.execute(ONE, {"id": order_id}).first()


def listed(
    reach: Reach,
    *,
    limit: int,
    client_id: UUID | None = None,
    batch_id: UUID | None = None,
    source: str | None = None,
    own_no: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    mark: tuple[datetime, UUID] | None = None,
) -> list[Row[Any]]:
    """Return orders within reach, newest first, after ``mark``."""
    at, row = mark or (None, None)
    params = {
        "district": reach.district_id,
        "street": reach.street_id,
        "client": client_id,
        "batch": batch_id,
        "source": source,
        "own_no": own_no,
        "since": since,
        "until": until,
        "at": at,
        "row": row,
        "limit": limit,
    }
    return list(db.session.execute(LIST, params).all())


def walk(reach: Reach, piece: int, most: int, **which: Any) -> Iterator[Row[Any]]:
    """Yield the same rows as ``listed``, piece by piece, at most ``most`` of them."""
    mark = None
    while most > 0:
        rows = listed(reach, limit=min(piece, most), mark=mark, **which)
        yield from rows
        if len(rows) < piece:
            return
        most -= len(rows)
        mark = rows[-1].created_at, rows[-1].id


def of_ticket(ticket_id: UUID) -> list[UUID]:
    """Return the orders that a step of a ticket concerns: its own, and those merged into it."""
    return [row.id for row in db.session.execute(OF_TICKET, {"ticket": ticket_id})]


def owner(order_id: UUID) -> tuple[UUID | None, UUID] | None:
    """Return client and district of an order."""
    statement = select(Order.client_id, Order.district_id).where(Order.id == order_id)
    row = db.session.execute(statement).first()
    return (row.client_id, row.district_id) if row else None


def lock_words(key: int) -> None:
    """Let one transaction at a time look whether the same words came before."""
    db.session.execute(LOCK_WORDS, {"key": key})


def repeated(client_id: UUID, content: bytes, since: datetime, *, category: str | None) -> str | None:
    """Return the number of an order that a client sent with words and category since an instant, or None."""
    params = {"client": client_id, "content": content, "since": since, "category": category}
    found: str | None = db.session.execute(REPEATED, params).scalar()
    return found
