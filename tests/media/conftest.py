"""Every test of photos has a store of its own, and something that photos can be attached to."""

from __future__ import annotations

import pytest

from app.core.storage import LocalStorage
from app.media import service, subjects


@pytest.fixture(autouse=True)
def store(monkeypatch, tmp_path) -> LocalStorage:
    """An empty local store."""
    storage = LocalStorage(tmp_path / "files")
    monkeypatch.setattr(service, "get_storage", lambda: storage)
    return storage


@pytest.fixture
def seen_by(monkeypatch, app) -> set:
    """Who sees the things of kind ``thing``: the ids of persons in this set."""
    people: set = set()
    monkeypatch.setitem(subjects._subjects, "thing", lambda actor, _: actor.person_id in people)
    return people
