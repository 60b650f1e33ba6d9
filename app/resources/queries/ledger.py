"""Reads for the ledger that leaves as a table and comes back: what one community or street has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, text

from app.core.clock import today
from app.core.db import db
from app.places.models import Compound, Organisation
from app.places.queries import still_there

ROWS = text("""
    SELECT x.id, x.compound_id, c.name AS compound, x.name, x.kind, x.place, x.area, x.ownership, x.owner_id,
           x.owner_text, coalesce(o.name, nullif(x.owner_text, '')) AS owner, nullif(x.present_use, '') AS present_use,
           x.next_on, x.stage, x.use, x.decision, x.version
    FROM resources_resource x JOIN places_compound c ON c.id = x.compound_id
    LEFT JOIN places_organisation o ON o.id = x.owner_id
    WHERE :region IN (x.community_id, x.street_id) AND x.stage <> 'ended' ORDER BY c.name, x.name, x.id
""")
VERSION = text("""
    SELECT coalesce(sum(x.version), 0) AS version FROM resources_resource x
    WHERE :region IN (x.community_id, x.street_id)
""")
LOCK = text("SELECT x.id FROM resources_resource x WHERE :region IN (x.community_id, x.street_id) FOR UPDATE")
TAKEN = text("""
    SELECT x.compound_id, x.name, x.id FROM resources_resource x WHERE :region IN (x.community_id, x.street_id)
""")


@dataclass(frozen=True, slots=True)
class Names:
    """What the cells of a region's table may name. A name with several meanings has all of them."""

    compounds: dict[str, list[UUID]]
    organisations: dict[str, list[UUID]]
    taken: dict[tuple[UUID, str], UUID]
    """Whose a name is in a compound, also of what is not used any more."""


def rows(region_id: UUID) -> list[Row[Any]]:
    """Return what a community or street has that can still be changed, in the order in which people read it."""
    return list(db.session.execute(ROWS, {"region": region_id}).all())


def version_of(region_id: UUID) -> int:
    """Return a number that grows with everything that is entered or changed in a region: nothing is ever deleted."""
    return int(db.session.execute(VERSION, {"region": region_id}).scalar_one())


def lock(region_id: UUID) -> None:
    """Keep everything of a region as it is until the transaction ends."""
    db.session.execute(LOCK, {"region": region_id})


def names(region_id: UUID, district_id: UUID) -> Names:
    """Return what a table of this region may name."""
    found = Names({}, {}, {})
    here = or_(Compound.community_id == region_id, Compound.street_id == region_id)
    for compound_id, name in db.session.execute(select(Compound.id, Compound.name).where(here)):
        found.compounds.setdefault(name, []).append(compound_id)
    there = select(Organisation.id, Organisation.name).where(
        Organisation.district_id == district_id, still_there(Organisation, today())
    )
    for organisation_id, name in db.session.execute(there):
        found.organisations.setdefault(name, []).append(organisation_id)
    for compound_id, name, resource_id in db.session.execute(TAKEN, {"region": region_id}):
        found.taken[(compound_id, name)] = resource_id
    return found
