"""SELECTs on what people question, for those who answer and for those who asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.auth import Actor
from app.core.db import db, fast
from app.core.paging import Page, decode_cursor, page_of_rows
from app.disclosures.models import Objection, ObjectionState
from app.disclosures.queries.scope import visible

LIST = """
    SELECT x.id, x.created_at, x.version_id, x.anchor, x.label, x.shown, x.reason, x.state, x.ticket_id,
           x.compound_id, c.name AS compound_name, p.form, p.period_from, p.period_to, p.subject, v.number,
           t.no AS ticket_no, t.finish_due_at AS due_at, w.answer, w.at AS answered_at
    FROM disclosures_objection x JOIN places_compound c ON c.id = x.compound_id
    JOIN disclosures_publication p ON p.id = x.publication_id JOIN disclosures_version v ON v.id = x.version_id
    JOIN tickets_ticket t ON t.id = x.ticket_id
    LEFT JOIN LATERAL (SELECT a.answer, a.at FROM disclosures_answer a WHERE a.objection_id = x.id
                       ORDER BY a.at DESC, a.seq DESC LIMIT 1) w ON true
"""


def page(actor: Actor, *, compound_id: UUID | None, state: str | None, limit: int, cursor: str | None) -> Page:
    """Return questions in the compounds that ``actor`` works for, the newest first."""
    condition, params = visible(actor)
    return _page(condition, params, {"compound_id": compound_id, "state": state}, limit, cursor)


def mine(actor: Actor, *, limit: int, cursor: str | None) -> Page:
    """Return what ``actor`` asked himself, the newest first."""
    return _page("x.person_id = :me", {"me": actor.person_id}, {}, limit, cursor)


def _page(condition: str, params: dict[str, Any], narrowed: dict[str, Any], limit: int, cursor: str | None) -> Page:
    conditions, params = [condition], params | {"limit": limit + 1}
    for name, value in narrowed.items():
        if value is not None:
            conditions.append(f"x.{name} = :{name}")
            params[name] = value
    if cursor:
        params["at"], params["after"] = decode_cursor(cursor)
        conditions.append("(x.created_at, x.id) < (:at, :after)")
    where = " AND ".join(conditions)
    statement = text(f"{LIST} WHERE {where} ORDER BY x.created_at DESC, x.id DESC LIMIT :limit")
    with fast() as connection:
        return page_of_rows(connection.execute(statement, params).all(), limit)


def one_of_mine(actor: Actor, objection_id: UUID) -> Row[Any]:
    """Return one question that ``actor`` has just asked."""
    with fast() as connection:
        statement = text(f"{LIST} WHERE x.id = :id AND x.person_id = :me")
        return connection.execute(statement, {"id": objection_id, "me": actor.person_id}).one()


def open_ones(actor: Actor, limit: int) -> list[Row[Any]]:
    """Return questions that wait for an answer, the one due first before the others."""
    condition, params = visible(actor)
    statement = text(f"{LIST} WHERE {condition} AND x.state = 'open' ORDER BY t.finish_due_at, x.id LIMIT :limit")
    with fast() as connection:
        return list(connection.execute(statement, params | {"limit": limit}).all())


def asked_already(person_id: UUID, version_id: UUID, anchor: str) -> bool:
    """Return whether a person waits for the answer to the same question."""
    statement = select(Objection.id).where(
        Objection.person_id == person_id,
        Objection.version_id == version_id,
        Objection.anchor == anchor,
        Objection.state == ObjectionState.OPEN,
    )
    return db.session.scalar(statement.limit(1)) is not None


OF_TICKET = text("""
    SELECT o.id FROM disclosures_objection o
    WHERE (o.ticket_id = :id OR o.ticket_id IN (SELECT t.id FROM tickets_ticket t WHERE t.merged_into_id = :id))
      AND o.state <> 'withdrawn' ORDER BY o.id FOR UPDATE
""")


def of_ticket(ticket_id: UUID, *, merged: bool) -> list[Objection]:
    """Return the questions that a ticket is about, locked; with ``merged`` also those of tickets that went into it."""
    ids = [row.id for row in db.session.execute(OF_TICKET, {"id": ticket_id})]
    statement = select(Objection).where(Objection.id.in_(ids)).order_by(Objection.id)
    if not merged:
        statement = statement.where(Objection.ticket_id == ticket_id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


STEP = text("SELECT at, note, actor_id FROM tickets_event WHERE ticket_id = :id AND seq = :seq")


def ticket_step(ticket_id: UUID, seq: int) -> Row[Any] | None:
    """Return one step of a ticket: when, what was noted, by whom."""
    return db.session.execute(STEP, {"id": ticket_id, "seq": seq}).first()
