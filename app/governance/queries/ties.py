"""SELECTs of what ties a member to the compound: units that hold title there, homes, and who is confirmed in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, select

from app.core.db import db
from app.governance.models import Member, MemberType
from app.identity.models import BindingState, HomeBinding, Person, Relation
from app.places.models import Building, Organisation


def title_units(compound_id: UUID) -> Select[Any]:
    """Return the ids of the units that hold title to a building of a compound, as a statement to build on."""
    return select(Building.title_unit_id).where(
        Building.compound_id == compound_id, Building.title_unit_id.is_not(None)
    )


def units(compound_id: UUID) -> Sequence[Any]:
    """Return the units that hold title to a building of a compound, by name."""
    statement = select(Organisation.id, Organisation.name).where(Organisation.id.in_(title_units(compound_id)))
    return db.session.execute(statement.order_by(Organisation.name, Organisation.id)).all()


def holds_title(compound_id: UUID, organisation_id: UUID) -> bool:
    """Return whether a unit holds title to a building of a compound."""
    held = title_units(compound_id).where(Building.title_unit_id == organisation_id)
    return bool(db.session.scalar(select(held.exists())))


def unit_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the full names of units by id."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def confirmed(committee_id: UUID) -> set[UUID]:
    """Return the owners of a committee in whose home a person of exactly their name is confirmed as owner.

    Names are compared in the database; nothing of a binding is read.
    """
    bound = exists().where(
        HomeBinding.home_id == Member.home_id,
        HomeBinding.relation == Relation.OWNER,
        HomeBinding.state == BindingState.ACTIVE,
        Person.id == HomeBinding.person_id,
        Person.display_name == Member.name,
    )
    mine = Member.committee_id == committee_id, Member.type == MemberType.OWNER
    return set(db.session.scalars(select(Member.id).where(*mine, bound)))
