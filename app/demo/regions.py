"""The tree of regions and every organisation. The phones of utilities are the public hotlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.demo import words
from app.demo.blueprint import community_streets
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import District, Region
from app.places import models
from app.places.models import OrganisationKind as Kind
from app.places.routing import Party

DISTRICT_CODE = "110107"
DISTRICT_NAME = "石景山区"

# Key, kind, utility kind, name, short name, phone (None: an invented one).
ORGANISATIONS: tuple[tuple[str, Kind, str | None, str, str, str | None], ...] = (
    ("anju", Kind.PROPERTY_COMPANY, None, "示例安居物业服务有限公司", "示例安居物业", None),
    ("jiahe", Kind.PROPERTY_COMPANY, None, "示例嘉和物业管理有限公司", "示例嘉和物业", None),
    ("tongxin", Kind.PROPERTY_COMPANY, None, "示例同心物业服务有限公司", "示例同心物业", None),
    ("central", Kind.TITLE_UNIT, None, "示例中央单位房管处（央产）", "示例央产房管处", None),
    ("factory", Kind.TITLE_UNIT, None, "示例机械厂房产科", "示例机械厂房产科", None),
    ("water", Kind.UTILITY, "water", "示例自来水公司", "自来水公司", "96116"),
    ("power", Kind.UTILITY, "power", "示例供电公司", "供电公司", "95598"),
    ("gas", Kind.UTILITY, "gas", "示例燃气公司", "燃气公司", "96777"),
    ("heat", Kind.UTILITY, "heat", "示例供热公司", "供热公司", "96069"),
    ("telecom", Kind.UTILITY, "telecom", "示例通信公司", "通信公司", None),
    ("builder", Kind.CONTRACTOR, None, "示例建工改造工程有限公司", "示例建工", None),
    ("installer", Kind.CONTRACTOR, None, "示例安装工程有限公司", "示例安装", None),
    ("lifts", Kind.LIFT_FIRM, None, "示例平安电梯维保有限公司", "示例平安电梯", None),
    ("commission", Kind.DISTRICT_OFFICE, None, "区住房和城市建设委员会", "区住建委", None),
    ("CG", Kind.DEPARTMENT, None, "区城管执法局", "城管执法", None),
    ("FR", Kind.DEPARTMENT, None, "区消防救援支队", "消防救援", None),
    ("PO", Kind.DEPARTMENT, None, "区公安分局", "公安分局", None),
    ("MS", Kind.DEPARTMENT, None, "区市场监督管理局", "市场监管", None),
)


def build(district: District, copier: Copier) -> None:
    """Write the regions and the organisations, and note them in ``district``."""
    copier.rows(models.Region, list(_regions(district)))
    copier.rows(models.Organisation, list(_organisations(district)))


def _regions(district: District) -> Iterator[dict[str, Any]]:
    yield _region(district, DISTRICT_CODE, DISTRICT_NAME, models.RegionKind.DISTRICT, None, 0)
    for place, (code, name, _) in enumerate(words.STREETS, start=1):
        row = _region(district, code, name, models.RegionKind.STREET, district.id, place)
        office = _seat(code, Kind.STREET_OFFICE, f"{name}办事处", name, place)
        district.streets[code] = Region(row["id"], code, name, row["id"], office)
        yield row
    streets = community_streets(district.size)
    for number, name in enumerate(words.community_names(len(streets))):
        street = district.streets[streets[number]]
        code = f"{street.code}{900 + number:03d}"
        place = 100 + number
        row = _region(district, code, name, models.RegionKind.COMMUNITY, street.id, place)
        committee = _seat(code, Kind.RESIDENTS_COMMITTEE, f"{name}居民委员会", f"{name}居委会", place)
        district.communities.append(Region(row["id"], code, name, street.id, committee))
        yield row


def _region(
    district: District, code: str, name: str, kind: models.RegionKind, parent: Any, place: int
) -> dict[str, Any]:
    return {
        "id": district.id if parent is None else ident("region", code),
        "district_id": district.id,
        "parent_id": parent,
        "kind": kind,
        "code": code,
        "name": name,
        "created_at": district.beginning(place),
    }


def _seat(code: str, kind: Kind, name: str, short: str, place: int) -> Party:
    return Party(ident("office", code), name, short, kind, words.landline(1000 + place))


def _organisations(district: District) -> Iterator[dict[str, Any]]:
    for place, (key, kind, utility, name, short, phone) in enumerate(ORGANISATIONS):
        party = Party(ident("organisation", key), name, short, kind, phone or words.landline(place))
        district.organisations[key] = party
        seat = district.id if kind is Kind.DISTRICT_OFFICE else None
        yield organisation_row(district, party, seat, utility, place)
    seats = [*district.streets.values(), *district.communities]
    for place, region in enumerate(seats, start=len(ORGANISATIONS)):
        yield organisation_row(district, region.office, region.id, None, place)


def organisation_row(district: District, party: Party, region: Any, utility: str | None, place: int) -> dict[str, Any]:
    """Return the row of an organisation; what stands for a ``region`` is noted as its seat."""
    if region is not None:
        district.seats[party.id] = region
    return {
        "id": party.id,
        "district_id": district.id,
        "region_id": region,
        "kind": party.kind,
        "utility_kind": utility,
        "name": party.name,
        "short_name": party.short,
        "phone": party.phone,
        "created_at": district.beginning(place),
    }
