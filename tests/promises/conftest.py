"""The durable servers of the promises: other ones than those of the other tests, and slower."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.promises.cluster import Cluster, open_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """PostgreSQL with fsync on and a prepared database to copy."""
    with open_cluster() as opened:
        yield opened
