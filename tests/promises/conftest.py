"""The durable servers of the promises: other ones than those of the other tests, and slower."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.cluster import Cluster, open_cluster

HERE = Path(__file__).parent
LONGEST_SECONDS = 300
"""A scenario takes 5 to 20 s on a quiet machine; a busy one must not make it fail."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the scenarios more time than other tests."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.timeout(LONGEST_SECONDS))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL with fsync on and a prepared database to copy."""
    with open_cluster() as opened:
        yield opened
