"""Compounds with their contracts, buildings, stairwells and homes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from app.demo.blueprint import Plan, plans
from app.demo.chance import ident, label_code, split, stream
from app.demo.copying import Copier
from app.demo.district import Building, Compound, District, Home, Service
from app.demo.equipment import equip
from app.demo.points import point
from app.places import models

SLAB_FLOORS = 6
SLAB_PER_FLOOR = 2
TOWER_FLOORS = (12, 14, 18)
TOWER_PER_FLOOR = 6
TOWER_LIFTS = 2
CONTRACT_DAYS = 1100
"""How long ago the contracts of companies that never changed began."""
CONTRACT_LEFT_DAYS = 365
SMALLEST_HOME, LARGEST_HOME = 3600, 8200
"""Areas in 0.01 square metres."""

PERSONA_COMPOUND = "chunhui"


def build(district: District, copier: Copier) -> None:
    """Write compounds, contracts, buildings, units, homes, assets and warranties, and note them in ``district``."""
    drawn = plans(district.size)
    homes = split(district.size.homes, [plan.weight for plan in drawn])
    buildings = split(district.size.buildings, [plan.weight for plan in drawn])
    for place, plan in enumerate(drawn):
        compound = _compound(district, plan, place)
        _put_up(district, compound, homes[place], max(2, buildings[place]))
        compound.services.extend(_services(district, plan))
        equip(district, compound)
        district.compounds[plan.key] = compound
    found = list(district.compounds.values())
    copier.rows(models.Compound, (_compound_row(district, c, n, p) for n, (c, p) in enumerate(_with_points(found))))
    copier.rows(models.Contract, [row for c in found for row in _contract_rows(district, c)])
    copier.rows(models.Building, [row for c in found for row in _building_rows(district, c)])
    copier.rows(models.Unit, [row for c in found for row in _unit_rows(district, c)])
    copier.rows(models.Home, (row for c in found for row in _home_rows(district, c)))
    copier.rows(models.Asset, (row for c in found for row in _asset_rows(district, c)))
    copier.rows(models.Warranty, (row for c in found for row in _warranty_rows(district, c)))
    copier.rows(models.Maintenance, (row for c in found for row in _maintenance_rows(district, c)))


def _compound(district: District, plan: Plan, place: int) -> Compound:
    community = district.communities[plan.community]
    street = next(s for s in district.streets.values() if s.id == community.street)
    road = plan.name.removeprefix("示例")[:2]
    return Compound(
        plan=plan,
        id=ident("compound", plan.key),
        name=plan.name,
        address=f"石景山区{street.name}示例{road}路{place * 2 + 1}号院",
        community=community,
        street=street,
    )


def _put_up(district: District, compound: Compound, homes: int, buildings: int) -> None:
    """Put up the slabs first and the towers last, until about ``homes`` homes stand in ``buildings`` buildings."""
    plan, chance = compound.plan, stream("buildings", compound.plan.key)
    scale = max(1.0, buildings / 4)
    towers = min(buildings - 1, round(plan.towers * scale))
    floors = [chance.choice(TOWER_FLOORS) for _ in range(towers)]
    left = max(0, homes - sum(floors) * TOWER_PER_FLOOR)
    slabs = buildings - towers
    units = split(max(slabs * 2, round(left / (SLAB_FLOORS * SLAB_PER_FLOOR))), [1.0] * slabs)
    for number in range(1, buildings + 1):
        slab = number <= slabs
        unit = district.organisations[plan.title_unit] if plan.title_unit else None
        building = Building(
            id=ident("building", plan.key, number),
            name=f"{number}号楼",
            floors=SLAB_FLOORS if slab else floors[number - slabs - 1],
            units=units[number - 1] if slab else 1,
            per_floor=SLAB_PER_FLOOR if slab else TOWER_PER_FLOOR,
            lifts=0 if slab else TOWER_LIFTS,
            title_unit=unit if number <= plan.title_buildings else None,
        )
        compound.buildings.append(building)
        compound.homes.extend(_homes(building, plan.key))


def _homes(building: Building, key: str) -> Iterator[Home]:
    for unit in range(1, building.units + 1):
        for floor in range(1, building.floors + 1):
            for door in range(1, building.per_floor + 1):
                label = f"{floor}{door:02d}室"
                home = ident("home", key, building.name, unit, label)
                yield Home(home, f"{building.name}{unit}单元{label}", building)


def _services(district: District, plan: Plan) -> Iterator[Service]:
    begin = district.days_ago(CONTRACT_DAYS)
    if plan.former:
        changed = district.days_ago(plan.changed_days)
        yield Service(district.organisations[plan.former], begin, changed - timedelta(days=1))
        begin = changed
    if plan.company:
        end = district.today + timedelta(days=CONTRACT_LEFT_DAYS) if plan.built % 2 else None
        yield Service(district.organisations[plan.company], begin, end)


def _with_points(compounds: Iterable[Compound]) -> Iterator[tuple[Compound, dict[str, float]]]:
    """Yield compounds with where each stands in its street."""
    met: Counter[str] = Counter()
    for compound in compounds:
        street = compound.street.code
        yield compound, point(street, met[street])
        met[street] += 1


def _compound_row(district: District, compound: Compound, place: int, where: dict[str, float]) -> dict[str, Any]:
    plan = compound.plan
    return {
        "id": compound.id,
        "district_id": district.id,
        "street_id": compound.street.id,
        "community_id": compound.community.id,
        "code": label_code("compound", plan.key),
        "name": compound.name,
        "address": compound.address,
        "built_year": plan.built,
        "renovated_year": None if plan.renovated is None else district.today.year - plan.renovated,
        "households": len(compound.homes),
        **where,
        # Lists show the newest first: the compound of the demo persons stands at the top.
        "created_at": district.beginning(1000 - place),
    }


def _contract_rows(district: District, compound: Compound) -> Iterator[dict[str, Any]]:
    for place, service in enumerate(compound.services):
        yield {
            "id": ident("contract", compound.plan.key, place),
            "district_id": district.id,
            "company_id": service.company.id,
            "compound_id": compound.id,
            "starts_on": service.starts_on,
            "ends_on": service.ends_on,
            "created_at": district.beginning(place),
        }


def _building_rows(district: District, compound: Compound) -> Iterator[dict[str, Any]]:
    for place, building in enumerate(compound.buildings):
        yield {
            "id": building.id,
            "district_id": district.id,
            "compound_id": compound.id,
            "title_unit_id": building.title_unit.id if building.title_unit else None,
            "code": label_code("building", compound.plan.key, building.name),
            "name": building.name,
            "lifts": building.lifts,
            "floors": building.floors,
            "created_at": district.beginning(place),
        }


def _unit_rows(district: District, compound: Compound) -> Iterator[dict[str, Any]]:
    for building in compound.buildings:
        for unit in range(1, building.units + 1):
            yield {
                "id": ident("unit", compound.plan.key, building.name, unit),
                "district_id": district.id,
                "building_id": building.id,
                "name": f"{unit}单元",
                "created_at": district.beginning(unit),
            }


def areas(compound: Compound) -> Iterator[int]:
    """Yield the area of each home in 0.01 square metres, in the order of ``homes``."""
    chance: Random = stream("areas", compound.plan.key)
    for _ in compound.homes:
        yield chance.randint(SMALLEST_HOME, LARGEST_HOME)


def _home_rows(district: District, compound: Compound) -> Iterator[dict[str, Any]]:
    key = compound.plan.key
    for place, (home, area) in enumerate(zip(compound.homes, areas(compound), strict=True)):
        unit, label = home.label.removeprefix(home.building.name).split("单元")
        yield {
            "id": home.id,
            "district_id": district.id,
            "unit_id": ident("unit", key, home.building.name, int(unit)),
            "building_id": home.building.id,
            "compound_id": compound.id,
            "label": label,
            "area_centi_m2": area,
            "created_at": district.beginning(place),
        }


def _asset_rows(district: District, compound: Compound) -> Iterator[dict[str, Any]]:
    owners: list[tuple[Building | None, Any]] = [(b, a) for b in compound.buildings for a in _all(b.assets)]
    owners += [(None, asset) for asset in _all(compound.shared)]
    for place, (building, asset) in enumerate(owners):
        yield {
            "id": asset.id,
            "district_id": district.id,
            "compound_id": compound.id,
            "building_id": building.id if building else None,
            "kind": asset.kind,
            "name": asset.name,
            "code": label_code("asset", compound.plan.key, asset.name),
            "operator_status": asset.operator_status,
            "operator_id": asset.operator.id if asset.operator else None,
            "maintainer_id": asset.maintainer.id if asset.maintainer else None,
            "created_at": district.beginning(place),
        }


def _warranty_rows(district: District, compound: Compound) -> Iterator[dict[str, Any]]:
    groups = [*(b.assets for b in compound.buildings), compound.shared]
    for asset in (asset for group in groups for asset in _all(group)):
        if asset.guarantee is None:
            continue
        yield {
            "id": ident("warranty", compound.plan.key, asset.name),
            "district_id": district.id,
            "asset_id": asset.id,
            "contractor_id": asset.guarantee.contractor.id,
            "part": asset.guarantee.part,
            "code": asset.guarantee.code,
            "starts_on": asset.guarantee.starts_on,
            "ends_on": asset.guarantee.ends_on,
            "created_at": district.beginning(),
        }


def _maintenance_rows(district: District, compound: Compound) -> Iterator[dict[str, Any]]:
    groups = [*(b.assets for b in compound.buildings), compound.shared]
    for asset in (asset for group in groups for asset in _all(group)):
        if asset.care is None:
            continue
        yield {
            "id": ident("maintenance", compound.plan.key, asset.name),
            "district_id": district.id,
            "asset_id": asset.id,
            "maintainer_id": asset.care.maintainer.id,
            "payer": asset.care.payer,
            "basis": asset.care.basis,
            "starts_on": asset.care.starts_on,
            "ends_on": None,
            "created_at": district.beginning(),
        }


def _all(assets: dict[Any, list[Any]]) -> Iterator[Any]:
    for group in assets.values():
        yield from group
