"""Who governs a compound beside its company: the Party organisations, and the committees of the owners."""

from __future__ import annotations

from collections.abc import Iterator

from app.demo import words
from app.demo.chance import ident
from app.demo.copying import Copier
from app.demo.district import Compound, District, Region
from app.demo.regions import organisation_row
from app.places import models
from app.places.models import OrganisationKind as Kind
from app.places.routing import Party

OWNERS: dict[str, str] = {
    "chunhui": "物业管理委员会",
    "chunhui_east": "业主委员会",
    "heshun": "业主委员会",
    "huaiyin": "物业管理委员会",
    "wanqing": "业主委员会",
    "qingquan": "物业管理委员会",
    "haitang": "业主委员会",
}
"""Which committee the owners of a compound have; the others have none yet."""
BRANCHES = ("chunhui", "chunhui_east", "heshun", "wanqing")
"""Compounds with a Party branch of their own; elsewhere the community's looks after them."""
FIRST_PLACE, FIRST_PHONE = 5_000, 6_000


def write(district: District, copier: Copier) -> None:
    """Write the Party organisations of all communities and some compounds, and the committees of the owners."""
    named = [*_communities(district), *_compounds(district)]
    rows = [
        organisation_row(district, party, region.id, None, FIRST_PLACE + place)
        for place, (party, region) in enumerate(named)
    ]
    copier.rows(models.Organisation, rows)


def _communities(district: District) -> Iterator[tuple[Party, Region]]:
    for number, community in enumerate(district.communities):
        name = f"{community.name}党委"
        yield (
            Party(
                ident("party", community.code),
                name,
                name,
                Kind.PARTY_ORGANISATION,
                words.landline(FIRST_PHONE + number),
            ),
            community,
        )


def _compounds(district: District) -> Iterator[tuple[Party, Region]]:
    for key, kind in OWNERS.items():
        compound = district.compounds[key]
        yield _of(compound, "owners", Kind.OWNERS_COMMITTEE, kind), compound.community
    for key in BRANCHES:
        compound = district.compounds[key]
        yield _of(compound, "branch", Kind.PARTY_ORGANISATION, "党支部"), compound.community


def _of(compound: Compound, what: str, kind: Kind, called: str) -> Party:
    short = f"{compound.name.removeprefix('示例')}{called}"
    return Party(ident(what, compound.plan.key), f"{compound.name}{called}", short, kind, None)
