"""Who and what a name written in a form can mean: places and organisations as the post in use may choose them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.core.auth import Actor
from app.core.db import db
from app.places.models import Compound, Organisation
from app.places.queries import in_scope, still_there


def compounds(actor: Actor, community_id: UUID) -> Sequence[Any]:
    """Return id and name of the compounds of a community that the post in use reaches."""
    statement = select(Compound.id, Compound.name).where(in_scope(actor), Compound.community_id == community_id)
    return db.session.execute(statement.order_by(Compound.name, Compound.id)).all()


def organisations(district_id: UUID, also: Sequence[UUID]) -> Sequence[Any]:
    """Return id, name, kind and seat of the organisations of a district that can be chosen, and those in ``also``."""
    statement = select(Organisation.id, Organisation.name, Organisation.kind, Organisation.region_id).where(
        Organisation.district_id == district_id, or_(still_there(Organisation), Organisation.id.in_(also))
    )
    return db.session.execute(statement.order_by(Organisation.name, Organisation.id)).all()
