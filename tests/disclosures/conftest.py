"""What the tests of disclosures share."""

from __future__ import annotations

import pytest

from tests.disclosures.steps import second_manager


@pytest.fixture
def second(app, world):
    """Another manager of company a: the second person."""
    return second_manager(app, world)
