"""Opening a call-back, and the one-time link for somebody without the mini-program."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.callbacks import queries
from app.callbacks.models import Task, TaskState
from app.core.clock import BEIJING, now
from app.core.db import db
from app.core.ids import new_id
from app.core.settings import get_settings
from app.notify.service import send_sms

LINK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Facts:
    """What the call-backs of a ticket's present round rest on.

    ``people`` are those whose matter it is, the reporter first. ``left_out``: the ticket is left out of the rates.
    """

    ticket: Row[Any]
    people: tuple[UUID, ...]
    left_out: bool
    for_district: bool


def open_task(facts: Facts, person_id: UUID, void: Task | None) -> Task:
    """Open the call-back of one person: a new one, or the ``void`` one that he has of this round."""
    ticket = facts.ticket
    task = void or Task(id=new_id(), ticket_id=ticket.id, round=ticket.round, person_id=person_id, version=0)
    for name in ("district_id", "street_id", "community_id", "compound_id", "kind"):
        setattr(task, name, getattr(ticket, name))
    task.is_reporter = person_id == ticket.reporter_id
    task.company_id = ticket.responsible_org_id
    task.month, task.in_time = month_of(ticket), in_time(ticket)
    task.excluded, task.for_district = facts.left_out, facts.for_district
    task.state, task.created_at = TaskState.OPEN, now()
    task.version += 1
    db.session.add(task)
    db.session.flush()
    send_link(task, ticket.no)
    return task


def month_of(ticket: Row[Any]) -> date:
    """Return the month in which a ticket counts: that of its deadline, in Beijing."""
    day: date = ticket.finish_due_at.astimezone(BEIJING).date()
    return day.replace(day=1)


def in_time(ticket: Row[Any]) -> bool:
    """Return whether the work was reported done by its deadline."""
    finished, due = ticket.finished_at, ticket.finish_due_at
    return finished is not None and finished <= due


def send_link(task: Task, no: str) -> None:
    """Send a one-time link to somebody without the mini-program whose number is known; each opening sends its own."""
    in_app, has_phone = queries.ways_to_reach(task.person_id)
    if in_app or not has_phone:
        return
    token = secrets.token_urlsafe(16)
    planned = send_sms(
        event_key=f"callback:{task.id}:{task.version}",
        district_id=task.district_id,
        template="callback_link",
        params={"no": no, "url": f"{get_settings().public_base_url.rstrip('/')}/c/{token}"},
        person_id=task.person_id,
        ticket_id=task.ticket_id,
    )
    if planned is not None:
        task.token_hash = token_hash(token)
        task.token_until = now() + timedelta(days=LINK_DAYS)


def token_hash(token: str) -> bytes:
    """Return what is stored of a link's token."""
    return hashlib.sha256(f"callback:{token}".encode("utf-8", "surrogatepass")).digest()
