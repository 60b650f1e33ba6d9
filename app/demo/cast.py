"""Who plays in the stories of the demo persons' compound: neighbours, the persons themselves, other organisations."""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.compounds import PERSONA_COMPOUND
from app.demo.district import Building, Compound, District, Resident, Worker
from app.demo.people import PERSONA_COMPANY, PERSONAS
from app.demo.residents import of_persona
from app.places.routing import Party


@dataclass(frozen=True, slots=True)
class Cast:
    """Finds people and organisations by what they are in the stories."""

    district: District

    @property
    def compound(self) -> Compound:
        """Return the compound of the demo persons."""
        return self.district.compounds[PERSONA_COMPOUND]

    @property
    def resident(self) -> Resident:
        """Return the demo resident."""
        return of_persona(self.district, "resident")

    def neighbour(self, number: int, compound: str = PERSONA_COMPOUND) -> Resident:
        """Return a neighbour; a number is always the same one."""
        homes = self.district.compounds[compound].residents["home"]
        return homes[number % len(homes)]

    def under_one_roof(self, count: int) -> list[Resident]:
        """Return ``count`` neighbours of one building, that with the most."""

        def of(building: Building) -> list[Resident]:
            return [one for one in self.compound.residents["home"] if one.home and one.home.building is building]

        found = max((of(building) for building in self.compound.buildings), key=len)
        return [found[place % len(found)] for place in range(count)]

    def persona(self, name: str) -> Worker:
        """Return a demo person who works: repair, manager, community, street or district."""
        return Worker(self.district.personas[name], dict(PERSONAS)[name], name)

    @property
    def colleague(self) -> Worker:
        """Return the other worker of the community."""
        return self.district.cadres[self.compound.community.id][1]

    @property
    def company(self) -> Party:
        """Return the property company."""
        return self.district.organisations[PERSONA_COMPANY]

    @property
    def street_office(self) -> Party:
        """Return the office of the street."""
        return self.compound.street.office

    def party(self, key: str) -> Party:
        """Return an organisation of the district by its key."""
        return self.district.organisations[key]

    def handler(self, key: str) -> Worker:
        """Return the first handler of an organisation."""
        return self.district.staff[self.party(key).id][0]
