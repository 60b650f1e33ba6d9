"""The facts of all places of a district, read in bulk: what ``places.routing.routing_facts`` gives, without asking.

A dry run judges tens of thousands of tickets; one statement for each would take minutes. A test compares both ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, text

from app.core.db import db
from app.places.models import PAYER_NAMES, Payer
from app.places.routing import AssetFacts, CareFacts, LostWarranty, Named, Party, PlaceFacts, Provider, WarrantyFacts

COMPOUNDS = text("""
    SELECT c.id, c.name, c.address, c.community_id, c.street_id, m.name AS community, s.name AS street
    FROM places_compound c JOIN places_region m ON m.id = c.community_id JOIN places_region s ON s.id = c.street_id
    WHERE c.district_id = :district
""")
BUILDINGS = text("SELECT id, compound_id, name, title_unit_id FROM places_building WHERE district_id = :district")
# The order is PostgreSQL's, because it is what decides which asset of a kind is taken.
ASSETS = text("""
    SELECT id, compound_id, building_id, kind, name, operator_status, operator_id, maintainer_id,
           ended_on IS NULL OR ended_on > :day AS there FROM places_asset
    WHERE district_id = :district ORDER BY compound_id, building_id IS NULL, name, id
""")
WARRANTIES = text("""
    SELECT DISTINCT ON (w.asset_id) w.asset_id, w.contractor_id, w.part, w.ends_on FROM places_warranty w
    JOIN places_organisation o ON o.id = w.contractor_id AND (o.ended_on IS NULL OR o.ended_on > :day)
    WHERE w.district_id = :district AND :day BETWEEN w.starts_on AND w.ends_on
    ORDER BY w.asset_id, w.ends_on DESC, w.id
""")
LOST = text("""
    SELECT DISTINCT ON (w.asset_id) w.asset_id, o.name AS contractor, w.part, w.ends_on FROM places_warranty w
    JOIN places_organisation o ON o.id = w.contractor_id AND o.ended_on <= :day
    WHERE w.district_id = :district AND :day BETWEEN w.starts_on AND w.ends_on
    ORDER BY w.asset_id, w.ends_on DESC, w.id
""")
CONTRACTS = text("""
    SELECT DISTINCT ON (k.compound_id) k.compound_id, k.company_id, k.starts_on, k.ends_on FROM places_contract k
    JOIN places_organisation o ON o.id = k.company_id AND (o.ended_on IS NULL OR o.ended_on > :day)
    WHERE k.district_id = :district AND k.starts_on <= :day AND (k.ends_on IS NULL OR k.ends_on >= :day)
    ORDER BY k.compound_id, k.starts_on DESC, k.id DESC
""")
CARE = text("""
    SELECT asset_id, maintainer_id, payer, basis FROM places_maintenance
    WHERE district_id = :district AND starts_on <= :day AND (ends_on IS NULL OR ends_on >= :day)
""")
ORGANISATIONS = text("""
    SELECT id, name, short_name, kind, phone, region_id, utility_kind FROM places_organisation
    WHERE district_id = :district AND (ended_on IS NULL OR ended_on > :day) ORDER BY id
""")

Key = tuple[UUID, UUID | None, UUID | None, str | None]


class Places:
    """The places of one district on one day. Facts are worked out once for each place and kept."""

    def __init__(self, district_id: UUID, day: date) -> None:
        self.district_id = district_id
        values = {"district": district_id, "day": day}

        def rows(statement: TextClause) -> Sequence[Row[Any]]:
            return db.session.execute(statement, values).all()

        self.compounds = {row.id: row for row in rows(COMPOUNDS)}
        self.buildings = {row.id: row for row in rows(BUILDINGS)}
        assets = rows(ASSETS)
        self.warranties = {row.asset_id: row for row in rows(WARRANTIES)}
        self.lost = {row.asset_id: row for row in rows(LOST)}
        self.contracts = {row.compound_id: row for row in rows(CONTRACTS)}
        self.care = {row.asset_id: row for row in rows(CARE)}
        organisations = rows(ORGANISATIONS)
        self.assets = {row.id: row for row in assets}
        self.of_kind: dict[tuple[UUID, str], list[Any]] = defaultdict(list)
        for row in assets:
            if row.there:
                self.of_kind[row.compound_id, row.kind].append(row)
        self.parties = {row.id: Party(row.id, row.name, row.short_name, row.kind, row.phone) for row in organisations}
        self.seats = {(row.kind, row.region_id): self.parties[row.id] for row in organisations if row.region_id}
        self.offices = [self.parties[row.id] for row in organisations if row.kind == "district_office"]
        self.departments = tuple(self.parties[row.id] for row in organisations if row.kind == "department")
        self.suppliers = [row for row in organisations if row.kind == "utility"]
        self.utilities: dict[UUID, dict[str, Party]] = {}
        self.known: dict[Key, PlaceFacts | None] = {}

    def facts(
        self, compound_id: UUID, building_id: UUID | None, asset_id: UUID | None, asset_kind: str | None
    ) -> PlaceFacts | None:
        """Return the facts of a place, or None without such a compound in the district."""
        key = (compound_id, building_id, asset_id, None if asset_id else asset_kind)
        if key not in self.known:
            self.known[key] = self._facts(*key)
        return self.known[key]

    def _facts(
        self, compound_id: UUID, building_id: UUID | None, asset_id: UUID | None, asset_kind: str | None
    ) -> PlaceFacts | None:
        compound = self.compounds.get(compound_id)
        if compound is None:
            return None
        chosen = self.assets.get(asset_id) if asset_id else None
        if chosen is not None and chosen.compound_id != compound_id:
            chosen = None
        if chosen is not None and chosen.building_id is not None:
            building_id = chosen.building_id
        building = self.buildings.get(building_id) if building_id else None
        if building is not None and building.compound_id != compound_id:
            building = None
        near = building.id if building is not None else None
        asset = chosen if asset_id else self._asset(compound_id, near, asset_kind)
        contract = self.contracts.get(compound_id)
        return PlaceFacts(
            district_id=self.district_id,
            compound=Named(compound.id, compound.name),
            address=compound.address,
            community=Named(compound.community_id, compound.community),
            street=Named(compound.street_id, compound.street),
            building=Named(building.id, building.name) if building is not None else None,
            title_unit=self._party(building.title_unit_id) if building is not None else None,
            asset=self._asset_facts(asset, exact=asset_id is not None),
            warranty=self._warranty(asset),
            provider=self._provider(contract),
            residents_committee=self.seats.get(("residents_committee", compound.community_id)),
            street_office=self.seats.get(("street_office", compound.street_id)),
            district_office=self.offices[0] if self.offices else None,
            utilities=self._utilities(compound.street_id),
            departments=self.departments,
            care=self._care(asset, contract),
            lost=self._lost(asset),
        )

    def _party(self, organisation_id: UUID | None) -> Party | None:
        return self.parties.get(organisation_id) if organisation_id else None

    def _asset(self, compound_id: UUID, building_id: UUID | None, kind: str | None) -> Any:
        """Return the first asset of a kind: one of the building, else one that the whole compound shares."""
        if kind is None:
            return None
        near = (row for row in self.of_kind[compound_id, kind] if row.building_id in (None, building_id))
        return next(near, None)

    def _asset_facts(self, asset: Any, *, exact: bool) -> AssetFacts | None:
        if asset is None:
            return None
        return AssetFacts(
            id=asset.id,
            name=asset.name,
            kind=asset.kind,
            exact=exact,
            operator_status=asset.operator_status,
            operator=self._party(asset.operator_id),
            maintainer=self._party(asset.maintainer_id),
        )

    def _warranty(self, asset: Any) -> WarrantyFacts | None:
        found = self.warranties.get(asset.id) if asset is not None else None
        contractor = self._party(found.contractor_id) if found else None
        return WarrantyFacts(contractor, found.part, found.ends_on) if found and contractor else None

    def _lost(self, asset: Any) -> LostWarranty | None:
        found = self.lost.get(asset.id) if asset is not None and asset.id not in self.warranties else None
        return LostWarranty(found.contractor, found.part, found.ends_on) if found else None

    def _care(self, asset: Any, contract: Any) -> CareFacts | None:
        """Return who looks after an asset; a company only while it has the compound's contract."""
        found = self.care.get(asset.id) if asset is not None else None
        party = self._party(found.maintainer_id) if found else None
        if found is None or party is None:
            return None
        if party.kind == "property_company" and (contract is None or contract.company_id != party.id):
            return None
        return CareFacts(party, PAYER_NAMES[Payer(found.payer)], found.basis)

    def _provider(self, contract: Any) -> Provider | None:
        party = self._party(contract.company_id) if contract else None
        return Provider(party, contract.starts_on, contract.ends_on) if contract and party else None

    def _utilities(self, street_id: UUID) -> dict[str, Party]:
        if street_id not in self.utilities:
            self.utilities[street_id] = _nearest(self.suppliers, self.parties, street_id)
        return self.utilities[street_id]


def _nearest(suppliers: Iterable[Any], parties: dict[UUID, Party], street_id: UUID) -> dict[str, Party]:
    """Return the supplier of each kind: the one of the street, else one of another place, else one without a place."""

    def rank(row: Any) -> tuple[int, UUID]:
        # As PostgreSQL sorts `region_id = street DESC NULLS LAST, id`.
        return (0 if row.region_id == street_id else 2 if row.region_id is None else 1), row.id

    found: dict[str, Party] = {}
    for row in sorted(suppliers, key=rank):
        found.setdefault(row.utility_kind, parties[row.id])
    return found
