"""What is known of one compound: who served it when, and which parts are under warranty until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.core.clock import today
from app.core.db import db
from app.places.models import (
    Asset,
    Building,
    Compound,
    Contract,
    Home,
    Maintenance,
    Organisation,
    Region,
    Warranty,
)
from app.places.queries import in_force, still_there


def facts(compound_id: UUID) -> Any:
    """Return the compound with the names of its regions and how much of it is entered."""
    street, community = aliased(Region), aliased(Region)

    def count(model: Any) -> Any:
        return select(func.count()).where(model.compound_id == compound_id).scalar_subquery()

    statement = (
        select(
            Compound.id,
            Compound.name,
            Compound.address,
            street.name.label("street"),
            community.name.label("community"),
            Compound.built_year,
            Compound.renovated_year,
            Compound.households,
            count(Building).label("buildings"),
            count(Home).label("homes"),
            count(Asset).label("assets"),
        )
        .join(street, street.id == Compound.street_id)
        .join(community, community.id == Compound.community_id)
        .where(Compound.id == compound_id)
    )
    return db.session.execute(statement).one()


def contracts(compound_id: UUID) -> list[Any]:
    """Return all service contracts, the newest first."""
    statement = (
        select(Contract.id, Organisation.name.label("company"), Contract.starts_on, Contract.ends_on)
        .join(Organisation, Organisation.id == Contract.company_id)
        .where(Contract.compound_id == compound_id)
        .order_by(Contract.starts_on.desc(), Contract.id)
    )
    return list(db.session.execute(statement))


def warranties(compound_id: UUID) -> list[Any]:
    """Return all warranties with who is bound by them and who looks after the part later, the first end first."""
    contractor = aliased(Organisation)
    after = func.greatest(Warranty.ends_on + 1, today())
    follows = (
        select(Organisation.name)
        .join(Maintenance, Maintenance.maintainer_id == Organisation.id)
        .where(Maintenance.asset_id == Warranty.asset_id, in_force(Maintenance.starts_on, Maintenance.ends_on, after))
        .where(still_there(Organisation))
        .correlate(Warranty)
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(
            Warranty.id,
            Warranty.asset_id,
            Warranty.code,
            Building.name.label("building"),
            Asset.name.label("asset"),
            Warranty.part,
            contractor.name.label("contractor"),
            contractor.phone.label("contractor_phone"),
            Warranty.starts_on,
            Warranty.ends_on,
            follows.label("maintainer"),
        )
        .join(Asset, Asset.id == Warranty.asset_id)
        .outerjoin(Building, Building.id == Asset.building_id)
        .join(contractor, contractor.id == Warranty.contractor_id)
        .where(Asset.compound_id == compound_id, still_there(Asset))
        .order_by(Warranty.ends_on, Warranty.id)
    )
    return list(db.session.execute(statement))
