"""What the district has on record, as far as rules may name it or find it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text

from app.core.db import db, fast
from app.core.errors import NotFound
from app.core.paging import Page, newest_first
from app.places.models import Compound as CompoundRow
from app.places.models import Organisation
from app.places.queries import still_there
from app.rulebook.grammar import Building, Compound, Ledger
from app.tickets.routing import DEPARTMENT_WORDS, UTILITY_OF

REGIONS = text("SELECT id, kind, name, parent_id FROM places_region WHERE district_id = :district ORDER BY code, id")
COMPOUNDS = text("""
    SELECT id, name, community_id, street_id FROM places_compound WHERE district_id = :district ORDER BY name, id
""")
BUILDINGS = text("""
    SELECT id, name, compound_id FROM places_building WHERE district_id = :district AND id = ANY(CAST(:ids AS uuid[]))
""")
BUILDINGS_OF = text("""
    SELECT id, name FROM places_building WHERE compound_id = :compound ORDER BY created_at, id LIMIT 500
""")
ORGANISATIONS = text("""
    SELECT id, name, kind, region_id, utility_kind FROM places_organisation
    WHERE district_id = :district AND (ended_on IS NULL OR ended_on > :day)
""")
TARGETS = text("""
    SELECT EXISTS (SELECT 1 FROM places_contract WHERE district_id = :district AND starts_on <= :day
                   AND (ends_on IS NULL OR ends_on >= :day)) AS provider,
           EXISTS (SELECT 1 FROM places_warranty WHERE district_id = :district
                   AND :day BETWEEN starts_on AND ends_on) AS warranty_contractor,
           EXISTS (SELECT 1 FROM places_asset WHERE district_id = :district
                   AND maintainer_id IS NOT NULL) AS maintainer,
           EXISTS (SELECT 1 FROM places_maintenance WHERE district_id = :district AND starts_on <= :day
                   AND (ends_on IS NULL OR ends_on >= :day)) AS care,
           EXISTS (SELECT 1 FROM places_building WHERE district_id = :district
                   AND title_unit_id IS NOT NULL) AS title_unit
""")


def buildings_in(rules: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the buildings that rules name and whose ids can be ids."""
    named: set[str] = set()
    for rule in rules:
        asked = rule["conditions"].get("building_id") if isinstance(rule["conditions"], dict) else None
        named |= {str(one) for one in (asked if isinstance(asked, list) else ()) if _is_id(one)}
    return sorted(named)


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def load(district_id: UUID, day: date, buildings: list[str]) -> Ledger:
    """Return the ledger of a district on ``day``, with the named ``buildings``."""
    here = {"district": district_id}
    with fast() as connection:
        regions = connection.execute(REGIONS, here).all()
        compounds = connection.execute(COMPOUNDS, here).all()
        named = connection.execute(BUILDINGS, here | {"ids": buildings}).all() if buildings else []
        organisations = connection.execute(ORGANISATIONS, here | {"day": day}).all()
        targets = connection.execute(TARGETS, here | {"day": day}).one()._mapping
    kinds = {row.kind for row in organisations}
    seats = {(row.kind, row.region_id) for row in organisations}
    communities = {row.id: row for row in regions if row.kind == "community"}
    streets = {row.id: row for row in regions if row.kind == "street"}
    inhabited = {row.community_id for row in compounds} | {row.street_id for row in compounds}
    return Ledger(
        streets={str(row.id): row.name for row in streets.values()},
        communities={str(row.id): (row.name, str(row.parent_id)) for row in communities.values()},
        compounds={str(row.id): Compound(row.name, str(row.community_id), str(row.street_id)) for row in compounds},
        buildings={str(row.id): Building(row.name, str(row.compound_id)) for row in named},
        organisations={str(row.id): row.name for row in organisations},
        targets=frozenset(name for name, there in targets.items() if there)
        | kinds & {"residents_committee", "street_office"}
        | ({"level_up"} if "residents_committee" in kinds else set()),
        operators=_operators(organisations),
        no_committee=tuple(
            row.name
            for row in communities.values()
            if row.id in inhabited and ("residents_committee", row.id) not in seats
        ),
        no_office=tuple(
            row.name for row in streets.values() if row.id in inhabited and ("street_office", row.id) not in seats
        ),
    )


def _operators(organisations: Iterable[Any]) -> frozenset[str]:
    """Return the party codes for which the district has a utility or a department."""
    supplied = {row.utility_kind for row in organisations if row.kind == "utility"}
    found = {party for party, kind in UTILITY_OF.items() if kind in supplied}
    departments = [row.name for row in organisations if row.kind == "department"]
    found |= {party for party, word in DEPARTMENT_WORDS.items() if any(word in name for name in departments)}
    if any(row.kind == "district_office" for row in organisations):
        found.add("HD")
    return frozenset(found)


def buildings_of(district_id: UUID, street_id: UUID | None, compound_id: UUID) -> Sequence[Row[Any]]:
    """Return the buildings of a compound (id, name). Raises ``NotFound`` outside the district, or the street if any."""
    here = select(CompoundRow.id).where(CompoundRow.id == compound_id, CompoundRow.district_id == district_id)
    if street_id is not None:
        here = here.where(CompoundRow.street_id == street_id)
    if db.session.scalar(here) is None:
        raise NotFound
    return db.session.execute(BUILDINGS_OF, {"compound": compound_id}).all()


def organisations(district_id: UUID, *, q: str, limit: int, cursor: str | None) -> Page:
    """Return the organisations of a district whose name contains ``q``, newest first."""
    statement = select(Organisation).where(Organisation.district_id == district_id, still_there(Organisation))
    if q:
        statement = statement.where(Organisation.name.icontains(q, autoescape=True))
    return newest_first(statement, Organisation.created_at, Organisation.id, limit=limit, cursor=cursor)
