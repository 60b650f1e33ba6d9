"""The fixed values of the ledger of places, and their names for people."""

from __future__ import annotations

from enum import StrEnum

CODE_PATTERN = "^[A-Za-z0-9_-]{4,32}$"


class RegionKind(StrEnum):
    """The levels of the administrative tree, from the top."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


class OrganisationKind(StrEnum):
    """What an organisation is to a compound; the values are fixed, the names are for people."""

    PROPERTY_COMPANY = "property_company"
    TITLE_UNIT = "title_unit"
    UTILITY = "utility"
    CONTRACTOR = "contractor"
    LIFT_FIRM = "lift_firm"
    RESIDENTS_COMMITTEE = "residents_committee"
    STREET_OFFICE = "street_office"
    DISTRICT_OFFICE = "district_office"
    DEPARTMENT = "department"
    OWNERS_COMMITTEE = "owners_committee"
    PARTY_ORGANISATION = "party_organisation"


class UtilityKind(StrEnum):
    """What a specialist operator (专业运营单位) supplies."""

    WATER = "water"
    POWER = "power"
    GAS = "gas"
    HEAT = "heat"
    TELECOM = "telecom"


class AssetKind(StrEnum):
    """What kind of shared part or equipment an asset is."""

    ROOF = "roof"
    ELEVATOR = "elevator"
    PUMP = "pump"
    GATE = "gate"
    BIN_STATION = "bin_station"
    HEATING = "heating"
    POWER = "power"
    LIGHT = "light"
    PIPE = "pipe"
    FACADE = "facade"
    ROAD = "road"
    FIRE = "fire"
    CAMERA = "camera"


class OperatorStatus(StrEnum):
    """Whether a specialist operator has taken an asset over (移交专业运营单位)."""

    HANDED_OVER = "handed_over"
    NOT_HANDED_OVER = "not_handed_over"
    AGREEMENT = "agreement"


class Payer(StrEnum):
    """Who pays for the upkeep of a part once its warranty is over (domain: 谁出钱)."""

    CONTRACT = "contract"
    FUND = "fund"
    TITLE_UNIT = "title_unit"
    UTILITY = "utility"
    REVENUE = "revenue"
    OWNERS = "owners"
    TREASURY = "treasury"


class EndedWhy(StrEnum):
    """Why a part is there no longer."""

    REMOVED = "removed"
    UNUSED = "unused"
    REPLACED = "replaced"


ORGANISATION_NAMES: dict[OrganisationKind, str] = {
    OrganisationKind.PROPERTY_COMPANY: "物业服务企业",
    OrganisationKind.TITLE_UNIT: "产权单位",
    OrganisationKind.UTILITY: "专业运营单位",
    OrganisationKind.CONTRACTOR: "施工单位",
    OrganisationKind.LIFT_FIRM: "电梯维保单位",
    OrganisationKind.RESIDENTS_COMMITTEE: "居民委员会",
    OrganisationKind.STREET_OFFICE: "街道办事处",
    OrganisationKind.DISTRICT_OFFICE: "区住建委",
    OrganisationKind.DEPARTMENT: "区职能部门",
    OrganisationKind.OWNERS_COMMITTEE: "业主委员会",
    OrganisationKind.PARTY_ORGANISATION: "党组织",
}

ASSET_NAMES: dict[AssetKind, str] = {
    AssetKind.ROOF: "屋面",
    AssetKind.ELEVATOR: "电梯",
    AssetKind.PUMP: "水泵",
    AssetKind.GATE: "门禁",
    AssetKind.BIN_STATION: "垃圾桶站",
    AssetKind.HEATING: "供暖设施",
    AssetKind.POWER: "供电设施",
    AssetKind.LIGHT: "公共照明",
    AssetKind.PIPE: "管道",
    AssetKind.FACADE: "外墙",
    AssetKind.ROAD: "道路",
    AssetKind.FIRE: "消防设施",
    AssetKind.CAMERA: "监控",
}

PAYER_NAMES: dict[Payer, str] = {
    Payer.CONTRACT: "物业费（按物业服务合同）",
    Payer.FUND: "专项维修资金",
    Payer.TITLE_UNIT: "产权单位",
    Payer.UTILITY: "专业运营单位",
    Payer.REVENUE: "公共收益",
    Payer.OWNERS: "相关业主分摊",
    Payer.TREASURY: "财政资金",
}

ENDED_NAMES: dict[EndedWhy, str] = {
    EndedWhy.REMOVED: "拆除",
    EndedWhy.UNUSED: "停用",
    EndedWhy.REPLACED: "更换",
}
