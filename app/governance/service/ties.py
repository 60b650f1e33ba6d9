"""What ties a member to the compound: the unit that a representative comes from, and the home of an owner.

That an owner is confirmed in his home leaves this file as one word; it bars nothing, for nobody has to use the app.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.core.errors import InvalidInput, NotFound
from app.governance import policy
from app.governance.models import HOUSED, ROLE_NAMES, TYPE_NAMES, Committee, Member, MemberType, Role
from app.governance.queries import barred as there
from app.governance.queries import ties as found
from app.places.queries import home_labels

Shape = dict[str, Any]
LONGEST_HOME = 60


def tie(committee: Committee, body: Shape) -> None:
    """Look at the unit and the home of one who is to sit on a committee, and fill in the words of the home.

    Raises ``NotFound`` for a unit or a home that is not there, ``InvalidInput`` for one that does not go with him.
    """
    check_unit(committee, body["type"], body["organisation_id"])
    home_id = body["home_id"]
    if home_id is None:
        return
    if not there.home_of(committee.compound_id, home_id):
        raise NotFound("这个小区没有这套房", fields={"home_id": ["这个小区没有这套房"]})
    if body["type"] not in HOUSED:
        raise InvalidInput(fields={"home_id": ["只有业主和物业使用人代表选房号"]})
    body["home"] = home_labels([home_id])[home_id][:LONGEST_HOME]


def check_unit(committee: Committee, type_: str, organisation_id: UUID | None) -> None:
    """Look at the unit that a member comes from: it is there, goes with his type, and holds title in the compound.

    Raises ``NotFound`` or ``InvalidInput`` with the reason.
    """
    if organisation_id is not None and not there.organisation_of(committee.district_id, organisation_id):
        raise NotFound("没有这个单位", fields={"organisation_id": ["没有这个单位"]})
    holds = organisation_id is not None and found.holds_title(committee.compound_id, organisation_id)
    problem = policy.unit_problem(type_, named=organisation_id is not None, holds_title=holds)
    if problem:
        raise InvalidInput(problem, fields={"organisation_id": [problem]})


def units(compound_id: UUID) -> list[Shape]:
    """Return the units from which representatives may come."""
    return [{"id": unit.id, "name": unit.name} for unit in found.units(compound_id)]


def rows(committee: Committee, members: Sequence[Member]) -> list[Shape]:
    """Return members as staff see them."""
    names = found.unit_names(one.organisation_id for one in members if one.organisation_id)
    confirmed = found.confirmed(committee.id)
    return [
        {
            "id": member.id,
            "name": member.name,
            "home": member.home,
            "home_check": policy.home_check(member.type, housed=bool(member.home_id), confirmed=member.id in confirmed),
            "unit": names.get(member.organisation_id, "") if member.organisation_id else "",
            "lacks_unit": policy.lacks_unit(member) and member.left_on is None,
            "type_name": TYPE_NAMES[MemberType(member.type)],
            "role": member.role,
            "role_name": ROLE_NAMES[Role(member.role)],
            "lived_here": member.lived_here,
            "no_arrears": member.no_arrears,
            "no_interest": member.no_interest,
            "left_on": member.left_on,
            "left_because": member.left_because,
        }
        for member in members
    ]
