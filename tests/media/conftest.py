"""Every test of photos has a store of its own, and something that photos can be attached to."""

from __future__ import annotations

import pytest

from app.core.storage import LocalStorage
from app.media import subjects
from app.media.service import arriving, forgetting, seeing


@pytest.fixture(autouse=True)
def store(monkeypatch, tmp_path) -> LocalStorage:
    """An empty local store."""
    storage = LocalStorage(tmp_path / "files")
    for module in (arriving, seeing, forgetting):
        monkeypatch.setattr(module, "get_storage", lambda: storage)
    return storage


@pytest.fixture
def seen_by(monkeypatch, app) -> set:
    """Who sees the things of kind ``thing``: the ids of persons in this set."""
    people: set = set()
    monkeypatch.setitem(subjects._subjects, "thing", lambda actor, _: actor.person_id in people)
    return people
