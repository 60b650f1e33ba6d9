"""SELECTs on tickets as call-backs need them, and on single call-backs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.callbacks.models import Answer, Task, Try
from app.core.auth import Actor
from app.core.db import db
from app.core.errors import NotFound

TICKET = text("""
    SELECT t.id, t.no, t.round, t.state, t.kind, t.district_id, t.street_id, t.community_id, t.compound_id,
           t.reporter_id, t.responsible_org_id, t.finish_due_at, t.finished_at, t.contacted_at, t.dispatched_at,
           t.clock_from, t.suspended_at, k.name AS category_name, c.name AS compound_name
    FROM tickets_ticket t JOIN places_compound c ON c.id = t.compound_id
    LEFT JOIN tickets_category k ON k.code = t.category WHERE t.id = :id
""")
FOLLOWERS = text("SELECT person_id FROM tickets_follower WHERE ticket_id = :id")
RATING = text("SELECT outcome, rating, comment, person_id FROM tickets_rating WHERE ticket_id = :id AND round = :round")
HAS_APP = text("SELECT p.openid_index IS NOT NULL AS app, p.phone_cipher IS NOT NULL AS phone FROM identity_person p"
               " WHERE p.id = :id")  # fmt: skip


def ticket(ticket_id: UUID) -> Row[Any] | None:
    """Return what a call-back needs to know of a ticket."""
    return db.session.execute(TICKET, {"id": ticket_id}).first()


def followers(ticket_id: UUID) -> list[UUID]:
    """Return whose matter a ticket is besides its reporter's."""
    return list(db.session.scalars(FOLLOWERS, {"id": ticket_id}))


def rating(ticket_id: UUID, round_no: int) -> Row[Any] | None:
    """Return what the reporter said in the app after a round."""
    return db.session.execute(RATING, {"id": ticket_id, "round": round_no}).first()


def ways_to_reach(person_id: UUID) -> tuple[bool, bool]:
    """Return whether a person uses the mini-program, and whether his number is known."""
    row = db.session.execute(HAS_APP, {"id": person_id}).first()
    return (bool(row.app), bool(row.phone)) if row else (False, False)


ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 8))")


def one_at_a_time(ticket_id: UUID) -> None:
    """Let one transaction at a time open, void or leave out the call-backs of a ticket. Taken before any row lock."""
    db.session.execute(ONE_AT_A_TIME, {"key": str(ticket_id)})


def lock_tasks_of(ticket_id: UUID) -> list[Task]:
    """Lock and return the tasks of a ticket, of every round."""
    statement = select(Task).where(Task.ticket_id == ticket_id).order_by(Task.id).with_for_update()
    return list(db.session.scalars(statement, execution_options={"populate_existing": True}))


def own_task(actor: Actor, task_id: UUID) -> Task:
    """Lock and return a call-back of a resident, or of who lets him answer. Raises ``NotFound`` for any other."""
    mine = (actor.person_id, *actor.acts_for)
    statement = select(Task).where(Task.id == task_id, Task.person_id.in_(mine)).with_for_update()
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound
    return found


def task_by_token(token_hash: bytes, *, lock: bool = False) -> Task | None:
    """Return the task of a link."""
    statement = select(Task).where(Task.token_hash == token_hash)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def last_answer(task_id: UUID) -> Answer | None:
    """Return the answer in effect."""
    statement = select(Answer).where(Answer.task_id == task_id).order_by(Answer.seq.desc()).limit(1)
    return db.session.scalar(statement)


def tries(task_id: UUID) -> list[Try]:
    """Return the attempts of a task in order."""
    return list(db.session.scalars(select(Try).where(Try.task_id == task_id).order_by(Try.seq)))
