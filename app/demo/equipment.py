"""The shared parts and the equipment of a compound, who runs them, and what is still under warranty."""

from __future__ import annotations

from datetime import date, timedelta

from app.demo.chance import ident, stream
from app.demo.district import Asset, Building, Care, Compound, District, Guarantee
from app.places.models import AssetKind, OperatorStatus, Payer
from app.places.periods import least_end
from app.places.routing import Party

# Part and kind of the warranty, which says how long it lasts at least. Source: 建设工程质量管理条例, article 40.
# Where the law names no number, two years by contract.
WARRANTIES: dict[AssetKind, tuple[str, str]] = {
    AssetKind.ROOF: ("屋面防水", "W_WATERPROOF"),
    AssetKind.FACADE: ("外墙防渗漏", "W_WATERPROOF"),
    AssetKind.PIPE: ("给排水管道", "W_MEP"),
    AssetKind.POWER: ("电气管线", "W_MEP"),
    AssetKind.HEATING: ("供热系统", "W_HEAT"),
    AssetKind.ROAD: ("小区道路（按合同）", "W_OTHER"),
}
BY_CONTRACT_DAYS = 730
ENDING: dict[str, tuple[str, int]] = {
    "监控系统": ("监控设备（按合同）", 7),
    "小区大门道闸": ("道闸设备（按合同）", 26),
    "院内路灯": ("路灯和线路（按合同）", 74),
}
"""Of the compound of the demo persons: shared parts whose warranty ends in so many days."""
ENDING_IN = "chunhui"
CARED_FOR = 0.6
"""How often somebody is on record for the time after a warranty; the rest is a gap that somebody has to close."""
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
    guarantee = _guarantee(district, compound, kind, name, accepted)
    asset = Asset(
        id=ident("asset", compound.plan.key, name),
        kind=kind,
        name=name,
        operator_status=status,
        operator=district.organisations[operator] if operator else None,
        maintainer=district.organisations["lifts"] if kind is AssetKind.ELEVATOR else None,
        guarantee=guarantee,
        care=_care(district, compound, name, guarantee, district.organisations[operator] if operator else None),
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


def _guarantee(
    district: District, compound: Compound, kind: AssetKind, name: str, accepted: date | None
) -> Guarantee | None:
    if accepted is None:
        return None
    if compound.plan.key == ENDING_IN and name in ENDING:
        part, left = ENDING[name]
        last = district.today + timedelta(days=left)
        return Guarantee(district.organisations["installer"], part, accepted, last, "W_OTHER")
    if kind not in WARRANTIES:
        return None
    part, code = WARRANTIES[kind]
    contractor = "installer" if kind in INSTALLERS_PARTS else "builder"
    last = least_end(code, accepted) or accepted + timedelta(days=BY_CONTRACT_DAYS - 1)
    return Guarantee(district.organisations[contractor], part, accepted, last, code)


def _care(
    district: District, compound: Compound, name: str, guarantee: Guarantee | None, operator: Party | None
) -> Care | None:
    """Return who comes after the contractor: who runs it, else often the company that serves the compound today."""
    if guarantee is None or (compound.plan.key == ENDING_IN and name in ENDING):
        return None
    begin = guarantee.ends_on + timedelta(days=1)
    if operator is not None:
        return Care(operator, Payer.UTILITY, "专业运营单位移交协议", begin)
    service = compound.company_on(district.today)
    if service is None or stream("care", compound.plan.key, name).random() >= CARED_FOR:
        return None
    return Care(service.company, Payer.CONTRACT, "物业服务合同第八条", begin)
