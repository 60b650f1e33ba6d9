"""All SELECTs of the assemblies of owners. What is read for staff begins with ``compound``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app.core.auth import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.governance.models import Assembly, AssemblyEvent, AssemblyMeeting, SessionKind, SessionState
from app.governance.policy import AssemblyFacts
from app.identity.models import Person
from app.places.models import Compound

FRESH = {"populate_existing": True}


def compound(actor: Actor, compound_id: UUID) -> Compound:
    """Return a compound in the region of the post in use. Raises ``NotFound``."""
    post = actor.post
    if post is None or post.region_id is None or not actor.holds(Permission.GOVERNANCE_READ):
        raise NotFound
    columns = {"district": Compound.district_id, "street": Compound.street_id}
    within = columns.get(post.region_kind or "", Compound.community_id) == post.region_id
    found = db.session.scalar(select(Compound).where(Compound.id == compound_id, within))
    if found is None:
        raise NotFound
    return found


def of_compound(compound_id: UUID, *, locked: bool = False) -> Assembly | None:
    """Return the assembly of a compound, if it is written down; ``locked`` until the transaction ends."""
    statement = select(Assembly).where(Assembly.compound_id == compound_id)
    found: Assembly | None = db.session.scalar(
        statement.with_for_update() if locked else statement, execution_options=FRESH
    )
    return found


def lock_meeting(actor: Actor, meeting_id: UUID) -> tuple[AssemblyMeeting, Assembly]:
    """Return a meeting and its assembly, which ``actor`` sees, the assembly locked. Raises ``NotFound``."""
    statement = select(AssemblyMeeting, Assembly.compound_id).join(Assembly, Assembly.id == AssemblyMeeting.assembly_id)
    row = db.session.execute(statement.where(AssemblyMeeting.id == meeting_id)).first()
    if row is None:
        raise NotFound
    compound(actor, row.compound_id)
    assembly = of_compound(row.compound_id, locked=True)
    if assembly is None:
        raise NotFound
    db.session.refresh(row.AssemblyMeeting)
    return row.AssemblyMeeting, assembly


def meetings(assembly_id: UUID) -> Sequence[AssemblyMeeting]:
    """Return the meetings of an assembly, the latest first."""
    statement = select(AssemblyMeeting).where(AssemblyMeeting.assembly_id == assembly_id)
    ordered = statement.order_by(AssemblyMeeting.created_at.desc(), AssemblyMeeting.id.desc()).limit(50)
    return db.session.scalars(ordered, execution_options=FRESH).all()


def at_home(actor: Actor) -> Sequence[Any]:
    """Return the assemblies of the compounds where ``actor`` is at home that were set up, by name."""
    compounds = [home.compound_id for home in actor.homes if home.state == "active"]
    statement = select(Assembly, Compound.name.label("compound")).join(Compound, Compound.id == Assembly.compound_id)
    mine = Assembly.compound_id.in_(compounds), Assembly.set_up_on.is_not(None)
    return db.session.execute(statement.where(*mine).order_by(Compound.name, Compound.id)).all()


def told(assembly_ids: Iterable[UUID]) -> dict[UUID, list[AssemblyMeeting]]:
    """Return the meetings of some assemblies of which owners were told, by assembly, the latest first."""
    statement = select(AssemblyMeeting).where(
        AssemblyMeeting.assembly_id.in_(list(assembly_ids)), AssemblyMeeting.notice_on.is_not(None)
    )
    day = func.coalesce(AssemblyMeeting.held_on, AssemblyMeeting.planned_on)
    found: dict[UUID, list[AssemblyMeeting]] = {}
    for one in db.session.scalars(statement.order_by(day.desc(), AssemblyMeeting.id.desc()), execution_options=FRESH):
        found.setdefault(one.assembly_id, []).append(one)
    return found


def events(assembly_id: UUID) -> Sequence[Any]:
    """Return the history of an assembly."""
    statement = select(AssemblyEvent, Person.display_name.label("actor"))
    statement = statement.outerjoin(Person, Person.id == AssemblyEvent.actor_id)
    ordered = statement.where(AssemblyEvent.assembly_id == assembly_id).order_by(AssemblyEvent.seq)
    return db.session.execute(ordered).all()


def facts(assembly: Assembly, held: Sequence[AssemblyMeeting]) -> AssemblyFacts:
    """Return an assembly with what waits in it, from its meetings."""
    over = (SessionState.HELD, SessionState.POSTED)
    regular = [one.held_on for one in held if one.kind == SessionKind.REGULAR and one.state in over and one.held_on]
    waiting = {
        state: [day for one in held if one.state == state and (day := getattr(one, column)) is not None]
        for state, column in (
            (SessionState.ASKED, "asked_on"), (SessionState.ANNOUNCED, "planned_on"), (SessionState.HELD, "held_on")
        )
    }  # fmt: skip
    return AssemblyFacts(
        assembly.set_up_on,
        assembly.convention_on,
        assembly.procedure_on,
        assembly.every_months,
        max(regular, default=None),
        min(waiting[SessionState.ASKED], default=None),
        min(waiting[SessionState.ANNOUNCED], default=None),
        min(waiting[SessionState.HELD], default=None),
    )
