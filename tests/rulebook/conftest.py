"""A second person at the district and at street a, so that two people can publish; and tickets to try rules out on."""

from __future__ import annotations

import pytest

from app.core.permissions import Role
from tests.tickets.steps import file
from tests.world import give_post, make_person, write


@pytest.fixture
def two(app, world):
    """The world with ``district_2`` and ``street_a2`` in it."""

    def add() -> None:
        client = world.district.client
        give_post(
            world, make_person(world, client, "区里同事", key="district_2"), Role.DISTRICT, region=world.district_id
        )
        street = world.regions["street_a"]
        give_post(world, make_person(world, client, "街道同事", key="street_a2"), Role.STREET, region=street)

    write(app, add)
    return world


@pytest.fixture
def tickets(two, deliver):
    """Five reports: three dark staircases (one in a compound without a company), a roof, words only."""
    assert two.resident_a.post("/visits", {"code": two.estates["none"].code}).status_code == 201
    made = [
        file(two.resident_a, two.a, category="0201", description="不亮"),
        file(two.resident_a, two.estates["none"], category="0201", description="不亮"),
        file(two.resident_b, two.b, category="0201", description="不亮"),
        file(two.resident_a, two.a, category="0101", description="漏"),
        file(two.resident_a, two.a, description="楼道灯不亮了"),
    ]
    deliver()
    return [one["id"] for one in made]
