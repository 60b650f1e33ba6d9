"""A compound with a published fee sheet, and no page that another test left."""

from __future__ import annotations

import pytest

from app.core import ready
from tests.disclosures.steps import published, second_manager


@pytest.fixture(autouse=True)
def nothing_kept():
    """Begin without what another test left in this process."""
    ready.forget_here()


@pytest.fixture
def second(app, world):
    """The other manager of company a, who approves."""
    return second_manager(app, world)


@pytest.fixture
def sheet(world, second):
    """The fee sheet of compound a, published."""
    return published(world.manager_a, second, world.a, "fees")
