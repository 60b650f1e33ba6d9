"""To whom a ticket can be given: organisations of the district, colleagues of the responsible organisation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.db import db, fast
from app.places.models import Organisation

ORGANISATIONS = text("""
    SELECT o.id, o.name, o.kind FROM places_organisation o
    WHERE o.district_id = :district AND o.id IS DISTINCT FROM :now
      AND (o.ended_on IS NULL OR o.ended_on > CAST(:today AS date)) AND (
        o.kind IN ('utility', 'department', 'district_office', 'contractor', 'title_unit', 'lift_firm')
        OR (o.kind IN ('residents_committee', 'street_office') AND o.region_id IN (:community, :street))
        OR (o.kind = 'property_company' AND EXISTS (
            SELECT 1 FROM places_contract x WHERE x.company_id = o.id AND x.compound_id = :compound
              AND x.starts_on <= :today AND (x.ends_on IS NULL OR x.ends_on >= :today))))
    ORDER BY o.kind, o.name LIMIT 200
""")

COLLEAGUES = text("""
    SELECT p.id, p.display_name AS name, x.role,
           (SELECT count(*) FROM tickets_ticket t WHERE t.assignee_id = p.id
              AND t.state NOT IN ('closed', 'withdrawn', 'merged', 'awaiting_confirmation')) AS open
    FROM identity_post x JOIN identity_person p ON p.id = x.person_id AND p.status = 'active'
    WHERE x.organisation_id = :org AND x.role IN ('repair', 'manager', 'handler') AND x.ended_at IS NULL
      AND x.starts_on <= :today AND (x.ends_on IS NULL OR x.ends_on >= :today)
      AND (x.compound_id IS NULL OR x.compound_id = :compound)
    ORDER BY x.role DESC, p.display_name LIMIT 200
""")


def organisations(row: Any, today: Any) -> list[Row[Any]]:
    """Return the organisations that could take the ticket ``row``, without the present one."""
    params = {
        "district": row["district_id"],
        "now": row["responsible_org_id"],
        "community": row["community_id"],
        "street": row["street_id"],
        "compound": row["compound_id"],
        "today": today,
    }
    with fast() as connection:
        return list(connection.execute(ORGANISATIONS, params).all())


def colleagues(organisation_id: UUID, compound_id: UUID, today: Any) -> list[Row[Any]]:
    """Return the people of an organisation who can take work in a compound, with how much each has open."""
    params = {"org": organisation_id, "compound": compound_id, "today": today}
    with fast() as connection:
        return list(connection.execute(COLLEAGUES, params).all())


def seat_of(organisation_id: UUID) -> UUID | None:
    """Return the region for which an organisation stands, if it is an office or a committee."""
    region: UUID | None = db.session.scalar(select(Organisation.region_id).where(Organisation.id == organisation_id))
    return region


def organisation_in_district(organisation_id: UUID, district_id: UUID) -> Organisation | None:
    """Return an organisation of the district, or None."""
    found = db.session.get(Organisation, organisation_id)
    return found if found is not None and found.district_id == district_id else None


def person_in_organisation(person_id: UUID, organisation_id: UUID, compound_id: UUID, today: Any) -> bool:
    """Return whether a person can take work of an organisation in a compound."""
    return any(row.id == person_id for row in colleagues(organisation_id, compound_id, today))
