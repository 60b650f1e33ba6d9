"""The shared parts and the equipment of a compound, who runs them, and what is still under warranty."""

from __future__ import annotations

from datetime import date, timedelta

from app.demo.chance import ident, stream
from app.demo.district import Asset, Building, Compound, District, Guarantee
from app.places.models import AssetKind, OperatorStatus

# Part and length of the warranty in years, from acceptance. Source: 建设工程质量管理条例, article 40.
# Heat is two heating seasons, which two years cover whatever the month of acceptance.
WARRANTIES: dict[AssetKind, tuple[str, int]] = {
    AssetKind.ROOF: ("屋面防水", 5),
    AssetKind.FACADE: ("外墙防渗漏", 5),
    AssetKind.PIPE: ("给排水管道", 2),
    AssetKind.POWER: ("电气管线", 2),
    AssetKind.HEATING: ("供热系统", 2),
    AssetKind.ROAD: ("小区道路（按合同）", 2),
}
INSTALLERS_PARTS = (AssetKind.PIPE, AssetKind.POWER, AssetKind.HEATING)

NEAR_BUILDING: tuple[tuple[AssetKind, str], ...] = (
    (AssetKind.ROOF, "屋面"),
    (AssetKind.FACADE, "外墙"),
    (AssetKind.PIPE, "给排水立管"),
    (AssetKind.POWER, "楼内配电箱"),
    (AssetKind.HEATING, "供暖立管"),
    (AssetKind.LIGHT, "楼道照明"),
    (AssetKind.GATE, "单元门禁"),
    (AssetKind.FIRE, "楼内消火栓"),
)
SHARED: tuple[tuple[AssetKind, str], ...] = (
    (AssetKind.GATE, "小区大门道闸"),
    (AssetKind.LIGHT, "院内路灯"),
    (AssetKind.ROAD, "院内道路和井盖"),
    (AssetKind.FIRE, "院内消防通道"),
    (AssetKind.CAMERA, "监控系统"),
    (AssetKind.BIN_STATION, "1号垃圾桶站"),
)
BUILDINGS_PER_BIN_STATION = 3
ACCEPTED_BEFORE_ANNIVERSARY_DAYS = 60


def equip(district: District, compound: Compound) -> None:
    """Give the buildings and the compound their assets."""
    accepted = _accepted(district, compound)
    for building in compound.buildings:
        for kind, name in NEAR_BUILDING:
            _add(district, compound, building, kind, f"{building.name}{name}", accepted)
        for number in range(1, building.lifts + 1):
            _add(district, compound, building, AssetKind.ELEVATOR, f"{building.name}{number}号电梯", accepted)
    for kind, name in SHARED:
        _add(district, compound, None, kind, name, accepted)
    for number in range(2, 2 + len(compound.buildings) // BUILDINGS_PER_BIN_STATION):
        _add(district, compound, None, AssetKind.BIN_STATION, f"{number}号垃圾桶站", accepted)
    if any(building.lifts for building in compound.buildings):
        _add(district, compound, None, AssetKind.PUMP, "二次供水泵房", accepted)


def _accepted(district: District, compound: Compound) -> date | None:
    years = compound.plan.renovated
    if years is None:
        return None
    return district.days_ago(365 * years + ACCEPTED_BEFORE_ANNIVERSARY_DAYS)


def _add(
    district: District,
    compound: Compound,
    building: Building | None,
    kind: AssetKind,
    name: str,
    accepted: date | None,
) -> None:
    status, operator = _operator(district, compound, kind)
    asset = Asset(
        id=ident("asset", compound.plan.key, name),
        kind=kind,
        name=name,
        operator_status=status,
        operator=district.organisations[operator] if operator else None,
        maintainer=district.organisations["lifts"] if kind is AssetKind.ELEVATOR else None,
        guarantee=_guarantee(district, kind, accepted),
    )
    assets = building.assets if building else compound.shared
    assets.setdefault(kind, []).append(asset)


def _operator(district: District, compound: Compound, kind: AssetKind) -> tuple[OperatorStatus, str | None]:
    """Old compounds kept most of their pipes and lines; renovation handed part of them over."""
    chance = stream("operator", compound.plan.key, kind)
    renovated = compound.plan.renovated is not None
    if kind is AssetKind.HEATING:
        if chance.random() < 0.8:
            return OperatorStatus.HANDED_OVER, "heat"
    elif kind is AssetKind.POWER:
        if renovated and chance.random() < 0.7:
            return OperatorStatus.HANDED_OVER, "power"
    elif kind is AssetKind.PIPE and renovated and chance.random() < 0.4:
        return OperatorStatus.AGREEMENT, "water"
    return OperatorStatus.NOT_HANDED_OVER, None


def _guarantee(district: District, kind: AssetKind, accepted: date | None) -> Guarantee | None:
    if accepted is None or kind not in WARRANTIES:
        return None
    part, years = WARRANTIES[kind]
    contractor = "installer" if kind in INSTALLERS_PARTS else "builder"
    return Guarantee(district.organisations[contractor], part, accepted, accepted + timedelta(days=365 * years - 1))
