"""People that tests of call-backs need besides those of the small world."""

from __future__ import annotations

import pytest

from app.core.permissions import Role
from tests.world import Someone, give_post, make_person, write


@pytest.fixture
def second_of_the_street(app, world) -> Someone:
    """A colleague of the one who works in the office of street a."""

    def hire() -> Someone:
        made = make_person(world, world.street_a.client, "街道同事a", username="street-a2", key="street_a2")
        give_post(world, made, Role.STREET, region=world.regions["street_a"])
        return made

    return write(app, hire)
