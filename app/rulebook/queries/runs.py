"""Dry runs. Who sees a version sees its runs; a street sees only those over its own tickets."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from app.core.auth import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.core.permissions import Role
from app.rulebook.models import Run, RunState
from app.rulebook.policy import street_of

ACTIVE = (RunState.QUEUED, RunState.RUNNING)


def visible(actor: Actor) -> ColumnElement[bool]:
    """Give the condition on ``Run`` under which a person may see it."""
    here = Run.district_id == actor.district_id
    return here if actor.role is Role.DISTRICT else here & (Run.street_id == street_of(actor))


def page(actor: Actor, set_id: UUID, *, limit: int, cursor: str | None) -> Page:
    """Return the runs of a version, newest first."""
    statement = select(Run).where(Run.set_id == set_id, visible(actor))  # visible() names the district
    return newest_first(statement, Run.created_at, Run.id, limit=limit, cursor=cursor)


def _by_id(actor: Actor, run_id: UUID) -> Select[Run]:
    return select(Run).where(Run.id == run_id, visible(actor))


def get(actor: Actor, run_id: UUID) -> Run:
    """Return a run that a person sees. Raises ``NotFound``."""
    found = db.session.scalar(_by_id(actor, run_id))
    if found is None:
        raise NotFound
    return found


def lock(actor: Actor, run_id: UUID) -> Run:
    """Return a run that a person sees, locked. Raises ``NotFound``."""
    found = db.session.scalar(_by_id(actor, run_id).with_for_update().execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def lock_for_worker(run_id: UUID) -> Run | None:
    """Return a run, locked, whoever asked for it; None when it is gone."""
    statement = select(Run).where(Run.id == run_id).with_for_update()
    return db.session.scalar(statement.execution_options(populate_existing=True))


def active(person_id: UUID) -> Run | None:
    """Return the run of a person that is under way, if there is one."""
    return db.session.scalar(select(Run).where(Run.requested_by == person_id, Run.state.in_(ACTIVE)))


def beyond(set_id: UUID, district_id: UUID, keep: int) -> list[UUID]:
    """Return the finished runs of a version that are older than its newest ``keep``."""
    statement = (
        select(Run.id)
        .where(Run.set_id == set_id, Run.district_id == district_id, Run.state.not_in(ACTIVE))
        .order_by(Run.created_at.desc(), Run.id.desc())
        .offset(keep)
    )
    return list(db.session.scalars(statement))
