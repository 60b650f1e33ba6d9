"""What places can tell, put together for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.places import queries
from app.places.models import Compound, Contract, UtilityKind
from app.places.service.codes import CODE_LENGTH, CODE_LETTERS, new_code

__all__ = [
    "CODE_LENGTH",
    "CODE_LETTERS",
    "PublicCompound",
    "PublicPlace",
    "emergency_calls",
    "new_code",
    "public_compound",
    "public_place",
]

# National numbers that hold everywhere in China.
NATIONAL_CALLS = (
    ("火警", "119", "火灾、被困"),
    ("急救", "120", "有人受伤或突发疾病"),
    ("报警", "110", "治安、人身安全"),
)
UTILITY_CALLS: dict[str, str] = {
    UtilityKind.GAS: "燃气泄漏、停气",
    UtilityKind.POWER: "停电、电力抢修",
    UtilityKind.WATER: "停水、水管爆裂",
    UtilityKind.HEAT: "供暖故障",
    UtilityKind.TELECOM: "通信线路故障",
}


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """What a label on a wall tells to anybody who scans it."""

    kind: str
    name: str
    compound: queries.CompoundRow
    building_id: UUID | None
    asset_id: UUID | None
    provider: dict[str, Any] | None
    committee: dict[str, Any] | None
    """The residents' committee, who takes what is reported where nobody serves the compound."""
    emergency: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class PublicCompound:
    """The public page of a compound."""

    id: UUID
    name: str
    address: str
    community: str
    street: str
    provider: dict[str, Any] | None
    contract: Contract | None
    emergency: list[dict[str, str]]


def emergency_calls(district_id: UUID) -> list[dict[str, str]]:
    """Return whom to call when it cannot wait: the national numbers, then the district's operators."""
    calls = [{"name": name, "phone": phone, "for": purpose} for name, phone, purpose in NATIONAL_CALLS]
    for operator in queries.utilities(district_id):
        purpose = UTILITY_CALLS.get(operator.utility_kind or "", "")
        calls.append({"name": operator.short_name, "phone": operator.phone or "", "for": purpose})
    return calls


def public_place(code: str) -> PublicPlace:
    """Return what the label with ``code`` tells. Raises ``NotFound``."""
    found = queries.place_by_code(code)
    committee = queries.committee_of(found.compound.community_id)
    return PublicPlace(
        kind=found.kind,
        name=found.name,
        compound=queries.compound_row(found.compound),
        building_id=found.building_id,
        asset_id=found.asset_id,
        provider=_provider(found.compound)[0],
        committee={"name": committee.name, "phone": committee.phone} if committee else None,
        emergency=emergency_calls(found.compound.district_id),
    )


def public_compound(compound_id: UUID) -> PublicCompound:
    """Return the public page of a compound. Raises ``NotFound``."""
    compound = queries.get_compound(compound_id)
    row = queries.compound_row(compound)
    provider, contract = _provider(compound)
    return PublicCompound(
        id=row.id,
        name=row.name,
        address=row.address,
        community=row.community,
        street=row.street,
        provider=provider,
        contract=contract,
        emergency=emergency_calls(compound.district_id),
    )


def _provider(compound: Compound) -> tuple[dict[str, Any] | None, Contract | None]:
    found = queries.provider_of(compound.id)
    if found is None:
        return None, None
    company, contract = found
    return {"name": company.name, "phone": company.phone}, contract
